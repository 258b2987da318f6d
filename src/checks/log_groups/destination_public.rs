//! `logs-destination-public-policy`.

use super::NOT_PUBLIC;
use crate::checks::{Threat, aspects};
use crate::model::{Domain, Kind};

define_check! {
    /// Events that anyone can send end in the same stream as one's own, and whatever reads the stream believes them.
    ///
    /// Fails for each statement of the access policy that lets in everyone, is not narrowed by a condition to fixed
    /// callers, and lets somebody through whom neither a Deny of the policy nor a resource control policy keeps out.
    ///
    /// By hand: `aws logs put-destination-policy` with the sending accounts in `Principal`, or with a condition on
    /// `aws:PrincipalOrgID`.
    ///
    /// Source: Amazon CloudWatch Logs User Guide, "Create a destination".
    id: "logs-destination-public-policy",
    title: "Log destinations do not take events from everyone",
    kind: Kind::LogDestination,
    layer: None,
    domain: Domain::Identity,
    threat: Threat::DataPoisoning,
    likelihood: 3,
    impact: 3,
    remedies: &[],
    mappings: NOT_PUBLIC,
    evaluate: aspects::public_policy,
}
