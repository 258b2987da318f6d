//! Evaluation of AWS policies: whether a request is allowed, when, and why. Pure.
//!
//! One evaluator answers single questions with their reasons ([`explain`]), many of them fast ([`decide`]), and all actions
//! of a service at once ([`sweep`]). Which
//! policies bear on a request of an estate is gathered elsewhere; here they are given.

pub mod access_point;
mod caller;
mod combine;
mod compare;
mod condition;
mod context;
mod flip;
#[cfg(test)]
mod flip_tests;
mod formula;
#[cfg(test)]
mod formula_tests;
mod lanes;
mod layer;
mod operator;
mod pattern;
mod principal;
mod readings;
mod request;
pub mod sides;
mod special;
mod statement;
mod truth;
mod valid;
mod verdict;

pub use caller::{Caller, Identity};
pub use condition::CompiledCondition;
pub use context::{Context, ContextValue, Partly, Presence};
pub use flip::{Change, Flip, changes, least_change};
pub use formula::{Atom, Formula, Requirement};
pub use lanes::{LANE_SERVICES, Lanes, Mask, all_of, lane_of};
pub use layer::{Layer, LayerKind, Level, Policies, ResourceSide, Restriction, Source, Trace};
pub use operator::{Operator, Order, Set, Test};
pub use pattern::{Fit, Pattern, Reading};
pub use principal::{Names, Naming};
pub use request::Request;
pub(in crate::policy) use request::account_of;
pub use statement::{CompiledPolicy, CompiledStatement, PolicyKind};
pub use truth::{Quick, Truth};
pub use valid::as_new;
pub use verdict::{Decision, Denial, Lack, Reason, Rule, Verdict};

/// Answers a request with its reasons.
pub fn explain(request: &Request, policies: &Policies<'_>) -> Verdict {
    if let Some((decision, rule)) = special::decided(request) {
        return Verdict::by_rule(decision, rule);
    }
    let mut seen = verdict::Seen::default();
    if request.resource_account().is_none() && request.caller().account().is_some() && request.resource() != "*" {
        layer::Trace::<Formula>::rule(&mut seen, Rule::AccountAssumed);
    }
    readings::note(request, policies, &mut seen);
    let answer = combine::combine::<Formula, _>(request, policies, &mut seen);
    Verdict::new(answer.allowed, &answer.denied, seen)
}

/// Answers a request without reasons, fast. Where conditions of an allow and a deny exclude each other, the answer
/// is "may" although [`explain`] finds that it never goes through.
pub fn decide(request: &Request, policies: &Policies<'_>) -> Quick {
    if let Some((decision, _)) = special::decided(request) {
        return Quick::of(decision == Decision::Allow);
    }
    combine::combine::<Quick, _>(request, policies, &mut ()).goes_through()
}

/// When each action of the request's service goes through. The request is made for the service, as `s3:`; what only a
/// rule about one action decides (a type of resource that it never acts on) is for the caller to leave out.
pub fn sweep(request: &Request, policies: &Policies<'_>, trace: &mut impl Trace<Lanes>) -> Lanes {
    if special::unanswered(request).is_some() {
        return Lanes::of(false);
    }
    combine::combine::<Lanes, _>(request, policies, trace).goes_through()
}
