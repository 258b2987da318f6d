//! Whether callers get through to one resource.

use crate::model::{Kind, Resource, ResourceId};
use crate::policy::actions::ActionTable;
use crate::policy::evaluate::{
    Caller, CompiledStatement, Context, Formula, LANE_SERVICES, Lanes, LayerKind, Mask, Request, Truth, explain, sweep,
};

use super::super::frame::Frame;
use super::super::known::Known;
use super::super::resource::Granting;
use super::super::store::Target;
use super::{Limit, Unread};

/// A resource as others reach it.
#[derive(Debug)]
pub struct Guarded<'i> {
    frame: Frame<'i>,
    resource: &'i Resource,
    granting: Granting,
    known: Known,
}

/// Actions on resources: what a statement allows, or an access control list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allowed {
    actions: Actions,
    targets: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Actions {
    /// Of a service that holds data, all at once.
    Of(&'static str, Mask),
    /// One by one.
    These(Vec<&'static str>),
}

/// Actions that let somebody assume a role with keys of its own. Who comes by a token is vouched for by a provider.
const ASSUMING: &str = "sts:AssumeRole";

impl Allowed {
    /// What a statement of the resource's own policy allows.
    pub fn by(statement: &CompiledStatement, resource: &Resource) -> Self {
        let mut allowed = Self::anywhere(statement, resource);
        allowed.targets.retain(|target| statement.may_cover(target));
        allowed
    }

    /// What a statement of another policy that leads to the resource allows, wherever in it.
    pub fn anywhere(statement: &CompiledStatement, resource: &Resource) -> Self {
        let arn = resource.arn.as_str();
        let place = |service: &str| LANE_SERVICES.iter().position(|it| *it == service);
        let of = |service| Actions::Of(service, place(service).map_or(Mask::NONE, |at| statement.lanes(at)));
        match resource.kind() {
            Kind::Bucket => {
                let inside = format!("{arn}/");
                let patterns = statement.resource_patterns().iter().map(|it| it.written().to_owned());
                let parts = patterns.filter(|it| it.starts_with(&inside) && *it != format!("{inside}*"));
                let targets = [arn.to_owned(), format!("{inside}*")].into_iter().chain(parts).collect();
                Self { actions: of("s3"), targets }
            }
            Kind::Key => Self { actions: of("kms"), targets: vec![arn.to_owned()] },
            Kind::Role => {
                let assumes = statement.covers_action(&ASSUMING.to_ascii_lowercase());
                Self::of(if assumes { &[ASSUMING] } else { &[] }, vec![arn.to_owned()])
            }
            _ => Self::of(&known(statement, resource), vec![arn.to_owned()]),
        }
    }

    /// These actions on these resources.
    pub fn of(actions: &[&'static str], targets: Vec<String>) -> Self {
        Self { actions: Actions::These(actions.to_vec()), targets }
    }
}

/// The actions of a statement that act on a resource, as far as the table of actions knows them.
fn known(statement: &CompiledStatement, resource: &Resource) -> Vec<&'static str> {
    let table = ActionTable::aws();
    let Some(service) = table.service(resource.arn.service()) else { return Vec::new() };
    let names = table.taking(service, resource.arn.as_str()).iter().map(|id| table.name(id)).collect::<Vec<_>>();
    names.into_iter().filter(|name| statement.covers_action(&name.to_ascii_lowercase())).collect()
}

/// Whether callers get through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    /// One of them does, with one of the actions.
    Open {
        /// When.
        when: Formula,
        /// What of the organization could not be read: its policies may keep them out.
        organization: Unread,
    },
    /// None does: what keeps them out.
    Closed(Vec<Limit>),
    /// What could not be read decides.
    Unknown(Unread),
}

impl<'i> Guarded<'i> {
    pub(super) fn new(frame: Frame<'i>, resource: &'i Resource, granting: Granting, known: Known) -> Self {
        Self { frame, resource, granting, known }
    }

    /// Whether any of the callers, each in its context, gets through with any of the actions; none where the actions are
    /// not of these resources, so that there is nothing to ask.
    pub fn reach(&self, callers: &[(Caller, Context)], allowed: &Allowed) -> Option<Reach> {
        let mut hidden = Formula::No;
        let mut requests = Vec::new();
        for (caller, context) in callers {
            for target in &allowed.targets {
                for (request, mask) in self.requests(caller, context, target, &allowed.actions) {
                    match self.through(&request, mask, true) {
                        Formula::No => requests.push((request, mask)),
                        when if when.hangs_on_unread() => {
                            let alone = self.through(&request, mask, false);
                            if !alone.is_no() && !alone.hangs_on_unread() {
                                return Some(Reach::Open { when: alone, organization: Unread::of(&when) });
                            }
                            hidden = when;
                        }
                        when => return Some(Reach::Open { when, organization: Unread::default() }),
                    }
                }
            }
        }
        if !hidden.is_no() {
            return Some(Reach::Unknown(Unread::of(&hidden)));
        }
        requests.first().map(|(request, mask)| Reach::Closed(self.limits(request, *mask)))
    }

    /// The requests of a caller on a target: one for all actions of a service with data, else one an action.
    fn requests(
        &self,
        caller: &Caller,
        context: &Context,
        target: &str,
        actions: &Actions,
    ) -> Vec<(Request, Option<(&'static str, Mask)>)> {
        let request = |action: &str| self.frame.request(&self.known, (caller, None), (action, target), context.clone());
        match actions {
            Actions::Of(service, mask) => {
                let mask = mask.and(Target::new(service, target.to_owned()).lanes);
                let asked = (!mask.is_empty()).then(|| (request(&format!("{service}:")), Some((*service, mask))));
                asked.into_iter().collect()
            }
            Actions::These(actions) => {
                let all = actions.iter().map(|action| (request(action), None));
                all.filter(|(request, _)| !request.is_mismatch()).collect()
            }
        }
    }

    /// When a request goes through, or the first of its actions that does.
    fn through(&self, request: &Request, mask: Option<(&'static str, Mask)>, with_organization: bool) -> Formula {
        let mut policies = self.frame.policies(request, None, Some(&self.granting));
        if !with_organization {
            (policies.service_control, policies.resource_control) = (None, None);
        }
        let Some((_, mask)) = mask else { return explain(request, &policies).condition };
        let lanes: Lanes = sweep(request, &policies, &mut ()).only(mask);
        if !lanes.yes().is_empty() {
            return Formula::Yes;
        }
        let surely = lanes.open().iter().find(|(_, when)| !when.hangs_on_unread());
        surely.or_else(|| lanes.open().first()).map_or(Formula::No, |(_, when)| when.clone())
    }

    fn limits(&self, request: &Request, mask: Option<(&'static str, Mask)>) -> Vec<Limit> {
        let first = mask.and_then(|(service, mask)| mask.actions(service).first().copied());
        let named = first.map(|id| ActionTable::aws().name(id));
        let one = named.map(|action| {
            let (caller, on) = ((request.caller(), None), (action, request.resource()));
            self.frame.request(&self.known, caller, on, request.context().clone())
        });
        let request = one.as_ref().unwrap_or(request);
        let policies = self.frame.policies(request, None, Some(&self.granting));
        Limit::of(&explain(request, &policies), |layer, policy| self.carrier(layer, policy))
    }

    fn carrier(&self, layer: LayerKind, policy: &str) -> Option<ResourceId> {
        match layer {
            LayerKind::ResourceControl => self.frame.bounds.get(&self.resource.account)?.carrier(policy),
            _ => None,
        }
    }
}
