//! `lambda-function-url-unauthenticated`.

use super::NOT_PUBLIC;
use crate::checks::{Context, Fault, Outcome, Threat};
use crate::model::{Domain, Kind, Resource, ResourceId};

define_check! {
    /// A function URL is an address on the internet. With `NONE` for its authentication Lambda asks nobody who they
    /// are: whoever finds the address runs the function.
    ///
    /// Fails for each function URL whose authentication is `NONE`. Whether the function's own code checks a signature
    /// cannot be seen.
    ///
    /// By hand: `aws lambda update-function-url-config --function-name NAME --auth-type AWS_IAM`, after the callers
    /// sign their requests; or put API Gateway or CloudFront in front.
    ///
    /// Source: AWS Lambda Developer Guide, "Control access to Lambda function URLs".
    id: "lambda-function-url-unauthenticated",
    title: "Function URLs ask who calls",
    kind: Kind::Function,
    layer: None,
    domain: Domain::Network,
    threat: Threat::ApiAbuse,
    likelihood: 4,
    impact: 4,
    remedies: &["require-signed-function-url"],
    mappings: NOT_PUBLIC,
    evaluate: evaluate,
}

fn evaluate(_: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let Some(function) = resource.function() else { return Outcome::NotApplicable };
    Outcome::of(&function.urls, |urls| {
        let open = urls.iter().filter(|it| it.authentication == "NONE");
        let faults = open.map(|it| {
            Fault::new(format!("Everyone can call the function at {}", it.url)).at(&*it.arn).setting("AuthType", "NONE")
        });
        Outcome::of_faults(faults.collect())
    })
}
