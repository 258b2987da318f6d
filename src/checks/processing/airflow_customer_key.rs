//! `mwaa-environment-customer-key`.

use super::ENCRYPTED;
use crate::checks::{Threat, aspects};
use crate::model::{Domain, Kind};

define_check! {
    /// An environment keeps connections, variables and the state of every run. A key of the customer decides a second time who
    /// may read them.
    ///
    /// Looks at environments classified as restricted. Fails when they are not encrypted with a customer's KMS key, and when that
    /// key is disabled or about to be deleted.
    ///
    /// By hand: the key is chosen when an environment is made. Make a new one with `KmsKey`, and move to it.
    ///
    /// Source: Amazon MWAA User Guide, "Using customer-managed keys for encryption".
    id: "mwaa-environment-customer-key",
    title: "Restricted Airflow environments encrypt with a customer's key",
    kind: Kind::AirflowEnvironment,
    layer: None,
    domain: Domain::DataProtection,
    threat: Threat::DataExfiltration,
    likelihood: 2,
    impact: 3,
    remedies: &[],
    mappings: ENCRYPTED,
    evaluate: |context, _, resource| aspects::customer_key(context, resource),
}
