//! `kms-key-service-source`.

use crate::checks::aspects::unsourced;
use crate::checks::outsiders::Gate;
use crate::checks::{Context, Mapping, Outcome, Threat};
use crate::model::{Domain, Kind, Resource, ResourceId};
use crate::policy::condition::{names_encryption_context, names_source};

use super::judge_policy;

define_check! {
    /// A service that uses a key under its own name does so for all of its customers. A statement that lets the service in
    /// without saying for whom lets it use this key for the resource of another account: the confused deputy.
    ///
    /// Applies to keys that a customer manages. Fails for each statement that allows an AWS service without a condition on
    /// `aws:SourceArn`, `aws:SourceAccount`, `aws:SourceOrgID`, `aws:SourceOrgPaths` or an encryption context with a fixed
    /// value, and without a Deny or a resource control policy that keeps out what the service does for others.
    ///
    /// By hand: add a condition on `aws:SourceArn`, `aws:SourceAccount` or, for CloudWatch Logs,
    /// `kms:EncryptionContext:aws:logs:arn`, with `aws kms put-key-policy`.
    ///
    /// Source: IAM User Guide, "The confused deputy problem"; AWS KMS Developer Guide, "Least-privilege permissions for AWS
    /// services in key policies"; Amazon CloudWatch Logs User Guide, "Encrypt log data using AWS KMS".
    id: "kms-key-service-source",
    title: "Key policies say for whom a service may use the key",
    kind: Kind::Key,
    layer: None,
    domain: Domain::Identity,
    threat: Threat::DataExfiltration,
    likelihood: 2,
    impact: 3,
    remedies: &[],
    mappings: &[Mapping::soc2("CC6.1"), Mapping::pci("7.2.1")],
    evaluate: evaluate,
}

fn evaluate(context: &Context<'_>, id: ResourceId, resource: &Resource) -> Outcome {
    judge_policy(context, resource, |source| {
        unsourced(
            source,
            &Gate::of(context, id, resource),
            |_| true,
            |it| names_source(it) || names_encryption_context(it),
        )
    })
}
