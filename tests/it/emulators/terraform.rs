//! What is exported as Terraform, read by a parser that is not ours: every resource has the arguments that the
//! provider knows and needs, and the values of its plan. Needs the environment of the emulators, but no emulator.

use std::collections::BTreeSet;
use std::fs;

use serde_json::{Map, Value, json};
use tempfile::TempDir;
use tidegate::model::{Aspect, Setting, SettingValue};
use tidegate::remedy::{CATALOGUE, Step};
use tidegate::report::export::terraform;

use super::venv::needs_emulators;
use super::world::script;
use crate::plans::cases::{cases, plan_of};

/// What version 6.25 of the provider takes: the type, what it needs, and what else it knows. Blocks are `outer.inner`.
const SCHEMA: &[(&str, &[&str], &[&str])] = &[
    (
        "aws_s3_bucket_public_access_block",
        &["bucket"],
        &["block_public_acls", "ignore_public_acls", "block_public_policy", "restrict_public_buckets"],
    ),
    (
        "aws_s3_account_public_access_block",
        &[],
        &["account_id", "block_public_acls", "ignore_public_acls", "block_public_policy", "restrict_public_buckets"],
    ),
    (
        "aws_s3_bucket_server_side_encryption_configuration",
        &["bucket", "rule"],
        &[
            "rule.apply_server_side_encryption_by_default",
            "rule.apply_server_side_encryption_by_default.sse_algorithm",
            "rule.apply_server_side_encryption_by_default.kms_master_key_id",
            "rule.bucket_key_enabled",
            "rule.blocked_encryption_types",
        ],
    ),
    ("aws_s3_bucket_policy", &["bucket", "policy"], &[]),
    ("aws_s3_bucket_ownership_controls", &["bucket", "rule", "rule.object_ownership"], &[]),
    ("aws_s3_bucket_versioning", &["bucket", "versioning_configuration", "versioning_configuration.status"], &[]),
    ("aws_s3_bucket_logging", &["bucket", "target_bucket", "target_prefix"], &[]),
    (
        "aws_s3_bucket_acl",
        &["bucket", "access_control_policy.owner.id", "access_control_policy.grant.grantee.type"],
        &[
            "access_control_policy",
            "access_control_policy.owner",
            "access_control_policy.grant",
            "access_control_policy.grant.permission",
            "access_control_policy.grant.grantee",
            "access_control_policy.grant.grantee.id",
            "access_control_policy.grant.grantee.uri",
            "access_control_policy.grant.grantee.email_address",
        ],
    ),
    ("aws_kms_key_policy", &["key_id", "policy"], &[]),
    ("aws_sqs_queue_policy", &["queue_url", "policy"], &[]),
    ("aws_sns_topic_policy", &["arn", "policy"], &[]),
    ("aws_cloudwatch_event_bus_policy", &["policy", "event_bus_name"], &[]),
    ("aws_cloudwatch_log_resource_policy", &["policy_name", "policy_document"], &[]),
    ("aws_kinesis_resource_policy", &["resource_arn", "policy"], &[]),
    ("aws_dynamodb_resource_policy", &["resource_arn", "policy"], &["confirm_remove_self_resource_access"]),
    ("aws_redshiftserverless_resource_policy", &["resource_arn", "policy"], &[]),
    ("aws_secretsmanager_secret_policy", &["secret_arn", "policy"], &["block_public_policy"]),
    ("aws_lambda_function_url", &["function_name", "authorization_type"], &["qualifier", "cors", "invoke_mode"]),
    (
        "aws_emr_block_public_access_configuration",
        &["block_public_security_group_rules"],
        &[
            "permitted_public_security_group_rule_range",
            "permitted_public_security_group_rule_range.min_range",
            "permitted_public_security_group_rule_range.max_range",
        ],
    ),
    (
        "aws_kms_key",
        &[],
        &[
            "enable_key_rotation",
            "rotation_period_in_days",
            "custom_key_store_id",
            "customer_master_key_spec",
            "deletion_window_in_days",
            "description",
            "is_enabled",
            "key_usage",
            "multi_region",
            "policy",
            "tags",
            "xks_key_id",
        ],
    ),
    (
        "aws_iam_role",
        &["assume_role_policy"],
        &["name", "path", "description", "max_session_duration", "permissions_boundary", "tags"],
    ),
    (
        "aws_cloudtrail",
        &["name", "s3_bucket_name"],
        &[
            "enable_logging",
            "enable_log_file_validation",
            "advanced_event_selector",
            "cloud_watch_logs_group_arn",
            "cloud_watch_logs_role_arn",
            "event_selector",
            "include_global_service_events",
            "insight_selector",
            "is_multi_region_trail",
            "is_organization_trail",
            "kms_key_id",
            "s3_key_prefix",
            "sns_topic_name",
            "tags",
        ],
    ),
    (
        "aws_sqs_queue",
        &[],
        &[
            "name",
            "kms_master_key_id",
            "sqs_managed_sse_enabled",
            "content_based_deduplication",
            "deduplication_scope",
            "delay_seconds",
            "fifo_queue",
            "fifo_throughput_limit",
            "kms_data_key_reuse_period_seconds",
            "max_message_size",
            "message_retention_seconds",
            "policy",
            "receive_wait_time_seconds",
            "redrive_allow_policy",
            "redrive_policy",
            "tags",
            "visibility_timeout_seconds",
        ],
    ),
    (
        "aws_sns_topic",
        &[],
        &[
            "name",
            "kms_master_key_id",
            "application_failure_feedback_role_arn",
            "application_success_feedback_role_arn",
            "application_success_feedback_sample_rate",
            "archive_policy",
            "content_based_deduplication",
            "delivery_policy",
            "display_name",
            "fifo_topic",
            "firehose_failure_feedback_role_arn",
            "firehose_success_feedback_role_arn",
            "firehose_success_feedback_sample_rate",
            "http_failure_feedback_role_arn",
            "http_success_feedback_role_arn",
            "http_success_feedback_sample_rate",
            "lambda_failure_feedback_role_arn",
            "lambda_success_feedback_role_arn",
            "lambda_success_feedback_sample_rate",
            "policy",
            "signature_version",
            "sqs_failure_feedback_role_arn",
            "sqs_success_feedback_role_arn",
            "sqs_success_feedback_sample_rate",
            "tags",
            "tracing_config",
        ],
    ),
    (
        "aws_kinesis_stream",
        &["name"],
        &[
            "encryption_type",
            "kms_key_id",
            "enforce_consumer_deletion",
            "retention_period",
            "shard_count",
            "shard_level_metrics",
            "stream_mode_details",
            "tags",
        ],
    ),
    (
        "aws_cloudwatch_log_group",
        &[],
        &["name", "kms_key_id", "retention_in_days", "log_group_class", "skip_destroy", "tags"],
    ),
    (
        "aws_glue_data_catalog_encryption_settings",
        &[
            "data_catalog_encryption_settings",
            "data_catalog_encryption_settings.connection_password_encryption",
            "data_catalog_encryption_settings.encryption_at_rest",
            "data_catalog_encryption_settings.connection_password_encryption.return_connection_password_encrypted",
            "data_catalog_encryption_settings.encryption_at_rest.catalog_encryption_mode",
        ],
        &[
            "data_catalog_encryption_settings.connection_password_encryption.aws_kms_key_id",
            "data_catalog_encryption_settings.encryption_at_rest.sse_aws_kms_key_id",
            "data_catalog_encryption_settings.encryption_at_rest.catalog_encryption_service_role",
        ],
    ),
];

/// Every argument of a block, with those of the blocks in it.
fn arguments(block: &Map<String, Value>, outer: &str, found: &mut BTreeSet<String>) {
    for (name, value) in block
        .iter()
        .filter(|(name, _)| !outer.is_empty() || !["provider", "lifecycle", "depends_on"].contains(&name.as_str()))
    {
        found.insert(format!("{outer}{name}"));
        for inner in value.as_array().into_iter().flatten().filter_map(Value::as_object) {
            arguments(inner, &format!("{outer}{name}."), found);
        }
    }
}

/// The type that a step becomes, what names it for `import`, and the arguments that carry its value. None: a command.
fn expected(setting: &Setting, value: &SettingValue) -> Option<(&'static str, String, Value)> {
    let name = setting.resource.short_name();
    let text = value.as_text()?;
    let plain = || serde_json::from_str::<Value>(text).unwrap();
    let id = name.to_owned();
    Some(match &setting.aspect {
        Aspect::BucketPublicAccessBlock => ("aws_s3_bucket_public_access_block", id, plain()),
        Aspect::AccountPublicAccessBlock => {
            ("aws_s3_account_public_access_block", setting.account.to_string(), plain())
        }
        Aspect::BucketEncryption => {
            let rule = &plain()["rules"][0];
            let mut default = json!([{ "sse_algorithm": rule["algorithm"] }]);
            if !rule["key"].is_null() {
                default[0]["kms_master_key_id"] = rule["key"].clone();
            }
            let wanted = json!([{ "apply_server_side_encryption_by_default": default }]);
            ("aws_s3_bucket_server_side_encryption_configuration", id, json!({ "rule": wanted }))
        }
        Aspect::BucketPolicy => ("aws_s3_bucket_policy", id, json!({ "policy": text })),
        Aspect::BucketOwnership => {
            ("aws_s3_bucket_ownership_controls", id, json!({ "rule": [{ "object_ownership": plain() }] }))
        }
        Aspect::BucketVersioning => {
            let status = json!([{ "status": plain()["status"] }]);
            ("aws_s3_bucket_versioning", id, json!({ "versioning_configuration": status }))
        }
        Aspect::BucketLogging => {
            let (bucket, prefix) = (&plain()["target_bucket"], &plain()["target_prefix"]);
            ("aws_s3_bucket_logging", id, json!({ "target_bucket": bucket, "target_prefix": prefix }))
        }
        Aspect::KeyPolicy => ("aws_kms_key_policy", id, json!({ "policy": text })),
        Aspect::KeyRotation => ("aws_kms_key", id, json!({ "enable_key_rotation": plain()["enabled"] })),
        Aspect::RoleTrust => ("aws_iam_role", id, json!({ "name": name, "assume_role_policy": text })),
        Aspect::TrailLogValidation => {
            ("aws_cloudtrail", setting.resource.to_string(), json!({ "enable_log_file_validation": plain() }))
        }
        Aspect::TrailLogging => ("aws_cloudtrail", setting.resource.to_string(), json!({ "enable_logging": plain() })),
        Aspect::BucketAcl => {
            let grant = |it: &Value| json!({ "permission": it["permission"] });
            let grants: Vec<Value> = plain()["grants"].as_array().unwrap().iter().map(grant).collect();
            let owner = json!([{ "id": plain()["owner"] }]);
            ("aws_s3_bucket_acl", id, json!({ "access_control_policy": [{ "grant": grants, "owner": owner }] }))
        }
        _ => return of_pipeline(setting, text),
    })
}

/// The same for the settings of the services that pipelines are made of.
fn of_pipeline(setting: &Setting, text: &str) -> Option<(&'static str, String, Value)> {
    let plain = || serde_json::from_str::<Value>(text).unwrap();
    Some(match &setting.aspect {
        Aspect::EncryptionAtRest => return encryption(setting, &plain()),
        Aspect::LogRetention => {
            let id = setting.identifier().to_owned();
            ("aws_cloudwatch_log_group", id.clone(), json!({ "name": id, "retention_in_days": plain() }))
        }
        Aspect::CatalogEncryption => {
            let passwords = json!([{ "return_connection_password_encrypted": plain()["passwords_encrypted"] }]);
            let wanted =
                json!({ "data_catalog_encryption_settings": [{ "connection_password_encryption": passwords }] });
            ("aws_glue_data_catalog_encryption_settings", setting.account.to_string(), wanted)
        }
        Aspect::ResourcePolicy => {
            let (kind, argument, id) = match setting.resource.service() {
                "sqs" => ("aws_sqs_queue_policy", "queue_url", queue_url(setting)),
                "sns" => ("aws_sns_topic_policy", "arn", setting.resource.to_string()),
                "kinesis" => ("aws_kinesis_resource_policy", "resource_arn", setting.resource.to_string()),
                "dynamodb" => ("aws_dynamodb_resource_policy", "resource_arn", setting.resource.to_string()),
                "events" => ("aws_cloudwatch_event_bus_policy", "event_bus_name", name_of_bus(setting)),
                "logs" => ("aws_cloudwatch_log_resource_policy", "policy_name", setting.identifier().to_owned()),
                "redshift-serverless" => {
                    ("aws_redshiftserverless_resource_policy", "resource_arn", setting.resource.to_string())
                }
                _ => ("aws_secretsmanager_secret_policy", "secret_arn", setting.resource.to_string()),
            };
            let document = if kind == "aws_cloudwatch_log_resource_policy" { "policy_document" } else { "policy" };
            (kind, id.clone(), json!({ argument: id, document: text }))
        }
        Aspect::UrlAuthentication { .. } => {
            let alias = setting.function_alias().map_or_else(String::new, |alias| format!("/{alias}"));
            let name = setting.function_name();
            let wanted = json!({ "function_name": name, "authorization_type": plain() });
            ("aws_lambda_function_url", format!("{name}{alias}"), wanted)
        }
        Aspect::EmrPublicAccessBlock => {
            let wanted = json!({ "block_public_security_group_rules": plain()["blocked"] });
            ("aws_emr_block_public_access_configuration", "current".to_owned(), wanted)
        }
        _ => return None,
    })
}

fn name_of_bus(setting: &Setting) -> String {
    setting.resource.resource().replacen("event-bus/", "", 1)
}

fn queue_url(setting: &Setting) -> String {
    let (region, account, name) = (&setting.region, &setting.account, setting.resource.short_name());
    format!("https://sqs.{region}.amazonaws.com/{account}/{name}")
}

/// How encryption at rest is written, for services whose resource is.
fn encryption(setting: &Setting, value: &Value) -> Option<(&'static str, String, Value)> {
    let (arn, name) = (setting.resource.as_str(), setting.resource.short_name());
    let key = &value["key"];
    Some(match setting.resource.service() {
        "sqs" => {
            let wanted = match key.is_null() {
                true => json!({ "name": name, "sqs_managed_sse_enabled": true }),
                false => json!({ "name": name, "kms_master_key_id": key }),
            };
            ("aws_sqs_queue", queue_url(setting), wanted)
        }
        "sns" => ("aws_sns_topic", arn.to_owned(), json!({ "name": name, "kms_master_key_id": key })),
        "kinesis" => ("aws_kinesis_stream", name.to_owned(), json!({ "encryption_type": "KMS", "kms_key_id": key })),
        "logs" => ("aws_cloudwatch_log_group", setting.identifier().to_owned(), json!({ "kms_key_id": key })),
        _ => return None,
    })
}

/// Whether an argument has a value: documents by meaning, blocks by what is asked of them.
fn holds(found: &Value, wanted: &Value) -> bool {
    match (found, wanted) {
        (Value::Object(found), Value::Object(wanted)) => {
            wanted.iter().all(|(name, value)| found.get(name).is_some_and(|it| holds(it, value)))
        }
        (Value::Array(found), Value::Array(wanted)) => {
            found.len() == wanted.len() && found.iter().zip(wanted).all(|(found, wanted)| holds(found, wanted))
        }
        (Value::String(found), Value::String(wanted)) if wanted.starts_with('{') => {
            serde_json::from_str::<Value>(found).unwrap() == serde_json::from_str::<Value>(wanted).unwrap()
        }
        _ => found == wanted,
    }
}

/// The resources of a file: type, label, arguments.
fn resources(file: &Value) -> Vec<(&str, &str, &Map<String, Value>)> {
    let blocks = file["resource"].as_array().into_iter().flatten().filter_map(Value::as_object);
    let typed = blocks.flat_map(|block| block.iter());
    typed
        .flat_map(|(kind, labels)| {
            let labels = labels.as_object().unwrap().iter();
            labels.map(move |(label, body)| (kind.as_str(), label.as_str(), body.as_object().unwrap()))
        })
        .collect()
}

/// The resource is what the provider takes: nothing unknown, nothing that it needs is missing.
fn check_arguments(kind: &str, body: &Map<String, Value>) {
    let (_, needs, knows) = SCHEMA.iter().find(|(known, ..)| *known == kind).unwrap_or_else(|| panic!("{kind}"));
    let mut found = BTreeSet::new();
    arguments(body, "", &mut found);
    let known = |name: &String| needs.contains(&name.as_str()) || knows.contains(&name.as_str());
    assert!(found.iter().all(known), "{kind}: {found:?}");
    assert!(needs.iter().all(|name| found.contains(*name)), "{kind}: {found:?}");
    if kind.ends_with("public_access_block") {
        assert_eq!(found.iter().filter(|name| name.contains("public_")).count(), 4, "left out means false: {found:?}");
    }
    let Some(ignored) = body.get("lifecycle").map(|it| it[0]["ignore_changes"].as_array().unwrap()) else { return };
    for name in ignored.iter().map(|name| name.as_str().unwrap()) {
        assert!(
            knows.contains(&name) && !found.contains(name),
            "{kind} both sets and ignores, or does not know {name}"
        );
    }
}

/// The provider of a resource is of the account and region of its setting.
fn check_provider(file: &Value, setting: &Setting, body: &Map<String, Value>) {
    let alias = body["provider"].as_str().unwrap().trim_start_matches("${aws.").trim_end_matches('}');
    let mut all = file["provider"].as_array().unwrap().iter().map(|block| &block["aws"]);
    let provider = all.find(|it| it["alias"] == alias).unwrap_or_else(|| panic!("no provider {alias}"));
    assert_eq!(provider["allowed_account_ids"], json!([setting.account.as_str()]));
    let region = if setting.region.as_str() == "global" { "us-east-1" } else { setting.region.as_str() };
    assert_eq!(provider["region"], region);
}

/// A step is in the file: the resource, its value, and whether it is imported. Whether it is a resource at all.
fn check_step(file: &Value, step: &Step) -> bool {
    let Some((kind, id, wanted)) = expected(&step.setting, &step.after) else { return false };
    let all = resources(file);
    let found = all.iter().find(|(it, _, body)| *it == kind && holds(&Value::Object((*body).clone()), &wanted));
    let (_, label, body) = found.unwrap_or_else(|| panic!("no {kind} with {wanted} in {file}"));
    check_arguments(kind, body);
    check_provider(file, &step.setting, body);
    let imports: Vec<&Value> = file["import"].as_array().into_iter().flatten().collect();
    let exists = match &step.setting.aspect {
        Aspect::BucketVersioning => step.before.as_text().unwrap().contains("\"status\":\""),
        // A log group is there, also where it keeps events for ever.
        Aspect::LogRetention => true,
        _ => step.before != SettingValue::NONE,
    };
    let import = json!({ "to": format!("${{{kind}.{label}}}"), "id": id });
    assert_eq!(imports.contains(&&import), exists, "{import} in {file}");
    true
}

#[test]
fn exported_terraform_is_what_the_provider_takes() {
    needs_emulators!("exported_terraform_is_what_the_provider_takes");
    let directory = TempDir::new().unwrap();
    let cases = cases();
    let missing: Vec<&str> =
        CATALOGUE.iter().map(|it| it.id).filter(|id| !cases.iter().any(|case| case.remedy == *id)).collect();
    assert!(missing.is_empty(), "no case for {missing:?}");
    let plans: Vec<_> = cases.iter().map(plan_of).collect();
    let paths: Vec<_> = (0..plans.len()).map(|number| directory.path().join(format!("{number}.tf"))).collect();
    for ((case, plan), path) in cases.iter().zip(&plans).zip(&paths) {
        fs::write(path, terraform(plan, Some(&case.estate)).unwrap()).unwrap();
    }
    let read = script("tests/emulators/read_hcl.py", &paths.iter().map(|path| path.as_path()).collect::<Vec<_>>());
    let files: Vec<Value> = read.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(files.len(), plans.len());
    for ((case, plan), file) in cases.iter().zip(&plans).zip(&files) {
        let as_resources = plan.steps.iter().filter(|step| check_step(file, step)).count();
        assert_eq!(resources(file).len(), as_resources, "{}: {file}", case.remedy);
    }
    assert!(files.iter().filter(|file| !resources(file).is_empty()).count() > 15);
}
