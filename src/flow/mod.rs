//! How data moves through an estate: hops from store to component to store, with their evidence, and what follows from
//! them. Pure values; nothing here draws or reads a cloud.
//!
//! Each service tells its own hops in one file under [`hops`]. Names in configuration are resolved by [`Names`].

mod draft;
mod graph;
mod hop;
pub mod hops;
mod names;
mod node;
mod observed;
mod outside;
mod scan;

pub use draft::{Draft, Sketch};
pub use graph::{FlowGraph, HopId, NodeId};
pub use hop::{Evidence, EvidenceKind, Hop, Transfer, Via};
pub use names::Names;
pub use node::{Node, Outside, OutsideKind};
pub use scan::references;
