//! The index of snapshots: what each holds, without opening it.

use std::path::{Path, PathBuf};

use rusqlite::params;

use super::{State, StateError};
use crate::model::{Estate, Timestamp};

/// What the index knows of a snapshot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SnapshotEntry {
    /// The file.
    pub path: PathBuf,
    /// When the scan began.
    pub started: Timestamp,
    /// When it ended; none for a partial one.
    pub finished: Option<Timestamp>,
    /// The accounts that it reached.
    pub accounts: Vec<String>,
    /// How many resources it holds.
    pub resources: u64,
    /// How many reads failed.
    pub gaps: u64,
}

impl SnapshotEntry {
    /// What the index keeps of an estate.
    pub fn of(path: &Path, estate: &Estate) -> Self {
        Self {
            path: path.to_path_buf(),
            started: estate.header.started,
            finished: estate.header.finished.filter(|_| !estate.partial),
            accounts: estate.accounts().iter().map(|account| account.id.to_string()).collect(),
            resources: u64::try_from(estate.resources().len()).unwrap_or(u64::MAX),
            gaps: u64::try_from(estate.gaps().len()).unwrap_or(u64::MAX),
        }
    }
}

impl State {
    /// Adds a snapshot to the index, or replaces what is known of it.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn index_snapshot(&self, entry: &SnapshotEntry) -> Result<(), StateError> {
        let finished = entry.finished.map(|time| time.to_string());
        let values = params![
            entry.path.to_string_lossy(),
            entry.started.to_string(),
            finished,
            entry.accounts.join(","),
            entry.resources,
            entry.gaps
        ];
        let sql = "INSERT OR REPLACE INTO snapshot (path, started, finished, accounts, resources, gaps)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
        self.connection().execute(sql, values).map(drop).map_err(self.failed("index a snapshot"))
    }

    /// The indexed snapshots whose files are still there, the newest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn indexed_snapshots(&self) -> Result<Vec<SnapshotEntry>, StateError> {
        let failed = self.failed("read the index of snapshots");
        let connection = self.connection();
        let sql = "SELECT path, started, finished, accounts, resources, gaps FROM snapshot ORDER BY started DESC, path";
        let mut statement = connection.prepare(sql).map_err(&failed)?;
        let entries = statement.query_map([], entry).map_err(&failed)?;
        let entries: Vec<SnapshotEntry> = entries.collect::<Result<_, _>>().map_err(&failed)?;
        Ok(entries.into_iter().filter(|entry| entry.path.exists()).collect())
    }
}

fn entry(row: &rusqlite::Row<'_>) -> rusqlite::Result<SnapshotEntry> {
    let (path, accounts): (String, String) = (row.get(0)?, row.get(3)?);
    Ok(SnapshotEntry {
        path: path.into(),
        started: time(1, &row.get::<_, String>(1)?)?,
        finished: row.get::<_, Option<String>>(2)?.map(|text| time(2, &text)).transpose()?,
        accounts: accounts.split(',').filter(|account| !account.is_empty()).map(str::to_owned).collect(),
        resources: row.get(4)?,
        gaps: row.get(5)?,
    })
}

fn time(column: usize, text: &str) -> rusqlite::Result<Timestamp> {
    text.parse().map_err(|error: jiff::Error| {
        rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, Box::new(error))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_index_lists_files_that_are_there_newest_first() {
        let home = tempfile::tempdir().unwrap();
        let state = State::open(&home.path().join("state.db")).unwrap();
        for (name, started) in
            [("a", "2026-01-01T00:00:00Z"), ("b", "2026-02-01T00:00:00Z"), ("gone", "2026-03-01T00:00:00Z")]
        {
            let path = home.path().join(name);
            if name != "gone" {
                std::fs::write(&path, "").unwrap();
            }
            let entry = SnapshotEntry {
                path,
                started: started.parse().unwrap(),
                finished: None,
                accounts: vec!["111122223333".into()],
                resources: 3,
                gaps: 0,
            };
            state.index_snapshot(&entry).unwrap();
            state.index_snapshot(&entry).unwrap();
        }
        let names: Vec<_> = state.indexed_snapshots().unwrap().into_iter().map(|entry| entry.path).collect();
        assert_eq!(names, [home.path().join("b"), home.path().join("a")]);
    }
}
