//! `kafka-cluster-plaintext`.

use super::TRANSIT;
use crate::checks::{Context, Fault, Outcome, Threat};
use crate::model::{Domain, Kind, Resource, ResourceId};

define_check! {
    /// Records that go to a broker in plain text can be read and changed by whoever is on the way.
    ///
    /// Fails when the cluster accepts plain-text connections of clients, also beside TLS, and when brokers talk to each
    /// other in plain text.
    ///
    /// By hand: move clients to the TLS port, then `aws kafka update-security --encryption-info
    /// EncryptionInTransit={ClientBroker=TLS}`. Encryption between brokers can be chosen at creation only.
    ///
    /// Source: Amazon MSK Developer Guide, "Amazon MSK encryption in transit".
    id: "kafka-cluster-plaintext",
    title: "Clients talk to Kafka clusters over TLS only",
    kind: Kind::KafkaCluster,
    layer: None,
    domain: Domain::Network,
    threat: Threat::DataExfiltration,
    likelihood: 3,
    impact: 3,
    remedies: &[],
    mappings: TRANSIT,
    evaluate: evaluate,
}

fn evaluate(_: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let Some(cluster) = resource.kafka_cluster() else { return Outcome::NotApplicable };
    let clients = (cluster.client_broker != "TLS").then(|| {
        let fault = Fault::new("Clients may talk to brokers in plain text");
        fault.at("clients").setting("client to broker", cluster.client_broker.as_str())
    });
    let brokers = (!cluster.in_cluster).then(|| {
        Fault::new("Brokers talk to each other in plain text").at("brokers").setting("within the cluster", "plain text")
    });
    Outcome::of_faults(clients.into_iter().chain(brokers).collect())
}
