//! Checks of KMS keys: rotation, policies, grants, deletion.

pub mod key_deletion_in_use;
pub mod key_grant_foreign;
pub mod key_policy_foreign_account;
pub mod key_policy_public;
pub mod key_rotation;
pub mod key_shared_classifications;

use crate::model::aws::{Key, KeyManager};
use crate::model::{Fact, Resource};

use super::statements::Source;
use super::{Check, Context, Outcome, Reason};

/// The checks of this family, in the order in which they are documented.
pub static CHECKS: &[&Check] = &[
    &key_rotation::CHECK,
    &key_policy_public::CHECK,
    &key_policy_foreign_account::CHECK,
    &key_grant_foreign::CHECK,
    &key_deletion_in_use::CHECK,
    &key_shared_classifications::CHECK,
];

/// The key, if a customer manages it: nobody can change the keys of AWS.
fn customer_key(resource: &Resource) -> Option<&Key> {
    resource.key().filter(|key| key.manager == KeyManager::Customer)
}

/// The key policy, parsed; when it cannot be read, the outcome.
fn key_policy<'p>(context: &'p Context<'_>, key: &'p Key) -> Result<Source<'p>, Outcome> {
    match &key.policy {
        Fact::Known(document) => Source::of(context, "key policy", document),
        Fact::Unknown(gap) => Err(Outcome::Unknown(vec![Reason::Gap(*gap)])),
        Fact::NotApplicable => Err(Outcome::NotApplicable),
    }
}
