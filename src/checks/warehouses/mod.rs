//! Checks of warehouses, their snapshots, and with whom they share data.

pub mod admin_secret;
pub mod audit_logging;
pub mod automated_snapshots;
pub mod customer_key;
pub mod endpoint_foreign;
pub mod enhanced_routing;
pub mod plain_transport;
pub mod policy_foreign;
pub mod public;
pub mod share_foreign;
pub mod share_public;
pub mod snapshot_foreign;
pub mod unencrypted;

use super::Check;

/// The checks of this family, in the order in which they are documented.
pub static CHECKS: &[&Check] = &[
    &public::CHECK,
    &unencrypted::CHECK,
    &customer_key::CHECK,
    &plain_transport::CHECK,
    &audit_logging::CHECK,
    &enhanced_routing::CHECK,
    &admin_secret::CHECK,
    &automated_snapshots::CHECK,
    &snapshot_foreign::CHECK,
    &share_foreign::CHECK,
    &share_public::CHECK,
    &endpoint_foreign::CHECK,
    &policy_foreign::CHECK,
];
