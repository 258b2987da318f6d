//! `redshift-cluster-snapshots`.

use crate::checks::databases::RECOVERABLE;
use crate::checks::{Context, Fault, Outcome, Threat};
use crate::model::{Domain, Kind, Resource, ResourceId};

define_check! {
    /// What is wrong with data is often noticed days later. One day, which is what a new cluster keeps, is soon over.
    ///
    /// Fails when automated snapshots of a cluster are kept for less than 7 days, or not at all.
    ///
    /// By hand: `aws redshift modify-cluster --cluster-identifier NAME --automated-snapshot-retention-period 7`.
    ///
    /// Source: Amazon Redshift Management Guide, "Automated snapshots".
    id: "redshift-cluster-snapshots",
    title: "Clusters keep automated snapshots for a week",
    kind: Kind::RedshiftCluster,
    layer: None,
    domain: Domain::DataProtection,
    threat: Threat::DenialOfService,
    likelihood: 2,
    impact: 3,
    remedies: &[],
    mappings: RECOVERABLE,
    evaluate: evaluate,
}

/// Days that a fault in data may stay unnoticed.
const WANTED: u32 = 7;

fn evaluate(_: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let Some(cluster) = resource.redshift_cluster() else { return Outcome::NotApplicable };
    if cluster.snapshot_days >= WANTED {
        return Outcome::Pass;
    }
    let days = cluster.snapshot_days;
    let fault = Fault::new(format!("Automated snapshots are kept for {days} days"));
    Outcome::fault(fault.setting("AutomatedSnapshotRetentionPeriod", days.to_string()))
}
