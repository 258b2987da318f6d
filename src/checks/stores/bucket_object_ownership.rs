//! `s3-bucket-object-ownership`.

use crate::checks::{Context, Fault, Mapping, Outcome, Threat};
use crate::model::aws::ObjectOwnership;
use crate::model::{Domain, Kind, Resource, ResourceId};

define_check! {
    /// While access control lists count, each writer can open the objects they write to others, past the bucket
    /// policy, and objects of other accounts belong to those accounts.
    ///
    /// Passes when object ownership is "bucket owner enforced", which disables access control lists.
    ///
    /// Source: Amazon S3 User Guide, "Controlling ownership of objects and disabling ACLs for your bucket".
    id: "s3-bucket-object-ownership",
    title: "Access control lists of buckets are disabled",
    kind: Kind::Bucket,
    layer: None,
    domain: Domain::DataProtection,
    threat: Threat::DataExfiltration,
    likelihood: 2,
    impact: 2,
    remedies: &["disable-bucket-acls"],
    mappings: &[Mapping::soc2("CC6.1"), Mapping::soc2("CC6.3"), Mapping::pci("7.2.1")],
    evaluate: evaluate,
}

fn evaluate(_: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let Some(bucket) = resource.bucket() else { return Outcome::NotApplicable };
    Outcome::of(&bucket.ownership, |ownership| {
        let value = match ownership {
            Some(ObjectOwnership::BucketOwnerEnforced) => return Outcome::Pass,
            Some(ObjectOwnership::BucketOwnerPreferred) => "bucket owner preferred",
            Some(ObjectOwnership::ObjectWriter) => "object writer",
            None => "never set, which means object writer",
        };
        Outcome::fault(Fault::new("Access control lists still count").setting("object ownership", value))
    })
}
