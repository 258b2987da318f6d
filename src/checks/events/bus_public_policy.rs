//! `events-bus-public-policy`.

use super::NOT_PUBLIC;
use crate::checks::{Threat, aspects};
use crate::model::{Domain, Kind};

define_check! {
    /// Whoever may put events on a bus sets off everything that its rules point to, with content of their choosing.
    ///
    /// Fails for each statement of the bus policy that lets in everyone and is not narrowed by a condition to fixed
    /// callers, such as `aws:PrincipalOrgID`.
    ///
    /// By hand: `aws events remove-permission --event-bus-name NAME --statement-id SID`, then name the senders.
    ///
    /// Source: Amazon EventBridge User Guide, "Permissions for event buses in Amazon EventBridge".
    id: "events-bus-public-policy",
    title: "Event bus policies do not let in everyone",
    kind: Kind::EventBus,
    layer: None,
    domain: Domain::Identity,
    threat: Threat::DataPoisoning,
    likelihood: 4,
    impact: 4,
    remedies: &["remove-resource-policy-statement", "narrow-resource-policy-statement"],
    mappings: NOT_PUBLIC,
    evaluate: |context, id, resource| aspects::public_policy(context, id, resource),
}
