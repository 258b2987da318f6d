//! Policy evaluation scenarios.

mod actions;
mod exposure;
mod scenario;
mod scenarios;
