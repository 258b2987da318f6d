//! `rds-database-unencrypted`.

use super::{ENCRYPTED_DATABASE, own_storage};
use crate::checks::{Outcome, Threat, aspects};
use crate::model::{Domain, Kind};

define_check! {
    /// Whoever reaches the disks, the backups or a snapshot of a database without encryption reads the data.
    /// Encryption can only be chosen when a database is made.
    ///
    /// Fails when the storage of an instance or a cluster is not encrypted. Members of a cluster have the storage of
    /// the cluster and are judged with it.
    ///
    /// By hand: take a snapshot, copy it with `aws rds copy-db-snapshot --kms-key-id KEY` (or
    /// `copy-db-cluster-snapshot`), and restore the copy; then switch clients over.
    ///
    /// Source: Amazon RDS User Guide, "Encrypting Amazon RDS resources".
    id: "rds-database-unencrypted",
    title: "Databases encrypt their storage",
    kind: Kind::DbInstance,
    also: &[Kind::DbCluster],
    layer: None,
    domain: Domain::DataProtection,
    threat: Threat::DataExfiltration,
    likelihood: 2,
    impact: 4,
    remedies: &[],
    mappings: ENCRYPTED_DATABASE,
    evaluate: |_, _, resource| match own_storage(resource) {
        true => aspects::encrypted(resource, "Storage is"),
        false => Outcome::NotApplicable,
    },
}
