//! `kinesis-stream-service-source`.

use crate::checks::{Mapping, Threat, aspects};
use crate::model::{Domain, Kind};

define_check! {
    /// A service that puts records into a stream, or reads them, does so for all of its customers. A statement that lets the
    /// service in without saying for whom lets any account name this stream as its target: the confused deputy.
    ///
    /// Fails for each statement that allows an AWS service without a condition on `aws:SourceArn`, `aws:SourceAccount`,
    /// `aws:SourceOrgID` or `aws:SourceOrgPaths` with a fixed value, and
    /// without a Deny or a resource control policy that keeps out what the service does for others.
    ///
    /// By hand: add a condition on `aws:SourceArn` or `aws:SourceAccount` with `aws kinesis put-resource-policy`.
    ///
    /// Source: IAM User Guide, "The confused deputy problem"; Amazon Kinesis Data Streams Developer Guide, "Resource-based
    /// policy for a data stream".
    id: "kinesis-stream-service-source",
    title: "Stream policies say for whom a service may act",
    kind: Kind::Stream,
    also: &[Kind::StreamConsumer],
    layer: None,
    domain: Domain::Identity,
    threat: Threat::ApiAbuse,
    likelihood: 2,
    impact: 3,
    remedies: &[],
    mappings: &[Mapping::soc2("CC6.1"), Mapping::pci("7.2.1")],
    evaluate: aspects::service_without_source,
}
