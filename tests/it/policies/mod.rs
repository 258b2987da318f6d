//! Policy evaluation scenarios.

mod access;
mod actions;
mod exposure;
mod questions;
pub mod scenario;
mod scenarios;
