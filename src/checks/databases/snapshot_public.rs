//! `rds-snapshot-public`.

use super::PRIVATE;
use crate::checks::{Context, Fault, Outcome, Threat};
use crate::model::{Domain, Kind, Resource, ResourceId};

define_check! {
    /// Anyone with an AWS account can list public snapshots, restore one and read the whole database at leisure.
    ///
    /// Fails when everyone may restore a manual snapshot.
    ///
    /// By hand: `aws rds modify-db-snapshot-attribute --db-snapshot-identifier NAME --attribute-name restore
    /// --values-to-remove all`, or `modify-db-cluster-snapshot-attribute`. Count the data as read by others.
    ///
    /// Source: Amazon RDS User Guide, "Sharing public snapshots for Amazon RDS".
    id: "rds-snapshot-public",
    title: "Snapshots of databases are not public",
    kind: Kind::DbSnapshot,
    layer: None,
    domain: Domain::DataProtection,
    threat: Threat::DataExfiltration,
    likelihood: 5,
    impact: 5,
    remedies: &["stop-sharing-snapshot"],
    mappings: PRIVATE,
    evaluate: evaluate,
}

fn evaluate(_: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let Some(snapshot) = resource.db_snapshot() else { return Outcome::NotApplicable };
    Outcome::of(&snapshot.restorable_by, |who| {
        if !who.iter().any(|account| account == "all") {
            return Outcome::Pass;
        }
        Outcome::fault(Fault::new("Everyone may restore the snapshot").setting("restore", "all"))
    })
}
