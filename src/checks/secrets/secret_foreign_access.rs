//! `secretsmanager-secret-foreign-access`.

use super::NOT_PUBLIC;
use crate::checks::{Threat, aspects};
use crate::model::{Domain, Kind};

define_check! {
    /// A secret that is shared with another account is as safe as that account. It should be one that you know.
    ///
    /// Fails for each statement that lets in an account, an identity or an organization that is neither of this
    /// organization nor among your trusted accounts, and whom neither a Deny of the policy nor a resource control
    /// policy keeps out.
    ///
    /// By hand: remove the principal from the statement, or name the account in `trusted_accounts`.
    ///
    /// Source: AWS Secrets Manager User Guide, "Access AWS Secrets Manager secrets from a different account".
    id: "secretsmanager-secret-foreign-access",
    title: "Policies of secrets let in trusted accounts only",
    kind: Kind::Secret,
    layer: None,
    domain: Domain::Identity,
    threat: Threat::InfrastructureCompromise,
    likelihood: 3,
    impact: 4,
    remedies: &["remove-resource-policy-statement", "narrow-resource-policy-statement"],
    mappings: NOT_PUBLIC,
    evaluate: aspects::foreign_policy,
}
