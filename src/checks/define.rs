//! What a check is, and the macro that defines one with its doc comment as its manual page.

use std::borrow::Cow;

use crate::finding::{Evidence, Factor, Severity};
use crate::model::{Domain, Fact, GapId, Kind, Layer, Resource, ResourceId};

use super::{Context, Mapping, Threat};

/// A rule with all that is said about it.
#[derive(Debug)]
pub struct Check {
    /// Its id, such as `s3-bucket-public-policy`.
    pub id: &'static str,
    /// What it asks for, in one line.
    pub title: &'static str,
    /// The kind of resource it looks at.
    pub kind: Kind,
    /// Further kinds that it looks at; most checks have none and leave this out.
    pub also: &'static [Kind],
    /// The layer of the pipeline; none means the layer of the resource.
    pub layer: Option<Layer>,
    /// The security domain.
    pub domain: Domain,
    /// The threat that it answers.
    pub threat: Threat,
    /// How likely harm is, from 1 to 5, before factors.
    pub likelihood: u8,
    /// How much harm, from 1 to 5, before factors.
    pub impact: u8,
    /// Ids of the remedies that mend it, the best first.
    pub remedies: &'static [&'static str],
    /// Controls of frameworks that ask the same.
    pub mappings: &'static [Mapping],
    /// Its manual page, in Markdown.
    pub manual: &'static str,
    /// The rule itself.
    pub evaluate: fn(&Context<'_>, ResourceId, &Resource) -> Outcome,
}

impl Check {
    /// What a definition may leave out.
    pub const BASE: Self = Self {
        id: "",
        title: "",
        kind: Kind::Account,
        also: &[],
        layer: None,
        domain: Domain::Identity,
        threat: Threat::Insider,
        likelihood: 1,
        impact: 1,
        remedies: &[],
        mappings: &[],
        manual: "",
        evaluate: |_, _, _| Outcome::NotApplicable,
    };

    /// Every kind of resource it looks at, each once.
    pub fn kinds(&self) -> impl Iterator<Item = Kind> {
        std::iter::once(self.kind).chain(self.also.iter().copied().filter(|kind| *kind != self.kind))
    }

    /// What it looks at in one word.
    pub fn subject(&self) -> &'static str {
        match self.also {
            also if also == Kind::STORES => "store",
            also if also == Kind::PARTS => "any",
            _ => self.kind.word(),
        }
    }

    /// The severity before factors.
    pub fn severity(&self) -> Severity {
        Severity::of_score(self.likelihood * self.impact)
    }
}

impl PartialEq for Check {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

/// What a check says of one resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// All is well.
    Pass,
    /// Something is wrong, in one place or several.
    Fail(Vec<Fault>),
    /// It could not be decided.
    Unknown(Vec<Reason>),
    /// The check has no meaning for this resource.
    NotApplicable,
}

/// Why a check could not be decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// Something could not be read.
    Gap(GapId),
    /// Something was read and not understood, such as an invalid document.
    Note(String),
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The part of the resource: a statement's id, an access key's id; empty for the whole.
    pub locus: String,
    /// One sentence that says what is wrong.
    pub summary: String,
    /// What shows it.
    pub evidence: Vec<Evidence>,
    /// What raises or lowers the risk here. The classification is added by the engine.
    pub factors: Vec<Factor>,
}

impl Fault {
    /// A fault of the whole resource.
    pub fn new(summary: impl Into<String>) -> Self {
        Self { locus: String::new(), summary: summary.into(), evidence: Vec::new(), factors: Vec::new() }
    }

    /// The same, at one part of the resource.
    #[must_use]
    pub fn at(mut self, locus: impl Into<String>) -> Self {
        self.locus = locus.into();
        self
    }

    /// The same, with one more piece of evidence.
    #[must_use]
    pub fn with(mut self, evidence: Evidence) -> Self {
        self.evidence.push(evidence);
        self
    }

    /// The same, with a setting's value as evidence.
    #[must_use]
    pub fn setting(self, name: impl Into<Cow<'static, str>>, value: impl Into<String>) -> Self {
        self.with(Evidence::Setting { name: name.into(), value: value.into() })
    }

    /// The same, with a factor that moves the risk.
    #[must_use]
    pub fn factor(mut self, factor: Factor) -> Self {
        self.factors.push(factor);
        self
    }
}

impl Outcome {
    /// A single fault.
    pub fn fault(fault: Fault) -> Self {
        Self::Fail(vec![fault])
    }

    /// Pass without faults, else fail.
    pub fn of_faults(faults: Vec<Fault>) -> Self {
        if faults.is_empty() { Self::Pass } else { Self::Fail(faults) }
    }

    /// Fails where anything is wrong, is unknown where nothing is but something could not be read, else passes.
    pub fn concluded(faults: Vec<Fault>, reasons: Vec<Reason>) -> Self {
        if !faults.is_empty() {
            Self::Fail(faults)
        } else if reasons.is_empty() {
            Self::Pass
        } else {
            Self::Unknown(reasons)
        }
    }

    /// Decides on a fact: unknown and not applicable carry over.
    pub fn of<T>(fact: &Fact<T>, decide: impl FnOnce(&T) -> Self) -> Self {
        match fact {
            Fact::Known(value) => decide(value),
            Fact::Unknown(gap) => Self::Unknown(vec![Reason::Gap(*gap)]),
            Fact::NotApplicable => Self::NotApplicable,
        }
    }
}

/// Defines the check of a file: the doc comment becomes its manual page.
macro_rules! define_check {
    ($(#[doc = $doc:literal])+ $($field:ident: $value:expr),+ $(,)?) => {
        $(#[doc = $doc])+
        #[allow(clippy::needless_update, reason = "a check may name every field")]
        pub static CHECK: $crate::checks::Check = $crate::checks::Check {
            manual: concat!($($doc, "\n"),+),
            $($field: $value,)+
            ..$crate::checks::Check::BASE
        };
    };
}
