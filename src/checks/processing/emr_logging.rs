//! `emr-cluster-logging`.

use super::{LOGGED, emr_settings};
use crate::checks::{Fault, Outcome, Threat};
use crate::model::{Domain, Kind, Resource};

define_check! {
    /// Logs of a cluster that are not written to S3 are gone with its machines: what ran, what failed, who was there.
    ///
    /// Looks at clusters that run. Fails when a cluster has no place for its logs.
    ///
    /// By hand: it is chosen when a cluster is made. Make new ones with `--log-uri s3://BUCKET/PREFIX/`.
    ///
    /// Source: Amazon EMR Management Guide, "Configure Amazon EMR cluster logging and debugging".
    id: "emr-cluster-logging",
    title: "EMR clusters keep their logs",
    kind: Kind::EmrCluster,
    layer: None,
    domain: Domain::Runtime,
    threat: Threat::Insider,
    likelihood: 2,
    impact: 3,
    remedies: &[],
    mappings: LOGGED,
    evaluate: |_, _, resource| evaluate(resource),
}

fn evaluate(resource: &Resource) -> Outcome {
    emr_settings(resource, |it| match &it.log_uri {
        Some(_) => Outcome::Pass,
        None => Outcome::fault(Fault::new("Its logs are gone with its machines").setting("LogUri", "none")),
    })
}
