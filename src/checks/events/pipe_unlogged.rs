//! `pipes-pipe-unlogged`.

use crate::checks::{Context, Fault, Mapping, Outcome, Threat};
use crate::model::{Domain, Kind, Resource, ResourceId};

define_check! {
    /// A pipe without logs drops records silently: neither its failures nor its calls of enrichment can be looked up
    /// afterwards.
    ///
    /// Fails when the log level is `OFF`.
    ///
    /// By hand: `aws pipes update-pipe --name NAME --role-arn ARN --log-configuration` with a level of at least `ERROR`
    /// and a log group.
    ///
    /// Source: Amazon EventBridge User Guide, "Logging Amazon EventBridge Pipes performance".
    id: "pipes-pipe-unlogged",
    title: "Pipes log what goes wrong",
    kind: Kind::Pipe,
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
    let Some(pipe) = resource.pipe() else { return Outcome::NotApplicable };
    Outcome::of(&pipe.details, |details| match details.log_level.as_str() {
        "OFF" => Outcome::fault(Fault::new("The pipe logs nothing").setting("LogConfiguration.Level", "OFF")),
        _ => Outcome::Pass,
    })
}
