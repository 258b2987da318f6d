//! A plan as the console shows it: each step with its differences word by word, and how far carrying it out came.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::analysis::Analysis;
use super::screen::Tone;
use super::text::{Safe, safe};
use crate::finding::Finding;
use crate::journal::{StepOutcome, StepState};
use crate::model::AccountId;
use crate::remedy::{self, DiffLine, Plan};

/// A plan with its preview.
#[derive(Debug, Clone)]
pub struct Draft {
    /// The plan.
    pub plan: Arc<Plan>,
    /// What each step changes, in the plan's order.
    pub steps: Vec<StepView>,
    /// The findings that it mends, in words.
    pub mends: Vec<Safe>,
    /// What else would be gone: faults that it mends without being asked to.
    pub also_mends: Vec<Safe>,
    /// Faults that it would raise.
    pub raises: Vec<Safe>,
    /// What principals would lose.
    pub loses: Vec<Safe>,
    /// How it ended, once it was carried out.
    pub carried_out: Option<(Tone, Safe)>,
}

/// A step on the screen.
#[derive(Debug, Clone)]
pub struct StepView {
    /// What it changes, word by word.
    pub difference: Vec<DiffLine>,
    /// What is known of it.
    pub state: StepState,
    /// Whether it is under way.
    pub running: bool,
}

impl Draft {
    /// A plan with its preview. Previewing takes time: call it on a worker thread.
    pub fn new(plan: Plan, mends: Vec<Safe>, analysis: &Analysis) -> Self {
        let (mut also_mends, mut raises, mut loses) = (Vec::new(), Vec::new(), Vec::new());
        let said = |finding: &Finding| safe!("{} {}", finding.severity(), finding.summary);
        let differences = match remedy::preview(&analysis.base().context(), &plan) {
            Ok(preview) => {
                let asked = |finding: &&Finding| !plan.findings.contains(&finding.id);
                also_mends = preview.fixed.iter().filter(asked).map(said).collect();
                raises = preview.raised.iter().map(said).collect();
                loses = preview.lost.iter().map(|text| Safe::new(text)).collect();
                preview.differences
            }
            Err(error) => {
                loses.push(safe!("what it would change elsewhere is not known: {error}"));
                plan.steps.iter().map(|step| remedy::difference(&step.before, &step.after)).collect()
            }
        };
        let waiting = |difference| StepView { difference, state: StepState::Waiting, running: false };
        let steps = differences.into_iter().map(waiting).collect();
        Self { plan: Arc::new(plan), steps, mends, also_mends, raises, loses, carried_out: None }
    }

    /// The accounts that it changes.
    pub fn accounts(&self) -> impl Iterator<Item = &AccountId> {
        self.plan.steps.iter().map(|step| &step.setting.account).collect::<BTreeSet<_>>().into_iter()
    }

    /// A step began.
    pub fn began(&mut self, at: usize) {
        if let Some(step) = self.steps.get_mut(at) {
            step.running = true;
        }
    }

    /// A step ended.
    pub fn ended(&mut self, at: usize, outcome: StepOutcome) {
        if let Some(step) = self.steps.get_mut(at) {
            step.running = false;
            step.state = StepState::Ended(outcome);
        }
    }
}
