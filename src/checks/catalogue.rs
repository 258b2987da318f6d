//! The list of all checks, in the order in which they are documented.

use std::sync::LazyLock;

use super::{
    Check, apis, databases, events, flows, functions, identity, keys, log_groups, logging, messaging, processing,
    secrets, stores, streaming, tables, warehouses,
};

/// All checks, family by family.
pub static CATALOGUE: LazyLock<Vec<&'static Check>> = LazyLock::new(|| FAMILIES.concat());

/// The families, one a line.
const FAMILIES: &[&[&Check]] = &[
    stores::CHECKS,
    keys::CHECKS,
    identity::CHECKS,
    logging::CHECKS,
    messaging::CHECKS,
    tables::CHECKS,
    secrets::CHECKS,
    log_groups::CHECKS,
    streaming::CHECKS,
    databases::CHECKS,
    warehouses::CHECKS,
    apis::CHECKS,
    functions::CHECKS,
    events::CHECKS,
    processing::CHECKS,
    flows::CHECKS,
];

/// The check with this id.
pub fn check(id: &str) -> Option<&'static Check> {
    CATALOGUE.iter().copied().find(|check| check.id == id)
}
