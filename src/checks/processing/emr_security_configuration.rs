//! `emr-cluster-security-configuration`.

use super::{ENCRYPTED, emr_settings};
use crate::checks::{Fault, Outcome, Threat};
use crate::model::{Domain, Kind, Resource};

define_check! {
    /// A security configuration says how a cluster encrypts, who its users are, and how its machines reach their metadata.
    /// Without one, all of that is as open as it comes.
    ///
    /// Looks at clusters that run. Fails when a cluster has no security configuration.
    ///
    /// By hand: it is chosen when a cluster is made. Make one with `aws emr create-security-configuration`, and new clusters with
    /// it.
    ///
    /// Source: Amazon EMR Management Guide, "Use security configurations to set up cluster security".
    id: "emr-cluster-security-configuration",
    title: "EMR clusters have a security configuration",
    kind: Kind::EmrCluster,
    layer: None,
    domain: Domain::Infrastructure,
    threat: Threat::InfrastructureCompromise,
    likelihood: 2,
    impact: 3,
    remedies: &[],
    mappings: ENCRYPTED,
    evaluate: |_, _, resource| evaluate(resource),
}

fn evaluate(resource: &Resource) -> Outcome {
    emr_settings(resource, |it| match &it.security_configuration {
        Some(_) => Outcome::Pass,
        None => {
            Outcome::fault(Fault::new("It has no security configuration").setting("security configuration", "none"))
        }
    })
}
