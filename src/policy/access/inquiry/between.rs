//! Whether a request of one caller on one resource goes through, by the policies of both sides.

use std::sync::Arc;

use crate::model::ResourceId;
use crate::policy::Effect;
use crate::policy::actions::ActionTable;
use crate::policy::evaluate::{Caller, CompiledStatement, LayerKind, Verdict, explain};

use super::super::frame::Frame;
use super::super::known::Known;
use super::super::layers::OwnedLayer;
use super::super::organization::Bound;
use super::super::patterns::rest_after;
use super::super::principal::{self, Principal};
use super::super::resource::{self as granting, Granting};
use super::{Inquiry, Limit, usual};

/// A user or role that calls, with the policies of its side.
#[derive(Debug, Clone)]
pub struct Calling(Arc<Principal>);

/// A caller and the resource that it calls, with all policies that bear on the two.
#[derive(Debug)]
pub struct Between<'i> {
    frame: Frame<'i>,
    principal: Option<Arc<Principal>>,
    caller: Caller,
    granting: Granting,
    known: Known,
}

impl Inquiry<'_> {
    /// A user or role and what it calls; none where the first is neither.
    pub fn between(&self, identity: ResourceId, on: ResourceId) -> Option<Between<'_>> {
        self.of_caller(&self.calling(identity)?, on)
    }

    /// A user or role that calls several things, with all that its side says.
    pub fn calling(&self, identity: ResourceId) -> Option<Calling> {
        let resource = self.estate.resource(identity)?;
        let principal = principal::gather(self.estate, &self.documents, &self.lookup, identity, resource)?;
        Some(Calling(Arc::new(principal)))
    }

    /// A caller and one of the things that it calls.
    pub fn of_caller(&self, calling: &Calling, on: ResourceId) -> Option<Between<'_>> {
        let Calling(principal) = calling;
        let mut between = self.meeting(Some(Arc::clone(principal)), principal.caller.clone(), on)?;
        if between.known.asks_for_tags_of_callers() {
            let resource = self.estate.resource(principal.id)?;
            let trust = granting::granting(&self.settings, &self.documents, principal.id, resource);
            between.known.meet(principal.id, &trust);
        }
        Some(between)
    }

    /// A service of AWS, such as `s3.amazonaws.com`, and what it calls.
    pub fn service_on(&self, service: &str, on: ResourceId) -> Option<Between<'_>> {
        self.meeting(None, Caller::Service(service.to_owned()), on)
    }

    fn meeting(&self, principal: Option<Arc<Principal>>, caller: Caller, on: ResourceId) -> Option<Between<'_>> {
        let resource = self.estate.resource(on)?;
        let granting = granting::granting(&self.settings, &self.documents, on, resource);
        let accounts = caller.account().into_iter().chain([&resource.account]);
        let bound = accounts.filter_map(|it| self.frame().bounds.get(it)).flat_map(Bound::layers);
        let own = principal.iter().flat_map(|it| [&it.identity].into_iter().chain(&it.boundary));
        let known = self.known(own.chain(granting.layers()).chain(bound));
        Some(Between { frame: self.frame(), principal, caller, granting, known })
    }
}

impl Between<'_> {
    /// Whether a statement of either side may allow an action: a cheap look before [`Self::verdict`]. Where it says no, and
    /// [`Self::has_unread`] as well, the verdict is a denial.
    pub fn may_allow(&self, action: &str, target: &str) -> bool {
        let small = action.to_ascii_lowercase();
        let allows =
            |it: &&CompiledStatement| it.effect == Effect::Allow && it.may_cover(target) && it.covers_action(&small);
        self.granting_layers().flat_map(|it| &it.policies).flat_map(|it| &it.policy.statements).any(|it| allows(&it))
    }

    /// Whether something that could allow was not read.
    pub fn has_unread(&self) -> bool {
        self.granting_layers().any(|layer| !layer.gaps.is_empty() || !layer.unread.is_empty())
    }

    fn granting_layers(&self) -> impl Iterator<Item = &OwnedLayer> {
        self.principal.iter().map(|it| &it.identity).chain(self.granting.layers())
    }

    /// The verdict on an action, with more that is known of the request; none where the action is not of such a resource.
    pub fn verdict(&self, action: &str, target: &str, told: &[(&str, &str)]) -> Option<Verdict> {
        let table = ActionTable::aws();
        // Seen before the request is put together, which takes much longer.
        if table.find(action).is_some_and(|id| table.never_takes(id, target)) {
            return None;
        }
        let context = told.iter().fold(usual(), |context, (key, value)| context.with(key, value));
        let own = self.principal.as_ref().map(|it| it.id);
        let request = self.frame.request(&self.known, (&self.caller, own), (action, target), context);
        let policies = self.frame.policies(&request, self.principal.as_deref(), Some(&self.granting));
        Some(explain(&request, &policies))
    }

    /// What lies inside, as the policies of both sides single it out: `inside` with a star, and one name for each pattern
    /// of an Allow that covers a part. None where a pattern has a variable, so that its part depends on the request.
    pub fn parts(&self, inside: &str) -> Option<Vec<String>> {
        let own = self.principal.iter().map(|it| &it.identity);
        let statements =
            own.chain(self.granting.layers()).flat_map(|it| &it.policies).flat_map(|it| &it.policy.statements);
        let allows = statements.filter(|it| it.effect == Effect::Allow);
        let mut parts = vec![format!("{inside}*")];
        for pattern in allows.flat_map(|it| it.resource_patterns()) {
            let Some(rest) = rest_after(pattern.written(), inside) else { continue };
            if rest.contains("${") {
                return None;
            }
            parts.push(format!("{inside}{rest}"));
        }
        parts.sort_unstable();
        parts.dedup();
        Some(parts)
    }

    /// What denies, in the order of the layers; empty where nothing allows.
    pub fn limits(&self, verdict: &Verdict) -> Vec<Limit> {
        Limit::of(verdict, |layer, policy| match layer {
            LayerKind::Identity => self.principal.as_ref()?.identity.carrier(policy),
            LayerKind::PermissionsBoundary => {
                self.principal.as_ref()?.boundary.as_ref().and_then(|it: &OwnedLayer| it.carrier(policy))
            }
            LayerKind::ServiceControl => self.frame.bounds.get(self.caller.account()?)?.carrier(policy),
            _ => None,
        })
    }
}
