//! `set-bucket-encryption`.

use std::collections::BTreeMap;

use super::common::{known, resource, typed};
use crate::checks::Context;
use crate::finding::Finding;
use crate::model::aws::{BucketEncryption, EncryptionAlgorithm, EncryptionRule, Key, KeyManager, KeyState};
use crate::model::{Arn, Aspect, Estate, Kind, Resource};
use crate::remedy::{Choice, Edit, Refusal, Situation};

const KEY: Choice = Choice {
    name: "key",
    help: "the ARN or alias of a customer key in the bucket's region, or `provider` for keys that S3 manages",
    required: false,
};

define_remedy! {
    /// Sets the default encryption of a bucket: with a customer key, or with keys that S3 manages.
    ///
    /// Without a choice it takes the customer key that other buckets of the same account, region and classification
    /// already use. Objects that exist stay as they are; only new ones are encrypted with the new default. Whoever
    /// writes needs `kms:GenerateDataKey` and whoever reads needs `kms:Decrypt` on a customer key.
    ///
    /// Source: Amazon S3 User Guide, "Setting default server-side encryption behavior for Amazon S3 buckets".
    id: "set-bucket-encryption",
    title: "Set the bucket's default encryption",
    choices: &[KEY],
    propose: propose,
}

fn propose(situation: &Situation<'_>, finding: &Finding) -> Result<Vec<Edit>, Refusal> {
    let resource = resource(situation, finding)?;
    let bucket = resource.bucket().ok_or(Refusal::NotForThis(REMEDY.id))?;
    let held = known(situation.estate, &bucket.encryption, "default encryption")?;
    let blocked = held.iter().flat_map(|it| &it.rules).flat_map(|rule| rule.blocked.clone()).collect();
    let key = match situation.choices.get(KEY.name).map(String::as_str) {
        Some("provider") => None,
        Some(name) => Some(chosen(situation.estate, resource, name)?),
        None => Some(usual_key(situation, resource).ok_or(Refusal::Needs { name: KEY.name, help: KEY.help })?),
    };
    let rule = EncryptionRule {
        algorithm: if key.is_some() { EncryptionAlgorithm::Kms } else { EncryptionAlgorithm::Aes256 },
        key: key.map(|(arn, _)| arn.to_string()),
        bucket_key: key.is_some(),
        blocked,
    };
    let with = key.map_or_else(|| "keys that S3 manages".to_owned(), |(arn, _)| format!("the key {arn}"));
    let summary = format!("Encrypt new objects of bucket {} with {with}.", bucket.name);
    let mut edit = typed(resource, Aspect::BucketEncryption, &BucketEncryption { rules: vec![rule] }, summary)?;
    edit.consequences.push("Objects that are already there keep the encryption they have.".to_owned());
    if key.is_some() {
        let needs =
            "Writers need kms:GenerateDataKey and readers kms:Decrypt on the key; those without it are refused.";
        edit.consequences.push(needs.to_owned());
        edit.disruptive = true;
    }
    Ok(vec![edit])
}

/// The key that the user chose, if it can encrypt this resource.
pub(super) fn chosen<'a>(estate: &'a Estate, bucket: &Resource, name: &str) -> Result<(&'a Arn, &'a Key), Refusal> {
    let alias = name.rsplit_once(":alias/").map_or_else(|| name.to_owned(), |(_, tail)| format!("alias/{tail}"));
    let answers = |resource: &Resource, key: &Key| {
        let aliases = key.aliases.known().is_some_and(|all| all.contains(&alias));
        resource.arn.as_str() == name || key.id == name || (aliases && resource.account == bucket.account)
    };
    let found = keys(estate).filter(|(resource, key)| answers(resource, key)).collect::<Vec<_>>();
    let here = found.iter().find(|(resource, _)| resource.region == bucket.region);
    let Some((resource, key)) = here else {
        let place = if found.is_empty() { "is not part of this estate" } else { "is in another region" };
        return Err(Refusal::Impossible(format!("the key {name} {place}")));
    };
    if !is_usable(key) {
        let why = "is not an enabled customer key for symmetric encryption";
        return Err(Refusal::Impossible(format!("the key {name} {why}")));
    }
    Ok((&resource.arn, key))
}

fn keys(estate: &Estate) -> impl Iterator<Item = (&Resource, &Key)> {
    estate.all(Kind::Key).filter_map(|(_, resource)| resource.key().map(|key| (resource.as_ref(), key)))
}

fn is_usable(key: &Key) -> bool {
    key.manager == KeyManager::Customer && key.state == KeyState::Enabled && key.spec == "SYMMETRIC_DEFAULT"
}

/// The customer key that most buckets of the same account, region and classification use.
fn usual_key<'a>(situation: &Situation<'a>, bucket: &Resource) -> Option<(&'a Arn, &'a Key)> {
    let mut uses: BTreeMap<&Arn, u32> = BTreeMap::new();
    for (_, other) in situation.estate.all(Kind::Bucket).filter(|(_, it)| is_like(situation.context, it, bucket)) {
        let encryption = other.bucket().and_then(|it| it.encryption.known()).and_then(Option::as_ref);
        for name in encryption.iter().flat_map(|it| &it.rules).filter_map(|rule| rule.key.as_deref()) {
            if let Ok((arn, _)) = chosen(situation.estate, bucket, name) {
                *uses.entry(arn).or_default() += 1;
            }
        }
    }
    let (arn, _) = uses.into_iter().max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(a.0)))?;
    keys(situation.estate).find(|(resource, _)| resource.arn == *arn).map(|(resource, key)| (&resource.arn, key))
}

fn is_like(context: &Context<'_>, other: &Resource, bucket: &Resource) -> bool {
    other.arn != bucket.arn
        && other.account == bucket.account
        && other.region == bucket.region
        && context.classification(other) == context.classification(bucket)
}
