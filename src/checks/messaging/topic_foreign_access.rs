//! `sns-topic-foreign-access`.

use super::NOT_PUBLIC;
use crate::checks::{Threat, aspects};
use crate::model::{Domain, Kind};

define_check! {
    /// Another account that may publish to a topic, or subscribe to it, is part of the pipeline. It should be one that
    /// you know.
    ///
    /// Fails for each statement that lets in an account, an identity or an organization that is neither of this
    /// organization nor among your trusted accounts.
    ///
    /// By hand: remove the principal from the statement, or name the account in `trusted_accounts`.
    ///
    /// Source: Amazon SNS Developer Guide, "Example cases for Amazon SNS access control".
    id: "sns-topic-foreign-access",
    title: "Topic policies let in trusted accounts only",
    kind: Kind::Topic,
    layer: None,
    domain: Domain::Identity,
    threat: Threat::DataExfiltration,
    likelihood: 3,
    impact: 3,
    remedies: &["remove-resource-policy-statement", "narrow-resource-policy-statement"],
    mappings: NOT_PUBLIC,
    evaluate: |context, id, resource| aspects::foreign_policy(context, id, resource),
}
