//! `redshift-namespace-foreign-access`.

use crate::checks::databases::PRIVATE;
use crate::checks::{Threat, aspects};
use crate::model::{Domain, Kind};

define_check! {
    /// The policy of a namespace says who may copy data into it by an integration. Whoever may can make everyone
    /// downstream believe what they like.
    ///
    /// Fails for each statement that lets in an account, an identity or an organization that is neither of this
    /// organization nor among your trusted accounts.
    ///
    /// By hand: `aws redshift put-resource-policy --resource-arn NAMESPACE --policy DOCUMENT` without the principal,
    /// or name the account in `trusted_accounts`.
    ///
    /// Source: Amazon Redshift Management Guide, "Configure authorization for your Amazon Redshift data warehouse"
    /// (zero-ETL integrations).
    id: "redshift-namespace-foreign-access",
    title: "Policies of namespaces let in trusted accounts only",
    kind: Kind::RedshiftCluster,
    also: &[Kind::RedshiftNamespace],
    layer: None,
    domain: Domain::Identity,
    threat: Threat::DataPoisoning,
    likelihood: 2,
    impact: 3,
    remedies: &[],
    mappings: PRIVATE,
    evaluate: aspects::foreign_policy,
}
