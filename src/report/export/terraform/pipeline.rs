//! Settings of the services that pipelines are made of, as resources of the Terraform AWS provider.
//!
//! A resource that Terraform cannot take over without its whole configuration (the keys of a table, the destination of a
//! delivery stream, the configuration of a work group) is not written: its command is, with what to change by hand.
//!
//! Source: Terraform AWS provider documentation, version 6, the page of each resource.

use super::super::hcl::Body;
use super::super::{ExportError, api};
use super::resources::Piece;
use crate::model::aws::{CatalogEncryption, Queue};
use crate::model::{Aspect, AtRest, Setting};
use crate::remedy::Step;

/// The resource of a step; none where Terraform would need more than is known.
pub(super) fn piece(step: &Step) -> Result<Option<Piece>, ExportError> {
    let setting = &step.setting;
    Ok(match (&setting.aspect, setting.resource.service()) {
        (Aspect::EncryptionAtRest, service) => encryption(step, service, &api::needed(setting, &step.after)?),
        (Aspect::LogRetention, _) => {
            let days: u32 = api::needed(setting, &step.after)?;
            let mut body = Body::at(1);
            body.string("name", setting.identifier()).raw("retention_in_days", days);
            Some(held("aws_cloudwatch_log_group", setting.identifier(), body, &[&["kms_key_id"], GROUP_KEEPS].concat()))
        }
        (Aspect::CatalogEncryption, _) => {
            let body = catalog(&api::needed(setting, &step.after)?);
            Some(held("aws_glue_data_catalog_encryption_settings", setting.account.as_str(), body, &[]))
        }
        _ => None,
    })
}

/// What to change by hand in the configuration of a resource.
pub(super) fn advice(setting: &Setting) -> &'static str {
    match setting.resource.service() {
        "dynamodb" => {
            "Set enabled and kms_key_arn in the block server_side_encryption of its aws_dynamodb_table, or run:"
        }
        "firehose" => {
            "Set the block server_side_encryption of its aws_kinesis_firehose_delivery_stream accordingly, or run:"
        }
        _ => "Set encryption_configuration in the block result_configuration of its aws_athena_workgroup, or run:",
    }
}

/// A resource that exists already.
fn held(kind: &'static str, id: &str, body: Body, ignored: &[&'static str]) -> Piece {
    Piece { kind, id: id.to_owned(), exists: true, body, ignored: ignored.to_vec(), variable: None }
}

fn encryption(step: &Step, service: &str, wanted: &AtRest) -> Option<Piece> {
    let (arn, name) = (&step.setting.resource, step.setting.resource.short_name());
    let mut body = Body::at(1);
    match service {
        "sqs" => {
            body.string("name", name);
            match wanted {
                AtRest::Key(key) => body.string("kms_master_key_id", key),
                other => body.raw("sqs_managed_sse_enabled", *other != AtRest::Absent),
            };
            Some(held("aws_sqs_queue", &Queue::address(arn), body, QUEUE_KEEPS))
        }
        "sns" => {
            body.string("name", name);
            wanted.key().map(|key| body.string("kms_master_key_id", key));
            Some(held("aws_sns_topic", arn.as_str(), body, TOPIC_KEEPS))
        }
        "kinesis" => {
            body.string("name", name).string("encryption_type", if wanted.key().is_some() { "KMS" } else { "NONE" });
            wanted.key().map(|key| body.string("kms_key_id", key));
            Some(held("aws_kinesis_stream", name, body, STREAM_KEEPS))
        }
        "logs" => {
            let name = step.setting.identifier();
            body.string("name", name);
            wanted.key().map(|key| body.string("kms_key_id", key));
            Some(held("aws_cloudwatch_log_group", name, body, &[&["retention_in_days"], GROUP_KEEPS].concat()))
        }
        _ => None,
    }
}

fn catalog(wanted: &CatalogEncryption) -> Body {
    let mode = match (&wanted.at_rest, &wanted.role) {
        (AtRest::Absent, _) => "DISABLED",
        (AtRest::Key(_), Some(_)) => "SSE-KMS-WITH-SERVICE-ROLE",
        _ => "SSE-KMS",
    };
    let mut body = Body::at(1);
    body.block("data_catalog_encryption_settings", |settings| {
        settings.block("connection_password_encryption", |passwords| {
            passwords.raw("return_connection_password_encrypted", wanted.passwords_encrypted);
            wanted.password_key.as_deref().map(|key| passwords.string("aws_kms_key_id", key));
        });
        settings.block("encryption_at_rest", |at_rest| {
            at_rest.string("catalog_encryption_mode", mode);
            wanted.at_rest.key().map(|key| at_rest.string("sse_aws_kms_key_id", key));
            wanted.role.as_deref().map(|role| at_rest.string("catalog_encryption_service_role", role));
        });
    });
    body
}

/// What a queue keeps. Without them the provider's defaults would take their place.
const QUEUE_KEEPS: &[&str] = &[
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
];

/// What a topic keeps.
const TOPIC_KEEPS: &[&str] = &[
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
];

/// What a stream keeps.
const STREAM_KEEPS: &[&str] = &[
    "enforce_consumer_deletion",
    "retention_period",
    "shard_count",
    "shard_level_metrics",
    "stream_mode_details",
    "tags",
];

/// What a log group keeps besides what a step changes.
const GROUP_KEEPS: &[&str] = &["log_group_class", "skip_destroy", "tags"];
