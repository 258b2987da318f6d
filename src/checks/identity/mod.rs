//! Checks of identities: users, roles, groups, policies and trust.

use super::Check;

/// The checks of this family, in the order in which they are documented.
pub static CHECKS: &[&Check] = &[];
