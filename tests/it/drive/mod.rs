//! Key-press stories through the whole console.

pub mod app;
mod stories;
pub mod world;
