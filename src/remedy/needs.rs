//! The permissions that each remedy needs: to read its settings, to change them, and to take the change back.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::remedy;
use crate::model::{AccountId, Arn, Aspect, Region, Setting, SettingValue};

/// The least-privilege policy for a remedy and its undo; none when there is no such remedy.
///
/// Some remedies write a bucket policy, so that its deletion is among what an undo needs.
pub fn remedy_policy(id: &str) -> Option<Value> {
    let remedy = remedy(id)?;
    let mut actions = BTreeSet::new();
    for setting in settings(remedy.id) {
        actions.insert(setting.read_call().permission);
        for value in values(&setting.aspect) {
            actions.insert(setting.write_call(&value).permission);
        }
    }
    let actions: Vec<&str> = actions.into_iter().collect();
    Some(json!({
        "Version": "2012-10-17",
        "Statement": [{ "Sid": "Remedy", "Effect": "Allow", "Action": actions, "Resource": "*" }],
    }))
}

/// One setting of each kind that a remedy touches.
fn settings(id: &str) -> Vec<Setting> {
    let aspects = match id {
        "enable-bucket-public-access-block" => vec![Aspect::BucketPublicAccessBlock],
        "enable-account-public-access-block" => vec![Aspect::AccountPublicAccessBlock],
        "set-bucket-encryption" => vec![Aspect::BucketEncryption],
        "deny-insecure-transport" | "remove-bucket-policy-statement" | "narrow-bucket-policy-statement" => {
            vec![Aspect::BucketPolicy]
        }
        "remove-key-policy-statement" | "narrow-key-policy-statement" => vec![Aspect::KeyPolicy],
        // Grants to others are removed from the list first.
        "disable-bucket-acls" => vec![Aspect::BucketAcl, Aspect::BucketOwnership],
        "enable-bucket-versioning" => vec![Aspect::BucketVersioning],
        // The target's policy must let the logging service write.
        "enable-bucket-logging" => vec![Aspect::BucketLogging, Aspect::BucketPolicy],
        "enable-key-rotation" => vec![Aspect::KeyRotation],
        "cancel-key-deletion" => vec![Aspect::KeyState],
        "deactivate-access-key" => vec![Aspect::AccessKeyStatus { key: String::new() }],
        "detach-administrator-policy" => {
            let policy = Aspect::PolicyAttachment { policy: Arn::from("") };
            return ["user", "role", "group"].iter().map(|kind| setting(kind, policy.clone())).collect();
        }
        "require-external-id" | "add-source-conditions" => vec![Aspect::RoleTrust],
        "enable-log-validation" => vec![Aspect::TrailLogValidation],
        "start-trail" => vec![Aspect::TrailLogging],
        _ => return pipeline_settings(id),
    };
    aspects.into_iter().map(|aspect| setting("", aspect)).collect()
}

/// The same for remedies of the services that pipelines are made of.
fn pipeline_settings(id: &str) -> Vec<Setting> {
    let at = |service: &str, aspect: Aspect| {
        let resource = Arn::new(format!("arn:aws:{service}:eu-west-1:000000000000:any"));
        vec![Setting { account: AccountId::from("000000000000"), region: Region::from("eu-west-1"), resource, aspect }]
    };
    match id {
        "encrypt-queue" => at("sqs", Aspect::EncryptionAtRest),
        "encrypt-topic" => at("sns", Aspect::EncryptionAtRest),
        "encrypt-stream" => at("kinesis", Aspect::EncryptionAtRest),
        "encrypt-delivery-stream" => at("firehose", Aspect::EncryptionAtRest),
        "encrypt-log-group" => at("logs", Aspect::EncryptionAtRest),
        "encrypt-query-results" => at("athena", Aspect::EncryptionAtRest),
        "set-table-key" => at("dynamodb", Aspect::EncryptionAtRest),
        "enable-point-in-time-recovery" => at("dynamodb", Aspect::PointInTimeRecovery),
        "set-log-retention" => at("logs", Aspect::LogRetention),
        "encrypt-data-catalog" | "encrypt-connection-passwords" => at("glue", Aspect::CatalogEncryption),
        "enforce-workgroup-settings" => at("athena", Aspect::WorkGroupEnforcement),
        _ => Vec::new(),
    }
}

fn setting(kind: &str, aspect: Aspect) -> Setting {
    let resource = Arn::new(format!("arn:aws:iam::000000000000:{kind}/any"));
    Setting { account: AccountId::from("000000000000"), region: Region::global(), resource, aspect }
}

/// Values that between them need every call that writes the setting.
fn values(aspect: &Aspect) -> Vec<SettingValue> {
    match aspect {
        Aspect::KeyRotation => ["{\"enabled\":true}", "{\"enabled\":false}"].map(SettingValue::text).to_vec(),
        Aspect::KeyState => ["\"disabled\"", "\"pending_deletion\""].map(SettingValue::text).to_vec(),
        Aspect::EncryptionAtRest => ["\"absent\"", "{\"key\":\"any\"}"].map(SettingValue::text).to_vec(),
        Aspect::TrailLogging => ["true", "false"].map(SettingValue::text).to_vec(),
        _ => vec![SettingValue::NONE, SettingValue::text("{}")],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::remedy::CATALOGUE;

    #[test]
    fn every_remedy_says_what_it_needs() {
        for remedy in CATALOGUE.iter() {
            let policy = remedy_policy(remedy.id).unwrap();
            let actions = policy["Statement"][0]["Action"].as_array().unwrap();
            assert!(actions.len() >= 2, "{} needs a read and a write: {policy}", remedy.id);
        }
        assert_eq!(remedy_policy("no-such-remedy"), None);
    }

    #[test]
    fn an_undo_is_covered() {
        let text = remedy_policy("enable-key-rotation").unwrap().to_string();
        assert!(text.contains("kms:EnableKeyRotation") && text.contains("kms:DisableKeyRotation"), "{text}");
    }
}
