//! Any request against any policies, without an estate: one JSON object in, one out.
//!
//! Reading files and printing lines is left to the command line.

mod id;
mod input;
mod output;
mod shared;
mod wrong;

pub use id::{Id, id_of};
pub use input::{AccessPointInput, Case, CaseRequest, LevelInput, PolicyInput, ValueInput};
pub use output::{Answer, Because};
pub use shared::Shared;
pub use wrong::Wrong;

use std::sync::Arc;

use super::Policy;
use super::condition::is_account;
use super::evaluate::{
    Caller, CompiledPolicy, Context, ContextValue, Layer, Level, Policies, PolicyKind, Request, ResourceSide,
    Restriction, Verdict, access_point, account_of, as_new, explain,
};
use crate::model::AccountId;

/// Answers one line of input.
pub fn answer(line: &str) -> Answer {
    match Case::read(line) {
        Ok(case) => evaluate(case, &Shared::default()),
        Err(wrong) => Answer::error(id_of(line), wrong.to_string()),
    }
}

/// Answers a case. A policy that AWS would refuse is an error that names the policy and the place; one that another case
/// gave before is not compiled again.
pub fn evaluate(case: Case, shared: &Shared) -> Answer {
    let id = case.id.clone();
    match Compiled::new(case, shared) {
        Ok(compiled) => Answer::new(id, &compiled.verdict()),
        Err(wrong) => Answer::error(id, wrong.to_string()),
    }
}

type Set = Vec<(String, Arc<CompiledPolicy>)>;

/// The access point of a case.
struct AtPoint {
    /// The request as it is made of the access point.
    request: Request,
    policies: Set,
}

/// A case with its policies compiled.
struct Compiled {
    request: Request,
    access_point: Option<AtPoint>,
    identity: Set,
    resource: Option<Set>,
    boundary: Option<Set>,
    session: Option<Set>,
    endpoint: Option<Set>,
    service_control: Option<Vec<(String, Set)>>,
    resource_control: Option<Vec<(String, Set)>>,
    grants: Option<Set>,
    access_control_list: Option<Set>,
    restricts_public: bool,
    caller_manages: bool,
    resource_manages: bool,
}

impl Compiled {
    fn new(case: Case, shared: &Shared) -> Result<Self, Wrong> {
        let access_point = case.access_point.as_ref().map(|it| AtPoint::new(it, &case.request, shared)).transpose()?;
        let request = request(case.request, case.access_point.as_ref())?;
        let assumes = request.service() == "sts" && request.resource().contains(":role/");
        let resource_kind = if assumes { PolicyKind::Trust } else { PolicyKind::Resource };
        let identity = PolicyKind::Identity;
        let set = |list, field, kind| set(list, field, kind, shared);
        let only = |policy, field, kind| only(policy, field, kind, shared);
        let levels = |list, field, kind| levels(list, field, kind, shared);
        Ok(Self {
            identity: set(case.identity_policies.unwrap_or_default(), "identity_policies", identity)?,
            resource: case.resource_policy.map(|policy| only(policy, "resource_policy", resource_kind)).transpose()?,
            boundary: case
                .permissions_boundaries
                .map(|list| set(list, "permissions_boundaries", identity))
                .transpose()?,
            session: case.session_policies.map(|list| set(list, "session_policies", identity)).transpose()?,
            endpoint: case
                .vpc_endpoint_policies
                .map(|list| set(list, "vpc_endpoint_policies", PolicyKind::Endpoint))
                .transpose()?,
            service_control: case
                .service_control_policies
                .map(|list| levels(list, "service_control_policies", PolicyKind::ServiceControl))
                .transpose()?,
            resource_control: case
                .resource_control_policies
                .map(|list| levels(list, "resource_control_policies", PolicyKind::ResourceControl))
                .transpose()?,
            grants: case.key_grants.map(|list| set(list, "key_grants", PolicyKind::Resource)).transpose()?,
            access_control_list: case
                .access_control_list
                .map(|policy| only(policy, "access_control_list", PolicyKind::Resource))
                .transpose()?,
            restricts_public: case.public_policy_is_restricted,
            caller_manages: case.principal_is_management_account,
            resource_manages: case.resource_is_management_account,
            request,
            access_point,
        })
    }

    /// What the resource says, and the access point in front of it.
    fn verdict(&self) -> Verdict {
        let behind = explain(&self.request, &self.policies());
        let Some(point) = &self.access_point else { return behind };
        let policies = Policies {
            resource: None,
            access_point: Some(layer(&point.policies)),
            resource_side: ResourceSide::default(),
            ..self.policies()
        };
        explain(&point.request, &policies).and(behind)
    }

    fn policies(&self) -> Policies<'_> {
        Policies {
            own_side_elsewhere: false,
            identity: layer(&self.identity),
            boundary: self.boundary.as_ref().map(layer),
            session: self.session.as_ref().map(layer),
            service_control: self.service_control.as_deref().map(level_layers),
            resource_control: self.resource_control.as_deref().map(level_layers),
            resource: self.resource.as_ref().map(layer),
            access_point: None,
            endpoint: self.endpoint.as_ref().map(layer),
            resource_side: ResourceSide {
                grants: self.grants.as_ref().map(layer),
                access_control_list: self.access_control_list.as_ref().map(layer),
                restricts_public: if self.restricts_public { Restriction::Full } else { Restriction::None },
            },
            caller_in_management_account: self.caller_manages,
            resource_in_management_account: self.resource_manages,
        }
    }
}

impl AtPoint {
    fn new(input: &AccessPointInput, asked: &CaseRequest, shared: &Shared) -> Result<Self, Wrong> {
        let mut policies = Vec::new();
        if let Some(policy) = &input.policy {
            policies.push(compile(policy, "access_point.policy", PolicyKind::Resource, shared)?);
        }
        if let Some(network) = &input.vpc {
            let policy =
                access_point::only_from(network).map_err(|wrong| Wrong::field("access_point.vpc", wrong.what))?;
            policies.push(("network origin".to_owned(), Arc::new(policy)));
        }
        if !asked.resource.contains(":s3:::") {
            let what = "must be the ARN of the bucket or object behind the access point";
            return Err(Wrong::field("request.resource", what));
        }
        let own = CaseRequest {
            resource: access_point::resource_at(&input.arn, &asked.resource),
            resource_account: None,
            ..asked.clone()
        };
        Ok(Self { request: request(own, Some(input))?, policies })
    }
}

fn request(input: CaseRequest, through: Option<&AccessPointInput>) -> Result<Request, Wrong> {
    let Some(caller) = Caller::parse(&input.principal) else {
        let what = format!(
            "`{}` names no caller: give the ARN of a user, role or session, an account id, a service or `anonymous`",
            input.principal
        );
        return Err(Wrong::field("request.principal", what));
    };
    if !is_one_action(&input.action) {
        let what = format!("`{}` is not one action of a service, such as `s3:GetObject`", input.action);
        return Err(Wrong::field("request.action", what));
    }
    let account = input.resource_account;
    if let Some(wrong) = account.as_ref().filter(|account| !is_account(account)) {
        return Err(Wrong::field("request.resource_account", format!("`{wrong}` is not 12 digits")));
    }
    let mut context = if input.context_complete { Context::complete() } else { Context::open() };
    for (key, value) in input.context {
        let value = match value {
            ValueInput::One(value) => ContextValue::One(value),
            ValueInput::Many(values) => ContextValue::Many(values),
        };
        context.set(&key, value);
    }
    if let Some(point) = through {
        let Some(account) = account_of(&point.arn).filter(|_| point.arn.contains(":accesspoint/")) else {
            return Err(Wrong::field("access_point.arn", format!("`{}` is not the ARN of an access point", point.arn)));
        };
        access_point::enter(&mut context, &point.arn, account.as_str(), point.vpc.is_some());
    }
    // Whoever has an ARN is written with it, and so with its partition.
    if matches!(caller, Caller::Root(_) | Caller::FederatedUser { .. }) && input.principal.starts_with("arn:") {
        context.set_default("aws:PrincipalArn", &input.principal);
    }
    let request = Request::new(caller, &input.action, &input.resource, account.map(AccountId::from), context);
    Ok(if input.resource_is_pattern { request.part_by_part() } else { request })
}

fn is_one_action(text: &str) -> bool {
    let parts = text.split_once(':');
    parts.is_some_and(|(service, name)| !service.is_empty() && !name.is_empty()) && !text.contains(['*', '?'])
}

fn only(policy: PolicyInput, field: &str, kind: PolicyKind, shared: &Shared) -> Result<Set, Wrong> {
    compile(&policy, field, kind, shared).map(|one| vec![one])
}

fn set(list: Vec<PolicyInput>, field: &str, kind: PolicyKind, shared: &Shared) -> Result<Set, Wrong> {
    let place = |place: usize| format!("{field}[{place}]");
    list.iter().enumerate().map(|(at, policy)| compile(policy, &place(at), kind, shared)).collect()
}

/// A policy that is compiled, by its name or where it stands.
fn compile(
    policy: &PolicyInput,
    field: &str,
    kind: PolicyKind,
    shared: &Shared,
) -> Result<(String, Arc<CompiledPolicy>), Wrong> {
    let written = policy.read(field)?;
    let compiled = shared.compiled(kind, &written.document, || {
        let policy = Policy::parse(&written.document)?;
        as_new(&policy, kind)?;
        CompiledPolicy::new(&policy, kind)
    });
    match compiled {
        Ok(policy) => Ok((written.name.unwrap_or_else(|| field.to_owned()), policy)),
        Err(wrong) => {
            let place = if wrong.place == "document" { String::new() } else { format!(".{}", wrong.place) };
            Err(Wrong::field(format!("{field}{}{place}", written.within), wrong.what))
        }
    }
}

fn levels(list: Vec<LevelInput>, field: &str, kind: PolicyKind, shared: &Shared) -> Result<Vec<(String, Set)>, Wrong> {
    list.into_iter()
        .enumerate()
        .map(|(place, level)| {
            let name = level.level.unwrap_or_else(|| format!("level {place}"));
            Ok((name, set(level.policies, &format!("{field}[{place}].policies"), kind, shared)?))
        })
        .collect()
}

fn layer(set: &Set) -> Layer<'_> {
    Layer::of(set.iter().map(|(name, policy)| (name.as_str(), &**policy)))
}

fn level_layers(levels: &[(String, Set)]) -> Vec<Level<'_>> {
    levels.iter().map(|(name, set)| Level { name, layer: layer(set) }).collect()
}
