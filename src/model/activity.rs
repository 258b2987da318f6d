//! What records of use say: who did what with which resource, as far as a bounded number of the newest events tell.
//!
//! Of an event only these are kept: the identity, the action, the resource, the time. That something is not among them
//! means nothing.

use serde::{Deserialize, Serialize};

use super::{AccountId, Arn, Fact, Region, Timestamp};

/// Which record was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EventLog {
    /// The event history of CloudTrail, which holds management events of 90 days.
    Management,
    /// A log group that a trail delivers data events to.
    Data,
}

impl EventLog {
    /// What a person reads of it.
    pub fn words(self) -> &'static str {
        match self {
            Self::Management => "CloudTrail management events",
            Self::Data => "CloudTrail data events",
        }
    }
}

/// One reading of a record: all newest events of an action, or of a log group, in an account and region.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Activity {
    /// The account that was asked.
    pub account: AccountId,
    /// The region.
    pub region: Region,
    /// Which record.
    pub log: EventLog,
    /// What of it: an action such as `kms:Decrypt`, or the ARN of a log group.
    pub subject: String,
    /// Who did what, each once. Calls that were refused are not among them.
    pub uses: Fact<Vec<Use>>,
    /// How many events were looked at.
    pub events: u32,
    /// Whether there are events in the time looked at that were left unread: only so many are read.
    pub cut_off: bool,
}

/// That an identity did something with a resource.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Use {
    /// The ARN of the role, not of its session, or of the user.
    pub identity: Arn,
    /// The action, such as `s3:GetObject`.
    pub action: String,
    /// The resource: a bucket, not the object in it.
    pub resource: Arn,
    /// When it was last seen.
    pub at: Timestamp,
    /// In how many of the events that were looked at.
    pub count: u32,
}

/// What tells one reading from another.
pub(super) type ActivityKey = (AccountId, Region, EventLog, String);

impl Activity {
    pub(super) fn key(&self) -> ActivityKey {
        (self.account.clone(), self.region.clone(), self.log, self.subject.clone())
    }
}
