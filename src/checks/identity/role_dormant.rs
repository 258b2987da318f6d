//! `iam-role-dormant`.

use crate::checks::{Context, Fault, Mapping, Outcome, Reason, Threat};
use crate::model::{Domain, Fact, Kind, Resource, ResourceId};

define_check! {
    /// A role of a pipeline that was retired still opens its stores to whoever can assume it.
    ///
    /// Fails when the role was not used for 90 days (`dormant_days` in the rules) and is older than that. Roles that
    /// AWS owns do not count. AWS tracks the use of roles for about 400 days.
    ///
    /// By hand: look at what trusts and names the role, then deny everything with an inline policy for a while, and
    /// delete it when nothing breaks.
    ///
    /// Source: IAM User Guide, "Refine permissions in AWS using last accessed information".
    id: "iam-role-dormant",
    title: "Roles are in use",
    kind: Kind::Role,
    domain: Domain::Identity,
    threat: Threat::Insider,
    likelihood: 2,
    impact: 3,
    mappings: &[Mapping::soc2("CC6.2"), Mapping::pci("7.2.5.1")],
    evaluate: evaluate,
}

fn evaluate(context: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let Some(role) = resource.role().filter(|role| !role.is_managed_by_aws()) else { return Outcome::NotApplicable };
    let limit = context.rules.dormant_days;
    if role.created.is_some_and(|created| context.days_since(created) <= limit) {
        return Outcome::Pass;
    }
    match &role.last_used {
        Fact::Unknown(gap) => Outcome::Unknown(vec![Reason::Gap(*gap)]),
        Fact::NotApplicable => Outcome::NotApplicable,
        Fact::Known(Some(used)) if context.days_since(used.date) <= limit => Outcome::Pass,
        Fact::Known(None) if role.created.is_none() => {
            Outcome::Unknown(vec![Reason::Note("its age is not known".to_owned())])
        }
        Fact::Known(used) => {
            let value = used.as_ref().map_or_else(|| "never".to_owned(), |used| used.date.to_string());
            Outcome::fault(Fault::new(format!("Was not used for more than {limit} days")).setting("last use", value))
        }
    }
}
