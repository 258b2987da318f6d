//! `cloudtrail-customer-key`.

use crate::checks::{Context, Fault, Mapping, Outcome, Threat};
use crate::model::{Domain, Kind, Resource, ResourceId};

define_check! {
    /// Log files tell who does what with which data. Under a customer's key, reading them needs a right on the bucket
    /// and a right on the key, and each use of the key is recorded.
    ///
    /// Passes when the trail names a KMS key. Without one, its files are encrypted with S3's own keys.
    ///
    /// By hand: let `cloudtrail.amazonaws.com` use a key (conditions `aws:SourceArn` and
    /// `kms:EncryptionContext:aws:cloudtrail:arn`), then `aws cloudtrail update-trail --kms-key-id …`.
    ///
    /// Source: AWS CloudTrail User Guide, "Encrypting CloudTrail log files with AWS KMS keys (SSE-KMS)".
    id: "cloudtrail-customer-key",
    title: "Trails are encrypted with a customer's key",
    kind: Kind::Trail,
    domain: Domain::DataProtection,
    threat: Threat::Insider,
    likelihood: 2,
    impact: 3,
    mappings: &[
        Mapping::cis("3.5"), Mapping::soc2("CC6.1"), Mapping::pci("10.3.1"), Mapping::hipaa("164.312(a)(2)(iv)"),
        Mapping::gdpr("Art. 32(1)(a)"),
    ],
    evaluate: evaluate,
}

fn evaluate(_: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let Some(trail) = resource.trail() else { return Outcome::NotApplicable };
    if trail.kms_key.as_ref().is_some_and(|key| !key.is_empty()) {
        return Outcome::Pass;
    }
    Outcome::fault(Fault::new("Log files are not encrypted with a customer's key").setting("KMS key", "none"))
}
