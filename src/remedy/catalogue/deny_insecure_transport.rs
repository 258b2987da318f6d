//! `deny-insecure-transport`.

use serde_json::json;

use super::common::{document_text, not_edited, parse, plain, resource, setting};
use crate::finding::Finding;
use crate::model::{Aspect, SettingValue};
use crate::policy::Policy;
use crate::remedy::edit_json::{add_statement, new_document};
use crate::remedy::{Edit, Refusal, Situation};

define_remedy! {
    /// Adds one statement to the bucket policy that refuses every request over plain HTTP. The rest of the policy
    /// stays as it is, byte for byte; a bucket without a policy gets one with this statement alone.
    ///
    /// Source: Amazon S3 User Guide, "Security best practices for Amazon S3", section "Enforce encryption of data in
    /// transit".
    id: "deny-insecure-transport",
    title: "Refuse plain HTTP by the bucket policy",
    choices: &[],
    propose: propose,
}

fn propose(situation: &Situation<'_>, finding: &Finding) -> Result<Vec<Edit>, Refusal> {
    let resource = resource(situation, finding)?;
    let bucket = resource.bucket().ok_or(Refusal::NotForThis(REMEDY.id))?;
    let held = document_text(situation.estate, &setting(resource, Aspect::BucketPolicy))?;
    let policy = held.as_deref().map(|text| parse(text, "bucket policy")).transpose()?;
    let arn = resource.arn.as_str();
    let statement = json!({
        "Sid": free_sid(policy.as_ref()),
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [arn, format!("{arn}/*")],
        "Condition": { "Bool": { "aws:SecureTransport": "false" } },
    });
    let text = match &held {
        Some(text) => add_statement(text, &statement).map_err(not_edited)?,
        None => new_document(&statement),
    };
    let summary = format!("Refuse requests to bucket {} over plain HTTP.", bucket.name);
    let mut edit = plain(resource, Aspect::BucketPolicy, SettingValue::text(text), summary);
    edit.consequences.push("Clients that still use plain HTTP are refused; current SDKs use HTTPS.".to_owned());
    Ok(vec![edit])
}

/// A statement id that the policy does not use yet.
fn free_sid(policy: Option<&Policy>) -> String {
    let used = |sid: &str| policy.is_some_and(|it| it.statements.iter().any(|held| held.sid.as_deref() == Some(sid)));
    let names = std::iter::once("DenyInsecureTransport".to_owned())
        .chain((2..).map(|number| format!("DenyInsecureTransport{number}")));
    names.into_iter().find(|sid| !used(sid)).unwrap_or_default()
}
