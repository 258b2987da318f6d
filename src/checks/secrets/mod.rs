//! Checks of secrets.

pub mod rotation_function_missing;
pub mod rotation_overdue;
pub mod secret_customer_key;
pub mod secret_foreign_access;
pub mod secret_not_rotated;
pub mod secret_public_policy;
pub mod secret_service_source;
pub mod secret_unused;

use super::controls::{ENCRYPTED, NOT_PUBLIC};
use super::{Check, Mapping};

/// The checks of this family, in the order in which they are documented.
pub static CHECKS: &[&Check] = &[
    &secret_public_policy::CHECK,
    &secret_foreign_access::CHECK,
    &secret_service_source::CHECK,
    &secret_customer_key::CHECK,
    &secret_not_rotated::CHECK,
    &rotation_overdue::CHECK,
    &rotation_function_missing::CHECK,
    &secret_unused::CHECK,
];

/// Controls that ask for credentials that do not live for ever.
const ROTATED: &[Mapping] = &[Mapping::soc2("CC6.1"), Mapping::pci("8.6.3"), Mapping::hipaa("164.308(a)(5)(ii)(D)")];
