//! The two sides of a request computed apart, for sweeps: what the caller's own policies say, and what the resource
//! grants. Many pairs of callers and resources share a side; joining two sides is cheap.
//!
//! Both are computed and joined by the functions that answer single requests, in `combine`.

use super::combine::{self, Answer};
use super::lanes::Lanes;
use super::layer::Policies;
use super::principal::Naming;
use super::request::Request;
use super::special;
use super::truth::Truth;

/// What the policies of the caller and of its organization say, for each action of a service.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct OwnSide {
    own: combine::Own<Lanes>,
    denied: Lanes,
    control: Lanes,
    denied_by_control: Lanes,
}

impl OwnSide {
    /// Evaluates it. The request is made for the service, as `s3:`; of the policies only those of the caller count.
    pub fn new(request: &Request, policies: &Policies<'_>) -> Self {
        let (mut denied, mut denied_by_control) = (Lanes::of(false), Lanes::of(false));
        let own = combine::own_side(request, policies, &mut denied, &mut ());
        let control = combine::service_control(request, policies, &mut denied_by_control, &mut ());
        Self { own, denied, control, denied_by_control }
    }
}

/// What the resource and the organization of its account say, for each action of a service.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct GrantingSide {
    granted: Naming<Lanes>,
    denied: Lanes,
    control: Lanes,
    denied_by_control: Lanes,
}

impl GrantingSide {
    /// Evaluates it. Of the policies only those of the resource count, and whether the caller has a boundary.
    pub fn new(request: &Request, policies: &Policies<'_>) -> Self {
        let (mut denied, mut denied_by_control) = (Lanes::of(false), Lanes::of(false));
        let granted = combine::resource_side(request, policies, &mut denied, &mut ());
        let control = combine::resource_control(request, policies, &mut denied_by_control, &mut ());
        Self { granted, denied, control, denied_by_control }
    }
}

/// When each action goes through; the request is any for which both sides are as given.
pub fn joined(request: &Request, policies: &Policies<'_>, own: &OwnSide, granting: &GrantingSide) -> Lanes {
    if special::unanswered(request).is_some() {
        return Lanes::of(false);
    }
    let allowed = combine::joined(request, policies, own.own.clone(), granting.granted.clone(), &mut ());
    let allowed = allowed.and(own.control.clone()).and(granting.control.clone());
    let denied = own.denied.clone().or(granting.denied.clone());
    let denied = denied.or(own.denied_by_control.clone()).or(granting.denied_by_control.clone());
    Answer { allowed, denied }.goes_through()
}
