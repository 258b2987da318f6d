//! `sns-topic-unencrypted`.

use super::ENCRYPTED;
use crate::checks::{Threat, aspects};
use crate::model::{Domain, Kind};

define_check! {
    /// SNS holds messages until they are delivered, and for up to a year where a topic archives them. It encrypts them
    /// at rest only where a key is named.
    ///
    /// Fails when a topic has no KMS key.
    ///
    /// By hand: `aws sns set-topic-attributes --topic-arn ARN --attribute-name KmsMasterKeyId --attribute-value KEY`;
    /// let the services that publish use the key first.
    ///
    /// Source: Amazon SNS Developer Guide, "Securing Amazon SNS data with server-side encryption".
    id: "sns-topic-unencrypted",
    title: "Topics encrypt messages at rest",
    kind: Kind::Topic,
    layer: None,
    domain: Domain::DataProtection,
    threat: Threat::DataExfiltration,
    likelihood: 2,
    impact: 3,
    remedies: &["encrypt-topic"],
    mappings: ENCRYPTED,
    evaluate: |_, _, resource| aspects::encrypted(resource, "Messages are"),
}
