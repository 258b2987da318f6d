//! `emr-cluster-in-transit-unencrypted`.

use super::{IN_TRANSIT, emr_security};
use crate::checks::{Context, Fault, Outcome, Threat};
use crate::model::{Domain, Kind, Resource};

define_check! {
    /// The machines of a cluster send each other what they work on. Without encryption it is read by whoever is in their network.
    ///
    /// Looks at clusters that run with a security configuration. Fails when that does not encrypt in transit.
    ///
    /// By hand: make a security configuration with `EnableInTransitEncryption` and a source of certificates, and new clusters with
    /// it.
    ///
    /// Source: Amazon EMR Management Guide, "Encrypt data at rest and in transit with Amazon EMR".
    id: "emr-cluster-in-transit-unencrypted",
    title: "EMR clusters encrypt in transit",
    kind: Kind::EmrCluster,
    layer: None,
    domain: Domain::DataProtection,
    threat: Threat::DataExfiltration,
    likelihood: 2,
    impact: 3,
    remedies: &[],
    mappings: IN_TRANSIT,
    evaluate: |context, _, resource| evaluate(context, resource),
}

fn evaluate(context: &Context<'_>, resource: &Resource) -> Outcome {
    emr_security(context, resource, |name, it| {
        if it.in_transit {
            return Outcome::Pass;
        }
        let fault = Fault::new(format!("Its security configuration {name} does not encrypt in transit"));
        Outcome::fault(fault.setting("EnableInTransitEncryption", "false"))
    })
}
