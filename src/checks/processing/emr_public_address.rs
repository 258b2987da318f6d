//! `emr-cluster-public-address`.

use super::NOT_PUBLIC;
use crate::checks::{Fault, Outcome, Threat};
use crate::model::{Domain, Kind, Resource};

define_check! {
    /// The primary machine of a cluster takes orders and shows everything that runs. With an address on the internet only its
    /// security group keeps others out.
    ///
    /// Looks at clusters that run. Fails when a primary machine has an address on the internet.
    ///
    /// By hand: make clusters in a private subnet with a VPC endpoint for S3, and reach them through Session Manager.
    ///
    /// Source: Amazon EMR Management Guide, "Configure networking in a VPC for Amazon EMR".
    id: "emr-cluster-public-address",
    title: "EMR clusters have no address on the internet",
    kind: Kind::EmrCluster,
    layer: None,
    domain: Domain::Network,
    threat: Threat::InfrastructureCompromise,
    likelihood: 3,
    impact: 4,
    remedies: &[],
    mappings: NOT_PUBLIC,
    evaluate: |_, _, resource| evaluate(resource),
}

fn evaluate(resource: &Resource) -> Outcome {
    let Some(cluster) = resource.emr_cluster() else { return Outcome::NotApplicable };
    Outcome::of(&cluster.public_addresses, |addresses| {
        if addresses.is_empty() {
            return Outcome::Pass;
        }
        let fault = Fault::new("Its primary machine has an address on the internet");
        Outcome::fault(fault.setting("public address", addresses.join(", ")))
    })
}
