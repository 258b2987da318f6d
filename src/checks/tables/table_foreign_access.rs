//! `dynamodb-table-foreign-access`.

use super::NOT_PUBLIC;
use crate::checks::{Threat, aspects};
use crate::model::{Domain, Kind};

define_check! {
    /// Another account that may read or write a table is part of the pipeline. It should be one that you know.
    ///
    /// Fails for each statement that lets in an account, an identity or an organization that is neither of this
    /// organization nor among your trusted accounts, and whom neither a Deny of the policy nor a resource control
    /// policy keeps out.
    ///
    /// By hand: remove the principal from the statement, or name the account in `trusted_accounts`.
    ///
    /// Source: Amazon DynamoDB Developer Guide, "Cross-account access with resource-based policies in DynamoDB".
    id: "dynamodb-table-foreign-access",
    title: "Table policies let in trusted accounts only",
    kind: Kind::Table,
    layer: None,
    domain: Domain::Identity,
    threat: Threat::DataExfiltration,
    likelihood: 3,
    impact: 3,
    remedies: &["remove-resource-policy-statement", "narrow-resource-policy-statement"],
    mappings: NOT_PUBLIC,
    evaluate: aspects::foreign_policy,
}
