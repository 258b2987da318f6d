//! `iam-wildcard-iam`.

use crate::checks::{Context, Fault, Mapping, Outcome, Threat};
use crate::model::{Domain, Kind, Resource, ResourceId};

use super::held::{Identity, judge};
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
    mappings: &[Mapping::soc2("CC6.3"), Mapping::pci("7.2.2"), Mapping::hipaa("164.308(a)(4)(ii)(B)")],
    evaluate: evaluate,
}

fn evaluate(context: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    if Identity::of(resource).is_none_or(|identity| identity.managed_by_aws) {
        return Outcome::NotApplicable;
    }
    let account = resource.account.as_str();
    judge(
        context,
        resource,
        &|statement| {
            statement.conditions.is_empty()
                && names_service(statement, "iam")
                && !is_administrator(statement)
                && (on_everything(statement) || on_every_role(statement, account))
        },
        &|held| Fault::new(format!("{} allows iam:* on everything", held.label())).at(held.locus()),
    )
}
