//! The journal's rows in the database: appended in one transaction each, chained by hash, never changed.

use std::fs::{File, TryLockError};
use std::path::PathBuf;
use std::time::Duration;

use rusqlite::{OptionalExtension, TransactionBehavior, params};

use super::State;
use crate::journal::{Break, BrokenAt, Event, Row, RowHash, verify};
use crate::model::Timestamp;
use crate::ports::{Hold, Keep, KeepError};

/// Keeps the journal in the state database.
#[derive(Debug, Clone)]
pub struct JournalStore {
    state: State,
}

impl JournalStore {
    pub(super) fn new(state: State) -> Self {
        Self { state }
    }

    /// Whether every row is there and as it was written, up to the last one.
    ///
    /// # Errors
    /// When the journal cannot be read; the inner error is the first row that is missing or was changed.
    pub fn verify(&self) -> Result<Result<u64, BrokenAt>, KeepError> {
        let rows = self.rows()?;
        let head = self.head().map_err(self.failed("read"))?;
        Ok(verify(&rows).and_then(|()| ends_at(&rows, head)))
    }

    /// Number and hash of the last row, as kept apart from the rows.
    fn head(&self) -> rusqlite::Result<Option<(u64, RowHash)>> {
        let connection = self.state.connection();
        let sql = "SELECT number, hash FROM journal_head";
        connection.query_row(sql, [], |row| Ok((row.get(0)?, RowHash(row.get(1)?)))).optional()
    }

    fn insert(&self, at: Timestamp, entry: &str, event: Event) -> rusqlite::Result<Row> {
        let text = json(&event)?;
        let mut connection = self.state.connection();
        // Immediate: the head is read under the write lock, so that two programs cannot fork the chain.
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let sql = "SELECT number, hash FROM journal ORDER BY number DESC LIMIT 1";
        let last: Option<(u64, String)> =
            transaction.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
        let number = last.as_ref().map_or(1, |(number, _)| number + 1);
        let before = last.map(|(_, hash)| RowHash(hash));
        let hash = Row::chain(before.as_ref(), number, at, entry, &text);
        let sql = "INSERT INTO journal (number, at, entry, event, hash) VALUES (?1, ?2, ?3, ?4, ?5)";
        transaction.execute(sql, params![number, at.to_string(), entry, text, hash.0])?;
        let sql = "INSERT INTO journal_head (only, number, hash) VALUES (1, ?1, ?2)
                   ON CONFLICT (only) DO UPDATE SET number = excluded.number, hash = excluded.hash";
        transaction.execute(sql, params![number, hash.0])?;
        transaction.commit()?;
        Ok(Row { number, at, entry: entry.to_owned(), event, hash })
    }

    fn select(&self) -> rusqlite::Result<Vec<Row>> {
        let connection = self.state.connection();
        let mut statement = connection.prepare("SELECT number, at, entry, event, hash FROM journal ORDER BY number")?;
        let rows = statement.query_map([], |row| {
            let (at, event): (String, String) = (row.get(1)?, row.get(3)?);
            Ok(Row {
                number: row.get(0)?,
                at: at.parse().map_err(|error| unreadable(1, error))?,
                entry: row.get(2)?,
                event: serde_json::from_str(&event).map_err(|error| unreadable(3, error))?,
                hash: RowHash(row.get(4)?),
            })
        })?;
        rows.collect()
    }

    fn failed(&self, operation: &'static str) -> impl Fn(rusqlite::Error) -> KeepError + '_ {
        move |error| self.error(operation, &error.to_string())
    }

    fn error(&self, operation: &'static str, message: &str) -> KeepError {
        KeepError { operation, place: self.state.path.display().to_string(), message: message.to_owned() }
    }

    fn lock_path(&self) -> PathBuf {
        self.state.path.with_extension("lock")
    }
}

impl Keep for JournalStore {
    fn append(&self, at: Timestamp, entry: &str, event: Event) -> Result<Row, KeepError> {
        self.insert(at, entry, event).map_err(self.failed("write"))
    }

    fn rows(&self) -> Result<Vec<Row>, KeepError> {
        self.select().map_err(self.failed("read"))
    }

    fn hold(&self) -> Result<Hold, KeepError> {
        let path = self.lock_path();
        let failed = |message: &str| KeepError {
            operation: "lock",
            place: path.display().to_string(),
            message: message.to_owned(),
        };
        let file = File::create(&path).map_err(|error| failed(&error.to_string()))?;
        match lock(&file) {
            // The lock goes with the file, also when the program is killed.
            Ok(()) => Ok(Hold::new(file)),
            Err(TryLockError::WouldBlock) => {
                Err(failed("another Tidegate is carrying out a plan; wait until it has ended"))
            }
            Err(TryLockError::Error(error)) => Err(failed(&error.to_string())),
        }
    }
}

/// Locks the file, or says that someone else has.
///
/// A program that this one is just starting holds a copy of its locks for an instant, so one refusal is not believed.
fn lock(file: &File) -> Result<(), TryLockError> {
    const ATTEMPTS: u32 = 10;
    const BETWEEN: Duration = Duration::from_millis(25);
    for _ in 1..ATTEMPTS {
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => std::thread::sleep(BETWEEN),
            decided => return decided,
        }
    }
    file.try_lock()
}

/// Whether the last row is the one that was kept apart as the last.
fn ends_at(rows: &[Row], head: Option<(u64, RowHash)>) -> Result<u64, BrokenAt> {
    let last = rows.last().map(|row| (row.number, row.hash.clone()));
    let number = last.as_ref().map_or(0, |(number, _)| *number);
    match head {
        head if head == last => Ok(number),
        Some((kept, _)) if kept > number => Err(BrokenAt { number: number + 1, what: Break::Missing }),
        _ => Err(BrokenAt { number, what: Break::Edited }),
    }
}

fn json(event: &Event) -> rusqlite::Result<String> {
    serde_json::to_string(event).map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))
}

fn unreadable(column: usize, error: impl std::error::Error + Send + Sync + 'static) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, Box::new(error))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::remedy::Plan;

    fn began() -> Event {
        let plan = Plan::new(Timestamp::UNIX_EPOCH, Vec::new(), None, Vec::new());
        Event::Began { plan: Box::new(plan), who: "arn:aws:iam::111122223333:user/a".into(), why: "test".into() }
    }

    fn store() -> (tempfile::TempDir, State) {
        let home = tempfile::tempdir().unwrap();
        let state = State::open(&home.path().join("state.db")).unwrap();
        (home, state)
    }

    fn tamper(state: &State, sql: &str) {
        let guards = "DROP TRIGGER journal_is_append_only_on_update; DROP TRIGGER journal_is_append_only_on_delete;";
        state.connection().execute_batch(&format!("{guards} {sql}")).unwrap();
    }

    fn filled() -> (tempfile::TempDir, State) {
        let (home, state) = store();
        let at = Timestamp::UNIX_EPOCH;
        state.journal().append(at, "e1", began()).unwrap();
        state.journal().append(at, "e1", Event::Intent { step: 0 }).unwrap();
        state.journal().append(at, "e1", Event::Ended { complete: false }).unwrap();
        (home, state)
    }

    #[test]
    fn rows_come_back_as_written_and_verify() {
        let (_home, state) = filled();
        let rows = state.journal().rows().unwrap();
        assert_eq!(rows.iter().map(|row| row.number).collect::<Vec<_>>(), [1, 2, 3]);
        assert_eq!(rows[0].event, began());
        assert_eq!(state.journal().verify().unwrap(), Ok(3));
    }

    #[test]
    fn an_edited_row_shows() {
        let (_home, state) = filled();
        tamper(&state, "UPDATE journal SET entry = 'e2' WHERE number = 2");
        assert_eq!(state.journal().verify().unwrap().unwrap_err().number, 2);
    }

    #[test]
    fn a_missing_row_shows_wherever_it_was() {
        for number in [1, 2, 3] {
            let (_home, state) = filled();
            tamper(&state, &format!("DELETE FROM journal WHERE number = {number}"));
            assert_eq!(state.journal().verify().unwrap().unwrap_err().number, number, "row {number}");
        }
    }

    #[test]
    fn rows_cannot_be_changed_by_accident() {
        let (_home, state) = filled();
        assert!(state.connection().execute("UPDATE journal SET entry = 'x'", []).is_err());
        assert!(state.connection().execute("DELETE FROM journal", []).is_err());
    }

    #[test]
    fn many_writers_at_once_do_not_fork_the_chain() {
        let (home, state) = store();
        let path = home.path().join("state.db");
        std::thread::scope(|scope| {
            for writer in 0..4 {
                let path = path.clone();
                scope.spawn(move || {
                    let journal = State::open(&path).unwrap().journal();
                    for step in 0..10 {
                        let entry = format!("e{writer}");
                        journal.append(Timestamp::UNIX_EPOCH, &entry, Event::Intent { step }).unwrap();
                    }
                });
            }
        });
        assert_eq!(state.journal().verify().unwrap(), Ok(40));
    }

    #[test]
    fn only_one_may_carry_out_plans_at_a_time() {
        let (home, state) = store();
        let other = State::open(&home.path().join("state.db")).unwrap();
        let held = state.journal().hold().unwrap();
        assert!(other.journal().hold().unwrap_err().to_string().contains("another Tidegate"));
        drop(held);
        other.journal().hold().unwrap();
    }
}
