//! Policies of resources, function URLs and the block of public access of EMR as resources of the Terraform AWS provider,
//! and what to write where a whole database would have to be known.
//!
//! Source: Terraform AWS provider documentation, version 6, the page of each resource.

use super::super::hcl::{Body, document};
use super::super::{ExportError, api};
use super::resources::{Piece, new_piece};
use crate::model::Aspect;
use crate::model::aws::{EmrBlock, Queue};
use crate::remedy::Step;

/// The resource of a step; none where it has none that stands alone.
pub(super) fn piece(step: &Step) -> Result<Option<Piece>, ExportError> {
    let (setting, after) = (&step.setting, &step.after);
    let mut body = Body::at(1);
    Ok(match &setting.aspect {
        Aspect::ResourcePolicy => Some(policy(step)?),
        Aspect::UrlAuthentication { .. } => {
            let name = setting.function_name();
            body.string("function_name", name);
            let mut id = name.to_owned();
            if let Some(alias) = setting.function_alias() {
                body.string("qualifier", alias);
                id = format!("{name}/{alias}");
            }
            body.string("authorization_type", &api::needed::<String>(setting, after)?);
            let piece = new_piece("aws_lambda_function_url", id, step, body);
            Some(Piece { ignored: vec!["cors", "invoke_mode"], ..piece })
        }
        Aspect::EmrPublicAccessBlock => {
            let block: EmrBlock = api::needed(setting, after)?;
            body.raw("block_public_security_group_rules", block.blocked);
            for (from, to) in &block.permitted {
                body.block("permitted_public_security_group_rule_range", |body| {
                    body.raw("min_range", from).raw("max_range", to);
                });
            }
            Some(new_piece("aws_emr_block_public_access_configuration", "current".to_owned(), step, body))
        }
        _ => None,
    })
}

fn policy(step: &Step) -> Result<Piece, ExportError> {
    let setting = &step.setting;
    let arn = setting.resource.to_string();
    let (kind, argument, id) = match setting.resource.service() {
        "sqs" => ("aws_sqs_queue_policy", "queue_url", Queue::address(&setting.resource)),
        "sns" => ("aws_sns_topic_policy", "arn", arn),
        "kinesis" => ("aws_kinesis_resource_policy", "resource_arn", arn),
        "dynamodb" => ("aws_dynamodb_resource_policy", "resource_arn", arn),
        "events" => ("aws_cloudwatch_event_bus_policy", "event_bus_name", setting.bus_name().to_owned()),
        "logs" => ("aws_cloudwatch_log_resource_policy", "policy_name", setting.identifier().to_owned()),
        "redshift-serverless" => ("aws_redshiftserverless_resource_policy", "resource_arn", arn),
        _ => ("aws_secretsmanager_secret_policy", "secret_arn", arn),
    };
    let mut body = Body::at(1);
    let name = if setting.resource.service() == "logs" { "policy_document" } else { "policy" };
    body.string(argument, &id).raw(name, document(&api::document(setting, &step.after)?));
    Ok(new_piece(kind, id, step, body))
}

/// What to write into the configuration of a database, a table or a snapshot that Terraform keeps.
pub(super) fn advice(step: &Step) -> Option<&'static str> {
    let service = step.setting.resource.service();
    Some(match (&step.setting.aspect, service, step.setting.is_of_cluster()) {
        (Aspect::PublicAddress { .. }, "redshift", _) => "Set publicly_accessible in its aws_redshift_cluster, or run:",
        (Aspect::PublicAddress { .. }, "rds", _) => "Set publicly_accessible in its aws_db_instance, or run:",
        (Aspect::PublicAddress { .. }, ..) => {
            "Set publicly_accessible in its aws_redshiftserverless_workgroup, or run:"
        }
        (Aspect::SnapshotAccess { .. }, ..) => "The provider has no resource for who may restore a snapshot. Run:",
        (Aspect::SnapshotSharing, _, true) => "Change shared_accounts of its aws_db_cluster_snapshot, or run:",
        (Aspect::SnapshotSharing, ..) => "Change shared_accounts of its aws_db_snapshot, or run:",
        (Aspect::DeletionProtection, "dynamodb", _) => {
            "Set deletion_protection_enabled in its aws_dynamodb_table, or run:"
        }
        (Aspect::DeletionProtection, _, true) => "Set deletion_protection in its aws_rds_cluster, or run:",
        (Aspect::DeletionProtection, ..) => "Set deletion_protection in its aws_db_instance, or run:",
        (Aspect::BackupRetention, _, true) => "Set backup_retention_period in its aws_rds_cluster, or run:",
        (Aspect::BackupRetention, ..) => "Set backup_retention_period in its aws_db_instance, or run:",
        _ => return None,
    })
}
