//! `iam-wildcard-iam`.

use crate::checks::{Context, Outcome, Threat};
use crate::model::{Domain, Kind, Resource, ResourceId};

use super::held::judge_editable;
use super::pattern::{is_administrator, names_service, on_every_role, on_everything};

define_check! {
    /// Every action of IAM on every resource is administration by another name: its holder attaches any policy to
    /// itself, or makes a new user with a key.
    ///
    /// Fails when a policy of the user, role or group allows `iam:*` on everything, or on every role, without a
    /// condition. Full administrators are reported by `iam-full-administrator` and not again here; roles that AWS
    /// owns do not count.
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

fn evaluate(context: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let account = resource.account.as_str();
    judge_editable(
        context,
        resource,
        &|statement| {
            statement.conditions.is_empty()
                && names_service(statement, "iam")
                && !is_administrator(statement)
                && (on_everything(statement) || on_every_role(statement, account))
        },
        "iam:* on everything",
    )
}
