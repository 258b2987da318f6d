//! A screen that is one table: what the inventory and the findings do in the same way.

use std::cmp::Ordering;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::table::{Face, Grouping, Order, Table, Tabled};
use super::{Act, Page};
use crate::ui::analysis::Analysis;
use crate::ui::command::Id;
use crate::ui::desk::Desk;
use crate::ui::filter::Filter;
use crate::ui::ink::{Ink, Row};
use crate::ui::text::Safe;
use crate::ui::widget::{Column, Cursor};

/// What the rows of a table are.
pub trait Rows {
    /// What one is, and what several are, in words.
    const WHAT: (&'static str, &'static str);
    /// What is said when there are none.
    const NOTHING: &'static str;
    /// The columns.
    const COLUMNS: &'static [Column];
    /// The names of the groupings, each with the columns that its headings make needless; that of the ungrouped one is
    /// empty.
    const GROUPS: &'static [Grouping];
    /// The column by which they are sorted at first.
    const SORTED: usize;

    /// How many there are.
    fn total(analysis: &Analysis) -> usize;
    /// Whether a row passes a filter.
    fn passes(analysis: &Analysis, filter: &mut Filter, at: u32) -> bool;
    /// How two rows compare by a column.
    fn compare(analysis: &Analysis, column: usize, a: u32, b: u32) -> Ordering;
    /// The group of a row: what sorts it, and its name.
    fn group(analysis: &Analysis, group: usize, at: u32) -> (String, Safe);
    /// A row, drawn in columns of these widths.
    fn row(&self, ink: &Ink, analysis: &Analysis, at: u32, widths: &[u16]) -> Row;
    /// Runs a command that is not of every table.
    fn run(&mut self, command: Id, analysis: &Analysis, table: &mut Table) -> Vec<Act>;

    /// What else stands in the first line.
    fn extra(&self, _: &Ink, _: &Analysis) -> Row {
        Row::blank()
    }

    /// Forgets what the estate no longer has.
    fn tidy(&mut self, _: &Analysis) {}

    /// Clears what Esc clears besides the filter; false when there was nothing.
    fn clear(&mut self) -> bool {
        false
    }
}

/// A screen that is one table.
#[derive(Debug, Clone)]
pub struct Listing<R> {
    table: Table,
    rows: R,
}

impl<R: Rows + Default> Default for Listing<R> {
    fn default() -> Self {
        Self { table: Table::sorted(R::SORTED), rows: R::default() }
    }
}

impl<R: Rows> Listing<R> {
    /// The name of the grouping in force, and the columns that it makes needless.
    fn grouping(&self) -> Grouping {
        self.table.grouping(R::GROUPS)
    }
}

impl<R: Rows> Page for Listing<R> {
    fn refresh(&mut self, desk: &Desk) {
        let Some(analysis) = &desk.analysis else { return };
        self.rows.tidy(analysis);
        let (sort, which) = (self.table.sort, self.table.group);
        let group = |at: u32| R::group(analysis, which, at);
        let grouped = !self.grouping().0.is_empty();
        let order = Order { group: grouped.then_some(&group as _), compare: &|a, b| R::compare(analysis, sort, a, b) };
        self.table.arrange(R::total(analysis), |filter, at| R::passes(analysis, filter, at), &order);
    }

    fn len(&self, _: &Desk) -> usize {
        self.table.lines.len()
    }

    fn list(&self, _: &Desk, body: Rect) -> Rect {
        Table::list(body)
    }

    fn cursor(&self) -> &Cursor {
        &self.table.cursor
    }

    fn cursor_mut(&mut self) -> &mut Cursor {
        &mut self.table.cursor
    }

    fn run(&mut self, command: Id, desk: &Desk) -> Vec<Act> {
        let folded = command == Id::Open && self.table.fold();
        if folded || self.tabled().is_some_and(|it| it.run(command)) {
            self.refresh(desk);
            return Vec::new();
        }
        let analysis = desk.analysis.as_ref();
        analysis.map(|it| self.rows.run(command, it, &mut self.table)).unwrap_or_default()
    }

    fn draw(&self, desk: &Desk, buffer: &mut Buffer, body: Rect) {
        let Some(analysis) = &desk.analysis else {
            super::overview::draw_empty(desk, buffer, body);
            return;
        };
        let extra = self.rows.extra(&desk.ink, analysis);
        let (group, hidden) = self.grouping();
        let unread = analysis.resources.is_empty();
        let nothing = if unread { "The estate is empty: nothing was read." } else { R::NOTHING };
        let face = Face { what: R::WHAT, columns: R::COLUMNS, hidden, group, nothing, extra };
        self.table.draw(desk, buffer, body, &face, |at, wide| self.rows.row(&desk.ink, analysis, at, wide));
    }

    fn filter(&self) -> Option<&str> {
        Some(&self.table.text)
    }

    fn tabled(&mut self) -> Option<Tabled<'_>> {
        Some(Tabled { table: &mut self.table, columns: R::COLUMNS, groups: R::GROUPS })
    }

    fn clear(&mut self, _: &Desk) -> bool {
        self.rows.clear() || !self.table.text.is_empty()
    }
}
