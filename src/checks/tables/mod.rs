//! Checks of DynamoDB tables.

pub mod export_foreign;
pub mod stream_open;
pub mod table_customer_key;
pub mod table_deletion_protection;
pub mod table_foreign_access;
pub mod table_public_policy;
pub mod table_recovery;
pub mod table_service_source;

use super::controls::{ENCRYPTED, NOT_PUBLIC};
use super::{Check, Mapping};

/// The checks of this family, in the order in which they are documented.
pub static CHECKS: &[&Check] = &[
    &table_public_policy::CHECK,
    &table_foreign_access::CHECK,
    &table_service_source::CHECK,
    &stream_open::CHECK,
    &table_customer_key::CHECK,
    &table_recovery::CHECK,
    &table_deletion_protection::CHECK,
    &export_foreign::CHECK,
];

/// Controls that ask that data can be brought back.
const RECOVERY: &[Mapping] =
    &[Mapping::soc2("A1.2"), Mapping::hipaa("164.308(a)(7)(ii)(A)"), Mapping::gdpr("Art. 32(1)(c)")];
