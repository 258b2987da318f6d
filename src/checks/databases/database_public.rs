//! `rds-database-public`.

use super::{PRIVATE_DATABASE, database};
use crate::checks::{Context, Fault, Outcome, Threat};
use crate::finding::Evidence;
use crate::model::{Domain, Kind, Resource, ResourceId};

define_check! {
    /// A database with a public address is one rule of a security group away from the whole internet, and its password
    /// is then the last defence.
    ///
    /// Fails when an instance or a cluster is publicly accessible. Security groups and routes are not read: whether
    /// they let anyone in is not part of the claim.
    ///
    /// By hand: `aws rds modify-db-instance --db-instance-identifier NAME --no-publicly-accessible
    /// --apply-immediately`. Clients outside of the network then need a way in, such as a VPN.
    ///
    /// Source: Amazon RDS User Guide, "Hiding a DB instance in a VPC from the internet".
    id: "rds-database-public",
    title: "Databases have no public address",
    kind: Kind::DbInstance,
    also: &[Kind::DbCluster],
    layer: None,
    domain: Domain::Network,
    threat: Threat::InfrastructureCompromise,
    likelihood: 3,
    impact: 4,
    remedies: &["remove-public-address"],
    mappings: PRIVATE_DATABASE,
    evaluate: evaluate,
}

fn evaluate(_: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    match database(resource).and_then(|it| it.publicly_accessible) {
        Some(true) => Outcome::fault(
            Fault::new("The database has a public address")
                .setting("PubliclyAccessible", "true")
                .with(Evidence::Note("security groups are not read: they may still keep everyone out".to_owned())),
        ),
        Some(false) => Outcome::Pass,
        None => Outcome::NotApplicable,
    }
}
