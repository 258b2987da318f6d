//! `sqs-queue-customer-key`.

use super::ENCRYPTED;
use crate::checks::{Threat, aspects};
use crate::model::{Domain, Kind};

define_check! {
    /// Restricted data wants a key of the customer on every store that it passes through: its policy decides a second time
    /// who may read, and every use of it is logged.
    ///
    /// Looks at queues classified as restricted. Fails when messages are not encrypted with a customer's KMS key, and when
    /// that key is disabled or about to be deleted.
    ///
    /// By hand: `aws sqs set-queue-attributes --queue-url URL --attributes KmsMasterKeyId=KEY`; let the services that send
    /// use the key first.
    ///
    /// Source: Amazon SQS Developer Guide, "Key management" (SSE-KMS).
    id: "sqs-queue-customer-key",
    title: "Restricted queues encrypt with a customer's key",
    kind: Kind::Queue,
    layer: None,
    domain: Domain::DataProtection,
    threat: Threat::DataExfiltration,
    likelihood: 2,
    impact: 3,
    remedies: &["encrypt-queue"],
    mappings: ENCRYPTED,
    evaluate: |context, _, resource| aspects::customer_key(context, resource),
}
