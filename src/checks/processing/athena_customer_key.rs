//! `athena-workgroup-customer-key`.

use super::ENCRYPTED;
use crate::checks::{Threat, aspects};
use crate::model::{Domain, Kind};

define_check! {
    /// Results of queries of restricted data are restricted. A key of the customer decides a second time who may read them.
    ///
    /// Looks at work groups classified as restricted. Fails when results are not encrypted with a customer's KMS key, and when
    /// that key is disabled or about to be deleted.
    ///
    /// By hand: set `EncryptionOption=SSE_KMS` with `KmsKey` of a key of your own with `aws athena update-work-group`.
    ///
    /// Source: Amazon Athena User Guide, "Encrypt Athena query results stored in Amazon S3".
    id: "athena-workgroup-customer-key",
    title: "Restricted Athena work groups encrypt results with a customer's key",
    kind: Kind::AthenaWorkGroup,
    layer: None,
    domain: Domain::DataProtection,
    threat: Threat::DataExfiltration,
    likelihood: 2,
    impact: 3,
    remedies: &["encrypt-query-results"],
    mappings: ENCRYPTED,
    evaluate: |context, _, resource| aspects::customer_key(context, resource),
}
