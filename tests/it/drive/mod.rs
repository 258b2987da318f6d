//! Key-press stories through the whole console.

mod access;
pub mod app;
mod flows;
pub mod pipelines;
pub mod reachable;
mod stories;
pub mod world;
