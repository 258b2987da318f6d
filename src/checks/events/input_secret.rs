//! `events-input-secret`.

use crate::checks::{Context, Fault, Mapping, Outcome, Threat};
use crate::model::{Domain, Kind, Redacted, Resource, ResourceId};

define_check! {
    /// The constant input of a target is shown to everyone who may read the rule or the schedule. It is no place for
    /// passwords, keys and tokens.
    ///
    /// Fails for each input that holds what looks like a secret. The secret itself is never kept.
    ///
    /// By hand: let the target read the secret from Secrets Manager, leave it out of the input, and replace it, for it
    /// has been readable until now.
    ///
    /// Source: Amazon EventBridge User Guide, "Data protection in Amazon EventBridge": no sensitive information in
    /// fields of free text.
    id: "events-input-secret",
    title: "Inputs of rules and schedules hold no secrets",
    kind: Kind::EventRule,
    also: &[Kind::Schedule],
    layer: None,
    domain: Domain::DataProtection,
    threat: Threat::DataExfiltration,
    likelihood: 3,
    impact: 4,
    remedies: &[],
    mappings: &[Mapping::soc2("CC6.1"), Mapping::pci("8.6.2"), Mapping::hipaa("164.312(a)(1)")],
    evaluate: evaluate,
}

fn evaluate(_: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    if let Some(schedule) = resource.schedule() {
        let found = |it: &crate::model::aws::ScheduleDetails| it.input.as_ref().and_then(|input| fault("", input));
        return Outcome::of(&schedule.details, |it| Outcome::of_faults(found(it).into_iter().collect()));
    }
    let Some(rule) = resource.event_rule() else { return Outcome::NotApplicable };
    Outcome::of(&rule.targets, |targets| {
        let found = targets.iter().filter_map(|it| fault(&it.id, it.input.as_ref()?));
        Outcome::of_faults(found.collect())
    })
}

fn fault(target: &str, input: &Redacted) -> Option<Fault> {
    let Redacted::Secret { fingerprint, reason, .. } = input else { return None };
    let fault = Fault::new(format!("The input holds a secret: {reason}")).at(target);
    Some(fault.setting("fingerprint", fingerprint.as_str()))
}
