//! How data moves through an estate: hops from store to component to store, with their evidence, and what follows from
//! them. Pure values; nothing here draws or reads a cloud.
//!
//! Each service tells its own hops in one file under [`hops`]. Names in configuration are resolved by [`Names`].

mod boundary;
mod draft;
mod excerpt;
mod graph;
mod hop;
pub mod hops;
mod key;
pub mod layout;
mod leaving;
mod lists;
mod logged;
mod names;
mod network;
mod node;
mod observed;
mod outside;
mod permitted;
mod pipeline;
mod reach;
mod records;
mod scan;
mod selectors;
mod sides;
mod used;
mod ways;

pub use boundary::Boundary;
pub use draft::{Draft, Sketch};
pub use excerpt::Excerpt;
pub use graph::{FlowGraph, HopId, NodeId};
pub use hop::{Evidence, EvidenceKind, Hop, Transfer, Via};
pub use key::{KeyOwner, key_owner};
pub use logged::{Logged, data_type};
pub use names::Names;
pub use network::{Doubt, NetworkPath};
pub use node::{Node, Outside, OutsideKind};
pub use pipeline::{Join, NamedBy, Pipeline, PipelineId, PipelineRules, Pipelines, Split};
pub use reach::{Assumptions, Direction, Reach, Step};
pub use scan::references;
pub use selectors::{Recorded, takes_data, takes_management, takes_objects};
pub use sides::{Side, SideName, Sides};
pub use used::{Does, Unplaced};
