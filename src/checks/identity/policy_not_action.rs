//! `iam-policy-not-action`.

use crate::checks::{Context, Fault, Mapping, Outcome, Threat};
use crate::model::{Domain, Kind, Resource, ResourceId};
use crate::policy::Clause;

use super::held::{Identity, judge};

define_check! {
    /// `Allow` with `NotAction` allows every action that is not listed: all other services, and those that AWS adds
    /// tomorrow. It reads like a restriction and is the opposite.
    ///
    /// Fails when a policy of the user, role or group has such a statement. `Deny` with `NotAction` is a sound way to
    /// limit and passes. Roles that AWS owns do not count; of AWS's own policies, `PowerUserAccess` is such a policy.
    ///
    /// By hand: write out the actions that are meant.
    ///
    /// Source: IAM User Guide, "IAM JSON policy elements: NotAction".
    id: "iam-policy-not-action",
    title: "Policies name what they allow, not what they leave out",
    kind: Kind::User,
    also: &[Kind::Role, Kind::Group],
    domain: Domain::Identity,
    threat: Threat::Insider,
    likelihood: 2,
    impact: 4,
    mappings: &[Mapping::soc2("CC6.3"), Mapping::pci("7.2.2")],
    evaluate: evaluate,
}

fn evaluate(context: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    if Identity::of(resource).is_none_or(|identity| identity.managed_by_aws) {
        return Outcome::NotApplicable;
    }
    judge(context, resource, &|statement| matches!(statement.action, Clause::Not(_)), &|held| {
        Fault::new(format!("{} allows everything but a list of actions", held.label())).at(held.locus())
    })
}
