//! `s3-bucket-service-source`.

use crate::checks::{Mapping, Threat, aspects};
use crate::model::{Domain, Kind};

define_check! {
    /// Services such as CloudTrail, Config and S3's own logging write into buckets for all of their customers. A statement
    /// that lets the service in without saying for whom lets any account name this bucket as its target: the confused deputy.
    ///
    /// Fails for each statement that allows an AWS service without a condition on `aws:SourceArn`, `aws:SourceAccount`,
    /// `aws:SourceOrgID` or `aws:SourceOrgPaths` with a fixed value, and
    /// without a Deny or a resource control policy that keeps out what the service does for others. Left out is the
    /// service of load balancers, which sends none of these and writes below the number of the account.
    ///
    /// By hand: add a condition on `aws:SourceArn` with the trail, bucket or delivery that writes, or on `aws:SourceAccount`.
    ///
    /// Source: IAM User Guide, "The confused deputy problem"; AWS CloudTrail User Guide, "Amazon S3 bucket policy for
    /// CloudTrail"; Amazon S3 User Guide, "Enabling Amazon S3 server access logging".
    id: "s3-bucket-service-source",
    title: "Bucket policies say for whom a service may act",
    kind: Kind::Bucket,
    layer: None,
    domain: Domain::Identity,
    threat: Threat::ApiAbuse,
    likelihood: 2,
    impact: 3,
    remedies: &[],
    mappings: &[Mapping::soc2("CC6.1"), Mapping::pci("7.2.1")],
    evaluate: |context, id, resource| {
        aspects::services_without_source(context, id, resource, |service| service != LOAD_BALANCERS)
    },
}

/// Who writes the access logs of load balancers.
///
/// Source: Elastic Load Balancing User Guide, "Enable access logs for your Application Load Balancer".
const LOAD_BALANCERS: &str = "logdelivery.elasticloadbalancing.amazonaws.com";
