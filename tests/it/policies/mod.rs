//! Policy evaluation scenarios.

mod access;
mod actions;
mod exposure;
mod scenario;
mod scenarios;
