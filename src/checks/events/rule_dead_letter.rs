//! `events-rule-dead-letter`.

use crate::checks::{Context, Fault, Mapping, Outcome, Threat};
use crate::model::{Domain, Kind, Resource, ResourceId};

define_check! {
    /// EventBridge tries to deliver an event for a day, and not at all where it lacks the permission. Without a
    /// dead-letter queue the event is then gone.
    ///
    /// Looks at rules that are on and that no service manages. Fails for each target without a dead-letter queue.
    ///
    /// By hand: `aws events put-targets --rule NAME --targets` with the target as it is and
    /// `DeadLetterConfig={Arn=QUEUE_ARN}`; the queue's policy must let `events.amazonaws.com` send for the rule.
    ///
    /// Source: Amazon EventBridge User Guide, "Using dead-letter queues to process undelivered events in EventBridge".
    id: "events-rule-dead-letter",
    title: "Rules keep the events that they cannot deliver",
    kind: Kind::EventRule,
    layer: None,
    domain: Domain::DataProtection,
    threat: Threat::DenialOfService,
    likelihood: 2,
    impact: 2,
    remedies: &[],
    mappings: &[Mapping::soc2("A1.2")],
    evaluate: evaluate,
}

fn evaluate(_: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let Some(rule) = resource.event_rule() else { return Outcome::NotApplicable };
    if !rule.enabled || rule.managed_by.is_some() {
        return Outcome::NotApplicable;
    }
    Outcome::of(&rule.targets, |targets| {
        let lost = targets.iter().filter(|it| it.dead_letter.is_none());
        let fault = |it: &crate::model::aws::RuleTarget| {
            let words = format!("Events that cannot be delivered to {} are lost", it.arn);
            Fault::new(words).at(it.id.as_str()).setting("DeadLetterConfig", "none")
        };
        Outcome::of_faults(lost.map(fault).collect())
    })
}
