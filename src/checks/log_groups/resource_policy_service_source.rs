//! `logs-resource-policy-service-source`.

use crate::checks::{Mapping, Threat, aspects};
use crate::model::{Domain, Kind};

define_check! {
    /// A service that writes logs does so for all of its customers. A statement that lets it in without saying for whom
    /// lets in any account that names these groups as its target: the confused deputy.
    ///
    /// Fails for each statement that allows an AWS service without a condition on `aws:SourceArn`, `aws:SourceAccount`,
    /// `aws:SourceOrgID` or `aws:SourceOrgPaths`, and
    /// without a Deny or a resource control policy that keeps out what the service does for others.
    ///
    /// By hand: add a condition on `aws:SourceArn` with `aws logs put-resource-policy`.
    ///
    /// Source: Amazon CloudWatch Logs User Guide, "Enabling logging from AWS services", cross-service confused deputy
    /// prevention.
    id: "logs-resource-policy-service-source",
    title: "Log resource policies say for whom a service may write",
    kind: Kind::LogResourcePolicy,
    layer: None,
    domain: Domain::Identity,
    threat: Threat::ApiAbuse,
    likelihood: 2,
    impact: 2,
    remedies: &["add-source-conditions"],
    mappings: &[Mapping::soc2("CC6.1"), Mapping::pci("7.2.1")],
    evaluate: aspects::service_without_source,
}
