//! `kafka-connector-logging-off`.

use super::LOGGED;
use crate::checks::{Context, Fault, Outcome, Threat};
use crate::model::{Domain, Kind, Resource, ResourceId};

define_check! {
    /// A connector that stops, or drops what it cannot read, says so in the logs of its workers and nowhere else.
    ///
    /// Fails when the workers' logs go nowhere.
    ///
    /// By hand: where logs go is chosen at creation. Make a new connector with `logDelivery`.
    ///
    /// Source: Amazon MSK Developer Guide, "Logging for MSK Connect".
    id: "kafka-connector-logging-off",
    title: "Connectors keep their logs",
    kind: Kind::KafkaConnector,
    layer: None,
    domain: Domain::Runtime,
    threat: Threat::Insider,
    likelihood: 1,
    impact: 2,
    remedies: &[],
    mappings: LOGGED,
    evaluate: evaluate,
}

fn evaluate(_: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let Some(connector) = resource.kafka_connector() else { return Outcome::NotApplicable };
    if connector.logs.is_empty() {
        return Outcome::fault(Fault::new("The logs of the workers go nowhere").setting("worker logs", "off"));
    }
    Outcome::Pass
}
