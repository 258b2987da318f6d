//! The least change that would turn a verdict around: other context, a statement less, or an allow more.
//!
//! Every change that is named was tried: the request was evaluated again with it. An allow that is missing is the one
//! exception, since its text is not known.

use std::fmt;

use super::condition::CompiledCondition;
use super::context::Context;
use super::formula::{Atom, Formula};
use super::layer::{Layer, LayerKind, Policies, Source};
use super::request::Request;
use super::statement::CompiledPolicy;
use super::truth::{Quick, Truth};
use super::verdict::{Decision, Lack, Reason, Verdict};
use super::{decide, explain};
use crate::policy::{Condition, Effect};

/// A change that turns a verdict around.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flip {
    /// Whether the request is allowed afterwards.
    pub allows: bool,
    /// The changes; all of them are needed.
    pub changes: Vec<Change>,
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// The request comes with other context: this must hold.
    Context(Formula),
    /// A statement goes, or no longer applies to the request.
    Remove(Reason),
    /// A layer gets a statement that allows the request.
    Allow(Lack),
}

/// Most ways of a formula that are looked through.
const WAYS: usize = 256;

/// The least change that would turn a verdict around; none where nothing known would, or where what could not be read
/// decides. For a conditional verdict it is what must hold for the request to be allowed.
pub fn least_change(request: &Request, policies: &Policies<'_>, verdict: &Verdict) -> Option<Flip> {
    // Of two that are as long the first is taken: context is easier to change than a statement.
    changes(request, policies, verdict).into_iter().rev().min_by_key(|flip| flip.changes.len())
}

/// The least change of statements and the least change of context that would each turn a verdict around, in this order,
/// as far as there are such. For a conditional verdict it is what must hold for the request to be allowed.
pub fn changes(request: &Request, policies: &Policies<'_>, verdict: &Verdict) -> Vec<Flip> {
    let (statements, context) = match verdict.decision {
        Decision::Unknown => (None, None),
        Decision::AllowIf => (None, shortest(verdict.condition.clone(), request.context()).map(context)),
        Decision::Allow => (fewer_allows(request, policies, verdict), by_context(request, policies, false)),
        Decision::Deny(_) => (more_rights(request, policies, verdict), by_context(request, policies, true)),
    };
    let allows = !matches!(verdict.decision, Decision::Allow);
    let found = [statements, context].into_iter().flatten().filter(|changes| !changes.is_empty());
    found.map(|changes| Flip { allows, changes }).collect()
}

fn context(literals: Vec<Formula>) -> Vec<Change> {
    literals.into_iter().map(Change::Context).collect()
}

/// The fewest conditions that would have to come out otherwise than they do.
fn by_context(request: &Request, policies: &Policies<'_>, allow: bool) -> Option<Vec<Change>> {
    let verdict = explain(&request.in_context(Context::open()), policies);
    let wanted = if allow { verdict.condition } else { verdict.condition.negated() };
    shortest(wanted, request.context()).map(context)
}

/// The way in which a formula holds that asks for the fewest changes of a context.
fn shortest(formula: Formula, given: &Context) -> Option<Vec<Formula>> {
    if formula.hangs_on_unread() {
        return None;
    }
    let ways = formula.ways(WAYS)?;
    let changes = ways.into_iter().map(|way| way.into_iter().filter(|it| !holds(it, given)).collect::<Vec<_>>());
    changes.min_by(|a, b| a.len().cmp(&b.len()).then_with(|| a.cmp(b)))
}

/// Whether a literal surely holds in a context.
fn holds(literal: &Formula, given: &Context) -> bool {
    let (atom, wanted) = match literal {
        Formula::Is(atom) => (atom, true),
        Formula::IsNot(atom) => (atom, false),
        _ => return false,
    };
    let Atom::Condition(requirement) = &**atom else { return false };
    let condition = Condition {
        operator: requirement.operator.clone(),
        key: requirement.key.clone(),
        values: requirement.values.clone(),
    };
    let Some(compiled) = CompiledCondition::new(&condition, requirement.variables) else { return false };
    let truth: Quick = compiled.holds(given);
    if wanted { truth.is_yes() } else { truth.is_no() }
}

/// The fewest statements without which the request is not allowed any more.
fn fewer_allows(request: &Request, policies: &Policies<'_>, verdict: &Verdict) -> Option<Vec<Change>> {
    let allows: Vec<&Reason> = verdict.because.iter().filter(|it| it.effect == Effect::Allow).collect();
    let denied = |without: &[&Reason]| Masked::new(policies, without).ask(policies, |it| decide(request, it).is_no());
    for one in &allows {
        if denied(&[one]) {
            return Some(removed(&[one]));
        }
    }
    for (place, one) in allows.iter().enumerate() {
        for other in allows.iter().skip(place + 1) {
            if denied(&[one, other]) {
                return Some(removed(&[one, other]));
            }
        }
    }
    denied(&allows).then(|| removed(&allows))
}

fn removed(reasons: &[&Reason]) -> Vec<Change> {
    reasons.iter().map(|&reason| Change::Remove(reason.clone())).collect()
}

/// The denies that would have to go, and the layers that would have to allow.
fn more_rights(request: &Request, policies: &Policies<'_>, verdict: &Verdict) -> Option<Vec<Change>> {
    let denies: Vec<&Reason> = verdict.because.iter().filter(|it| it.effect == Effect::Deny).collect();
    let without = Masked::new(policies, &denies).ask(policies, |it| explain(request, it));
    let mut changes = removed(&denies);
    match without.decision {
        Decision::Allow => {}
        Decision::Deny(_) => changes.extend(without.lacks.into_iter().map(Change::Allow)),
        Decision::AllowIf | Decision::Unknown => return None,
    }
    Some(changes)
}

/// Policies without some of their statements.
struct Masked {
    /// The policies that lost statements, by layer, level and name.
    changed: Vec<(LayerKind, Option<String>, String, CompiledPolicy)>,
}

impl Masked {
    fn new(policies: &Policies<'_>, without: &[&Reason]) -> Self {
        let mut changed = Vec::new();
        each(policies, |kind, level, source| {
            let gone = |place| {
                without.iter().any(|it| {
                    (it.layer, it.level.as_deref(), it.policy.as_str(), it.statement)
                        == (kind, level, source.name, place)
                })
            };
            if source.policy.statements.iter().any(|it| gone(it.place)) {
                let mut policy = source.policy.clone();
                policy.statements.retain(|it| !gone(it.place));
                changed.push((kind, level.map(str::to_owned), source.name.to_owned(), policy));
            }
        });
        Self { changed }
    }

    fn ask<A>(&self, policies: &Policies<'_>, question: impl FnOnce(&Policies<'_>) -> A) -> A {
        let mut masked = policies.clone();
        each_mut(&mut masked, |kind, level, source| {
            let found = self
                .changed
                .iter()
                .find(|(layer, at, name, _)| (*layer, at.as_deref(), name.as_str()) == (kind, level, source.name));
            if let Some((.., policy)) = found {
                source.policy = policy;
            }
        });
        question(&masked)
    }
}

fn each<'p>(policies: &Policies<'p>, mut take: impl FnMut(LayerKind, Option<&str>, &Source<'p>)) {
    let mut copy = policies.clone();
    each_mut(&mut copy, |kind, level, source| take(kind, level, source));
}

fn each_mut<'p>(policies: &mut Policies<'p>, mut take: impl FnMut(LayerKind, Option<&str>, &mut Source<'p>)) {
    let Policies { identity, boundary, session, service_control, resource_control, .. } = policies;
    let single: [(LayerKind, Option<&mut Layer<'p>>); 6] = [
        (LayerKind::Identity, Some(identity)),
        (LayerKind::PermissionsBoundary, boundary.as_mut()),
        (LayerKind::Session, session.as_mut()),
        (LayerKind::Resource, policies.resource.as_mut()),
        (LayerKind::AccessPoint, policies.access_point.as_mut()),
        (LayerKind::Endpoint, policies.endpoint.as_mut()),
    ];
    for (kind, layer) in single {
        layer.into_iter().flat_map(|it| &mut it.policies).for_each(|source| take(kind, None, source));
    }
    let side = &mut policies.resource_side;
    let lists =
        [(LayerKind::Grant, side.grants.as_mut()), (LayerKind::AccessControlList, side.access_control_list.as_mut())];
    for (kind, layer) in lists {
        layer.into_iter().flat_map(|it| &mut it.policies).for_each(|source| take(kind, None, source));
    }
    let levels = [(LayerKind::ServiceControl, service_control), (LayerKind::ResourceControl, resource_control)];
    for (kind, levels) in levels {
        for level in levels.iter_mut().flatten() {
            level.layer.policies.iter_mut().for_each(|source| take(kind, Some(level.name), source));
        }
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Context(literal) => write!(f, "a request for which {literal}"),
            Self::Remove(reason) => {
                let sid = reason.sid.as_ref().map(|sid| format!(" ({sid})")).unwrap_or_default();
                let place = reason.statement + 1;
                write!(f, "without statement {place}{sid} of {} in the {}", reason.policy, reason.layer)
            }
            Self::Allow(Lack { layer, level: None }) => write!(f, "an allow in the {layer}"),
            Self::Allow(Lack { layer, level: Some(level) }) => write!(f, "an allow in the {layer} of {level}"),
        }
    }
}
