//! `apigateway-stage-data-trace`.

use super::{api, each_stage};
use crate::checks::databases::PRIVATE;
use crate::checks::{Context, Fault, Outcome, Threat};
use crate::model::{Domain, Kind, Resource, ResourceId};

define_check! {
    /// A data trace writes whole requests and answers into the execution log, with the tokens of callers: a second
    /// copy of the data in a place with other readers.
    ///
    /// Fails for each stage with data trace on.
    ///
    /// By hand: `aws apigateway update-stage --rest-api-id ID --stage-name NAME --patch-operations
    /// op=replace,path=/*/*/logging/dataTrace,value=false`, or `aws apigatewayv2 update-stage --default-route-settings
    /// DataTraceEnabled=false`.
    ///
    /// Source: Amazon API Gateway Developer Guide, "CloudWatch log formats for API Gateway".
    id: "apigateway-stage-data-trace",
    title: "Execution logs leave out the data",
    kind: Kind::RestApi,
    also: &[Kind::HttpApi],
    layer: None,
    domain: Domain::DataProtection,
    threat: Threat::DataExfiltration,
    likelihood: 2,
    impact: 3,
    remedies: &[],
    mappings: PRIVATE,
    evaluate: evaluate,
}

fn evaluate(_: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let Some(api) = api(resource) else { return Outcome::NotApplicable };
    each_stage(api, |stage| {
        let words = || Fault::new(format!("The execution log of the stage {} holds whole requests", stage.name));
        stage.data_trace.then(|| words().setting("dataTraceEnabled", "true"))
    })
}
