//! The layers of policies that bear on a request, and what one layer says.
//!
//! How the layers combine is decided in [`super::combine`].
//!
//! Source: IAM User Guide, "Policy evaluation logic".

use std::fmt;

use super::principal::Naming;
use super::request::Request;
use super::statement::{CompiledPolicy, CompiledStatement};
use super::truth::Truth;
use crate::model::GapId;
use crate::policy::Effect;

/// What a policy is to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LayerKind {
    /// Policies of the user or role, and of its groups.
    Identity,
    /// The permissions boundary.
    PermissionsBoundary,
    /// Policies that were passed when the session was made.
    Session,
    /// Service control policies of one level.
    ServiceControl,
    /// Resource control policies of one level.
    ResourceControl,
    /// The policy of the resource; of a role, its trust policy.
    Resource,
    /// The policy of the access point that the request goes through.
    AccessPoint,
    /// Grants of a key.
    Grant,
    /// The access control list of a bucket.
    AccessControlList,
    /// The policy of the VPC endpoint that the request passes.
    Endpoint,
}

impl LayerKind {
    /// Its name in machine-readable output.
    pub fn id(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::PermissionsBoundary => "permissions_boundary",
            Self::Session => "session",
            Self::ServiceControl => "service_control",
            Self::ResourceControl => "resource_control",
            Self::Resource => "resource",
            Self::AccessPoint => "access_point",
            Self::Grant => "grant",
            Self::AccessControlList => "access_control_list",
            Self::Endpoint => "vpc_endpoint",
        }
    }
}

impl fmt::Display for LayerKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Identity => "identity policies",
            Self::PermissionsBoundary => "permissions boundary",
            Self::Session => "session policies",
            Self::ServiceControl => "service control policies",
            Self::ResourceControl => "resource control policies",
            Self::Resource => "resource policy",
            Self::AccessPoint => "access point policy",
            Self::Grant => "key grants",
            Self::AccessControlList => "access control list",
            Self::Endpoint => "VPC endpoint policy",
        })
    }
}

/// A policy with its name.
#[derive(Debug, Clone, Copy)]
pub struct Source<'p> {
    /// The name that a person knows it by.
    pub name: &'p str,
    /// The policy.
    pub policy: &'p CompiledPolicy,
}

/// The policies of one layer: any of them may allow, any may deny.
#[derive(Debug, Clone, Default)]
pub struct Layer<'p> {
    /// The policies.
    pub policies: Vec<Source<'p>>,
    /// What could not be read of the layer.
    pub gaps: Vec<GapId>,
    /// What is not there to be read, in words.
    pub unread: Vec<&'p str>,
}

/// A level of an organization, and its policies.
#[derive(Debug, Clone)]
pub struct Level<'p> {
    /// The name of the level: the root, a unit, the account.
    pub name: &'p str,
    /// Its policies.
    pub layer: Layer<'p>,
}

/// All policies that bear on a request. A layer that does not exist is none; one that is empty allows nothing.
#[derive(Debug, Clone, Default)]
pub struct Policies<'p> {
    /// Of the caller: inline, managed, of groups.
    pub identity: Layer<'p>,
    /// The caller's permissions boundary.
    pub boundary: Option<Layer<'p>>,
    /// Of the caller's session.
    pub session: Option<Layer<'p>>,
    /// That bind the caller's account, from the root to the account.
    pub service_control: Option<Vec<Level<'p>>>,
    /// That bind the resource's account, from the root to the account.
    pub resource_control: Option<Vec<Level<'p>>>,
    /// Of the resource.
    pub resource: Option<Layer<'p>>,
    /// Of the access point, where the request is for a resource of one.
    pub access_point: Option<Layer<'p>>,
    /// Of the VPC endpoint that the request passes.
    pub endpoint: Option<Layer<'p>>,
    /// What else the resource grants and blocks.
    pub resource_side: ResourceSide<'p>,
    /// Whether the caller's own policies are not ours to read: its account decides, and what the resource grants counts.
    pub own_side_elsewhere: bool,
    /// Whether the caller's account manages its organization: service control policies do not bind it.
    pub caller_in_management_account: bool,
    /// Whether the resource's account manages its organization: resource control policies do not bind it.
    pub resource_in_management_account: bool,
}

/// What a resource grants and blocks beside its policy.
#[derive(Debug, Clone, Default)]
pub struct ResourceSide<'p> {
    /// Grants of a key, each as a policy with one statement, in the resource policy's language.
    pub grants: Option<Layer<'p>>,
    /// The access control list of a bucket as a policy, unless object ownership disables it.
    pub access_control_list: Option<Layer<'p>>,
    /// Whether S3 keeps a public policy to the owner's account and to services.
    pub restricts_public: Restriction,
}

/// Whether something is restricted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Restriction {
    /// It is not.
    #[default]
    None,
    /// It is.
    Full,
    /// What would tell could not be read.
    Unknown(Vec<GapId>),
}

/// What a layer says.
#[derive(Debug, Clone)]
pub struct Says<A, T> {
    /// Its allows.
    pub allow: A,
    /// Its denies.
    pub deny: T,
}

/// Whom to tell which statement applied.
pub trait Trace<T> {
    /// A statement that applies, or may.
    fn statement(
        &mut self,
        layer: LayerKind,
        level: Option<&str>,
        policy: &str,
        statement: &CompiledStatement,
        truth: &T,
    );
    /// A layer that would have to allow and does not.
    fn lacks(&mut self, layer: LayerKind, level: Option<&str>);
    /// A rule that no policy states decided.
    fn rule(&mut self, rule: super::verdict::Rule);
}

/// Tells nobody.
impl<T> Trace<T> for () {
    fn statement(&mut self, _: LayerKind, _: Option<&str>, _: &str, _: &CompiledStatement, _: &T) {}
    fn lacks(&mut self, _: LayerKind, _: Option<&str>) {}
    fn rule(&mut self, _: super::verdict::Rule) {}
}

impl<'p> Layer<'p> {
    /// A layer of these policies.
    pub fn of(policies: impl IntoIterator<Item = (&'p str, &'p CompiledPolicy)>) -> Self {
        let policies = policies.into_iter().map(|(name, policy)| Source { name, policy }).collect();
        Self { policies, ..Self::default() }
    }

    fn unknown<T: Truth>(&self, effect: Effect) -> T {
        let gaps = self.gaps.iter().fold(T::of(false), |sum, gap| sum.or(T::gap(*gap, effect)));
        self.unread.iter().fold(gaps, |sum, what| sum.or(T::unread(|| (*what).to_owned(), effect)))
    }

    /// What the layer says, when it belongs to the caller and so names nobody.
    pub(super) fn of_caller<T: Truth>(
        &self,
        (kind, level): (LayerKind, Option<&str>),
        request: &Request,
        trace: &mut impl Trace<T>,
    ) -> Says<T, T> {
        let mut says = Says { allow: self.unknown::<T>(Effect::Allow), deny: self.unknown::<T>(Effect::Deny) };
        for (source, statement) in self.statements() {
            let truth: T = statement.applies(request);
            if truth.is_no() {
                continue;
            }
            trace.statement(kind, level, source.name, statement, &truth);
            match statement.effect {
                Effect::Allow => says.allow = says.allow.or(truth),
                Effect::Deny => says.deny = says.deny.or(truth),
            }
        }
        says
    }

    /// What the layer says, when its statements name callers.
    pub(super) fn of_resource<T: Truth>(
        &self,
        (kind, level): (LayerKind, Option<&str>),
        request: &Request,
        has_boundary: bool,
        trace: &mut impl Trace<T>,
    ) -> Says<Naming<T>, T> {
        let unread: Naming<T> = Naming { direct: self.unknown(Effect::Allow), ..Naming::none() };
        let mut says = Says { allow: unread, deny: self.unknown::<T>(Effect::Deny) };
        for (source, statement) in self.statements() {
            let truth: T = statement.applies(request);
            if truth.is_no() {
                continue;
            }
            match statement.effect {
                Effect::Allow => {
                    let named = statement.granted(request.caller()).and(&truth);
                    let any = named.clone().any();
                    if !any.is_no() {
                        trace.statement(kind, level, source.name, statement, &any);
                        says.allow = says.allow.or(named);
                    }
                }
                Effect::Deny => {
                    let denied = truth.and(statement.denied(request.caller(), has_boundary));
                    if !denied.is_no() {
                        trace.statement(kind, level, source.name, statement, &denied);
                        says.deny = says.deny.or(denied);
                    }
                }
            }
        }
        says
    }

    /// Its statements, each with its policy.
    pub fn statements(&self) -> impl Iterator<Item = (&Source<'p>, &'p CompiledStatement)> {
        self.policies.iter().flat_map(|source| source.policy.statements.iter().map(move |it| (source, it)))
    }
}
