//! `secretsmanager-secret-customer-key`.

use super::ENCRYPTED;
use crate::checks::{Threat, aspects};
use crate::model::{Domain, Kind};

define_check! {
    /// Everyone in the account whom an identity policy allows to read a secret may use the key that AWS manages. The
    /// policy of a customer's key decides a second time.
    ///
    /// Looks at secrets classified as restricted. Fails when the key is `aws/secretsmanager`, and when a customer's key
    /// is disabled or about to be deleted.
    ///
    /// By hand: `aws secretsmanager update-secret --secret-id SECRET --kms-key-id KEY`.
    ///
    /// Source: AWS Secrets Manager User Guide, "Secret encryption and decryption in AWS Secrets Manager".
    id: "secretsmanager-secret-customer-key",
    title: "Restricted secrets encrypt with a customer's key",
    kind: Kind::Secret,
    layer: None,
    domain: Domain::DataProtection,
    threat: Threat::DataExfiltration,
    likelihood: 2,
    impact: 3,
    remedies: &[],
    mappings: ENCRYPTED,
    evaluate: |context, _, resource| aspects::customer_key(context, resource),
}
