//! `dynamodb-table-customer-key`.

use super::ENCRYPTED;
use crate::checks::{Threat, aspects};
use crate::model::{Domain, Kind};

define_check! {
    /// Every table is encrypted. With a key of the customer, the key's policy decides a second time who may read, and
    /// every use of it is logged.
    ///
    /// Looks at tables classified as restricted. Fails when the key is DynamoDB's own or one that AWS manages, and when
    /// a customer's key is disabled or about to be deleted.
    ///
    /// By hand: `aws dynamodb update-table --table-name TABLE --sse-specification
    /// Enabled=true,SSEType=KMS,KMSMasterKeyId=KEY`.
    ///
    /// Source: Amazon DynamoDB Developer Guide, "DynamoDB encryption at rest".
    id: "dynamodb-table-customer-key",
    title: "Restricted tables encrypt with a customer's key",
    kind: Kind::Table,
    layer: None,
    domain: Domain::DataProtection,
    threat: Threat::DataExfiltration,
    likelihood: 2,
    impact: 3,
    remedies: &["set-table-key"],
    mappings: ENCRYPTED,
    evaluate: |context, _, resource| aspects::customer_key(context, resource),
}
