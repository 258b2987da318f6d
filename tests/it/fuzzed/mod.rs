//! What the fuzz targets check, each a function of bytes. `fuzz/` searches for bytes that break it; the ordinary tests
//! replay those that were worth keeping.
//!
//! Nothing here names the test framework: `fuzz/` is built from the same files.

pub mod condition;
pub mod decision;
pub mod drawn;
#[cfg(test)]
mod found;
mod naive;
pub mod pattern;
pub mod policy;
mod reference;
#[cfg(test)]
mod replay;
pub mod simulate;
pub mod tape;
