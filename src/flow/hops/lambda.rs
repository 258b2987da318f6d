//! Lambda: event source mappings, destinations, dead letters, and what the environment names.

use crate::flow::{Draft, Sketch, Transfer};
use crate::model::aws::Function;

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
    for (name, value) in function.environment.known().into_iter().flatten() {
        if let Some(value) = value.readable() {
            draft.refer_value("environment", name, value, Some(role));
        }
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
