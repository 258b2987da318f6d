//! `lambda-function-tracing-off`.

use crate::checks::{Context, Fault, Mapping, Outcome, Threat};
use crate::model::{Domain, Kind, Resource, ResourceId};

define_check! {
    /// A trace tells which component called which, and where a request went wrong. Without it an incident is put
    /// together from logs alone.
    ///
    /// Fails when the tracing mode is not `Active`.
    ///
    /// By hand: `aws lambda update-function-configuration --function-name NAME --tracing-config Mode=Active`; the
    /// execution role needs `xray:PutTraceSegments`.
    ///
    /// Source: AWS Lambda Developer Guide, "Visualize Lambda function invocations using AWS X-Ray".
    id: "lambda-function-tracing-off",
    title: "Functions record traces",
    kind: Kind::Function,
    layer: None,
    domain: Domain::Runtime,
    threat: Threat::Insider,
    likelihood: 1,
    impact: 2,
    remedies: &[],
    mappings: &[Mapping::soc2("CC7.2")],
    evaluate: evaluate,
}

fn evaluate(_: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let Some(function) = resource.function() else { return Outcome::NotApplicable };
    if function.traced {
        return Outcome::Pass;
    }
    Outcome::fault(Fault::new("The function records no traces of its own").setting("TracingConfig.Mode", "PassThrough"))
}
