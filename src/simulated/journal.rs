//! A journal in memory: for the demo, whose cloud is gone when the program ends, and for tests.

use std::sync::{Mutex, PoisonError};

use crate::journal::{Event, Row};
use crate::model::Timestamp;
use crate::ports::{Keep, KeepError};

/// Keeps rows, chained as the real journal chains them, for as long as the program runs.
#[derive(Debug, Default)]
pub struct MemoryJournal {
    rows: Mutex<Vec<Row>>,
}

impl Keep for MemoryJournal {
    fn append(&self, at: Timestamp, entry: &str, event: Event) -> Result<Row, KeepError> {
        let mut rows = self.rows.lock().unwrap_or_else(PoisonError::into_inner);
        let row = Row::after(rows.last(), at, entry, event).map_err(|error| KeepError {
            operation: "write",
            place: "memory".to_owned(),
            message: error.to_string(),
        })?;
        rows.push(row.clone());
        Ok(row)
    }

    fn rows(&self) -> Result<Vec<Row>, KeepError> {
        Ok(self.rows.lock().unwrap_or_else(PoisonError::into_inner).clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::verify;

    #[test]
    fn its_rows_are_chained() {
        let journal = MemoryJournal::default();
        for step in 0..3 {
            journal.append(Timestamp::UNIX_EPOCH, "e1", Event::Intent { step }).unwrap();
        }
        assert_eq!(journal.rows().unwrap().len(), 3);
        assert_eq!(verify(&journal.rows().unwrap()), Ok(()));
    }
}
