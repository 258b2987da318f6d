//! Settings of databases, warehouses and tables: public addresses, sharing of snapshots, and what keeps them from loss.

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::json;

use super::attempt::Attempt;
use crate::aws::shape::Misshapen;
use crate::aws::wire::{Client, Element, services};
use crate::model::{Aspect, SettingValue};
use crate::ports::CloudError;

#[derive(Deserialize)]
struct Serverless {
    workgroup: Workgroup,
}

#[derive(Deserialize)]
struct Workgroup {
    #[serde(rename = "publiclyAccessible")]
    public: bool,
}

#[derive(Deserialize)]
struct Described {
    #[serde(rename = "Table")]
    table: Table,
}

#[derive(Deserialize)]
struct Table {
    #[serde(rename = "DeletionProtectionEnabled", default)]
    protected: bool,
}

fn wire(attempt: &Attempt<'_>, service: services::Service) -> Client {
    attempt.session.wire(service, &attempt.setting.region)
}

/// The value that a setting has now.
pub async fn read(attempt: &Attempt<'_>) -> Result<SettingValue, CloudError> {
    match (&attempt.setting.aspect, attempt.setting.resource.service()) {
        (Aspect::SnapshotSharing, _) => read_sharing(attempt).await,
        (Aspect::SnapshotAccess { account }, "redshift") => read_access(attempt, account).await,
        (Aspect::PublicAddress { name }, "redshift-serverless") => {
            let input = json!({ "workgroupName": name });
            let client = wire(attempt, services::REDSHIFT_SERVERLESS);
            let answer = attempt.answer(client.json::<Serverless>("GetWorkgroup", &input)).await?;
            attempt.json(Ok(answer.workgroup.public))
        }
        (Aspect::PublicAddress { .. }, "redshift") => {
            let name = [("ClusterIdentifier", attempt.setting.identifier())];
            let client = wire(attempt, services::REDSHIFT);
            let answer = attempt.answer(client.query("DescribeClusters", &name)).await?;
            let cluster = answer.items("Clusters").next().ok_or_else(|| Misshapen::missing("the cluster"));
            attempt.json(flag(attempt.understood(cluster)?, "PubliclyAccessible"))
        }
        (Aspect::DeletionProtection, "dynamodb") => {
            let input = json!({ "TableName": attempt.setting.resource.as_str() });
            let client = wire(attempt, services::DYNAMODB);
            let answer = attempt.answer(client.json::<Described>("DescribeTable", &input)).await?;
            attempt.json(Ok(answer.table.protected))
        }
        (Aspect::PublicAddress { .. }, "rds") => {
            let database = database(attempt).await?;
            attempt.json(flag(&database, "PubliclyAccessible"))
        }
        (Aspect::DeletionProtection, "rds") => {
            let database = database(attempt).await?;
            attempt.json(flag(&database, "DeletionProtection"))
        }
        (Aspect::BackupRetention, "rds") => {
            let database = database(attempt).await?;
            attempt.json(days(&database))
        }
        _ => Err(attempt.misplaced()),
    }
}

/// What RDS calls instances and clusters, and what they are in its answers.
fn words(attempt: &Attempt<'_>) -> (&'static str, &'static str) {
    if attempt.setting.is_of_cluster() {
        ("DBClusterIdentifier", "DBClusters")
    } else {
        ("DBInstanceIdentifier", "DBInstances")
    }
}

async fn database(attempt: &Attempt<'_>) -> Result<Element, CloudError> {
    let (name, list) = words(attempt);
    let input = [(name, attempt.setting.identifier())];
    let operation = attempt.setting.read_call().operation;
    let answer = attempt.answer(wire(attempt, services::RDS).query(operation, &input)).await?;
    let found = answer.items(list).next().cloned();
    attempt.understood(found.ok_or_else(|| Misshapen::missing("the database")))
}

fn flag(item: &Element, name: &str) -> Result<bool, Misshapen> {
    match item.text_of(name) {
        Some("true") => Ok(true),
        Some("false") => Ok(false),
        Some(word) => Err(Misshapen::unknown(name, word)),
        None => Err(Misshapen::missing(name)),
    }
}

/// The days that were asked for last: RDS takes them over a little later.
fn days(database: &Element) -> Result<u32, Misshapen> {
    const NAME: &str = "BackupRetentionPeriod";
    let pending = database.at(&["PendingModifiedValues", NAME]).map(Element::text);
    let text = pending.or_else(|| database.text_of(NAME)).ok_or_else(|| Misshapen::missing(NAME))?;
    text.parse().map_err(|_| Misshapen::unknown(NAME, text))
}

async fn read_sharing(attempt: &Attempt<'_>) -> Result<SettingValue, CloudError> {
    let (name, answer, list) = match attempt.setting.is_of_cluster() {
        true => ("DBClusterSnapshotIdentifier", "DBClusterSnapshotAttributesResult", "DBClusterSnapshotAttributes"),
        false => ("DBSnapshotIdentifier", "DBSnapshotAttributesResult", "DBSnapshotAttributes"),
    };
    let operation = attempt.setting.read_call().operation;
    let input = [(name, attempt.setting.identifier())];
    let told = attempt.answer(wire(attempt, services::RDS).query(operation, &input)).await?;
    let told = told.child(answer).cloned().unwrap_or(told);
    attempt.understood(told.child(list).map(drop).ok_or_else(|| Misshapen::missing(list)))?;
    let restore = told.items(list).find(|it| it.text_of("AttributeName") == Some("restore"));
    let mut who: Vec<&str> = restore.into_iter().flat_map(|it| it.texts("AttributeValues")).collect();
    who.sort_unstable();
    attempt.json(Ok(who))
}

async fn read_access(attempt: &Attempt<'_>, account: &str) -> Result<SettingValue, CloudError> {
    const NAME: &str = "SnapshotIdentifier";
    let (_, name) = attempt.setting.cluster_snapshot();
    let (redshift, input) = (wire(attempt, services::REDSHIFT), [(NAME, name)]);
    let told = attempt.answer(redshift.query("DescribeClusterSnapshots", &input)).await?;
    let snapshot = told.items("Snapshots").find(|it| it.text_of(NAME) == Some(name));
    let snapshot = attempt.understood(snapshot.ok_or_else(|| Misshapen::missing("the snapshot")))?;
    let mut who = snapshot.items("AccountsWithRestoreAccess").filter_map(|it| it.text_of("AccountId"));
    Ok(if who.any(|it| it == account) { SettingValue::text("true") } else { SettingValue::NONE })
}

/// Gives a setting a value.
pub async fn write(attempt: &Attempt<'_>, before: &SettingValue, after: &SettingValue) -> Result<(), CloudError> {
    match (&attempt.setting.aspect, attempt.setting.resource.service()) {
        (Aspect::SnapshotSharing, _) => write_sharing(attempt, attempt.present(before)?, attempt.present(after)?).await,
        (Aspect::SnapshotAccess { account }, "redshift") => write_access(attempt, account, after).await,
        (Aspect::PublicAddress { name }, "redshift-serverless") => {
            let input = json!({ "workgroupName": name, "publiclyAccessible": attempt.present::<bool>(after)? });
            let client = wire(attempt, services::REDSHIFT_SERVERLESS);
            attempt.done(client.json::<IgnoredAny>("UpdateWorkgroup", &input)).await
        }
        (Aspect::PublicAddress { .. }, "redshift") => {
            let on = attempt.present::<bool>(after)?.to_string();
            let input = [("ClusterIdentifier", attempt.setting.identifier()), ("PubliclyAccessible", &on)];
            attempt.done(wire(attempt, services::REDSHIFT).query("ModifyCluster", &input)).await
        }
        (Aspect::DeletionProtection, "dynamodb") => {
            let on = attempt.present::<bool>(after)?;
            let input = json!({ "TableName": attempt.setting.resource.as_str(), "DeletionProtectionEnabled": on });
            attempt.done(wire(attempt, services::DYNAMODB).json::<IgnoredAny>("UpdateTable", &input)).await
        }
        (Aspect::PublicAddress { .. }, "rds") => {
            modify(attempt, "PubliclyAccessible", &attempt.present::<bool>(after)?.to_string()).await
        }
        (Aspect::DeletionProtection, "rds") => {
            modify(attempt, "DeletionProtection", &attempt.present::<bool>(after)?.to_string()).await
        }
        (Aspect::BackupRetention, "rds") => {
            modify(attempt, "BackupRetentionPeriod", &attempt.present::<u32>(after)?.to_string()).await
        }
        _ => Err(attempt.misplaced()),
    }
}

/// At once, and not in the next maintenance window: the journal says that it was done.
async fn modify(attempt: &Attempt<'_>, name: &str, value: &str) -> Result<(), CloudError> {
    let (identifier, _) = words(attempt);
    let input = [(identifier, attempt.setting.identifier()), (name, value), ("ApplyImmediately", "true")];
    let operation = if attempt.setting.is_of_cluster() { "ModifyDBCluster" } else { "ModifyDBInstance" };
    attempt.done(wire(attempt, services::RDS).query(operation, &input)).await
}

async fn write_sharing(attempt: &Attempt<'_>, before: Vec<String>, after: Vec<String>) -> Result<(), CloudError> {
    let (name, operation) = match attempt.setting.is_of_cluster() {
        true => ("DBClusterSnapshotIdentifier", "ModifyDBClusterSnapshotAttribute"),
        false => ("DBSnapshotIdentifier", "ModifyDBSnapshotAttribute"),
    };
    let numbered = |list: &'static str, all: &[String], without: &[String]| -> Vec<(String, String)> {
        let new = all.iter().filter(|it| !without.contains(it)).enumerate();
        new.map(|(index, who)| (format!("{list}.AttributeValue.{}", index + 1), who.clone())).collect()
    };
    let mut changes = numbered("ValuesToAdd", &after, &before);
    changes.extend(numbered("ValuesToRemove", &before, &after));
    let mut input = vec![(name, attempt.setting.identifier()), ("AttributeName", "restore")];
    input.extend(changes.iter().map(|(name, who)| (name.as_str(), who.as_str())));
    attempt.done(wire(attempt, services::RDS).query(operation, &input)).await
}

/// A call that is made again after an answer was lost finds its work done, which is no failure.
async fn write_access(attempt: &Attempt<'_>, account: &str, after: &SettingValue) -> Result<(), CloudError> {
    let (cluster, name) = attempt.setting.cluster_snapshot();
    let (operation, done) = match after.0 {
        Some(_) => ("AuthorizeSnapshotAccess", "AuthorizationAlreadyExists"),
        None => ("RevokeSnapshotAccess", "AuthorizationNotFound"),
    };
    let snapshot = [("SnapshotIdentifier", name), ("SnapshotClusterIdentifier", cluster)];
    let input = [&snapshot[..], &[("AccountWithRestoreAccess", account)]].concat();
    let redshift = wire(attempt, services::REDSHIFT);
    attempt.answer_or_none(redshift.query(operation, &input), &[done]).await.map(drop)
}
