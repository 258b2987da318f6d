//! The findings: all claims, the highest risk first, to be filtered, grouped and selected.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use super::Act;
use super::listing::{Listing, Rows};
use super::overview::of_finding;
use super::table::Table;
use crate::finding::{Finding, FindingId, Severity, Status};
use crate::remedy::Choices;
use crate::ui::analysis::{Analysis, FindingSubject};
use crate::ui::command::Id;
use crate::ui::effect::Wanted;
use crate::ui::filter::Filter;
use crate::ui::ink::{Ink, Row};
use crate::ui::text::{Safe, safe, thousands};
use crate::ui::theme::Role;
use crate::ui::widget::{Column, Stand, Width, cells};

/// The state of the screen.
pub type State = Listing<Findings>;

/// The findings that are selected, by id.
#[derive(Debug, Clone, Default)]
pub struct Findings {
    selected: BTreeSet<String>,
}

impl Rows for Findings {
    const WHAT: (&'static str, &'static str) = ("finding", "findings");
    const NOTHING: &'static str = "No findings: every check that applies passes.";
    const COLUMNS: &'static [Column] = &[
        Column::new("risk", Width::Fixed(14), 0),
        Column::new("resource", Width::Share(2, 18), 0).stands(Stand::Name),
        Column::new("what is wrong", Width::Share(5, 58), 0),
        Column::new("account", Width::Share(1, 12), 1),
        Column::new("domain", Width::Fixed(15), 2),
        Column::new("check", Width::Share(2, 24), 3),
    ];
    const GROUPS: &'static [(&'static str, &'static [usize])] =
        &[("", &[]), ("check", &[5]), ("resource", &[1]), ("severity", &[]), ("account", &[3])];
    const SORTED: usize = 0;

    fn total(analysis: &Analysis) -> usize {
        analysis.findings.len()
    }

    fn passes(analysis: &Analysis, filter: &mut Filter, at: u32) -> bool {
        filter.passes(&FindingSubject { analysis, at })
    }

    fn compare(analysis: &Analysis, column: usize, a: u32, b: u32) -> Ordering {
        let (Some((x, one)), Some((y, other))) = (analysis.finding(a), analysis.finding(b)) else {
            return Ordering::Equal;
        };
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

    fn group(analysis: &Analysis, group: usize, at: u32) -> (String, Safe) {
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

    fn row(&self, ink: &Ink, analysis: &Analysis, at: u32, widths: &[u16]) -> Row {
        let Some((finding, row)) = analysis.finding(at) else { return Row::blank() };
        let selected = self.selected.contains(&finding.id.0);
        let mark = if selected { ink.glyphs.selected } else { " " };
        let unknown = finding.status == Status::Unknown;
        let word = if unknown { "unknown" } else { finding.severity().word() };
        let glyph = ink.glyphs.of(finding.status, finding.severity());
        let score = if unknown { String::new() } else { format!("{:>2}", finding.risk.score()) };
        let account = analysis.resource_row(finding.resource).map_or(Safe::default(), |it| analysis.account(it));
        let texts = [
            (Ink::severity_role(finding.status, finding.severity()), safe!("{glyph} {word:<9}{score}")),
            (if selected { Role::Selected } else { Role::Text }, row.resource.clone()),
            (Role::Muted, row.summary.clone()),
            (Role::Muted, account),
            (Role::Muted, Safe::own(finding.check.domain.word())),
            (Role::Muted, Safe::own(finding.check.id)),
        ];
        let start = ink.row(Role::Selected, mark).with(ink, Role::Text, " ");
        cells(ink, start, Self::COLUMNS, widths, &texts)
    }

    fn run(&mut self, command: Id, analysis: &Analysis, table: &mut Table) -> Vec<Act> {
        match command {
            Id::PlanFix if !self.selected.is_empty() => return self.plan_selected(),
            Id::Open | Id::OpenResource | Id::PlanFix | Id::ShowAccess => {
                return table.row().map(|at| of_finding(analysis, at, command)).unwrap_or_default();
            }
            Id::Select => self.select(analysis, table),
            Id::ClearSelection => self.selected.clear(),
            _ => {}
        }
        Vec::new()
    }

    fn extra(&self, ink: &Ink, analysis: &Analysis) -> Row {
        let mut row = Row::blank();
        if analysis.summary.undecided > 0 {
            let words = safe!("  {} {} not known", ink.glyphs.dot, thousands(analysis.summary.undecided));
            row = row.with(ink, Role::Unknown, words);
        }
        match self.selected.len() {
            0 => row,
            count => row.with(ink, Role::Accent, safe!("  {} selected {count}: p plans them", ink.glyphs.dot)),
        }
    }

    fn tidy(&mut self, analysis: &Analysis) {
        self.selected.retain(|id| analysis.finding_at(id).is_some());
    }

    fn clear(&mut self) -> bool {
        !std::mem::take(&mut self.selected).is_empty()
    }
}

impl Findings {
    fn select(&mut self, analysis: &Analysis, table: &mut Table) {
        let Some((finding, _)) = table.row().and_then(|at| analysis.finding(at)) else { return };
        if !self.selected.remove(&finding.id.0) {
            self.selected.insert(finding.id.0.clone());
        }
        table.cursor.step(1, table.lines.len());
    }

    /// A plan for everything that is selected.
    fn plan_selected(&self) -> Vec<Act> {
        let wanted = |id: &String| Wanted { finding: FindingId(id.clone()), remedy: None };
        vec![Act::Plan(self.selected.iter().map(wanted).collect(), Choices::default())]
    }
}
