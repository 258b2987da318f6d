//! Policy evaluation scenarios.

mod access;
mod actions;
mod exposure;
mod questions;
mod scenario;
mod scenarios;
