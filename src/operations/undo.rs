//! Takes back what an entry of the journal did: an undo is a plan like any other.

use std::sync::Arc;

use thiserror::Error;
use tokio_util::sync::CancellationToken;

use super::apply::{ApplyError, ApplyEvent, ApplyReport, Patience, Ports, apply, blocking};
use crate::journal::{self, Entry, UndoRefusal};
use crate::ports::{Keep, KeepError};
use crate::remedy::Plan;

/// An entry could not be undone.
#[derive(Debug, Error)]
pub enum UndoError {
    /// There is no such entry.
    #[error("the journal has no entry {0}; `tidegate journal` lists them")]
    NoEntry(String),
    /// Several entries begin like that.
    #[error("{0} is the beginning of several entries: {1}; name one of them")]
    Ambiguous(String, String),
    /// The rules of undoing refuse.
    #[error(transparent)]
    Refused(#[from] UndoRefusal),
    /// The journal could not be read.
    #[error(transparent)]
    Journal(#[from] KeepError),
    /// The undo was not begun, or its journal could not be kept.
    #[error(transparent)]
    Apply(#[from] ApplyError),
}

impl UndoError {
    /// The exit status of the program.
    pub fn exit_status(&self) -> u8 {
        match self {
            Self::NoEntry(_) | Self::Ambiguous(..) | Self::Refused(_) => 2,
            Self::Journal(_) => 3,
            Self::Apply(error) => error.exit_status(),
        }
    }
}

/// The plan that takes back an entry, given by its id or the beginning of it.
///
/// # Errors
/// When there is no such entry, or it cannot be undone.
pub async fn undo_plan(entry: &str, journal: &Arc<dyn Keep>) -> Result<Plan, UndoError> {
    let keeper = Arc::clone(journal);
    let rows = blocking(move || keeper.rows()).await?;
    let entries = journal::entries(&rows);
    let entry = find(entry, &entries)?;
    Ok(journal::undo(entry, &entries)?)
}

/// Takes back an entry. It stops where a setting was changed since.
///
/// # Errors
/// As [`undo_plan`] and [`apply`].
pub async fn undo(
    entry: &str,
    why: &str,
    ports: &Ports,
    patience: &Patience,
    observer: &(dyn Fn(ApplyEvent) + Send + Sync),
    cancel: &CancellationToken,
) -> Result<ApplyReport, UndoError> {
    let plan = undo_plan(entry, &ports.journal).await?;
    Ok(apply(&plan, why, ports, patience, observer, cancel).await?)
}

pub(super) fn find<'a>(wanted: &str, entries: &'a [Entry]) -> Result<&'a Entry, UndoError> {
    if let Some(entry) = entries.iter().find(|entry| entry.id == wanted) {
        return Ok(entry);
    }
    let begins: Vec<&Entry> =
        entries.iter().filter(|entry| !wanted.is_empty() && entry.id.starts_with(wanted)).collect();
    match begins.as_slice() {
        [] => Err(UndoError::NoEntry(wanted.to_owned())),
        [only] => Ok(only),
        several => {
            let ids: Vec<&str> = several.iter().map(|entry| entry.id.as_str()).collect();
            Err(UndoError::Ambiguous(wanted.to_owned(), ids.join(", ")))
        }
    }
}
