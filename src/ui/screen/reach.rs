//! Who can reach a store, or what a principal can reach: a row for each, a mark for each kind of access.

use std::cmp::{Ordering, Reverse};

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::table::{Face, Grouping, Order, Table, Tabled};
use super::{Act, Page};
use crate::ui::access::{ASSUMED, Asked, Entry, GRAVEST, Mark, Question, Reply, SHOWN, Sheet, State as Can};
use crate::ui::command::Id;
use crate::ui::desk::Desk;
use crate::ui::ink::{Ink, Row, paint};
use crate::ui::place::Place;
use crate::ui::text::{Safe, safe};
use crate::ui::theme::Role;
use crate::ui::widget::{Column, Cursor, Stand, Width, cells, widths_without};

/// The state of the screen.
#[derive(Debug, Clone)]
pub struct State {
    question: Question,
    table: Table,
    /// The kind of access under the cursor, by its place in [`SHOWN`]; none follows the gravest of the row.
    access: Option<usize>,
}

const COLUMNS: &[Column] = &[
    Column::new("name", Width::Share(3, 20), 0).stands(Stand::Name),
    Column::new("list", Width::Fixed(5), 0),
    Column::new("read", Width::Fixed(5), 0),
    Column::new("write", Width::Fixed(5), 0),
    Column::new("delete", Width::Fixed(6), 0),
    Column::new("admin", Width::Fixed(5), 0),
    Column::new("decrypt", Width::Fixed(7), 0),
    Column::new("comes from", Width::Share(2, 15), 1),
    Column::new("last use", Width::Fixed(10), 3),
    Column::new("only if", Width::Share(3, 20), 4),
    Column::new("kind", Width::Fixed(8), 5),
    Column::new("account", Width::Share(1, 12), 2),
];
const FROM: usize = 7;
const LAST_USE: usize = 8;
const ONLY_IF: usize = 9;
const KIND: usize = 10;
const ACCOUNT: usize = 11;

const GROUPS: &[Grouping] = &[("gravest access", &[]), ("account", &[ACCOUNT]), ("kind", &[KIND]), ("", &[])];

/// Lines above the table and below it.
const ABOVE: u16 = 2;
const BELOW: u16 = 3;

impl State {
    /// The screen of a question.
    pub fn of(question: Question) -> Self {
        Self { question, table: Table::default(), access: None }
    }

    fn sheet<'d>(&self, desk: &'d Desk) -> Option<&'d Sheet> {
        match desk.access.reply(&self.question)? {
            Reply::Sheet(sheet) => Some(sheet),
            Reply::Why(_) | Reply::Wrong(_) => None,
        }
    }

    fn entry<'d>(&self, sheet: &'d Sheet) -> Option<&'d Entry> {
        self.table.row().and_then(|at| sheet.entries.get(at as usize))
    }

    /// The kind of access under the cursor.
    fn at(&self, entry: &Entry) -> usize {
        self.access.or_else(|| entry.gravest()).unwrap_or(0)
    }

    fn grouping(&self) -> Grouping {
        self.table.grouping(GROUPS)
    }

    /// The part of the body that the table has.
    fn middle(body: Rect) -> Rect {
        let height = body.height.saturating_sub(ABOVE + BELOW);
        Rect { y: body.y + ABOVE.min(body.height), height, ..body }
    }

    /// Moves to another kind of access.
    fn step(&mut self, desk: &Desk, by: isize) {
        let here = self.sheet(desk).and_then(|sheet| self.entry(sheet)).map_or(0, |entry| self.at(entry));
        self.access = Some(here.saturating_add_signed(by).min(SHOWN.len() - 1));
    }

    fn other_side(&self, sheet: &Sheet) -> Vec<Act> {
        let entry = self.entry(sheet);
        let place = entry.map(|entry| match sheet.is_who {
            true => Place::What(entry.key.clone()),
            false => Place::Who(entry.key.clone()),
        });
        place.map(Act::Open).into_iter().collect()
    }

    fn explain(&self, sheet: &Sheet) -> Vec<Act> {
        let asked = self.entry(sheet).and_then(|entry| {
            let mark = entry.mark(self.at(entry))?;
            let principal = if sheet.is_who { &entry.key } else { &sheet.subject };
            Some(Asked {
                principal: principal.clone(),
                action: mark.action.clone(),
                through: mark.through.clone(),
                resource: mark.resource.clone(),
                context: String::new(),
            })
        });
        asked.map(|asked| Act::Open(Place::Why(asked))).into_iter().collect()
    }
}

impl Page for State {
    fn refresh(&mut self, desk: &Desk) {
        let Some(sheet) = self.sheet(desk) else {
            self.table.lines.clear();
            return;
        };
        let (sort, which) = (self.table.sort, self.table.group);
        let entry = |at: u32| sheet.entries.get(at as usize);
        let group = |at: u32| entry(at).map(|it| group(which, it)).unwrap_or_default();
        let grouped = !self.grouping().0.is_empty();
        let compare = |a: u32, b: u32| match (entry(a), entry(b)) {
            (Some(a), Some(b)) => compare(sort, a, b),
            _ => Ordering::Equal,
        };
        let order = Order { group: grouped.then_some(&group as _), compare: &compare };
        let fresh = self.table.lines.is_empty() && self.table.text.is_empty();
        self.table.arrange(sheet.entries.len(), |filter, at| entry(at).is_some_and(|it| filter.passes(it)), &order);
        // The first line is the heading of a group: one wants the first row.
        if fresh && grouped && self.table.cursor.at == 0 {
            self.table.cursor.at = 1;
        }
    }

    fn len(&self, _: &Desk) -> usize {
        self.table.lines.len()
    }

    fn list(&self, _: &Desk, body: Rect) -> Rect {
        Table::list(Self::middle(body))
    }

    fn cursor(&self) -> &Cursor {
        &self.table.cursor
    }

    fn cursor_mut(&mut self) -> &mut Cursor {
        &mut self.table.cursor
    }

    fn run(&mut self, command: Id, desk: &Desk) -> Vec<Act> {
        match command {
            Id::OtherSide if self.table.fold() => {}
            Id::NextAccess => self.step(desk, 1),
            Id::PreviousAccess => self.step(desk, -1),
            Id::OtherSide => return self.sheet(desk).map(|it| self.other_side(it)).unwrap_or_default(),
            Id::Explain => return self.sheet(desk).map(|it| self.explain(it)).unwrap_or_default(),
            other => {
                self.tabled().map(|it| it.run(other));
            }
        }
        self.refresh(desk);
        Vec::new()
    }

    fn draw(&self, desk: &Desk, buffer: &mut Buffer, body: Rect) {
        let ink = &desk.ink;
        let line = |y: u16| Rect { x: body.x + 1, y, width: body.width.saturating_sub(2), height: 1 };
        let write = |buffer: &mut Buffer, y: u16, row: Row| row.draw(buffer, line(y).x, y, line(y).width);
        let Some(sheet) = self.sheet(desk) else {
            waiting(desk, &self.question, buffer, body);
            return;
        };
        let width = usize::from(body.width.saturating_sub(2));
        write(buffer, body.y, ink.row(Role::Title, sheet.title.fit_middle(width)));
        write(buffer, body.y + 1, legend(ink));
        let (group, hidden) = self.grouping();
        let middle = Self::middle(body);
        let nothing = if sheet.is_who { "Nobody can reach it." } else { "It can reach nothing." };
        let extra = ink.row(Role::Muted, safe!("  {} of {} asked about", ink.glyphs.dot, sheet.asked));
        let face = Face { what: sheet.what, columns: COLUMNS, hidden, group, nothing, extra };
        self.table.draw(desk, buffer, middle, &face, |at, widths| match sheet.entries.get(at as usize) {
            Some(entry) => row(ink, entry, widths),
            None => Row::blank(),
        });
        let Some(entry) = self.entry(sheet) else { return };
        self.draw_cell(desk, buffer, middle, entry);
        let below = body.bottom().saturating_sub(BELOW);
        for (row, y) in detail(ink, entry, self.at(entry), width).into_iter().zip(below..) {
            write(buffer, y, row);
        }
    }

    fn filter(&self) -> Option<&str> {
        Some(&self.table.text)
    }

    fn tabled(&mut self) -> Option<Tabled<'_>> {
        Some(Tabled { table: &mut self.table, columns: COLUMNS, groups: GROUPS })
    }

    fn clear(&mut self, _: &Desk) -> bool {
        !self.table.text.is_empty()
    }
}

impl State {
    /// Marks the kind of access under the cursor.
    fn draw_cell(&self, desk: &Desk, buffer: &mut Buffer, middle: Rect, entry: &Entry) {
        let area = Table::list(middle);
        let widths = widths_without(COLUMNS, self.grouping().1, area.width.saturating_sub(2));
        let column = self.at(entry) + 1;
        let left: u16 = widths.iter().take(column).filter(|width| **width > 0).map(|width| width + 1).sum();
        let line = self.table.cursor.at.saturating_sub(self.table.cursor.top);
        let (Some(width), Ok(line)) = (widths.get(column).copied(), u16::try_from(line)) else { return };
        let cell = Rect { x: area.x + 2 + left, y: area.y + line, width, height: 1 };
        if line < area.height {
            paint(buffer, cell, desk.ink.style(Role::Caret));
        }
    }
}

/// What is said until the answer is here, or when there is none.
pub(super) fn waiting(desk: &Desk, question: &Question, buffer: &mut Buffer, body: Rect) {
    let ink = &desk.ink;
    let (role, text) = match (desk.access.reply(question), &desk.analysis) {
        (Some(Reply::Wrong(why)), _) => (Role::Error, why.clone()),
        (_, None) => return super::overview::draw_empty(desk, buffer, body),
        _ => (Role::Muted, Safe::own("Asking every policy of the estate …")),
    };
    for (line, y) in text.wrap(usize::from(body.width.saturating_sub(4))).into_iter().zip(body.y + 1..body.bottom()) {
        ink.row(role, line).draw(buffer, body.x + 2, y, body.width.saturating_sub(4));
    }
}

fn legend(ink: &Ink) -> Row {
    let glyphs = &ink.glyphs;
    let marks = safe!("{} yes   ~ if   {} not known   {} no", glyphs.pass, glyphs.unknown, glyphs.waiting);
    ink.row(Role::Text, marks).with(ink, Role::Muted, safe!("   {} {ASSUMED}", glyphs.dot))
}

/// A mark with its word: never by colour alone.
fn mark(ink: &Ink, state: Can, outside: bool) -> (Role, Safe) {
    match state {
        Can::Yes if outside => (Role::Critical, safe!("{} yes", ink.glyphs.pass)),
        Can::Yes => (Role::Text, safe!("{} yes", ink.glyphs.pass)),
        Can::If if outside => (Role::High, Safe::own("~ if")),
        Can::If => (Role::Medium, Safe::own("~ if")),
        Can::Unknown => (Role::Unknown, safe!("{}", ink.glyphs.unknown)),
        Can::No => (Role::Muted, safe!("{}", ink.glyphs.waiting)),
    }
}

fn row(ink: &Ink, entry: &Entry, widths: &[u16]) -> Row {
    let flag = if entry.outside {
        ink.row(Role::Critical, safe!("{} ", ink.glyphs.severity[0]))
    } else {
        ink.row(Role::Text, "  ")
    };
    let name = (if entry.outside { Role::High } else { Role::Text }, entry.name.clone());
    let marks = entry.marks.iter().map(|it| mark(ink, it.state, entry.outside));
    let rest = [
        (Role::Muted, entry.via.clone()),
        (Role::Muted, entry.last_use.clone()),
        (Role::Muted, condition(entry)),
        (Role::Muted, Safe::own(entry.kind)),
        (Role::Muted, entry.account.clone()),
    ];
    let texts: Vec<(Role, Safe)> = std::iter::once(name).chain(marks).chain(rest).collect();
    cells(ink, flag, COLUMNS, widths, &texts)
}

/// The condition of the gravest kind of access that has one.
fn condition(entry: &Entry) -> Safe {
    let marks = GRAVEST.into_iter().filter_map(|at| entry.mark(at));
    marks.map(|mark| &mark.condition).find(|it| !it.is_empty()).cloned().unwrap_or_default()
}

/// What the lines below the table say of the kind of access under the cursor.
fn detail(ink: &Ink, entry: &Entry, at: usize, width: usize) -> Vec<Row> {
    let Some((held, (access, _))) = entry.mark(at).zip(SHOWN.get(at)) else { return Vec::new() };
    let (role, word) = mark(ink, held.state, entry.outside);
    let first = ink.row(Role::Accent, safe!("{} ", access.name())).with(ink, role, word).with(
        ink,
        Role::Text,
        safe!("  {}", told(held)),
    );
    let second = match held.condition.is_empty() {
        true => Row::blank(),
        false => ink.row(Role::Muted, "if ").with(ink, Role::Text, held.condition.fit(width.saturating_sub(3))),
    };
    let rule = Safe::new(&ink.glyphs.rule.repeat(width));
    vec![ink.row(Role::Border, rule), first, second]
}

fn told(mark: &Mark) -> Safe {
    match mark.state {
        Can::No => safe!("for example {}; w says why not", mark.action),
        _ => safe!("{}, {}; w says why", mark.action, mark.via),
    }
}

fn compare(column: usize, a: &Entry, b: &Entry) -> Ordering {
    let state = |entry: &Entry| entry.mark(column.saturating_sub(1)).map(|mark| mark.state);
    match column {
        1..=6 => Reverse(state(a)).cmp(&Reverse(state(b))),
        FROM => a.via.cmp(&b.via),
        LAST_USE => b.last_use.cmp(&a.last_use),
        ONLY_IF => condition(a).cmp(&condition(b)),
        KIND => a.kind.cmp(b.kind),
        ACCOUNT => a.account.cmp(&b.account),
        _ => Ordering::Equal,
    }
    .then_with(|| b.outside.cmp(&a.outside))
    .then_with(|| (b.kind == "everyone").cmp(&(a.kind == "everyone")))
    .then_with(|| (b.key == "anonymous").cmp(&(a.key == "anonymous")))
    .then_with(|| a.name.cmp(&b.name))
}

/// The group of a row: outsiders always come first.
fn group(which: usize, entry: &Entry) -> (String, Safe) {
    if entry.outside {
        return (String::new(), Safe::own("from outside: everyone, and foreign accounts"));
    }
    match which {
        0 => {
            let place = entry.gravest();
            let order = place.and_then(|at| GRAVEST.iter().position(|it| *it == at)).unwrap_or(9);
            let words = place.and_then(|at| SHOWN.get(at)).map_or("nothing", |(access, _)| access.name());
            (format!("1{order}"), Safe::own(words))
        }
        1 => (format!("1{}", entry.account), entry.account.clone()),
        _ => (format!("1{}", entry.kind), Safe::own(entry.kind)),
    }
}
