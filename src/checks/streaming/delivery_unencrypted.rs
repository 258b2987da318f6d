//! `firehose-stream-unencrypted`.

use super::ENCRYPTED;
use crate::checks::{Threat, aspects};
use crate::model::{Domain, Kind};

define_check! {
    /// Records that producers put wait in a delivery stream until they are delivered, up to 24 hours.
    ///
    /// Looks at delivery streams whose source is direct put: with another source, records wait there. Fails when
    /// server-side encryption is off.
    ///
    /// By hand: `aws firehose start-delivery-stream-encryption --delivery-stream-name STREAM
    /// --delivery-stream-encryption-configuration-input KeyType=CUSTOMER_MANAGED_CMK,KeyARN=KEY`.
    ///
    /// Source: Amazon Data Firehose Developer Guide, "Data protection in Amazon Data Firehose".
    id: "firehose-stream-unencrypted",
    title: "Delivery streams encrypt what is put into them",
    kind: Kind::DeliveryStream,
    layer: None,
    domain: Domain::DataProtection,
    threat: Threat::DataExfiltration,
    likelihood: 2,
    impact: 2,
    remedies: &["encrypt-delivery-stream"],
    mappings: ENCRYPTED,
    evaluate: |_, _, resource| aspects::encrypted(resource, "Waiting records are"),
}
