//! Well-kept buses, rules, pipes, schedules and state machines.

use tidegate::model::aws::{
    ApiDestination, EventBus, EventRule, Pipe, PipeDetails, RuleTarget, Schedule, ScheduleDetails, StateMachine,
    StateMachineDetails,
};
use tidegate::model::{AtRest, Detail, Fact, Redacted, RedactedText, Resource};

use super::builders::resource;
use super::{ACCOUNT, REGION, key_arn};

/// An ARN of the sample account.
pub fn sample_arn(service: &str, rest: &str) -> String {
    format!("arn:aws:{service}:{REGION}:{ACCOUNT}:{rest}")
}

/// The ARN of the sample bus with this name.
pub fn bus_arn(name: &str) -> String {
    sample_arn("events", &format!("event-bus/{name}"))
}

fn role(name: &str) -> String {
    format!("arn:aws:iam::{ACCOUNT}:role/{name}")
}

/// A bus: encrypted with the key `main`, without a policy.
pub fn bus(name: &str) -> Resource {
    let detail = EventBus {
        policy: Fact::Known(None),
        encryption: Fact::Known(AtRest::Key(key_arn("main"))),
        dead_letter: Fact::Known(None),
    };
    resource(bus_arn(name), ACCOUNT, REGION, Detail::EventBus(Box::new(detail)))
}

/// A rule of the bus `default` with one target, that keeps what it cannot deliver in the queue `dead`.
pub fn rule(name: &str, target: &str) -> Resource {
    let target = RuleTarget {
        id: "one".to_owned(),
        arn: target.to_owned(),
        role: Some(role(name)),
        input: None,
        transformed: false,
        dead_letter: Some(super::queue_arn("dead")),
    };
    let detail = EventRule {
        bus: bus_arn("default"),
        pattern: Some(r#"{"source":["orders"]}"#.to_owned()),
        schedule: None,
        enabled: true,
        managed_by: None,
        targets: Fact::Known(vec![target]),
    };
    resource(sample_arn("events", &format!("rule/{name}")), ACCOUNT, REGION, Detail::EventRule(Box::new(detail)))
}

/// A destination outside of AWS.
pub fn api_destination(name: &str, endpoint: &str) -> Resource {
    let detail = ApiDestination {
        endpoint: Redacted::Plain(endpoint.to_owned()),
        active: true,
        connection: sample_arn("events", &format!("connection/{name}/1")),
        authorization: Fact::Known(Some("API_KEY".to_owned())),
    };
    let arn = sample_arn("events", &format!("api-destination/{name}"));
    resource(arn, ACCOUNT, REGION, Detail::ApiDestination(Box::new(detail)))
}

/// A pipe that runs under the role of its name, logs errors and has the key `main`.
pub fn pipe(name: &str, source: &str, target: &str) -> Resource {
    let details = PipeDetails {
        role: role(name),
        dead_letter: None,
        log_level: "ERROR".to_owned(),
        logs_data: false,
        logs: Vec::new(),
        key: Some(key_arn("main")),
    };
    let detail = Pipe {
        source: source.to_owned(),
        target: target.to_owned(),
        enrichment: None,
        running: true,
        details: Fact::Known(details),
    };
    resource(sample_arn("pipes", &format!("pipe/{name}")), ACCOUNT, REGION, Detail::Pipe(Box::new(detail)))
}

/// A schedule that is on, under the role of its name, with the key `main`.
pub fn schedule(name: &str, target: &str) -> Resource {
    let details = ScheduleDetails {
        expression: "rate(1 hour)".to_owned(),
        role: role(name),
        input: None,
        dead_letter: None,
        key: Some(key_arn("main")),
    };
    let detail = Schedule { target: target.to_owned(), enabled: true, details: Fact::Known(details) };
    let arn = sample_arn("scheduler", &format!("schedule/default/{name}"));
    resource(arn, ACCOUNT, REGION, Detail::Schedule(Box::new(detail)))
}

/// A state machine with a definition: logged, traced, with the key `main`.
pub fn machine(name: &str, definition: &str) -> Resource {
    let details = StateMachineDetails {
        role: role(name),
        definition: RedactedText { text: definition.to_owned(), secrets: Vec::new() },
        log_level: "ERROR".to_owned(),
        logs_data: false,
        logs: Vec::new(),
        traced: true,
        key: Some(key_arn("main")),
    };
    let detail = StateMachine { machine_type: "STANDARD".to_owned(), details: Fact::Known(details) };
    let arn = sample_arn("states", &format!("stateMachine:{name}"));
    resource(arn, ACCOUNT, REGION, Detail::StateMachine(Box::new(detail)))
}
