//! The state database: journal, index of snapshots, and the console's session. SQLite, durable at every commit.

mod error;
mod index;
mod journal;
mod schema;
mod session;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;

pub use error::StateError;
pub use index::SnapshotEntry;
pub use journal::JournalStore;

use super::paths::make_private;

/// The open state database. Clones share one connection.
#[derive(Debug, Clone)]
pub struct State {
    path: PathBuf,
    connection: Arc<Mutex<Connection>>,
}

impl State {
    /// Opens the database, and makes it with its directory if it is not there.
    ///
    /// # Errors
    /// When it cannot be opened, is no database of this program, or was written by a newer version.
    pub fn open(path: &Path) -> Result<Self, StateError> {
        if let Some(parent) = path.parent().filter(|parent| !parent.as_os_str().is_empty()) {
            make_private(parent)?;
        }
        make_private_file(path)?;
        let connection = schema::open(path)?;
        Ok(Self { path: path.to_path_buf(), connection: Arc::new(Mutex::new(connection)) })
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The journal that is kept here.
    pub fn journal(&self) -> JournalStore {
        JournalStore::new(self.clone())
    }

    /// The connection. A panic elsewhere leaves no transaction open, so a poisoned lock is sound.
    fn connection(&self) -> MutexGuard<'_, Connection> {
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn failed(&self, operation: &'static str) -> impl Fn(rusqlite::Error) -> StateError + '_ {
        move |source| StateError::Database { operation, path: self.path.clone(), source }
    }
}

/// The journal names people, accounts and policies: only the owner may read it.
fn make_private_file(path: &Path) -> Result<(), StateError> {
    let mut options = std::fs::OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop).map_err(|source| StateError::File { path: path.to_path_buf(), source })
}
