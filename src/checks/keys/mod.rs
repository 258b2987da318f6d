//! Checks of KMS keys: rotation, policies, grants, deletion.

pub mod key_deletion_in_use;
pub mod key_grant_foreign;
pub mod key_policy_foreign_account;
pub mod key_policy_public;
pub mod key_rotation;
pub mod key_service_source;
pub mod key_shared_classifications;

use crate::model::aws::{Key, KeyManager};
use crate::model::{Fact, Resource};

use super::statements::Source;
use super::{Check, Context, Mapping, Outcome, Reason};

/// The checks of this family, in the order in which they are documented.
pub static CHECKS: &[&Check] = &[
    &key_rotation::CHECK,
    &key_policy_public::CHECK,
    &key_policy_foreign_account::CHECK,
    &key_service_source::CHECK,
    &key_grant_foreign::CHECK,
    &key_deletion_in_use::CHECK,
    &key_shared_classifications::CHECK,
];

/// Controls that ask who may use a key.
const FEW_USERS: &[Mapping] = &[
    Mapping::soc2("CC6.1"),
    Mapping::soc2("CC6.3"),
    Mapping::pci("3.6.1"),
    Mapping::hipaa("164.312(a)(1)"),
    Mapping::gdpr("Art. 32(1)(b)"),
];

/// The key, if a customer manages it: nobody can change the keys of AWS.
fn customer_key(resource: &Resource) -> Option<&Key> {
    resource.key().filter(|key| key.manager == KeyManager::Customer)
}

/// Judges the policy of a customer's key; unknown where it cannot be read.
fn judge_policy(context: &Context<'_>, resource: &Resource, judge: impl FnOnce(Source<'_>) -> Outcome) -> Outcome {
    let Some(key) = customer_key(resource) else { return Outcome::NotApplicable };
    key_policy(context, key).map_or_else(|outcome| outcome, judge)
}

/// The key policy, parsed; when it cannot be read, the outcome.
fn key_policy<'p>(context: &'p Context<'_>, key: &'p Key) -> Result<Source<'p>, Outcome> {
    match &key.policy {
        Fact::Known(document) => Source::of(context, "key policy", document),
        Fact::Unknown(gap) => Err(Outcome::Unknown(vec![Reason::Gap(*gap)])),
        Fact::NotApplicable => Err(Outcome::NotApplicable),
    }
}
