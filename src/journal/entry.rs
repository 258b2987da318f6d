//! Rows of the journal, chained by hash, and the entries that they add up to.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::model::{SettingValue, Timestamp};
use crate::remedy::Plan;

/// The SHA-256 of a row and of the row before it, in hexadecimal.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RowHash(pub String);

/// One row: written once, never changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Its number, from 1.
    pub number: u64,
    /// When it was written.
    pub at: Timestamp,
    /// The entry that it belongs to: one carried-out plan.
    pub entry: String,
    /// What happened.
    pub event: Event,
    /// The hash that chains it to the row before.
    pub hash: RowHash,
}

/// What a row records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// Carrying out of a plan began.
    Began {
        /// The plan, whole.
        plan: Box<Plan>,
        /// Who: the ARN of the caller.
        who: String,
        /// Why, in the user's words.
        why: String,
    },
    /// A step is about to be carried out. Durable before the call.
    Intent {
        /// The step's place in the plan, from 0.
        step: usize,
    },
    /// A step ended. Durable before the next one.
    Outcome {
        /// The step's place in the plan, from 0.
        step: usize,
        /// How it ended.
        outcome: StepOutcome,
    },
    /// Carrying out ended.
    Ended {
        /// Whether all steps are done.
        complete: bool,
    },
}

/// How a step ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum StepOutcome {
    /// The cloud took the change and reads back as it should.
    Done,
    /// It already had the wanted value; nothing was called.
    AlreadyThere,
    /// The setting no longer had the expected value; nothing was called.
    Changed {
        /// What was found.
        found: SettingValue,
    },
    /// The cloud refused.
    Refused {
        /// Why.
        error: String,
    },
    /// The call was answered, but what reads back is not what was asked for.
    NotEffective {
        /// What was found.
        found: SettingValue,
    },
    /// It is not known whether the call took effect (no answer, or the program ended).
    Uncertain {
        /// Why.
        error: String,
    },
}

/// What is known of a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StepState {
    /// Not reached.
    Waiting,
    /// Intent was written and no outcome: the program ended in between.
    Interrupted,
    /// It ended.
    Ended(StepOutcome),
}

/// One carried-out plan, put together from its rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its id.
    pub id: String,
    /// When it began.
    pub at: Timestamp,
    /// The plan.
    pub plan: Plan,
    /// Who.
    pub who: String,
    /// Why.
    pub why: String,
    /// What is known of each step.
    pub steps: Vec<StepState>,
    /// Whether the end was written, and if so whether all steps were done.
    pub ended: Option<bool>,
}

impl Row {
    /// The hash that a row with this content must have after the row with the hash `before`.
    pub fn chain(before: Option<&RowHash>, number: u64, at: Timestamp, entry: &str, event: &str) -> RowHash {
        let mut hash = Sha256::new();
        hash.update(before.map_or("", |hash| hash.0.as_str()));
        hash.update(format!("\n{number}\n{at}\n{entry}\n{event}").as_bytes());
        RowHash(hex::encode(hash.finalize()))
    }
}
