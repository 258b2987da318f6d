//! A plan as AWS CLI commands, one a step or two, quoted for POSIX shells.

use super::{ExportError, api, reach};
use crate::model::aws::{KeyRotation, KeyState};
use crate::model::{Aspect, Setting, SettingValue};
use crate::remedy::{Plan, Step};
use crate::text::{escaped_json, visible};

/// A shell script that does what the plan does. It compares nothing before: `tidegate apply` does.
///
/// # Errors
/// When a value is not of its setting's type.
pub fn aws_cli(plan: &Plan) -> Result<String, ExportError> {
    let mut text =
        format!("#!/bin/sh\n# Plan {}. Credentials of the account are needed for each command.\nset -eu\n", plan.id);
    for (index, step) in plan.steps.iter().enumerate() {
        text.push_str(&format!("\n# {}. {}\n# account {}\n", index + 1, visible(&step.summary), step.setting.account));
        for words in commands(step)? {
            text.push_str(&words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" "));
            text.push('\n');
        }
    }
    Ok(text)
}

/// The words of the commands that carry out a step, one after the other.
pub(super) fn commands(step: &Step) -> Result<Vec<Vec<String>>, ExportError> {
    let Some(removal) = reach::removal(step) else { return Ok(vec![command(step)?]) };
    let whole = ["aws".to_owned()].into_iter().chain(removal);
    let region = ["--region".to_owned(), step.setting.region.to_string()];
    Ok(vec![whole.chain(region).collect(), command(step)?])
}

/// The words of the command that gives a setting its value.
fn command(step: &Step) -> Result<Vec<String>, ExportError> {
    let (setting, after) = (&step.setting, &step.after);
    let mut words = vec!["aws".to_owned()];
    let mut add = |more: &[&str]| words.extend(more.iter().map(|word| (*word).to_owned()));
    if let Some(request) = api::request(step)? {
        let (service, verb) = (setting.resource.service(), verb(setting.write_call(after).operation));
        add(&[service, &verb, "--cli-input-json", &escaped_json(&request.to_string())]);
        words.extend(["--region".to_owned(), setting.region.to_string()]);
        return Ok(words);
    }
    let of_pipeline = reach::command(step)?;
    match service(&setting.aspect) {
        _ if of_pipeline.is_some() => add(&of_pipeline.iter().flatten().map(String::as_str).collect::<Vec<_>>()),
        "s3" => {
            let (verb, option, value) = bucket_command(setting, after)?;
            add(&["s3api", verb, "--bucket", setting.resource.resource()]);
            if let Some(value) = value {
                add(&[option, &escaped_json(&value)]);
            }
            add(&["--expected-bucket-owner", setting.account.as_str()]);
        }
        "kms" => add(&key_command(setting, after)?.iter().map(String::as_str).collect::<Vec<_>>()),
        "iam" => add(&identity_command(setting, after)?.iter().map(String::as_str).collect::<Vec<_>>()),
        "cloudtrail" => {
            let arn = setting.resource.as_str();
            let on = after.as_text() == Some("true");
            match (&setting.aspect, on) {
                (Aspect::TrailLogging, true) => add(&["cloudtrail", "start-logging", "--name", arn]),
                (Aspect::TrailLogging, false) => add(&["cloudtrail", "stop-logging", "--name", arn]),
                (_, true) => add(&["cloudtrail", "update-trail", "--name", arn, "--enable-log-file-validation"]),
                (_, false) => add(&["cloudtrail", "update-trail", "--name", arn, "--no-enable-log-file-validation"]),
            }
        }
        _ => {
            let verb = if after.0.is_some() { "put-public-access-block" } else { "delete-public-access-block" };
            add(&["s3control", verb, "--account-id", setting.account.as_str()]);
            if let Some(block) = api::parsed(setting, after)? {
                add(&["--public-access-block-configuration", &api::public_access_block(block).to_string()]);
            }
        }
    }
    if setting.region.as_str() != "global" {
        words.extend(["--region".to_owned(), setting.region.to_string()]);
    }
    Ok(words)
}

/// An operation as the AWS CLI names it: `PutRetentionPolicy` is `put-retention-policy`.
fn verb(operation: &str) -> String {
    let mut verb = String::new();
    for letter in operation.chars() {
        if letter.is_ascii_uppercase() && !verb.is_empty() {
            verb.push('-');
        }
        verb.push(letter.to_ascii_lowercase());
    }
    verb
}

fn service(aspect: &Aspect) -> &'static str {
    match aspect {
        Aspect::AccountPublicAccessBlock => "s3control",
        Aspect::KeyPolicy | Aspect::KeyRotation | Aspect::KeyState => "kms",
        Aspect::AccessKeyStatus { .. } | Aspect::PolicyAttachment { .. } | Aspect::RoleTrust => "iam",
        Aspect::TrailLogging | Aspect::TrailLogValidation => "cloudtrail",
        _ => "s3",
    }
}

/// The verb, the option that takes the value, and the value; none removes the setting.
fn bucket_command(
    setting: &Setting,
    after: &SettingValue,
) -> Result<(&'static str, &'static str, Option<String>), ExportError> {
    let either = |put: &'static str, delete: &'static str| if after.0.is_some() { put } else { delete };
    Ok(match &setting.aspect {
        Aspect::BucketPublicAccessBlock => {
            let value = api::parsed(setting, after)?.map(|block| api::public_access_block(block).to_string());
            let verb = either("put-public-access-block", "delete-public-access-block");
            (verb, "--public-access-block-configuration", value)
        }
        Aspect::BucketEncryption => {
            let value = api::parsed(setting, after)?.map(|it| api::encryption(&it).to_string());
            let verb = either("put-bucket-encryption", "delete-bucket-encryption");
            (verb, "--server-side-encryption-configuration", value)
        }
        Aspect::BucketPolicy => (either("put-bucket-policy", "delete-bucket-policy"), "--policy", after.0.clone()),
        Aspect::BucketOwnership => {
            let value = api::parsed(setting, after)?.map(|it| api::ownership(it).to_string());
            let verb = either("put-bucket-ownership-controls", "delete-bucket-ownership-controls");
            (verb, "--ownership-controls", value)
        }
        Aspect::BucketAcl => {
            let value = api::acl(&api::needed(setting, after)?).to_string();
            ("put-bucket-acl", "--access-control-policy", Some(value))
        }
        Aspect::BucketVersioning => {
            let value = api::versioning(api::needed(setting, after)?).to_string();
            ("put-bucket-versioning", "--versioning-configuration", Some(value))
        }
        _ => {
            let value = api::logging(api::parsed(setting, after)?.as_ref()).to_string();
            ("put-bucket-logging", "--bucket-logging-status", Some(value))
        }
    })
}

fn key_command(setting: &Setting, after: &SettingValue) -> Result<Vec<String>, ExportError> {
    let words = |verb: &str, more: &[&str]| {
        let head = ["kms", verb, "--key-id", setting.resource.short_name()];
        head.iter().chain(more).map(|word| (*word).to_owned()).collect::<Vec<String>>()
    };
    Ok(match &setting.aspect {
        Aspect::KeyPolicy => {
            words("put-key-policy", &["--policy-name", "default", "--policy", &api::document(setting, after)?])
        }
        Aspect::KeyRotation => match api::needed::<KeyRotation>(setting, after)? {
            KeyRotation { enabled: false, .. } => words("disable-key-rotation", &[]),
            KeyRotation { period_days: None, .. } => words("enable-key-rotation", &[]),
            KeyRotation { period_days: Some(days), .. } => {
                words("enable-key-rotation", &["--rotation-period-in-days", &days.to_string()])
            }
        },
        _ => match api::needed::<KeyState>(setting, after)? {
            KeyState::PendingDeletion => words("schedule-key-deletion", &["--pending-window-in-days", "30"]),
            _ => words("cancel-key-deletion", &[]),
        },
    })
}

fn identity_command(setting: &Setting, after: &SettingValue) -> Result<Vec<String>, ExportError> {
    let (kind, name) = (setting.identity_kind(), setting.resource.short_name());
    let option = format!("--{kind}-name");
    let words = |verb: &str, more: &[&str]| {
        let head = ["iam", verb, &option, name];
        head.iter().chain(more).map(|word| (*word).to_owned()).collect::<Vec<String>>()
    };
    Ok(match &setting.aspect {
        Aspect::AccessKeyStatus { key } => {
            let status: String = api::needed(setting, after)?;
            words("update-access-key", &["--access-key-id", key, "--status", &status])
        }
        Aspect::PolicyAttachment { policy } => {
            let verb = if after.0.is_some() { "attach" } else { "detach" };
            words(&format!("{verb}-{kind}-policy"), &["--policy-arn", policy.as_str()])
        }
        _ => words("update-assume-role-policy", &["--policy-document", &api::document(setting, after)?]),
    })
}

/// A word as POSIX shells read it back: quoted when it holds anything but plain characters.
pub(super) fn quoted(word: &str) -> String {
    let plain = |it: char| it.is_ascii_alphanumeric() || "-_./:=@,+".contains(it);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_are_quoted() {
        assert_eq!(quoted("plain-1"), "plain-1");
        assert_eq!(quoted("it's $HOME"), r"'it'\''s $HOME'");
        assert_eq!(quoted(""), "''");
    }
}
