//! A plan as the console shows it: each step with its differences word by word, and how far carrying it out came.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::analysis::Analysis;
use super::screen::Tone;
use super::text::{Safe, safe};
use crate::finding::Finding;
use crate::journal::{StepOutcome, StepState};
use crate::model::{AccountId, SettingValue};
use crate::remedy::{self, DiffTag, Plan, Step, laid_out};

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
    /// The lines of the difference.
    pub diff: Vec<DiffLine>,
    /// What is known of it.
    pub state: StepState,
    /// Whether it is under way.
    pub running: bool,
}

/// Where a line of a difference stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// On both sides.
    Both,
    /// Only before.
    Before,
    /// Only after.
    After,
}

/// A line of a difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DiffLine {
    /// Where it stands.
    pub side: Side,
    /// Its words; the flag marks those that changed.
    pub words: Vec<(bool, Safe)>,
}

impl Draft {
    /// A plan with its preview. Previewing takes time: call it on a worker thread.
    pub fn new(plan: Plan, mends: Vec<Safe>, analysis: &Analysis) -> Self {
        let steps = plan.steps.iter().map(StepView::new).collect();
        let (mut also_mends, mut raises, mut loses) = (Vec::new(), Vec::new(), Vec::new());
        let said = |finding: &Finding| safe!("{} {}", finding.severity(), finding.summary);
        match remedy::preview(&analysis.base().context(), &plan) {
            Ok(preview) => {
                let asked = |finding: &&Finding| !plan.findings.contains(&finding.id);
                also_mends = preview.fixed.iter().filter(asked).map(said).collect();
                raises = preview.raised.iter().map(said).collect();
                loses = preview.lost.iter().map(|text| Safe::new(text)).collect();
            }
            Err(error) => loses.push(safe!("what it would change elsewhere is not known: {error}")),
        }
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

impl StepView {
    /// A step that waits.
    pub fn new(step: &Step) -> Self {
        Self { diff: difference(&step.before, &step.after), state: StepState::Waiting, running: false }
    }
}

/// A value on one line.
pub fn one_line(value: &SettingValue) -> Safe {
    Safe::new(&laid_out(value).split_whitespace().collect::<Vec<_>>().join(" "))
}

/// The difference of two values, with the changed words marked; far unchanged parts are left out.
pub fn difference(before: &SettingValue, after: &SettingValue) -> Vec<DiffLine> {
    remedy::difference(before, after).iter().map(line).collect()
}

fn line(line: &remedy::DiffLine) -> DiffLine {
    let side = match line.tag {
        DiffTag::Same | DiffTag::Folded => Side::Both,
        DiffTag::Removed => Side::Before,
        DiffTag::Added => Side::After,
    };
    if line.tag == DiffTag::Folded {
        return DiffLine { side, words: vec![(false, Safe::own("…"))] };
    }
    DiffLine { side, words: line.spans.iter().map(|(marked, text)| (*marked, Safe::new(text))).collect() }
}

/// How a step stands, in words.
pub fn state_words(state: &StepState, running: bool) -> Safe {
    if running {
        return Safe::own("under way");
    }
    match state {
        StepState::Waiting => Safe::own("not started"),
        StepState::Interrupted => Safe::own("interrupted: not known whether it took effect"),
        StepState::Ended(StepOutcome::Done) => Safe::own("done and read back"),
        StepState::Ended(StepOutcome::AlreadyThere) => Safe::own("already as wanted: nothing was called"),
        StepState::Ended(StepOutcome::Changed { .. }) => Safe::own("stopped: the setting was changed since the scan"),
        StepState::Ended(StepOutcome::Refused { error }) => safe!("refused: {error}"),
        StepState::Ended(StepOutcome::NotEffective { .. }) => Safe::own("answered, but it reads back otherwise"),
        StepState::Ended(StepOutcome::Uncertain { error }) => safe!("not known whether it took effect: {error}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_changed_words_are_marked() {
        let before = SettingValue::text("{\"enabled\":false,\"period_days\":null}");
        let after = SettingValue::text("{\"enabled\":true,\"period_days\":null}");
        let lines = difference(&before, &after);
        let marked: Vec<&str> =
            lines.iter().flat_map(|line| &line.words).filter(|(on, _)| *on).map(|(_, word)| word.as_str()).collect();
        assert_eq!(marked, ["false", "true"]);
    }

    #[test]
    fn none_is_a_value_too() {
        let lines = difference(&SettingValue::NONE, &SettingValue::text("{\"a\":1}"));
        assert!(
            lines.iter().any(|line| line.side == Side::Before && line.words.iter().any(|it| it.1.as_str() == "(none)"))
        );
        assert!(lines.iter().any(|line| line.side == Side::After));
    }
}
