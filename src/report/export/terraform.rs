//! A plan as Terraform: a resource a setting, filled in, with an `import` block for what exists already.
//!
//! Source: Terraform AWS provider documentation, the page of each resource.

use indexmap::IndexMap;

use super::command::{command, quoted};
use super::hcl::{Body, document, label, string};
use super::{ExportError, api};
use crate::model::aws::{
    BucketEncryption, BucketLogging, EncryptionAlgorithm, Grantee, KeyRotation, ObjectOwnership, PublicAccessBlock,
    Versioning, VersioningStatus,
};
use crate::model::{Aspect, Estate, Setting, SettingValue};
use crate::remedy::{Plan, Step};
use crate::text::visible;

/// What a step becomes.
struct Piece {
    /// The type of the resource.
    kind: &'static str,
    /// What names it for `import`.
    id: String,
    /// Whether it exists already.
    exists: bool,
    body: Body,
    /// Attributes of it that are left as they are.
    ignored: &'static [&'static str],
}

/// Terraform for what the plan does. The estate fills in what a resource needs besides the changed setting.
///
/// # Errors
/// When a value is not of its setting's type.
pub fn terraform(plan: &Plan, estate: Option<&Estate>) -> Result<String, ExportError> {
    let mut comments = String::new();
    let mut pieces: IndexMap<String, (Vec<&Step>, Piece)> = IndexMap::new();
    for step in &plan.steps {
        match piece(step, estate)? {
            Some(piece) => {
                let address = format!("{}.{}", piece.kind, label(&name(&step.setting)));
                match pieces.get_mut(&address) {
                    Some((steps, held)) => {
                        steps.push(step);
                        merge(held, &piece);
                    }
                    None => {
                        pieces.insert(address, (vec![step], piece));
                    }
                }
            }
            None => comments.push_str(&without_resource(step)?),
        }
    }
    let mut text = format!("# Plan {}. Each resource needs a provider of its account and region.\n", plan.id);
    for (address, (steps, piece)) in &pieces {
        text.push_str(&resource(address, steps, piece));
    }
    Ok(text + &comments)
}

fn name(setting: &Setting) -> String {
    match setting.aspect {
        Aspect::AccountPublicAccessBlock => format!("account_{}", setting.account),
        _ => setting.resource.short_name().to_owned(),
    }
}

/// Attributes of two steps on one resource: those that the first already has stay.
fn merge(held: &mut Piece, more: &Piece) {
    let lines: Vec<&str> = more.body.text().lines().filter(|line| !held.body.text().contains(line)).collect();
    for line in lines {
        if let Some((name, value)) = line.trim().split_once(" = ") {
            held.body.raw(name, value);
        }
    }
}

fn resource(address: &str, steps: &[&Step], piece: &Piece) -> String {
    let mut whole = Body::at(0);
    if piece.exists {
        whole.block("import", |body| {
            body.raw("to", address).string("id", &piece.id);
        });
    }
    let mut text = String::from("\n");
    for step in steps {
        let (account, region) = (&step.setting.account, &step.setting.region);
        text.push_str(&format!("# {} (account {account}, {region})\n", visible(&step.summary)));
    }
    text.push_str(whole.text());
    let (kind, name) = address.split_once('.').unwrap_or((address, ""));
    text.push_str(&format!("resource \"{kind}\" \"{name}\" {{\n{}", piece.body.text()));
    if !piece.ignored.is_empty() {
        text.push_str(&format!("\n  lifecycle {{\n    ignore_changes = [{}]\n  }}\n", piece.ignored.join(", ")));
    }
    text + "}\n"
}

/// What Terraform has no resource for, or what has to leave its configuration.
fn without_resource(step: &Step) -> Result<String, ExportError> {
    let words: Vec<String> = command(step)?.iter().map(|word| quoted(word)).collect();
    let advice = match &step.setting.aspect {
        Aspect::AccessKeyStatus { .. } => "Set status = \"Inactive\" in its aws_iam_access_key, or run:",
        Aspect::PolicyAttachment { .. } => {
            "Remove its attachment (aws_iam_role_policy_attachment, _user_ or _group_) from the configuration, or run:"
        }
        Aspect::KeyState => "Terraform does not cancel or schedule deletions of keys that it keeps. Run:",
        _ => "Remove its resource from the configuration and apply, or run:",
    };
    // A document may span lines; every one of them stays a comment.
    let command = words.join(" ").lines().map(|line| format!("#   {}\n", visible(line))).collect::<String>();
    Ok(format!("\n# {}\n# {advice}\n{command}", visible(&step.summary)))
}

fn piece(step: &Step, estate: Option<&Estate>) -> Result<Option<Piece>, ExportError> {
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
        Aspect::AccessKeyStatus { .. } | Aspect::PolicyAttachment { .. } | Aspect::KeyState => Ok(None),
        _ => bucket(step).map(Some),
    }
}

fn new_piece(kind: &'static str, id: String, step: &Step, body: Body) -> Piece {
    Piece { kind, id, exists: step.before.0.is_some(), body, ignored: &[] }
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

fn acl(body: &mut Body, acl: &crate::model::aws::Acl) {
    body.block("access_control_policy", |body| {
        for grant in &acl.grants {
            body.block("grant", |body| {
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
            });
        }
        body.block("owner", |body| {
            body.string("id", &acl.owner);
        });
    });
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
    let ignored = &["description", "deletion_window_in_days", "multi_region", "policy", "tags"];
    Ok(Piece { ignored, ..new_piece("aws_kms_key", id, step, body) })
}

fn role(step: &Step) -> Result<Piece, ExportError> {
    let setting = &step.setting;
    let name = setting.resource.short_name();
    let path = setting.resource.resource().strip_prefix("role").and_then(|rest| rest.strip_suffix(name));
    let mut body = Body::at(1);
    body.string("name", name).string("path", path.unwrap_or("/"));
    body.raw("assume_role_policy", document(&api::document(setting, &step.after)?));
    let ignored = &["description", "max_session_duration", "permissions_boundary", "tags"];
    Ok(Piece { ignored, ..new_piece("aws_iam_role", name.to_owned(), step, body) })
}

fn trail(step: &Step, estate: Option<&Estate>) -> Piece {
    let setting = &step.setting;
    let known = estate.and_then(|estate| estate.find(setting.resource.as_str()));
    let bucket = known.and_then(|(_, it)| it.trail()).and_then(|trail| trail.bucket.clone());
    let mut body = Body::at(1);
    body.string("name", setting.resource.short_name());
    match bucket {
        Some(bucket) => body.string("s3_bucket_name", &bucket),
        None => body.raw("s3_bucket_name", "var.trail_bucket # the bucket that receives the log files"),
    };
    let on = |value: &SettingValue| value.as_text() == Some("true");
    let attribute =
        if setting.aspect == Aspect::TrailLogging { "enable_logging" } else { "enable_log_file_validation" };
    body.raw(attribute, on(&step.after));
    let ignored = &[
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
    Piece { exists: true, ignored, ..new_piece("aws_cloudtrail", setting.resource.to_string(), step, body) }
}
