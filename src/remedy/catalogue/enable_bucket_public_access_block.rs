//! `enable-bucket-public-access-block`.

use super::common::{resource, typed};
use super::exposure;
use crate::finding::Finding;
use crate::model::Aspect;
use crate::model::aws::PublicAccessBlock;
use crate::remedy::{Edit, Refusal, Situation};

define_remedy! {
    /// Turns on all four settings that block public access to a bucket: new public access control lists and policies
    /// are refused, and those that exist no longer count for the public.
    ///
    /// Do not use it on a bucket that serves a public site directly; put a content delivery network in front instead.
    ///
    /// Source: Amazon S3 User Guide, "Blocking public access to your Amazon S3 storage".
    id: "enable-bucket-public-access-block",
    title: "Block public access to the bucket",
    choices: &[],
    propose: propose,
}

fn propose(situation: &Situation<'_>, finding: &Finding) -> Result<Vec<Edit>, Refusal> {
    let resource = resource(situation, finding)?;
    let bucket = resource.bucket().ok_or(Refusal::NotForThis(REMEDY.id))?;
    let summary = format!("Block all public access to bucket {}.", bucket.name);
    let mut edit = typed(resource, Aspect::BucketPublicAccessBlock, &PublicAccessBlock::ALL, summary)?;
    edit.consequences = exposure::lost_by_blocking(bucket);
    edit.disruptive = !edit.consequences.is_empty();
    Ok(vec![edit])
}
