//! `iam-pass-role-wildcard`.

use crate::checks::{Context, Outcome, Threat};
use crate::model::{Domain, Kind, Resource, ResourceId};
use crate::policy::{Clause, Statement};

use super::administration::identities;
use super::held::{Wanted, judge_editable};
use super::pattern::{is_administrator, is_all, names_service, on_every_role, takes_action};

define_check! {
    /// An identity that may pass any role to any service starts a function, a job or a machine under the strongest
    /// role of the account, and acts through it. It is the most common way from a small right to all of them.
    ///
    /// Fails when a policy of the user, role or group allows `iam:PassRole` on every role and no condition limits to
    /// which service (`iam:PassedToService`), for which resource (`iam:AssociatedResourceArn`) or by tag. Statements
    /// that allow all of IAM, or everything, are reported by their own checks. Where a permissions boundary, a Deny or a
    /// service control policy takes it away, it weighs little. Roles that AWS owns do not count.
    ///
    /// By hand: name the roles that may be passed, and add `"StringEquals": {"iam:PassedToService": "…"}`.
    ///
    /// Source: IAM User Guide, "Grant a user permissions to pass a role to an AWS service".
    id: "iam-pass-role-wildcard",
    title: "iam:PassRole is limited to named roles or services",
    kind: Kind::User,
    also: &[Kind::Role, Kind::Group],
    domain: Domain::Identity,
    threat: Threat::InfrastructureCompromise,
    likelihood: 3,
    impact: 4,
    mappings: super::LEAST_PRIVILEGE,
    evaluate: evaluate,
}

fn evaluate(context: &Context<'_>, id: ResourceId, resource: &Resource) -> Outcome {
    let account = resource.account.as_str();
    let wrong = |statement: &Statement| passes_any(statement, account);
    let gives = |_: &Statement| vec![("iam:PassRole".to_owned(), identities(resource, "role"))];
    let allows = "iam:PassRole on every role, to any service";
    judge_editable(context, (id, resource), &Wanted { wrong: &wrong, gives: &gives, allows })
}

fn passes_any(statement: &Statement, account: &str) -> bool {
    matches!(statement.action, Clause::Is(_))
        && takes_action(statement, "iam:PassRole")
        && on_every_role(statement, account)
        && !names_service(statement, "iam")
        && !is_administrator(statement)
        && !is_limited(statement)
}

fn is_limited(statement: &Statement) -> bool {
    statement.conditions.iter().any(|condition| {
        let key = condition.key.to_ascii_lowercase();
        let limits = matches!(key.as_str(), "iam:passedtoservice" | "iam:associatedresourcearn")
            || key.starts_with("aws:resourcetag/")
            || key.starts_with("iam:resourcetag/");
        limits && !condition.operator.contains("Not") && !condition.values.iter().any(|value| is_all(value))
    })
}
