//! What a remedy is: a pure function from a finding to edits of settings.

use std::collections::BTreeMap;

use thiserror::Error;

use crate::checks::Context;
use crate::finding::Finding;
use crate::model::{Estate, Setting, SettingValue};

use super::StepRisk;

/// A way to mend a finding.
#[derive(Debug)]
pub struct Remedy {
    /// Its id, such as `enable-bucket-versioning`.
    pub id: &'static str,
    /// What it does, in one line.
    pub title: &'static str,
    /// What it does, what it may break, and when not to use it, in Markdown.
    pub manual: &'static str,
    /// What the user may choose.
    pub choices: &'static [Choice],
    /// Makes the edits.
    pub propose: fn(&Situation<'_>, &Finding) -> Result<Vec<Edit>, Refusal>,
}

/// Something that the user may choose before a plan is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice {
    /// Its name on the command line and in plans, such as `key`.
    pub name: &'static str,
    /// What it is, in one line.
    pub help: &'static str,
    /// Whether there is no sensible value without the user's word.
    pub required: bool,
}

/// The user's choices by name.
pub type Choices = BTreeMap<String, String>;

/// What a remedy may look at. The estate already holds the edits of the plan so far, so that two changes to one
/// document are merged instead of raced.
#[derive(Debug)]
pub struct Situation<'a> {
    /// The estate as it would be after the plan so far.
    pub estate: &'a Estate,
    /// The context of the estate as scanned.
    pub context: &'a Context<'a>,
    /// The user's choices.
    pub choices: &'a Choices,
}

/// One change that a remedy wants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// What to change.
    pub setting: Setting,
    /// The value it should have.
    pub after: SettingValue,
    /// What the change does, in one sentence.
    pub summary: String,
    /// What else the change does to people and programs, each in one sentence.
    pub consequences: Vec<String>,
    /// Whether applying it can disturb what works. Whether it can be undone is computed from the setting.
    pub disruptive: bool,
}

/// Why a remedy makes no plan.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Refusal {
    /// It does not mend this finding.
    #[error("{0} does not mend this finding")]
    NotForThis(&'static str),
    /// A choice is missing.
    #[error("choose {name}: {help}")]
    Needs {
        /// The choice's name.
        name: &'static str,
        /// What it is.
        help: &'static str,
    },
    /// Something that it would have to know could not be read.
    #[error("not known: {0}")]
    Unknown(String),
    /// It would be wrong or impossible here.
    #[error("{0}")]
    Impossible(String),
}

/// How careful one must be with a step. Computed, never typed in.
pub(super) fn risk_of(disruptive: bool, irreversible: bool, account_wide: bool) -> StepRisk {
    if irreversible {
        StepRisk::Irreversible
    } else if account_wide {
        StepRisk::AccountWide
    } else if disruptive {
        StepRisk::Disruptive
    } else {
        StepRisk::Reversible
    }
}

/// Defines the remedy of a file: the doc comment becomes its manual page.
macro_rules! define_remedy {
    ($(#[doc = $doc:literal])+ $($field:ident: $value:expr),+ $(,)?) => {
        $(#[doc = $doc])+
        pub static REMEDY: $crate::remedy::Remedy = $crate::remedy::Remedy {
            manual: concat!($($doc, "\n"),+),
            $($field: $value),+
        };
    };
}
