//! Checks of logging: CloudTrail trails.

mod coverage;

pub mod bucket_access_logging;
pub mod bucket_exposed;
pub mod customer_key;
pub mod data_events;
pub mod delivery_failing;
pub mod log_group;
pub mod log_validation;
pub mod multi_region;
pub mod stopped;

use super::Check;

/// The checks of this family, in the order in which they are documented.
pub static CHECKS: &[&Check] = &[
    &multi_region::CHECK,
    &log_validation::CHECK,
    &customer_key::CHECK,
    &data_events::CHECK,
    &bucket_exposed::CHECK,
    &bucket_access_logging::CHECK,
    &stopped::CHECK,
    &delivery_failing::CHECK,
    &log_group::CHECK,
];
