//! Checks of what sets off the parts of a pipeline: event buses, rules, pipes, schedules, state machines.

pub mod bus_customer_key;
pub mod bus_foreign_access;
pub mod bus_public_policy;
pub mod bus_service_source;
pub mod input_secret;
pub mod machine_customer_key;
pub mod machine_logs_data;
pub mod machine_secret;
pub mod machine_tracing_off;
pub mod machine_unlogged;
pub mod pipe_unlogged;
pub mod rule_dead_letter;
pub mod rule_foreign_target;

use super::Check;
use super::controls::{ENCRYPTED, NOT_PUBLIC};

/// The checks of this family, in the order in which they are documented.
pub static CHECKS: &[&Check] = &[
    &bus_public_policy::CHECK,
    &bus_foreign_access::CHECK,
    &bus_service_source::CHECK,
    &bus_customer_key::CHECK,
    &rule_dead_letter::CHECK,
    &rule_foreign_target::CHECK,
    &input_secret::CHECK,
    &pipe_unlogged::CHECK,
    &machine_secret::CHECK,
    &machine_customer_key::CHECK,
    &machine_unlogged::CHECK,
    &machine_logs_data::CHECK,
    &machine_tracing_off::CHECK,
];
