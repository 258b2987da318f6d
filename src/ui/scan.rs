//! The progress of a scan as the console keeps it: counts that were reported, never percentages.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::text::{Safe, safe};
use crate::model::Gap;

/// So many reads that failed are kept for the screen; the snapshot holds all.
pub const MOST_GAPS: usize = 1_000;

/// What a scan tells while it runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScanNews {
    /// The state of every unit that changed since the last news.
    pub units: Vec<UnitNews>,
    /// Everything that was read so far.
    pub resources: u64,
    /// The names of the last few resources that were read.
    pub latest: Vec<String>,
    /// Reads that failed since the last news.
    pub gaps: Vec<Arc<Gap>>,
    /// All reads that failed so far.
    pub failed: u64,
}

/// The state of one unit: one service of one account in one region.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitNews {
    /// The account.
    pub account: String,
    /// The service.
    pub service: String,
    /// The region.
    pub region: String,
    /// Calls that were answered.
    pub called: u64,
    /// Calls that its listings announced.
    pub planned: u64,
    /// Reads that failed.
    pub gaps: u64,
    /// Whether it is complete.
    pub done: bool,
}

/// A unit on the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitRow {
    /// The account.
    pub account: Safe,
    /// The service and region.
    pub what: Safe,
    /// Its last state.
    pub news: UnitNews,
}

/// A scan, under way or ended.
#[derive(Debug, Clone, Default)]
pub struct ScanView {
    /// Its units, by account, service and region.
    pub units: BTreeMap<(String, String, String), UnitRow>,
    /// Everything that was read so far.
    pub resources: u64,
    /// The names of the last few resources.
    pub latest: Vec<Safe>,
    /// The reads that failed, in the order in which they did; of very many the last ones.
    pub gaps: Vec<Arc<Gap>>,
    /// All reads that failed so far.
    pub failed: u64,
    /// How it ended, when it did.
    pub ended: Option<Safe>,
}

impl ScanView {
    /// Takes news in.
    pub fn take(&mut self, news: ScanNews) {
        self.resources = news.resources;
        if !news.latest.is_empty() {
            self.latest = news.latest.iter().map(|name| Safe::new(name)).collect();
        }
        self.failed = news.failed;
        self.gaps.extend(news.gaps);
        let surplus = self.gaps.len().saturating_sub(MOST_GAPS);
        self.gaps.drain(..surplus);
        for unit in news.units {
            let key = (unit.account.clone(), unit.service.clone(), unit.region.clone());
            let row = UnitRow {
                account: Safe::new(&unit.account),
                what: safe!("{} {}", unit.service, unit.region),
                news: unit,
            };
            self.units.insert(key, row);
        }
    }

    /// Calls answered, calls still planned, and units done.
    pub fn totals(&self) -> (u64, u64, usize) {
        let sum = |part: fn(&UnitNews) -> u64| self.units.values().map(|row| part(&row.news)).sum();
        let remaining = sum(|unit| unit.planned.saturating_sub(unit.called));
        (sum(|unit| unit.called), remaining, self.units.values().filter(|it| it.news.done).count())
    }
}
