//! How the layers of policies combine to one answer.
//!
//! Sources: IAM User Guide, "Policy evaluation logic", "Cross-account policy evaluation logic", "Permissions
//! boundaries for IAM entities"; AWS Organizations User Guide, "SCP evaluation", "RCP evaluation"; AWS KMS Developer
//! Guide, "Key policies in AWS KMS", "Grants in AWS KMS"; IAM User Guide, "Update a role trust policy".

use super::caller::Caller;
use super::layer::{Layer, LayerKind, Level, Policies, Restriction, Says, Trace};
use super::principal::Naming;
use super::request::Request;
use super::special;
use super::truth::Truth;
use super::verdict::Rule;
use crate::policy::Effect;

/// When a request is allowed and when it is denied; it goes through when it is the one and not the other.
pub(super) struct Answer<T> {
    pub(super) allowed: T,
    pub(super) denied: T,
}

impl<T: Truth> Answer<T> {
    pub(super) fn goes_through(self) -> T {
        self.allowed.and(self.denied.not())
    }
}

/// Evaluates all layers.
pub(super) fn combine<T: Truth, R: Trace<T>>(request: &Request, policies: &Policies<'_>, trace: &mut R) -> Answer<T> {
    let mut denied = T::of(false);
    let own = own_side(request, policies, &mut denied, trace);
    let resource = resource_side(request, policies, &mut denied, trace);
    let mut allowed = joined(request, policies, own, resource, trace);
    allowed = allowed.and(service_control(request, policies, &mut denied, trace));
    allowed = allowed.and(resource_control(request, policies, &mut denied, trace));
    if let Some(layer) = &policies.endpoint {
        let says = layer.of_resource((LayerKind::Endpoint, None), request, policies.boundary.is_some(), trace);
        let allow = says.allow.any();
        lacking(&allow, LayerKind::Endpoint, None, trace);
        allowed = allowed.and(allow);
        denied = denied.or(says.deny);
    }
    Answer { allowed, denied }
}

/// What the caller's own policies permit.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Own<T> {
    /// The identity policies alone.
    identity: T,
    /// The boundary alone.
    boundary: T,
    /// The boundary and the session policies.
    limits: T,
}

pub(super) fn own_side<T: Truth, R: Trace<T>>(
    request: &Request,
    policies: &Policies<'_>,
    denied: &mut T,
    trace: &mut R,
) -> Own<T> {
    // Whoever is of no account has no policies of its own.
    if request.caller().account().is_none() {
        return Own { identity: T::of(false), boundary: T::of(true), limits: T::of(true) };
    }
    let says = policies.identity.of_caller((LayerKind::Identity, None), request, trace);
    *denied = denied.clone().or(says.deny);
    let mut limit = |layer: Option<&Layer<'_>>, kind| match layer {
        None => T::of(true),
        Some(layer) => {
            let says = layer.of_caller((kind, None), request, trace);
            *denied = denied.clone().or(says.deny);
            says.allow
        }
    };
    let boundary = limit(policies.boundary.as_ref(), LayerKind::PermissionsBoundary);
    let session = limit(policies.session.as_ref(), LayerKind::Session);
    if boundary.is_no() {
        trace.lacks(LayerKind::PermissionsBoundary, None);
    }
    if session.is_no() {
        trace.lacks(LayerKind::Session, None);
    }
    let mut identity = says.allow;
    if matches!(request.caller(), Caller::Root(_)) {
        trace.rule(Rule::RootUser);
        identity = T::of(true);
    }
    if policies.own_side_elsewhere {
        trace.rule(Rule::OwnAccountDecides);
        identity = T::of(true);
    }
    Own { identity, limits: boundary.clone().and(session), boundary }
}

pub(super) fn resource_side<T: Truth, R: Trace<T>>(
    request: &Request,
    policies: &Policies<'_>,
    denied: &mut T,
    trace: &mut R,
) -> Naming<T> {
    let side = &policies.resource_side;
    let mut sum = Naming::none();
    let has_boundary = policies.boundary.is_some();
    let layers = [
        (policies.resource.as_ref(), LayerKind::Resource),
        (policies.access_point.as_ref(), LayerKind::AccessPoint),
        (side.grants.as_ref(), LayerKind::Grant),
        (side.access_control_list.as_ref(), LayerKind::AccessControlList),
    ];
    for (layer, kind) in layers {
        let Some(layer) = layer else { continue };
        let Says { allow, deny } = layer.of_resource((kind, None), request, has_boundary, trace);
        let allow = match kind {
            LayerKind::Resource | LayerKind::AccessPoint => {
                restricted(request, side.restricts_public.clone(), allow, trace)
            }
            LayerKind::Grant => allow.by_grant(),
            _ => allow,
        };
        sum = sum.or(allow);
        // Grants and lists only allow: one that could not be read denies nothing.
        if !matches!(kind, LayerKind::Resource | LayerKind::AccessPoint) {
            continue;
        }
        let kept = if kind == LayerKind::Resource { special::owner_keeps(request) } else { T::of(false) };
        if !T::is_no(&kept) {
            trace.rule(Rule::OwnerKeepsBucketPolicy);
        }
        *denied = denied.clone().or(deny.and(kept.not()));
    }
    sum
}

/// S3 keeps a public policy to the owner's account and to services.
fn restricted<T: Truth, R: Trace<T>>(
    request: &Request,
    restriction: Restriction,
    allow: Naming<T>,
    trace: &mut R,
) -> Naming<T> {
    let outside = request.is_cross_account() || matches!(request.caller(), Caller::Anonymous | Caller::Federated(_));
    match restriction {
        _ if !outside => allow,
        Restriction::None => allow,
        Restriction::Full => {
            trace.rule(Rule::PublicPolicyRestricted);
            Naming::none()
        }
        Restriction::Unknown(gaps) => {
            let open = gaps.into_iter().fold(T::of(false), |sum, gap| sum.or(T::gap(gap, Effect::Allow)));
            allow.and(&open)
        }
    }
}

/// Joins what the caller's own policies permit with what the resource grants.
pub(super) fn joined<T: Truth, R: Trace<T>>(
    request: &Request,
    policies: &Policies<'_>,
    own: Own<T>,
    resource: Naming<T>,
    trace: &mut R,
) -> T {
    let granting = if policies.access_point.is_some() { LayerKind::AccessPoint } else { LayerKind::Resource };
    if request.caller().account().is_none() {
        let direct = resource.direct;
        lacking(&direct, granting, None, trace);
        return direct;
    }
    if request.is_cross_account() {
        let works: T = special::works_across(request);
        if works.is_no() {
            trace.rule(Rule::NotAcrossAccounts);
            return works;
        }
        let by_grant = resource.across.clone();
        let granted = resource.any();
        lacking(&granted, granting, None, trace);
        if by_grant.is_no() {
            lacking(&own.identity, LayerKind::Identity, None, trace);
        } else if !own.identity.is_yes() {
            trace.rule(Rule::GrantAcrossAccounts);
        }
        return granted.and(own.identity).or(by_grant).and(own.limits).and(works);
    }
    let mut direct = resource.direct;
    if special::is_role_assumption(request) && policies.boundary.is_some() {
        trace.rule(Rule::BoundaryBindsAssumeRole);
        direct = direct.and(own.boundary);
    }
    let limited = resource.limited.and(own.limits.clone());
    let own_way = if special::resource_policy_decides(request) {
        let enabled = resource.account;
        if direct.is_no() && limited.is_no() {
            lacking(&enabled, LayerKind::Resource, None, trace);
            if !enabled.is_no() {
                lacking(&own.identity, LayerKind::Identity, None, trace);
            }
        }
        enabled.and(own.identity).and(own.limits)
    } else {
        if direct.is_no() && limited.is_no() {
            lacking(&own.identity, LayerKind::Identity, None, trace);
        }
        own.identity.and(own.limits)
    };
    direct.or(limited).or(own_way)
}

fn lacking<T: Truth, R: Trace<T>>(allow: &T, kind: LayerKind, level: Option<&str>, trace: &mut R) {
    if allow.is_no() {
        trace.lacks(kind, level);
    }
}

/// Every level must allow. Not for the management account, nor for roles that AWS made for its services.
pub(super) fn service_control<T: Truth, R: Trace<T>>(
    request: &Request,
    policies: &Policies<'_>,
    denied: &mut T,
    trace: &mut R,
) -> T {
    let Some(levels) = &policies.service_control else { return T::of(true) };
    let binds = request.caller().account().is_some()
        && !policies.caller_in_management_account
        && !request.caller().is_service_linked();
    if !binds {
        trace.rule(Rule::ServiceControlDoesNotBind);
        return T::of(true);
    }
    if levels.is_empty() {
        trace.lacks(LayerKind::ServiceControl, None);
        return T::of(false);
    }
    levels.iter().fold(T::of(true), |sum, Level { name, layer }| {
        let says = layer.of_caller((LayerKind::ServiceControl, Some(name)), request, trace);
        lacking(&says.allow, LayerKind::ServiceControl, Some(name), trace);
        *denied = denied.clone().or(says.deny);
        sum.and(says.allow)
    })
}

/// Every level must allow, whoever asks. Not for resources of the management account, nor for roles that AWS made
/// for its services, nor for services that such policies do not cover.
pub(super) fn resource_control<T: Truth, R: Trace<T>>(
    request: &Request,
    policies: &Policies<'_>,
    denied: &mut T,
    trace: &mut R,
) -> T {
    let Some(levels) = &policies.resource_control else { return T::of(true) };
    let binds = special::resource_control_covers(request)
        && !policies.resource_in_management_account
        && !request.caller().is_service_linked();
    if !binds {
        trace.rule(Rule::ResourceControlDoesNotBind);
        return T::of(true);
    }
    if levels.is_empty() {
        trace.lacks(LayerKind::ResourceControl, None);
        return T::of(false);
    }
    levels.iter().fold(T::of(true), |sum, Level { name, layer }| {
        let kind = (LayerKind::ResourceControl, Some(*name));
        let says = layer.of_resource(kind, request, policies.boundary.is_some(), trace);
        let allow = says.allow.any();
        lacking(&allow, LayerKind::ResourceControl, Some(name), trace);
        *denied = denied.clone().or(says.deny);
        sum.and(allow)
    })
}
