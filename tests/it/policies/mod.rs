//! Policy evaluation scenarios.

mod actions;
mod exposure;
