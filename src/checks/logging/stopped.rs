//! `cloudtrail-stopped`.

use crate::checks::{Context, Fault, Mapping, Outcome, Threat};
use crate::model::{Domain, Kind, Resource, ResourceId};

define_check! {
    /// A trail that is there and does not log is how an attacker leaves it: every list shows it, and nothing is written.
    ///
    /// Fails when logging is off.
    ///
    /// Source: AWS CloudTrail User Guide, "Security best practices in AWS CloudTrail".
    id: "cloudtrail-stopped",
    title: "Trails are logging",
    kind: Kind::Trail,
    domain: Domain::Runtime,
    threat: Threat::Insider,
    likelihood: 4,
    impact: 4,
    remedies: &["start-trail"],
    mappings: &[Mapping::soc2("CC7.2"), Mapping::pci("10.2.1"), Mapping::hipaa("164.312(b)")],
    evaluate: evaluate,
}

fn evaluate(_: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let Some(trail) = resource.trail() else { return Outcome::NotApplicable };
    Outcome::of(&trail.status, |status| {
        if status.logging {
            return Outcome::Pass;
        }
        let fault = Fault::new("The trail is stopped").setting("logging", "off");
        Outcome::fault(match status.latest_delivery {
            Some(last) => fault.setting("latest delivery", last.to_string()),
            None => fault,
        })
    })
}
