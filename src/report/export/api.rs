//! Settings in the shapes of the AWS API, as the AWS CLI takes them.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::ExportError;
use crate::model::aws::{
    Acl, AclGrant, BucketEncryption, BucketLogging, EncryptionRule, Grantee, ObjectOwnership, PublicAccessBlock,
    Versioning,
};
use crate::model::{Setting, SettingError, SettingValue};
use crate::remedy::Step;
use crate::text::escaped_json;

/// The typed value of a setting; none where there is none.
pub(super) fn parsed<T: DeserializeOwned>(setting: &Setting, value: &SettingValue) -> Result<Option<T>, ExportError> {
    value.parse().map_err(|source| ExportError::Malformed { setting: setting.to_string(), source })
}

/// The typed value of a setting that always has one.
pub(super) fn needed<T: DeserializeOwned>(setting: &Setting, value: &SettingValue) -> Result<T, ExportError> {
    parsed(setting, value)?.ok_or_else(|| ExportError::NoValue(setting.to_string()))
}

/// The request of a step's call, where its service is asked with one document; none elsewhere.
pub(super) fn request(step: &Step) -> Result<Option<Value>, ExportError> {
    step.setting.request(&step.before, &step.after).map_err(|wrong| match wrong {
        SettingError::Malformed { setting, source } => ExportError::Malformed { setting, source },
        _ => ExportError::NoValue(step.setting.to_string()),
    })
}

/// The text of a document that always exists. Invisible characters are escaped, which JSON reads back the same.
pub(super) fn document(setting: &Setting, value: &SettingValue) -> Result<String, ExportError> {
    value.as_text().map(|text| escaped_json(text).into_owned()).ok_or_else(|| ExportError::NoValue(setting.to_string()))
}

pub(super) fn public_access_block(block: PublicAccessBlock) -> Value {
    json!({
        "BlockPublicAcls": block.block_public_acls,
        "IgnorePublicAcls": block.ignore_public_acls,
        "BlockPublicPolicy": block.block_public_policy,
        "RestrictPublicBuckets": block.restrict_public_buckets,
    })
}

pub(super) fn encryption(encryption: &BucketEncryption) -> Value {
    let rule = |rule: &EncryptionRule| {
        let mut default = json!({ "SSEAlgorithm": rule.algorithm });
        if let (Some(key), Some(map)) = (&rule.key, default.as_object_mut()) {
            map.insert("KMSMasterKeyID".to_owned(), key.as_str().into());
        }
        let mut whole = Map::new();
        whole.insert("ApplyServerSideEncryptionByDefault".to_owned(), default);
        whole.insert("BucketKeyEnabled".to_owned(), rule.bucket_key.into());
        if !rule.blocked.is_empty() {
            whole.insert("BlockedEncryptionTypes".to_owned(), json!({ "EncryptionType": rule.blocked }));
        }
        Value::Object(whole)
    };
    json!({ "Rules": encryption.rules.iter().map(rule).collect::<Vec<_>>() })
}

pub(super) fn ownership(ownership: ObjectOwnership) -> Value {
    json!({ "Rules": [{ "ObjectOwnership": ownership }] })
}

/// `Suspended` stands for a bucket that never had versioning: the API has no way back to that.
pub(super) fn versioning(versioning: Versioning) -> Value {
    match versioning.status {
        Some(status) => json!({ "Status": status }),
        None => json!({ "Status": "Suspended" }),
    }
}

fn grant(grant: &AclGrant) -> Value {
    let grantee = match &grant.grantee {
        Grantee::CanonicalUser(id) => json!({ "Type": "CanonicalUser", "ID": id }),
        Grantee::Group(uri) => json!({ "Type": "Group", "URI": uri }),
        Grantee::Email(address) => json!({ "Type": "AmazonCustomerByEmail", "EmailAddress": address }),
    };
    json!({ "Grantee": grantee, "Permission": grant.permission })
}

pub(super) fn acl(acl: &Acl) -> Value {
    json!({ "Owner": { "ID": acl.owner }, "Grants": acl.grants.iter().map(grant).collect::<Vec<_>>() })
}

pub(super) fn logging(logging: Option<&BucketLogging>) -> Value {
    let Some(logging) = logging else { return json!({}) };
    let mut enabled = json!({ "TargetBucket": logging.target_bucket, "TargetPrefix": logging.target_prefix });
    if let Some(map) = enabled.as_object_mut() {
        if !logging.target_grants.is_empty() {
            map.insert("TargetGrants".to_owned(), logging.target_grants.iter().map(grant).collect());
        }
        if let Some(format) = &logging.key_format {
            map.insert("TargetObjectKeyFormat".to_owned(), key_format(format));
        }
    }
    json!({ "LoggingEnabled": enabled })
}

fn key_format(format: &str) -> Value {
    match format.strip_prefix("partitioned:") {
        Some("event-time") => json!({ "PartitionedPrefix": { "PartitionDateSource": "EventTime" } }),
        Some(_) => json!({ "PartitionedPrefix": { "PartitionDateSource": "DeliveryTime" } }),
        None => json!({ "SimplePrefix": {} }),
    }
}
