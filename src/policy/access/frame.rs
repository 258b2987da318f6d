//! What surrounds every request of an estate: which resource it means, what follows from the organization, and which
//! policies of both sides bear on it.

use rustc_hash::FxHashMap;

use crate::model::{AccountId, Estate, Region, ResourceId};
use crate::policy::evaluate::{Caller, Context, Policies, Request, account_of};

use super::known::Known;
use super::layers::OwnedLayer;
use super::organization::Bound;
use super::point;
use super::principal::Principal;
use super::resource::Granting;

/// The partition of an estate.
pub(super) fn partition(estate: &Estate) -> &str {
    let first = estate.resources().next().map(|(_, it)| it.arn.partition());
    first.filter(|it| !it.is_empty()).unwrap_or("aws")
}

/// What surrounds the requests of an estate.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame<'a> {
    pub(super) estate: &'a Estate,
    pub(super) bounds: &'a FxHashMap<AccountId, Bound>,
    /// Such as `aws` or `aws-cn`: an estate lies in one.
    pub(super) partition: &'a str,
}

impl<'a> Frame<'a> {
    /// The request, with what the estate knows of caller and resource; `own` is the caller as a resource of the estate.
    pub(super) fn request(
        &self,
        known: &Known,
        (caller, own): (&Caller, Option<ResourceId>),
        (action, resource): (&str, &str),
        mut context: Context,
    ) -> Request {
        let found = self.resource_of(resource).and_then(|id| self.estate.resource(id));
        let account = found.map(|it| it.account.clone());
        // A request on a resource goes to the region that holds it.
        if let Some(region) = found.map(|it| &it.region).filter(|it| **it != Region::global()) {
            context.set_default("aws:RequestedRegion", region.as_str());
        }
        let own = own.and_then(|id| Some((id, &**self.estate.resource(id)?)));
        known.describe_caller(caller, own, &mut context);
        let account = account.or_else(|| account_of(resource));
        known.describe_resource(account.as_ref(), found.map(|it| &**it), &mut context);
        point::describe_direct(action, resource, &mut context);
        if let (Some(arn), "*") = (caller.arn_in(self.partition), resource) {
            context.set_default("aws:PrincipalArn", &arn);
        }
        Request::new(caller.clone(), action, resource, account, context)
    }

    /// The resource of the estate that an ARN names or lies in: a bucket or access point for its objects.
    pub(super) fn resource_of(&self, arn: &str) -> Option<ResourceId> {
        if let Some((id, _)) = self.estate.find(arn) {
            return Some(id);
        }
        if let Some((id, _)) = point::split(self.estate, arn) {
            return Some(id);
        }
        let parts: Vec<&str> = arn.splitn(6, ':').collect();
        let [_, _, service, _, account, rest] = *parts.as_slice() else { return None };
        let whole = match service {
            "s3" if account.is_empty() => return self.estate.bucket_named(rest.split('/').next()?).map(|(id, _)| id),
            // An index or stream of a table, and a consumer of a stream.
            "dynamodb" | "kinesis" => rest.splitn(3, '/').take(2).collect::<Vec<_>>().join("/"),
            // All streams of a log group, or one of them.
            "logs" => rest.splitn(3, ':').take(2).collect::<Vec<_>>().join(":"),
            _ => return None,
        };
        let head = arn.get(..arn.len() - rest.len())?;
        self.estate.find(&format!("{head}{whole}")).map(|(id, _)| id)
    }

    /// The policies that bear on a request: those of its caller, if the estate holds it, and of its resource.
    pub(super) fn policies(
        &self,
        request: &Request,
        principal: Option<&'a Principal>,
        granting: Option<&'a Granting>,
    ) -> Policies<'a> {
        let mut policies = Policies::default();
        self.add_own(request.caller(), principal, &mut policies);
        self.add_resource(granting, request.resource_account(), &mut policies);
        policies
    }

    /// Adds what the caller's side says.
    pub(super) fn add_own(&self, caller: &Caller, principal: Option<&'a Principal>, policies: &mut Policies<'a>) {
        match principal {
            Some(principal) => {
                policies.identity = principal.identity.borrow();
                policies.boundary = principal.boundary.as_ref().map(OwnedLayer::borrow);
            }
            None if caller.account().is_some_and(|it| !self.bounds.contains_key(it)) => {
                policies.own_side_elsewhere = true
            }
            None if caller.identity().is_some() => {
                policies.identity.unread.push("the caller, which is not in the estate,");
            }
            None => {}
        }
        if let Some(bound) = caller.account().and_then(|account| self.bounds.get(account)) {
            policies.service_control = bound.service_control();
            policies.caller_in_management_account = bound.manages;
        }
    }

    /// Adds what the resource's side says.
    pub(super) fn add_resource(
        &self,
        granting: Option<&'a Granting>,
        account: Option<&AccountId>,
        policies: &mut Policies<'a>,
    ) {
        if let Some(granting) = granting {
            policies.resource = granting.policy.as_ref().map(OwnedLayer::borrow);
            policies.access_point = granting.access_point.as_ref().map(OwnedLayer::borrow);
            policies.resource_side = granting.side();
        }
        if let Some(bound) = account.and_then(|account| self.bounds.get(account)) {
            policies.resource_control = bound.resource_control();
            policies.resource_in_management_account = bound.manages;
        }
    }
}
