//! `kms-key-policy-foreign-account`.

use crate::checks::aspects::open_to_foreigners;
use crate::checks::{Context, Outcome, Threat};
use crate::model::{Domain, Kind, Resource, ResourceId};

use super::judge_policy;

define_check! {
    /// A key policy that names a foreign account hands the decision who may decrypt to that account's administrators.
    ///
    /// Fails for each statement that lets in an account, identity or organization outside the scanned accounts, their
    /// organization and the trusted accounts of the configuration; single identities weigh less than whole accounts.
    /// Is unknown while the organization's accounts could not be read. Whoever the rest of the policy or a resource
    /// control policy keeps out passes.
    ///
    /// Source: AWS KMS Developer Guide, "Allowing users in other accounts to use a KMS key".
    id: "kms-key-policy-foreign-account",
    title: "Key policies let in trusted accounts only",
    kind: Kind::Key,
    layer: None,
    domain: Domain::DataProtection,
    threat: Threat::DataExfiltration,
    likelihood: 3,
    impact: 4,
    remedies: &["remove-key-policy-statement", "narrow-key-policy-statement"],
    mappings: super::FEW_USERS,
    evaluate: evaluate,
}

fn evaluate(context: &Context<'_>, id: ResourceId, resource: &Resource) -> Outcome {
    judge_policy(context, resource, |source| open_to_foreigners(context, id, resource, source))
}
