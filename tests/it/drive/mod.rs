//! Key-press stories through the whole console.

mod access;
pub mod app;
pub mod reachable;
mod stories;
pub mod world;
