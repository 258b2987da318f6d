//! `kinesis-stream-customer-key`.

use super::ENCRYPTED;
use crate::checks::{Threat, aspects};
use crate::model::{Domain, Kind};

define_check! {
    /// Restricted data wants a key of the customer on every store that it passes through: its policy decides a second
    /// time who may read, and every use of it is logged.
    ///
    /// Looks at streams classified as restricted. Fails when records are not encrypted, or with `aws/kinesis`, and when
    /// a customer's key is disabled or about to be deleted.
    ///
    /// By hand: `aws kinesis start-stream-encryption --stream-name STREAM --encryption-type KMS --key-id KEY`.
    ///
    /// Source: Amazon Kinesis Data Streams Developer Guide, "How do I use server-side encryption?".
    id: "kinesis-stream-customer-key",
    title: "Restricted streams encrypt with a customer's key",
    kind: Kind::Stream,
    layer: None,
    domain: Domain::DataProtection,
    threat: Threat::DataExfiltration,
    likelihood: 2,
    impact: 3,
    remedies: &["encrypt-stream"],
    mappings: ENCRYPTED,
    evaluate: |context, _, resource| aspects::customer_key(context, resource),
}
