//! The live adapters against real emulators on loopback.
//!
//! `docs/testing.md` says what each emulator lacks, and what covers those calls instead.

mod budget;
mod demo;
mod denials;
mod enforced;
mod faults;
mod furnish;
mod harness;
mod judge;
mod proxy;
mod remedies;
mod server;
pub mod venv;
mod wire;
mod world;
