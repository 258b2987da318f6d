//! What the engine of access says beyond a policy's own words, as evidence: what takes a grant away, on what it depends,
//! and what of it could not be read.

use crate::finding::Evidence;
use crate::model::{Detail, Document, Estate, ResourceId};
use crate::policy::access::{Limit, Unread};
use crate::policy::evaluate::Formula;

use super::Reason;

/// What takes something away, in words: each once.
pub(super) fn words(limits: &[Limit]) -> String {
    let mut all: Vec<String> = limits.iter().map(ToString::to_string).collect();
    all.dedup();
    if all.is_empty() { "another policy".to_owned() } else { all.join(" and ") }
}

/// The statements and policies that take something away.
pub(super) fn evidence(estate: &Estate, limits: &[Limit]) -> Vec<Evidence> {
    let of = |limit: &Limit| {
        let carrier = limit.carrier?;
        let statement = limit.statement.zip(document(estate, carrier));
        Some(match statement {
            Some((index, document)) => {
                let label = limit.to_string();
                let label = label.strip_prefix("the ").unwrap_or(&label).to_owned();
                Evidence::Statement { label, document: document.clone(), index }
            }
            None => Evidence::Related { relation: "limited by", resource: carrier },
        })
    };
    limits.iter().filter_map(of).collect()
}

fn document(estate: &Estate, carrier: ResourceId) -> Option<&Document> {
    match &estate.resource(carrier)?.detail {
        Detail::OrganizationPolicy(policy) => policy.document.known(),
        Detail::Policy(policy) => policy.document.known(),
        _ => None,
    }
}

/// What has to be said where the organization's policies were not read: they only ever take away.
pub(super) fn organization(unread: &Unread, what: &str) -> Vec<Evidence> {
    let gaps = unread.gaps.iter().map(|gap| Evidence::Gap(*gap));
    let note = format!("{what} of the organization were not read; they may take this away");
    let note = (!unread.is_empty()).then_some(Evidence::Note(note));
    gaps.chain(note).collect()
}

/// Why a check is undecided.
pub(super) fn reasons(unread: Unread) -> Vec<Reason> {
    let words = unread.words.into_iter().map(|what| Reason::Note(format!("{what} would decide")));
    unread.gaps.into_iter().map(Reason::Gap).chain(words).collect()
}

/// The remark that names on what access depends.
pub(super) fn when(formula: &Formula) -> Option<Evidence> {
    let open = !matches!(formula, Formula::Yes | Formula::No);
    open.then(|| Evidence::Note(format!("only when {formula}")))
}
