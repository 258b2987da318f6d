//! `lambda-function-secret-environment`.

use crate::checks::{Context, Fault, Mapping, Outcome, Threat};
use crate::model::{Domain, Kind, Redacted, Resource, ResourceId};

define_check! {
    /// The environment of a function is shown to everyone who may read its configuration, also in the console, in
    /// templates and in records of changes. It is no place for passwords, keys and tokens.
    ///
    /// Fails for each variable whose name or value looks like a secret. The value itself is never kept; equal secrets
    /// have equal fingerprints within one scan. A reference to a secret (an ARN, a parameter's path) is none.
    ///
    /// By hand: store the value in Secrets Manager, let the execution role read it there, leave its ARN in the
    /// environment, and replace the secret, which has been readable until now.
    ///
    /// Source: AWS Lambda Developer Guide, "Working with Lambda environment variables", securing environment variables.
    id: "lambda-function-secret-environment",
    title: "Environments of functions hold no secrets",
    kind: Kind::Function,
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
    let Some(function) = resource.function() else { return Outcome::NotApplicable };
    Outcome::of(&function.environment, |all| {
        let fault = |(name, value): (&String, &Redacted)| match value {
            Redacted::Plain(_) => None,
            Redacted::Secret { fingerprint, reason, .. } => {
                let words = format!("The variable {name} holds a secret: {reason}");
                Some(Fault::new(words).at(name.as_str()).setting("fingerprint", fingerprint.as_str()))
            }
        };
        Outcome::of_faults(all.iter().filter_map(fault).collect())
    })
}
