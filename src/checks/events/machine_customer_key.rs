//! `states-machine-customer-key`.

use super::ENCRYPTED;
use crate::checks::{Threat, aspects};
use crate::model::{Domain, Kind};

define_check! {
    /// Step Functions keeps definitions, inputs and outputs, encrypted with a key of its own. Where they are classified
    /// as restricted, a key of the customer decides a second time who may read them.
    ///
    /// Looks at state machines classified as restricted. Fails when no customer's KMS key is set, and when that key is
    /// disabled or about to be deleted.
    ///
    /// By hand: `aws stepfunctions update-state-machine --state-machine-arn ARN --encryption-configuration
    /// type=CUSTOMER_MANAGED_KMS_KEY,kmsKeyId=KEY`.
    ///
    /// Source: AWS Step Functions Developer Guide, "Data at rest encryption in Step Functions".
    id: "states-machine-customer-key",
    title: "Restricted state machines encrypt with a customer's key",
    kind: Kind::StateMachine,
    layer: None,
    domain: Domain::DataProtection,
    threat: Threat::DataExfiltration,
    likelihood: 2,
    impact: 3,
    remedies: &[],
    mappings: ENCRYPTED,
    evaluate: |context, _, resource| aspects::customer_key(context, resource),
}
