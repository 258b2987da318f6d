//! Checks of KMS keys: rotation, policies, grants, deletion.

use super::Check;

/// The checks of this family, in the order in which they are documented.
pub static CHECKS: &[&Check] = &[];
