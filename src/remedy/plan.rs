//! Plans: ordered steps, each one call with the value it expects, the value it gives, and its inverse.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};
use sha2::{Digest, Sha256};

use crate::finding::FindingId;
use crate::model::{Fingerprint, Setting, SettingValue, Timestamp};

/// The SHA-256 of a plan's steps, in hexadecimal: what a reviewer confirms.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PlanId(pub String);

impl PlanId {
    /// The first twelve digits: enough to tell plans apart on a screen.
    pub fn short(&self) -> &str {
        self.0.get(..12).unwrap_or(&self.0)
    }
}

impl fmt::Display for PlanId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.short())
    }
}

/// An ordered list of changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// The version of this format: 1.
    pub format: u32,
    /// The hash of the steps.
    pub id: PlanId,
    /// When the estate that it was made from was read.
    pub based_on: Timestamp,
    /// The findings that it mends.
    pub findings: Vec<FindingId>,
    /// The entry of the journal that it takes back, for an undo.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undoes: Option<String>,
    /// Its steps, in the order in which they are carried out.
    pub steps: Vec<Step>,
}

/// One cloud call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// What it changes.
    pub setting: Setting,
    /// The remedy that asked for it first.
    pub remedy: String,
    /// What it does, in one sentence.
    pub summary: String,
    /// What else it does, each in one sentence.
    pub consequences: Vec<String>,
    /// The value that it expects to find.
    pub before: SettingValue,
    /// The fingerprint of that value.
    pub expects: Fingerprint,
    /// The value that it gives.
    pub after: SettingValue,
    /// The value that an undo gives back; none makes the step irreversible. Absent in the file when there is none:
    /// `null` is the value "the cloud holds none".
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub inverse: Option<SettingValue>,
    /// How careful one must be.
    pub risk: StepRisk,
    /// The IAM permissions that it needs, for reading and writing.
    pub needs: Vec<String>,
}

/// A value that is there, even when it is `null`.
fn present<'de, D: Deserializer<'de>>(from: D) -> Result<Option<SettingValue>, D::Error> {
    SettingValue::deserialize(from).map(Some)
}

/// How careful one must be with a step: confirmation grows with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepRisk {
    /// It can be taken back and disturbs nothing known: confirm with Enter.
    Reversible,
    /// It can disturb what works: confirm with the resource's name.
    Disruptive,
    /// It touches a whole account: confirm with the account's alias.
    AccountWide,
    /// It cannot be taken back: confirm with the account's alias.
    Irreversible,
}

impl StepRisk {
    /// The word a person reads.
    pub fn word(self) -> &'static str {
        match self {
            Self::Reversible => "reversible",
            Self::Disruptive => "disruptive",
            Self::AccountWide => "account-wide",
            Self::Irreversible => "irreversible",
        }
    }
}

impl Plan {
    /// A plan of these steps.
    pub fn new(based_on: Timestamp, findings: Vec<FindingId>, undoes: Option<String>, steps: Vec<Step>) -> Self {
        let id = Self::hash(&steps);
        Self { format: 1, id, based_on, findings, undoes, steps }
    }

    /// The hash of steps, as a plan of them would have it. A plan file whose id differs was edited.
    pub fn hash(steps: &[Step]) -> PlanId {
        let mut hash = Sha256::new();
        for step in steps {
            hash.update(serde_json::to_vec(step).unwrap_or_default());
            hash.update(b"\n");
        }
        PlanId(hex::encode(hash.finalize()))
    }

    /// The greatest care that any of its steps asks for.
    pub fn risk(&self) -> StepRisk {
        self.steps.iter().map(|step| step.risk).max().unwrap_or(StepRisk::Reversible)
    }
}
