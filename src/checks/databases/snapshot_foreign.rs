//! `rds-snapshot-foreign-share`.

use super::{PRIVATE, foreign};
use crate::checks::{Context, Outcome, Threat};
use crate::model::{Domain, Kind, Resource, ResourceId};

define_check! {
    /// An account that may restore a snapshot has the whole database, and can keep a copy after the share has ended.
    ///
    /// Fails for each account that may restore a manual snapshot and is neither of this organization nor among your
    /// trusted accounts.
    ///
    /// By hand: `aws rds modify-db-snapshot-attribute --db-snapshot-identifier NAME --attribute-name restore
    /// --values-to-remove ACCOUNT`, or name the account in `trusted_accounts`.
    ///
    /// Source: Amazon RDS User Guide, "Sharing a DB snapshot for Amazon RDS".
    id: "rds-snapshot-foreign-share",
    title: "Snapshots of databases are shared with trusted accounts only",
    kind: Kind::DbSnapshot,
    layer: None,
    domain: Domain::DataProtection,
    threat: Threat::DataExfiltration,
    likelihood: 3,
    impact: 4,
    remedies: &["stop-sharing-snapshot"],
    mappings: PRIVATE,
    evaluate: evaluate,
}

fn evaluate(context: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let Some(snapshot) = resource.db_snapshot() else { return Outcome::NotApplicable };
    Outcome::of(&snapshot.restorable_by, |who| {
        let accounts = who.iter().map(String::as_str).filter(|account| *account != "all");
        foreign(context, accounts, |account| format!("The account {account} may restore the snapshot"))
    })
}
