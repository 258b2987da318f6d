//! `sns-topic-plain-transport`.

use super::IN_TRANSIT;
use crate::checks::{Threat, aspects};
use crate::model::{Domain, Kind};

define_check! {
    /// SNS answers over plain HTTP unless the topic's policy refuses it; then messages and tokens cross the network in the
    /// clear.
    ///
    /// Looks at topics that are classified as restricted. Passes when Deny statements for everyone cover `sns:Publish` on the
    /// topic whenever `aws:SecureTransport` is false, without a further condition. Is unknown while the policy or the tags
    /// could not be read.
    ///
    /// By hand: add a statement with `Deny`, the principal `*`, the actions and `"Bool": {"aws:SecureTransport": "false"}`
    /// to the policy of the topic.
    ///
    /// Source: Amazon SNS Developer Guide, "Amazon SNS security best practices", enforce encryption of data in transit.
    id: "sns-topic-plain-transport",
    title: "Restricted topics refuse plain HTTP",
    kind: Kind::Topic,
    layer: None,
    domain: Domain::Network,
    threat: Threat::DataExfiltration,
    likelihood: 1,
    impact: 4,
    remedies: &[],
    mappings: IN_TRANSIT,
    evaluate: |context, _, resource| aspects::plain_transport(context, resource, &["sns:Publish"]),
}
