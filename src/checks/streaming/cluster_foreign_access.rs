//! `kafka-cluster-foreign-access`.

use super::NOT_PUBLIC;
use crate::checks::{Threat, aspects};
use crate::model::{Domain, Kind};

define_check! {
    /// Another account that may connect to a cluster is part of the pipeline. It should be one that you know.
    ///
    /// Fails for each statement that lets in an account, an identity or an organization that is neither of this
    /// organization nor among your trusted accounts, and whom neither a Deny of the policy nor a resource control
    /// policy keeps out.
    ///
    /// By hand: remove the principal with `aws kafka put-cluster-policy`, or name the account in `trusted_accounts`.
    ///
    /// Source: Amazon MSK Developer Guide, "Amazon MSK multi-VPC private connectivity in a single Region".
    id: "kafka-cluster-foreign-access",
    title: "Cluster policies let in trusted accounts only",
    kind: Kind::KafkaCluster,
    layer: None,
    domain: Domain::Identity,
    threat: Threat::DataExfiltration,
    likelihood: 3,
    impact: 3,
    remedies: &[],
    mappings: NOT_PUBLIC,
    evaluate: aspects::foreign_policy,
}
