//! `logs-destination-foreign-access`.

use super::NOT_PUBLIC;
use crate::checks::{Threat, aspects};
use crate::model::{Domain, Kind};

define_check! {
    /// Whoever may send to a destination writes into the stream behind it.
    ///
    /// Fails for each statement that lets in an account, an identity or an organization that is neither of this
    /// organization nor among your trusted accounts, and whom neither a Deny of the policy nor a resource control
    /// policy keeps out.
    ///
    /// By hand: remove the principal from the access policy, or name the account in `trusted_accounts`.
    ///
    /// Source: Amazon CloudWatch Logs User Guide, "Update destination membership for cross-account subscriptions".
    id: "logs-destination-foreign-access",
    title: "Log destinations take events from trusted accounts only",
    kind: Kind::LogDestination,
    layer: None,
    domain: Domain::Identity,
    threat: Threat::DataPoisoning,
    likelihood: 2,
    impact: 3,
    remedies: &[],
    mappings: NOT_PUBLIC,
    evaluate: aspects::foreign_policy,
}
