//! All that the console knows. `update` writes it, `view` reads it.

use std::sync::LazyLock;

use super::desk::{Desk, JournalView};
use super::effect::{Effect, Ticket};
use super::history::History;
use super::ink::Ink;
use super::key::{Key, Keymap};
use super::overlay::Overlay;
use super::place::Place;
use super::screen::Tone;
use super::session::Session;
use super::text::Safe;
use super::theme::Depth;

/// The keys of the command table.
pub(super) static KEYMAP: LazyLock<Keymap> = LazyLock::new(Keymap::of_table);

/// What a request is for: a newer one of the same kind makes an older one's answer worthless.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Load,
    Journal,
    Plan,
    Apply,
    Scan,
    Verify,
    Export,
    Access,
}

/// The console.
#[derive(Debug)]
pub struct Model {
    /// What screens read.
    pub desk: Desk,
    /// Where one was and is.
    pub history: History,
    /// What lies on top, the last one uppermost.
    pub overlays: Vec<Overlay>,
    /// What was last said.
    pub notice: Option<(Tone, Safe)>,
    pub(super) pending: Vec<Key>,
    pub(super) waiting: Vec<(Ticket, Kind)>,
    pub(super) next_ticket: u64,
    pub(super) depth: Depth,
    /// The entry of the journal whose step was interrupted and that was not mentioned yet.
    pub(super) told_interrupted: bool,
}

/// What a console begins with.
#[derive(Debug, Clone)]
pub struct Opening {
    /// What is open, in words.
    pub title: String,
    /// Styles and marks.
    pub ink: Ink,
    /// How many colours the terminal has.
    pub depth: Depth,
    /// Columns and lines.
    pub size: (u16, u16),
    /// Whether there is anything that could be changed.
    pub can_write: bool,
    /// Whether there is anything that could be scanned.
    pub can_scan: bool,
    /// Whether to begin with a scan instead of a snapshot.
    pub scan_first: bool,
    /// The session to go on with.
    pub session: Session,
}

impl Model {
    /// A console at its beginning, with what it asks for first.
    pub fn new(opening: Opening) -> (Self, Vec<Effect>) {
        let desk = Desk {
            title: Safe::new(&opening.title),
            ink: opening.ink,
            size: opening.size,
            analysis: None,
            access: super::access::Desk::default(),
            problem: None,
            plan: None,
            journal: JournalView::default(),
            scan: None,
            armed: std::collections::BTreeSet::new(),
            can_write: opening.can_write,
            can_scan: opening.can_scan,
            job: None,
        };
        let history = History::restored(&opening.session.visits, opening.session.at, &desk);
        let mut model = Self {
            desk,
            history,
            overlays: Vec::new(),
            notice: None,
            pending: Vec::new(),
            waiting: Vec::new(),
            next_ticket: 1,
            depth: opening.depth,
            told_interrupted: false,
        };
        let mut effects = Vec::new();
        let journal = model.ticket(Kind::Journal);
        effects.push(Effect::LoadJournal(journal));
        if opening.scan_first {
            super::update::start_scan(&mut model, &mut effects);
        } else {
            effects.push(Effect::Load(model.ticket(Kind::Load)));
        }
        (model, effects)
    }

    /// The place that is shown.
    pub fn place(&self) -> &Place {
        &self.history.here().place
    }

    /// Whether any request is still waited for.
    pub fn is_waiting(&self) -> bool {
        !self.waiting.is_empty()
    }

    /// A new ticket; older requests of the same kind are no longer waited for.
    pub(super) fn ticket(&mut self, kind: Kind) -> Ticket {
        let ticket = Ticket(self.next_ticket);
        self.next_ticket += 1;
        self.waiting.retain(|(_, held)| *held != kind);
        self.waiting.push((ticket, kind));
        ticket
    }

    /// Whether an answer is still waited for; a last answer no longer is afterwards.
    pub(super) fn take(&mut self, ticket: Ticket, is_part: bool) -> bool {
        let known = self.waiting.iter().any(|(held, _)| *held == ticket);
        if known && !is_part {
            self.waiting.retain(|(held, _)| *held != ticket);
            if self.desk.job.as_ref().is_some_and(|job| job.ticket == ticket) {
                self.desk.job = None;
            }
        }
        known
    }

    /// The session as it stands.
    pub fn session(&self) -> Session {
        let (visits, at) = self.history.kept();
        Session { visits, at, theme: Some(self.desk.ink.theme.name.clone()) }
    }
}
