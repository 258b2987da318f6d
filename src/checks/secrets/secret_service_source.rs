//! `secretsmanager-secret-service-source`.

use crate::checks::{Mapping, Threat, aspects};
use crate::model::{Domain, Kind};

define_check! {
    /// A service that reads a secret does so for all of its customers. A statement that lets the service in without saying
    /// for whom lets any account have this secret read on its behalf: the confused deputy.
    ///
    /// Fails for each statement that allows an AWS service without a condition on `aws:SourceArn`, `aws:SourceAccount`,
    /// `aws:SourceOrgID` or `aws:SourceOrgPaths` with a fixed value, and
    /// without a Deny or a resource control policy that keeps out what the service does for others.
    ///
    /// By hand: add a condition on `aws:SourceArn` or `aws:SourceAccount` with `aws secretsmanager put-resource-policy`.
    ///
    /// Source: AWS Secrets Manager User Guide, "Resource-based policies", restrict AWS services; IAM User Guide, "The confused
    /// deputy problem".
    id: "secretsmanager-secret-service-source",
    title: "Policies of secrets say for whom a service may read",
    kind: Kind::Secret,
    layer: None,
    domain: Domain::Identity,
    threat: Threat::DataExfiltration,
    likelihood: 2,
    impact: 4,
    remedies: &[],
    mappings: &[Mapping::soc2("CC6.1"), Mapping::pci("7.2.1")],
    evaluate: aspects::service_without_source,
}
