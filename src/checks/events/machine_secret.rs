//! `states-machine-secret-definition`.

use crate::checks::{Context, Fault, Mapping, Outcome, Threat};
use crate::model::{Domain, Kind, Resource, ResourceId};

define_check! {
    /// A definition is shown to everyone who may describe the state machine, and its values appear in the history of
    /// every execution.
    ///
    /// Fails for each value in the definition that looks like a secret. The secret itself is never kept; equal ones
    /// have equal fingerprints within one scan.
    ///
    /// By hand: read the secret in the task that needs it, or hand over its ARN; replace it, for it has been readable
    /// until now.
    ///
    /// Source: AWS Step Functions Developer Guide, "Data protection in AWS Step Functions": no sensitive information in
    /// fields of free text.
    id: "states-machine-secret-definition",
    title: "Definitions of state machines hold no secrets",
    kind: Kind::StateMachine,
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
    let Some(machine) = resource.state_machine() else { return Outcome::NotApplicable };
    Outcome::of(&machine.details, |details| {
        let faults = details.definition.secrets.iter().map(|secret| {
            let place = if secret.place.is_empty() { "The definition" } else { &secret.place };
            let fault = Fault::new(format!("{place} holds a secret: {}", secret.reason)).at(secret.place.as_str());
            fault.setting("fingerprint", secret.fingerprint.as_str())
        });
        Outcome::of_faults(faults.collect())
    })
}
