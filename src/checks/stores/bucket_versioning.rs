//! `s3-bucket-versioning`.

use crate::checks::{Context, Fault, Mapping, Outcome, Threat};
use crate::model::aws::VersioningStatus;
use crate::model::{Domain, Kind, Resource, ResourceId};

define_check! {
    /// Without versioning, an overwritten or deleted object is gone: a mistake, a faulty job or ransomware destroys
    /// the data that everything downstream is built from.
    ///
    /// Passes when versioning is enabled. Suspended versioning fails.
    ///
    /// Source: Amazon S3 User Guide, "Retaining multiple versions of objects with S3 Versioning".
    id: "s3-bucket-versioning",
    title: "Buckets keep earlier versions of objects",
    kind: Kind::Bucket,
    layer: None,
    domain: Domain::DataProtection,
    threat: Threat::DenialOfService,
    likelihood: 2,
    impact: 3,
    remedies: &["enable-bucket-versioning"],
    mappings: &[Mapping::soc2("A1.2"), Mapping::hipaa("164.308(a)(7)(ii)(A)"), Mapping::gdpr("Art. 32(1)(c)")],
    evaluate: evaluate,
}

fn evaluate(_: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let Some(bucket) = resource.bucket() else { return Outcome::NotApplicable };
    Outcome::of(&bucket.versioning, |versioning| match versioning.status {
        Some(VersioningStatus::Enabled) => Outcome::Pass,
        Some(VersioningStatus::Suspended) => fault("Versioning is suspended", "suspended"),
        None => fault("Versioning was never enabled", "never enabled"),
    })
}

fn fault(summary: &str, value: &str) -> Outcome {
    Outcome::fault(Fault::new(summary).setting("versioning", value))
}
