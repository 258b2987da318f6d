//! EventBridge: rules, destinations, pipes and schedules.

use tidegate::model::aws::{EventBus, EventRule, Pipe, Schedule};
use tidegate::model::{Fact, Redacted, Resource};

use super::hops;
use crate::samples::{
    Tweak, api_destination, bucket, bus, function, function_arn, pipe, queue, queue_arn, role, rule, sample_arn,
    schedule,
};

/// All hops in full, in the order of the alphabet.
fn hops_in_full(resources: impl IntoIterator<Item = Resource>) -> Vec<String> {
    let mut all = super::hops_in_full(resources);
    all.sort();
    all
}

fn raw() -> Resource {
    bucket("raw").bucket_with(|it| it.logging = Fact::Known(None))
}

#[test]
fn a_rule_hands_events_of_its_bus_on() {
    assert_eq!(
        hops_in_full([
            bus("default"),
            rule("sort", &queue_arn("orders")),
            queue("orders"),
            queue("dead"),
            role("sort")
        ]),
        [
            "event-bus default -copies-> queue dead as events.amazonaws.com (declared: Rule.Targets.DeadLetterConfig.Arn)",
            "event-bus default -writes-> queue orders as role sort (declared: Rule.Targets.Arn)",
        ]
    );
}

#[test]
fn a_rule_with_times_sets_off_by_itself_and_its_input_names_stores() {
    let timed = rule("nightly", &function_arn("load")).with(|it: &mut EventRule| {
        (it.pattern, it.schedule) = (None, Some("rate(1 day)".to_owned()));
        let target = &mut it.targets.known_mut().unwrap()[0];
        (target.role, target.dead_letter) = (None, None);
        target.input = Some(Redacted::Plain(r#"{"from":"s3://raw/in"}"#.to_owned()));
    });
    assert_eq!(
        hops_in_full([timed, function("load"), raw()]),
        [
            "event-rule nightly -invokes-> function load as events.amazonaws.com (declared: Rule.Targets.Arn)",
            "event-rule nightly -refers to-> bucket raw as unknown (referenced: Rule.Targets.Input)",
        ]
    );
}

#[test]
fn what_is_off_moves_nothing() {
    let off = rule("sort", &queue_arn("orders")).with(|it: &mut EventRule| it.enabled = false);
    let stopped = pipe("move", &queue_arn("orders"), &function_arn("load")).with(|it: &mut Pipe| it.running = false);
    let paused = schedule("nightly", &function_arn("load")).with(|it: &mut Schedule| it.enabled = false);
    assert_eq!(hops([off, stopped, paused, bus("default"), queue("orders"), function("load")]), Vec::<String>::new());
}

#[test]
fn events_leave_for_addresses_and_dead_letters_for_their_queue() {
    let kept = bus("default").with(|it: &mut EventBus| it.dead_letter = Fact::Known(Some(queue_arn("dead"))));
    assert_eq!(
        hops_in_full([kept, queue("dead"), api_destination("partner", "https://api.example.com/in/*")]),
        [
            "api-destination partner -writes-> outside api.example.com as connection (API_KEY) (declared: ApiDestination.InvocationEndpoint)",
            "event-bus default -copies-> queue dead as events.amazonaws.com (declared: EventBus.DeadLetterConfig.Arn)",
        ]
    );
}

#[test]
fn a_pipe_reads_asks_and_writes() {
    let moved = pipe("move", &queue_arn("orders"), &sample_arn("kinesis", "stream/clicks")).with(|it: &mut Pipe| {
        it.enrichment = Some(function_arn("enrich"));
        let details = it.details.known_mut().unwrap();
        details.dead_letter = Some(queue_arn("dead"));
        details.logs = vec!["s3://raw".to_owned()];
    });
    let found = hops_in_full([moved, queue("orders"), queue("dead"), function("enrich"), raw(), role("move")]);
    assert_eq!(
        found,
        [
            "pipe move -invokes-> function enrich as role move (declared: Pipe.Enrichment)".to_owned(),
            "pipe move -writes-> bucket raw as role move (declared: Pipe.LogConfiguration)".to_owned(),
            format!(
                "pipe move -writes-> outside {} as role move (declared: Pipe.Target)",
                sample_arn("kinesis", "stream/clicks")
            ),
            "pipe move -writes-> queue dead as role move (declared: Pipe.SourceParameters.DeadLetterConfig.Arn)"
                .to_owned(),
            "queue orders -reads-> pipe move as role move (declared: Pipe.Source)".to_owned(),
        ]
    );
}

#[test]
fn a_schedule_sets_off_its_target_and_names_what_it_calls() {
    let universal = schedule("sender", "arn:aws:scheduler:::aws-sdk:sqs:sendMessage").with(|it: &mut Schedule| {
        let input =
            format!(r#"{{"QueueUrl":"https://sqs.eu-west-1.amazonaws.com/{}/orders"}}"#, crate::samples::ACCOUNT);
        it.details.known_mut().unwrap().input = Some(Redacted::Plain(input));
    });
    let plain = schedule("nightly", &function_arn("load"));
    let found = hops_in_full([universal, plain, queue("orders"), function("load"), role("sender"), role("nightly")]);
    assert_eq!(
        found,
        [
            "schedule nightly -invokes-> function load as role nightly (declared: Schedule.Target.Arn)",
            "schedule sender -refers to-> queue orders as role sender (referenced: Schedule.Target.Input QueueUrl; the role may not use it)",
        ]
    );
}
