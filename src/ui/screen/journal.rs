//! The journal: what was carried out, entry by entry, and one entry with its steps.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::plan::{found, state_role};
use super::{Act, Page};
use crate::journal::{Entry, StepOutcome, StepState};
use crate::ui::command::Id;
use crate::ui::desk::Desk;
use crate::ui::draft::state_words;
use crate::ui::ink::{Ink, Row, draw_rows, inset, paint};
use crate::ui::place::Place;
use crate::ui::screen::Tone;
use crate::ui::text::{Safe, safe};
use crate::ui::theme::Role;
use crate::ui::widget::{Column, Cursor, Width, widths};

const COLUMNS: [Column; 5] = [
    Column { title: "entry", width: Width::Fixed(20), spare: 0 },
    Column { title: "state", width: Width::Fixed(13), spare: 0 },
    Column { title: "steps", width: Width::Fixed(7), spare: 1 },
    Column { title: "what", width: Width::Share(3, 20), spare: 0 },
    Column { title: "who", width: Width::Share(1, 16), spare: 2 },
];

/// The list of entries, or one of them.
#[derive(Debug, Clone, Default)]
pub struct State {
    /// The entry that is open; none shows the list.
    entry: Option<String>,
    cursor: Cursor,
    head: Vec<Row>,
    rows: Vec<Row>,
}

impl State {
    /// One entry, by id.
    pub fn of(entry: String) -> Self {
        Self { entry: Some(entry), ..Self::default() }
    }

    /// The entry that is open or under the cursor: what an undo would take back.
    pub fn entry_at_hand<'a>(&'a self, desk: &'a Desk) -> Option<&'a Entry> {
        match &self.entry {
            Some(id) => desk.entry(id),
            None => desk.journal.entries.get(self.cursor.at),
        }
    }
}

impl Page for State {
    fn refresh(&mut self, desk: &Desk) {
        let width = desk.size.0.saturating_sub(2);
        match &self.entry {
            Some(id) => {
                self.head = Vec::new();
                self.rows = desk.entry(id).map_or_else(|| absent(&desk.ink, id), |entry| details(desk, entry, width));
            }
            None => {
                self.head = head(desk, width);
                self.rows = list(desk, width);
            }
        }
        let height = self.list(desk, desk.regions().body).height;
        self.cursor.settle(self.rows.len(), usize::from(height));
    }

    fn len(&self, _: &Desk) -> usize {
        self.rows.len()
    }

    fn list(&self, _: &Desk, body: Rect) -> Rect {
        let taken = u16::try_from(self.head.len()).unwrap_or(0).min(body.height);
        inset(Rect { y: body.y + taken, height: body.height - taken, ..body })
    }

    fn cursor(&mut self) -> &mut Cursor {
        &mut self.cursor
    }

    fn run(&mut self, command: Id, desk: &Desk) -> Vec<Act> {
        let Some(entry) = self.entry_at_hand(desk) else { return Vec::new() };
        match command {
            Id::Open if self.entry.is_none() => vec![Act::Open(Place::Entry(entry.id.clone()))],
            Id::Undo => vec![Act::Undo(entry.id.clone())],
            Id::Finish => vec![Act::Finish(entry.id.clone())],
            _ => Vec::new(),
        }
    }

    fn draw(&self, desk: &Desk, buffer: &mut Buffer, body: Rect) {
        draw_rows(buffer, inset(body), &self.head);
        let area = self.list(desk, body);
        let view = self.cursor.view(self.rows.len(), usize::from(area.height));
        draw_rows(buffer, area, self.rows.get(view.clone()).unwrap_or_default());
        if !desk.journal.entries.is_empty() && view.contains(&self.cursor.at) {
            let y = area.y + u16::try_from(self.cursor.at - view.start).unwrap_or(0);
            paint(buffer, Rect { y, height: 1, ..area }, desk.ink.style(Role::Cursor));
        }
    }
}

fn head(desk: &Desk, width: u16) -> Vec<Row> {
    let ink = &desk.ink;
    let count = desk.journal.entries.len();
    let detail = if count == 1 { safe!("1 entry") } else { safe!("{count} entries") };
    let mut rows = vec![ink.heading(width, "Journal", detail)];
    if let Some(problem) = &desk.journal.problem {
        rows.push(ink.row(Role::High, "  ").with(ink, Role::High, problem.clone()));
    }
    if let Some((tone, words)) = &desk.journal.verified {
        let role = if *tone == Tone::Bad { Role::High } else { Role::Pass };
        rows.push(ink.row(role, "  ").with(ink, role, words.clone()));
    }
    let broken = desk.journal.entries.iter().filter(|entry| entry.ended.is_none()).count();
    if broken > 0 {
        let words =
            safe!("  {broken} interrupted: enter shows what is known, f plans the rest, z plans to take it back");
        rows.push(ink.row(Role::High, words));
    }
    if count > 0 {
        let mut line = ink.row(Role::Muted, "  ");
        for (column, width) in COLUMNS.iter().zip(widths(&COLUMNS, width.saturating_sub(2))) {
            line = cell(line, ink, Role::Muted, &Safe::own(column.title), width);
        }
        rows.push(line);
    }
    rows
}

fn list(desk: &Desk, width: u16) -> Vec<Row> {
    let ink = &desk.ink;
    if desk.journal.entries.is_empty() {
        return vec![
            Row::blank(),
            ink.row(Role::Text, "  Nothing was carried out yet."),
            Row::blank(),
            ink.row(
                Role::Muted,
                "  Each plan that is applied is kept here, with what every step found and did, and can be taken back.",
            ),
        ];
    }
    let widths = widths(&COLUMNS, width.saturating_sub(2));
    desk.journal.entries.iter().map(|entry| entry_row(ink, entry, &widths)).collect()
}

fn entry_row(ink: &Ink, entry: &Entry, widths: &[u16]) -> Row {
    let (word, role) = state(entry);
    let what = match (&entry.plan.undoes, entry.plan.steps.first()) {
        (Some(undone), _) => safe!("takes back {undone}"),
        (None, Some(step)) => safe!("{}: {}", step.setting.resource.short_name(), step.summary),
        (None, None) => Safe::default(),
    };
    let cells = [
        (Role::Text, safe!("{}", entry.id)),
        (role, Safe::own(word)),
        (Role::Text, safe!("{}/{}", done(entry), entry.steps.len())),
        (Role::Text, what),
        (Role::Muted, safe!("{}", entry.who)),
    ];
    let mut row = ink.row(Role::Text, "  ");
    for ((role, text), width) in cells.iter().zip(widths) {
        row = cell(row, ink, *role, text, *width);
    }
    row
}

/// Adds a cell of a column and the gap after it; a column of no width is left out.
fn cell(row: Row, ink: &Ink, role: Role, text: &Safe, width: u16) -> Row {
    if width == 0 { row } else { row.with(ink, role, text.pad(usize::from(width))).with(ink, role, " ") }
}

/// How an entry stands.
fn state(entry: &Entry) -> (&'static str, Role) {
    match entry.ended {
        Some(true) => ("done", Role::Pass),
        Some(false) => ("stopped", Role::Medium),
        None => ("interrupted", Role::High),
    }
}

fn done(entry: &Entry) -> usize {
    let done = |state: &&StepState| matches!(state, StepState::Ended(StepOutcome::Done | StepOutcome::AlreadyThere));
    entry.steps.iter().filter(done).count()
}

fn absent(ink: &Ink, id: &str) -> Vec<Row> {
    vec![Row::blank(), ink.row(Role::Text, safe!("  The journal has no entry {id}."))]
}

fn details(desk: &Desk, entry: &Entry, width: u16) -> Vec<Row> {
    let ink = &desk.ink;
    let (word, role) = state(entry);
    let mut rows = vec![ink.heading(width, safe!("Entry {}", entry.id), safe!("{}", entry.at))];
    let line = |label: &'static str, text: Safe, role: Role| {
        ink.row(Role::Text, "   ").with(ink, Role::Muted, Safe::own(label).pad(12)).with(ink, role, text)
    };
    rows.push(line("state", Safe::own(word), role));
    rows.push(line("who", safe!("{}", entry.who), Role::Text));
    if !entry.why.is_empty() {
        rows.push(line("why", safe!("{}", entry.why), Role::Text));
    }
    if let Some(undone) = &entry.plan.undoes {
        rows.push(line("takes back", safe!("{undone}"), Role::Text));
    }
    if entry.ended.is_none() {
        rows.push(line(
            "next",
            Safe::own(
                "f plans what is left, z plans to take back what was done; both are shown before anything is changed",
            ),
            Role::Accent,
        ));
    }
    for (index, (step, state)) in entry.plan.steps.iter().zip(&entry.steps).enumerate() {
        rows.push(Row::blank());
        rows.push(ink.heading(width, safe!("{}. {}", index + 1, step.summary), ""));
        rows.push(line("state", state_words(state, false), state_role(state, false)));
        rows.push(line("setting", safe!("{}", step.setting), Role::Text));
        if let Some(found) = found(state) {
            rows.push(line("found", found, Role::High));
        }
        let view = crate::ui::draft::StepView::new(step);
        rows.push(Row::blank());
        super::plan::diff_rows(&mut rows, ink, width, &view);
    }
    rows
}
