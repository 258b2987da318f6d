//! `sqs-queue-public-policy`.

use super::NOT_PUBLIC;
use crate::checks::{Threat, aspects};
use crate::model::{Domain, Kind};

define_check! {
    /// A queue that everyone may send to feeds whatever reads it; one that everyone may receive from gives its messages
    /// away.
    ///
    /// Fails for each statement of the queue policy that lets in everyone and is not narrowed by a condition to fixed
    /// callers, such as `aws:SourceArn`, `aws:PrincipalOrgID` or a network. Passes where a Deny of the policy or a resource
    /// control policy keeps everyone from outside from all that the statement allows.
    ///
    /// By hand: name the senders in `Principal`, or add a condition on `aws:SourceArn` for a service that sends.
    ///
    /// Source: Amazon SQS Developer Guide, "Amazon SQS security best practices", make sure that queues aren't publicly
    /// accessible.
    id: "sqs-queue-public-policy",
    title: "Queue policies do not let in everyone",
    kind: Kind::Queue,
    layer: None,
    domain: Domain::Identity,
    threat: Threat::DataExfiltration,
    likelihood: 4,
    impact: 4,
    remedies: &["remove-resource-policy-statement", "narrow-resource-policy-statement"],
    mappings: NOT_PUBLIC,
    evaluate: aspects::public_policy,
}
