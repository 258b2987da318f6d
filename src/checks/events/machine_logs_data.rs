//! `states-machine-logs-data`.

use crate::checks::{Context, Fault, Mapping, Outcome, Reason, Threat};
use crate::model::{Classification, Domain, Kind, Resource, ResourceId};

define_check! {
    /// With `includeExecutionData` inputs and outputs of every state stand in the log group, where other people read
    /// them and another key encrypts them.
    ///
    /// Looks at state machines classified as restricted. Fails when execution data is logged.
    ///
    /// By hand: `aws stepfunctions update-state-machine` with `includeExecutionData=false` in the logging
    /// configuration.
    ///
    /// Source: AWS Step Functions Developer Guide, "Using CloudWatch Logs to log execution history in Step Functions";
    /// "Data protection in AWS Step Functions".
    id: "states-machine-logs-data",
    title: "Restricted state machines keep data out of their logs",
    kind: Kind::StateMachine,
    layer: None,
    domain: Domain::DataProtection,
    threat: Threat::DataExfiltration,
    likelihood: 3,
    impact: 3,
    remedies: &[],
    mappings: &[Mapping::soc2("CC6.1"), Mapping::pci("3.4.1"), Mapping::gdpr("Art. 5(1)(c)")],
    evaluate: evaluate,
}

fn evaluate(context: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let Some(machine) = resource.state_machine() else { return Outcome::NotApplicable };
    if let Some(gap) = resource.tags.gap() {
        return Outcome::Unknown(vec![Reason::Gap(gap)]);
    }
    if context.classification(resource) != Classification::Restricted {
        return Outcome::NotApplicable;
    }
    Outcome::of(&machine.details, |details| {
        if details.log_level == "OFF" || !details.logs_data {
            return Outcome::Pass;
        }
        let fault = Fault::new("Inputs and outputs of restricted executions are written to logs");
        Outcome::fault(fault.setting("loggingConfiguration.includeExecutionData", "true"))
    })
}
