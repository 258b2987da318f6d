//! `s3-bucket-encryption-absent`.

use crate::checks::{Context, Fault, Mapping, Outcome, Threat};
use crate::model::{Domain, Kind, Resource, ResourceId};

define_check! {
    /// Default encryption encrypts every object whose writer did not ask for it.
    ///
    /// Amazon encrypts all new objects since January 2023, so that this fails only for buckets of other
    /// implementations, or where the setting is reported as missing.
    ///
    /// Source: Amazon S3 User Guide, "Setting default server-side encryption behavior for Amazon S3 buckets".
    id: "s3-bucket-encryption-absent",
    title: "Buckets encrypt objects by default",
    kind: Kind::Bucket,
    layer: None,
    domain: Domain::DataProtection,
    threat: Threat::DataExfiltration,
    likelihood: 3,
    impact: 4,
    remedies: &["set-bucket-encryption"],
    mappings: &[
        Mapping::soc2("CC6.1"),
        Mapping::pci("3.5.1"),
        Mapping::hipaa("164.312(a)(2)(iv)"),
        Mapping::gdpr("Art. 32(1)(a)"),
    ],
    evaluate: evaluate,
}

fn evaluate(_: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let Some(bucket) = resource.bucket() else { return Outcome::NotApplicable };
    Outcome::of(&bucket.encryption, |encryption| match encryption {
        Some(encryption) if !encryption.rules.is_empty() => Outcome::Pass,
        _ => Outcome::fault(Fault::new("Objects are not encrypted by default").setting("default encryption", "none")),
    })
}
