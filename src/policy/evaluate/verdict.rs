//! The answer to a request, with its reasons.

use std::fmt;

use super::formula::Formula;
use super::layer::{LayerKind, Trace};
use super::statement::CompiledStatement;
use super::truth::Truth;
use crate::model::GapId;
use crate::policy::Effect;

/// Whether a request is allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Decision {
    /// It is.
    Allow,
    /// It is when the verdict's condition holds.
    AllowIf,
    /// It is not.
    Deny(Denial),
    /// What could not be read decides.
    Unknown,
}

/// How a request is denied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Denial {
    /// A statement denies it.
    Explicit,
    /// Nothing allows it.
    Implicit,
}

/// A statement that bears on a verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// The layer of its policy.
    pub layer: LayerKind,
    /// The level of the organization, where the layer has levels.
    pub level: Option<String>,
    /// The name of its policy.
    pub policy: String,
    /// Its place in the policy, from 0.
    pub statement: usize,
    /// Its own id.
    pub sid: Option<String>,
    /// Allow or deny.
    pub effect: Effect,
    /// When it applies.
    pub applies: Formula,
}

/// A layer that would have to allow and does not.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Lack {
    /// The layer.
    pub layer: LayerKind,
    /// The level of the organization, where the layer has levels.
    pub level: Option<String>,
}

/// A rule of AWS that decides without a statement, or that its documentation leaves open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// AWS Security Token Service API Reference, "GetCallerIdentity": no permission is needed, and none can be denied.
    NeedsNoPermission,
    /// IAM User Guide, "AWS account root user": what nothing denies is allowed to the root user in its own account.
    RootUser,
    /// IAM User Guide, "Grant a user permissions to pass a role to an AWS service": not across accounts.
    PassRoleAcrossAccounts,
    /// AWS Security Token Service API Reference, "AssumeRole": the root user cannot assume a role.
    RootCannotAssume,
    /// IAM User Guide, "Update a role trust policy": a boundary must allow assuming a role; "Permissions boundaries"
    /// reads as if a trust policy that names the user were enough.
    BoundaryBindsAssumeRole,
    /// IAM User Guide, "Policy evaluation logic", authentication: few services answer requests that nobody signed.
    MustBeSigned,
    /// AWS Security Token Service API Reference, "AssumeRoleWithSAML" and "AssumeRoleWithWebIdentity": a token of an
    /// identity provider serves to assume a role by the action of its kind, and for nothing else.
    TokenAssumesRoles,
    /// AWS KMS Developer Guide, "Allowing users in other accounts to use a KMS key": most operations that manage a key
    /// have no effect across accounts.
    NotAcrossAccounts,
    /// AWS KMS Developer Guide, "Allowing users in other accounts to use a KMS key" (policies of the account, or grants)
    /// and "Troubleshooting key access" (a grant, or a policy of the caller's account); the
    /// former begins with the key policy and the caller's policies alone.
    GrantAcrossAccounts,
    /// IAM User Guide, "Create a service-linked role" and "Managed policies and inline policies", IAM Identity Center
    /// User Guide, "Permission sets": only AWS changes the policies of its roles, and its managed policies.
    OwnedByAws,
    /// Amazon S3 User Guide, "Blocking public access": a public policy reaches only the owner's account and services.
    PublicPolicyRestricted,
    /// Amazon S3 User Guide, "Bucket policies": the owner's root user can always read, replace and delete the policy.
    OwnerKeepsBucketPolicy,
    /// AWS Organizations User Guide, "SCPs": not for the management account, nor for service-linked roles.
    ServiceControlDoesNotBind,
    /// AWS Organizations User Guide, "RCPs": not for resources of the management account, service-linked roles, and
    /// services that they do not cover.
    ResourceControlDoesNotBind,
    /// IAM User Guide, "Single-valued vs. multivalued context keys": a list wants a set operator; what another makes of
    /// it is not said.
    ListToSingleValue,
    /// IAM User Guide, "IAM policy elements: Variables and tags": a variable without a value is null, or makes the
    /// whole statement invalid.
    VariableWithoutValue,
    /// IAM User Guide, "Condition operators": the six parts of an ARN are compared; what becomes of a value with fewer
    /// is not said.
    PatternIsNoArn,
    /// IAM User Guide, "AWS JSON policy elements: NotPrincipal": with Allow it grants to everyone else, or is not
    /// supported.
    NotPrincipalAllows,
    /// IAM User Guide, "How IAM works": the account of the resource is not told and was taken to be the caller's.
    AccountAssumed,
    /// IAM User Guide, "Cross-account policy evaluation logic": the caller's own account, which is not read, must allow
    /// it too.
    OwnAccountDecides,
    /// IAM User Guide, "IAM JSON policy elements: Resource": the action never acts on such a resource.
    ResourceMismatch,
}

/// The answer to a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// Whether it is allowed.
    pub decision: Decision,
    /// When it is allowed, in normal form.
    pub condition: Formula,
    /// The statements that decided, layer by layer.
    pub because: Vec<Reason>,
    /// The layers that would have to allow and do not.
    pub lacks: Vec<Lack>,
    /// Rules that decided without a statement.
    pub rules: Vec<Rule>,
    /// What could not be read and would decide.
    pub gaps: Vec<GapId>,
}

/// What was seen on the way to a verdict.
#[derive(Debug, Clone, Default)]
pub(super) struct Seen {
    reasons: Vec<Reason>,
    lacks: Vec<Lack>,
    rules: Vec<Rule>,
}

impl Trace<Formula> for Seen {
    fn statement(
        &mut self,
        layer: LayerKind,
        level: Option<&str>,
        policy: &str,
        statement: &CompiledStatement,
        truth: &Formula,
    ) {
        self.reasons.push(Reason {
            layer,
            level: level.map(str::to_owned),
            policy: policy.to_owned(),
            statement: statement.place,
            sid: statement.sid.clone(),
            effect: statement.effect,
            applies: truth.clone(),
        });
    }

    fn lacks(&mut self, layer: LayerKind, level: Option<&str>) {
        self.lacks.push(Lack { layer, level: level.map(str::to_owned) });
    }

    fn rule(&mut self, rule: Rule) {
        if !self.rules.contains(&rule) {
            self.rules.push(rule);
        }
    }
}

impl Decision {
    /// The decision when a request is allowed on a condition. What never holds is denied by a statement: how a request
    /// that nothing allows is denied, its condition does not tell.
    pub fn of(condition: &Formula) -> Self {
        match condition {
            Formula::Yes => Self::Allow,
            Formula::No => Self::Deny(Denial::Explicit),
            _ if condition.hangs_on_unread() => Self::Unknown,
            _ => Self::AllowIf,
        }
    }
}

impl Verdict {
    /// The verdict from when it is allowed, when it is denied, and what was seen.
    pub(super) fn new(allowed: Formula, denied: &Formula, seen: Seen) -> Self {
        let condition = allowed.clone().and(denied.clone().not());
        let gaps = condition.gaps();
        let decision = match &condition {
            Formula::No if !denied.is_yes() && allowed.is_no() => Decision::Deny(Denial::Implicit),
            condition => Decision::of(condition),
        };
        let because = seen.reasons.into_iter().filter(|reason| decides(decision, reason)).collect();
        let mut lacks = seen.lacks;
        if !matches!(decision, Decision::Deny(Denial::Implicit)) {
            lacks.clear();
        }
        lacks.dedup();
        Self { decision, condition, because, lacks, rules: seen.rules, gaps }
    }

    /// The verdict on two requests that must both go through: the harder denial counts, and what brought it about.
    #[must_use]
    pub(in crate::policy) fn and(self, other: Self) -> Self {
        let condition = self.condition.clone().and(other.condition.clone());
        let denied = [&self, &other].into_iter().map(|it| it.decision).filter(|it| matches!(it, Decision::Deny(_)));
        let decision = denied.min().unwrap_or_else(|| Decision::of(&condition));
        let mut both =
            Self { decision, condition, because: Vec::new(), lacks: Vec::new(), rules: Vec::new(), gaps: Vec::new() };
        let is_denied = matches!(decision, Decision::Deny(_));
        for one in [self, other] {
            add_new(&mut both.rules, one.rules);
            if is_denied && !matches!(one.decision, Decision::Deny(_)) {
                continue;
            }
            if decision != Decision::Deny(Denial::Explicit) || one.decision == decision {
                add_new(&mut both.because, one.because);
                add_new(&mut both.lacks, one.lacks);
                add_new(&mut both.gaps, one.gaps);
            }
        }
        both
    }

    /// A verdict that a rule decides.
    pub(super) fn by_rule(decision: Decision, rule: Rule) -> Self {
        let condition = Formula::of(decision == Decision::Allow);
        Self { decision, condition, because: Vec::new(), lacks: Vec::new(), rules: vec![rule], gaps: Vec::new() }
    }
}

fn add_new<T: PartialEq>(known: &mut Vec<T>, more: Vec<T>) {
    for one in more {
        if !known.contains(&one) {
            known.push(one);
        }
    }
}

/// Whether a statement that applies, or may, bears on the decision.
fn decides(decision: Decision, reason: &Reason) -> bool {
    match decision {
        Decision::Allow => reason.effect == Effect::Allow && reason.applies.is_yes(),
        Decision::Deny(Denial::Explicit) => reason.effect == Effect::Deny,
        Decision::Deny(Denial::Implicit) | Decision::AllowIf | Decision::Unknown => true,
    }
}

impl fmt::Display for Decision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Allow => "allow",
            Self::AllowIf => "allow if",
            Self::Deny(Denial::Explicit) => "deny (explicit)",
            Self::Deny(Denial::Implicit) => "deny (implicit)",
            Self::Unknown => "unknown",
        })
    }
}

impl fmt::Display for Lack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.level {
            Some(level) => write!(f, "no allow in the {} of {level}", self.layer),
            None => write!(f, "no allow in the {}", self.layer),
        }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NeedsNoPermission => "the action needs no permission, and none can be denied",
            Self::RootUser => "the root user may do in its own account what nothing denies",
            Self::PassRoleAcrossAccounts => "a role cannot be passed to a service of another account",
            Self::RootCannotAssume => "the root user cannot assume a role",
            Self::BoundaryBindsAssumeRole => {
                "a boundary must allow assuming a role, even where the trust policy names the caller; \
                 the page on permissions boundaries can be read otherwise"
            }
            Self::MustBeSigned => "the service answers no request that nobody signed",
            Self::TokenAssumesRoles => {
                "whoever an identity provider vouches for can only assume a role, by the action of its kind"
            }
            Self::NotAcrossAccounts => "the operation has no effect on a key of another account",
            Self::GrantAcrossAccounts => {
                "a grant lets in a principal of another account whose own policies do not allow it; \
                 the page on other accounts can be read otherwise"
            }
            Self::OwnedByAws => "only AWS changes the policies of its own roles, and its managed policies",
            Self::PublicPolicyRestricted => "block public access keeps the public policy to the owner's account",
            Self::OwnerKeepsBucketPolicy => "no bucket policy can keep the owner's root user from the bucket policy",
            Self::ServiceControlDoesNotBind => "service control policies do not bind this caller",
            Self::ResourceControlDoesNotBind => "resource control policies do not bind this request",
            Self::ListToSingleValue => {
                "a condition for one value meets a list: taken to hold for none, which the documentation does not say"
            }
            Self::VariableWithoutValue => {
                "a policy variable has no value: taken as null, where the documentation also says that the statement \
                 may be invalid"
            }
            Self::PatternIsNoArn => {
                "an ARN condition has a value that is no ARN: taken to match nothing, which the documentation does \
                 not say"
            }
            Self::NotPrincipalAllows => {
                "NotPrincipal with Allow grants to everyone else; the newer documentation does not support it"
            }
            Self::AccountAssumed => "the resource is taken to be in the caller's account",
            Self::OwnAccountDecides => "the caller's own account must allow it too, and is not of this estate",
            Self::ResourceMismatch => "the action never acts on such a resource",
        })
    }
}
