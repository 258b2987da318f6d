//! The tables, and how an older database becomes a current one.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, TransactionBehavior};

use super::StateError;

/// Marks the file as ours: "TIDE" as a number.
const APPLICATION: i64 = 0x5449_4445;
/// Another process may hold the database for as long as it takes to write a row.
const PATIENCE: Duration = Duration::from_secs(10);

/// One step from each version of the schema to the next. Steps are only ever added.
const MIGRATIONS: &[&str] = &["
    CREATE TABLE journal (
        number INTEGER PRIMARY KEY CHECK (number > 0),
        at     TEXT NOT NULL,
        entry  TEXT NOT NULL,
        event  TEXT NOT NULL,
        hash   TEXT NOT NULL UNIQUE
    ) STRICT;
    CREATE TRIGGER journal_is_append_only_on_update BEFORE UPDATE ON journal
        BEGIN SELECT RAISE(ABORT, 'the journal is only ever added to'); END;
    CREATE TRIGGER journal_is_append_only_on_delete BEFORE DELETE ON journal
        BEGIN SELECT RAISE(ABORT, 'the journal is only ever added to'); END;
    -- The last row, kept apart: rows cut off at the end show.
    CREATE TABLE journal_head (
        only   INTEGER PRIMARY KEY CHECK (only = 1),
        number INTEGER NOT NULL,
        hash   TEXT NOT NULL
    ) STRICT;
    CREATE TABLE snapshot (
        path      TEXT PRIMARY KEY,
        started   TEXT NOT NULL,
        finished  TEXT,
        accounts  TEXT NOT NULL,
        resources INTEGER NOT NULL,
        gaps      INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE session (
        only  INTEGER PRIMARY KEY CHECK (only = 1),
        value TEXT NOT NULL
    ) STRICT;
"];

/// Opens the file, settles how it is written, and brings its tables up to date.
pub(super) fn open(path: &Path) -> Result<Connection, StateError> {
    let failed = |operation| move |source| StateError::Database { operation, path: path.to_path_buf(), source };
    let mut connection = Connection::open(path).map_err(failed("open a connection"))?;
    connection.busy_timeout(PATIENCE).map_err(failed("set the patience"))?;
    let is_ours = known_application(&connection).map_err(failed("read the schema"))?;
    if !is_ours {
        return Err(StateError::Foreign { path: path.to_path_buf() });
    }
    connection.pragma_update(None, "journal_mode", "WAL").map_err(failed("set the journal mode"))?;
    connection.pragma_update(None, "synchronous", "FULL").map_err(failed("set durability"))?;
    migrate(path, &mut connection)?;
    Ok(connection)
}

/// Whether the database is empty or ours.
fn known_application(connection: &Connection) -> rusqlite::Result<bool> {
    let application: i64 = connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
    let tables: i64 = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    Ok(application == APPLICATION || tables == 0)
}

fn migrate(path: &Path, connection: &mut Connection) -> Result<(), StateError> {
    let failed =
        |source| StateError::Database { operation: "bring the tables up to date", path: path.to_path_buf(), source };
    let known = i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX);
    // Immediate: two programs that start at once must not both make the tables.
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
    let found: i64 = transaction.pragma_query_value(None, "user_version", |row| row.get(0)).map_err(failed)?;
    if found > known {
        return Err(StateError::Newer { path: path.to_path_buf(), found, known });
    }
    let done = usize::try_from(found).unwrap_or(0);
    for migration in MIGRATIONS.iter().skip(done) {
        transaction.execute_batch(migration).map_err(failed)?;
    }
    transaction.pragma_update(None, "application_id", APPLICATION).map_err(failed)?;
    transaction.pragma_update(None, "user_version", known).map_err(failed)?;
    transaction.commit().map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_newer_schema_is_refused_by_name() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("state.db");
        open(&path).unwrap().pragma_update(None, "user_version", 99).unwrap();
        let error = open(&path).unwrap_err().to_string();
        assert!(error.contains("schema 99") && error.contains("newer Tidegate"), "{error}");
    }

    #[test]
    fn the_database_of_another_program_is_left_alone() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("other.db");
        Connection::open(&path).unwrap().execute_batch("CREATE TABLE mine (x)").unwrap();
        assert!(matches!(open(&path), Err(StateError::Foreign { .. })));
        std::fs::write(&path, "this is not a database, and it is long enough to be read as one").unwrap();
        assert!(open(&path).is_err());
    }

    #[test]
    fn opening_twice_keeps_what_is_there() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("state.db");
        open(&path).unwrap().execute("INSERT INTO session VALUES (1, 'kept')", []).unwrap();
        let again = open(&path).unwrap();
        let value: String = again.query_row("SELECT value FROM session", [], |row| row.get(0)).unwrap();
        assert_eq!(value, "kept");
    }
}
