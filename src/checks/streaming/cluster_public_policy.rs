//! `kafka-cluster-public-policy`.

use super::NOT_PUBLIC;
use crate::checks::{Threat, aspects};
use crate::model::{Domain, Kind};

define_check! {
    /// A cluster policy lets other accounts connect to the brokers, over networks of their own.
    ///
    /// Fails for each statement that lets in everyone, is not narrowed by a condition to fixed callers, and lets
    /// somebody through whom neither a Deny of the policy nor a resource control policy keeps out.
    ///
    /// By hand: name the accounts in `Principal` with `aws kafka put-cluster-policy`.
    ///
    /// Source: Amazon MSK Developer Guide, "Resource-based policies: cluster policies" (Multi-VPC private
    /// connectivity).
    id: "kafka-cluster-public-policy",
    title: "Cluster policies do not let in everyone",
    kind: Kind::KafkaCluster,
    layer: None,
    domain: Domain::Identity,
    threat: Threat::DataExfiltration,
    likelihood: 4,
    impact: 4,
    remedies: &[],
    mappings: NOT_PUBLIC,
    evaluate: aspects::public_policy,
}
