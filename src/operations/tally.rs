//! Keeps count of a scan as its collectors tell about it.

use std::collections::BTreeMap;
use std::time::Instant;

use super::progress::{ScanProgress, UnitProgress, UnitState};
use crate::model::{Gap, Kind};
use crate::ports::Unit;

/// The counts so far. Each change costs one look into a tree.
pub(super) struct Tally {
    units: BTreeMap<Unit, UnitProgress>,
    resources: BTreeMap<Kind, u64>,
    gaps: u64,
    began: Instant,
    ended: bool,
}

impl Tally {
    pub(super) fn new() -> Self {
        Self { units: BTreeMap::new(), resources: BTreeMap::new(), gaps: 0, began: Instant::now(), ended: false }
    }

    pub(super) fn found(&mut self, unit: &Unit, held: bool) {
        let progress = self.unit(unit);
        if held {
            progress.state = UnitState::Held;
        }
    }

    pub(super) fn planned(&mut self, unit: &Unit, calls: u64) {
        self.unit(unit).remaining += calls;
    }

    pub(super) fn called(&mut self, unit: &Unit) {
        let progress = self.unit(unit);
        progress.calls += 1;
        progress.remaining = progress.remaining.saturating_sub(1);
        if progress.state == UnitState::Waiting {
            progress.state = UnitState::Running;
        }
    }

    pub(super) fn done(&mut self, unit: &Unit) {
        let progress = self.unit(unit);
        progress.remaining = 0;
        progress.state = UnitState::Done;
    }

    pub(super) fn gap(&mut self, gap: &Gap) {
        self.gaps += 1;
        let service = gap.api.split(':').next().unwrap_or_default();
        let of_service = |unit: &Unit| unit.account == gap.account && unit.service == service;
        let exact = |unit: &Unit| of_service(unit) && unit.region == gap.region;
        let place =
            self.units.keys().find(|unit| exact(unit)).or_else(|| self.units.keys().find(|unit| of_service(unit)));
        if let Some(progress) = place.cloned().and_then(|unit| self.units.get_mut(&unit)) {
            progress.gaps += 1;
        }
    }

    pub(super) fn resource(&mut self, kind: Kind) {
        *self.resources.entry(kind).or_default() += 1;
    }

    pub(super) fn end(&mut self) {
        self.ended = true;
    }

    pub(super) fn progress(&self) -> ScanProgress {
        ScanProgress {
            units: self.units.values().cloned().collect(),
            calls: self.units.values().map(|unit| unit.calls).sum(),
            remaining: self.units.values().map(|unit| unit.remaining).sum(),
            gaps: self.gaps,
            resources: self.resources.clone(),
            elapsed: self.began.elapsed(),
            ended: self.ended,
        }
    }

    fn unit(&mut self, unit: &Unit) -> &mut UnitProgress {
        self.units.entry(unit.clone()).or_insert_with(|| UnitProgress {
            unit: unit.clone(),
            state: UnitState::Waiting,
            calls: 0,
            remaining: 0,
            gaps: 0,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Failure, Region};

    #[test]
    fn calls_are_counted_down_from_what_was_planned() {
        let unit = Unit { account: "111122223333".into(), service: "s3", region: Region::global() };
        let mut tally = Tally::new();
        tally.found(&unit, false);
        assert_eq!(tally.progress().units_in(UnitState::Waiting), 1);
        tally.planned(&unit, 3);
        tally.called(&unit);
        let progress = tally.progress();
        assert_eq!((progress.calls, progress.remaining, progress.units_in(UnitState::Running)), (1, 2, 1));
        tally.done(&unit);
        assert_eq!(tally.progress().remaining, 0);
    }

    #[test]
    fn a_gap_is_counted_at_its_unit() {
        let unit = Unit { account: "111122223333".into(), service: "s3", region: Region::global() };
        let mut tally = Tally::new();
        tally.found(&unit, false);
        tally.gap(&Gap {
            account: "111122223333".into(),
            region: "eu-west-1".into(),
            api: "s3:GetBucketPolicy".into(),
            resource: "b".into(),
            reason: Failure::Denied,
            permission: "s3:GetBucketPolicy".into(),
            message: String::new(),
        });
        assert_eq!((tally.progress().gaps, tally.progress().units[0].gaps), (1, 1));
    }
}
