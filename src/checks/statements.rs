//! What the exposure checks of stores and keys share: faults at statements of a policy, with their evidence.

use std::borrow::Cow;

use crate::finding::{Evidence, Factor, Side};
use crate::model::Document;
use crate::policy::{Condition, Exposure, Foreign, Narrowed, Opening, Outsider, Policy, Statement, statement_locus};

use super::outsiders::{Gate, Passage};
use super::{Context, Fault, Outcome, Reason};

/// A policy under its name on screen.
#[derive(Clone, Copy)]
pub(super) struct Source<'p> {
    /// Such as `bucket policy`.
    pub(super) label: &'static str,
    /// The document as it stands.
    pub(super) document: &'p Document,
    /// The same, parsed.
    pub(super) policy: &'p Policy,
}

impl<'p> Source<'p> {
    /// Parses a document, or says why that cannot be done.
    pub(super) fn of(context: &'p Context<'_>, label: &'static str, document: &'p Document) -> Result<Self, Outcome> {
        match context.policy(document) {
            Ok(policy) => Ok(Self { label, document, policy }),
            Err(wrong) => Err(Outcome::Unknown(vec![Reason::Note(format!("the {label} is not understood: {wrong}"))])),
        }
    }

    /// A fault at one statement, which is its evidence.
    pub(super) fn fault(&self, index: usize, summary: impl Into<String>) -> Fault {
        Fault::new(summary).at(statement_locus(self.policy, index)).with(Evidence::Statement {
            label: self.label.to_owned(),
            document: self.document.clone(),
            index,
        })
    }

    /// The name of a statement in a sentence.
    pub(super) fn name(&self, index: usize) -> String {
        self.policy.statements.get(index).map(|statement| statement.label(index)).unwrap_or_default()
    }

    /// A fault at a statement that lets in everyone, with the conditions that fail to narrow it.
    pub(super) fn public_fault(&self, opening: &Opening<'_>, summary: String) -> Fault {
        let fault = self.fault(opening.index, summary);
        opening.loose().fold(fault, |fault, (condition, why)| {
            let note = format!("{} on {} does not narrow it: {why}", condition.operator, condition.key);
            fault.with(Evidence::Note(note))
        })
    }

    /// The remark that names the condition that keeps a statement to fixed callers.
    pub(super) fn narrowing_note(&self, narrowed: &Narrowed<'_>) -> String {
        let values = narrowed.condition.values.join(", ");
        let by = format!("{} on {} ({values})", narrowed.condition.operator, narrowed.condition.key);
        match narrowed.denied_by {
            Some(deny) => format!("narrowed by the Deny {}: {by}", self.name(deny)),
            None => format!("narrowed by {by}"),
        }
    }

    /// Faults for the foreigners that a policy lets in and nothing keeps out, one a statement; or why they cannot be
    /// told from insiders.
    pub(super) fn foreign_faults(
        &self,
        context: &Context<'_>,
        gate: &Gate<'_>,
        exposure: &Exposure<'_>,
    ) -> (Vec<Fault>, Vec<Reason>) {
        let (mut faults, mut reasons) = (Vec::new(), Vec::new());
        for group in exposure.foreign.chunk_by(|a, b| a.index == b.index) {
            let Some(first) = group.first() else { continue };
            let (mut open, mut undecided, mut remarks) = (Vec::new(), Vec::new(), Vec::new());
            for foreign in group {
                match gate.outsider(self.document, foreign.index, foreign.who) {
                    Passage::Closed(_) => {}
                    Passage::Unknown(why) => reasons.extend(why),
                    Passage::Open(_) if !is_surely_foreign(context, foreign.who) => undecided.push(foreign),
                    Passage::Open(said) => {
                        open.push(foreign);
                        remarks = said;
                    }
                }
            }
            let list = |all: &[&Foreign<'_>]| {
                let mut names: Vec<String> = all.iter().map(|foreign| foreign.who.to_string()).collect();
                names.dedup();
                names.join(", ")
            };
            if !open.is_empty() {
                let summary = format!("The {} lets in {} ({})", self.label, list(&open), self.name(first.index));
                let mut fault = self.fault(first.index, summary);
                if open.iter().all(|foreign| matches!(foreign.who, Outsider::Identity(..))) {
                    fault = fault.factor(likelihood(-1, "single identities, not whole accounts"));
                }
                if let Some(narrowed) = exposure.narrowed.iter().find(|narrowed| narrowed.index == first.index) {
                    fault = fault.with(Evidence::Note(self.narrowing_note(narrowed)));
                }
                faults.push(remarks.into_iter().fold(fault, Fault::with));
            }
            if !undecided.is_empty() {
                let gap = context.membership_gap().map(Reason::Gap);
                reasons.extend(gap.filter(|gap| !reasons.contains(gap)));
                reasons.push(Reason::Note(format!(
                    "the {} lets in {} ({}), which may belong to the organization",
                    self.label,
                    list(&undecided),
                    self.name(first.index)
                )));
            }
        }
        (faults, reasons)
    }
}

/// Whether someone is outside for certain: while the organization's accounts are hidden, an account may be inside.
fn is_surely_foreign(context: &Context<'_>, who: Outsider<'_>) -> bool {
    match who {
        Outsider::Account(_) | Outsider::Identity(..) => context.membership_gap().is_none(),
        Outsider::UnknownOrganization(_) => false,
        Outsider::Canonical(_) => context.knows_canonical_ids(),
        Outsider::Organization(_) | Outsider::Federated(_) => true,
    }
}

/// Whether a statement covers at least one of these actions.
pub(super) fn covers_any(statement: &Statement, actions: &[&str]) -> bool {
    actions.iter().any(|action| statement.covers(action))
}

/// Whether a condition holds for requests without TLS.
pub(super) fn is_without_tls(condition: &Condition) -> bool {
    let operator = |name: &str| condition.operator.eq_ignore_ascii_case(name);
    condition.key.eq_ignore_ascii_case("aws:SecureTransport")
        && (operator("Bool") || operator("BoolIfExists"))
        && has_value(condition, "false")
}

/// Whether a condition names a value, whatever its case.
pub(super) fn has_value(condition: &Condition, wanted: &str) -> bool {
    condition.values.iter().any(|value| value.eq_ignore_ascii_case(wanted))
}

/// A factor on the likelihood.
pub(super) fn likelihood(by: i8, why: impl Into<Cow<'static, str>>) -> Factor {
    Factor { on: Side::Likelihood, by, why: why.into() }
}

/// A factor on the impact.
pub(super) fn impact(by: i8, why: impl Into<Cow<'static, str>>) -> Factor {
    Factor { on: Side::Impact, by, why: why.into() }
}
