//! The simulated cloud's state, and reading and writing its settings.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures::FutureExt;
use futures::future::BoxFuture;

use super::fault::{Fault, On, failure};
use super::rules::{derive, refusal};
use crate::model::{AccountId, Aspect, Estate, Fact, Failure, Setting, SettingValue};
use crate::ports::{CloudError, Mutate};

/// How long calls take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// A call of a scan.
    pub scan: Duration,
    /// A call that reads or writes a setting.
    pub change: Duration,
}

impl Pace {
    /// Everything at once: for tests.
    pub const NONE: Self = Self { scan: Duration::ZERO, change: Duration::ZERO };
    /// As a person is used to from a cloud nearby: for the demo.
    pub const DEMO: Self = Self { scan: Duration::from_millis(15), change: Duration::from_millis(120) };
}

/// A cloud in memory.
pub struct SimulatedCloud {
    pub(super) pace: Pace,
    state: Mutex<State>,
}

struct State {
    estate: Estate,
    faults: Vec<Fault>,
    /// A written value that shows only after some reads: the setting, the old value, the reads left.
    stale: Vec<(Setting, SettingValue, usize)>,
    writes: usize,
}

impl std::fmt::Debug for SimulatedCloud {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SimulatedCloud").field("pace", &self.pace).finish_non_exhaustive()
    }
}

impl SimulatedCloud {
    /// A cloud that holds what the estate holds.
    pub fn new(estate: Estate, pace: Pace) -> Self {
        let state = State { estate, faults: Vec::new(), stale: Vec::new(), writes: 0 };
        Self { pace, state: Mutex::new(state) }
    }

    /// What the cloud holds now.
    pub fn estate(&self) -> Estate {
        self.state().estate.clone()
    }

    /// Lets something go wrong, once, with the next call that it fits.
    pub fn inject(&self, fault: Fault) {
        self.state().faults.push(fault);
    }

    /// How many writes were made, refused ones included.
    pub fn writes(&self) -> usize {
        self.state().writes
    }

    /// Gives a setting a value, as someone else would.
    ///
    /// # Errors
    /// When there is no such setting.
    pub fn change(&self, setting: &Setting, value: &SettingValue) -> Result<(), CloudError> {
        self.state().set(setting, value)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn pause(&self) {
        if !self.pace.change.is_zero() {
            tokio::time::sleep(self.pace.change).await;
        }
    }
}

impl State {
    /// The next fault that fits, once.
    fn fault(&mut self, on: On) -> Option<Fault> {
        let place = self.faults.iter().position(|fault| fault.on() == on)?;
        Some(self.faults.remove(place))
    }

    fn read(&mut self, setting: &Setting) -> Result<SettingValue, CloudError> {
        match self.fault(On::Read) {
            Some(Fault::Fails { reason, .. }) => {
                return Err(failure(On::Read, setting, &SettingValue::NONE, reason, "simulated"));
            }
            Some(Fault::ChangedByOther { value, .. }) => self.set(setting, &value)?,
            _ => {}
        }
        if let Some(place) = self.stale.iter().position(|(stale, ..)| stale == setting)
            && let Some((_, old, left)) = self.stale.get_mut(place)
        {
            let old = old.clone();
            *left = left.saturating_sub(1);
            if *left == 0 {
                self.stale.remove(place);
            }
            return Ok(old);
        }
        self.get(setting)
    }

    fn get(&self, setting: &Setting) -> Result<SettingValue, CloudError> {
        let failed = |reason, message: &str| failure(On::Read, setting, &SettingValue::NONE, reason, message);
        match self.estate.setting(setting) {
            Ok(Fact::Known(value)) => Ok(value),
            Ok(Fact::NotApplicable) => Err(failed(Failure::NotFound, "it has no such setting")),
            Ok(Fact::Unknown(gap)) => {
                let gap = self.estate.gap(gap);
                Err(failed(gap.map_or(Failure::Denied, |gap| gap.reason), "as it was recorded"))
            }
            Err(error) => Err(failed(Failure::NotFound, &error.to_string())),
        }
    }

    fn write(&mut self, setting: &Setting, before: &SettingValue, after: &SettingValue) -> Result<(), CloudError> {
        self.writes += 1;
        let fault = self.fault(On::Write);
        let failed = |reason, message: &str| Err(failure(On::Write, setting, after, reason, message));
        match fault {
            Some(Fault::Fails { reason, .. }) => return failed(reason, "simulated"),
            Some(Fault::NoEffect) => return Ok(()),
            Some(Fault::ShowsAfter { reads }) if reads > 0 => {
                self.stale.push((setting.clone(), before.clone(), reads));
            }
            Some(Fault::ChangedByOther { ref value, .. }) => self.set(setting, value)?,
            _ => {}
        }
        if let Some((reason, message)) = refusal(&self.estate, setting, after) {
            return failed(reason, &message);
        }
        self.set(setting, after)?;
        if fault == Some(Fault::AnswerLost) {
            return failed(Failure::TimedOut, "simulated");
        }
        Ok(())
    }

    fn set(&mut self, setting: &Setting, value: &SettingValue) -> Result<(), CloudError> {
        let failed = |error: crate::model::SettingError| {
            failure(On::Write, setting, value, Failure::Refused, &error.to_string())
        };
        self.estate.set(setting, value).map_err(failed)?;
        if setting.aspect == Aspect::BucketPolicy {
            derive(&mut self.estate, setting);
        }
        Ok(())
    }
}

impl Mutate for SimulatedCloud {
    fn caller<'a>(&'a self, account: &'a AccountId) -> BoxFuture<'a, Result<String, CloudError>> {
        async move {
            let known = self.state().estate.account(account).map(|account| account.caller.clone());
            Ok(known.unwrap_or_else(|| format!("arn:aws:iam::{account}:user/simulated")))
        }
        .boxed()
    }

    fn read<'a>(&'a self, setting: &'a Setting) -> BoxFuture<'a, Result<SettingValue, CloudError>> {
        async move {
            self.pause().await;
            self.state().read(setting)
        }
        .boxed()
    }

    fn write<'a>(
        &'a self,
        setting: &'a Setting,
        before: &'a SettingValue,
        after: &'a SettingValue,
    ) -> BoxFuture<'a, Result<(), CloudError>> {
        async move {
            self.pause().await;
            self.state().write(setting, before, after)
        }
        .boxed()
    }
}
