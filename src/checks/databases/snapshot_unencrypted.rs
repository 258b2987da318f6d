//! `rds-snapshot-unencrypted`.

use super::ENCRYPTED;
use crate::checks::{Threat, aspects};
use crate::model::{Domain, Kind};

define_check! {
    /// A snapshot holds the whole database and outlives it. Without encryption, sharing it is all that it takes to
    /// give the data away.
    ///
    /// Fails when a manual snapshot is not encrypted.
    ///
    /// By hand: `aws rds copy-db-snapshot --source-db-snapshot-identifier NAME --target-db-snapshot-identifier NEW
    /// --kms-key-id KEY`, then delete the old one.
    ///
    /// Source: Amazon RDS User Guide, "Encrypting Amazon RDS resources".
    id: "rds-snapshot-unencrypted",
    title: "Snapshots of databases are encrypted",
    kind: Kind::DbSnapshot,
    layer: None,
    domain: Domain::DataProtection,
    threat: Threat::DataExfiltration,
    likelihood: 2,
    impact: 4,
    remedies: &[],
    mappings: ENCRYPTED,
    evaluate: |_, _, resource| aspects::encrypted(resource, "The snapshot is"),
}
