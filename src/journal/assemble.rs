//! From rows to entries, and whether the chain of rows is whole.

use thiserror::Error;

use super::{Entry, Event, Row, RowHash, StepState};
use crate::model::Timestamp;

/// A row that breaks the chain.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("row {number} of the journal {what}")]
pub struct BrokenAt {
    /// The number of the row.
    pub number: u64,
    /// What is wrong with it.
    pub what: Break,
}

/// What breaks a chain of rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Break {
    /// A row with this number should be there.
    #[error("is missing")]
    Missing,
    /// The row, or the row before it, is not as it was written.
    #[error("was changed after it was written, or the row before it was")]
    Edited,
}

impl Row {
    /// The row that records an event after the row `before`.
    ///
    /// # Errors
    /// When the event cannot be written as JSON, which no event of this crate causes.
    pub fn after(before: Option<&Self>, at: Timestamp, entry: &str, event: Event) -> Result<Self, serde_json::Error> {
        let number = before.map_or(1, |row| row.number + 1);
        let text = serde_json::to_string(&event)?;
        let hash = Self::chain(before.map(|row| &row.hash), number, at, entry, &text);
        Ok(Self { number, at, entry: entry.to_owned(), event, hash })
    }

    fn is_chained_to(&self, before: Option<&RowHash>) -> bool {
        serde_json::to_string(&self.event)
            .is_ok_and(|event| self.hash == Self::chain(before, self.number, self.at, &self.entry, &event))
    }
}

/// Whether every row is there and as it was written. Rows cut off at the end leave no trace here; the store keeps
/// the number of the last one.
///
/// # Errors
/// The first row that is missing or was changed.
pub fn verify(rows: &[Row]) -> Result<(), BrokenAt> {
    let mut before: Option<&Row> = None;
    for row in rows {
        let number = before.map_or(1, |row| row.number + 1);
        if row.number != number {
            return Err(BrokenAt { number, what: Break::Missing });
        }
        if !row.is_chained_to(before.map(|row| &row.hash)) {
            return Err(BrokenAt { number, what: Break::Edited });
        }
        before = Some(row);
    }
    Ok(())
}

/// The entries that rows add up to, in the order in which they began.
///
/// Rows of an entry whose beginning is missing are left out: [`verify`] reports them.
pub fn entries(rows: &[Row]) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    for row in rows {
        if let Event::Began { plan, who, why } = &row.event {
            entries.push(Entry {
                id: row.entry.clone(),
                at: row.at,
                steps: vec![StepState::Waiting; plan.steps.len()],
                plan: plan.as_ref().clone(),
                who: who.clone(),
                why: why.clone(),
                ended: None,
            });
        } else if let Some(entry) = entries.iter_mut().rev().find(|entry| entry.id == row.entry) {
            take_in(entry, &row.event);
        }
    }
    entries
}

fn take_in(entry: &mut Entry, event: &Event) {
    let (step, state) = match event {
        Event::Began { .. } => return,
        Event::Ended { complete } => {
            entry.ended = Some(*complete);
            return;
        }
        Event::Intent { step } => (*step, StepState::Interrupted),
        Event::Outcome { step, outcome } => (*step, StepState::Ended(outcome.clone())),
    };
    if let Some(place) = entry.steps.get_mut(step) {
        *place = state;
    }
}
