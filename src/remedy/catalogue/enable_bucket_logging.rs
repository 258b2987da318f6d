//! `enable-bucket-logging`.

use std::collections::BTreeMap;

use serde_json::json;

use super::common::{document_text, known, named, not_edited, parse, plain, resource, setting, typed};
use crate::finding::Finding;
use crate::model::aws::{Bucket, BucketLogging, EncryptionAlgorithm};
use crate::model::{Aspect, Kind, Resource, SettingValue};
use crate::policy::{Clause, Effect, Policy, Principal, Statement, glob};
use crate::remedy::edit_json::{add_statement, new_document};
use crate::remedy::{Choice, Edit, Refusal, Situation};

const TARGET: Choice = Choice {
    name: "target",
    help: "the bucket that receives the logs: same account and region, encrypted with keys that S3 manages",
    required: false,
};
const DELIVERY: &str = "logging.s3.amazonaws.com";

define_remedy! {
    /// Records every request to the bucket as log objects in another bucket of the same account and region.
    ///
    /// Without a choice it takes the bucket that most others already log to. Where that bucket's policy does not let
    /// log delivery write yet, a statement for this source bucket is added to it first. Log objects cost storage.
    ///
    /// Source: Amazon S3 User Guide, "Enabling Amazon S3 server access logging".
    id: "enable-bucket-logging",
    title: "Log access to the bucket",
    choices: &[TARGET],
    propose: propose,
}

fn propose(situation: &Situation<'_>, finding: &Finding) -> Result<Vec<Edit>, Refusal> {
    let resource = resource(situation, finding)?;
    let bucket = resource.bucket().ok_or(Refusal::NotForThis(REMEDY.id))?;
    known(situation.estate, &bucket.logging, "server access logging")?;
    let name = situation.choices.get(TARGET.name).cloned().or_else(|| usual_target(situation, resource));
    let name = name.ok_or(Refusal::Needs { name: TARGET.name, help: TARGET.help })?;
    let (target, held) = target(situation, resource, &name)?;
    let mut edits: Vec<Edit> = let_delivery_write(situation, target, held, resource, bucket)?.into_iter().collect();
    let logging = BucketLogging {
        target_bucket: name.clone(),
        target_prefix: prefix(bucket),
        target_grants: Vec::new(),
        key_format: None,
    };
    let summary = format!("Log access to bucket {} into bucket {name}.", bucket.name);
    let mut edit = typed(resource, Aspect::BucketLogging, &logging, summary)?;
    edit.consequences.push(format!("Log objects appear in {name} within hours and take space there."));
    edits.push(edit);
    Ok(edits)
}

fn prefix(bucket: &Bucket) -> String {
    format!("{}/", bucket.name)
}

/// The bucket that most buckets of the same account and region log to.
fn usual_target(situation: &Situation<'_>, source: &Resource) -> Option<String> {
    let mut uses: BTreeMap<&str, u32> = BTreeMap::new();
    let logging = |resource: &'_ Resource| resource.bucket()?.logging.known()?.clone();
    let neighbours = situation.estate.all(Kind::Bucket).filter(|(_, it)| is_beside(it, source));
    let targets: Vec<String> = neighbours.filter_map(|(_, it)| logging(it)).map(|it| it.target_bucket).collect();
    for name in targets.iter().filter(|name| target(situation, source, name).is_ok()) {
        *uses.entry(name).or_default() += 1;
    }
    uses.into_iter().max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(a.0))).map(|(name, _)| name.to_owned())
}

fn is_beside(other: &Resource, source: &Resource) -> bool {
    other.account == source.account && other.region == source.region
}

/// The bucket with this name, if it can receive the logs of `source`.
fn target<'a>(situation: &Situation<'a>, source: &Resource, name: &str) -> Result<(&'a Resource, &'a Bucket), Refusal> {
    let no = |why: &str| Refusal::Impossible(format!("bucket {name} cannot receive the logs: it {why}"));
    let (_, resource) = situation.estate.bucket_named(name).ok_or_else(|| no("is not part of this estate"))?;
    let bucket = resource.bucket().ok_or_else(|| no("is not a bucket"))?;
    if resource.arn == source.arn {
        return Err(no("is the bucket itself, and each log object would be logged again"));
    }
    if !is_beside(resource, source) {
        return Err(no("is not in the same account and region"));
    }
    let rules = bucket.encryption.known().and_then(Option::as_ref).map_or(&[][..], |it| it.rules.as_slice());
    if rules.iter().any(|rule| rule.algorithm != EncryptionAlgorithm::Aes256) {
        return Err(no("is encrypted with a KMS key, which log delivery cannot use"));
    }
    Ok((resource, bucket))
}

/// The edit that lets log delivery write to the target; none when it may already.
fn let_delivery_write(
    situation: &Situation<'_>,
    target: &Resource,
    held: &Bucket,
    source: &Resource,
    bucket: &Bucket,
) -> Result<Option<Edit>, Refusal> {
    let text = document_text(situation.estate, &setting(target, Aspect::BucketPolicy))?;
    let policy = text.as_deref().map(|text| parse(text, "bucket policy")).transpose()?;
    if policy.is_some_and(|policy| lets_delivery_write(&policy, target, source, &prefix(bucket))) {
        return Ok(None);
    }
    let statement = json!({
        "Sid": format!("AccessLogsOf{}", alphanumeric(&bucket.name)),
        "Effect": "Allow",
        "Principal": { "Service": DELIVERY },
        "Action": "s3:PutObject",
        "Resource": format!("{}/{}*", target.arn, prefix(bucket)),
        "Condition": {
            "ArnLike": { "aws:SourceArn": source.arn.as_str() },
            "StringEquals": { "aws:SourceAccount": source.account.as_str() },
        },
    });
    let text = match text {
        Some(text) => add_statement(&text, &statement).map_err(not_edited)?,
        None => new_document(&statement),
    };
    let summary = format!("Let log delivery write the logs of {} to bucket {}.", bucket.name, held.name);
    Ok(Some(plain(target, Aspect::BucketPolicy, SettingValue::text(text), summary)))
}

/// Statement ids hold only letters and digits.
fn alphanumeric(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).collect()
}

fn lets_delivery_write(policy: &Policy, target: &Resource, source: &Resource, prefix: &str) -> bool {
    let object = format!("{}/{prefix}", target.arn);
    policy.with_effect(Effect::Allow).any(|(_, statement)| {
        named(statement).iter().any(|it| *it == Principal::Service(DELIVERY.to_owned()))
            && covers(&statement.action, |pattern| glob::action_matches(pattern, "s3:PutObject"))
            && statement
                .resource
                .as_ref()
                .is_some_and(|clause| covers(clause, |pattern| glob::matches(pattern, &object)))
            && conditions_hold(statement, source)
    })
}

fn covers(clause: &Clause, is_covered: impl Fn(&str) -> bool) -> bool {
    matches!(clause, Clause::Is(patterns) if patterns.iter().any(|pattern| is_covered(pattern)))
}

/// Whether the conditions are on the source alone and let this one through.
fn conditions_hold(statement: &Statement, source: &Resource) -> bool {
    statement.conditions.iter().all(|condition| {
        let wanted = match condition.key.to_ascii_lowercase().as_str() {
            "aws:sourcearn" => source.arn.as_str(),
            "aws:sourceaccount" => source.account.as_str(),
            _ => return false,
        };
        !condition.operator.contains("Not") && condition.values.iter().any(|value| glob::matches(value, wanted))
    })
}
