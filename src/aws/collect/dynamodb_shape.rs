//! DynamoDB's answers, as far as they are kept, and the model's values from them. No call is made here.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::aws::shape::Misshapen;
use crate::aws::wire::time;
use crate::model::aws::{
    ExportTarget, PointInTimeRecovery, TableBackup, TableDescription, TableImport, TableReplica, TableStream,
};
use crate::model::{AccountId, Arn, AtRest, Fact, Timestamp};

/// What DynamoDB encrypts with where no KMS key is set.
///
/// Source: Amazon DynamoDB Developer Guide, "DynamoDB encryption at rest".
const OWNED: &str = "AWS owned key";

#[derive(Deserialize)]
pub(super) struct Tables {
    #[serde(rename = "TableNames", default)]
    pub(super) names: Vec<String>,
    #[serde(rename = "LastEvaluatedTableName")]
    pub(super) last: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Tagged {
    #[serde(rename = "Tags", default)]
    pub(super) tags: Vec<Tag>,
    #[serde(rename = "NextToken")]
    pub(super) next: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Tag {
    pub(super) key: String,
    #[serde(default)]
    pub(super) value: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Described {
    pub(super) table: Option<Told>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Told {
    #[serde(rename = "SSEDescription")]
    encryption: Option<Encryption>,
    #[serde(default)]
    deletion_protection_enabled: bool,
    stream_specification: Option<StreamSpecification>,
    latest_stream_arn: Option<String>,
    #[serde(default)]
    replicas: Vec<Replica>,
    table_class_summary: Option<ClassSummary>,
    item_count: Option<u64>,
    table_size_bytes: Option<u64>,
    #[serde(default, deserialize_with = "time::optional")]
    creation_date_time: Option<Timestamp>,
}

#[derive(Deserialize)]
struct Encryption {
    #[serde(rename = "SSEType")]
    kind: Option<String>,
    #[serde(rename = "KMSMasterKeyArn")]
    key: Option<String>,
    #[serde(rename = "Status")]
    status: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct StreamSpecification {
    #[serde(default)]
    stream_enabled: bool,
    stream_view_type: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Replica {
    region_name: String,
    replica_arn: Option<String>,
    #[serde(rename = "KMSMasterKeyId")]
    key: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ClassSummary {
    table_class: Option<String>,
}

pub(super) fn description(told: Told) -> TableDescription {
    let on = told.encryption.filter(|it| it.status.as_deref() != Some("DISABLED"));
    let key = on.filter(|it| it.kind.as_deref() != Some("AES256")).and_then(|it| it.key);
    let specification = told.stream_specification.filter(|it| it.stream_enabled);
    // The ARN of the last stream stays after the stream was switched off.
    let stream = specification.zip(told.latest_stream_arn);
    TableDescription {
        encryption: AtRest::of(key.as_deref(), Some(OWNED)),
        deletion_protection: told.deletion_protection_enabled,
        stream: stream.map(|(specification, arn)| TableStream { arn, view: specification.stream_view_type }),
        replicas: told.replicas.into_iter().map(replica).collect(),
        class: told.table_class_summary.and_then(|it| it.table_class),
        items: told.item_count,
        bytes: told.table_size_bytes,
        created: told.creation_date_time,
    }
}

fn replica(told: Replica) -> TableReplica {
    TableReplica { region: told.region_name, arn: told.replica_arn, key: told.key }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ContinuousBackups {
    continuous_backups_description: ContinuousBackupsDescription,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ContinuousBackupsDescription {
    point_in_time_recovery_description: Option<RecoveryDescription>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct RecoveryDescription {
    point_in_time_recovery_status: String,
    recovery_period_in_days: Option<u32>,
}

pub(super) fn recovery(told: &ContinuousBackups) -> PointInTimeRecovery {
    let told = told.continuous_backups_description.point_in_time_recovery_description.as_ref();
    let enabled = told.is_some_and(|it| it.point_in_time_recovery_status == "ENABLED");
    PointInTimeRecovery { enabled, days: told.filter(|_| enabled).and_then(|it| it.recovery_period_in_days) }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct TimeToLive {
    time_to_live_description: Option<TimeToLiveDescription>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct TimeToLiveDescription {
    time_to_live_status: Option<String>,
    attribute_name: Option<String>,
}

pub(super) fn time_to_live(told: TimeToLive) -> Option<String> {
    let told = told.time_to_live_description?;
    let on = matches!(told.time_to_live_status.as_deref(), Some("ENABLED" | "ENABLING"));
    told.attribute_name.filter(|_| on)
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Destinations {
    #[serde(default)]
    kinesis_data_stream_destinations: Vec<Destination>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Destination {
    stream_arn: String,
    destination_status: String,
}

pub(super) fn destinations(told: Destinations) -> Vec<String> {
    let on = |it: &Destination| matches!(it.destination_status.as_str(), "ACTIVE" | "ENABLING" | "UPDATING");
    told.kinesis_data_stream_destinations.into_iter().filter(on).map(|it| it.stream_arn).collect()
}

#[derive(Deserialize)]
pub(super) struct Backups {
    #[serde(rename = "BackupSummaries", default)]
    pub(super) backups: Vec<Backup>,
    #[serde(rename = "LastEvaluatedBackupArn")]
    pub(super) last: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Backup {
    table_arn: Option<String>,
    backup_arn: String,
    #[serde(default)]
    backup_name: String,
    backup_type: Option<String>,
    #[serde(default, deserialize_with = "time::optional")]
    backup_creation_date_time: Option<Timestamp>,
}

#[derive(Deserialize)]
pub(super) struct Exports {
    #[serde(rename = "ExportSummaries", default)]
    pub(super) exports: Vec<Export>,
    #[serde(rename = "NextToken")]
    pub(super) next: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Export {
    #[serde(rename = "ExportArn")]
    arn: String,
}

#[derive(Deserialize)]
pub(super) struct DescribedExport {
    #[serde(rename = "ExportDescription")]
    export: Option<ToldExport>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ToldExport {
    export_status: String,
    s3_bucket: String,
    s3_bucket_owner: Option<String>,
    s3_prefix: Option<String>,
    s3_sse_algorithm: Option<String>,
    s3_sse_kms_key_id: Option<String>,
    #[serde(default, deserialize_with = "time::optional")]
    start_time: Option<Timestamp>,
}

pub(super) fn export(told: DescribedExport) -> Result<ExportTarget, Misshapen> {
    let told = told.export.ok_or_else(|| Misshapen::missing("ExportDescription"))?;
    let encryption = told.s3_sse_algorithm.map(|algorithm| match algorithm.as_str() {
        "KMS" => AtRest::Key(told.s3_sse_kms_key_id.unwrap_or_else(|| "alias/aws/s3".to_owned())),
        _ => AtRest::Provider("SSE-S3".to_owned()),
    });
    Ok(ExportTarget {
        bucket: told.s3_bucket,
        owner: told.s3_bucket_owner.map(AccountId::new),
        prefix: told.s3_prefix,
        encryption,
        status: told.export_status,
        started: told.start_time,
    })
}

#[derive(Deserialize)]
pub(super) struct Imports {
    #[serde(rename = "ImportSummaryList", default)]
    pub(super) imports: Vec<Import>,
    #[serde(rename = "NextToken")]
    pub(super) next: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Import {
    import_arn: String,
    table_arn: Option<String>,
    s3_bucket_source: Option<ImportSource>,
    #[serde(default, deserialize_with = "time::optional")]
    start_time: Option<Timestamp>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ImportSource {
    s3_bucket: String,
    s3_bucket_owner: Option<String>,
}

/// What was copied from and into the tables of a region, by the ARN of the table.
pub(super) struct Transfers {
    backups: Fact<BTreeMap<String, Vec<TableBackup>>>,
    exports: Fact<BTreeMap<String, Vec<String>>>,
    imports: Fact<BTreeMap<String, Vec<TableImport>>>,
}

impl Transfers {
    pub(super) fn of(backups: &Fact<Vec<Backup>>, exports: &Fact<Vec<Export>>, imports: &Fact<Vec<Import>>) -> Self {
        Self {
            backups: backups.map(|all| by_table(all.iter().filter_map(backup))),
            exports: exports.map(|all| {
                let exports = all.iter().filter_map(|it| Some((it.arn.split_once("/export/")?.0, it.arn.clone())));
                let mut by_table = by_table(exports);
                // The name of an export begins with the time at which it was made.
                by_table.values_mut().for_each(|all| all.sort_by(|a, b| b.cmp(a)));
                by_table
            }),
            imports: imports.map(|all| by_table(all.iter().filter_map(import))),
        }
    }

    pub(super) fn backups(&self, table: &Arn) -> Fact<Vec<TableBackup>> {
        self.backups.map(|all| all.get(table.as_str()).cloned().unwrap_or_default())
    }

    pub(super) fn exports(&self, table: &Arn) -> Fact<Vec<String>> {
        self.exports.map(|all| all.get(table.as_str()).cloned().unwrap_or_default())
    }

    pub(super) fn imports(&self, table: &Arn) -> Fact<Vec<TableImport>> {
        self.imports.map(|all| all.get(table.as_str()).cloned().unwrap_or_default())
    }
}

fn by_table<'t, T>(all: impl Iterator<Item = (&'t str, T)>) -> BTreeMap<String, Vec<T>> {
    let mut by_table: BTreeMap<String, Vec<T>> = BTreeMap::new();
    for (table, one) in all {
        by_table.entry(table.to_owned()).or_default().push(one);
    }
    by_table
}

fn backup(told: &Backup) -> Option<(&str, TableBackup)> {
    let (arn, name) = (told.backup_arn.clone(), told.backup_name.clone());
    let made = TableBackup { arn, name, made_by: told.backup_type.clone(), created: told.backup_creation_date_time };
    Some((told.table_arn.as_deref()?, made))
}

fn import(told: &Import) -> Option<(&str, TableImport)> {
    let source = told.s3_bucket_source.as_ref()?;
    let made = TableImport {
        arn: told.import_arn.clone(),
        bucket: source.s3_bucket.clone(),
        owner: source.s3_bucket_owner.clone().map(AccountId::new),
        started: told.start_time,
    };
    Some((told.table_arn.as_deref()?, made))
}
