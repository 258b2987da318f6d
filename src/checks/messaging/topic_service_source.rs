//! `sns-topic-service-source`.

use crate::checks::{Mapping, Threat, aspects};
use crate::model::{Domain, Kind};

define_check! {
    /// A service that publishes to a topic does so for all of its customers. A statement that lets the service in
    /// without saying for whom lets in any account that names this topic as its target: the confused deputy.
    ///
    /// Fails for each statement that allows an AWS service without a condition on `aws:SourceArn`, `aws:SourceAccount`,
    /// `aws:SourceOrgID` or `aws:SourceOrgPaths`, and
    /// without a Deny or a resource control policy that keeps out what the service does for others.
    ///
    /// By hand: add a condition on `aws:SourceArn` with the ARN of the bucket, alarm or rule that publishes.
    ///
    /// Source: IAM User Guide, "The confused deputy problem"; Amazon SNS Developer Guide, "Example cases for Amazon SNS
    /// access control".
    id: "sns-topic-service-source",
    title: "Topic policies say for whom a service may publish",
    kind: Kind::Topic,
    layer: None,
    domain: Domain::Identity,
    threat: Threat::ApiAbuse,
    likelihood: 2,
    impact: 3,
    remedies: &["add-source-conditions"],
    mappings: &[Mapping::soc2("CC6.1"), Mapping::pci("7.2.1")],
    evaluate: aspects::service_without_source,
}
