//! `kinesis-stream-public-policy`.

use super::NOT_PUBLIC;
use crate::checks::{Threat, aspects};
use crate::model::{Domain, Kind};

define_check! {
    /// A stream that everyone may write to feeds whatever reads it; one that everyone may read gives its records away.
    ///
    /// Looks at streams and registered consumers. Fails for each statement of their policy that lets in everyone, is
    /// not narrowed by a condition to fixed callers, and lets somebody through whom neither a Deny of the policy nor a
    /// resource control policy keeps out.
    ///
    /// By hand: name the accounts in `Principal` with `aws kinesis put-resource-policy`, or remove the policy.
    ///
    /// Source: Amazon Kinesis Data Streams Developer Guide, "Sharing your data stream with another account".
    id: "kinesis-stream-public-policy",
    title: "Stream policies do not let in everyone",
    kind: Kind::Stream,
    also: &[Kind::StreamConsumer],
    layer: None,
    domain: Domain::Identity,
    threat: Threat::DataExfiltration,
    likelihood: 4,
    impact: 4,
    remedies: &["remove-resource-policy-statement", "narrow-resource-policy-statement"],
    mappings: NOT_PUBLIC,
    evaluate: aspects::public_policy,
}
