//! `sqs-queue-plain-transport`.

use super::IN_TRANSIT;
use crate::checks::{Threat, aspects};
use crate::model::{Domain, Kind};

define_check! {
    /// SQS answers over plain HTTP unless the queue's policy refuses it; then messages and tokens cross the network in the
    /// clear.
    ///
    /// Looks at queues that are classified as restricted. Passes when Deny statements for everyone cover `sqs:SendMessage` and `sqs:ReceiveMessage` on the
    /// queue whenever `aws:SecureTransport` is false, without a further condition. Is unknown while the policy or the tags
    /// could not be read.
    ///
    /// By hand: add a statement with `Deny`, the principal `*`, the actions and `"Bool": {"aws:SecureTransport": "false"}`
    /// to the policy of the queue.
    ///
    /// Source: Amazon SQS Developer Guide, "Amazon SQS security best practices", enforce encryption of data in transit.
    id: "sqs-queue-plain-transport",
    title: "Restricted queues refuse plain HTTP",
    kind: Kind::Queue,
    layer: None,
    domain: Domain::Network,
    threat: Threat::DataExfiltration,
    likelihood: 1,
    impact: 4,
    remedies: &[],
    mappings: IN_TRANSIT,
    evaluate: |context, _, resource| aspects::plain_transport(context, resource, &["sqs:SendMessage", "sqs:ReceiveMessage"]),
}
