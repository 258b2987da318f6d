//! `lambda-function-url-unlimited`.

use crate::checks::{Context, Fault, Mapping, Outcome, Threat};
use crate::model::{Domain, Kind, Resource, ResourceId};

define_check! {
    /// A function URL has no throttling of its own. Where nobody is asked who they are, a flood takes the concurrency of the
    /// whole account, so that every other function stands still, and each call costs.
    ///
    /// Looks at functions with a URL whose authentication is `NONE`. Fails when the function has no reserved concurrency,
    /// which is the only limit of such a URL: ten times as many requests a second. Is unknown while the URLs or the
    /// concurrency could not be read.
    ///
    /// By hand: `aws lambda put-function-concurrency --function-name NAME --reserved-concurrent-executions NUMBER`; or put
    /// API Gateway with throttling, or CloudFront with a firewall, in front.
    ///
    /// Source: AWS Lambda Developer Guide, "Creating and managing Lambda function URLs", throttling.
    id: "lambda-function-url-unlimited",
    title: "Function URLs that anyone may call are limited",
    kind: Kind::Function,
    layer: None,
    domain: Domain::Network,
    threat: Threat::DenialOfService,
    likelihood: 3,
    impact: 3,
    remedies: &[],
    mappings: &[Mapping::soc2("A1.1"), Mapping::pci("6.4.1")],
    evaluate: evaluate,
}

fn evaluate(_: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let Some(function) = resource.function() else { return Outcome::NotApplicable };
    Outcome::of(&function.urls, |urls| {
        let Some(open) = urls.iter().find(|it| it.authentication == "NONE") else { return Outcome::NotApplicable };
        Outcome::of(&function.reserved_concurrency, |reserved| match reserved {
            Some(_) => Outcome::Pass,
            None => {
                let fault = Fault::new(format!("Nothing limits how often anyone calls {}", open.url));
                Outcome::fault(fault.setting("ReservedConcurrentExecutions", "none"))
            }
        })
    })
}
