//! `lambda-function-url-open-origins`.

use crate::checks::statements::likelihood;
use crate::checks::{Context, Fault, Mapping, Outcome, Threat};
use crate::model::{Domain, Kind, Resource, ResourceId};

define_check! {
    /// With `*` among the allowed origins any web page may call a function URL from its visitors' browsers, and with
    /// credentials allowed it does so as the visitor.
    ///
    /// Fails for each function URL that allows every origin.
    ///
    /// By hand: `aws lambda update-function-url-config --function-name NAME --cors
    /// AllowOrigins=https://app.example.com`.
    ///
    /// Source: AWS Lambda Developer Guide, "Cross-origin resource sharing (CORS)" of function URLs.
    id: "lambda-function-url-open-origins",
    title: "Function URLs name the origins that may call them",
    kind: Kind::Function,
    layer: None,
    domain: Domain::Network,
    threat: Threat::ApiAbuse,
    likelihood: 2,
    impact: 2,
    remedies: &[],
    mappings: &[Mapping::soc2("CC6.6")],
    evaluate: evaluate,
}

fn evaluate(_: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let Some(function) = resource.function() else { return Outcome::NotApplicable };
    Outcome::of(&function.urls, |urls| {
        let open = urls.iter().filter(|it| it.origins.iter().any(|origin| origin == "*"));
        let faults = open.map(|it| {
            let fault =
                Fault::new(format!("Any web page may call {}", it.url)).at(&*it.arn).setting("AllowOrigins", "*");
            if it.with_credentials { fault.factor(likelihood(1, "credentials are sent along")) } else { fault }
        });
        Outcome::of_faults(faults.collect())
    })
}
