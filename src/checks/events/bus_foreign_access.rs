//! `events-bus-foreign-access`.

use super::NOT_PUBLIC;
use crate::checks::{Threat, aspects};
use crate::model::{Domain, Kind};

define_check! {
    /// Another account that may put events on a bus, or manage rules on it, is part of the pipeline. It should be one
    /// that you know.
    ///
    /// Fails for each statement that lets in an account, an identity or an organization that is neither of this
    /// organization nor among your trusted accounts.
    ///
    /// By hand: `aws events remove-permission --event-bus-name NAME --statement-id SID`, or name the account in
    /// `trusted_accounts`.
    ///
    /// Source: Amazon EventBridge User Guide, "Sending and receiving events between AWS accounts in Amazon
    /// EventBridge".
    id: "events-bus-foreign-access",
    title: "Event bus policies let in trusted accounts only",
    kind: Kind::EventBus,
    layer: None,
    domain: Domain::Identity,
    threat: Threat::DataPoisoning,
    likelihood: 3,
    impact: 3,
    remedies: &["remove-resource-policy-statement", "narrow-resource-policy-statement"],
    mappings: NOT_PUBLIC,
    evaluate: |context, id, resource| aspects::foreign_policy(context, id, resource),
}
