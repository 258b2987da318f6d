//! `lambda-function-shared-role`.

use crate::checks::statements::impact;
use crate::checks::{Context, Fault, Mapping, Outcome, Threat};
use crate::model::{Domain, Kind, Resource, ResourceId};

define_check! {
    /// A role that several functions work under must allow what each of them needs. Whoever takes over one of them, by
    /// a flaw in a library for example, has the rights of all.
    ///
    /// Fails when another function of the estate has the same execution role. A role to which AWS's own
    /// `AdministratorAccess` is attached weighs more.
    ///
    /// By hand: give each function a role of its own with what that function has used, then `aws lambda
    /// update-function-configuration --function-name NAME --role ARN`.
    ///
    /// Source: AWS Lambda Developer Guide, "Defining Lambda function permissions with an execution role";
    /// Well-Architected Serverless Applications Lens, one role a function.
    id: "lambda-function-shared-role",
    title: "Functions do not share an execution role",
    kind: Kind::Function,
    layer: None,
    domain: Domain::Identity,
    threat: Threat::Insider,
    likelihood: 2,
    impact: 2,
    remedies: &[],
    mappings: &[Mapping::soc2("CC6.3"), Mapping::pci("7.2.2")],
    evaluate: evaluate,
}

/// So many names of others are listed.
const SHOWN: usize = 5;

fn evaluate(context: &Context<'_>, id: ResourceId, resource: &Resource) -> Outcome {
    let Some(function) = resource.function() else { return Outcome::NotApplicable };
    let all = context.functions_as(&function.role).iter().filter(|other| **other != id);
    let others: Vec<&str> = all.filter_map(|other| context.estate.resource(*other).map(|it| it.name())).collect();
    if others.is_empty() {
        return Outcome::Pass;
    }
    let shown = others.iter().take(SHOWN).copied().collect::<Vec<_>>().join(", ");
    let more = if others.len() > SHOWN { format!(" and {} more", others.len() - SHOWN) } else { String::new() };
    let fault = Fault::new(format!("The execution role is also that of {shown}{more}"));
    let fault = fault.setting("Role", function.role.as_str());
    let role = context.estate.find(&function.role).and_then(|(_, it)| it.role());
    let administrator = role.is_some_and(|role| {
        role.attached.iter().any(|it| it.arn.account() == "aws" && it.arn.resource() == "policy/AdministratorAccess")
    });
    Outcome::fault(if administrator { fault.factor(impact(2, "AdministratorAccess is attached")) } else { fault })
}
