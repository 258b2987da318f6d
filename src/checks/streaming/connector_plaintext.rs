//! `kafka-connector-plaintext`.

use super::TRANSIT;
use crate::checks::{Context, Fault, Outcome, Threat};
use crate::model::{Domain, Kind, Resource, ResourceId};

define_check! {
    /// A connector that talks to its brokers in plain text undoes what the cluster offers.
    ///
    /// Fails when the connection between connector and cluster is not encrypted.
    ///
    /// By hand: how a connector connects is chosen at creation. Make a new one with
    /// `kafkaClusterEncryptionInTransit={encryptionType=TLS}` and the TLS port of the brokers.
    ///
    /// Source: Amazon MSK Connect API Reference, "KafkaClusterEncryptionInTransit".
    id: "kafka-connector-plaintext",
    title: "Connectors talk to their cluster over TLS",
    kind: Kind::KafkaConnector,
    layer: None,
    domain: Domain::Network,
    threat: Threat::DataExfiltration,
    likelihood: 2,
    impact: 3,
    remedies: &[],
    mappings: TRANSIT,
    evaluate: evaluate,
}

fn evaluate(_: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let Some(connector) = resource.kafka_connector() else { return Outcome::NotApplicable };
    match connector.in_transit.as_deref() {
        None => Outcome::NotApplicable,
        Some("TLS") => Outcome::Pass,
        Some(way) => {
            Outcome::fault(Fault::new("The connector talks to its cluster in plain text").setting("in transit", way))
        }
    }
}
