//! The rules of undoing: an undo is an ordinary plan made from an entry of the journal.

use thiserror::Error;

use super::{Entry, StepOutcome, StepState};
use crate::model::SettingValue;
use crate::policy::same_value;
use crate::remedy::{Change, Plan, Step, step_of};

/// Why an entry cannot be undone.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum UndoRefusal {
    /// No step of it took effect.
    #[error("{0} changed nothing, so there is nothing to undo")]
    NothingDone(String),
    /// A later entry took it back.
    #[error("{entry} was already undone by {by}")]
    AlreadyUndone {
        /// The entry.
        entry: String,
        /// The entry that took it back.
        by: String,
    },
    /// A step of it has no inverse.
    #[error("{entry} cannot be undone: {setting} has no way back")]
    Irreversible {
        /// The entry.
        entry: String,
        /// The setting that cannot be given back.
        setting: String,
    },
}

/// The plan that takes back what an entry did, last step first. `entries` is the whole journal: what later entries
/// already took back is left out.
///
/// Every step expects the value that the entry gave, so that carrying it out stops where someone changed the setting
/// since. Steps whose end is not known are taken back too: where they had no effect, there is nothing to do.
///
/// # Errors
/// When nothing was done, when all of it was taken back before, or when a step has no inverse.
pub fn undo(entry: &Entry, entries: &[Entry]) -> Result<Plan, UndoRefusal> {
    let effective: Vec<(&Step, SettingValue)> = effects(entry).collect();
    if effective.is_empty() {
        return Err(UndoRefusal::NothingDone(entry.id.clone()));
    }
    let undoings: Vec<&Entry> = standing_undoings(entry, entries);
    let mut steps = Vec::new();
    for (step, value) in effective.into_iter().rev() {
        let Some(inverse) = &step.inverse else {
            let setting = step.setting.to_string();
            return Err(UndoRefusal::Irreversible { entry: entry.id.clone(), setting });
        };
        if !undoings.iter().any(|undoing| gave(undoing, step, inverse)) {
            steps.push(inverse_step(step, value, inverse.clone()));
        }
    }
    match undoings.last() {
        Some(by) if steps.is_empty() => Err(UndoRefusal::AlreadyUndone { entry: entry.id.clone(), by: by.id.clone() }),
        _ => Ok(Plan::new(entry.at, Vec::new(), Some(entry.id.clone()), steps)),
    }
}

/// The steps that took effect, or may have, with the value that each left behind.
fn effects(entry: &Entry) -> impl DoubleEndedIterator<Item = (&Step, SettingValue)> {
    entry.plan.steps.iter().zip(&entry.steps).filter_map(|(step, state)| match state {
        StepState::Interrupted | StepState::Ended(StepOutcome::Done | StepOutcome::Uncertain { .. }) => {
            Some((step, step.after.clone()))
        }
        StepState::Ended(StepOutcome::NotEffective { found })
            if !same_value(&step.setting.aspect, found, &step.before) =>
        {
            Some((step, found.clone()))
        }
        _ => None,
    })
}

/// The undos of an entry that took effect and were not taken back themselves.
fn standing_undoings<'a>(entry: &Entry, entries: &'a [Entry]) -> Vec<&'a Entry> {
    let undoes = |later: &&Entry| later.plan.undoes.as_deref() == Some(entry.id.as_str());
    let stands = |later: &&Entry| effects(later).next().is_some() && standing_undoings(later, entries).is_empty();
    entries.iter().filter(undoes).filter(stands).collect()
}

/// Whether an undo is known to have given a step's setting its inverse.
fn gave(undoing: &Entry, step: &Step, inverse: &SettingValue) -> bool {
    undoing.plan.steps.iter().zip(&undoing.steps).any(|(back, state)| {
        back.setting == step.setting
            && back.after == *inverse
            && matches!(state, StepState::Ended(StepOutcome::Done | StepOutcome::AlreadyThere))
    })
}

fn inverse_step(step: &Step, value: SettingValue, inverse: SettingValue) -> Step {
    step_of(Change {
        setting: step.setting.clone(),
        remedy: step.remedy.clone(),
        summary: format!("Take back: {}", step.summary),
        consequences: Vec::new(),
        before: value,
        after: inverse,
        disruptive: false,
    })
}
