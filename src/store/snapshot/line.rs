//! The three shapes of a line: the first, a record, the last.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::model::{Header, Record, Timestamp};

/// The version of the format that this program writes.
pub const FORMAT: u64 = 1;

/// How a resource's line begins. Readers that know it need not look for the tag.
pub(super) const RESOURCE: &[u8] = br#"{"record":"resource","#;

/// How the last line begins.
pub(super) const END: &[u8] = br#"{"end":"#;

/// The first line.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct FirstLine {
    /// The version of the format.
    pub(super) tidegate_snapshot: u64,
    /// Where the estate comes from.
    #[serde(flatten)]
    pub(super) header: Header,
}

/// Only the version of the first line, which every version can read.
#[derive(Debug, Deserialize)]
pub(super) struct Version {
    pub(super) tidegate_snapshot: u64,
}

/// The last line.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct LastLine {
    /// What a complete file says of itself.
    pub(super) end: End,
}

/// What a complete snapshot says of itself in its last line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct End {
    /// When the scan ended.
    pub finished: Timestamp,
    /// How many lines there are of each kind of record.
    pub records: BTreeMap<String, u64>,
    /// The SHA-256 of all lines before this one, line ends included, in hexadecimal.
    pub sha256: String,
}

/// The name by which records of a kind are counted.
pub(super) fn record_kind(record: &Record) -> &'static str {
    match record {
        Record::Account(_) => "account",
        Record::Organization(_) => "organization",
        Record::Gap { .. } => "gap",
        Record::Resource(_) => "resource",
        Record::Listing(_) => "listing",
        Record::Activity(_) => "activity",
        Record::Done { .. } => "done",
    }
}
