//! DynamoDB tables.

use serde::{Deserialize, Serialize};

use crate::model::{AccountId, Aspects, AtRest, Document, Fact, ResourcePolicy, Timestamp};

/// A table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// What one call tells of it.
    pub description: Fact<TableDescription>,
    /// Whether it can be restored to a point in time.
    pub recovery: Fact<PointInTimeRecovery>,
    /// The policy of the table; none when there is none.
    pub policy: Fact<Option<Document>>,
    /// The policy of its stream; none when there is none. Without meaning where the table has no stream.
    pub stream_policy: Fact<Option<Document>>,
    /// The attribute by whose time items are removed; none where items are kept.
    pub time_to_live: Fact<Option<String>>,
    /// Backups on demand. The service does not tell those that AWS Backup made.
    pub backups: Fact<Vec<TableBackup>>,
    /// Exports to S3 of the last 90 days, which is what the service remembers: the newest of each table first, at most
    /// ten.
    pub exports: Fact<Vec<TableExport>>,
    /// The imports from S3 that made it, of the last 90 days.
    pub imports: Fact<Vec<TableImport>>,
    /// ARNs of the Kinesis streams that get each change, where the copying is on.
    pub kinesis_destinations: Fact<Vec<String>>,
}

/// What a table is.
///
/// Source: Amazon DynamoDB API Reference, "TableDescription".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableDescription {
    /// How items are encrypted. A table without a KMS key uses one that DynamoDB owns.
    pub encryption: AtRest,
    /// Whether it is guarded against deletion.
    pub deletion_protection: bool,
    /// The stream of changes; none where it is off.
    pub stream: Option<TableStream>,
    /// Copies in other regions.
    pub replicas: Vec<TableReplica>,
    /// `STANDARD` or `STANDARD_INFREQUENT_ACCESS`, where it is told.
    pub class: Option<String>,
    /// How many items it held some hours ago.
    pub items: Option<u64>,
    /// How many bytes they took.
    pub bytes: Option<u64>,
    /// When it was made.
    pub created: Option<Timestamp>,
}

/// The stream of a table's changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableStream {
    /// Its ARN.
    pub arn: String,
    /// What it says of an item, such as `NEW_AND_OLD_IMAGES`.
    pub view: Option<String>,
}

/// The copy of a table in another region.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableReplica {
    /// Its region.
    pub region: String,
    /// Its ARN, where it is told.
    pub arn: Option<String>,
    /// Its KMS key; none where DynamoDB's own is used, or the one of AWS in that region.
    pub key: Option<String>,
}

/// Whether a table can be restored to a point in time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PointInTimeRecovery {
    /// Whether it is on.
    pub enabled: bool,
    /// How many days back, 1 to 35; none where it is not told.
    pub days: Option<u32>,
}

/// A backup of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableBackup {
    /// Its ARN.
    pub arn: String,
    /// Its name.
    pub name: String,
    /// Who made it: `USER` or `SYSTEM`.
    pub made_by: Option<String>,
    /// When.
    pub created: Option<Timestamp>,
}

/// An export of a table to S3.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableExport {
    /// Its ARN.
    pub arn: String,
    /// Where to; what it said when it was asked.
    pub told: Fact<ExportTarget>,
}

/// Where an export went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportTarget {
    /// The bucket.
    pub bucket: String,
    /// The account that owns it, where the export named it.
    pub owner: Option<AccountId>,
    /// The prefix of its objects.
    pub prefix: Option<String>,
    /// How the objects were encrypted: a KMS key, or S3's own; none where the bucket's default decided.
    pub encryption: Option<AtRest>,
    /// `IN_PROGRESS`, `COMPLETED` or `FAILED`.
    pub status: String,
    /// When it began.
    pub started: Option<Timestamp>,
}

/// An import from S3.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableImport {
    /// Its ARN.
    pub arn: String,
    /// The bucket that was read.
    pub bucket: String,
    /// The account that owns it, where the import named it.
    pub owner: Option<AccountId>,
    /// When it began.
    pub started: Option<Timestamp>,
}

impl Table {
    /// The policy of its stream, with its name.
    pub fn stream_policy(&self) -> ResourcePolicy<'_> {
        ResourcePolicy { label: "stream policy", document: &self.stream_policy }
    }
}

impl Aspects for Table {
    fn created(&self) -> Option<Timestamp> {
        self.description.known().and_then(|it| it.created)
    }

    fn at_rest(&self) -> Fact<AtRest> {
        self.description.map(|it| it.encryption.clone())
    }

    fn resource_policy(&self) -> Option<ResourcePolicy<'_>> {
        Some(ResourcePolicy { label: "table policy", document: &self.policy })
    }

    fn resource_policy_mut(&mut self) -> Option<&mut Document> {
        self.policy.known_mut().and_then(Option::as_mut)
    }

    fn part_documents(&self) -> Vec<&Document> {
        self.stream_policy.known().and_then(Option::as_ref).into_iter().collect()
    }

    fn part_documents_mut(&mut self) -> Vec<&mut Document> {
        self.stream_policy.known_mut().and_then(Option::as_mut).into_iter().collect()
    }
}
