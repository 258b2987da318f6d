//! Checks of logging: CloudTrail trails.

use super::Check;

/// The checks of this family, in the order in which they are documented.
pub static CHECKS: &[&Check] = &[];
