//! `redshift-cluster-foreign-endpoint`.

use crate::checks::databases::{PRIVATE, foreign};
use crate::checks::{Context, Outcome, Threat};
use crate::model::{Domain, Kind, Resource, ResourceId};

define_check! {
    /// An account with an endpoint of its own reaches the warehouse from its own network, past the rules of yours.
    ///
    /// Fails for each account that may make endpoints to a cluster and is neither of this organization nor among your
    /// trusted accounts.
    ///
    /// By hand: `aws redshift revoke-endpoint-access --cluster-identifier NAME --account ACCOUNT`, or name the account
    /// in `trusted_accounts`.
    ///
    /// Source: Amazon Redshift Management Guide, "Redshift-managed VPC endpoints".
    id: "redshift-cluster-foreign-endpoint",
    title: "Trusted accounts only make endpoints to clusters",
    kind: Kind::RedshiftCluster,
    layer: None,
    domain: Domain::Network,
    threat: Threat::DataExfiltration,
    likelihood: 2,
    impact: 4,
    remedies: &[],
    mappings: PRIVATE,
    evaluate: evaluate,
}

fn evaluate(context: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let Some(cluster) = resource.redshift_cluster() else { return Outcome::NotApplicable };
    Outcome::of(&cluster.endpoint_grants, |grants| {
        let accounts = grants.iter().map(|grant| grant.account.as_str());
        foreign(context, accounts, |account| format!("The account {account} may make endpoints to the cluster"))
    })
}
