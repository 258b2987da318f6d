//! The findings: all claims, the highest risk first, to be filtered, grouped and selected.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::overview::of_finding;
use super::table::{Face, Order, Table};
use super::{Act, Page};
use crate::finding::{Finding, Severity, Status};
use crate::remedy::Choices;
use crate::ui::analysis::{Analysis, FindingSubject};
use crate::ui::command::Id;
use crate::ui::desk::Desk;
use crate::ui::effect::Wanted;
use crate::ui::ink::{Ink, Row};
use crate::ui::text::{Safe, safe};
use crate::ui::theme::Role;
use crate::ui::widget::{Column, Cursor, Width};

const COLUMNS: [Column; 6] = [
    Column { title: "risk", width: Width::Fixed(14), spare: 0 },
    Column { title: "resource", width: Width::Share(2, 18), spare: 0 },
    Column { title: "what is wrong", width: Width::Share(5, 58), spare: 0 },
    Column { title: "account", width: Width::Share(1, 12), spare: 1 },
    Column { title: "domain", width: Width::Fixed(15), spare: 2 },
    Column { title: "check", width: Width::Share(2, 24), spare: 3 },
];
const GROUPS: [&str; 5] = ["", "check", "resource", "severity", "account"];

/// The state of the screen.
#[derive(Debug, Clone, Default)]
pub struct State {
    table: Table,
    selected: BTreeSet<String>,
}

fn compare(analysis: &Analysis, column: usize, a: u32, b: u32) -> Ordering {
    let (Some((x, one)), Some((y, other))) = (analysis.finding(a), analysis.finding(b)) else { return Ordering::Equal };
    let account = |it: &Finding| analysis.resource_row(it.resource).map(|row| analysis.account(row));
    let order = match column {
        1 => one.resource.cmp(&other.resource),
        2 => one.summary.cmp(&other.summary),
        3 => account(x).cmp(&account(y)),
        4 => x.check.domain.cmp(&y.check.domain),
        5 => x.check.id.cmp(y.check.id),
        _ => Ordering::Equal,
    };
    // The posture is in order of risk already.
    order.then(a.cmp(&b))
}

fn group_of(analysis: &Analysis, group: usize, at: u32) -> (String, Safe) {
    let Some((finding, row)) = analysis.finding(at) else { return Default::default() };
    let place = |severity: Severity| Severity::ALL.iter().position(|held| *held == severity).unwrap_or(0);
    let name = match group {
        1 => return (finding.check.id.to_owned(), safe!("{}  {}", finding.check.title, finding.check.id)),
        2 => row.resource.clone(),
        3 if finding.status == Status::Unknown => return ("9".to_owned(), Safe::own("unknown")),
        3 => return (place(finding.severity()).to_string(), Safe::own(finding.severity().word())),
        _ => analysis.resource_row(finding.resource).map_or(Safe::default(), |row| analysis.account(row)),
    };
    (name.to_string(), name)
}

impl State {
    fn select(&mut self, desk: &Desk) {
        let id = self.table.row().zip(desk.analysis.as_ref()).and_then(|(at, it)| it.finding(at));
        if let Some((finding, _)) = id {
            if !self.selected.remove(&finding.id.0) {
                self.selected.insert(finding.id.0.clone());
            }
            self.table.cursor.step(1, self.table.lines.len());
        }
    }

    /// A plan for everything that is selected.
    fn plan_selected(&self) -> Vec<Act> {
        let wanted = |id: &String| Wanted { finding: crate::finding::FindingId(id.clone()), remedy: None };
        vec![Act::Plan(self.selected.iter().map(wanted).collect(), Choices::default())]
    }
}

impl Page for State {
    fn refresh(&mut self, desk: &Desk) {
        let Some(analysis) = &desk.analysis else { return };
        self.selected.retain(|id| analysis.finding_at(id).is_some());
        let (sort, which) = (self.table.sort, self.table.group);
        let group = |at: u32| group_of(analysis, which, at);
        let order = Order { group: (which > 0).then_some(&group as _), compare: &|a, b| compare(analysis, sort, a, b) };
        self.table.arrange(
            analysis.findings.len(),
            |filter, at| filter.passes(&FindingSubject { analysis, at }),
            &order,
        );
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
            Id::PlanFix if !self.selected.is_empty() => return self.plan_selected(),
            Id::Open | Id::OpenResource | Id::PlanFix => {
                let row = self.table.row().zip(desk.analysis.as_ref());
                return row.map(|(at, analysis)| of_finding(analysis, at, command)).unwrap_or_default();
            }
            Id::Select => self.select(desk),
            Id::ClearSelection => self.selected.clear(),
            Id::Sort => self.table.sort_by((self.table.sort + 1) % COLUMNS.len()),
            Id::Reverse => self.table.reverse = !self.table.reverse,
            Id::Group => self.table.group = (self.table.group + 1) % GROUPS.len(),
            _ => return Vec::new(),
        }
        if !matches!(command, Id::Select | Id::ClearSelection) {
            self.refresh(desk);
        }
        Vec::new()
    }

    fn draw(&self, desk: &Desk, buffer: &mut Buffer, body: Rect) {
        let Some(analysis) = &desk.analysis else {
            super::overview::draw_empty(desk, buffer, body);
            return;
        };
        let ink = &desk.ink;
        let extra = match self.selected.len() {
            0 => Row::blank(),
            count => ink.row(Role::Accent, safe!("  {} selected {count}: p plans them", ink.glyphs.dot)),
        };
        let face = Face {
            what: "findings",
            columns: &COLUMNS,
            groups: &GROUPS,
            nothing: "No findings: every check that applies passes.",
            extra,
        };
        self.table.draw(desk, buffer, body, &face, |at, wide| self.cells(desk, analysis, at, wide));
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
        let any = !self.selected.is_empty() || !self.table.text.is_empty();
        self.selected.clear();
        any
    }
}

impl State {
    fn cells(&self, desk: &Desk, analysis: &Analysis, at: u32, wide: &[u16]) -> Row {
        let ink = &desk.ink;
        let Some((finding, row)) = analysis.finding(at) else { return Row::blank() };
        let selected = self.selected.contains(&finding.id.0);
        let mark = if selected { ink.glyphs.selected } else { " " };
        let unknown = finding.status == Status::Unknown;
        let word = if unknown { "unknown" } else { finding.severity().word() };
        let glyph = ink.glyphs.of(finding.status, finding.severity());
        let score = if unknown { String::new() } else { format!("{:>2}", finding.risk.score()) };
        let account = analysis.resource_row(finding.resource).map_or(Safe::default(), |it| analysis.account(it));
        let cells: [(Role, Safe); 6] = [
            (Ink::severity_role(finding.status, finding.severity()), safe!("{glyph} {word:<9}{score}")),
            (if selected { Role::Selected } else { Role::Text }, row.resource.clone()),
            (Role::Muted, row.summary.clone()),
            (Role::Muted, account),
            (Role::Muted, Safe::own(finding.check.domain.word())),
            (Role::Muted, Safe::own(finding.check.id)),
        ];
        let mut line = ink.row(Role::Selected, mark).with(ink, Role::Text, " ");
        for (nth, ((role, text), width)) in cells.into_iter().zip(wide).enumerate().filter(|(_, (_, wide))| **wide > 0)
        {
            let width = usize::from(*width);
            let text = if nth == 1 { text.fit_middle(width).pad(width) } else { text.pad(width) };
            line = line.with(ink, role, text).with(ink, Role::Text, " ");
        }
        line
    }
}
