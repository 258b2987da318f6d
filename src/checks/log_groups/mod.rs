//! Checks of CloudWatch Logs: groups, destinations, and who may write.

pub mod destination_foreign;
pub mod destination_public;
pub mod group_customer_key;
pub mod resource_policy_public;
pub mod resource_policy_service_source;
pub mod retention_absent;
pub mod retention_short;
pub mod subscription_foreign;

use super::controls::{ENCRYPTED, KEPT, NOT_PUBLIC};
use super::{Check, Mapping};

/// The checks of this family, in the order in which they are documented.
pub static CHECKS: &[&Check] = &[
    &retention_absent::CHECK,
    &retention_short::CHECK,
    &group_customer_key::CHECK,
    &subscription_foreign::CHECK,
    &destination_public::CHECK,
    &destination_foreign::CHECK,
    &resource_policy_public::CHECK,
    &resource_policy_service_source::CHECK,
];

/// Controls that ask for records that reach back.
const AUDITED: &[Mapping] = &[Mapping::soc2("CC7.2"), Mapping::pci("10.5.1"), Mapping::hipaa("164.312(b)")];
