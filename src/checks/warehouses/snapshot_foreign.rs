//! `redshift-snapshot-foreign-share`.

use crate::checks::databases::{PRIVATE, foreign};
use crate::checks::{Context, Outcome, Threat};
use crate::model::{Domain, Kind, Resource, ResourceId};

define_check! {
    /// An account that may restore a snapshot has everything in the warehouse, and can keep it after the share has
    /// ended.
    ///
    /// Fails for each account that may restore a snapshot and is neither of this organization nor among your trusted
    /// accounts.
    ///
    /// By hand: `aws redshift revoke-snapshot-access --snapshot-identifier NAME --account-with-restore-access
    /// ACCOUNT`, or name the account in `trusted_accounts`.
    ///
    /// Source: Amazon Redshift Management Guide, "Sharing snapshots".
    id: "redshift-snapshot-foreign-share",
    title: "Snapshots of warehouses are shared with trusted accounts only",
    kind: Kind::RedshiftSnapshot,
    also: &[Kind::RedshiftServerlessSnapshot],
    layer: None,
    domain: Domain::DataProtection,
    threat: Threat::DataExfiltration,
    likelihood: 3,
    impact: 4,
    remedies: &[],
    mappings: PRIVATE,
    evaluate: evaluate,
}

fn evaluate(context: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let snapshot = resource.redshift_snapshot().or_else(|| resource.redshift_serverless_snapshot());
    let Some(snapshot) = snapshot else { return Outcome::NotApplicable };
    let accounts = snapshot.restorable_by.iter().map(String::as_str);
    foreign(context, accounts, |account| format!("The account {account} may restore the snapshot"))
}
