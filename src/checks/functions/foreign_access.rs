//! `lambda-function-foreign-access`.

use super::NOT_PUBLIC;
use crate::checks::{Threat, aspects};
use crate::model::{Domain, Kind};

define_check! {
    /// Another account that may call a function is part of the pipeline. It should be one that you know.
    ///
    /// Fails for each statement that lets in an account, an identity or an organization that is neither of this
    /// organization nor among your trusted accounts.
    ///
    /// By hand: `aws lambda remove-permission --function-name NAME --statement-id SID`, or name the account in
    /// `trusted_accounts`.
    ///
    /// Source: AWS Lambda Developer Guide, "Granting Lambda function access to other accounts".
    id: "lambda-function-foreign-access",
    title: "Function policies let in trusted accounts only",
    kind: Kind::Function,
    layer: None,
    domain: Domain::Identity,
    threat: Threat::ApiAbuse,
    likelihood: 3,
    impact: 3,
    remedies: &[],
    mappings: NOT_PUBLIC,
    evaluate: |context, id, resource| aspects::foreign_policy(context, id, resource),
}
