//! Step Functions: every call that a definition makes, and the resources that it names.
//!
//! What is only known when an execution runs (JSONPath, JSONata, intrinsic functions) is left unresolved.

use serde_json::Value;

use super::delivery;
use crate::flow::{Draft, Node, Sketch, Transfer};
use crate::model::Kind;

/// What a state machine reads, writes and sets off.
///
/// Sources: AWS Step Functions Developer Guide, "Integrating services with Step Functions", "Using Map state in
/// Distributed mode", "Logging in CloudWatch Logs".
pub(super) fn machine(draft: &mut Draft<'_>) {
    let Some(machine) = draft.here.state_machine() else { return };
    let Some(details) = machine.details.known() else { return };
    for group in details.logs.iter().filter(|_| details.log_level != "OFF") {
        let sketch = Sketch::to(group, Transfer::Write).as_role(&details.role);
        draft.add(sketch.declared("loggingConfiguration.destinations"));
    }
    if let Ok(definition) = serde_json::from_str::<Value>(&details.definition.text) {
        states(draft, &definition, &details.role);
    }
}

/// Every state below a definition, a branch or the processor of a map.
fn states(draft: &mut Draft<'_>, machine: &Value, role: &str) {
    let Some(all) = machine.get("States").and_then(Value::as_object) else { return };
    for (name, state) in all {
        call(draft, &format!("{name}.Resource"), state, role);
        for part in ["ItemReader", "ResultWriter"] {
            if let Some(part_of) = state.get(part) {
                call(draft, &format!("{name}.{part}"), part_of, role);
            }
        }
        for branch in state.get("Branches").and_then(Value::as_array).into_iter().flatten() {
            states(draft, branch, role);
        }
        for inner in ["ItemProcessor", "Iterator"] {
            if let Some(inner) = state.get(inner) {
                states(draft, inner, role);
            }
        }
    }
}

/// One call: a function's own ARN, or an integration such as `arn:aws:states:::sqs:sendMessage.waitForTaskToken`.
fn call(draft: &mut Draft<'_>, place: &str, state: &Value, role: &str) {
    let Some(resource) = state.get("Resource").and_then(Value::as_str) else { return };
    let role = own_role(state).unwrap_or(role);
    let Some((_, integration)) = resource.split_once(":states:::") else {
        draft.add(Sketch::to(resource, delivery(resource)).as_role(role).declared(place));
        return;
    };
    let integration = integration.strip_prefix("aws-sdk:").unwrap_or(integration);
    let (service, action) = integration.split_once(':').unwrap_or((integration, ""));
    let action = action.split(['.', ':']).next().unwrap_or_default();
    let parameters = state.get("Parameters").or_else(|| state.get("Arguments")).unwrap_or(&Value::Null);
    let mut taken = Vec::new();
    for link in LINKS.iter().filter(|it| it.service == service && it.does(action)) {
        for name in fixed(parameters, link.parameter) {
            add(draft, link, name, place, role);
            taken.push(name);
        }
    }
    for link in BY_NAME.iter().filter(|it| it.service == service && it.does(action)) {
        for name in fixed(parameters, &[link.parameter]) {
            add_named(draft, link, name, place, role);
            taken.push(name);
        }
    }
    refer_rest(draft, place, parameters, &taken, role);
}

/// A task may take another role for its call.
///
/// Source: AWS Step Functions Developer Guide, "Accessing resources in other AWS accounts".
fn own_role(state: &Value) -> Option<&str> {
    let role = state.get("Credentials")?.get("RoleArn")?.as_str()?;
    role.starts_with("arn:").then_some(role)
}

/// A parameter of a call that names a resource.
struct Link {
    service: &'static str,
    /// The actions, parted by a blank, each with all that begin so; empty for all.
    actions: &'static str,
    /// The path of the parameter; a list on the way means each of its elements.
    parameter: &'static [&'static str],
    transfer: Transfer,
    /// The ARN's service and what stands before the name, where a bare name may be given.
    bare: Option<(&'static str, &'static str)>,
}

impl Link {
    fn does(&self, action: &str) -> bool {
        self.actions.is_empty() || self.actions.split(' ').any(|it| action.starts_with(it))
    }
}

const fn link(
    service: &'static str,
    actions: &'static str,
    parameter: &'static [&'static str],
    transfer: Transfer,
    bare: Option<(&'static str, &'static str)>,
) -> Link {
    Link { service, actions, parameter, transfer, bare }
}

/// The integrations that move data or set something off.
///
/// Source: AWS Step Functions Developer Guide, "Integrating services with Step Functions", each service's page.
const LINKS: &[Link] = &[
    link("lambda", "invoke", &["FunctionName"], Transfer::Invoke, Some(("lambda", "function:"))),
    link("sqs", "sendMessage", &["QueueUrl"], Transfer::Write, None),
    link("sqs", "receiveMessage", &["QueueUrl"], Transfer::Read, None),
    link("sns", "publish", &["TopicArn"], Transfer::Write, None),
    link("events", "putEvents", &["Entries", "EventBusName"], Transfer::Write, Some(("events", "event-bus/"))),
    link("eventbridge", "putEvents", &["Entries", "EventBusName"], Transfer::Write, Some(("events", "event-bus/"))),
    link("states", "startExecution startSyncExecution", &["StateMachineArn"], Transfer::Invoke, None),
    link("sfn", "startExecution startSyncExecution", &["StateMachineArn"], Transfer::Invoke, None),
    link("dynamodb", "get query scan batchGet", &["TableName"], Transfer::Read, Some(("dynamodb", "table/"))),
    link("dynamodb", "put update delete", &["TableName"], Transfer::Write, Some(("dynamodb", "table/"))),
    link("dynamodb", "exportTable", &["TableArn"], Transfer::Read, None),
    link("dynamodb", "exportTable", &["S3Bucket"], Transfer::Write, Some(("s3", ""))),
    link("kinesis", "putRecord", &["StreamName"], Transfer::Write, Some(("kinesis", "stream/"))),
    link("kinesis", "putRecord", &["StreamARN"], Transfer::Write, None),
    link("firehose", "putRecord", &["DeliveryStreamName"], Transfer::Write, Some(("firehose", "deliverystream/"))),
    link("glue", "startJobRun", &["JobName"], Transfer::Invoke, Some(("glue", "job/"))),
    link("glue", "startCrawler", &["Name"], Transfer::Invoke, Some(("glue", "crawler/"))),
    link("athena", "startQueryExecution", &["WorkGroup"], Transfer::Invoke, Some(("athena", "workgroup/"))),
    link("athena", "startQueryExecution", &["ResultConfiguration", "OutputLocation"], Transfer::Write, None),
    link("ecs", "runTask", &["Cluster"], Transfer::Invoke, Some(("ecs", "cluster/"))),
    link("batch", "submitJob", &["JobQueue"], Transfer::Invoke, Some(("batch", "job-queue/"))),
    link("elasticmapreduce", "addStep", &["ClusterId"], Transfer::Invoke, Some(("elasticmapreduce", "cluster/"))),
    link(
        "emr-serverless",
        "startJobRun",
        &["ApplicationId"],
        Transfer::Invoke,
        Some(("emr-serverless", "/applications/")),
    ),
    link("s3", "get list head", &["Bucket"], Transfer::Read, Some(("s3", ""))),
    link("s3", "put copy delete", &["Bucket"], Transfer::Write, Some(("s3", ""))),
    link(
        "redshiftdata",
        "executeStatement batchExecute",
        &["ClusterIdentifier"],
        Transfer::Invoke,
        Some(("redshift", "cluster:")),
    ),
    link("http", "invoke", &["ApiEndpoint"], Transfer::Invoke, None),
    link("apigateway", "invoke", &["ApiEndpoint"], Transfer::Invoke, None),
];

/// A parameter that names a resource whose ARN does not follow from its name.
struct Named {
    service: &'static str,
    actions: [&'static str; 2],
    parameter: &'static str,
    kind: Kind,
    transfer: Transfer,
}

impl Named {
    fn does(&self, action: &str) -> bool {
        self.actions.iter().any(|it| action.starts_with(it))
    }
}

const BY_NAME: [Named; 2] = [
    Named {
        service: "redshiftdata",
        actions: ["executeStatement", "batchExecute"],
        parameter: "WorkgroupName",
        kind: Kind::RedshiftWorkgroup,
        transfer: Transfer::Invoke,
    },
    Named {
        service: "secretsmanager",
        actions: ["getSecretValue", "batchGetSecretValue"],
        parameter: "SecretId",
        kind: Kind::Secret,
        transfer: Transfer::Read,
    },
];

fn add_named(draft: &mut Draft<'_>, link: &Named, name: &str, place: &str, role: &str) {
    let held = draft.names.of_kind(link.kind, name, draft.here).map(Node::Resource);
    let Some(node) = held.or_else(|| draft.names.node(name, draft.here)) else { return };
    let sketch = match link.transfer {
        Transfer::Read => Sketch::from_node(node, Transfer::Read),
        other => Sketch::to_node(node, other),
    };
    draft.add(sketch.as_role(role).declared(format!("{place} {}", link.parameter)));
}

/// The texts at a path that are the same for every execution. A list on the way means each of its elements.
fn fixed<'v>(value: &'v Value, path: &[&str]) -> Vec<&'v str> {
    match (value, path) {
        (Value::Array(all), _) => all.iter().flat_map(|it| fixed(it, path)).collect(),
        (_, [first, rest @ ..]) => value.get(first).map(|it| fixed(it, rest)).unwrap_or_default(),
        (Value::String(text), []) if is_fixed(text) => vec![text],
        _ => Vec::new(),
    }
}

fn is_fixed(text: &str) -> bool {
    !text.is_empty() && !text.starts_with(['$', '[']) && !text.contains("{%") && !text.starts_with("States.")
}

fn add(draft: &mut Draft<'_>, link: &Link, name: &str, place: &str, role: &str) {
    let here = draft.here;
    let whole = match link.bare {
        Some(("s3", _)) if !name.starts_with("arn:") => format!("s3://{name}"),
        Some((service, before)) if !name.contains("://") && !name.starts_with("arn:") => {
            format!("arn:{}:{service}:{}:{}:{before}{name}", here.arn.partition(), here.region, here.account)
        }
        _ if matches!(link.service, "apigateway") && !name.contains("://") => format!("https://{name}"),
        _ => name.to_owned(),
    };
    let sketch = match link.transfer {
        Transfer::Read => Sketch::from(&whole, Transfer::Read),
        other => Sketch::to(&whole, other),
    };
    let sketch = if link.service == "http" { sketch.with_credentials("connection") } else { sketch.as_role(role) };
    draft.add(sketch.declared(format!("{place} {}", link.parameter.join("."))));
}

/// What else the parameters name, such as paths among the arguments of a job.
fn refer_rest(draft: &mut Draft<'_>, place: &str, value: &Value, taken: &[&str], role: &str) {
    match value {
        Value::Object(members) => members.values().for_each(|it| refer_rest(draft, place, it, taken, role)),
        Value::Array(items) => items.iter().for_each(|it| refer_rest(draft, place, it, taken, role)),
        Value::String(text) if is_fixed(text) && !taken.contains(&text.as_str()) => {
            draft.refer(place, text, Some(role));
        }
        _ => {}
    }
}
