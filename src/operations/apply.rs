//! Carries out a plan: journal, re-read and compare, call, read back, journal; one step at a time.

mod report;
mod step;

use std::sync::Arc;
use std::time::Duration;

use thiserror::Error;
use tokio_util::sync::CancellationToken;

pub use report::{ApplyEvent, ApplyReport};

use crate::journal::{Event, StepOutcome, StepState};
use crate::model::Timestamp;
use crate::ports::{Clock, CloudError, Hold, Keep, KeepError, Mutate};
use crate::remedy::Plan;
use step::Stepper;
pub(super) use step::within;

/// What an operation that changes a cloud needs from outside.
#[derive(Clone)]
pub struct Ports {
    /// Reads and writes settings.
    pub cloud: Arc<dyn Mutate>,
    /// Keeps the journal.
    pub journal: Arc<dyn Keep>,
    /// The time.
    pub clock: Arc<dyn Clock>,
}

/// How long to wait for a cloud.
#[derive(Debug, Clone)]
pub struct Patience {
    /// For one call, retries by the adapter included.
    pub call: Duration,
    /// Between reads of a value that is not there yet: clouds are eventually consistent.
    pub read_back: Vec<Duration>,
    /// Further pauses where a service answers first and takes its time to carry out a change.
    pub slow: Vec<Duration>,
}

impl Default for Patience {
    fn default() -> Self {
        let read_back = [200, 500, 1_000, 2_000, 4_000].into_iter().map(Duration::from_millis).collect();
        let slow = [8, 15, 30].into_iter().map(Duration::from_secs).collect();
        Self { call: Duration::from_secs(60), read_back, slow }
    }
}

impl Patience {
    /// No waiting between reads, for clouds that are consistent at once.
    pub fn none() -> Self {
        Self { read_back: Vec::new(), slow: Vec::new(), ..Self::default() }
    }
}

/// The plan was not begun, or its journal could not be kept.
#[derive(Debug, Error)]
pub enum ApplyError {
    /// The plan's steps are not those that were reviewed.
    #[error("the plan was edited after it was made: its id is {said} and its steps give {found}; make it anew")]
    Edited {
        /// The id that it carries.
        said: String,
        /// The id that its steps give.
        found: String,
    },
    /// The plan is of a format that is not known.
    #[error("the plan has format {0}, and this version knows format 1; make it anew")]
    Format(u32),
    /// There is nothing to do.
    #[error("the plan has no steps: there is nothing to apply")]
    Empty,
    /// It is not known under whose name changes would be made.
    #[error("could not find out who would make the changes: {0}")]
    Caller(CloudError),
    /// The journal could not be kept. Nothing was called after it failed.
    #[error("{error}; {} of {total} steps were carried out, and nothing was called since", done)]
    Journal {
        /// What went wrong.
        error: KeepError,
        /// How many steps have their outcome in the journal.
        done: usize,
        /// How many steps there are.
        total: usize,
    },
}

impl ApplyError {
    /// The exit status of the program.
    pub fn exit_status(&self) -> u8 {
        match self {
            Self::Edited { .. } | Self::Format(_) | Self::Empty => 2,
            Self::Caller(_) => 3,
            Self::Journal { done: 0, .. } => 3,
            Self::Journal { .. } => 5,
        }
    }
}

/// Checks that a plan is what was reviewed.
///
/// # Errors
/// When it was edited, is of another format, or is empty.
pub fn check_plan(plan: &Plan) -> Result<(), ApplyError> {
    if plan.format != 1 {
        return Err(ApplyError::Format(plan.format));
    }
    if plan.steps.is_empty() {
        return Err(ApplyError::Empty);
    }
    let found = Plan::hash(&plan.steps);
    if found != plan.id {
        return Err(ApplyError::Edited { said: plan.id.0.clone(), found: found.0 });
    }
    Ok(())
}

/// Carries out a plan. Stops at the first step that does not take effect; steps after it are not tried.
///
/// Cancelling stops between two steps: a step that was begun is brought to its end.
///
/// # Errors
/// When the plan was not begun, or the journal could not be kept.
pub async fn apply(
    plan: &Plan,
    why: &str,
    ports: &Ports,
    patience: &Patience,
    observer: &(dyn Fn(ApplyEvent) + Send + Sync),
    cancel: &CancellationToken,
) -> Result<ApplyReport, ApplyError> {
    check_plan(plan)?;
    let who = callers(plan, ports, patience).await?;
    let (run, _hold) = Run::begin(plan, who, why, ports).await?;
    observer(ApplyEvent::Began { entry: run.entry.clone(), steps: plan.steps.len() });
    let stepper = Stepper { run: &run, patience };
    let mut report = ApplyReport::new(run.entry.clone(), plan.steps.len());
    for (index, step) in plan.steps.iter().enumerate() {
        if cancel.is_cancelled() {
            report.cancelled = true;
            break;
        }
        observer(ApplyEvent::Step { index });
        let ended = stepper.carry_out(index, step).await.map_err(|error| run.lost(error, index))?;
        observer(ApplyEvent::Outcome { index, outcome: ended.outcome.clone() });
        let goes_on = matches!(ended.outcome, StepOutcome::Done | StepOutcome::AlreadyThere);
        report.take(index, step, ended);
        if !goes_on {
            break;
        }
    }
    let complete = report.is_complete();
    run.write(Event::Ended { complete }).await.map_err(|error| run.lost(error, report.ended_steps()))?;
    observer(ApplyEvent::Ended { complete });
    Ok(report)
}

/// The callers under whose names the plan's accounts are changed.
async fn callers(plan: &Plan, ports: &Ports, patience: &Patience) -> Result<String, ApplyError> {
    let mut accounts: Vec<_> = plan.steps.iter().map(|step| &step.setting.account).collect();
    accounts.sort();
    accounts.dedup();
    let mut callers: Vec<String> = Vec::new();
    for account in accounts {
        let asked = step::within(patience.call, "find out the caller", ports.cloud.caller(account)).await;
        let caller = asked.map_err(ApplyError::Caller)?;
        if !callers.contains(&caller) {
            callers.push(caller);
        }
    }
    Ok(callers.join(", "))
}

/// One carrying-out: its entry in the journal, and how rows are written to it.
pub(super) struct Run {
    pub(super) entry: String,
    pub(super) ports: Ports,
    total: usize,
}

impl Run {
    async fn begin(plan: &Plan, who: String, why: &str, ports: &Ports) -> Result<(Self, Hold), ApplyError> {
        let now = ports.clock.now();
        let (journal, id) = (Arc::clone(&ports.journal), plan.id.clone());
        let holding = blocking(move || {
            let hold = journal.hold()?;
            let taken: Vec<String> = journal.rows()?.into_iter().map(|row| row.entry).collect();
            Ok((hold, entry_id(now, id.short(), &taken)))
        });
        let total = plan.steps.len();
        let lost = |error| ApplyError::Journal { error, done: 0, total };
        let (hold, entry) = holding.await.map_err(lost)?;
        let run = Self { entry, ports: ports.clone(), total };
        let event = Event::Began { plan: Box::new(plan.clone()), who, why: why.to_owned() };
        run.write(event).await.map_err(lost)?;
        Ok((run, hold))
    }

    /// Writes a row. It is durable when this returns.
    pub(super) async fn write(&self, event: Event) -> Result<(), KeepError> {
        let (journal, at, entry) = (Arc::clone(&self.ports.journal), self.ports.clock.now(), self.entry.clone());
        blocking(move || journal.append(at, &entry, event).map(drop)).await
    }

    fn lost(&self, error: KeepError, done: usize) -> ApplyError {
        ApplyError::Journal { error, done, total: self.total }
    }
}

/// The journal waits for a disk: not on the threads that run tasks.
pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, KeepError> + Send + 'static,
) -> Result<T, KeepError> {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|error| Err(KeepError { operation: "write", place: String::new(), message: error.to_string() }))
}

/// An id that sorts by time and that a person can type.
fn entry_id(now: Timestamp, plan: &str, taken: &[String]) -> String {
    let first = format!("{}-{}", now.strftime("%Y%m%d-%H%M%S"), plan.get(..4).unwrap_or(plan));
    let numbered = (2..).map(|n| format!("{first}-{n}"));
    std::iter::once(first.clone()).chain(numbered).find(|id| !taken.contains(id)).unwrap_or(first)
}

/// What is known of a step that was not reached.
const WAITING: StepState = StepState::Waiting;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_entries_of_one_second_have_two_ids() {
        let now: Timestamp = "2026-03-01T10:00:00Z".parse().unwrap();
        let first = entry_id(now, "abcdef012345", &[]);
        assert_eq!(first, "20260301-100000-abcd");
        assert_eq!(entry_id(now, "abcdef012345", &[first]), "20260301-100000-abcd-2");
    }
}
