//! `kafka-cluster-unauthenticated`.

use super::NOT_PUBLIC;
use crate::checks::{Context, Fault, Outcome, Threat};
use crate::model::{Domain, Kind, Resource, ResourceId};

define_check! {
    /// A broker that does not ask who a client is lets everyone on the network read and write every topic that has no
    /// access control list.
    ///
    /// Fails when unauthenticated access is on, and when no way of authentication is.
    ///
    /// By hand: `aws kafka update-security --client-authentication
    /// Sasl={Iam={Enabled=true}},Unauthenticated={Enabled=false}`, after every client has credentials.
    ///
    /// Source: Amazon MSK Developer Guide, "Authentication and authorization for Apache Kafka APIs".
    id: "kafka-cluster-unauthenticated",
    title: "Kafka clusters ask clients who they are",
    kind: Kind::KafkaCluster,
    layer: None,
    domain: Domain::Identity,
    threat: Threat::ApiAbuse,
    likelihood: 3,
    impact: 4,
    remedies: &[],
    mappings: NOT_PUBLIC,
    evaluate: evaluate,
}

fn evaluate(_: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let Some(cluster) = resource.kafka_cluster() else { return Outcome::NotApplicable };
    let ways = cluster.authentication;
    if !ways.unauthenticated && (ways.iam || ways.scram || ways.tls) {
        return Outcome::Pass;
    }
    Outcome::fault(Fault::new("Clients need not say who they are").setting("unauthenticated access", "on"))
}
