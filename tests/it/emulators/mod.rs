//! The live adapters against real emulators on loopback.
//!
//! `docs/testing.md` says what each emulator lacks, and what covers those calls instead.

mod budget;
mod demo;
mod denials;
mod early;
mod enforced;
mod exported;
mod faults;
mod furnish;
mod furnished;
mod harness;
mod hops;
mod judge;
mod proxy;
mod remedies;
mod server;
mod story;
mod terraform;
pub mod venv;
mod wire;
mod world;
