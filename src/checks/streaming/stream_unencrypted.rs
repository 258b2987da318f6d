//! `kinesis-stream-unencrypted`.

use super::ENCRYPTED;
use crate::checks::{Threat, aspects};
use crate::model::{Domain, Kind};

define_check! {
    /// Records wait in a stream for a day up to a year. Without server-side encryption they lie on disk as they were
    /// sent.
    ///
    /// Fails when a stream is not encrypted with a KMS key.
    ///
    /// By hand: `aws kinesis start-stream-encryption --stream-name STREAM --encryption-type KMS --key-id
    /// alias/aws/kinesis`, or better with a key of your own; let producers and consumers use the key first.
    ///
    /// Source: Amazon Kinesis Data Streams Developer Guide, "What is server-side encryption for Kinesis Data Streams?".
    id: "kinesis-stream-unencrypted",
    title: "Streams are encrypted at rest",
    kind: Kind::Stream,
    layer: None,
    domain: Domain::DataProtection,
    threat: Threat::DataExfiltration,
    likelihood: 2,
    impact: 3,
    remedies: &["encrypt-stream"],
    mappings: ENCRYPTED,
    evaluate: |_, _, resource| aspects::encrypted(resource, "Records are"),
}
