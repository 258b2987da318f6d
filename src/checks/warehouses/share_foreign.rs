//! `redshift-data-share-foreign`.

use crate::checks::databases::{PRIVATE, foreign};
use crate::checks::{Context, Outcome, Threat};
use crate::model::{Domain, Kind, Resource, ResourceId};

define_check! {
    /// A data share is read live: whatever is loaded tomorrow is shared too.
    ///
    /// Fails for each consumer of a data share whose account is neither of this organization nor among your trusted
    /// accounts. Consumers that were refused are left out.
    ///
    /// By hand: `aws redshift deauthorize-data-share --data-share-arn ARN --consumer-identifier ACCOUNT`, or name the
    /// account in `trusted_accounts`.
    ///
    /// Source: Amazon Redshift Database Developer Guide, "Sharing data across AWS accounts".
    id: "redshift-data-share-foreign",
    title: "Data shares are for trusted accounts only",
    kind: Kind::DataShare,
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
    let Some(share) = resource.data_share() else { return Outcome::NotApplicable };
    let accounts = share.consumers.iter().filter(|it| it.is_open()).filter_map(|it| it.account());
    foreign(context, accounts, |account| format!("The account {account} reads the shared data"))
}
