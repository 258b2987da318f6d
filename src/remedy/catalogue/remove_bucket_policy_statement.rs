//! `remove-bucket-policy-statement`.

use super::common::{Target, is_among, must_allow, named, not_edited, principal_words, resource, target, unwanted};
use crate::finding::Finding;
use crate::model::{Aspect, SettingValue};
use crate::remedy::edit_json::{Left, remove_principals, remove_statement};
use crate::remedy::{Edit, Refusal, Situation};

define_remedy! {
    /// Takes the offending principal out of the offending statement of a bucket policy, or removes the statement when
    /// it names nobody else. All other statements stay as they are, byte for byte. A policy whose only statement goes
    /// is deleted, because S3 holds no policy without statements.
    ///
    /// Whoever was let in by it loses that access at once.
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
    let Some(target) = target(situation, finding, resource, Aspect::BucketPolicy)? else { return Ok(Vec::new()) };
    let statement = target.statement()?;
    must_allow(statement)?;
    let offenders = unwanted(situation, statement);
    let named = named(statement);
    let (after, what) = if offenders.is_empty() || offenders.len() == named.len() {
        (without_statement(&target)?, target.label())
    } else {
        let is_offender = |kind: &str, name: &str| is_among(&offenders, kind, name);
        match remove_principals(&target.text, target.index, is_offender).map_err(not_edited)? {
            Left::Document(text) => {
                (SettingValue::text(text), format!("{} from {}", principal_words(&offenders), target.label()))
            }
            Left::Nothing => (without_statement(&target)?, target.label()),
        }
    };
    let mut edit = target.edit(String::new(), format!("Remove {what} of the policy of bucket {}.", bucket.name));
    if after == SettingValue::NONE {
        edit.consequences.push("It is the only statement, so the policy is deleted.".to_owned());
    }
    edit.after = after;
    Ok(vec![edit])
}

fn without_statement(target: &Target) -> Result<SettingValue, Refusal> {
    Ok(match remove_statement(&target.text, target.index).map_err(not_edited)? {
        Left::Document(text) => SettingValue::text(text),
        Left::Nothing => SettingValue::NONE,
    })
}
