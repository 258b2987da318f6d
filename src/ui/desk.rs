//! What every screen may read: the estate, the plan, the journal, what is armed and what runs.

use std::collections::BTreeSet;
use std::sync::Arc;

use ratatui::layout::Rect;

use super::analysis::Analysis;
use super::draft::Draft;
use super::effect::Ticket;
use super::ink::Ink;
use super::scan::ScanView;
use super::screen::Tone;
use super::text::Safe;
use crate::journal::Entry;
use crate::model::AccountId;

/// The smallest terminal that the console can be used in.
pub const SMALLEST: (u16, u16) = (60, 16);

/// What screens read. Only `update` writes it.
#[derive(Debug, Clone)]
pub struct Desk {
    /// What is open, such as `demo` or a file's name.
    pub title: Safe,
    /// Styles and marks.
    pub ink: Ink,
    /// Columns and lines of the terminal.
    pub size: (u16, u16),
    /// The estate, once it is loaded.
    pub analysis: Option<Arc<Analysis>>,
    /// Answers to questions of access.
    pub access: super::access::Desk,
    /// Why the estate could not be opened.
    pub problem: Option<Safe>,
    /// The plan at hand.
    pub plan: Option<Draft>,
    /// The journal.
    pub journal: JournalView,
    /// The scan under way or the last one.
    pub scan: Option<ScanView>,
    /// The accounts in which changes are allowed for this run.
    pub armed: BTreeSet<AccountId>,
    /// Whether there is anything that could be changed.
    pub can_write: bool,
    /// Whether there is anything that could be scanned.
    pub can_scan: bool,
    /// The job under way.
    pub job: Option<Job>,
}

/// The journal as it was last read.
#[derive(Debug, Clone, Default)]
pub struct JournalView {
    /// Its entries, the latest first.
    pub entries: Vec<Entry>,
    /// Why it could not be read.
    pub problem: Option<Safe>,
    /// What verifying it said.
    pub verified: Option<(Tone, Safe)>,
}

/// A job that the user waits for and can cancel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// Its ticket.
    pub ticket: Ticket,
    /// What it does, in words.
    pub what: Safe,
    /// Whether it was told to stop.
    pub cancelling: bool,
}

/// The parts of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Regions {
    /// The first line.
    pub header: Rect,
    /// The tabs.
    pub tabs: Rect,
    /// The screen itself.
    pub body: Rect,
    /// What was last said, and the job under way.
    pub notice: Rect,
    /// The keys.
    pub footer: Rect,
}

impl Desk {
    /// The parts of a screen of this size.
    pub fn regions(&self) -> Regions {
        let (width, height) = self.size;
        let line = |y: u16| Rect { x: 0, y, width, height: 1 };
        Regions {
            header: line(0),
            tabs: line(1),
            body: Rect { x: 0, y: 2, width, height: height.saturating_sub(4) },
            notice: line(height.saturating_sub(2)),
            footer: line(height.saturating_sub(1)),
        }
    }

    /// Whether the terminal is too small.
    pub fn is_too_small(&self) -> bool {
        self.size.0 < SMALLEST.0 || self.size.1 < SMALLEST.1
    }

    /// The entry of the journal with this id.
    pub fn entry(&self, id: &str) -> Option<&Entry> {
        self.journal.entries.iter().find(|entry| entry.id == id)
    }

    /// The name of an account.
    pub fn account_name(&self, id: &AccountId) -> Safe {
        match &self.analysis {
            Some(analysis) => super::analysis::account_name(analysis.estate(), id.as_str()),
            None => Safe::new(id.as_str()),
        }
    }
}
