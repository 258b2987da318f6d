//! `cloudtrail-delivery-failing`.

use crate::checks::{Context, Fault, Mapping, Outcome, Threat};
use crate::model::{Domain, Kind, Resource, ResourceId};

define_check! {
    /// A trail whose bucket refuses its files logs into the void. The console shows it as on.
    ///
    /// Applies to trails that are logging. Fails when the last delivery ended in an error.
    ///
    /// By hand: `AccessDenied` and `NoSuchBucket` mean that the bucket or its policy was changed; a KMS error means
    /// that the key's policy no longer lets CloudTrail use it. Mend that, and see that the next delivery succeeds.
    ///
    /// Source: AWS CloudTrail API Reference, "GetTrailStatus".
    id: "cloudtrail-delivery-failing",
    title: "Trails deliver their log files",
    kind: Kind::Trail,
    domain: Domain::Runtime,
    threat: Threat::Insider,
    likelihood: 4,
    impact: 4,
    mappings: &[Mapping::soc2("CC7.2"), Mapping::pci("10.7.2"), Mapping::hipaa("164.312(b)")],
    evaluate: evaluate,
}

fn evaluate(_: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let Some(trail) = resource.trail() else { return Outcome::NotApplicable };
    Outcome::of(&trail.status, |status| match &status.delivery_error {
        _ if !status.logging => Outcome::NotApplicable,
        Some(error) if !error.is_empty() => {
            Outcome::fault(Fault::new("Log files are not delivered").setting("latest delivery error", error.as_str()))
        }
        _ => Outcome::Pass,
    })
}
