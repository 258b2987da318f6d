//! An in-memory cloud over a recorded estate: the demo, and the double that tests use.
//!
//! It reads and writes settings as the services do, and replays its estate as a scan would find it.

mod cloud;
mod fault;
pub mod generate;
mod journal;
mod replay;
mod rules;

pub use cloud::{Pace, SimulatedCloud};
pub use fault::{Fault, On};
pub use generate::generate;
pub use journal::MemoryJournal;
