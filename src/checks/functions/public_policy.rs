//! `lambda-function-public-policy`.

use super::NOT_PUBLIC;
use crate::checks::{Threat, aspects};
use crate::model::{Domain, Kind};

define_check! {
    /// A function that everyone may call, or change, runs with its execution role for everyone.
    ///
    /// Fails for each statement of the function's own policy that lets in everyone and is not narrowed by a condition
    /// to fixed callers. The statement that a function URL without authentication needs is such a one.
    ///
    /// By hand: `aws lambda remove-permission --function-name NAME --statement-id SID`, then grant the caller that
    /// needs it.
    ///
    /// Source: AWS Lambda Developer Guide, "Viewing resource-based IAM policies in Lambda".
    id: "lambda-function-public-policy",
    title: "Function policies do not let in everyone",
    kind: Kind::Function,
    layer: None,
    domain: Domain::Identity,
    threat: Threat::ApiAbuse,
    likelihood: 4,
    impact: 4,
    remedies: &[],
    mappings: NOT_PUBLIC,
    evaluate: |context, id, resource| aspects::public_policy(context, id, resource),
}
