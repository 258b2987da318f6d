//! Checks of stores: exposure, encryption, recovery and logging of buckets.

pub mod bucket_versioning;

use super::Check;

/// The checks of this family, in the order in which they are documented.
pub static CHECKS: &[&Check] = &[&bucket_versioning::CHECK];
