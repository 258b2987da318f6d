//! `kafka-cluster-logging-off`.

use super::LOGGED;
use crate::checks::{Context, Fault, Outcome, Threat};
use crate::model::{Domain, Kind, Resource, ResourceId};

define_check! {
    /// The logs of the brokers tell who failed to connect, and why. Without a place to go they are thrown away.
    ///
    /// Looks at provisioned clusters: serverless ones offer no logs. Fails when the brokers' logs go nowhere.
    ///
    /// By hand: `aws kafka update-monitoring --logging-info BrokerLogs={CloudWatchLogs={Enabled=true,LogGroup=GROUP}}`.
    ///
    /// Source: Amazon MSK Developer Guide, "Broker logs".
    id: "kafka-cluster-logging-off",
    title: "Kafka clusters keep their logs",
    kind: Kind::KafkaCluster,
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
    let Some(cluster) = resource.kafka_cluster().filter(|it| !it.serverless) else { return Outcome::NotApplicable };
    if cluster.logs.is_empty() {
        return Outcome::fault(Fault::new("The logs of the brokers go nowhere").setting("broker logs", "off"));
    }
    Outcome::Pass
}
