//! `s3-bucket-public-access-block`.

use crate::checks::{Context, Fault, Outcome, Threat};
use crate::model::aws::PublicAccessBlock;
use crate::model::{Domain, GapId, Kind, Resource, ResourceId};
use crate::policy::public_access::Block;

use super::{block, hidden_block};

define_check! {
    /// The four settings that block public access are a second lock: with them, a mistake in a policy or an access
    /// control list does not open the bucket.
    ///
    /// Passes when each of the four is on for the account or for the bucket. Is unknown when one of the two could not
    /// be read and the other leaves a setting off.
    ///
    /// Source: Amazon S3 User Guide, "Blocking public access to your Amazon S3 storage".
    id: "s3-bucket-public-access-block",
    title: "Buckets block public access",
    kind: Kind::Bucket,
    layer: None,
    domain: Domain::DataProtection,
    threat: Threat::DataExfiltration,
    likelihood: 2,
    impact: 4,
    remedies: &["enable-bucket-public-access-block", "enable-account-public-access-block"],
    mappings: super::BLOCKED,
    evaluate: evaluate,
}

/// A setting's name and how it is read.
pub(super) type Part = (&'static str, fn(&PublicAccessBlock) -> bool);

pub(super) const PARTS: [Part; 4] = [
    ("BlockPublicAcls", |block| block.block_public_acls),
    ("IgnorePublicAcls", |block| block.ignore_public_acls),
    ("BlockPublicPolicy", |block| block.block_public_policy),
    ("RestrictPublicBuckets", |block| block.restrict_public_buckets),
];

fn evaluate(context: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let Some(bucket) = resource.bucket() else { return Outcome::NotApplicable };
    let mut off: Vec<&str> = Vec::new();
    let mut hidden: Option<Vec<GapId>> = None;
    for (name, part) in PARTS {
        match block(context, resource, bucket, part) {
            Block::By(_) => {}
            Block::Absent => off.push(name),
            Block::Unknown(gaps) => hidden = Some(gaps),
        }
    }
    match (off.is_empty(), hidden) {
        (true, None) => Outcome::Pass,
        (true, Some(gaps)) => hidden_block(gaps),
        (false, _) => {
            let summary = format!("Public access is not fully blocked: {} off", off.join(", "));
            Outcome::fault(Fault::new(summary).setting("off for account and bucket", off.join(", ")))
        }
    }
}
