//! `enable-bucket-versioning`.

use super::common::{known, resource, typed};
use crate::finding::Finding;
use crate::model::Aspect;
use crate::model::aws::{Versioning, VersioningStatus};
use crate::remedy::{Edit, Refusal, Situation};

define_remedy! {
    /// Keeps earlier versions of objects that are overwritten or deleted. Earlier versions are stored and paid for
    /// until a lifecycle rule removes them.
    ///
    /// Source: Amazon S3 User Guide, "Retaining multiple versions of objects with S3 Versioning".
    id: "enable-bucket-versioning",
    title: "Keep earlier versions of objects",
    choices: &[],
    propose: propose,
}

fn propose(situation: &Situation<'_>, finding: &Finding) -> Result<Vec<Edit>, Refusal> {
    let resource = resource(situation, finding)?;
    let bucket = resource.bucket().ok_or(Refusal::NotForThis(REMEDY.id))?;
    let held = known(situation.estate, &bucket.versioning, "versioning")?;
    if held.mfa_delete {
        let why = "MFA delete is set, so only the root user with its second factor can change versioning";
        return Err(Refusal::Impossible(why.to_owned()));
    }
    let enabled = Versioning { status: Some(VersioningStatus::Enabled), mfa_delete: held.mfa_delete };
    let summary = format!("Keep earlier versions of the objects of bucket {}.", bucket.name);
    let mut edit = typed(resource, Aspect::BucketVersioning, &enabled, summary)?;
    edit.consequences.push("Earlier versions take space and cost until a lifecycle rule removes them.".to_owned());
    Ok(vec![edit])
}
