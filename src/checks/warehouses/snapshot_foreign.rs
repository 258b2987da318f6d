//! `redshift-snapshot-foreign-share`.

use crate::checks::aspects::{open_policy, together};
use crate::checks::databases::{PRIVATE, foreign};
use crate::checks::{Context, Outcome, Reason, Threat};
use crate::model::aws::RedshiftSnapshot;
use crate::model::{Domain, Fact, Kind, Resource, ResourceId};

define_check! {
    /// An account that may restore a snapshot has everything in the warehouse, and can keep it after the share has
    /// ended.
    ///
    /// Fails for each account that may restore a snapshot and is neither of this organization nor among your trusted
    /// accounts. A snapshot of Redshift Serverless is shared by its policy: there it fails for each statement that lets in
    /// everyone or someone of such an account. Where the policy could not be read, it goes by the accounts that the listing
    /// names.
    ///
    /// By hand: `aws redshift revoke-snapshot-access --snapshot-identifier NAME --account-with-restore-access
    /// ACCOUNT`, or `aws redshift-serverless put-resource-policy --resource-arn SNAPSHOT --policy DOCUMENT` without the
    /// principal, or name the account in `trusted_accounts`.
    ///
    /// Source: Amazon Redshift Management Guide, "Sharing snapshots"; Amazon Redshift Serverless API Reference,
    /// "PutResourcePolicy".
    id: "redshift-snapshot-foreign-share",
    title: "Snapshots of warehouses are shared with trusted accounts only",
    kind: Kind::RedshiftSnapshot,
    also: &[Kind::RedshiftServerlessSnapshot],
    layer: None,
    domain: Domain::DataProtection,
    threat: Threat::DataExfiltration,
    likelihood: 3,
    impact: 4,
    remedies: &[
        "stop-sharing-snapshot",
        "remove-resource-policy-statement",
        "narrow-resource-policy-statement",
    ],
    mappings: PRIVATE,
    evaluate: evaluate,
}

fn evaluate(context: &Context<'_>, id: ResourceId, resource: &Resource) -> Outcome {
    let snapshot = resource.redshift_snapshot().or_else(|| resource.redshift_serverless_snapshot());
    let Some(snapshot) = snapshot else { return Outcome::NotApplicable };
    match (&snapshot.policy, resource.detail.aspects().resource_policy()) {
        (Fact::Known(Some(_)), Some(policy)) => open_policy(context, id, resource, policy),
        (Fact::Unknown(gap), _) => together([listed(context, snapshot), Outcome::Unknown(vec![Reason::Gap(*gap)])]),
        _ => listed(context, snapshot),
    }
}

fn listed(context: &Context<'_>, snapshot: &RedshiftSnapshot) -> Outcome {
    let accounts = snapshot.restorable_by.iter().map(String::as_str);
    foreign(context, accounts, |account| format!("The account {account} may restore the snapshot"))
}
