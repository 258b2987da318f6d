//! The screens. Each keeps its state to itself and answers commands with what it asks for.

use crate::ui::ink::hits;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::access::Question;
use super::command::Id;
use super::desk::Desk;
use super::effect::{FlowForm, Wanted};
use super::overlay::Overlay;
use super::place::Place;
use super::text::Safe;
use super::widget::Cursor;
use crate::flow::Excerpt;
use crate::model::AccountId;
use crate::remedy::Choices;

pub mod access;
mod change;
mod document;
pub mod finding;
pub mod findings;
pub mod flow;
pub mod flows;
mod gap;
pub mod inventory;
pub mod journal;
mod listing;
pub mod overview;
pub mod plan;
pub mod reach;
pub mod resource;
pub mod scan;
mod table;
pub mod why;
mod writer;

pub(super) use table::Tabled;
pub(super) use why::decided;

/// What a screen or an overlay asks for.
#[derive(Debug)]
pub enum Act {
    /// Go to a place.
    Open(Place),
    /// Run a command.
    Run(Id),
    /// Make a plan.
    Plan(Vec<Wanted>, Choices),
    /// Make a plan that takes an entry back.
    Undo(String),
    /// Make a plan that finishes an interrupted entry.
    Finish(String),
    /// Carry the plan out: why.
    CarryOut(String),
    /// Allow changes in these accounts.
    Arm(Vec<AccountId>),
    /// Put an overlay on top.
    Show(Overlay),
    /// Say something.
    Tell(Tone, Safe),
    /// Write flows to a file.
    ExportFlows(Excerpt, FlowForm),
    /// Filter the rows of the screen.
    Filter(String),
    /// End the program.
    Quit,
}

/// How something is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// As it is.
    Plain,
    /// It went well.
    Good,
    /// It went wrong, or cannot be.
    Bad,
}

/// What every screen can do.
pub trait Page {
    /// The estate, the plan, the journal or the size changed: make the rows again.
    fn refresh(&mut self, desk: &Desk);
    /// How many rows the cursor moves over.
    fn len(&self, desk: &Desk) -> usize;
    /// The part of the body that holds the rows.
    fn list(&self, desk: &Desk, body: Rect) -> Rect;
    /// The cursor.
    fn cursor(&self) -> &Cursor;
    /// The cursor, to move it.
    fn cursor_mut(&mut self) -> &mut Cursor;
    /// Runs a command of this screen.
    fn run(&mut self, command: Id, desk: &Desk) -> Vec<Act>;
    /// Puts the cursor on what lies at a cell of the screen; whether it was there before. None where nothing lies there.
    fn point(&mut self, cell: (u16, u16), desk: &Desk, body: Rect) -> Option<bool> {
        point_at_row(self, cell, desk, body)
    }
    /// The wheel of the mouse was turned.
    fn wheel(&mut self, by: isize, desk: &Desk, body: Rect) {
        scroll(self, by, desk, body);
    }
    /// Draws itself.
    fn draw(&self, desk: &Desk, buffer: &mut Buffer, body: Rect);
    /// The filter, where there is one.
    fn filter(&self) -> Option<&str> {
        None
    }
    /// The table that holds the rows, where there is one.
    fn tabled(&mut self) -> Option<Tabled<'_>> {
        None
    }
    /// Filters the rows. The error says what is not understood; the rows stay as they were.
    fn set_filter(&mut self, text: &str, desk: &Desk) -> Result<(), Safe> {
        if let Some(tabled) = self.tabled() {
            tabled.filter(text)?;
            self.refresh(desk);
        }
        Ok(())
    }
    /// A heading was clicked, this many cells from the left.
    fn click_heading(&mut self, x: u16, desk: &Desk, body: Rect) {
        let width = self.list(desk, body).width;
        if self.tabled().is_some_and(|it| it.click(x, width)) {
            self.refresh(desk);
        }
    }
    /// Clears what Esc clears; false when there was nothing.
    fn clear(&mut self, _desk: &Desk) -> bool {
        false
    }
}

/// Puts the cursor on the row at a cell; whether it was there before.
fn point_at_row(page: &mut (impl Page + ?Sized), (x, y): (u16, u16), desk: &Desk, body: Rect) -> Option<bool> {
    let list = page.list(desk, body);
    let row = page.cursor().top + usize::from(y.checked_sub(list.y)?);
    if !hits(list, x, y) || row >= page.len(desk) {
        return None;
    }
    let again = page.cursor().at == row;
    page.cursor_mut().at = row;
    Some(again)
}

/// Moves the rows that are in view.
fn scroll(page: &mut (impl Page + ?Sized), by: isize, desk: &Desk, body: Rect) {
    let (len, height) = (page.len(desk), page.list(desk, body).height);
    page.cursor_mut().scroll(by, len, usize::from(height));
}

/// A screen.
#[derive(Debug, Clone)]
pub enum Screen {
    /// The overview.
    Overview(overview::State),
    /// The inventory.
    Inventory(inventory::State),
    /// One resource.
    Resource(resource::State),
    /// All pipelines.
    Flows(flows::State),
    /// A part of the flows, as a picture or a list.
    Flow(flow::State),
    /// Whom and what questions of access can be asked about.
    Access(access::State),
    /// Who can reach a store, or what a principal can reach.
    Reach(reach::State),
    /// Why a request is allowed or not.
    Why(why::State),
    /// The findings.
    Findings(findings::State),
    /// One finding.
    Finding(finding::State),
    /// The plan.
    Plan(plan::State),
    /// The journal, or one entry of it.
    Journal(journal::State),
    /// The scan.
    Scan(scan::State),
}

/// The state of a screen, whichever it is.
macro_rules! each {
    ($screen:expr) => {
        match $screen {
            Self::Overview(state) => state,
            Self::Inventory(state) => state,
            Self::Resource(state) => state,
            Self::Flows(state) => state,
            Self::Flow(state) => state,
            Self::Access(state) => state,
            Self::Reach(state) => state,
            Self::Why(state) => state,
            Self::Findings(state) => state,
            Self::Finding(state) => state,
            Self::Plan(state) => state,
            Self::Journal(state) => state,
            Self::Scan(state) => state,
        }
    };
}

impl Screen {
    /// The screen of a place.
    pub fn new(place: &Place, desk: &Desk) -> Self {
        let mut screen = match place {
            Place::Plan => Self::Plan(plan::State::default()),
            Place::Journal => Self::Journal(journal::State::default()),
            Place::Entry(id) => Self::Journal(journal::State::of(journal::Journal { entry: Some(id.clone()) })),
            Place::Scan => Self::Scan(scan::State::default()),
            Place::Overview => Self::Overview(overview::State::default()),
            Place::Inventory => Self::Inventory(inventory::State::default()),
            Place::Resource(arn) => Self::Resource(resource::State::of(resource::OneResource(arn.clone()))),
            Place::Flows => Self::Flows(flows::State::default()),
            Place::Pipeline(_) | Place::Unconnected | Place::Around(_) => Self::Flow(flow::State::of(place.clone())),
            Place::Access => Self::Access(access::State::default()),
            Place::Who(arn) => Self::Reach(reach::State::of(Question::Who(arn.clone()))),
            Place::What(principal) => Self::Reach(reach::State::of(Question::What(principal.clone()))),
            Place::Why(asked) => Self::Why(why::State::of(why::Request(asked.clone()))),
            Place::Findings => Self::Findings(findings::State::default()),
            Place::Finding(id) => Self::Finding(finding::State::of(finding::OneFinding(id.clone()))),
        };
        screen.page_mut().refresh(desk);
        screen
    }

    /// What it can do.
    pub fn page(&self) -> &dyn Page {
        each!(self)
    }

    /// What it can do, to change it.
    pub fn page_mut(&mut self) -> &mut dyn Page {
        each!(self)
    }
}
