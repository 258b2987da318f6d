//! `redshift-warehouse-public`.

use crate::checks::databases::PRIVATE;
use crate::checks::{Context, Fault, Outcome, Threat};
use crate::finding::Evidence;
use crate::model::{Domain, Kind, Resource, ResourceId};

define_check! {
    /// A warehouse with a public address is one rule of a security group away from the whole internet, and a password
    /// is then the last defence of all data in it.
    ///
    /// Fails when a cluster or a workgroup is publicly accessible. Security groups are not read: whether they let
    /// anyone in is not part of the claim.
    ///
    /// By hand: `aws redshift modify-cluster --cluster-identifier NAME --no-publicly-accessible`, or `aws
    /// redshift-serverless update-workgroup --workgroup-name NAME --no-publicly-accessible`.
    ///
    /// Source: Amazon Redshift Management Guide, "Amazon Redshift cluster in a VPC".
    id: "redshift-warehouse-public",
    title: "Warehouses have no public address",
    kind: Kind::RedshiftCluster,
    also: &[Kind::RedshiftWorkgroup],
    layer: None,
    domain: Domain::Network,
    threat: Threat::InfrastructureCompromise,
    likelihood: 3,
    impact: 4,
    remedies: &["remove-public-address"],
    mappings: PRIVATE,
    evaluate: evaluate,
}

fn evaluate(_: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let cluster = resource.redshift_cluster().map(|it| it.publicly_accessible);
    match cluster.or_else(|| resource.redshift_workgroup().map(|it| it.publicly_accessible)) {
        Some(true) => Outcome::fault(
            Fault::new("The warehouse has a public address")
                .setting("PubliclyAccessible", "true")
                .with(Evidence::Note("security groups are not read: they may still keep everyone out".to_owned())),
        ),
        Some(false) => Outcome::Pass,
        None => Outcome::NotApplicable,
    }
}
