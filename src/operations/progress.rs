//! What is known of a running scan: per unit and in total. Counts only; no percentages are made up.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::model::Kind;
use crate::ports::Unit;

/// How far a unit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum UnitState {
    /// Found, and no call was answered yet.
    Waiting,
    /// Being read.
    Running,
    /// Complete.
    Done,
    /// An earlier, partial scan holds it.
    Held,
}

impl UnitState {
    /// The word a person reads.
    pub fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Done => "done",
            Self::Held => "kept from before",
        }
    }
}

/// How far one unit is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitProgress {
    /// The unit.
    pub unit: Unit,
    /// How far it is.
    pub state: UnitState,
    /// Calls that were answered, or failed for good.
    pub calls: u64,
    /// Calls that its listings say are still to come; more may show.
    pub remaining: u64,
    /// Reads that failed.
    pub gaps: u64,
}

/// How far a scan is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ScanProgress {
    /// All units found so far, in order of account, service and region.
    pub units: Vec<UnitProgress>,
    /// Calls that were answered, or failed for good.
    pub calls: u64,
    /// Calls that the listings so far say are still to come.
    pub remaining: u64,
    /// Reads that failed.
    pub gaps: u64,
    /// Resources read so far, by kind.
    pub resources: BTreeMap<Kind, u64>,
    /// The time since the scan began.
    pub elapsed: Duration,
    /// Whether the scan has ended.
    pub ended: bool,
}

impl ScanProgress {
    /// How many resources were read so far.
    pub fn resource_count(&self) -> u64 {
        self.resources.values().sum()
    }

    /// How many units are in a state.
    pub fn units_in(&self, state: UnitState) -> usize {
        self.units.iter().filter(|unit| unit.state == state).count()
    }
}
