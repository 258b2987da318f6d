//! Each setting as a resource of the Terraform AWS provider: what it is called there, its arguments, its import id.
//!
//! Source: Terraform AWS provider documentation, version 6, the page of each resource.

use super::super::hcl::{Body, document, label, string};
use super::super::{ExportError, api};
use super::{pipeline, reach};
use crate::model::aws::{
    Acl, AclGrant, BucketEncryption, BucketLogging, EncryptionAlgorithm, Grantee, KeyRotation, ObjectOwnership,
    PublicAccessBlock, Versioning, VersioningStatus,
};
use crate::model::{Aspect, Estate};
use crate::remedy::Step;

/// What a step becomes.
pub(super) struct Piece {
    /// The type of the resource.
    pub(super) kind: &'static str,
    /// What names it for `import`.
    pub(super) id: String,
    /// Whether it exists already.
    pub(super) exists: bool,
    /// Its arguments.
    pub(super) body: Body,
    /// Arguments of it that are left as they are.
    pub(super) ignored: Vec<&'static str>,
    /// A variable that has to be given, and what it is.
    pub(super) variable: Option<(String, String)>,
}

/// The resource of a step; none where Terraform has none, or where it has to go.
pub(super) fn piece(step: &Step, estate: Option<&Estate>) -> Result<Option<Piece>, ExportError> {
    let (setting, after) = (&step.setting, &step.after);
    if after.0.is_none() {
        return Ok(None);
    }
    match &setting.aspect {
        Aspect::KeyPolicy | Aspect::KeyRotation => key(step).map(Some),
        Aspect::RoleTrust => role(step).map(Some),
        Aspect::TrailLogValidation | Aspect::TrailLogging => Ok(Some(trail(step, estate))),
        Aspect::AccountPublicAccessBlock => {
            let mut body = Body::at(1);
            body.string("account_id", setting.account.as_str());
            public_access_block(&mut body, api::needed(setting, after)?);
            Ok(Some(new_piece("aws_s3_account_public_access_block", setting.account.to_string(), step, body)))
        }
        Aspect::AccessKeyStatus { .. }
        | Aspect::PolicyAttachment { .. }
        | Aspect::KeyState
        | Aspect::EventSelectors
        | Aspect::SecretRotation
        | Aspect::FunctionPermission { .. } => Ok(None),
        Aspect::EncryptionAtRest
        | Aspect::PointInTimeRecovery
        | Aspect::LogRetention
        | Aspect::CatalogEncryption
        | Aspect::WorkGroupEnforcement => pipeline::piece(step),
        Aspect::ResourcePolicy
        | Aspect::PublicAddress { .. }
        | Aspect::SnapshotSharing
        | Aspect::SnapshotAccess { .. }
        | Aspect::UrlAuthentication { .. }
        | Aspect::EmrPublicAccessBlock
        | Aspect::DeletionProtection
        | Aspect::BackupRetention => reach::piece(step),
        _ => bucket(step).map(Some),
    }
}

pub(super) fn new_piece(kind: &'static str, id: String, step: &Step, body: Body) -> Piece {
    Piece { kind, id, exists: step.before.0.is_some(), body, ignored: Vec::new(), variable: None }
}

fn bucket(step: &Step) -> Result<Piece, ExportError> {
    let (setting, after) = (&step.setting, &step.after);
    let name = setting.resource.resource();
    let mut body = Body::at(1);
    body.string("bucket", name);
    let mut exists = step.before.0.is_some();
    let kind = match &setting.aspect {
        Aspect::BucketPublicAccessBlock => {
            public_access_block(&mut body, api::needed(setting, after)?);
            "aws_s3_bucket_public_access_block"
        }
        Aspect::BucketEncryption => {
            encryption(&mut body, &api::needed(setting, after)?);
            "aws_s3_bucket_server_side_encryption_configuration"
        }
        Aspect::BucketPolicy => {
            body.raw("policy", document(&api::document(setting, after)?));
            "aws_s3_bucket_policy"
        }
        Aspect::BucketOwnership => {
            let ownership: ObjectOwnership = api::needed(setting, after)?;
            body.block("rule", |rule| {
                rule.string("object_ownership", ownership_word(ownership));
            });
            "aws_s3_bucket_ownership_controls"
        }
        Aspect::BucketAcl => {
            acl(&mut body, &api::needed(setting, after)?);
            "aws_s3_bucket_acl"
        }
        Aspect::BucketVersioning => {
            exists = api::needed::<Versioning>(setting, &step.before)?.status.is_some();
            versioning(&mut body, api::needed(setting, after)?);
            "aws_s3_bucket_versioning"
        }
        _ => {
            logging(&mut body, &api::needed(setting, after)?);
            "aws_s3_bucket_logging"
        }
    };
    Ok(Piece { exists, ..new_piece(kind, name.to_owned(), step, body) })
}

fn public_access_block(body: &mut Body, block: PublicAccessBlock) {
    body.raw("block_public_acls", block.block_public_acls)
        .raw("ignore_public_acls", block.ignore_public_acls)
        .raw("block_public_policy", block.block_public_policy)
        .raw("restrict_public_buckets", block.restrict_public_buckets);
}

fn encryption(body: &mut Body, encryption: &BucketEncryption) {
    for rule in &encryption.rules {
        body.block("rule", |body| {
            body.block("apply_server_side_encryption_by_default", |body| {
                let algorithm = match rule.algorithm {
                    EncryptionAlgorithm::Aes256 => "AES256",
                    EncryptionAlgorithm::Kms => "aws:kms",
                    EncryptionAlgorithm::KmsDsse => "aws:kms:dsse",
                };
                body.string("sse_algorithm", algorithm);
                if let Some(key) = &rule.key {
                    body.string("kms_master_key_id", key);
                }
            });
            body.raw("bucket_key_enabled", rule.bucket_key);
            if !rule.blocked.is_empty() {
                let blocked: Vec<String> = rule.blocked.iter().map(|kind| string(kind)).collect();
                body.raw("blocked_encryption_types", format!("[{}]", blocked.join(", ")));
            }
        });
    }
}

fn ownership_word(ownership: ObjectOwnership) -> &'static str {
    match ownership {
        ObjectOwnership::BucketOwnerEnforced => "BucketOwnerEnforced",
        ObjectOwnership::BucketOwnerPreferred => "BucketOwnerPreferred",
        ObjectOwnership::ObjectWriter => "ObjectWriter",
    }
}

fn acl(body: &mut Body, acl: &Acl) {
    body.block("access_control_policy", |body| {
        for grant in &acl.grants {
            body.block("grant", |body| granted(body, grant));
        }
        body.block("owner", |body| {
            body.string("id", &acl.owner);
        });
    });
}

fn granted(body: &mut Body, grant: &AclGrant) {
    body.block("grantee", |body| match &grant.grantee {
        Grantee::CanonicalUser(id) => {
            body.string("type", "CanonicalUser").string("id", id);
        }
        Grantee::Group(uri) => {
            body.string("type", "Group").string("uri", uri);
        }
        Grantee::Email(address) => {
            body.string("type", "AmazonCustomerByEmail").string("email_address", address);
        }
    });
    body.string("permission", &grant.permission);
}

fn versioning(body: &mut Body, versioning: Versioning) {
    let status = match versioning.status {
        Some(VersioningStatus::Enabled) => "Enabled",
        Some(VersioningStatus::Suspended) => "Suspended",
        None => "Disabled",
    };
    body.block("versioning_configuration", |body| {
        body.string("status", status);
    });
}

fn logging(body: &mut Body, logging: &BucketLogging) {
    body.string("target_bucket", &logging.target_bucket).string("target_prefix", &logging.target_prefix);
    for grant in &logging.target_grants {
        body.block("target_grant", |body| granted(body, grant));
    }
    let Some(format) = &logging.key_format else { return };
    body.block("target_object_key_format", |body| match format.strip_prefix("partitioned:") {
        Some(source) => {
            let source = if source == "event-time" { "EventTime" } else { "DeliveryTime" };
            body.block("partitioned_prefix", |body| {
                body.string("partition_date_source", source);
            });
        }
        None => {
            body.block("simple_prefix", |_| {});
        }
    });
}

fn key(step: &Step) -> Result<Piece, ExportError> {
    let (setting, after) = (&step.setting, &step.after);
    let id = setting.resource.short_name().to_owned();
    let mut body = Body::at(1);
    if setting.aspect == Aspect::KeyPolicy {
        body.string("key_id", &id).raw("policy", document(&api::document(setting, after)?));
        return Ok(new_piece("aws_kms_key_policy", id, step, body));
    }
    let rotation: KeyRotation = api::needed(setting, after)?;
    body.raw("enable_key_rotation", rotation.enabled);
    if let Some(days) = rotation.period_days.filter(|_| rotation.enabled) {
        body.raw("rotation_period_in_days", days);
    }
    Ok(Piece { ignored: KEY_KEEPS.to_vec(), ..new_piece("aws_kms_key", id, step, body) })
}

fn role(step: &Step) -> Result<Piece, ExportError> {
    let setting = &step.setting;
    let name = setting.resource.short_name();
    let path = setting.resource.resource().strip_prefix("role").and_then(|rest| rest.strip_suffix(name));
    let mut body = Body::at(1);
    body.string("name", name).string("path", path.unwrap_or("/"));
    body.raw("assume_role_policy", document(&api::document(setting, &step.after)?));
    let ignored = vec!["description", "max_session_duration", "permissions_boundary", "tags"];
    Ok(Piece { ignored, ..new_piece("aws_iam_role", name.to_owned(), step, body) })
}

fn trail(step: &Step, estate: Option<&Estate>) -> Piece {
    let setting = &step.setting;
    let name = setting.resource.short_name();
    let known = estate.and_then(|estate| estate.find(setting.resource.as_str()));
    let bucket = known.and_then(|(_, it)| it.trail()).and_then(|trail| trail.bucket.clone());
    let mut body = Body::at(1);
    body.string("name", name);
    let variable = match bucket {
        Some(bucket) => {
            body.string("s3_bucket_name", &bucket);
            None
        }
        None => {
            let variable = format!("trail_bucket_{}", label(name));
            body.raw("s3_bucket_name", format!("var.{variable}"));
            Some((variable, format!("The bucket that receives the log files of the trail {name}.")))
        }
    };
    let (attribute, other) = match setting.aspect {
        Aspect::TrailLogging => ("enable_logging", "enable_log_file_validation"),
        _ => ("enable_log_file_validation", "enable_logging"),
    };
    body.raw(attribute, step.after.as_text() == Some("true"));
    let ignored = TRAIL_KEEPS.iter().copied().chain([other]).collect();
    let piece = new_piece("aws_cloudtrail", setting.resource.to_string(), step, body);
    Piece { exists: true, ignored, variable, ..piece }
}

/// What a key keeps. Without them the provider's defaults would enable the key again, or replace it.
const KEY_KEEPS: [&str; 10] = [
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
];

/// What a trail keeps besides what a step changes. Without them the provider's defaults would switch off the rest.
const TRAIL_KEEPS: [&str; 12] = [
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
];
