//! One step: compare, journal, call, read back, journal.

use std::future::Future;
use std::time::Duration;

use super::{Patience, Run};
use crate::journal::{Event, StepOutcome};
use crate::model::{Failure, SettingValue};
use crate::policy::same_value;
use crate::ports::{CloudError, KeepError};
use crate::remedy::Step;

/// Carries out steps of one run.
pub(super) struct Stepper<'a> {
    pub(super) run: &'a Run,
    pub(super) patience: &'a Patience,
}

/// How a step ended, and what its setting was last read with.
pub(super) struct Ended {
    pub(super) outcome: StepOutcome,
    pub(super) found: Option<SettingValue>,
    /// Whether a call changed, or may have changed, something.
    pub(super) may_have_changed: bool,
}

impl Ended {
    fn unchanged(outcome: StepOutcome, found: Option<SettingValue>) -> Self {
        Self { outcome, found, may_have_changed: false }
    }
}

impl Stepper<'_> {
    /// Carries out one step. Its outcome is durable when this returns.
    pub(super) async fn carry_out(&self, index: usize, step: &Step) -> Result<Ended, KeepError> {
        let ended = match self.look(step).await {
            Ok(current) => {
                self.run.write(Event::Intent { step: index }).await?;
                self.change(step, &current).await
            }
            Err(ended) => ended,
        };
        let outcome = ended.outcome.clone();
        self.run.write(Event::Outcome { step: index, outcome }).await?;
        Ok(ended)
    }

    /// Reads the setting again. Gives its value only if the step should be carried out on it.
    async fn look(&self, step: &Step) -> Result<SettingValue, Ended> {
        let current = self.read(step).await.map_err(|error| {
            let error = error.to_string();
            Ended::unchanged(StepOutcome::Refused { error }, None)
        })?;
        let aspect = &step.setting.aspect;
        if current.fingerprint() == step.expects || same_value(aspect, &current, &step.before) {
            return Ok(current);
        }
        let outcome = if same_value(aspect, &current, &step.after) {
            StepOutcome::AlreadyThere
        } else {
            StepOutcome::Changed { found: current.clone() }
        };
        Err(Ended::unchanged(outcome, Some(current)))
    }

    async fn change(&self, step: &Step, current: &SettingValue) -> Ended {
        let writing = self.run.ports.cloud.write(&step.setting, current, &step.after);
        let call = step.setting.write_call(&step.after).operation;
        match within(self.patience.call, call, writing).await {
            Ok(()) => self.read_back(step).await,
            Err(error) if is_certain(error.reason) => {
                let error = error.to_string();
                Ended::unchanged(StepOutcome::Refused { error }, Some(current.clone()))
            }
            Err(error) => self.decide(step, error).await,
        }
    }

    /// The call was answered: the value must show, soon.
    async fn read_back(&self, step: &Step) -> Ended {
        match self.wait_for(step).await {
            Ok((found, true)) => Ended { outcome: StepOutcome::Done, found: Some(found), may_have_changed: true },
            Ok((found, false)) => {
                let may_have_changed = !same_value(&step.setting.aspect, &found, &step.before);
                let outcome = StepOutcome::NotEffective { found: found.clone() };
                Ended { outcome, found: Some(found), may_have_changed }
            }
            Err(error) => {
                let error = format!("the call was answered, but its effect could not be read: {error}");
                Ended { outcome: StepOutcome::Uncertain { error }, found: None, may_have_changed: true }
            }
        }
    }

    /// The call was not answered: only the value can tell whether it took effect. One that does not show may still
    /// come, so that nothing but its showing is certain.
    async fn decide(&self, step: &Step, error: CloudError) -> Ended {
        let read = self.wait_for(step).await;
        let found = read.as_ref().ok().map(|(found, _)| found.clone());
        let outcome = match read {
            Ok((_, true)) => StepOutcome::Done,
            _ => StepOutcome::Uncertain { error: error.to_string() },
        };
        Ended { outcome, found, may_have_changed: true }
    }

    /// Reads until the wanted value shows, or patience ends.
    async fn wait_for(&self, step: &Step) -> Result<(SettingValue, bool), CloudError> {
        let is_there = |found: &SettingValue| same_value(&step.setting.aspect, found, &step.after);
        let mut found = self.read(step).await?;
        let slow: &[Duration] = if step.setting.is_slow() { &self.patience.slow } else { &[] };
        for pause in self.patience.read_back.iter().chain(slow) {
            if is_there(&found) {
                break;
            }
            tokio::time::sleep(*pause).await;
            found = self.read(step).await?;
        }
        let there = is_there(&found);
        Ok((found, there))
    }

    async fn read(&self, step: &Step) -> Result<SettingValue, CloudError> {
        let call = step.setting.read_call().operation;
        within(self.patience.call, call, self.run.ports.cloud.read(&step.setting)).await
    }
}

/// Whether an error means that nothing was changed. Where no answer came, or the service failed, it may have been.
fn is_certain(reason: Failure) -> bool {
    !matches!(
        reason,
        Failure::TimedOut | Failure::Unreachable | Failure::Malformed | Failure::Refused | Failure::Cancelled
    )
}

/// Waits for an answer, but not for ever.
pub(in crate::operations) async fn within<T>(
    limit: Duration,
    operation: &str,
    call: impl Future<Output = Result<T, CloudError>>,
) -> Result<T, CloudError> {
    tokio::time::timeout(limit, call).await.unwrap_or_else(|_| {
        Err(CloudError {
            operation: operation.to_owned(),
            reason: Failure::TimedOut,
            permission: String::new(),
            message: format!("no answer within {} s", limit.as_secs()),
        })
    })
}
