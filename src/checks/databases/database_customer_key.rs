//! `rds-database-customer-key`.

use super::{ENCRYPTED, own_storage};
use crate::checks::{Outcome, Threat, aspects};
use crate::model::{Domain, Kind};

define_check! {
    /// A customer's key decides a second time who may read, its use is logged, and without it nobody can restore a
    /// shared snapshot.
    ///
    /// Looks at databases classified as restricted. Fails when storage is not encrypted with a customer's KMS key, and
    /// when that key is disabled or about to be deleted.
    ///
    /// By hand: copy a snapshot with `--kms-key-id KEY` and restore the copy; the key of a database cannot be changed.
    ///
    /// Source: Amazon RDS User Guide, "AWS KMS key management".
    id: "rds-database-customer-key",
    title: "Restricted databases encrypt with a customer's key",
    kind: Kind::DbInstance,
    also: &[Kind::DbCluster],
    layer: None,
    domain: Domain::DataProtection,
    threat: Threat::DataExfiltration,
    likelihood: 2,
    impact: 3,
    remedies: &[],
    mappings: ENCRYPTED,
    evaluate: |context, _, resource| match own_storage(resource) {
        true => aspects::customer_key(context, resource),
        false => Outcome::NotApplicable,
    },
}
