//! What came of carrying out a plan.

use crate::journal::{StepOutcome, StepState};
use crate::model::{Estate, Setting, SettingError, SettingValue};
use crate::remedy::Step;

use super::WAITING;
use super::step::Ended;

/// What happens while a plan is carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ApplyEvent {
    /// The journal has an entry for it.
    Began {
        /// The entry's id.
        entry: String,
        /// How many steps there are.
        steps: usize,
    },
    /// A step begins.
    Step {
        /// Its place in the plan, from 0.
        index: usize,
    },
    /// A step ended.
    Outcome {
        /// Its place in the plan, from 0.
        index: usize,
        /// How it ended.
        outcome: StepOutcome,
    },
    /// All ended.
    Ended {
        /// Whether all steps are done.
        complete: bool,
    },
}

/// What came of carrying out a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApplyReport {
    /// The entry of the journal.
    pub entry: String,
    /// What came of each step.
    pub steps: Vec<StepState>,
    /// The values that settings were last read with, in order of the steps.
    pub values: Vec<(Setting, SettingValue)>,
    /// Whether the user stopped it between two steps.
    pub cancelled: bool,
    /// How many calls changed, or may have changed, something.
    pub changed: usize,
}

impl ApplyReport {
    pub(super) fn new(entry: String, steps: usize) -> Self {
        Self { entry, steps: vec![WAITING; steps], values: Vec::new(), cancelled: false, changed: 0 }
    }

    pub(super) fn take(&mut self, index: usize, step: &Step, ended: Ended) {
        if ended.may_have_changed {
            self.changed += 1;
        }
        if let Some(found) = ended.found {
            self.values.push((step.setting.clone(), found));
        }
        if let Some(place) = self.steps.get_mut(index) {
            *place = StepState::Ended(ended.outcome);
        }
    }

    pub(super) fn ended_steps(&self) -> usize {
        self.steps.iter().filter(|state| matches!(state, StepState::Ended(_))).count()
    }

    /// Whether every step is done.
    pub fn is_complete(&self) -> bool {
        let done = |state: &StepState| matches!(state, StepState::Ended(StepOutcome::Done | StepOutcome::AlreadyThere));
        self.steps.iter().all(done)
    }

    /// The step that stopped it, if one did.
    pub fn stopped_at(&self) -> Option<(usize, &StepOutcome)> {
        self.steps.iter().enumerate().find_map(|(index, state)| match state {
            StepState::Ended(StepOutcome::Done | StepOutcome::AlreadyThere) => None,
            StepState::Ended(outcome) => Some((index, outcome)),
            StepState::Waiting | StepState::Interrupted => None,
        })
    }

    /// The exit status of the program: 0 done, 3 refused, 4 the plan no longer matches, 5 partly applied, 130 stopped
    /// by the user before anything was changed.
    pub fn exit_status(&self) -> u8 {
        if self.is_complete() {
            return 0;
        }
        match self.stopped_at() {
            _ if self.changed > 0 => 5,
            Some((_, StepOutcome::Changed { .. })) => 4,
            Some(_) => 3,
            None => 130,
        }
    }

    /// Puts the values that were read back into an estate, so that it can be checked again without a scan.
    ///
    /// # Errors
    /// When the estate does not have a resource or setting of the plan.
    pub fn update(&self, estate: &mut Estate) -> Result<(), SettingError> {
        self.values.iter().try_for_each(|(setting, value)| estate.set(setting, value))
    }
}
