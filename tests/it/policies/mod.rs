//! Policy evaluation scenarios.

mod access;
mod actions;
mod context;
mod doors;
mod exposure;
mod keyed;
mod questions;
pub mod scenario;
mod scenarios;
