//! Checks of buses, rules, pipes, schedules and state machines.

use tidegate::checks::Decision::{self, Fail, Pass, Unknown};
use tidegate::model::aws::{
    EventBus, EventRule, Pipe, RuleTarget, Schedule, ScheduleDetails, StateMachine, StateMachineDetails,
};
use tidegate::model::{AtRest, Fact, FoundSecret, Redacted, SecretReason};

use crate::samples::{
    FOREIGN, SECOND, Tweak, bus, bus_arn, decision, estate, function_arn, key, machine, pipe, policy, queue_arn, rule,
    sample_arn, schedule, unknown,
};

fn of_bus(check: &str, change: impl FnOnce(&mut EventBus)) -> Option<Decision> {
    decision(&estate([bus("main").with(change), key("main")]), check, &bus_arn("main"))
}

fn of_rule(check: &str, change: impl FnOnce(&mut EventRule)) -> Option<Decision> {
    let spoiled = rule("sort", &queue_arn("orders")).with(change);
    decision(&estate([spoiled, bus("default")]), check, &sample_arn("events", "rule/sort"))
}

fn target(change: impl FnOnce(&mut RuleTarget)) -> impl FnOnce(&mut EventRule) {
    |it| change(&mut it.targets.known_mut().unwrap()[0])
}

fn of_pipe(check: &str, change: impl FnOnce(&mut Pipe)) -> Option<Decision> {
    let spoiled = pipe("move", &queue_arn("orders"), &function_arn("load")).with(change);
    decision(&estate([spoiled, key("main")]), check, &sample_arn("pipes", "pipe/move"))
}

fn of_machine(check: &str, class: &str, change: impl FnOnce(&mut StateMachineDetails)) -> Option<Decision> {
    let spoiled = machine("flow", "{}")
        .tag("classification", class)
        .with(|it: &mut StateMachine| change(it.details.known_mut().unwrap()));
    decision(&estate([spoiled, key("main")]), check, &sample_arn("states", "stateMachine:flow"))
}

fn unread_machine(check: &str) -> Option<Decision> {
    let spoiled =
        machine("flow", "{}").tag("classification", "restricted").with(|it: &mut StateMachine| it.details = unknown());
    decision(&estate([spoiled]), check, &sample_arn("states", "stateMachine:flow"))
}

fn allows(principal: &str, condition: &str) -> String {
    let resource = bus_arn("main");
    format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{principal},"Action":"events:PutEvents","Resource":"{resource}"{condition}}}]}}"#
    )
}

#[test]
fn a_bus_that_lets_in_everyone() {
    const CHECK: &str = "events-bus-public-policy";
    let organization = r#","Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"}}"#;
    assert_eq!(of_bus(CHECK, |it| it.policy = policy(allows(r#""*""#, ""))), Some(Fail));
    assert_eq!(of_bus(CHECK, |it| it.policy = policy(allows(r#""*""#, organization))), Some(Pass));
    assert_eq!(of_bus(CHECK, |it| it.policy = unknown()), Some(Unknown));
}

#[test]
fn a_bus_that_lets_in_a_foreign_account() {
    const CHECK: &str = "events-bus-foreign-access";
    let account = |id: &str| policy(allows(&format!(r#"{{"AWS":"{id}"}}"#), ""));
    assert_eq!(of_bus(CHECK, |it| it.policy = account(FOREIGN)), Some(Fail));
    assert_eq!(of_bus(CHECK, |it| it.policy = account(SECOND)), Some(Pass));
    assert_eq!(of_bus(CHECK, |it| it.policy = unknown()), Some(Unknown));
}

#[test]
fn restricted_buses_pipes_and_schedules_want_a_key_of_the_customer() {
    const CHECK: &str = "events-bus-customer-key";
    let restricted = |encryption: Fact<AtRest>| {
        let main = bus("main").tag("classification", "restricted").with(|it: &mut EventBus| it.encryption = encryption);
        decision(&estate([main, key("main")]), CHECK, &bus_arn("main"))
    };
    assert_eq!(restricted(Fact::Known(AtRest::Provider("AWS owned key".into()))), Some(Fail));
    assert_eq!(restricted(Fact::Known(AtRest::Key("alias/main".into()))), Some(Pass));
    assert_eq!(restricted(unknown()), Some(Unknown));
    assert_eq!(of_bus(CHECK, |_| ()), None);
    let moved = pipe("move", "", "").tag("classification", "restricted").with(|it: &mut Pipe| {
        it.details.known_mut().unwrap().key = None;
    });
    assert_eq!(decision(&estate([moved]), CHECK, &sample_arn("pipes", "pipe/move")), Some(Fail));
    let timed = schedule("nightly", "").tag("classification", "restricted");
    let arn = sample_arn("scheduler", "schedule/default/nightly");
    assert_eq!(decision(&estate([timed, key("main")]), CHECK, &arn), Some(Pass));
}

#[test]
fn events_that_are_lost() {
    const CHECK: &str = "events-rule-dead-letter";
    assert_eq!(of_rule(CHECK, target(|it| it.dead_letter = None)), Some(Fail));
    assert_eq!(of_rule(CHECK, |_| ()), Some(Pass));
    assert_eq!(of_rule(CHECK, |it| it.targets = unknown()), Some(Unknown));
    assert_eq!(of_rule(CHECK, |it| it.enabled = false), None);
}

#[test]
fn events_for_a_foreign_account() {
    const CHECK: &str = "events-rule-foreign-target";
    let theirs = format!("arn:aws:events:eu-west-1:{FOREIGN}:event-bus/default");
    assert_eq!(of_rule(CHECK, target(|it| it.arn = theirs)), Some(Fail));
    assert_eq!(of_rule(CHECK, |_| ()), Some(Pass));
    assert_eq!(of_rule(CHECK, |it| it.targets = unknown()), Some(Unknown));
}

fn secret() -> Redacted {
    Redacted::Secret { fingerprint: "00".to_owned(), reason: SecretReason::Name, remainder: None }
}

#[test]
fn inputs_with_a_secret() {
    const CHECK: &str = "events-input-secret";
    assert_eq!(of_rule(CHECK, target(|it| it.input = Some(secret()))), Some(Fail));
    assert_eq!(of_rule(CHECK, target(|it| it.input = Some(Redacted::Plain("{}".into())))), Some(Pass));
    assert_eq!(of_rule(CHECK, |it| it.targets = unknown()), Some(Unknown));
    let scheduled = |change: fn(&mut Fact<ScheduleDetails>)| {
        let timed = schedule("nightly", "").with(|it: &mut Schedule| change(&mut it.details));
        decision(&estate([timed]), CHECK, &sample_arn("scheduler", "schedule/default/nightly"))
    };
    assert_eq!(scheduled(|it| it.known_mut().unwrap().input = Some(secret())), Some(Fail));
    assert_eq!(scheduled(|_| ()), Some(Pass));
    assert_eq!(scheduled(|it| *it = unknown()), Some(Unknown));
}

#[test]
fn a_pipe_that_logs_nothing() {
    const CHECK: &str = "pipes-pipe-unlogged";
    let off = |it: &mut Pipe| it.details.known_mut().unwrap().log_level = "OFF".to_owned();
    assert_eq!(of_pipe(CHECK, off), Some(Fail));
    assert_eq!(of_pipe(CHECK, |_| ()), Some(Pass));
    assert_eq!(of_pipe(CHECK, |it| it.details = unknown()), Some(Unknown));
}

#[test]
fn a_state_machine_that_logs_nothing() {
    const CHECK: &str = "states-machine-unlogged";
    assert_eq!(of_machine(CHECK, "internal", |it| it.log_level = "OFF".to_owned()), Some(Fail));
    assert_eq!(of_machine(CHECK, "internal", |_| ()), Some(Pass));
    assert_eq!(unread_machine(CHECK), Some(Unknown));
}

#[test]
fn restricted_data_in_logs() {
    const CHECK: &str = "states-machine-logs-data";
    assert_eq!(of_machine(CHECK, "restricted", |it| it.logs_data = true), Some(Fail));
    assert_eq!(of_machine(CHECK, "restricted", |_| ()), Some(Pass));
    assert_eq!(of_machine(CHECK, "internal", |it| it.logs_data = true), None);
    assert_eq!(unread_machine(CHECK), Some(Unknown));
}

#[test]
fn a_definition_with_a_secret() {
    const CHECK: &str = "states-machine-secret-definition";
    let found = FoundSecret {
        place: "States.Load.Parameters.password".to_owned(),
        fingerprint: "00".to_owned(),
        reason: SecretReason::Name,
    };
    assert_eq!(of_machine(CHECK, "internal", |it| it.definition.secrets.push(found)), Some(Fail));
    assert_eq!(of_machine(CHECK, "internal", |_| ()), Some(Pass));
    assert_eq!(unread_machine(CHECK), Some(Unknown));
}

#[test]
fn restricted_state_machines_want_a_key_of_the_customer() {
    const CHECK: &str = "states-machine-customer-key";
    assert_eq!(of_machine(CHECK, "restricted", |it| it.key = None), Some(Fail));
    assert_eq!(of_machine(CHECK, "restricted", |_| ()), Some(Pass));
    assert_eq!(of_machine(CHECK, "internal", |it| it.key = None), None);
    assert_eq!(unread_machine(CHECK), Some(Unknown));
}

#[test]
fn state_machines_that_record_no_traces() {
    const CHECK: &str = "states-machine-tracing-off";
    assert_eq!(of_machine(CHECK, "internal", |it| it.traced = false), Some(Fail));
    assert_eq!(of_machine(CHECK, "internal", |_| ()), Some(Pass));
    assert_eq!(unread_machine(CHECK), Some(Unknown));
}
