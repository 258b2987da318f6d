//! `dynamodb-stream-open`.

use super::NOT_PUBLIC;
use crate::checks::{Context, Outcome, Threat, aspects};
use crate::model::{Domain, Kind, Resource, ResourceId};

define_check! {
    /// The stream of a table tells every change of every item. It has a policy of its own, which is easily forgotten
    /// beside that of the table.
    ///
    /// Fails for each statement of the stream's policy that lets in everyone, or someone outside the organization and
    /// the trusted accounts, whom neither a Deny of the policy nor a resource control policy keeps out.
    ///
    /// By hand: remove the statement with `aws dynamodb put-resource-policy --resource-arn STREAM`, or name the account
    /// in `trusted_accounts`.
    ///
    /// Source: Amazon DynamoDB Developer Guide, "Using resource-based policies for DynamoDB": a policy can be attached
    /// to a stream.
    id: "dynamodb-stream-open",
    title: "Policies of table streams let in nobody from outside",
    kind: Kind::Table,
    layer: None,
    domain: Domain::Identity,
    threat: Threat::DataExfiltration,
    likelihood: 3,
    impact: 4,
    remedies: &[],
    mappings: NOT_PUBLIC,
    evaluate: evaluate,
}

fn evaluate(context: &Context<'_>, id: ResourceId, resource: &Resource) -> Outcome {
    let Some(table) = resource.table() else { return Outcome::NotApplicable };
    aspects::open_policy(context, id, resource, table.stream_policy())
}
