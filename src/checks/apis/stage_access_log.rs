//! `apigateway-stage-access-log`.

use super::{api, each_stage};
use crate::checks::databases::LOGGED;
use crate::checks::{Context, Fault, Outcome, Threat};
use crate::model::{Domain, Kind, Resource, ResourceId};

define_check! {
    /// The access log says who called what, when, and what came back. It is what tells an attack from a bad day.
    ///
    /// Fails for each stage without an access log.
    ///
    /// By hand: `aws apigateway update-stage --rest-api-id ID --stage-name NAME --patch-operations
    /// op=replace,path=/accessLogSettings/destinationArn,value=ARN`, or `aws apigatewayv2 update-stage --api-id ID
    /// --stage-name NAME --access-log-settings DestinationArn=ARN,Format=FORMAT`.
    ///
    /// Source: Amazon API Gateway Developer Guide, "Set up CloudWatch logging for REST APIs in API Gateway".
    id: "apigateway-stage-access-log",
    title: "Stages of APIs log every call",
    kind: Kind::RestApi,
    also: &[Kind::HttpApi],
    layer: None,
    domain: Domain::Runtime,
    threat: Threat::ApiAbuse,
    likelihood: 2,
    impact: 3,
    remedies: &[],
    mappings: LOGGED,
    evaluate: evaluate,
}

fn evaluate(_: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let Some(api) = api(resource) else { return Outcome::NotApplicable };
    each_stage(api, |stage| {
        let words = || Fault::new(format!("Calls of the stage {} are not logged", stage.name));
        stage.access_log.is_none().then(|| words().setting("accessLogSettings.destinationArn", "none"))
    })
}
