//! What is kept on disk: snapshot files and the state database, and where they are.
//!
//! What is in them is defined by the core; when they are written is decided by `operations`.

pub mod paths;
pub mod snapshot;
pub mod snapshots;
pub mod state;

pub use paths::{Paths, PathsError};
pub use snapshot::{SnapshotError, SnapshotWriter, open, renumber};
pub use state::{JournalStore, SnapshotEntry, State, StateError};
