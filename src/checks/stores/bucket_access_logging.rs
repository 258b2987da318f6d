//! `s3-bucket-access-logging`.

use crate::checks::{Context, Fault, Mapping, Outcome, Threat};
use crate::model::{Domain, Kind, Resource, ResourceId};

define_check! {
    /// Server access logs tell who read which object; after a leak they are often the only record.
    ///
    /// Looks at buckets that do not themselves receive the logs of others: such a bucket would log its own logging.
    /// That access to the bucket of a trail is not logged is said by `cloudtrail-bucket-access-logging` alone.
    /// Data events of CloudTrail tell the same with identities, at a price; where they cover the bucket, accept this
    /// finding.
    ///
    /// Passes when access logging is on.
    ///
    /// Source: Amazon S3 User Guide, "Logging requests with server access logging".
    id: "s3-bucket-access-logging",
    title: "Buckets log who reads and writes objects",
    kind: Kind::Bucket,
    layer: None,
    domain: Domain::Runtime,
    threat: Threat::Insider,
    likelihood: 2,
    impact: 3,
    remedies: &["enable-bucket-logging"],
    mappings: &[Mapping::soc2("CC7.2"), Mapping::pci("10.2.1"), Mapping::hipaa("164.312(b)")],
    evaluate: evaluate,
}

fn evaluate(context: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let Some(bucket) = resource.bucket() else { return Outcome::NotApplicable };
    if context.receives_logs(&bucket.name) {
        return Outcome::NotApplicable;
    }
    Outcome::of(&bucket.logging, |logging| match logging {
        Some(_) => Outcome::Pass,
        None if !context.trails_into(&bucket.name).is_empty() => Outcome::NotApplicable,
        None => Outcome::fault(Fault::new("Access to objects is not logged").setting("server access logging", "off")),
    })
}
