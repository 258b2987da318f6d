//! `sns-topic-public-policy`.

use super::NOT_PUBLIC;
use crate::checks::{Threat, aspects};
use crate::model::{Domain, Kind};

define_check! {
    /// A topic that everyone may publish to feeds all that subscribes; one that everyone may subscribe to gives its
    /// messages away.
    ///
    /// Fails for each statement of the topic policy that lets in everyone and is not narrowed by a condition to fixed
    /// callers, such as `aws:SourceArn`, `aws:PrincipalOrgID` or `AWS:SourceOwner`.
    ///
    /// By hand: name the publishers in `Principal`, or add a condition on `aws:SourceArn` for a service that publishes.
    ///
    /// Source: Amazon SNS Developer Guide, "Amazon SNS security best practices", ensure topics aren't publicly
    /// accessible.
    id: "sns-topic-public-policy",
    title: "Topic policies do not let in everyone",
    kind: Kind::Topic,
    layer: None,
    domain: Domain::Identity,
    threat: Threat::DataExfiltration,
    likelihood: 4,
    impact: 4,
    remedies: &["remove-resource-policy-statement", "narrow-resource-policy-statement"],
    mappings: NOT_PUBLIC,
    evaluate: |context, id, resource| aspects::public_policy(context, id, resource),
}
