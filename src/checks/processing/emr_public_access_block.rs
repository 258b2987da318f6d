//! `emr-public-access-not-blocked`.

use super::NOT_PUBLIC;
use crate::checks::{Fault, Outcome, Threat};
use crate::model::{Domain, Kind, Resource};

define_check! {
    /// Clusters run what they are given. One whose security group lets in everyone runs what everyone gives it. The block of
    /// public access refuses to start such a cluster.
    ///
    /// Fails when the block is off in a region, and for each range of ports other than 22 that it lets through.
    ///
    /// By hand: `aws emr put-block-public-access-configuration --block-public-access-configuration
    /// BlockPublicSecurityGroupRules=true`.
    ///
    /// Source: Amazon EMR Management Guide, "Using Amazon EMR block public access".
    id: "emr-public-access-not-blocked",
    title: "EMR blocks public access",
    kind: Kind::EmrPublicAccessBlock,
    layer: None,
    domain: Domain::Network,
    threat: Threat::InfrastructureCompromise,
    likelihood: 2,
    impact: 4,
    remedies: &["enable-emr-public-access-block"],
    mappings: NOT_PUBLIC,
    evaluate: |_, _, resource| evaluate(resource),
}

fn evaluate(resource: &Resource) -> Outcome {
    let Some(it) = resource.emr_public_access_block() else { return Outcome::NotApplicable };
    Outcome::of(&it.block, |block| {
        if !block.blocked {
            let fault = Fault::new("Clusters that let in everyone are not refused");
            return Outcome::fault(fault.setting("BlockPublicSecurityGroupRules", "false"));
        }
        let open = block.permitted.iter().filter(|range| **range != (22, 22));
        let fault = |(from, to): &(u16, u16)| {
            let ports = format!("{from}-{to}");
            Fault::new(format!("The block of public access lets through the ports {ports}"))
                .at(ports.clone())
                .setting("permitted ports", ports)
        };
        Outcome::of_faults(open.map(fault).collect())
    })
}
