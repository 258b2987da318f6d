//! `lambda-function-unsigned`.

use crate::checks::{Context, Fault, Mapping, Outcome, Reason, Threat};
use crate::model::{Classification, Domain, Kind, Resource, ResourceId};

define_check! {
    /// Whoever may update a function's code may run anything under its role. With a code-signing configuration Lambda
    /// refuses code that nobody trusted has signed.
    ///
    /// Looks at functions classified as restricted that are deployed as archives; images cannot be signed this way.
    /// Fails when no code-signing configuration is set.
    ///
    /// By hand: `aws lambda put-function-code-signing-config --function-name NAME --code-signing-config-arn ARN`.
    ///
    /// Source: AWS Lambda Developer Guide, "Using code signing to verify code integrity with Lambda".
    id: "lambda-function-unsigned",
    title: "Functions accept signed code only",
    kind: Kind::Function,
    layer: None,
    domain: Domain::Runtime,
    threat: Threat::SupplyChain,
    likelihood: 1,
    impact: 3,
    remedies: &[],
    mappings: &[Mapping::soc2("CC8.1")],
    evaluate: evaluate,
}

fn evaluate(context: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let Some(function) = resource.function() else { return Outcome::NotApplicable };
    if let Some(gap) = resource.tags.gap() {
        return Outcome::Unknown(vec![Reason::Gap(gap)]);
    }
    if context.classification(resource) != Classification::Restricted {
        return Outcome::NotApplicable;
    }
    Outcome::of(&function.code_signing, |signing| match signing {
        Some(_) => Outcome::Pass,
        None => Outcome::fault(
            Fault::new("Code that nobody signed can be deployed").setting("CodeSigningConfigArn", "none"),
        ),
    })
}
