//! `dynamodb-table-public-policy`.

use super::NOT_PUBLIC;
use crate::checks::{Threat, aspects};
use crate::model::{Domain, Kind};

define_check! {
    /// A table policy can hand the items to whoever has an AWS account.
    ///
    /// Fails for each statement of the table policy that lets in everyone, is not narrowed by a condition to fixed
    /// callers, and lets somebody through whom neither a Deny of the policy nor a resource control policy keeps out.
    ///
    /// By hand: name the readers and writers in `Principal`, or remove the statement with `aws dynamodb
    /// put-resource-policy`.
    ///
    /// Source: Amazon DynamoDB Developer Guide, "Preventing public access with resource-based policies in DynamoDB".
    id: "dynamodb-table-public-policy",
    title: "Table policies do not let in everyone",
    kind: Kind::Table,
    layer: None,
    domain: Domain::Identity,
    threat: Threat::DataExfiltration,
    likelihood: 4,
    impact: 4,
    remedies: &["remove-resource-policy-statement", "narrow-resource-policy-statement"],
    mappings: NOT_PUBLIC,
    evaluate: aspects::public_policy,
}
