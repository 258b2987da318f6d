//! What can go wrong with the state database.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

use super::super::paths::PathsError;

/// The state database could not be used.
#[derive(Debug, Error)]
pub enum StateError {
    /// Its directory could not be made.
    #[error(transparent)]
    Directory(#[from] PathsError),
    /// Its file could not be made or written.
    #[error("could not open the state database {}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What went wrong.
        source: io::Error,
    },
    /// SQLite refused.
    #[error("could not {operation} in the state database {}: {source}", path.display())]
    Database {
        /// What was tried.
        operation: &'static str,
        /// The file.
        path: PathBuf,
        /// What went wrong.
        source: rusqlite::Error,
    },
    /// It is another program's database.
    #[error("{} is an SQLite database, but not one of Tidegate; move it away or set TIDEGATE_HOME", path.display())]
    Foreign {
        /// The file.
        path: PathBuf,
    },
    /// It was written by a newer version of this program.
    #[error("{} has schema {found}, and this version knows schema {known}; use a newer Tidegate", path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its schema.
        found: i64,
        /// The newest schema known here.
        known: i64,
    },
}
