//! `logs-group-retention-absent`.

use super::KEPT;
use crate::checks::{Context, Fault, Outcome, Threat};
use crate::model::{Domain, Kind, Resource, ResourceId};

define_check! {
    /// A group without a retention keeps everything for ever: personal data that leaked into a message stays, and the
    /// bill grows.
    ///
    /// Fails when a log group has no retention. Groups of the delivery class keep events for one day and do not count.
    ///
    /// By hand: `aws logs put-retention-policy --log-group-name GROUP --retention-in-days 365`.
    ///
    /// Source: Amazon CloudWatch Logs User Guide, "Change log data retention in CloudWatch Logs".
    id: "logs-group-retention-absent",
    title: "Log groups say how long they keep events",
    kind: Kind::LogGroup,
    layer: None,
    domain: Domain::DataProtection,
    threat: Threat::Insider,
    likelihood: 1,
    impact: 2,
    remedies: &["set-log-retention"],
    mappings: KEPT,
    evaluate: evaluate,
}

fn evaluate(_: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let Some(group) = resource.log_group().filter(|it| it.class.as_deref() != Some("DELIVERY")) else {
        return Outcome::NotApplicable;
    };
    match group.retention_days {
        Some(_) => Outcome::Pass,
        None => Outcome::fault(Fault::new("Events are kept for ever").setting("retention", "none")),
    }
}
