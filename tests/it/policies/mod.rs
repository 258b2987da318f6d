//! Policy evaluation scenarios.

mod access;
mod actions;
mod context;
mod exposure;
mod questions;
pub mod scenario;
mod scenarios;
