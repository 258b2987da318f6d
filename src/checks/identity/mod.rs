//! Checks of identities: users, roles, groups, policies and trust.

mod administration;
mod held;
mod pattern;
mod service_sources;
mod trust;

pub mod access_analyzer_absent;
pub mod access_key_age;
pub mod access_key_unused;
pub mod full_administrator;
pub mod inline_policy;
pub mod oidc_trust_without_audience;
pub mod oidc_trust_without_subject;
pub mod pass_role_wildcard;
pub mod password_policy_weak;
pub mod policy_not_action;
pub mod policy_wildcard_service;
pub mod role_dormant;
pub mod root_access_key;
pub mod root_mfa;
pub mod root_recent_use;
pub mod saml_provider_expired;
pub mod service_trust_confused_deputy;
pub mod trust_foreign_account;
pub mod trust_foreign_without_external_id;
pub mod trust_public;
pub mod user_direct_policy;
pub mod user_dormant;
pub mod user_mfa;
pub mod user_two_active_keys;
pub mod wildcard_iam;

use super::{Check, Fault, Mapping, Outcome, Reason};
use crate::model::Fact;
use crate::model::aws::{AccessKey, AccessKeyStatus};

/// The checks of this family, in the order in which they are documented.
pub static CHECKS: &[&Check] = &[
    &root_access_key::CHECK,
    &root_mfa::CHECK,
    &root_recent_use::CHECK,
    &user_mfa::CHECK,
    &access_key_age::CHECK,
    &access_key_unused::CHECK,
    &user_two_active_keys::CHECK,
    &user_dormant::CHECK,
    &role_dormant::CHECK,
    &full_administrator::CHECK,
    &wildcard_iam::CHECK,
    &pass_role_wildcard::CHECK,
    &inline_policy::CHECK,
    &user_direct_policy::CHECK,
    &policy_wildcard_service::CHECK,
    &policy_not_action::CHECK,
    &trust_public::CHECK,
    &trust_foreign_account::CHECK,
    &trust_foreign_without_external_id::CHECK,
    &service_trust_confused_deputy::CHECK,
    &oidc_trust_without_subject::CHECK,
    &oidc_trust_without_audience::CHECK,
    &saml_provider_expired::CHECK,
    &password_policy_weak::CHECK,
    &access_analyzer_absent::CHECK,
];

/// Controls that ask for no more rights than a duty needs.
const LEAST_PRIVILEGE: &[Mapping] =
    &[Mapping::soc2("CC6.3"), Mapping::pci("7.2.2"), Mapping::hipaa("164.308(a)(4)(ii)(B)")];

fn is_active(key: &AccessKey) -> bool {
    key.status == AccessKeyStatus::Active
}

/// Judges each active key of a user; a user without one is not concerned.
fn each_active_key(
    keys: &Fact<Vec<AccessKey>>,
    judge: impl Fn(&AccessKey) -> Result<Option<Fault>, Reason>,
) -> Outcome {
    Outcome::of(keys, |keys| {
        let mut active = keys.iter().filter(|key| is_active(key)).peekable();
        if active.peek().is_none() {
            return Outcome::NotApplicable;
        }
        let (mut faults, mut reasons) = (Vec::new(), Vec::new());
        for key in active {
            match judge(key) {
                Ok(fault) => faults.extend(fault),
                Err(reason) => reasons.push(reason),
            }
        }
        Outcome::concluded(faults, reasons)
    })
}
