//! `secretsmanager-secret-public-policy`.

use super::NOT_PUBLIC;
use crate::checks::{Threat, aspects};
use crate::model::{Domain, Kind};

define_check! {
    /// A secret opens something else: a database, an API, another cloud. Whoever may read it has that too.
    ///
    /// Fails for each statement of the secret's policy that lets in everyone, is not narrowed by a condition to fixed
    /// callers, and lets somebody through whom neither a Deny of the policy nor a resource control policy keeps out.
    ///
    /// By hand: `aws secretsmanager put-resource-policy --block-public-policy` with the readers named in `Principal`;
    /// then rotate the secret.
    ///
    /// Source: AWS Secrets Manager User Guide, "Resource-based policies".
    id: "secretsmanager-secret-public-policy",
    title: "Policies of secrets do not let in everyone",
    kind: Kind::Secret,
    layer: None,
    domain: Domain::Identity,
    threat: Threat::InfrastructureCompromise,
    likelihood: 4,
    impact: 5,
    remedies: &["remove-resource-policy-statement", "narrow-resource-policy-statement"],
    mappings: NOT_PUBLIC,
    evaluate: aspects::public_policy,
}
