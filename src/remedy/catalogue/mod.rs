//! The list of all remedies. One remedy a file; its doc comment is its manual page.

mod common;
mod exposure;
mod narrow;

pub mod add_source_conditions;
pub mod cancel_key_deletion;
pub mod deactivate_access_key;
pub mod deny_insecure_transport;
pub mod detach_administrator_policy;
pub mod disable_bucket_acls;
pub mod enable_account_public_access_block;
pub mod enable_bucket_logging;
pub mod enable_bucket_public_access_block;
pub mod enable_bucket_versioning;
pub mod enable_key_rotation;
pub mod enable_log_validation;
pub mod narrow_bucket_policy_statement;
pub mod narrow_key_policy_statement;
pub mod remove_bucket_policy_statement;
pub mod remove_key_policy_statement;
pub mod require_external_id;
pub mod set_bucket_encryption;
pub mod start_trail;

use super::Remedy;

/// All remedies, in the order in which they are documented.
pub static CATALOGUE: &[&Remedy] = &[
    &enable_bucket_public_access_block::REMEDY,
    &enable_account_public_access_block::REMEDY,
    &set_bucket_encryption::REMEDY,
    &deny_insecure_transport::REMEDY,
    &remove_bucket_policy_statement::REMEDY,
    &narrow_bucket_policy_statement::REMEDY,
    &remove_key_policy_statement::REMEDY,
    &narrow_key_policy_statement::REMEDY,
    &disable_bucket_acls::REMEDY,
    &enable_bucket_versioning::REMEDY,
    &enable_bucket_logging::REMEDY,
    &enable_key_rotation::REMEDY,
    &cancel_key_deletion::REMEDY,
    &deactivate_access_key::REMEDY,
    &detach_administrator_policy::REMEDY,
    &require_external_id::REMEDY,
    &add_source_conditions::REMEDY,
    &enable_log_validation::REMEDY,
    &start_trail::REMEDY,
];

/// The remedy with this id.
pub fn remedy(id: &str) -> Option<&'static Remedy> {
    CATALOGUE.iter().copied().find(|remedy| remedy.id == id)
}
