//! `emr-cluster-at-rest-unencrypted`.

use super::{ENCRYPTED, emr_security};
use crate::checks::{Context, Fault, Outcome, Threat};
use crate::model::{AtRest, Domain, Kind, Resource};

define_check! {
    /// A cluster spills what it works on to the disks of its machines, and writes it to S3.
    ///
    /// Looks at clusters that run with a security configuration. Fails when that does not encrypt local disks or what is written
    /// to S3 through EMRFS.
    ///
    /// By hand: make a security configuration with `EnableAtRestEncryption` and both parts, and new clusters with it.
    ///
    /// Source: Amazon EMR Management Guide, "Encrypt data at rest and in transit with Amazon EMR".
    id: "emr-cluster-at-rest-unencrypted",
    title: "EMR clusters encrypt at rest",
    kind: Kind::EmrCluster,
    layer: None,
    domain: Domain::DataProtection,
    threat: Threat::DataExfiltration,
    likelihood: 2,
    impact: 3,
    remedies: &[],
    mappings: ENCRYPTED,
    evaluate: |context, _, resource| evaluate(context, resource),
}

fn evaluate(context: &Context<'_>, resource: &Resource) -> Outcome {
    emr_security(context, resource, |name, it| {
        let parts = [("local disks", &it.local_disk), ("S3", &it.s3)];
        let off: Vec<&str> = parts.into_iter().filter(|(_, at)| **at == AtRest::Absent).map(|(part, _)| part).collect();
        if off.is_empty() {
            return Outcome::Pass;
        }
        let fault = Fault::new(format!("Its security configuration {name} does not encrypt all data at rest"));
        Outcome::fault(fault.setting("not encrypted", off.join(", ")))
    })
}
