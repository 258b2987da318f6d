//! The inventory: every resource, with what matters of each in a line.

use std::cmp::{Ordering, Reverse};

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::table::{Face, Order, Table};
use super::{Act, Page};
use crate::finding::{Severity, Status};
use crate::model::{Classification, ResourceId};
use crate::ui::analysis::{Analysis, ResourceRow, ResourceSubject};
use crate::ui::command::Id;
use crate::ui::desk::Desk;
use crate::ui::ink::{Ink, Row};
use crate::ui::place::Place;
use crate::ui::text::{Safe, safe};
use crate::ui::theme::Role;
use crate::ui::widget::{Column, Cursor, Width};

const COLUMNS: [Column; 8] = [
    Column { title: "name", width: Width::Share(3, 22), spare: 0 },
    Column { title: "kind", width: Width::Fixed(12), spare: 0 },
    Column { title: "account", width: Width::Share(1, 12), spare: 2 },
    Column { title: "region", width: Width::Fixed(12), spare: 5 },
    Column { title: "class", width: Width::Fixed(12), spare: 3 },
    Column { title: "encryption", width: Width::Fixed(12), spare: 4 },
    Column { title: "exposure", width: Width::Fixed(9), spare: 1 },
    Column { title: "findings", width: Width::Fixed(14), spare: 0 },
];
const GROUPS: [&str; 4] = ["account and kind", "kind", "account", ""];
/// The column of findings: what one looks for first.
const FINDINGS: usize = 7;

/// The state of the screen.
#[derive(Debug, Clone)]
pub struct State {
    table: Table,
}

impl Default for State {
    fn default() -> Self {
        Self { table: Table::sorted(FINDINGS) }
    }
}

fn compare(analysis: &Analysis, column: usize, a: u32, b: u32) -> Ordering {
    let row = |at: u32| analysis.resource_row(ResourceId(at));
    let (Some(a), Some(b)) = (row(a), row(b)) else { return Ordering::Equal };
    let worst = |row: &ResourceRow| Reverse((row.counts, row.unknown));
    match column {
        1 => a.kind.word().cmp(b.kind.word()),
        2 => analysis.account(a).cmp(&analysis.account(b)),
        3 => analysis.region(a).cmp(&analysis.region(b)),
        4 => class_order(a.class).cmp(&class_order(b.class)),
        5 => a.encryption.cmp(b.encryption),
        6 => Reverse(a.exposure).cmp(&Reverse(b.exposure)),
        FINDINGS => worst(a).cmp(&worst(b)),
        _ => a.name.cmp(&b.name),
    }
    .then_with(|| worst(a).cmp(&worst(b)))
    .then_with(|| a.name.cmp(&b.name))
}

/// The most sensitive first.
fn class_order(class: Classification) -> u8 {
    match class {
        Classification::Restricted => 0,
        Classification::Internal => 1,
        Classification::Public => 2,
        Classification::Unknown => 3,
    }
}

impl Page for State {
    fn refresh(&mut self, desk: &Desk) {
        let Some(analysis) = &desk.analysis else { return };
        let kind = |at: u32| analysis.resource_row(ResourceId(at)).map_or("", |row| row.kind.word());
        let account =
            |at: u32| analysis.resource_row(ResourceId(at)).map_or(Safe::default(), |row| analysis.account(row));
        let group = |at: u32| match self.table.group {
            0 => {
                let name = safe!("{}  {}", account(at), kind(at));
                (name.to_string(), name)
            }
            1 => (kind(at).to_owned(), Safe::own(kind(at))),
            _ => (account(at).to_string(), account(at)),
        };
        let sort = self.table.sort;
        let grouped = GROUPS.get(self.table.group).is_some_and(|name| !name.is_empty());
        let order = Order { group: grouped.then_some(&group as _), compare: &|a, b| compare(analysis, sort, a, b) };
        let mut table = self.table.clone();
        table.arrange(
            analysis.resources.len(),
            |filter, at| filter.passes(&ResourceSubject { analysis, id: ResourceId(at) }),
            &order,
        );
        self.table = table;
    }

    fn len(&self, _: &Desk) -> usize {
        self.table.lines.len()
    }

    fn list(&self, _: &Desk, body: Rect) -> Rect {
        Table::list(body)
    }

    fn cursor(&mut self) -> &mut Cursor {
        &mut self.table.cursor
    }

    fn run(&mut self, command: Id, desk: &Desk) -> Vec<Act> {
        match command {
            Id::Open if self.table.fold() => {}
            Id::Open => {
                let row = self.table.row().zip(desk.analysis.as_ref());
                let resource = row.and_then(|(at, analysis)| analysis.resource(ResourceId(at)));
                return resource.map(|it| Act::Open(Place::Resource(it.arn.to_string()))).into_iter().collect();
            }
            Id::Sort => self.table.sort_by((self.table.sort + 1) % COLUMNS.len()),
            Id::Reverse => self.table.reverse = !self.table.reverse,
            Id::Group => self.table.group = (self.table.group + 1) % GROUPS.len(),
            _ => return Vec::new(),
        }
        self.refresh(desk);
        Vec::new()
    }

    fn draw(&self, desk: &Desk, buffer: &mut Buffer, body: Rect) {
        let Some(analysis) = &desk.analysis else {
            super::overview::draw_empty(desk, buffer, body);
            return;
        };
        let face = Face {
            what: "resources",
            columns: &COLUMNS,
            groups: &GROUPS,
            nothing: "The estate has no resources.",
            extra: Row::blank(),
        };
        self.table.draw(desk, buffer, body, &face, |at, wide| cells(desk, analysis, at, wide));
    }

    fn filter(&self) -> Option<&str> {
        Some(&self.table.text)
    }

    fn set_filter(&mut self, text: &str, desk: &Desk) -> Result<(), Safe> {
        self.table.set_filter(text)?;
        self.table.cursor = Cursor::default();
        self.refresh(desk);
        Ok(())
    }

    fn click_heading(&mut self, x: u16, desk: &Desk, body: Rect) {
        if let Some(column) = Table::column_at(&COLUMNS, x, body) {
            self.table.sort_by(column);
            self.refresh(desk);
        }
    }

    fn clear(&mut self, _: &Desk) -> bool {
        !self.table.text.is_empty()
    }
}

fn cells(desk: &Desk, analysis: &Analysis, at: u32, wide: &[u16]) -> Row {
    let ink = &desk.ink;
    let Some(row) = analysis.resource_row(ResourceId(at)) else { return Row::blank() };
    let cells: [(Role, Safe); 7] = [
        (Role::Text, row.name.clone()),
        (Role::Muted, Safe::own(row.kind.word())),
        (Role::Muted, analysis.account(row)),
        (Role::Muted, analysis.region(row)),
        class_cell(row),
        (word_role(row.encryption), Safe::own(row.encryption)),
        (word_role(row.exposure.word()), Safe::own(row.exposure.word())),
    ];
    let mut line = ink.row(Role::Text, "  ");
    for (nth, ((role, text), width)) in cells.into_iter().zip(wide).enumerate().filter(|(_, (_, width))| **width > 0) {
        let width = usize::from(*width);
        let text = if nth == 0 { text.fit_middle(width).pad(width) } else { text.pad(width) };
        line = line.with(ink, role, text).with(ink, Role::Text, " ");
    }
    line.then(tally(ink, row))
}

fn class_cell(row: &ResourceRow) -> (Role, Safe) {
    match row.class {
        Classification::Unknown if !row.kind.is_store() => (Role::Muted, Safe::default()),
        Classification::Unknown => (Role::Muted, Safe::own(row.class.word())),
        Classification::Restricted => (Role::Accent, Safe::own(row.class.word())),
        _ => (Role::Text, Safe::own(row.class.word())),
    }
}

fn word_role(word: &str) -> Role {
    match word {
        "public" => Role::Critical,
        "outsiders" | "none" => Role::High,
        "unknown" => Role::Unknown,
        _ => Role::Muted,
    }
}

/// Findings by severity with their marks: `◆1 ▲2 ?1`.
pub(super) fn tally(ink: &Ink, row: &ResourceRow) -> Row {
    let mut line = Row::blank();
    for (severity, count) in Severity::ALL.into_iter().zip(row.counts).filter(|(_, count)| *count > 0) {
        let role = Ink::severity_role(Status::Fail, severity);
        line = line.with(ink, role, safe!("{}{count} ", ink.glyphs.of(Status::Fail, severity)));
    }
    if row.unknown > 0 {
        line = line.with(ink, Role::Unknown, safe!("{}{}", ink.glyphs.unknown, row.unknown));
    }
    line
}
