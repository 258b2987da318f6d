//! What the console keeps from one run to the next. What that is, the console defines.

use rusqlite::{OptionalExtension, params};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{State, StateError};

impl State {
    /// The session of the last run; none when there was none or it is not understood.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn session<T: DeserializeOwned>(&self) -> Result<Option<T>, StateError> {
        let connection = self.connection();
        let text: Option<String> = connection
            .query_row("SELECT value FROM session", [], |row| row.get(0))
            .optional()
            .map_err(self.failed("read the session"))?;
        Ok(text.and_then(|text| serde_json::from_str(&text).ok()))
    }

    /// Keeps the session for the next run.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn keep_session<T: Serialize>(&self, session: &T) -> Result<(), StateError> {
        let failed = self.failed("keep the session");
        let unwritable = |error| failed(rusqlite::Error::ToSqlConversionFailure(Box::new(error)));
        let value = serde_json::to_string(session).map_err(unwritable)?;
        let sql = "INSERT OR REPLACE INTO session (only, value) VALUES (1, ?1)";
        self.connection().execute(sql, params![value]).map(drop).map_err(failed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_is_restored_and_the_last_one_wins() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("state.db");
        let state = State::open(&path).unwrap();
        assert_eq!(state.session::<Vec<String>>().unwrap(), None);
        state.keep_session(&["findings"]).unwrap();
        state.keep_session(&["journal", "entry"]).unwrap();
        let again = State::open(&path).unwrap();
        assert_eq!(again.session::<Vec<String>>().unwrap().unwrap(), ["journal", "entry"]);
        assert_eq!(again.session::<u32>().unwrap(), None, "what is not understood is no session");
    }
}
