//! `sqs-queue-unencrypted`.

use super::ENCRYPTED;
use crate::checks::{Threat, aspects};
use crate::model::{Domain, Kind};

define_check! {
    /// Messages wait in a queue for days. Encryption at rest keeps their bodies from whoever reaches the disks behind it.
    ///
    /// Fails when a queue has neither a KMS key nor SQS's own encryption. New queues have the latter unless it was switched
    /// off.
    ///
    /// By hand: `aws sqs set-queue-attributes --queue-url URL --attributes SqsManagedSseEnabled=true`.
    ///
    /// Source: Amazon SQS Developer Guide, "Encryption at rest in Amazon SQS".
    id: "sqs-queue-unencrypted",
    title: "Queues encrypt messages at rest",
    kind: Kind::Queue,
    layer: None,
    domain: Domain::DataProtection,
    threat: Threat::DataExfiltration,
    likelihood: 2,
    impact: 3,
    remedies: &["encrypt-queue"],
    mappings: ENCRYPTED,
    evaluate: |_, _, resource| aspects::encrypted(resource, "Messages are"),
}
