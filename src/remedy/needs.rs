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
            actions.extend(setting.also_needs(&value));
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
        "require-external-id" => vec![Aspect::RoleTrust],
        "add-source-conditions" => {
            let own = [Aspect::RoleTrust, Aspect::BucketPolicy, Aspect::KeyPolicy].map(|aspect| setting("", aspect));
            let call = of("lambda:r:0:function:any", Aspect::FunctionPermission { statement: String::new() });
            return own.into_iter().chain(policies()).chain([call]).collect();
        }
        "enable-log-validation" => vec![Aspect::TrailLogValidation],
        "start-trail" => vec![Aspect::TrailLogging],
        "record-data-events" => vec![Aspect::EventSelectors],
        "rotate-secret" => vec![Aspect::SecretRotation],
        id => return pipeline_settings(id),
    };
    aspects.into_iter().map(|aspect| setting("", aspect)).collect()
}

/// The settings of the services that pipelines are made of: their calls follow from the service of the resource.
fn pipeline_settings(id: &str) -> Vec<Setting> {
    let (aspect, resources): (Aspect, &[&str]) = match id {
        "encrypt-queue" => (Aspect::EncryptionAtRest, &["sqs:r:0:any"]),
        "encrypt-topic" => (Aspect::EncryptionAtRest, &["sns:r:0:any"]),
        "encrypt-stream" => (Aspect::EncryptionAtRest, &["kinesis:r:0:stream/any"]),
        "encrypt-delivery-stream" => (Aspect::EncryptionAtRest, &["firehose:r:0:deliverystream/any"]),
        "encrypt-log-group" => (Aspect::EncryptionAtRest, &["logs:r:0:log-group:any"]),
        "encrypt-query-results" => (Aspect::EncryptionAtRest, &["athena:r:0:workgroup/any"]),
        "set-table-key" => (Aspect::EncryptionAtRest, &["dynamodb:r:0:table/any"]),
        "enable-point-in-time-recovery" => (Aspect::PointInTimeRecovery, &["dynamodb:r:0:table/any"]),
        "set-log-retention" => (Aspect::LogRetention, &["logs:r:0:log-group:any"]),
        "encrypt-data-catalog" | "encrypt-connection-passwords" => (Aspect::CatalogEncryption, &["glue:r:0:catalog"]),
        "enforce-workgroup-settings" => (Aspect::WorkGroupEnforcement, &["athena:r:0:workgroup/any"]),
        "remove-resource-policy-statement" | "narrow-resource-policy-statement" => return policies(),
        "remove-public-address" => (
            Aspect::PublicAddress { name: String::new() },
            &["rds:r:0:db:any", "redshift:r:0:cluster:any", "redshift-serverless:r:0:workgroup/any"],
        ),
        "stop-sharing-snapshot" => {
            let access = Aspect::SnapshotAccess { account: String::new() };
            let of_databases = ["rds:r:0:snapshot:any", "rds:r:0:cluster-snapshot:any"];
            let of_databases = of_databases.iter().map(|it| of(it, Aspect::SnapshotSharing));
            return of_databases.chain([of("redshift:r:0:snapshot:any/any", access)]).collect();
        }
        "require-signed-function-url" => {
            (Aspect::UrlAuthentication { function: String::new() }, &["lambda:r:0:function:any"])
        }
        "enable-emr-public-access-block" => {
            (Aspect::EmrPublicAccessBlock, &["elasticmapreduce:r:0:block-public-access"])
        }
        "enable-deletion-protection" => {
            (Aspect::DeletionProtection, &["rds:r:0:db:any", "rds:r:0:cluster:any", "dynamodb:r:0:table/any"])
        }
        "extend-database-backups" => (Aspect::BackupRetention, &["rds:r:0:db:any", "rds:r:0:cluster:any"]),
        _ => (Aspect::ResourcePolicy, &[]),
    };
    resources.iter().map(|resource| of(resource, aspect.clone())).collect()
}

/// The policy of one resource of each service that has such policies.
fn policies() -> Vec<Setting> {
    const RESOURCES: [&str; 8] = [
        "sqs:r:0:any",
        "sns:r:0:any",
        "kinesis:r:0:stream/any",
        "dynamodb:r:0:table/any",
        "secretsmanager:r:0:secret:any",
        "logs:r:0:resource-policy:any",
        "events:r:0:event-bus/any",
        "redshift-serverless:r:0:snapshot/any",
    ];
    RESOURCES.iter().map(|resource| of(resource, Aspect::ResourcePolicy)).collect()
}

fn of(resource: &str, aspect: Aspect) -> Setting {
    Setting { resource: Arn::new(format!("arn:aws:{resource}")), ..setting("", aspect) }
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
