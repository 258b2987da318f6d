//! `logs-group-customer-key`.

use super::ENCRYPTED;
use crate::checks::{Threat, aspects};
use crate::model::{Domain, Kind};

define_check! {
    /// Logs repeat what passes through a pipeline. With a key of the customer, the key's policy decides a second time
    /// who may read them.
    ///
    /// Looks at log groups classified as restricted. Fails when events are encrypted by the service's own keys only,
    /// and when a customer's key is disabled or about to be deleted.
    ///
    /// By hand: `aws logs associate-kms-key --log-group-name GROUP --kms-key-id KEY`; let `logs.REGION.amazonaws.com`
    /// use the key first. Events that are there already stay as they are.
    ///
    /// Source: Amazon CloudWatch Logs User Guide, "Encrypt log data in CloudWatch Logs using AWS KMS".
    id: "logs-group-customer-key",
    title: "Restricted log groups encrypt with a customer's key",
    kind: Kind::LogGroup,
    layer: None,
    domain: Domain::DataProtection,
    threat: Threat::DataExfiltration,
    likelihood: 2,
    impact: 3,
    remedies: &["encrypt-log-group"],
    mappings: ENCRYPTED,
    evaluate: |context, _, resource| aspects::customer_key(context, resource),
}
