//! `iam-wildcard-iam`.

use crate::checks::{Context, Outcome, Threat};
use crate::model::{Domain, Kind, Resource, ResourceId};
use crate::policy::Statement;
use crate::policy::access::Standing;

use super::administration::{administration, gives_full_access, identities};
use super::held::{Wanted, judge_editable};
use super::pattern::{ANY, on_every_role, takes_action};

define_check! {
    /// Every action of IAM on every resource is administration by another name: its holder attaches any policy to
    /// itself, or makes a new user with a key.
    ///
    /// Fails when a policy of the user, role or group allows every action of IAM on everything, or on every role, without a
    /// condition: by `iam:*`, or by `NotAction` that leaves out other services. Full administrators are reported by
    /// `iam-full-administrator` and not again here. Where a permissions boundary, a Deny or a service control policy takes
    /// it away, it weighs little. Roles that AWS owns do not count.
    ///
    /// By hand: list the IAM actions that the identity needs, and limit them by resource, by `iam:PermissionsBoundary`
    /// or by path.
    ///
    /// Source: IAM User Guide, "Security best practices in IAM".
    id: "iam-wildcard-iam",
    title: "No identity may do everything in IAM",
    kind: Kind::User,
    also: &[Kind::Role, Kind::Group],
    domain: Domain::Identity,
    threat: Threat::Insider,
    likelihood: 3,
    impact: 5,
    mappings: super::LEAST_PRIVILEGE,
    evaluate: evaluate,
}

fn evaluate(context: &Context<'_>, id: ResourceId, resource: &Resource) -> Outcome {
    let action = format!("iam:{ANY}");
    let all_of_iam = |it: &Statement| {
        it.conditions.is_empty() && on_every_role(it, resource.account.as_str()) && takes_action(it, &action)
    };
    let wrong = |it: &Statement| all_of_iam(it) && !(gives_full_access(it) && is_told_elsewhere(context, id, resource));
    let gives = |_: &Statement| vec![(action.clone(), identities(resource, "role"))];
    judge_editable(context, (id, resource), &Wanted { wrong: &wrong, gives: &gives, allows: "iam:* on everything" })
}

/// Whether `iam-full-administrator` tells of the identity, or of what takes its administration away.
fn is_told_elsewhere(context: &Context<'_>, id: ResourceId, resource: &Resource) -> bool {
    administration(context, id, resource)
        .is_some_and(|it| !it.alone().is_empty() || matches!(it.standing, Standing::Stands { .. }))
}
