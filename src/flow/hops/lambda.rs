//! Lambda: event source mappings, destinations, dead letters, and what the environment names.

use crate::flow::{Draft, Node, Outside, Sketch, Transfer};
use crate::model::Fact;
use crate::model::aws::{Function, FunctionUrl};
use crate::policy::{Inside, Policy, Statement, exposure};

/// What calls of an address need.
const CALL: &str = "lambda:InvokeFunctionUrl";
/// The key of requests that says how the address asks who calls.
const AUTHENTICATION: &str = "lambda:FunctionUrlAuthType";

/// Where a function sends what succeeded and what failed, and what its environment names.
///
/// Sources: AWS Lambda Developer Guide, "Capturing records of Lambda asynchronous invocations", "Adding a dead-letter
/// queue", "Working with Lambda environment variables".
pub(super) fn function(draft: &mut Draft<'_>) {
    let Some(function) = draft.here.function() else { return };
    let role = function.role.as_str();
    if let Some(target) = &function.dead_letter {
        draft.add(Sketch::to(target, Transfer::Write).as_role(role).declared("DeadLetterConfig.TargetArn"));
    }
    for calls in function.asynchronous.known().into_iter().flatten() {
        for (target, field) in [(&calls.on_success, "OnSuccess"), (&calls.on_failure, "OnFailure")] {
            let Some(target) = target else { continue };
            let sketch = Sketch::to(target, transfer(target)).as_role(role);
            draft.add(sketch.declared(format!("DestinationConfig.{field}.Destination")));
        }
    }
    for system in &function.file_systems {
        draft.add(Sketch::to(system, Transfer::Refer).as_role(role).referenced("FileSystemConfigs.Arn"));
    }
    logs(draft, function);
    from_internet(draft, function);
    for (name, value) in function.environment.known().into_iter().flatten() {
        if let Some(value) = value.readable() {
            draft.refer_value("environment", name, value, Some(role));
        }
    }
}

/// Everyone, where an address asks nobody who they are and the policy lets everyone in. Signed callers of other addresses
/// are identities: they are no hop from the internet, as at a route of an API with IAM authorization.
///
/// An address of an alias is left out: the policy that counts there is the alias's own, which is not read.
///
/// Source: AWS Lambda Developer Guide, "Control access to Lambda function URLs".
fn from_internet(draft: &mut Draft<'_>, function: &Function) {
    let (here, estate) = (draft.here, draft.estate);
    let open = |url: &&FunctionUrl| url.authentication == "NONE" && url.arn == here.arn.as_str();
    let Some(url) = function.urls.known().into_iter().flatten().find(open) else { return };
    let Some(Some(document)) = function.policy.known() else { return };
    let Ok(policy) = Policy::parse(document.text()) else { return };
    let inside = Inside { account: &|account| estate.is_own_account(account), organization: None, canonical: None };
    let is_door = |statement: &Statement| statement.covers(CALL) && statement.takes_value(AUTHENTICATION, "NONE");
    if exposure(&policy, &inside).public.iter().any(|it| is_door(it.statement)) {
        let field = format!("FunctionUrlConfig.AuthType NONE of {}", url.url);
        let sketch = Sketch::from_node(Node::Outside(Outside::internet()), Transfer::Invoke);
        draft.add(sketch.in_transit(Fact::Known(true)).declared(field));
    }
}

/// The log group, where the estate holds it: every function has one, and most are of no interest.
fn logs(draft: &mut Draft<'_>, function: &Function) {
    let Some(group) = &function.log_group else { return };
    let here = draft.here;
    let arn = format!("arn:{}:logs:{}:{}:log-group:{group}", here.arn.partition(), here.region, here.account);
    let held = |arn: &str| draft.estate.find(arn).is_some();
    if held(&arn) || held(&format!("{arn}:*")) {
        draft.add(Sketch::to(&arn, Transfer::Write).as_role(&function.role).declared("LoggingConfig.LogGroup"));
    }
}

/// Another function is called; everything else is written to.
fn transfer(target: &str) -> Transfer {
    if target.contains(":lambda:") { Transfer::Invoke } else { Transfer::Write }
}

/// What a mapping reads for its function, the secrets that it gets in with, and where records go that failed.
///
/// Source: AWS Lambda Developer Guide, "How Lambda processes records from stream and queue-based event sources": Lambda
/// polls under the function's execution role.
pub(super) fn mapping(draft: &mut Draft<'_>) {
    let Some(mapping) = draft.here.event_source_mapping().filter(|it| it.is_on()) else { return };
    let function = named(draft, &mapping.function);
    let role = function.map(|it| it.role.as_str()).unwrap_or_default();
    if let Some(source) = &mapping.source {
        let sketch = Sketch::between(source, &mapping.function, Transfer::Read).as_role(role);
        draft.add(sketch.declared("EventSourceMapping.EventSourceArn"));
    }
    for server in &mapping.servers {
        let address = format!("kafka://{server}");
        let sketch = Sketch::between(&address, &mapping.function, Transfer::Read).with_credentials("Kafka credentials");
        draft.add(sketch.declared("EventSourceMapping.SelfManagedEventSource.Endpoints"));
    }
    for access in mapping.access.iter().filter(|it| it.by.contains(":secretsmanager:")) {
        let sketch = Sketch::between(&access.by, &mapping.function, Transfer::Read).as_role(role);
        draft.add(sketch.declared("EventSourceMapping.SourceAccessConfigurations.URI"));
    }
    if let Some(target) = &mapping.on_failure {
        let sketch = Sketch::between(&mapping.function, target, transfer(target)).as_role(role);
        draft.add(sketch.declared("EventSourceMapping.DestinationConfig.OnFailure.Destination"));
    }
}

/// The function that an ARN means, with or without a version or alias behind it.
fn named<'e>(draft: &Draft<'e>, arn: &str) -> Option<&'e Function> {
    let bare: String = arn.splitn(8, ':').take(7).collect::<Vec<_>>().join(":");
    draft.estate.find(&bare).and_then(|(_, it)| it.function())
}
