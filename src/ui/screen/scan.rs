//! The scan: what is being read, call by call. Counts as they were reported, never percentages.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{Act, Page};
use crate::ui::command::Id;
use crate::ui::desk::Desk;
use crate::ui::ink::{Ink, Row, draw_rows, inset, paint};
use crate::ui::scan::{ScanView, UnitRow};
use crate::ui::text::{Safe, safe};
use crate::ui::theme::Role;
use crate::ui::widget::{Column, Cursor, Width, widths};

const COLUMNS: [Column; 6] = [
    Column { title: "account", width: Width::Fixed(14), spare: 0 },
    Column { title: "service and region", width: Width::Share(1, 18), spare: 0 },
    Column { title: "state", width: Width::Fixed(9), spare: 0 },
    Column { title: "calls made", width: Width::Fixed(10), spare: 0 },
    Column { title: "still planned", width: Width::Fixed(13), spare: 1 },
    Column { title: "failed", width: Width::Fixed(7), spare: 0 },
];

/// So many of the latest resources and failed reads are shown under the units.
const LATEST: usize = 8;

/// The lines of the scan.
#[derive(Debug, Clone, Default)]
pub struct State {
    cursor: Cursor,
    head: Vec<Row>,
    rows: Vec<Row>,
}

impl Page for State {
    fn refresh(&mut self, desk: &Desk) {
        let width = desk.size.0.saturating_sub(2);
        (self.head, self.rows) = match &desk.scan {
            Some(scan) => (head(desk, scan, width), rows(&desk.ink, scan, width)),
            None => (Vec::new(), empty(desk)),
        };
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

    fn run(&mut self, _: Id, _: &Desk) -> Vec<Act> {
        Vec::new()
    }

    fn draw(&self, desk: &Desk, buffer: &mut Buffer, body: Rect) {
        draw_rows(buffer, inset(body), &self.head);
        let area = self.list(desk, body);
        let view = self.cursor.view(self.rows.len(), usize::from(area.height));
        draw_rows(buffer, area, self.rows.get(view.clone()).unwrap_or_default());
        if desk.scan.is_some() && view.contains(&self.cursor.at) {
            let y = area.y + u16::try_from(self.cursor.at - view.start).unwrap_or(0);
            paint(buffer, Rect { y, height: 1, ..area }, desk.ink.style(Role::Cursor));
        }
    }
}

fn empty(desk: &Desk) -> Vec<Row> {
    let next = if desk.can_scan {
        "  Press R to read the accounts."
    } else {
        "  This is a recorded estate: there is nothing to read."
    };
    vec![
        Row::blank(),
        desk.ink.row(Role::Text, "  Nothing was scanned in this run."),
        Row::blank(),
        desk.ink.row(Role::Muted, next),
    ]
}

fn head(desk: &Desk, scan: &ScanView, width: u16) -> Vec<Row> {
    let ink = &desk.ink;
    let (calls, remaining, gaps, done) = scan.totals();
    let state = if scan.ended.is_some() { "ended" } else { "under way" };
    let mut rows = vec![ink.heading(width, "Scan", state)];
    let totals = safe!(
        "  {} resources; {calls} calls made, {remaining} planned so far; {done} of {} parts done",
        scan.resources,
        scan.units.len()
    );
    let failed = if gaps == 1 { safe!("; 1 read failed") } else { safe!("; {gaps} reads failed") };
    rows.push(ink.row(Role::Text, totals).with(ink, if gaps > 0 { Role::High } else { Role::Muted }, failed));
    match &scan.ended {
        Some(words) => rows.push(ink.row(Role::Accent, "  ").with(ink, Role::Accent, words.clone())),
        None => rows.push(ink.row(Role::Muted, "  ctrl-c cancels and keeps what was read")),
    }
    let mut line = ink.row(Role::Muted, "  ");
    for (column, width) in COLUMNS.iter().zip(widths(&COLUMNS, width.saturating_sub(2))) {
        line = cell(line, ink, Role::Muted, &Safe::own(column.title), width);
    }
    rows.push(line);
    rows
}

fn rows(ink: &Ink, scan: &ScanView, width: u16) -> Vec<Row> {
    let columns = widths(&COLUMNS, width.saturating_sub(2));
    let mut rows: Vec<Row> = scan.units.values().map(|unit| unit_row(ink, unit, &columns)).collect();
    section(&mut rows, ink, width, "Reads that failed", Role::High, &scan.gaps);
    section(&mut rows, ink, width, "Latest resources", Role::Text, &scan.latest);
    rows
}

fn section(rows: &mut Vec<Row>, ink: &Ink, width: u16, title: &'static str, role: Role, lines: &[Safe]) {
    if lines.is_empty() {
        return;
    }
    rows.push(Row::blank());
    let shown = lines.len().min(LATEST);
    let detail = if lines.len() > shown { safe!("the last {shown} of {}", lines.len()) } else { Safe::default() };
    rows.push(ink.heading(width, title, detail));
    let last = lines.get(lines.len() - shown..).unwrap_or_default();
    rows.extend(last.iter().rev().map(|line| ink.row(role, "  ").with(ink, role, line.fit(usize::from(width) - 2))));
}

fn unit_row(ink: &Ink, unit: &UnitRow, widths: &[u16]) -> Row {
    let news = &unit.news;
    let (word, mark, role) = if news.done {
        ("done", ink.glyphs.pass, Role::Pass)
    } else if news.called > 0 {
        ("running", ink.glyphs.running, Role::Accent)
    } else {
        ("waiting", ink.glyphs.waiting, Role::Muted)
    };
    let failed = if news.gaps > 0 { Role::High } else { Role::Muted };
    let cells = [
        (Role::Text, unit.account.clone()),
        (Role::Text, unit.what.clone()),
        (role, safe!("{mark} {word}")),
        (Role::Text, safe!("{:>10}", news.called)),
        (Role::Muted, safe!("{:>13}", news.planned.saturating_sub(news.called))),
        (failed, safe!("{:>6}", news.gaps)),
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
