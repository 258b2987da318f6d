//! Snapshot files: an estate as JSON Lines compressed with zstd.
//!
//! The first line is the format's version with the header, then one line a record, then one line with counts and the
//! SHA-256 of all lines before it. The file is a sequence of zstd frames, each ending with a whole line and carrying a
//! checksum, so that a file that was cut off is readable up to its last frame. A file without its last line is a
//! partial scan.

mod error;
mod frames;
mod line;
mod parse;
mod read;
mod tidy;
mod write;

pub use error::SnapshotError;
pub use line::{End, FORMAT};
pub use read::{open, open_bytes};
pub use tidy::renumber;
pub use write::{SnapshotWriter, save};
