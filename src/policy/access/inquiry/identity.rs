//! What one identity may do, with everything that limits it.

use crate::model::ResourceId;
use crate::policy::Effect;
use crate::policy::evaluate::{
    Caller, Decision, Formula, Layer, LayerKind, Policies, Quick, Request, Truth, Verdict, explain,
};

use super::super::frame::Frame;
use super::super::known::Known;
use super::super::principal::Principal;
use super::{Limit, Unread, usual};

/// An identity as it asks.
#[derive(Debug)]
pub struct Asking<'i> {
    frame: Frame<'i>,
    principal: Principal,
    known: Known,
}

/// A statement of an identity's policies that allows a request without a condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// The policy; of a group's, the group stands before it with a slash between.
    pub policy: String,
    /// The statement's place in it, from 0.
    pub statement: usize,
}

/// Whether an identity may do what its policies grant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// Nothing grants it without a condition.
    NotGranted,
    /// It is granted, and taken away.
    Taken(Vec<Limit>),
    /// What could not be read decides.
    Unknown(Unread),
    /// It may.
    Stands {
        /// What the limits ask for on top.
        when: Formula,
        /// What of the organization could not be read: its policies may take it away.
        organization: Unread,
    },
}

impl Standing {
    /// From the least to the most.
    fn rank(&self) -> u8 {
        match self {
            Self::NotGranted => 0,
            Self::Taken(_) => 1,
            Self::Unknown(_) => 2,
            Self::Stands { .. } => 3,
        }
    }

    /// Where both are needed.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        if other.rank() < self.rank() { other } else { self }
    }

    /// Where one is enough.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        if other.rank() > self.rank() { other } else { self }
    }
}

impl<'i> Asking<'i> {
    pub(super) fn new(frame: Frame<'i>, principal: Principal, known: Known) -> Self {
        Self { frame, principal, known }
    }

    /// As whom it asks; of a group, as somebody of its account.
    pub fn caller(&self) -> &Caller {
        &self.principal.caller
    }

    /// Whether it may do an action on a resource of its account, and which statements grant it without a condition.
    pub fn standing(&self, action: &str, resource: &str) -> (Vec<Grant>, Standing) {
        // Of a group the members ask, who have tags of their own.
        let own = (self.caller(), self.caller().identity().map(|_| self.principal.id));
        let request = self.frame.request(&self.known, own, (action, resource), usual());
        let policies = self.frame.policies(&request, Some(&self.principal), None);
        let grants = unconditional(&policies.identity, &request);
        let standing = self.judge(&request, policies, !grants.is_empty());
        (grants, standing)
    }

    fn judge(&self, request: &Request, mut policies: Policies<'_>, granted: bool) -> Standing {
        let whole = policies.identity.gaps.is_empty() && policies.identity.unread.is_empty();
        if !granted && whole {
            return Standing::NotGranted;
        }
        let verdict = explain(request, &policies);
        match verdict.decision {
            Decision::Unknown if !granted => Standing::Unknown(Unread::of(&verdict.condition)),
            _ if !granted => Standing::NotGranted,
            Decision::Allow | Decision::AllowIf => {
                Standing::Stands { when: verdict.condition, organization: Unread::default() }
            }
            Decision::Deny(_) => Standing::Taken(self.limits(request, &verdict)),
            Decision::Unknown => {
                (policies.service_control, policies.resource_control) = (None, None);
                let alone = explain(request, &policies);
                match alone.decision {
                    Decision::Allow | Decision::AllowIf => {
                        Standing::Stands { when: alone.condition, organization: Unread::of(&verdict.condition) }
                    }
                    _ => Standing::Unknown(Unread::of(&verdict.condition)),
                }
            }
        }
    }

    fn limits(&self, request: &Request, verdict: &Verdict) -> Vec<Limit> {
        let boundary = self.principal.boundary.as_ref().and_then(|it| it.policies.first());
        let mut limits = Limit::of(verdict, |layer, policy| self.carrier(request, layer, policy));
        for limit in limits.iter_mut().filter(|it| it.layer == LayerKind::PermissionsBoundary) {
            limit.policy = boundary.map(|it| it.name.to_string());
            limit.carrier = boundary.and_then(|it| it.carrier);
        }
        limits
    }

    fn carrier(&self, request: &Request, layer: LayerKind, policy: &str) -> Option<ResourceId> {
        let bound = |account: Option<_>| account.and_then(|it| self.frame.bounds.get(it));
        match layer {
            LayerKind::Identity => self.principal.identity.carrier(policy),
            LayerKind::ServiceControl => bound(self.caller().account())?.carrier(policy),
            LayerKind::ResourceControl => bound(request.resource_account())?.carrier(policy),
            _ => None,
        }
    }
}

fn unconditional(identity: &Layer<'_>, request: &Request) -> Vec<Grant> {
    let allows = identity.statements().filter(|(_, it)| it.effect == Effect::Allow);
    let sure = allows.filter(|(_, it)| it.applies::<Quick>(request).is_yes());
    sure.map(|(source, it)| Grant { policy: source.name.to_owned(), statement: it.place }).collect()
}
