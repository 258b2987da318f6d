//! `apigateway-stage-throttling`.

use super::{api, each_stage};
use crate::checks::apis::LIMITED;
use crate::checks::{Context, Fault, Outcome, Reason, Threat};
use crate::model::aws::UsagePlan;
use crate::model::{Domain, Kind, Resource, ResourceId};

define_check! {
    /// Without a limit of its own, one flooded API uses up the limit that all APIs of the account and region share,
    /// and everything behind it is called as often as someone likes, at your cost.
    ///
    /// Fails for each stage without a rate limit of its own and without a usage plan that has one.
    ///
    /// By hand: `aws apigateway update-stage --rest-api-id ID --stage-name NAME --patch-operations
    /// op=replace,path=/*/*/throttling/rateLimit,value=100`, or `aws apigatewayv2 update-stage --api-id ID
    /// --stage-name NAME --default-route-settings ThrottlingRateLimit=100,ThrottlingBurstLimit=50`.
    ///
    /// Source: Amazon API Gateway Developer Guide, "Throttle requests to your REST APIs for better throughput in API
    /// Gateway".
    id: "apigateway-stage-throttling",
    title: "Stages of APIs limit how often they are called",
    kind: Kind::RestApi,
    also: &[Kind::HttpApi],
    layer: None,
    domain: Domain::Infrastructure,
    threat: Threat::DenialOfService,
    likelihood: 3,
    impact: 3,
    remedies: &[],
    mappings: LIMITED,
    evaluate: evaluate,
}

fn evaluate(_: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let Some(api) = api(resource) else { return Outcome::NotApplicable };
    let outcome = each_stage(api, |stage| {
        let planned = |plan: &UsagePlan| plan.rate_limit.is_some() && plan.stages.contains(&stage.name);
        let limited = stage.rate_limit.is_some() || api.usage_plans.known().into_iter().flatten().any(planned);
        let words = || Fault::new(format!("The stage {} is limited by the account's limit only", stage.name));
        (!limited).then(|| words().setting("rate limit", "none"))
    });
    match (outcome, api.usage_plans.gap()) {
        // A plan that could not be read may limit it.
        (Outcome::Fail(_), Some(gap)) => Outcome::Unknown(vec![Reason::Gap(gap)]),
        (outcome, _) => outcome,
    }
}
