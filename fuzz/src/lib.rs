//! The bodies of the fuzz targets: those of the ordinary tests.

#[path = "../../tests/it/fuzzed/mod.rs"]
#[allow(dead_code, reason = "the properties use more of it")]
mod fuzzed;

pub use fuzzed::{condition, decision, pattern, policy, simulate};
