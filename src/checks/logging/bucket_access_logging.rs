//! `cloudtrail-bucket-access-logging`.

use crate::checks::{Context, Fault, Mapping, Outcome, Threat};
use crate::finding::Evidence;
use crate::model::{Domain, Kind, Resource, ResourceId};

define_check! {
    /// Whoever reads or deletes log files prepares or covers something. Access logging of their bucket records it in
    /// another place.
    ///
    /// Looks at the buckets that trails deliver into. Passes when server access logging is on. A trail whose bucket is
    /// not of this estate is unknown, and so is an account whose trails could not be listed.
    ///
    /// Source: Amazon S3 User Guide, "Logging requests with server access logging".
    id: "cloudtrail-bucket-access-logging",
    title: "Access to log files is logged",
    kind: Kind::Bucket,
    also: &[Kind::Trail, Kind::Account],
    domain: Domain::Runtime,
    threat: Threat::Insider,
    likelihood: 2,
    impact: 3,
    remedies: &["enable-bucket-logging"],
    mappings: &[Mapping::cis("3.4"), Mapping::soc2("CC7.2"), Mapping::pci("10.3.1")],
    evaluate: evaluate,
}

fn evaluate(context: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let Some(bucket) = resource.bucket() else { return super::bucket_exposed::unseen_bucket(context, resource) };
    let trails = context.trails_into(&bucket.name);
    if trails.is_empty() {
        return Outcome::NotApplicable;
    }
    Outcome::of(&bucket.logging, |logging| match logging {
        Some(_) => Outcome::Pass,
        None => {
            let fault = Fault::new("Access to the log files of a trail is not logged");
            let fault = fault.setting("server access logging", "off");
            Outcome::fault(
                trails
                    .iter()
                    .fold(fault, |fault, &resource| fault.with(Evidence::Related { relation: "receives", resource })),
            )
        }
    })
}
