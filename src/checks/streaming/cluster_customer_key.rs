//! `kafka-cluster-customer-key`.

use super::ENCRYPTED;
use crate::checks::{Threat, aspects};
use crate::model::{Domain, Kind};

define_check! {
    /// Every cluster is encrypted. With a key of the customer, the key's policy decides a second time who may read the
    /// volumes, and every use of it is logged.
    ///
    /// Looks at clusters classified as restricted. Fails when the key is one that AWS manages or owns, and when a
    /// customer's key is disabled or about to be deleted.
    ///
    /// By hand: the key of a cluster cannot be changed. Make a new one with `EncryptionAtRest={DataVolumeKMSKeyId=KEY}`
    /// and replicate the topics.
    ///
    /// Source: Amazon MSK Developer Guide, "Amazon MSK encryption at rest".
    id: "kafka-cluster-customer-key",
    title: "Restricted Kafka clusters encrypt with a customer's key",
    kind: Kind::KafkaCluster,
    layer: None,
    domain: Domain::DataProtection,
    threat: Threat::DataExfiltration,
    likelihood: 2,
    impact: 3,
    remedies: &[],
    mappings: ENCRYPTED,
    evaluate: |context, _, resource| aspects::customer_key(context, resource),
}
