//! `kafka-cluster-public`.

use super::NOT_PUBLIC;
use crate::checks::{Context, Fault, Outcome, Threat};
use crate::model::{Domain, Kind, Network, Resource, ResourceId};

define_check! {
    /// A broker with a public address is as safe as its passwords, and everyone may try them.
    ///
    /// Fails when public access is on.
    ///
    /// By hand: `aws kafka update-connectivity --connectivity-info PublicAccess={Type=DISABLED}`; let clients of other
    /// networks in by private connectivity.
    ///
    /// Source: Amazon MSK Developer Guide, "Turn on public access to an MSK Provisioned cluster".
    id: "kafka-cluster-public",
    title: "Kafka clusters are not reached from the internet",
    kind: Kind::KafkaCluster,
    layer: None,
    domain: Domain::Network,
    threat: Threat::DataExfiltration,
    likelihood: 3,
    impact: 4,
    remedies: &[],
    mappings: NOT_PUBLIC,
    evaluate: evaluate,
}

fn evaluate(_: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let Some(cluster) = resource.kafka_cluster() else { return Outcome::NotApplicable };
    match cluster.network {
        Network::Vpc { public: true, .. } => {
            Outcome::fault(Fault::new("The brokers have public addresses").setting("public access", "on"))
        }
        _ => Outcome::Pass,
    }
}
