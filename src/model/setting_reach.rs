//! The settings that decide who reaches the parts of a pipeline and what protects them from loss: their calls, and their
//! values in an estate. Which service is called follows from the resource's ARN.

use super::aws::EmrBlock;
use super::setting::Call;
use super::setting_access::{SettingError, document, flag, json, malformed};
use super::{Aspect, Detail, Document, Fact, Resource, Setting, SettingValue};

/// The call that reads it.
pub(super) fn read_call(setting: &Setting) -> Call {
    let cluster = setting.is_of_cluster();
    match (&setting.aspect, setting.resource.service()) {
        (Aspect::ResourcePolicy, "sqs") => ("GetQueueAttributes", "sqs:GetQueueAttributes"),
        (Aspect::ResourcePolicy, "sns") => ("GetTopicAttributes", "sns:GetTopicAttributes"),
        (Aspect::ResourcePolicy, "kinesis") => ("GetResourcePolicy", "kinesis:GetResourcePolicy"),
        (Aspect::ResourcePolicy, "dynamodb") => ("GetResourcePolicy", "dynamodb:GetResourcePolicy"),
        (Aspect::ResourcePolicy, "logs") => ("DescribeResourcePolicies", "logs:DescribeResourcePolicies"),
        (Aspect::ResourcePolicy, "events") => ("DescribeEventBus", "events:DescribeEventBus"),
        (Aspect::ResourcePolicy, "redshift-serverless") => {
            ("GetResourcePolicy", "redshift-serverless:GetResourcePolicy")
        }
        (Aspect::ResourcePolicy, _) => ("GetResourcePolicy", "secretsmanager:GetResourcePolicy"),
        (Aspect::SnapshotSharing, _) if cluster => {
            ("DescribeDBClusterSnapshotAttributes", "rds:DescribeDBClusterSnapshotAttributes")
        }
        (Aspect::SnapshotSharing, _) => ("DescribeDBSnapshotAttributes", "rds:DescribeDBSnapshotAttributes"),
        (Aspect::UrlAuthentication { .. }, _) => ("GetFunctionUrlConfig", "lambda:GetFunctionUrlConfig"),
        (Aspect::EmrPublicAccessBlock, _) => {
            ("GetBlockPublicAccessConfiguration", "elasticmapreduce:GetBlockPublicAccessConfiguration")
        }
        (Aspect::DeletionProtection, "dynamodb") => ("DescribeTable", "dynamodb:DescribeTable"),
        (Aspect::SnapshotAccess { .. }, _) => ("DescribeClusterSnapshots", "redshift:DescribeClusterSnapshots"),
        (_, "redshift") => ("DescribeClusters", "redshift:DescribeClusters"),
        (_, "redshift-serverless") => ("GetWorkgroup", "redshift-serverless:GetWorkgroup"),
        _ if cluster => ("DescribeDBClusters", "rds:DescribeDBClusters"),
        _ => ("DescribeDBInstances", "rds:DescribeDBInstances"),
    }
}

/// The call that gives it this value.
pub(super) fn write_call(setting: &Setting, value: &SettingValue) -> Call {
    let (cluster, none) = (setting.is_of_cluster(), value.0.is_none());
    match (&setting.aspect, setting.resource.service()) {
        (Aspect::ResourcePolicy, "sqs") => ("SetQueueAttributes", "sqs:SetQueueAttributes"),
        (Aspect::ResourcePolicy, "sns") => ("SetTopicAttributes", "sns:SetTopicAttributes"),
        (Aspect::ResourcePolicy, "kinesis") if none => ("DeleteResourcePolicy", "kinesis:DeleteResourcePolicy"),
        (Aspect::ResourcePolicy, "kinesis") => ("PutResourcePolicy", "kinesis:PutResourcePolicy"),
        (Aspect::ResourcePolicy, "dynamodb") if none => ("DeleteResourcePolicy", "dynamodb:DeleteResourcePolicy"),
        (Aspect::ResourcePolicy, "dynamodb") => ("PutResourcePolicy", "dynamodb:PutResourcePolicy"),
        (Aspect::ResourcePolicy, "logs") if none => ("DeleteResourcePolicy", "logs:DeleteResourcePolicy"),
        (Aspect::ResourcePolicy, "logs") => ("PutResourcePolicy", "logs:PutResourcePolicy"),
        (Aspect::ResourcePolicy, "events") if none => ("RemovePermission", "events:RemovePermission"),
        (Aspect::ResourcePolicy, "events") => ("PutPermission", "events:PutPermission"),
        (Aspect::ResourcePolicy, "redshift-serverless") if none => {
            ("DeleteResourcePolicy", "redshift-serverless:DeleteResourcePolicy")
        }
        (Aspect::ResourcePolicy, "redshift-serverless") => {
            ("PutResourcePolicy", "redshift-serverless:PutResourcePolicy")
        }
        (Aspect::ResourcePolicy, _) if none => ("DeleteResourcePolicy", "secretsmanager:DeleteResourcePolicy"),
        (Aspect::ResourcePolicy, _) => ("PutResourcePolicy", "secretsmanager:PutResourcePolicy"),
        (Aspect::SnapshotSharing, _) if cluster => {
            ("ModifyDBClusterSnapshotAttribute", "rds:ModifyDBClusterSnapshotAttribute")
        }
        (Aspect::SnapshotSharing, _) => ("ModifyDBSnapshotAttribute", "rds:ModifyDBSnapshotAttribute"),
        (Aspect::UrlAuthentication { .. }, _) => ("UpdateFunctionUrlConfig", "lambda:UpdateFunctionUrlConfig"),
        (Aspect::EmrPublicAccessBlock, _) => {
            ("PutBlockPublicAccessConfiguration", "elasticmapreduce:PutBlockPublicAccessConfiguration")
        }
        (Aspect::DeletionProtection, "dynamodb") => ("UpdateTable", "dynamodb:UpdateTable"),
        (Aspect::SnapshotAccess { .. }, _) if none => ("RevokeSnapshotAccess", "redshift:RevokeSnapshotAccess"),
        (Aspect::SnapshotAccess { .. }, _) => ("AuthorizeSnapshotAccess", "redshift:AuthorizeSnapshotAccess"),
        (_, "redshift") => ("ModifyCluster", "redshift:ModifyCluster"),
        (_, "redshift-serverless") => ("UpdateWorkgroup", "redshift-serverless:UpdateWorkgroup"),
        _ if cluster => ("ModifyDBCluster", "rds:ModifyDBCluster"),
        _ => ("ModifyDBInstance", "rds:ModifyDBInstance"),
    }
}

impl Setting {
    /// Whether it is of a cluster of RDS, or of a snapshot of one.
    pub fn is_of_cluster(&self) -> bool {
        self.resource.service() == "rds" && self.resource.resource().starts_with("cluster")
    }

    /// The resource's name as the calls of RDS, Redshift and CloudWatch Logs take it: all after the word for what it is,
    /// with its slashes.
    pub fn identifier(&self) -> &str {
        self.resource.resource().split_once(':').map_or(self.resource.resource(), |(_, name)| name)
    }

    /// The cluster and the name of a snapshot as the calls of Redshift take them.
    pub fn cluster_snapshot(&self) -> (&str, &str) {
        self.identifier().split_once('/').unwrap_or(("", self.identifier()))
    }

    /// The bus's name as the calls of EventBridge take it; those of partners have slashes.
    pub fn bus_name(&self) -> &str {
        self.resource.resource().strip_prefix("event-bus/").unwrap_or_default()
    }

    /// The function's name as the calls of Lambda take it.
    pub fn function_name(&self) -> &str {
        self.identifier().split(':').next().unwrap_or_default()
    }

    /// The alias whose URL it is; none for that of the function itself.
    pub fn function_alias(&self) -> Option<&str> {
        let Aspect::UrlAuthentication { function } = &self.aspect else { return None };
        function.splitn(8, ':').nth(7).filter(|alias| !alias.is_empty())
    }
}

/// The value in an estate; none when the resource has no such setting.
pub(super) fn read(resource: &Resource, setting: &Setting) -> Result<Option<Fact<SettingValue>>, SettingError> {
    Ok(Some(match (&setting.aspect, &resource.detail) {
        (Aspect::ResourcePolicy, detail) => match policy(detail) {
            Some(held) => held.map(|policy| policy.as_ref().map_or(SettingValue::NONE, document)),
            None => return Ok(None),
        },
        (Aspect::PublicAddress { .. }, Detail::DbInstance(it)) => match it.publicly_accessible {
            Some(public) => Fact::Known(flag(public)),
            None => return Ok(None),
        },
        (Aspect::PublicAddress { .. }, Detail::RedshiftCluster(it)) => Fact::Known(flag(it.publicly_accessible)),
        (Aspect::PublicAddress { .. }, Detail::RedshiftWorkgroup(it)) => Fact::Known(flag(it.publicly_accessible)),
        (Aspect::SnapshotSharing, Detail::DbSnapshot(it)) => json(&it.restorable_by.map(|who| sorted(who)), setting)?,
        (Aspect::SnapshotAccess { account }, Detail::RedshiftSnapshot(it)) => {
            Fact::Known(if it.restorable_by.contains(account) { flag(true) } else { SettingValue::NONE })
        }
        (Aspect::UrlAuthentication { function }, Detail::Function(it)) => {
            let held =
                it.urls.map(|urls| urls.iter().find(|it| it.arn == *function).map(|it| it.authentication.clone()));
            match held {
                Fact::Known(None) => return Ok(None),
                held => json(&held, setting)?,
            }
        }
        (Aspect::EmrPublicAccessBlock, Detail::EmrPublicAccessBlock(it)) => json(&it.block, setting)?,
        (Aspect::DeletionProtection, Detail::DbInstance(it) | Detail::DbCluster(it)) => {
            Fact::Known(flag(it.deletion_protection))
        }
        (Aspect::DeletionProtection, Detail::Table(it)) => it.description.map(|it| flag(it.deletion_protection)),
        (Aspect::BackupRetention, Detail::DbInstance(it) | Detail::DbCluster(it)) => {
            json(&Fact::Known(it.backup_days), setting)?
        }
        _ => return Ok(None),
    }))
}

/// Gives the setting a value in an estate. Whether the resource has such a setting.
pub(super) fn set(resource: &mut Resource, setting: &Setting, value: &SettingValue) -> Result<bool, SettingError> {
    let error = malformed(setting);
    let absent = || SettingError::NoSetting(setting.to_string());
    let on = value.as_text() == Some("true");
    match (&setting.aspect, &mut resource.detail) {
        (Aspect::ResourcePolicy, detail) => {
            let Some(held) = policy_mut(detail) else { return Ok(false) };
            *held = Fact::Known(value.as_text().map(Document::new));
        }
        (Aspect::PublicAddress { .. }, Detail::DbInstance(it)) => it.publicly_accessible = Some(on),
        (Aspect::PublicAddress { .. }, Detail::RedshiftCluster(it)) => it.publicly_accessible = on,
        (Aspect::PublicAddress { .. }, Detail::RedshiftWorkgroup(it)) => it.publicly_accessible = on,
        (Aspect::SnapshotSharing, Detail::DbSnapshot(it)) => {
            it.restorable_by = Fact::Known(value.parse().map_err(error)?.ok_or_else(absent)?);
        }
        (Aspect::SnapshotAccess { account }, Detail::RedshiftSnapshot(it)) => {
            it.restorable_by.retain(|held| held != account);
            it.restorable_by.extend(on.then(|| account.clone()));
            it.restorable_by.sort();
        }
        (Aspect::UrlAuthentication { function }, Detail::Function(it)) => {
            let authentication = value.parse().map_err(error)?.ok_or_else(absent)?;
            let urls = it.urls.known_mut().ok_or_else(absent)?;
            urls.iter_mut().find(|it| it.arn == *function).ok_or_else(absent)?.authentication = authentication;
        }
        (Aspect::EmrPublicAccessBlock, Detail::EmrPublicAccessBlock(it)) => {
            it.block = Fact::Known(value.parse::<EmrBlock>().map_err(error)?.ok_or_else(absent)?);
        }
        (Aspect::DeletionProtection, Detail::DbInstance(it) | Detail::DbCluster(it)) => it.deletion_protection = on,
        (Aspect::DeletionProtection, Detail::Table(it)) => {
            it.description.known_mut().ok_or_else(absent)?.deletion_protection = on;
        }
        (Aspect::BackupRetention, Detail::DbInstance(it) | Detail::DbCluster(it)) => {
            it.backup_days = value.parse().map_err(error)?.ok_or_else(absent)?;
        }
        _ => return Ok(false),
    }
    Ok(true)
}

fn sorted(list: &[String]) -> Vec<String> {
    let mut list = list.to_vec();
    list.sort();
    list
}

/// The policy that a resource carries and that one call gives it.
fn policy(detail: &Detail) -> Option<&Fact<Option<Document>>> {
    match detail {
        Detail::Queue(it) => Some(&it.policy),
        Detail::Topic(it) => Some(&it.policy),
        Detail::Stream(it) => Some(&it.policy),
        Detail::StreamConsumer(it) => Some(&it.policy),
        Detail::Table(it) => Some(&it.policy),
        Detail::Secret(it) => Some(&it.policy),
        Detail::EventBus(it) => Some(&it.policy),
        Detail::LogResourcePolicy(it) => Some(&it.policy),
        Detail::RedshiftServerlessSnapshot(it) => Some(&it.policy),
        _ => None,
    }
}

fn policy_mut(detail: &mut Detail) -> Option<&mut Fact<Option<Document>>> {
    match detail {
        Detail::Queue(it) => Some(&mut it.policy),
        Detail::Topic(it) => Some(&mut it.policy),
        Detail::Stream(it) => Some(&mut it.policy),
        Detail::StreamConsumer(it) => Some(&mut it.policy),
        Detail::Table(it) => Some(&mut it.policy),
        Detail::Secret(it) => Some(&mut it.policy),
        Detail::EventBus(it) => Some(&mut it.policy),
        Detail::LogResourcePolicy(it) => Some(&mut it.policy),
        Detail::RedshiftServerlessSnapshot(it) => Some(&mut it.policy),
        _ => None,
    }
}
