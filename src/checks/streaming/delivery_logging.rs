//! `firehose-logging-off`.

use super::LOGGED;
use crate::checks::{Context, Fault, Outcome, Threat};
use crate::model::{Domain, Kind, Resource, ResourceId};

define_check! {
    /// A delivery that fails, or a transform function that does, is seen nowhere else. Records that cannot be delivered
    /// are dropped after a while.
    ///
    /// Fails when error logging of the destination is off.
    ///
    /// By hand: `aws firehose update-destination` with
    /// `CloudWatchLoggingOptions={Enabled=true,LogGroupName=...,LogStreamName=...}`.
    ///
    /// Source: Amazon Data Firehose Developer Guide, "Monitor Amazon Data Firehose using CloudWatch Logs".
    id: "firehose-logging-off",
    title: "Delivery streams log their errors",
    kind: Kind::DeliveryStream,
    layer: None,
    domain: Domain::Runtime,
    threat: Threat::DataPoisoning,
    likelihood: 1,
    impact: 2,
    remedies: &[],
    mappings: LOGGED,
    evaluate: evaluate,
}

fn evaluate(_: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let Some(stream) = resource.delivery_stream() else { return Outcome::NotApplicable };
    Outcome::of(&stream.description, |told| match &told.destination {
        None => Outcome::NotApplicable,
        Some(to) if to.log_group.is_some() => Outcome::Pass,
        Some(_) => Outcome::fault(Fault::new("Errors of the delivery are not logged").setting("error logging", "off")),
    })
}
