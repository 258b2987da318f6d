//! What can be wrong with a snapshot file, said precisely.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

use super::FORMAT;

/// A snapshot that could not be opened or written.
#[derive(Debug, Error)]
pub enum SnapshotError {
    /// The file could not be reached.
    #[error("could not {operation} the snapshot {}: {source}", path.display())]
    File {
        /// `open`, `read`, `write`, `create`.
        operation: &'static str,
        /// The file.
        path: PathBuf,
        /// What went wrong.
        source: io::Error,
    },
    /// There is a file already where a new one should be made.
    #[error("{} is there already; name another file, or resume it if it is a partial scan", path.display())]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// It has no bytes.
    #[error("{} is empty: nothing was written to it; scan again", path.display())]
    Empty {
        /// The file.
        path: PathBuf,
    },
    /// It is something else.
    #[error("{} is not a Tidegate snapshot: {what}", path.display())]
    Foreign {
        /// The file.
        path: PathBuf,
        /// What it is instead.
        what: &'static str,
    },
    /// It was written by a newer version of this program.
    #[error(
        "{} has snapshot format {found}, and this version reads up to format {FORMAT}; open it with a newer Tidegate",
        path.display()
    )]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its format.
        found: u64,
    },
    /// It was cut off before its first line ended.
    #[error("{} was cut off before its first line: nothing in it can be read; scan again", path.display())]
    CutOff {
        /// The file.
        path: PathBuf,
    },
    /// Its bytes were changed.
    #[error("{} is damaged after line {line}: {what}; use a copy, or scan again", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// The last line that could be read whole.
        line: usize,
        /// What shows it.
        what: String,
    },
    /// A line is not what it should be.
    #[error("{}, line {line}{}: {message}", path.display(), subject_tail(subject))]
    Malformed {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// The resource that the line is about, when that could be read.
        subject: String,
        /// What is wrong with it.
        message: String,
    },
    /// Its content is not what its last line says.
    #[error(
        "{} was changed since it was written: the SHA-256 of its lines is {found}, and its last line says {said}",
        path.display()
    )]
    Checksum {
        /// The file.
        path: PathBuf,
        /// The checksum that the last line has.
        said: String,
        /// The checksum of the lines.
        found: String,
    },
    /// It holds another number of records than its last line says.
    #[error("{} holds {found} {what} records, and its last line says {said}: lines are missing", path.display())]
    Counts {
        /// The file.
        path: PathBuf,
        /// The kind of record.
        what: String,
        /// The number in the last line.
        said: u64,
        /// The number of lines.
        found: u64,
    },
    /// It is complete, so there is nothing to resume.
    #[error("{} is a complete scan: there is nothing to resume; scan to another file", path.display())]
    Complete {
        /// The file.
        path: PathBuf,
    },
}

fn subject_tail(subject: &str) -> String {
    if subject.is_empty() { String::new() } else { format!(" ({subject})") }
}
