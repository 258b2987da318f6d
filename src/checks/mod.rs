//! The catalogue of checks and the engine that runs them. One check a file; its doc comment is its manual page.
//!
//! A check is a pure function of one resource in its estate. It answers pass, fail or unknown; a fact that could not
//! be read makes it unknown, never passed.

#[macro_use]
mod define;
pub mod apis;
mod aspects;
mod catalogue;
mod context;
mod controls;
pub mod databases;
mod engine;
pub mod events;
mod exposure;
pub mod flows;
mod framework;
pub mod functions;
mod holdings;
pub mod identity;
mod index;
pub mod keys;
mod lacks;
mod limits;
pub mod log_groups;
pub mod logging;
pub mod messaging;
mod outsiders;
mod policies;
pub mod processing;
pub mod secrets;
mod statements;
pub mod stores;
pub mod streaming;
mod summary;
pub mod tables;
pub mod warehouses;

pub use catalogue::{CATALOGUE, check};
pub use context::{Context, Rules};
pub use define::{Check, Fault, Outcome, Reason};
pub use engine::{CheckResult, Decision, Posture, analyse, results_for};
pub use exposure::{Exposure, exposure_of, exposures};
pub use framework::{Framework, Mapping, Threat};
pub use summary::{AccountSummary, Summary, Tally};
