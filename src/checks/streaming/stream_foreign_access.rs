//! `kinesis-stream-foreign-access`.

use super::NOT_PUBLIC;
use crate::checks::{Threat, aspects};
use crate::model::{Domain, Kind};

define_check! {
    /// Another account that may write to a stream, or read it, is part of the pipeline. It should be one that you know.
    ///
    /// Looks at streams and registered consumers. Fails for each statement that lets in an account, an identity or an
    /// organization that is neither of this organization nor among your trusted accounts, and whom neither a Deny of
    /// the policy nor a resource control policy keeps out.
    ///
    /// By hand: remove the principal with `aws kinesis put-resource-policy`, or name the account in `trusted_accounts`.
    ///
    /// Source: Amazon Kinesis Data Streams Developer Guide, "Sharing your data stream with another account".
    id: "kinesis-stream-foreign-access",
    title: "Stream policies let in trusted accounts only",
    kind: Kind::Stream,
    also: &[Kind::StreamConsumer],
    layer: None,
    domain: Domain::Identity,
    threat: Threat::DataExfiltration,
    likelihood: 3,
    impact: 3,
    remedies: &["remove-resource-policy-statement", "narrow-resource-policy-statement"],
    mappings: NOT_PUBLIC,
    evaluate: aspects::foreign_policy,
}
