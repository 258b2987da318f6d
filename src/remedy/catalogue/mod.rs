//! The list of all remedies. One remedy a file; its doc comment is its manual page.

mod at_rest;
mod common;
mod exposure;
mod narrow;
mod seen_source;

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
pub mod enable_deletion_protection;
pub mod enable_emr_public_access_block;
pub mod enable_key_rotation;
pub mod enable_log_validation;
pub mod enable_point_in_time_recovery;
pub mod encrypt_connection_passwords;
pub mod encrypt_data_catalog;
pub mod encrypt_delivery_stream;
pub mod encrypt_log_group;
pub mod encrypt_query_results;
pub mod encrypt_queue;
pub mod encrypt_stream;
pub mod encrypt_topic;
pub mod enforce_workgroup_settings;
pub mod extend_database_backups;
pub mod narrow_bucket_policy_statement;
pub mod narrow_key_policy_statement;
pub mod narrow_resource_policy_statement;
pub mod record_data_events;
pub mod remove_bucket_policy_statement;
pub mod remove_key_policy_statement;
pub mod remove_public_address;
pub mod remove_resource_policy_statement;
pub mod require_external_id;
pub mod require_signed_function_url;
pub mod rotate_secret;
pub mod set_bucket_encryption;
pub mod set_log_retention;
pub mod set_table_key;
pub mod start_trail;
pub mod stop_sharing_snapshot;

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
    &record_data_events::REMEDY,
    &rotate_secret::REMEDY,
    &encrypt_queue::REMEDY,
    &encrypt_topic::REMEDY,
    &encrypt_stream::REMEDY,
    &encrypt_delivery_stream::REMEDY,
    &set_table_key::REMEDY,
    &enable_point_in_time_recovery::REMEDY,
    &encrypt_log_group::REMEDY,
    &set_log_retention::REMEDY,
    &encrypt_data_catalog::REMEDY,
    &encrypt_connection_passwords::REMEDY,
    &encrypt_query_results::REMEDY,
    &enforce_workgroup_settings::REMEDY,
    &remove_resource_policy_statement::REMEDY,
    &narrow_resource_policy_statement::REMEDY,
    &remove_public_address::REMEDY,
    &stop_sharing_snapshot::REMEDY,
    &require_signed_function_url::REMEDY,
    &enable_emr_public_access_block::REMEDY,
    &enable_deletion_protection::REMEDY,
    &extend_database_backups::REMEDY,
];

/// The remedy with this id.
pub fn remedy(id: &str) -> Option<&'static Remedy> {
    CATALOGUE.iter().copied().find(|remedy| remedy.id == id)
}
