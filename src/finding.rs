//! Findings: what a check claims about a resource, how bad it is, and the evidence.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::checks::Check;
use crate::model::{Document, GapId, ResourceId};

/// A stable id: the same check, resource and place give the same id in every scan.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FindingId(pub String);

impl FindingId {
    /// The id of a claim: `TG-` and ten hexadecimal digits.
    pub fn of(check: &str, arn: &str, locus: &str) -> Self {
        let digest = [check, "\n", arn, "\n", locus].into_iter().fold(Sha256::new(), Sha256::chain_update).finalize();
        let number = digest.iter().take(5).fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
        Self(format!("TG-{number:010x}"))
    }
}

impl fmt::Display for FindingId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// Whether a finding is a fault or something that could not be decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// The check failed.
    Fail,
    /// A gap kept the check from deciding.
    Unknown,
}

/// How bad a finding is, from its risk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Worth knowing.
    Low,
    /// Mend it in the ordinary course.
    Medium,
    /// Mend it soon.
    High,
    /// Mend it now.
    Critical,
}

impl Severity {
    /// All of them, the worst first.
    pub const ALL: [Self; 4] = [Self::Critical, Self::High, Self::Medium, Self::Low];

    /// The severity of a risk score: 20 and more is critical, 12 high, 6 medium.
    pub fn of_score(score: u8) -> Self {
        match score {
            20.. => Self::Critical,
            12.. => Self::High,
            6.. => Self::Medium,
            _ => Self::Low,
        }
    }

    /// The word a person reads.
    pub fn word(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }

    /// The severity with this word or its first letters.
    pub fn from_word(word: &str) -> Option<Self> {
        let word = word.to_ascii_lowercase();
        Self::ALL.into_iter().find(|severity| !word.is_empty() && severity.word().starts_with(&word))
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

/// Likelihood times impact, each from 1 to 5, with what raised or lowered them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Risk {
    /// From 1 (unlikely) to 5 (expected).
    pub likelihood: u8,
    /// From 1 (slight) to 5 (severe).
    pub impact: u8,
    /// What moved the two from the check's own figures.
    pub factors: Vec<Factor>,
}

/// Something that raised or lowered a risk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Factor {
    /// What it moved.
    pub on: Side,
    /// By how much.
    pub by: i8,
    /// Why, in a few words.
    pub why: Cow<'static, str>,
}

/// The side of a risk that a factor moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// How likely it is.
    Likelihood,
    /// How much it would harm.
    Impact,
}

impl Risk {
    /// A check's own figures, moved by factors; both sides stay within 1 and 5.
    pub fn new(likelihood: u8, impact: u8, factors: Vec<Factor>) -> Self {
        let moved = |base: u8, side: Side| {
            let by: i16 = factors.iter().filter(|factor| factor.on == side).map(|factor| i16::from(factor.by)).sum();
            u8::try_from((i16::from(base) + by).clamp(1, 5)).unwrap_or(5)
        };
        Self { likelihood: moved(likelihood, Side::Likelihood), impact: moved(impact, Side::Impact), factors }
    }

    /// Likelihood times impact: 1 to 25.
    pub fn score(&self) -> u8 {
        self.likelihood * self.impact
    }

    /// The severity of the score.
    pub fn severity(&self) -> Severity {
        Severity::of_score(self.score())
    }
}

/// What shows that a claim is true.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Evidence {
    /// A setting with the value it has.
    Setting {
        /// The setting's name, such as `versioning`.
        name: Cow<'static, str>,
        /// Its value in words.
        value: String,
    },
    /// A statement of a policy.
    Statement {
        /// Which document, such as `bucket policy` or `inline policy deploy`.
        label: String,
        /// The document.
        document: Document,
        /// The statement's place in it, from 0.
        index: usize,
    },
    /// Another resource that takes part.
    Related {
        /// How, such as `encrypts with` or `logs to`.
        relation: &'static str,
        /// The resource.
        resource: ResourceId,
    },
    /// What could not be read.
    Gap(GapId),
    /// A remark, such as which condition narrowed a grant.
    Note(String),
}

/// A check's claim about a resource.
#[derive(Debug, Clone)]
pub struct Finding {
    /// Its stable id.
    pub id: FindingId,
    /// The check that claims it.
    pub check: &'static Check,
    /// The resource it is about.
    pub resource: ResourceId,
    /// The part of the resource: a statement's id, an access key's id; empty for the whole.
    pub locus: String,
    /// Fault or undecided.
    pub status: Status,
    /// Likelihood times impact.
    pub risk: Risk,
    /// One sentence that says what is wrong.
    pub summary: String,
    /// What shows it.
    pub evidence: Vec<Evidence>,
}

impl Finding {
    /// The severity of its risk.
    pub fn severity(&self) -> Severity {
        self.risk.severity()
    }
}
