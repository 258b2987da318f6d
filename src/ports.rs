//! What the core needs from outside: reading clouds, changing them, keeping records, and the time.
//!
//! Only core types are named here. Adapters implement these traits; only `operations::{apply, undo}` call [`Mutate`].

use std::any::Any;
use std::fmt;
use std::sync::Arc;

use futures::future::BoxFuture;
use thiserror::Error;

use crate::journal::{Event, Row};
use crate::model::{AccountId, Failure, Gap, GapId, Record, Region, Resource, Setting, SettingValue, Timestamp};

/// A unit of a scan: one service of one account in one region.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Unit {
    /// The account.
    pub account: AccountId,
    /// The service's name, such as `s3`.
    pub service: &'static str,
    /// The region; `global` for services without regions.
    pub region: Region,
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}", self.account, self.service, self.region)
    }
}

/// A resource as far as it was read, while more calls about it are under way.
#[derive(Debug, Clone, PartialEq)]
pub struct Early {
    /// What was read. A fact that is still to come is `Fact::Unknown(GapId::to_come(n))`.
    pub resource: Resource,
    /// What hides those facts should the scan end before they are read: the n-th gap stands for `GapId::to_come(n)`.
    pub to_come: Vec<Gap>,
}

/// How much of an organization an earlier, partial scan holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeldOrganization {
    /// Roots and units.
    pub units: u32,
    /// Service and resource control policies.
    pub policies: u32,
}

/// What a collector tells while it reads. Implementations are cheap and never block.
pub trait Sink: Send + Sync {
    /// Keeps a gap and gives it an id that facts can refer to.
    fn gap(&self, gap: Gap) -> GapId;
    /// Keeps a record.
    fn put(&self, record: Record);
    /// Keeps a resource as far as it was read. The same resource is `put` once it was read whole.
    fn early(&self, early: Early);
    /// A unit was found and will be read.
    fn unit(&self, unit: &Unit);
    /// So many calls more will be made for a unit, as its listings show.
    fn planned(&self, unit: &Unit, calls: u64);
    /// A call of a unit was answered (or failed for good).
    fn called(&self, unit: &Unit);
    /// A unit is complete.
    fn done(&self, unit: &Unit);
    /// Whether an earlier, partial scan already holds this unit.
    fn holds_unit(&self, unit: &Unit) -> bool;
    /// Whether an earlier, partial scan already holds this resource.
    fn holds_resource(&self, arn: &str) -> bool;
    /// How much an earlier, partial scan holds of the organization of this management account, when it read it whole.
    fn holds_organization(&self, management: &AccountId) -> Option<HeldOrganization>;
}

/// Reads a cloud account whole. Dropping the future cancels it; what was put into the sink is kept.
pub trait Collect: Send + Sync {
    /// Reads everything in scope. Failed reads become gaps; the error is only for what makes the whole impossible.
    fn collect(&self, sink: Arc<dyn Sink>) -> BoxFuture<'_, Result<(), CloudError>>;
    /// The profile or account in words, for messages before the account is known.
    fn label(&self) -> String;
}

/// Reads and writes single settings of a cloud.
pub trait Mutate: Send + Sync {
    /// The ARN under which changes to this account would be made.
    fn caller<'a>(&'a self, account: &'a AccountId) -> BoxFuture<'a, Result<String, CloudError>>;
    /// The value that a setting has now.
    fn read<'a>(&'a self, setting: &'a Setting) -> BoxFuture<'a, Result<SettingValue, CloudError>>;
    /// Gives a setting a value with one call. `before` is the value it was just read with.
    fn write<'a>(
        &'a self,
        setting: &'a Setting,
        before: &'a SettingValue,
        after: &'a SettingValue,
    ) -> BoxFuture<'a, Result<(), CloudError>>;
}

/// Keeps the journal. A row is durable when `append` returns.
pub trait Keep: Send + Sync {
    /// Writes one row and returns it.
    ///
    /// # Errors
    /// When the row could not be made durable; the caller must not go on.
    fn append(&self, at: Timestamp, entry: &str, event: Event) -> Result<Row, KeepError>;
    /// All rows in order.
    ///
    /// # Errors
    /// When the journal could not be read.
    fn rows(&self) -> Result<Vec<Row>, KeepError>;
    /// Takes the right to carry out plans, which one program at a time has. It ends when the value is dropped.
    ///
    /// # Errors
    /// When another program has it.
    fn hold(&self) -> Result<Hold, KeepError> {
        Ok(Hold::new(()))
    }
}

/// The right to carry out plans, until it is dropped.
pub struct Hold(Box<dyn Any + Send + Sync>);

impl Hold {
    /// Keeps what gives the right, such as a locked file, until the hold is dropped.
    pub fn new(keeps: impl Any + Send + Sync) -> Self {
        Self(Box::new(keeps))
    }
}

impl fmt::Debug for Hold {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Hold").field(&(*self.0).type_id()).finish()
    }
}

/// The time.
pub trait Clock: Send + Sync {
    /// The time now.
    fn now(&self) -> Timestamp;
}

/// A call to a cloud that failed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("could not {operation}: {reason}{}", self.tail())]
pub struct CloudError {
    /// What was tried, with its subject: `put the policy of bucket raw-payments in 111122223333 (eu-west-1)`.
    pub operation: String,
    /// Why it failed.
    pub reason: Failure,
    /// The permission that it needs, when denied; else empty.
    pub permission: String,
    /// The service's own words, without secrets.
    pub message: String,
}

impl CloudError {
    fn tail(&self) -> String {
        let mut tail = String::new();
        if self.reason == Failure::Denied && !self.permission.is_empty() {
            tail.push_str("; needs ");
            tail.push_str(&self.permission);
        }
        if !self.message.is_empty() {
            tail.push_str(" (");
            tail.push_str(&self.message);
            tail.push(')');
        }
        tail
    }
}

/// The journal could not be written or read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("could not {operation} the journal at {place}: {message}")]
pub struct KeepError {
    /// `write`, `read` or `lock`.
    pub operation: &'static str,
    /// The file.
    pub place: String,
    /// What went wrong.
    pub message: String,
}
