//! The console's session: where the user was, by ids that outlive a scan.

use std::collections::BTreeMap;

use rusqlite::{OptionalExtension, params};
use serde::{Deserialize, Serialize};

use super::{State, StateError};

/// Where the user was. Unknown ids are skipped when it is restored.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Session {
    /// The snapshot that was open.
    pub snapshot: Option<String>,
    /// The screen's name.
    pub screen: String,
    /// What was selected on each screen: an ARN, a finding's id, an entry's id.
    pub selected: BTreeMap<String, String>,
    /// The filter of each screen.
    pub filters: BTreeMap<String, String>,
    /// The theme's name.
    pub theme: Option<String>,
}

impl State {
    /// The session of the last run; none when there was none or it is not understood.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn session(&self) -> Result<Option<Session>, StateError> {
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
    pub fn keep_session(&self, session: &Session) -> Result<(), StateError> {
        let value = serde_json::to_string(session).map_err(|error| {
            self.failed("keep the session")(rusqlite::Error::ToSqlConversionFailure(Box::new(error)))
        })?;
        let sql = "INSERT OR REPLACE INTO session (only, value) VALUES (1, ?1)";
        self.connection().execute(sql, params![value]).map(drop).map_err(self.failed("keep the session"))
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
        assert_eq!(state.session().unwrap(), None);
        let mut session = Session { screen: "findings".into(), ..Session::default() };
        state.keep_session(&session).unwrap();
        session.selected.insert("findings".into(), "TG-0011223344".into());
        state.keep_session(&session).unwrap();
        assert_eq!(State::open(&path).unwrap().session().unwrap(), Some(session));
    }
}
