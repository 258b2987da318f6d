//! The AWS CLI commands of settings that decide who reaches the parts of a pipeline and what protects them from loss.

use serde_json::{Value, json};

use super::{ExportError, api};
use crate::model::aws::{EmrBlock, FunctionPermission, Queue};
use crate::model::{Aspect, Setting, SettingValue};
use crate::remedy::Step;

/// The words after `aws`; none for a setting that is not among these.
pub(super) fn command(step: &Step) -> Result<Option<Vec<String>>, ExportError> {
    let (setting, after) = (&step.setting, &step.after);
    let words = match &setting.aspect {
        Aspect::ResourcePolicy => policy(setting, after)?,
        Aspect::PublicAddress { name } => public_address(setting, name, api::needed(setting, after)?),
        Aspect::SnapshotSharing => {
            sharing(setting, &api::needed::<Vec<_>>(setting, &step.before)?, &api::needed::<Vec<_>>(setting, after)?)
        }
        Aspect::SnapshotAccess { account } => access(setting, account, after),
        Aspect::UrlAuthentication { .. } => url(setting, &api::needed::<String>(setting, after)?),
        Aspect::FunctionPermission { statement } => {
            let wanted: FunctionPermission = api::needed(setting, after)?;
            let head =
                ["lambda", "add-permission", "--function-name", setting.function_name(), "--statement-id", statement];
            let mut words = words(&[&head[..], &["--action", &wanted.action, "--principal", &wanted.service]].concat());
            let parts = [("--source-arn", wanted.source_arn), ("--source-account", wanted.source_account)];
            for (option, value) in parts {
                words.extend(value.into_iter().flat_map(|value| [option.to_owned(), value]));
            }
            words
        }
        Aspect::EmrPublicAccessBlock => {
            let block = block(&api::needed(setting, after)?).to_string();
            words(&["emr", "put-block-public-access-configuration", "--block-public-access-configuration", &block])
        }
        Aspect::DeletionProtection => deletion_protection(setting, api::needed(setting, after)?),
        Aspect::BackupRetention => {
            let days: u32 = api::needed(setting, after)?;
            modified(setting, &["--backup-retention-period", &days.to_string()])
        }
        _ => return Ok(None),
    };
    Ok(Some(words))
}

/// The words that take away what has to go before the setting takes a value; none for most settings.
pub(super) fn removal(step: &Step) -> Option<Vec<String>> {
    let Aspect::FunctionPermission { statement } = &step.setting.aspect else { return None };
    let head = ["lambda", "remove-permission", "--function-name", step.setting.function_name()];
    Some(words(&[&head[..], &["--statement-id", statement]].concat()))
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

fn policy(setting: &Setting, after: &SettingValue) -> Result<Vec<String>, ExportError> {
    let arn = setting.resource.as_str();
    let document = match after.as_text() {
        Some(_) => Some(api::document(setting, after)?),
        None => None,
    };
    Ok(match (setting.resource.service(), document.as_deref()) {
        ("sqs", document) => {
            let attributes = json!({ "Policy": document.unwrap_or_default() }).to_string();
            let queue = Queue::address(&setting.resource);
            words(&["sqs", "set-queue-attributes", "--queue-url", &queue, "--attributes", &attributes])
        }
        ("sns", document) => {
            let text = document.ok_or_else(|| ExportError::NoValue(setting.to_string()))?;
            let head = ["sns", "set-topic-attributes", "--topic-arn", arn];
            words(&[&head[..], &["--attribute-name", "Policy", "--attribute-value", text]].concat())
        }
        ("events", document) => {
            let head = ["events", if document.is_some() { "put-permission" } else { "remove-permission" }];
            let tail = document.map_or_else(|| vec!["--remove-all-permissions"], |text| vec!["--policy", text]);
            words(&[&head[..], &["--event-bus-name", setting.bus_name()], &tail].concat())
        }
        ("logs", Some(text)) => {
            let head = ["logs", "put-resource-policy", "--policy-name", setting.identifier()];
            words(&[&head[..], &["--policy-document", text]].concat())
        }
        ("logs", None) => words(&["logs", "delete-resource-policy", "--policy-name", setting.identifier()]),
        ("secretsmanager", Some(text)) => {
            words(&["secretsmanager", "put-resource-policy", "--secret-id", arn, "--resource-policy", text])
        }
        ("secretsmanager", None) => words(&["secretsmanager", "delete-resource-policy", "--secret-id", arn]),
        (service, Some(text)) => words(&[service, "put-resource-policy", "--resource-arn", arn, "--policy", text]),
        (service, None) => words(&[service, "delete-resource-policy", "--resource-arn", arn]),
    })
}

fn public_address(setting: &Setting, name: &str, on: bool) -> Vec<String> {
    let option = if on { "--publicly-accessible" } else { "--no-publicly-accessible" };
    match setting.resource.service() {
        "redshift" => words(&["redshift", "modify-cluster", "--cluster-identifier", setting.identifier(), option]),
        "redshift-serverless" => words(&["redshift-serverless", "update-workgroup", "--workgroup-name", name, option]),
        _ => modified(setting, &[option]),
    }
}

fn deletion_protection(setting: &Setting, on: bool) -> Vec<String> {
    if setting.resource.service() == "dynamodb" {
        let option = if on { "--deletion-protection-enabled" } else { "--no-deletion-protection-enabled" };
        return words(&["dynamodb", "update-table", "--table-name", setting.resource.short_name(), option]);
    }
    modified(setting, &[if on { "--deletion-protection" } else { "--no-deletion-protection" }])
}

/// The change of an instance or a cluster of RDS, at once.
fn modified(setting: &Setting, options: &[&str]) -> Vec<String> {
    let (verb, name) = match setting.is_of_cluster() {
        true => ("modify-db-cluster", "--db-cluster-identifier"),
        false => ("modify-db-instance", "--db-instance-identifier"),
    };
    words(&[&["rds", verb, name, setting.identifier()], options, &["--apply-immediately"]].concat())
}

fn sharing(setting: &Setting, before: &[String], after: &[String]) -> Vec<String> {
    let (verb, name) = match setting.is_of_cluster() {
        true => ("modify-db-cluster-snapshot-attribute", "--db-cluster-snapshot-identifier"),
        false => ("modify-db-snapshot-attribute", "--db-snapshot-identifier"),
    };
    let mut words = words(&["rds", verb, name, setting.identifier(), "--attribute-name", "restore"]);
    let mut change = |option: &str, all: &[String], without: &[String]| {
        let mut new = all.iter().filter(|it| !without.contains(it)).cloned().peekable();
        if new.peek().is_some() {
            words.push(option.to_owned());
            words.extend(new);
        }
    };
    change("--values-to-add", after, before);
    change("--values-to-remove", before, after);
    words
}

fn access(setting: &Setting, account: &str, after: &SettingValue) -> Vec<String> {
    let (cluster, name) = setting.cluster_snapshot();
    let verb = if after.0.is_some() { "authorize-snapshot-access" } else { "revoke-snapshot-access" };
    let snapshot = ["--snapshot-identifier", name, "--snapshot-cluster-identifier", cluster];
    words(&[&["redshift", verb], &snapshot[..], &["--account-with-restore-access", account]].concat())
}

fn url(setting: &Setting, authentication: &str) -> Vec<String> {
    let head = ["lambda", "update-function-url-config", "--function-name", setting.function_name()];
    let mut words = words(&[&head[..], &["--auth-type", authentication]].concat());
    words.extend(setting.function_alias().into_iter().flat_map(|alias| ["--qualifier".to_owned(), alias.to_owned()]));
    words
}

fn block(block: &EmrBlock) -> Value {
    let range = |(from, to): &(u16, u16)| json!({ "MinRange": from, "MaxRange": to });
    json!({
        "BlockPublicSecurityGroupRules": block.blocked,
        "PermittedPublicSecurityGroupRuleRanges": block.permitted.iter().map(range).collect::<Vec<_>>(),
    })
}
