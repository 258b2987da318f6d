//! The live adapters against real emulators on loopback.
//!
//! `docs/testing.md` says what each emulator lacks, and what covers those calls instead.

mod harness;
mod judge;
mod server;
pub mod venv;
