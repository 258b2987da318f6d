//! `states-machine-unlogged`.

use crate::checks::statements::likelihood;
use crate::checks::{Context, Fault, Mapping, Outcome, Threat};
use crate::model::{Domain, Kind, Resource, ResourceId};

define_check! {
    /// Executions of express workflows leave no history but their logs, and those of standard workflows are gone after
    /// 90 days.
    ///
    /// Fails when the log level is `OFF`; for an express workflow with a higher likelihood.
    ///
    /// By hand: `aws stepfunctions update-state-machine --state-machine-arn ARN --logging-configuration` with a level
    /// of at least `ERROR` and a log group.
    ///
    /// Source: AWS Step Functions Developer Guide, "Using CloudWatch Logs to log execution history in Step Functions".
    id: "states-machine-unlogged",
    title: "State machines log their executions",
    kind: Kind::StateMachine,
    layer: None,
    domain: Domain::Runtime,
    threat: Threat::Insider,
    likelihood: 2,
    impact: 2,
    remedies: &[],
    mappings: &[Mapping::soc2("CC7.2"), Mapping::pci("10.2.1"), Mapping::hipaa("164.312(b)")],
    evaluate: evaluate,
}

fn evaluate(_: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let Some(machine) = resource.state_machine() else { return Outcome::NotApplicable };
    Outcome::of(&machine.details, |details| {
        if details.log_level != "OFF" {
            return Outcome::Pass;
        }
        let fault = Fault::new("Executions are not logged").setting("loggingConfiguration.level", "OFF");
        let express = machine.machine_type == "EXPRESS";
        Outcome::fault(if express { fault.factor(likelihood(1, "an express workflow has no history")) } else { fault })
    })
}
