//! `lambda-function-customer-key`.

use super::ENCRYPTED;
use crate::checks::{Threat, aspects};
use crate::model::{Domain, Kind};

define_check! {
    /// Lambda encrypts the environment of every function. Where the function is classified as restricted, a key of the
    /// customer decides a second time who may read it.
    ///
    /// Looks at functions classified as restricted. Fails when the environment is not encrypted with a customer's KMS
    /// key, and when that key is disabled or about to be deleted.
    ///
    /// By hand: `aws lambda update-function-configuration --function-name NAME --kms-key-arn ARN`.
    ///
    /// Source: AWS Lambda Developer Guide, "Securing Lambda environment variables".
    id: "lambda-function-customer-key",
    title: "Restricted functions encrypt with a customer's key",
    kind: Kind::Function,
    layer: None,
    domain: Domain::DataProtection,
    threat: Threat::DataExfiltration,
    likelihood: 2,
    impact: 2,
    remedies: &[],
    mappings: ENCRYPTED,
    evaluate: |context, _, resource| aspects::customer_key(context, resource),
}
