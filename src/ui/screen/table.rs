//! Rows that are filtered, sorted and grouped: what the inventory and the findings have in common.
//!
//! The order is made when something changes, never while drawing.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use rayon::prelude::*;

use crate::ui::command::Id;
use crate::ui::desk::Desk;
use crate::ui::filter::Filter;
use crate::ui::ink::{Row, paint};
use crate::ui::text::{Safe, safe, thousands};
use crate::ui::theme::Role;
use crate::ui::widget::{Column, Cursor, cells, widths_without};

/// A line of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    /// The heading of a group, with how many rows it holds.
    Group(Safe, usize),
    /// A row.
    Row(u32),
}

/// What orders rows: the heading of its group (with what sorts it), and how two rows compare.
pub struct Order<'a> {
    /// The group of a row: what sorts it, and its name. None leaves rows ungrouped.
    pub group: Option<&'a (dyn Fn(u32) -> (String, Safe) + Sync)>,
    /// How two rows compare.
    pub compare: &'a (dyn Fn(u32, u32) -> Ordering + Sync),
}

/// The state of a table.
#[derive(Debug, Clone, Default)]
pub struct Table {
    /// Where the keyboard is.
    pub cursor: Cursor,
    /// The lines in their order.
    pub lines: Vec<Line>,
    /// The column by which rows are sorted.
    pub sort: usize,
    /// Whether the order is turned round.
    pub reverse: bool,
    /// Which grouping is in force.
    pub group: usize,
    /// The filter as it is typed.
    pub text: String,
    filter: Filter,
    closed: BTreeSet<Safe>,
    shown: usize,
    total: usize,
}

impl Table {
    /// A table sorted by a column.
    pub fn sorted(column: usize) -> Self {
        Self { sort: column, ..Self::default() }
    }

    /// Takes a new filter.
    ///
    /// # Errors
    /// When it is not understood; the old one stays in force.
    pub fn set_filter(&mut self, text: &str) -> Result<(), Safe> {
        let filter = Filter::parse(text).map_err(|wrong| safe!("filter: {wrong}"))?;
        text.clone_into(&mut self.text);
        self.filter = filter;
        Ok(())
    }

    /// Makes the lines from rows `0..total`.
    pub fn arrange(&mut self, total: usize, passes: impl Fn(&mut Filter, u32) -> bool, order: &Order<'_>) {
        let here = self.row();
        let mut filter = std::mem::take(&mut self.filter);
        let all = 0..u32::try_from(total).unwrap_or(u32::MAX);
        let mut rows: Vec<u32> =
            if filter.is_empty() { all.collect() } else { all.filter(|&row| passes(&mut filter, row)).collect() };
        self.filter = filter;
        (self.total, self.shown) = (total, rows.len());
        let compare = |a: u32, b: u32| {
            let ordering = (order.compare)(a, b);
            (if self.reverse { ordering.reverse() } else { ordering }).then(a.cmp(&b))
        };
        rows.par_sort_by(|&a, &b| compare(a, b));
        self.lines = match order.group {
            None => rows.into_iter().map(Line::Row).collect(),
            Some(group) => self.grouped(rows, group),
        };
        let place = here.and_then(|row| self.lines.iter().position(|line| *line == Line::Row(row)));
        self.cursor.at = place.unwrap_or(self.cursor.at);
    }

    fn grouped(&self, rows: Vec<u32>, group: &(dyn Fn(u32) -> (String, Safe) + Sync)) -> Vec<Line> {
        let mut groups: BTreeMap<(String, Safe), Vec<u32>> = BTreeMap::new();
        for row in rows {
            groups.entry(group(row)).or_default().push(row);
        }
        let mut lines = Vec::new();
        for ((_, name), rows) in groups {
            let closed = self.closed.contains(&name);
            lines.push(Line::Group(name, rows.len()));
            if !closed {
                lines.extend(rows.into_iter().map(Line::Row));
            }
        }
        lines
    }

    /// The row under the cursor.
    pub fn row(&self) -> Option<u32> {
        match self.lines.get(self.cursor.at) {
            Some(Line::Row(row)) => Some(*row),
            _ => None,
        }
    }

    /// Opens or closes the group under the cursor; false when it is on a row.
    pub fn fold(&mut self) -> bool {
        let Some(Line::Group(name, _)) = self.lines.get(self.cursor.at) else { return false };
        if !self.closed.remove(name) {
            self.closed.insert(name.clone());
        }
        true
    }

    /// Sorts by a column; by the same one again turns the order round.
    pub fn sort_by(&mut self, column: usize) {
        if self.sort == column {
            self.reverse = !self.reverse;
        } else {
            self.sort = column;
            self.reverse = false;
        }
    }

    /// The part of the body that holds the lines: below what is shown, and the headings.
    pub fn list(body: Rect) -> Rect {
        let taken = 2.min(body.height);
        Rect { x: body.x + 1, y: body.y + taken, width: body.width.saturating_sub(2), height: body.height - taken }
    }

    /// The grouping in force.
    pub fn grouping(&self, groups: &[Grouping]) -> Grouping {
        groups.get(self.group).copied().unwrap_or_default()
    }

    /// Draws what is shown, the headings and the lines in view; `draw_row` draws a row in columns of these widths.
    pub fn draw(
        &self,
        desk: &Desk,
        buffer: &mut Buffer,
        body: Rect,
        face: &Face<'_>,
        draw_row: impl Fn(u32, &[u16]) -> Row,
    ) {
        let ink = &desk.ink;
        let area = Self::list(body);
        self.status(desk, face).draw(buffer, area.x, body.y, area.width);
        let wide = widths_without(face.columns, face.hidden, area.width.saturating_sub(2));
        self.headings(desk, face, &wide).draw(buffer, area.x, body.y + 1, area.width);
        for (at, y) in self.cursor.view(self.lines.len(), usize::from(area.height)).zip(area.top()..) {
            let row = match self.lines.get(at) {
                Some(Line::Row(row)) => draw_row(*row, &wide),
                Some(Line::Group(name, count)) => {
                    let mark = if self.closed.contains(name) { ink.glyphs.closed } else { ink.glyphs.open };
                    let name = name.fit(usize::from(area.width).saturating_sub(12));
                    ink.row(Role::Title, safe!("{mark} {name}")).with(
                        ink,
                        Role::Muted,
                        safe!("  {}", thousands(*count)),
                    )
                }
                None => continue,
            };
            row.draw(buffer, area.x, y, area.width);
            if at == self.cursor.at {
                paint(buffer, Rect { y, height: 1, ..area }, ink.style(Role::Cursor));
            }
        }
        if self.lines.is_empty() {
            let text = if self.total == 0 { face.nothing } else { "Nothing passes the filter. Esc clears it." };
            ink.row(Role::Muted, text).draw(buffer, area.x + 1, area.y + 1, area.width);
        }
    }

    fn status(&self, desk: &Desk, face: &Face<'_>) -> Row {
        let ink = &desk.ink;
        let mut row = ink.row(Role::Title, safe!("{}", thousands(self.shown)));
        if self.shown != self.total {
            row = row.with(ink, Role::Muted, safe!(" of {}", thousands(self.total)));
        }
        row = row.with(ink, Role::Muted, safe!(" {}", if self.total == 1 { face.what.0 } else { face.what.1 }));
        if !self.text.is_empty() {
            row = row.with(ink, Role::Muted, "  filter ").with(ink, Role::Accent, Safe::new(&self.text));
        }
        let sorted = face.columns.get(self.sort).map_or("", |column| column.title);
        row = row.with(ink, Role::Muted, safe!("  {} by {sorted}", ink.glyphs.dot));
        if !face.group.is_empty() {
            row = row.with(ink, Role::Muted, safe!("  {} grouped by {}", ink.glyphs.dot, face.group));
        }
        row.then(face.extra.clone())
    }

    fn headings(&self, desk: &Desk, face: &Face<'_>, wide: &[u16]) -> Row {
        let ink = &desk.ink;
        let title = |(at, column): (usize, &Column)| {
            let (role, mark) = match (at == self.sort, self.reverse) {
                (true, false) => (Role::Accent, ink.glyphs.down),
                (true, true) => (Role::Accent, ink.glyphs.up),
                _ => (Role::Muted, ""),
            };
            (role, safe!("{}{mark}", column.title))
        };
        let titles: Vec<_> = face.columns.iter().enumerate().map(title).collect();
        cells(ink, ink.row(Role::Muted, "  "), face.columns, wide, &titles)
    }
}

/// The name of a grouping, with the columns that its headings make needless; that of the ungrouped one is empty.
pub type Grouping = (&'static str, &'static [usize]);

/// A table with its columns and groupings: what all tables do in the same way. The rows are to be made again then.
#[derive(Debug)]
pub struct Tabled<'t> {
    /// The table.
    pub table: &'t mut Table,
    /// Its columns.
    pub columns: &'static [Column],
    /// Its groupings.
    pub groups: &'static [Grouping],
}

impl Tabled<'_> {
    /// Runs a command of every table; false when it is not one.
    pub fn run(self, command: Id) -> bool {
        match command {
            Id::Sort => self.table.sort_by((self.table.sort + 1) % self.columns.len()),
            Id::Reverse => self.table.reverse = !self.table.reverse,
            Id::Group => self.table.group = (self.table.group + 1) % self.groups.len(),
            _ => return false,
        }
        true
    }

    /// Takes a new filter, and begins at the first row.
    ///
    /// # Errors
    /// When it is not understood; the old one stays in force.
    pub fn filter(self, text: &str) -> Result<(), Safe> {
        self.table.set_filter(text)?;
        self.table.cursor = Cursor::default();
        Ok(())
    }

    /// Sorts by the heading at a place of a line this wide; false when there is none.
    pub fn click(self, x: u16, width: u16) -> bool {
        let hidden = self.table.grouping(self.groups).1;
        let mut left = 2;
        let column = widths_without(self.columns, hidden, width.saturating_sub(2)).iter().position(|width| {
            let hit = *width > 0 && (left..left + width).contains(&x);
            left += if *width > 0 { width + 1 } else { 0 };
            hit
        });
        column.map(|column| self.table.sort_by(column)).is_some()
    }
}

/// What a table says of itself.
pub struct Face<'a> {
    /// What one of its rows is, and what several are, in words.
    pub what: (&'static str, &'static str),
    /// Its columns.
    pub columns: &'a [Column],
    /// The places of those columns that the headings of the groups make needless.
    pub hidden: &'a [usize],
    /// The name of the grouping in force; empty when there is none.
    pub group: &'static str,
    /// What it says when there is nothing at all.
    pub nothing: &'static str,
    /// What else stands in its first line.
    pub extra: Row,
}
