//! `s3-bucket-lifecycle`.

use crate::checks::{Context, Fault, Mapping, Outcome, Reason, Threat};
use crate::model::{Domain, Fact, Kind, Resource, ResourceId};

define_check! {
    /// Data that nobody deletes stays to be stolen, and to be paid for. A lifecycle rule keeps the promise of how long
    /// data is held, and drops old versions and broken uploads.
    ///
    /// Passes when at least one rule is on. Whether its times are right is for you to know. A bucket with MFA delete is
    /// left alone: S3 does not take both.
    ///
    /// By hand: add a rule with `aws s3api put-bucket-lifecycle-configuration`; it replaces all rules, so include those
    /// that are there.
    ///
    /// Source: Amazon S3 User Guide, "Managing the lifecycle of objects".
    id: "s3-bucket-lifecycle",
    title: "Buckets have a lifecycle rule",
    kind: Kind::Bucket,
    layer: None,
    domain: Domain::DataProtection,
    threat: Threat::DataExfiltration,
    likelihood: 1,
    impact: 2,
    remedies: &[],
    mappings: &[Mapping::soc2("C1.2"), Mapping::pci("3.2.1"), Mapping::gdpr("Art. 5(1)(e)")],
    evaluate: evaluate,
}

fn evaluate(_: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let Some(bucket) = resource.bucket() else { return Outcome::NotApplicable };
    Outcome::of(&bucket.lifecycle, |rules| {
        if rules.iter().any(|rule| rule.enabled) {
            return Outcome::Pass;
        }
        match &bucket.versioning {
            Fact::Known(versioning) if versioning.mfa_delete => return Outcome::NotApplicable,
            Fact::Unknown(gap) => return Outcome::Unknown(vec![Reason::Gap(*gap)]),
            _ => {}
        }
        let value = if rules.is_empty() { "no rules" } else { "all rules are off" };
        Outcome::fault(Fault::new("Objects are kept for ever: no lifecycle rule is on").setting("lifecycle", value))
    })
}
