//! Who is an administrator, by all that grants and limits.
//!
//! An administrator is whoever has full access and can delegate permissions to every service and resource: so AWS
//! describes the job function, and its power user as one who has the first and not the second (IAM User Guide, "AWS managed
//! policies for job functions", Administrator job function, Developer power user job function). Both are asked of the
//! engine, with the policies of groups, explicit denies, the permissions boundary and service control policies:
//!
//! - *full access*: an action that no policy names, of a service that no policy names, on a resource that no policy names
//!   goes through; so does whatever AWS adds tomorrow. A Deny of named actions takes those away, not the rest.
//! - *delegates*: it may attach a policy to, or write one for, any user, any group or any role, or change any policy.
//!
//! Grants count when they have no condition of their own. What limits them counts as taking away when it does so for every
//! request; where it depends on the request, such as its region, it does not. Session policies limit single sessions
//! and are not known at rest. Becoming an administrator by a way around is not looked at here.

use crate::checks::Context;
use crate::model::{Resource, ResourceId};
use crate::policy::access::{Asking, Grant, Standing};
use crate::policy::{Effect, Statement};

use super::pattern::{ANY, on_everything, takes_action};

/// Whether an identity is an administrator, and what makes it one.
pub(super) struct Administration {
    /// Whether.
    pub(super) standing: Standing,
    /// What gives it full access.
    pub(super) full: Vec<Grant>,
    /// What lets it delegate.
    pub(super) delegating: Vec<Grant>,
}

impl Administration {
    /// The policies that make it one each by itself.
    pub(super) fn alone(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.full.iter().map(|it| it.policy.as_str()).collect();
        names.retain(|name| self.delegating.iter().any(|it| it.policy == *name));
        names.dedup();
        names
    }
}

/// An action that nobody names, of a service that nobody names.
const ANY_ACTION: &str = "\u{1}\u{1}\u{1}:\u{1}\u{1}\u{1}";

/// What gives rights to others, each with what it acts on.
const DELEGATES: [(&str, &str); 7] = [
    ("iam:AttachRolePolicy", "role"),
    ("iam:PutRolePolicy", "role"),
    ("iam:AttachUserPolicy", "user"),
    ("iam:PutUserPolicy", "user"),
    ("iam:AttachGroupPolicy", "group"),
    ("iam:PutGroupPolicy", "group"),
    ("iam:CreatePolicyVersion", "policy"),
];

/// Whether a statement gives full access, as a cheap look shows: most identities have none such, and are not asked about.
pub(super) fn gives_full_access(statement: &Statement) -> bool {
    statement.effect == Effect::Allow
        && statement.conditions.is_empty()
        && on_everything(statement)
        && takes_action(statement, ANY_ACTION)
}

/// Asks whether an identity is an administrator; none for what is no identity.
pub(super) fn administration(context: &Context<'_>, id: ResourceId, resource: &Resource) -> Option<Administration> {
    let asking = context.inquiry().identity(id)?;
    let (full, access) = full_access(&asking, resource);
    let mut found = Administration { standing: access, full, delegating: Vec::new() };
    if found.standing == Standing::NotGranted {
        return Some(found);
    }
    let mut delegates = Standing::NotGranted;
    for (action, kind) in DELEGATES {
        let (grants, standing) = asking.standing(action, &identities(resource, kind));
        let enough = matches!(standing, Standing::Stands { .. }) && grants.iter().any(|it| found.full.contains(it));
        let more: Vec<Grant> = grants.into_iter().filter(|it| !found.delegating.contains(it)).collect();
        found.delegating.extend(more);
        delegates = delegates.or(standing);
        // What gives full access gives this as well, most often: then one way to delegate is as good as all.
        if enough {
            break;
        }
    }
    found.standing = found.standing.and(delegates);
    Some(found)
}

/// Whether everything that nobody names goes through.
fn full_access(asking: &Asking<'_>, resource: &Resource) -> (Vec<Grant>, Standing) {
    let (action, target) = everything(resource);
    asking.standing(&action, &target)
}

/// What nobody names, in an identity's account.
pub(super) fn everything(resource: &Resource) -> (String, String) {
    let (partition, account) = (resource.arn.partition(), &resource.account);
    (ANY_ACTION.to_owned(), format!("arn:{partition}:{ANY}:{ANY}:{account}:{ANY}"))
}

/// All users, groups, roles or policies of an identity's account.
pub(super) fn identities(resource: &Resource, kind: &str) -> String {
    format!("arn:{}:iam::{}:{kind}/{ANY}", resource.arn.partition(), resource.account)
}
