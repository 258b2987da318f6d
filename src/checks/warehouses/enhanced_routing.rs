//! `redshift-warehouse-enhanced-routing`.

use crate::checks::databases::PRIVATE;
use crate::checks::{Context, Fault, Outcome, Threat};
use crate::model::{Domain, Kind, Resource, ResourceId};

define_check! {
    /// Without enhanced VPC routing, COPY and UNLOAD go over public addresses, past endpoint policies and flow logs of
    /// your network.
    ///
    /// Fails when enhanced VPC routing is off, for a cluster or a workgroup.
    ///
    /// By hand: `aws redshift modify-cluster --cluster-identifier NAME --enhanced-vpc-routing`, or `aws
    /// redshift-serverless update-workgroup --workgroup-name NAME --enhanced-vpc-routing`; the network needs a way to
    /// S3 first.
    ///
    /// Source: Amazon Redshift Management Guide, "Controlling network traffic with Redshift enhanced VPC routing".
    id: "redshift-warehouse-enhanced-routing",
    title: "Warehouses load and unload through your own network",
    kind: Kind::RedshiftCluster,
    also: &[Kind::RedshiftWorkgroup],
    layer: None,
    domain: Domain::Network,
    threat: Threat::DataExfiltration,
    likelihood: 2,
    impact: 2,
    remedies: &[],
    mappings: PRIVATE,
    evaluate: evaluate,
}

fn evaluate(_: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let cluster = resource.redshift_cluster().map(|it| it.enhanced_routing);
    match cluster.or_else(|| resource.redshift_workgroup().map(|it| it.enhanced_routing)) {
        Some(true) => Outcome::Pass,
        Some(false) => {
            let fault = Fault::new("Data is loaded and unloaded past your own network");
            Outcome::fault(fault.setting("EnhancedVpcRouting", "false"))
        }
        None => Outcome::NotApplicable,
    }
}
