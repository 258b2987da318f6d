//! Tidegate: a terminal console for the security of data pipelines in AWS and Google Cloud.
//!
//! The core (`model`, `policy`, `flow`, `checks`, `finding`, `remedy`, `journal`) is pure. `ports` says what it
//! needs from outside. `text` makes text of a cloud safe to show. `operations` carries work out; `aws`, `store` and
//! `simulated` are adapters; `ui` is the console.
//! `docs/ARCHITECTURE.md` has the map and the rules that tests enforce.

pub mod checks;
pub mod finding;
pub mod flow;
pub mod journal;
pub mod model;
pub mod permissions;
pub mod policy;
pub mod ports;
pub mod remedy;

#[cfg(feature = "aws")]
pub mod aws;
pub mod cli;
pub mod config;
pub mod operations;
pub mod report;
pub mod simulated;
pub mod store;
pub mod text;
pub mod ui;
