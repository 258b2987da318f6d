//! `s3-bucket-provider-key`.

use crate::checks::{Context, Fault, Mapping, Outcome, Reason, Threat};
use crate::model::{Classification, Domain, Kind, Resource, ResourceId};

use super::bucket_customer_key::{Holder, holder};

define_check! {
    /// With a key of the provider, whoever may read the bucket may read the data: there is no key policy that would
    /// ask a second time, no log of the key's use, and no key to withdraw.
    ///
    /// Looks at internal and unclassified buckets, as advice; restricted ones are asked for a customer key by
    /// `s3-bucket-customer-key`, and public ones are left alone.
    ///
    /// Fails when objects are encrypted by default with a key of S3 or of AWS.
    ///
    /// Source: Amazon S3 User Guide, "Using server-side encryption with AWS KMS keys (SSE-KMS)".
    id: "s3-bucket-provider-key",
    title: "Buckets encrypt with keys of the customer",
    kind: Kind::Bucket,
    layer: None,
    domain: Domain::DataProtection,
    threat: Threat::DataExfiltration,
    likelihood: 1,
    impact: 3,
    remedies: &["set-bucket-encryption"],
    mappings: &[Mapping::soc2("CC6.1"), Mapping::hipaa("164.312(a)(2)(iv)"), Mapping::gdpr("Art. 32(1)(a)")],
    evaluate: evaluate,
}

fn evaluate(context: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let Some(bucket) = resource.bucket() else { return Outcome::NotApplicable };
    if matches!(context.classification(resource), Classification::Restricted | Classification::Public) {
        return Outcome::NotApplicable;
    }
    if let Some(gap) = resource.tags.gap() {
        return Outcome::Unknown(vec![Reason::Gap(gap)]);
    }
    Outcome::of(&bucket.encryption, |encryption| match holder(context, resource, encryption.as_ref()) {
        Holder::Customer(_) | Holder::Elsewhere(_) => Outcome::Pass,
        Holder::Provider(what) => {
            let fault = Fault::new("Objects are encrypted with a key of the provider");
            Outcome::fault(fault.setting("default encryption", what))
        }
        Holder::Nobody => Outcome::NotApplicable,
        Holder::Unknown(reason) => Outcome::Unknown(vec![reason]),
    })
}
