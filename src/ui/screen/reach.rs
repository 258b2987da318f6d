//! Who can reach a store, or what a principal can reach: a row for each, a mark for each kind of access.

use std::cmp::{Ordering, Reverse};

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::table::{Face, Grouping, Order, Table, Tabled};
use super::{Act, Page};
use crate::ui::access::{ASSUMED, Asked, Entry, GRAVEST, Mark, Outside, Question, Reply, SHOWN, Sheet, State as Can};
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
    Column::new("last use", Width::Share(1, 10), 3),
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
        write(buffer, body.y + 1, legend(ink, sheet.is_who, width));
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

fn legend(ink: &Ink, is_who: bool, width: usize) -> Row {
    let glyphs = &ink.glyphs;
    let marks = safe!("{} yes  ~ if  {} not known  {} no", glyphs.pass, glyphs.unknown, glyphs.waiting);
    let mut row = ink.row(Role::Text, marks);
    if is_who {
        for (one, gap) in [(Outside::Public, "   "), (Outside::Foreign, "  "), (Outside::Provider, "  ")] {
            let (role, flag) = flag(ink, one);
            row = row.with(ink, Role::Text, gap).with(ink, role, safe!("{flag} {}", one.word()));
        }
    }
    let given = if width < 100 { "given: TLS" } else { ASSUMED };
    row.with(ink, Role::Muted, safe!("  {} {given}", glyphs.dot))
}

/// The mark of a principal from outside, which stands before its name however narrow the screen is.
fn flag(ink: &Ink, outside: Outside) -> (Role, &'static str) {
    let [public, foreign, provider, _] = ink.glyphs.severity;
    match outside {
        Outside::Public => (Role::Critical, public),
        Outside::Foreign => (Role::High, foreign),
        Outside::Provider => (Role::Medium, provider),
    }
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
    let outside = entry.outside.map(|it| flag(ink, it));
    let start = outside.map_or_else(|| ink.row(Role::Text, "  "), |(role, flag)| ink.row(role, safe!("{flag} ")));
    let name = (if outside.is_some() { Role::High } else { Role::Text }, entry.name.clone());
    let marks = entry.marks.iter().map(|it| mark(ink, it.state, outside.is_some()));
    let wide = |column: usize| usize::from(widths.get(column).copied().unwrap_or_default());
    let last_use = entry.last_use.fit(wide(LAST_USE));
    let rest = [
        (Role::Muted, entry.via.clone()),
        (Role::Muted, last_use),
        (Role::Muted, condition(entry)),
        (Role::Muted, Safe::own(entry.kind)),
        (outside.map_or(Role::Muted, |(role, _)| role), account(entry, wide(ACCOUNT))),
    ];
    let texts: Vec<(Role, Safe)> = std::iter::once(name).chain(marks).chain(rest).collect();
    cells(ink, start, COLUMNS, widths, &texts)
}

/// The account of an entry; of an outsider, where there is room, that it is one as well.
fn account(entry: &Entry, room: usize) -> Safe {
    match entry.outside {
        Some(Outside::Foreign) if entry.account.width() + 8 <= room => safe!("foreign {}", entry.account),
        Some(Outside::Public) => Safe::own("public"),
        _ => entry.account.clone(),
    }
}

/// The condition of the gravest kind of access that has one.
fn condition(entry: &Entry) -> Safe {
    let marks = GRAVEST.into_iter().filter_map(|at| entry.mark(at));
    let held = marks.filter(|mark| !mark.condition.is_empty()).map(|mark| condition_of(mark, "")).next();
    held.unwrap_or_default()
}

/// What one kind of access hangs on: a condition, or what could not be read.
fn condition_of(mark: &Mark, start: &'static str) -> Safe {
    if mark.state == Can::Unknown { safe!("unknown: {}", mark.condition) } else { safe!("{start}{}", mark.condition) }
}

/// What the lines below the table say of the kind of access under the cursor.
fn detail(ink: &Ink, entry: &Entry, at: usize, width: usize) -> Vec<Row> {
    let Some((held, (access, _))) = entry.mark(at).zip(SHOWN.get(at)) else { return Vec::new() };
    let (role, word) = mark(ink, held.state, entry.outside.is_some());
    let first = ink.row(Role::Accent, safe!("{} ", access.name())).with(ink, role, word).with(
        ink,
        Role::Text,
        safe!("  {}", told(held)),
    );
    let second = match held.condition.is_empty() {
        true => Row::blank(),
        false if held.state == Can::Unknown => ink.row(Role::Unknown, condition_of(held, "").fit(width)),
        false => ink.row(Role::Text, condition_of(held, "if ").fit(width)),
    };
    vec![heading(ink, entry, held, width), first, second]
}

/// Who or what is under the cursor, in full: a narrow table has no room for it.
fn heading(ink: &Ink, entry: &Entry, held: &Mark, width: usize) -> Row {
    let rule = ink.glyphs.rule;
    let used = if held.state == Can::No { &entry.last_use } else { &held.last_use };
    let last_use = match entry.outside {
        Some(Outside::Public) => Safe::default(),
        _ => safe!("  {} last use {}", ink.glyphs.dot, used.told),
    };
    let room = width.saturating_sub(4);
    let about = about(entry).fit(room);
    let last_use = last_use.fit(room.saturating_sub(about.width()));
    let rest = rule.repeat(room.saturating_sub(about.width() + last_use.width()));
    let row = ink.row(Role::Border, safe!("{rule} ")).with(ink, Role::Title, about).with(ink, Role::Muted, last_use);
    row.with(ink, Role::Border, safe!(" {rest}{rule}"))
}

/// A principal or store with its kind and account, as far as its name does not say them.
fn about(entry: &Entry) -> Safe {
    let name = entry.name.as_str();
    let kind = match entry.outside {
        Some(Outside::Public) => Safe::default(),
        _ if name.starts_with(entry.kind) => Safe::default(),
        _ => safe!(", {}", entry.kind),
    };
    let account = match entry.account.as_str() {
        "" => Safe::default(),
        account if name.ends_with(account) => Safe::default(),
        account => safe!(" in {account}"),
    };
    let outside = entry.outside.map_or_else(Safe::default, |it| safe!(", {}", it.word()));
    safe!("{name}{kind}{account}{outside}")
}

fn told(mark: &Mark) -> Safe {
    match mark.state {
        Can::No => safe!("for example {}; w says why not", mark.action),
        _ if mark.via.is_empty() => safe!("{}; w says why", mark.action),
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
    .then_with(|| (a.outside.is_none(), a.outside).cmp(&(b.outside.is_none(), b.outside)))
    .then_with(|| (b.key == "anonymous").cmp(&(a.key == "anonymous")))
    .then_with(|| a.name.cmp(&b.name))
}

/// The group of a row: outsiders always come first.
fn group(which: usize, entry: &Entry) -> (String, Safe) {
    match entry.outside {
        None => {}
        Some(Outside::Public) => return ("00".to_owned(), Safe::own("from outside: the public")),
        Some(Outside::Foreign) => return ("01".to_owned(), Safe::own("from outside: foreign accounts")),
        Some(Outside::Provider) => return ("02".to_owned(), Safe::own("from outside: through an identity provider")),
    }
    match which {
        0 => {
            let place = entry.gravest();
            if place.and_then(|at| entry.mark(at)).is_some_and(|mark| mark.state == Can::Unknown) {
                return ("18".to_owned(), Safe::own("not known: what could not be read decides"));
            }
            let order = place.and_then(|at| GRAVEST.iter().position(|it| *it == at)).unwrap_or(9);
            let words = place.and_then(|at| SHOWN.get(at)).map_or("nothing", |(access, _)| access.name());
            (format!("1{order}"), Safe::own(words))
        }
        1 => (format!("1{}", entry.account), entry.account.clone()),
        _ => (format!("1{}", entry.kind), Safe::own(entry.kind)),
    }
}
