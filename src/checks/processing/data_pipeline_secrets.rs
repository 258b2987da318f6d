//! `data-pipeline-secrets`.

use super::{SECRETS, secrets};
use crate::checks::{Fault, Outcome, Threat};
use crate::model::{Domain, Kind, Resource};

define_check! {
    /// The definition of a pipeline is read by whoever may look at it. Passwords and access keys in it, also in fields that begin
    /// with `*`, are not kept where secrets are rotated and logged.
    ///
    /// Fails for each field and parameter whose name says that it is a secret or whose value looks like one; a name of a
    /// parameter in `#{...}` is none. The value is not kept.
    ///
    /// By hand: let the pipeline's role reach the store in place of a password, or read it from Secrets Manager in a script; then
    /// change the secret.
    ///
    /// Source: AWS Data Pipeline Developer Guide, "Pipeline Object Reference", fields `*password` and `secretKey`.
    id: "data-pipeline-secrets",
    title: "Definitions of Data Pipeline hold no secrets",
    kind: Kind::DataPipeline,
    layer: None,
    domain: Domain::DataProtection,
    threat: Threat::DataExfiltration,
    likelihood: 3,
    impact: 4,
    remedies: &[],
    mappings: SECRETS,
    evaluate: |_, _, resource| evaluate(resource),
}

fn evaluate(resource: &Resource) -> Outcome {
    let Some(pipeline) = resource.data_pipeline() else { return Outcome::NotApplicable };
    Outcome::of(&pipeline.objects, |objects| {
        let mut faults: Vec<Fault> = Vec::new();
        for object in objects {
            let own = secrets(&format!("The field of {}", object.id), &object.fields);
            faults.extend(own.into_iter().map(|fault| {
                let place = format!("{}.{}", object.id, fault.locus);
                fault.at(place)
            }));
        }
        faults.extend(pipeline.parameters.known().into_iter().flat_map(|all| secrets("The parameter", all)));
        Outcome::of_faults(faults)
    })
}
