//! `iam-policy-not-action`.

use crate::checks::{Context, Mapping, Outcome, Threat};
use crate::model::{Domain, Kind, Resource, ResourceId};
use crate::policy::{Clause, Statement};

use super::administration::everything;
use super::held::{Wanted, judge_editable};
use super::pattern::on_everything;

define_check! {
    /// `Allow` with `NotAction` allows every action that is not listed: all other services, and those that AWS adds
    /// tomorrow. It reads like a restriction and is the opposite.
    ///
    /// Fails when a policy of the user, role or group has such a statement on every resource. On named resources, such
    /// as all objects of one bucket, the rest of the services is out of reach, and it passes. `Deny` with `NotAction`
    /// is a sound way to limit and passes. Where a permissions boundary, a Deny or a service control policy takes the rest
    /// of the services away, it weighs little. Roles that AWS owns do not count; of AWS's own policies, `PowerUserAccess` is
    /// such a policy.
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

fn evaluate(context: &Context<'_>, id: ResourceId, resource: &Resource) -> Outcome {
    let wrong = |statement: &Statement| matches!(statement.action, Clause::Not(_)) && on_everything(statement);
    let gives = |_: &Statement| vec![everything(resource)];
    judge_editable(
        context,
        (id, resource),
        &Wanted { wrong: &wrong, gives: &gives, allows: "everything but a list of actions" },
    )
}
