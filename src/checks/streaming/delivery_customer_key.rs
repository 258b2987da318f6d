//! `firehose-stream-customer-key`.

use super::ENCRYPTED;
use crate::checks::{Threat, aspects};
use crate::model::{Domain, Kind};

define_check! {
    /// Restricted data wants a key of the customer on every store that it waits in: its policy decides a second time
    /// who may read, and every use of it is logged.
    ///
    /// Looks at delivery streams with direct put that are classified as restricted. Fails when records are not
    /// encrypted, or with a key that AWS owns, and when a customer's key is disabled or about to be deleted.
    ///
    /// By hand: `aws firehose start-delivery-stream-encryption` with `KeyType=CUSTOMER_MANAGED_CMK` and the key.
    ///
    /// Source: Amazon Data Firehose Developer Guide, "Server-side encryption with Direct PUT or other data sources".
    id: "firehose-stream-customer-key",
    title: "Restricted delivery streams encrypt with a customer's key",
    kind: Kind::DeliveryStream,
    layer: None,
    domain: Domain::DataProtection,
    threat: Threat::DataExfiltration,
    likelihood: 2,
    impact: 2,
    remedies: &["encrypt-delivery-stream"],
    mappings: ENCRYPTED,
    evaluate: |context, _, resource| aspects::customer_key(context, resource),
}
