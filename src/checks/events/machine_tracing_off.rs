//! `states-machine-tracing-off`.

use crate::checks::{Context, Fault, Mapping, Outcome, Threat};
use crate::model::{Domain, Kind, Resource, ResourceId};

define_check! {
    /// A trace tells which component called which, and where a request went wrong.
    ///
    /// Fails when tracing is off.
    ///
    /// By hand: `aws stepfunctions update-state-machine --state-machine-arn ARN --tracing-configuration enabled=true`;
    /// the role needs `xray:PutTraceSegments`.
    ///
    /// Source: AWS Step Functions Developer Guide, "Trace Step Functions request data in AWS X-Ray".
    id: "states-machine-tracing-off",
    title: "State machines record traces",
    kind: Kind::StateMachine,
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
    let Some(machine) = resource.state_machine() else { return Outcome::NotApplicable };
    Outcome::of(&machine.details, |details| match details.traced {
        true => Outcome::Pass,
        false => {
            Outcome::fault(Fault::new("Executions record no traces").setting("tracingConfiguration.enabled", "false"))
        }
    })
}
