//! Entries whose end was never written, because the program was killed: what really happened, and how to go on.

use std::sync::Arc;

use super::apply::{Patience, Ports, blocking, within};
use crate::journal::{self, Entry, Event, StepOutcome, StepState};
use crate::model::SettingValue;
use crate::policy::same_value;
use crate::ports::KeepError;
use crate::remedy::{Plan, Step};

/// What the setting of a step was found with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// The value from before: the step did not take effect, or was taken back.
    Before,
    /// The value that the step gives: it took effect.
    After,
    /// Neither: someone else changed it.
    Other(SettingValue),
    /// It could not be read.
    Unreadable(String),
}

/// An entry that was cut off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recovery {
    /// The entry.
    pub entry: Entry,
    /// What each step's setting was found with.
    pub found: Vec<Found>,
}

impl Found {
    /// What was found, in words.
    pub fn words(&self) -> &'static str {
        match self {
            Self::Before => "as it was before",
            Self::After => "as the step gives it",
            Self::Other(_) => "changed by someone else",
            Self::Unreadable(_) => "could not be read",
        }
    }
}

impl Recovery {
    /// What happened to a step, in one sentence; the journal and the cloud together.
    pub fn story(&self, step: usize) -> String {
        let (Some(state), Some(found)) = (self.entry.steps.get(step), self.found.get(step)) else {
            return String::new();
        };
        match (state, found) {
            (StepState::Waiting, Found::After) => "It was not begun; the setting has the wanted value anyway.".into(),
            (StepState::Waiting, found) => format!("It was not begun; the setting is {}.", found.words()),
            (StepState::Interrupted, Found::Before) => "It was begun, and did not take effect.".into(),
            (StepState::Interrupted, Found::After) => {
                "It was begun and took effect; only its outcome was not written.".into()
            }
            (StepState::Interrupted, Found::Other(_)) => {
                "It was begun; the setting has neither the old nor the wanted value.".into()
            }
            (StepState::Interrupted, Found::Unreadable(error)) => {
                format!("It was begun; whether it took effect is not known: {error}.")
            }
            (StepState::Ended(StepOutcome::Done | StepOutcome::AlreadyThere), Found::After) => "It is done.".into(),
            (StepState::Ended(outcome), found) => {
                format!("It ended ({}); the setting is {}.", word(outcome), found.words())
            }
        }
    }
}

fn word(outcome: &StepOutcome) -> &'static str {
    match outcome {
        StepOutcome::Done => "done",
        StepOutcome::AlreadyThere => "already there",
        StepOutcome::Changed { .. } => "stopped: changed before",
        StepOutcome::Refused { .. } => "refused",
        StepOutcome::NotEffective { .. } => "not effective",
        StepOutcome::Uncertain { .. } => "uncertain",
    }
}

/// Finds the entries that were cut off, and reads what really happened. None while another program carries out a plan.
///
/// # Errors
/// When the journal cannot be read, or another program is carrying out a plan.
pub async fn recover(ports: &Ports, patience: &Patience) -> Result<Vec<Recovery>, KeepError> {
    let keeper = Arc::clone(&ports.journal);
    let (rows, _hold) = blocking(move || {
        let hold = keeper.hold()?;
        Ok((keeper.rows()?, hold))
    })
    .await?;
    let mut recoveries = Vec::new();
    for entry in journal::entries(&rows).into_iter().filter(|entry| entry.ended.is_none()) {
        let mut found = Vec::with_capacity(entry.plan.steps.len());
        for step in &entry.plan.steps {
            found.push(look(step, ports, patience).await);
        }
        recoveries.push(Recovery { entry, found });
    }
    Ok(recoveries)
}

async fn look(step: &Step, ports: &Ports, patience: &Patience) -> Found {
    let call = step.setting.read_call().operation;
    match within(patience.call, call, ports.cloud.read(&step.setting)).await {
        Ok(value) if same_value(&step.setting.aspect, &value, &step.after) => Found::After,
        Ok(value) if same_value(&step.setting.aspect, &value, &step.before) => Found::Before,
        Ok(value) => Found::Other(value),
        Err(error) => Found::Unreadable(error.to_string()),
    }
}

/// Writes into the journal what was found, and ends the entry: it can then be undone, or its rest applied.
///
/// # Errors
/// When the journal cannot be written, or another program is carrying out a plan.
pub async fn settle(recovery: &Recovery, ports: &Ports) -> Result<(), KeepError> {
    let (journal, at, entry) = (Arc::clone(&ports.journal), ports.clock.now(), recovery.entry.id.clone());
    let events = closing_events(recovery);
    blocking(move || {
        let _hold = journal.hold()?;
        // Someone else may have settled it in the meantime.
        let rows = journal.rows()?;
        if rows.iter().any(|row| row.entry == entry && matches!(row.event, Event::Ended { .. })) {
            return Ok(());
        }
        events.into_iter().try_for_each(|event| journal.append(at, &entry, event).map(drop))
    })
    .await
}

fn closing_events(recovery: &Recovery) -> Vec<Event> {
    let steps = recovery.entry.steps.iter().zip(&recovery.found).enumerate();
    let mut events: Vec<Event> = steps
        .filter(|(_, (state, _))| **state == StepState::Interrupted)
        .map(|(step, (_, found))| Event::Outcome { step, outcome: outcome_of(found) })
        .collect();
    let is_there = |(state, found): (&StepState, &Found)| match state {
        StepState::Ended(outcome) => matches!(outcome, StepOutcome::Done | StepOutcome::AlreadyThere),
        StepState::Interrupted => *found == Found::After,
        StepState::Waiting => false,
    };
    let complete = recovery.entry.steps.iter().zip(&recovery.found).all(is_there);
    events.push(Event::Ended { complete });
    events
}

fn outcome_of(found: &Found) -> StepOutcome {
    match found {
        Found::After => StepOutcome::Done,
        Found::Before => StepOutcome::Refused { error: "the program ended before the call took effect".to_owned() },
        Found::Other(value) => StepOutcome::NotEffective { found: value.clone() },
        Found::Unreadable(error) => StepOutcome::Uncertain { error: error.clone() },
    }
}

/// The plan of what is left to do; none when nothing is.
pub fn remaining(recovery: &Recovery) -> Option<Plan> {
    let left = |(step, found): (&Step, &Found)| (*found != Found::After).then(|| step.clone());
    let steps: Vec<Step> = recovery.entry.plan.steps.iter().zip(&recovery.found).filter_map(left).collect();
    let plan = &recovery.entry.plan;
    (!steps.is_empty()).then(|| Plan::new(plan.based_on, plan.findings.clone(), plan.undoes.clone(), steps))
}
