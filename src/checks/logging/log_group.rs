//! `cloudtrail-log-group`.

use crate::checks::{Context, Fault, Mapping, Outcome, Threat};
use crate::model::{Domain, Kind, Resource, ResourceId};

define_check! {
    /// Files in a bucket are for afterwards. A log group can raise an alarm while it happens.
    ///
    /// Passes when the trail also delivers to CloudWatch Logs. Where events reach an alarm by another way, such as
    /// EventBridge or a log platform, this is no loss.
    ///
    /// By hand: `aws cloudtrail update-trail --cloud-watch-logs-log-group-arn … --cloud-watch-logs-role-arn …`.
    ///
    /// Source: AWS CloudTrail User Guide, "Monitoring CloudTrail log files with Amazon CloudWatch Logs".
    id: "cloudtrail-log-group",
    title: "Trails deliver to CloudWatch Logs",
    kind: Kind::Trail,
    domain: Domain::Runtime,
    threat: Threat::Insider,
    likelihood: 2,
    impact: 2,
    mappings: &[Mapping::soc2("CC7.2"), Mapping::pci("10.4.1.1")],
    evaluate: evaluate,
}

fn evaluate(_: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let Some(trail) = resource.trail() else { return Outcome::NotApplicable };
    if trail.log_group.as_ref().is_some_and(|group| !group.is_empty()) {
        return Outcome::Pass;
    }
    Outcome::fault(Fault::new("No log group receives its events").setting("log group", "none"))
}
