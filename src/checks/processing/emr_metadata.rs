//! `emr-cluster-instance-metadata`.

use super::{emr_security, emr_settings};
use crate::checks::{Context, Fault, Mapping, Outcome, Threat};
use crate::model::{Domain, Kind, Resource};

define_check! {
    /// Code on a machine of a cluster gets the credentials of its role from the instance metadata service. Version 1 answers any
    /// request, also one that a flaw lets someone outside make.
    ///
    /// Looks at clusters that run. Fails when no security configuration asks for version 2 alone.
    ///
    /// By hand: make a security configuration with `MinimumInstanceMetadataServiceVersion` 2, and new clusters with it.
    ///
    /// Source: Amazon EMR Management Guide, "Create a security configuration", instance metadata service.
    id: "emr-cluster-instance-metadata",
    title: "EMR clusters want version 2 of instance metadata",
    kind: Kind::EmrCluster,
    layer: None,
    domain: Domain::Infrastructure,
    threat: Threat::InfrastructureCompromise,
    likelihood: 2,
    impact: 4,
    remedies: &[],
    mappings: &[Mapping::soc2("CC6.1"), Mapping::pci("2.2.1"), Mapping::gdpr("Art. 32(1)(b)")],
    evaluate: |context, _, resource| evaluate(context, resource),
}

fn evaluate(context: &Context<'_>, resource: &Resource) -> Outcome {
    let open = || {
        let fault = Fault::new("Version 1 of the instance metadata service answers");
        Outcome::fault(fault.setting("MinimumInstanceMetadataServiceVersion", "none"))
    };
    emr_settings(resource, |it| match it.security_configuration {
        None => open(),
        Some(_) => emr_security(context, resource, |_, it| if it.metadata_tokens { Outcome::Pass } else { open() }),
    })
}
