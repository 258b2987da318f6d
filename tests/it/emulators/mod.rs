//! The live adapters against real emulators on loopback.
//!
//! `docs/testing.md` says what each emulator lacks, and what covers those calls instead.

mod budget;
mod demo;
mod enforced;
mod faults;
mod harness;
mod judge;
mod remedies;
mod server;
pub mod venv;
mod world;
