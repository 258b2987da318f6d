//! EventBridge: rules, destinations outside of AWS, pipes and schedules.

use super::{delivery, refer_members};
use crate::flow::{Draft, Sketch, Transfer};
use crate::model::Fact;

/// What a rule hands on from its bus, or sets off at its times.
///
/// Source: Amazon EventBridge User Guide, "Event bus targets in Amazon EventBridge".
pub(super) fn rule(draft: &mut Draft<'_>) {
    let Some(rule) = draft.here.event_rule().filter(|it| it.enabled) else { return };
    for target in rule.targets.known().into_iter().flatten() {
        let sketch = match rule.pattern {
            Some(_) => Sketch::between(&rule.bus, &target.arn, delivery(&target.arn)),
            None => Sketch::to(&target.arn, Transfer::Invoke),
        };
        let sketch = match &target.role {
            Some(role) => sketch.as_role(role),
            None => sketch.as_service("events.amazonaws.com"),
        };
        draft.add(sketch.declared("Rule.Targets.Arn"));
        if let Some(queue) = &target.dead_letter {
            let sketch = Sketch::between(&rule.bus, queue, Transfer::Copy).as_service("events.amazonaws.com");
            draft.add(sketch.declared("Rule.Targets.DeadLetterConfig.Arn"));
        }
        if let Some(input) = target.input.as_ref().and_then(|it| it.readable()) {
            draft.refer("Rule.Targets.Input", input, target.role.as_deref());
        }
    }
}

/// The queue of a bus for events that could not be decrypted.
///
/// Source: Amazon EventBridge User Guide, "Encryption of EventBridge event buses with AWS KMS keys".
pub(super) fn bus(draft: &mut Draft<'_>) {
    let Some(bus) = draft.here.event_bus() else { return };
    if let Some(Some(queue)) = bus.dead_letter.known() {
        let sketch = Sketch::to(queue, Transfer::Copy).as_service("events.amazonaws.com");
        draft.add(sketch.declared("EventBus.DeadLetterConfig.Arn"));
    }
}

/// Where events leave AWS.
///
/// Source: Amazon EventBridge User Guide, "API destinations as targets": only HTTPS addresses.
pub(super) fn destination(draft: &mut Draft<'_>) {
    let Some(destination) = draft.here.api_destination().filter(|it| it.active) else { return };
    let Some(endpoint) = destination.endpoint.readable() else { return };
    let words = match &destination.authorization {
        Fact::Known(Some(kind)) => format!("connection ({kind})"),
        _ => "connection".to_owned(),
    };
    let sketch = Sketch::to(endpoint, Transfer::Write).with_credentials(&words).in_transit(Fact::Known(true));
    draft.add(sketch.declared("ApiDestination.InvocationEndpoint"));
}

/// What a pipe reads, asks and writes.
///
/// Source: Amazon EventBridge User Guide, "Amazon EventBridge Pipes".
pub(super) fn pipe(draft: &mut Draft<'_>) {
    let Some(pipe) = draft.here.pipe().filter(|it| it.running) else { return };
    let details = pipe.details.known();
    let role = details.map(|it| it.role.as_str()).unwrap_or_default();
    // The source of a Kafka cluster that AWS does not manage is `smk://host:port`.
    draft.add(Sketch::from(&pipe.source, Transfer::Read).as_role(role).declared("Pipe.Source"));
    draft.add(Sketch::to(&pipe.target, delivery(&pipe.target)).as_role(role).declared("Pipe.Target"));
    if let Some(enrichment) = &pipe.enrichment {
        draft.add(Sketch::to(enrichment, Transfer::Invoke).as_role(role).declared("Pipe.Enrichment"));
    }
    let Some(details) = details else { return };
    if let Some(target) = &details.dead_letter {
        let sketch = Sketch::to(target, Transfer::Write).as_role(role);
        draft.add(sketch.declared("Pipe.SourceParameters.DeadLetterConfig.Arn"));
    }
    for place in details.logs.iter().filter(|_| details.log_level != "OFF") {
        draft.add(Sketch::to(place, Transfer::Write).as_role(role).declared("Pipe.LogConfiguration"));
    }
}

/// What a schedule sets off, and what its input names.
///
/// Source: Amazon EventBridge Scheduler User Guide, "Using universal targets".
pub(super) fn schedule(draft: &mut Draft<'_>) {
    let Some(schedule) = draft.here.schedule().filter(|it| it.enabled) else { return };
    let details = schedule.details.known();
    let role = details.map(|it| it.role.as_str()).unwrap_or_default();
    if !schedule.target.contains(":scheduler:::") {
        draft.add(
            Sketch::to(&schedule.target, delivery(&schedule.target)).as_role(role).declared("Schedule.Target.Arn"),
        );
    }
    let Some(details) = details else { return };
    if let Some(queue) = &details.dead_letter {
        let sketch = Sketch::to(queue, Transfer::Write).as_role(role);
        draft.add(sketch.declared("Schedule.Target.DeadLetterConfig.Arn"));
    }
    if let Some(input) = details.input.as_ref().and_then(|it| it.readable()) {
        refer_members(draft, "Schedule.Target.Input", input, role);
    }
}
