//! `cloudtrail-log-validation`.

use crate::checks::{Context, Fault, Mapping, Outcome, Threat};
use crate::model::{Domain, Kind, Resource, ResourceId};

define_check! {
    /// Whoever can write to the trail's bucket can change the record of what was done. Signed digest files show that it
    /// was changed.
    ///
    /// Passes when log file validation is on.
    ///
    /// Source: AWS CloudTrail User Guide, "Validating CloudTrail log file integrity".
    id: "cloudtrail-log-validation",
    title: "Trails sign their log files",
    kind: Kind::Trail,
    domain: Domain::Runtime,
    threat: Threat::Insider,
    likelihood: 2,
    impact: 3,
    remedies: &["enable-log-validation"],
    mappings: &[
        Mapping::cis("3.2"), Mapping::soc2("CC7.2"), Mapping::pci("10.3.4"), Mapping::hipaa("164.312(c)(1)"),
    ],
    evaluate: evaluate,
}

fn evaluate(_: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let Some(trail) = resource.trail() else { return Outcome::NotApplicable };
    if trail.log_file_validation {
        return Outcome::Pass;
    }
    Outcome::fault(Fault::new("Changed log files would go unnoticed").setting("log file validation", "off"))
}
