//! `remove-bucket-policy-statement`.

use super::common::{must_be_of_the_bucket, resource, take_out, target};
use crate::finding::Finding;
use crate::model::{Aspect, SettingValue};
use crate::remedy::edit_json::Left;
use crate::remedy::{Edit, Refusal, Situation};

define_remedy! {
    /// Takes the offending principal out of the offending statement of a bucket policy, or removes the statement when
    /// it names nobody else. All other statements stay as they are, byte for byte. A policy whose only statement goes
    /// is deleted, because S3 holds no policy without statements.
    ///
    /// Whoever was let in by it loses that access at once. A grant that stands in the policy of an access point is refused:
    /// no statement of the bucket's policy is at fault.
    ///
    /// Source: Amazon S3 User Guide, "Bucket policies for Amazon S3".
    id: "remove-bucket-policy-statement",
    title: "Remove the offending grant from the bucket policy",
    choices: &[],
    propose: propose,
}

fn propose(situation: &Situation<'_>, finding: &Finding) -> Result<Vec<Edit>, Refusal> {
    let resource = resource(situation, finding)?;
    let bucket = resource.bucket().ok_or(Refusal::NotForThis(REMEDY.id))?;
    must_be_of_the_bucket(situation, finding)?;
    let Some(target) = target(situation, finding, resource, Aspect::BucketPolicy)? else { return Ok(Vec::new()) };
    let Some((left, what)) = take_out(situation, &target)? else { return Ok(Vec::new()) };
    let mut edit = target.edit(String::new(), format!("Remove {what} from the policy of bucket {}.", bucket.name));
    edit.after = match left {
        Left::Document(text) => SettingValue::text(text),
        Left::Nothing => {
            edit.consequences.push("It is the only statement, so the policy is deleted.".to_owned());
            SettingValue::NONE
        }
    };
    Ok(vec![edit])
}
