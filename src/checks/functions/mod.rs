//! Checks of functions: who may call them, what they hold, what happens to what fails.

pub mod customer_key;
pub mod dead_letter_weaker;
pub mod failure_destination;
pub mod foreign_access;
pub mod public_policy;
pub mod runtime_deprecated;
pub mod secret_environment;
pub mod service_source;
pub mod shared_role;
pub mod tracing_off;
pub mod unsigned;
pub mod url_open_origins;
pub mod url_unauthenticated;
pub mod url_unlimited;

use super::Check;
use super::controls::{ENCRYPTED, NOT_PUBLIC};

/// The checks of this family, in the order in which they are documented.
pub static CHECKS: &[&Check] = &[
    &public_policy::CHECK,
    &foreign_access::CHECK,
    &service_source::CHECK,
    &url_unauthenticated::CHECK,
    &url_open_origins::CHECK,
    &url_unlimited::CHECK,
    &secret_environment::CHECK,
    &customer_key::CHECK,
    &dead_letter_weaker::CHECK,
    &failure_destination::CHECK,
    &shared_role::CHECK,
    &runtime_deprecated::CHECK,
    &unsigned::CHECK,
    &tracing_off::CHECK,
];
