//! `sns-topic-customer-key`.

use super::ENCRYPTED;
use crate::checks::{Threat, aspects};
use crate::model::{Domain, Kind};

define_check! {
    /// Restricted data wants a key of the customer wherever it rests, however short: the key's policy decides a second
    /// time who may read, and every use of it is logged. Services such as EventBridge and S3 cannot publish to a topic
    /// that uses `alias/aws/sns`.
    ///
    /// Looks at topics classified as restricted. Fails when messages are not encrypted with a customer's KMS key, and
    /// when that key is disabled or about to be deleted.
    ///
    /// By hand: `aws sns set-topic-attributes --topic-arn ARN --attribute-name KmsMasterKeyId --attribute-value KEY`.
    ///
    /// Source: Amazon SNS Developer Guide, "Managing Amazon SNS encryption keys and costs".
    id: "sns-topic-customer-key",
    title: "Restricted topics encrypt with a customer's key",
    kind: Kind::Topic,
    layer: None,
    domain: Domain::DataProtection,
    threat: Threat::DataExfiltration,
    likelihood: 2,
    impact: 3,
    remedies: &["encrypt-topic"],
    mappings: ENCRYPTED,
    evaluate: |context, _, resource| aspects::customer_key(context, resource),
}
