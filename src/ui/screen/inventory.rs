//! The inventory: every resource, with what matters of each in a line.

use std::cmp::{Ordering, Reverse};

use super::Act;
use super::listing::{Listing, Rows};
use super::table::Table;
use crate::finding::{Severity, Status};
use crate::model::{Classification, ResourceId};
use crate::ui::analysis::{Analysis, ResourceRow, ResourceSubject};
use crate::ui::command::Id;
use crate::ui::filter::Filter;
use crate::ui::flows::stroke::order;
use crate::ui::ink::{Ink, Row};
use crate::ui::place::Place;
use crate::ui::text::{Safe, safe};
use crate::ui::theme::Role;
use crate::ui::widget::{Column, Stand, Width, cells};

/// The column of findings: what one looks for first.
const FINDINGS: usize = 7;

/// The state of the screen.
pub type State = Listing<Resources>;

/// The resources of the estate.
#[derive(Debug, Clone, Default)]
pub struct Resources;

impl Rows for Resources {
    const WHAT: (&'static str, &'static str) = ("resource", "resources");
    const NOTHING: &'static str = "The estate has no resources.";
    const COLUMNS: &'static [Column] = &[
        Column::new("name", Width::Share(3, 22), 0).stands(Stand::Name),
        Column::new("kind", Width::Fixed(12), 0),
        Column::new("account", Width::Share(1, 12), 2),
        Column::new("region", Width::Fixed(12), 5),
        Column::new("class", Width::Fixed(12), 3),
        Column::new("encryption", Width::Fixed(12), 4),
        Column::new("exposure", Width::Fixed(9), 1),
        Column::new("findings", Width::Fixed(14), 0),
    ];
    const GROUPS: &'static [(&'static str, &'static [usize])] =
        &[("account and kind", &[1, 2]), ("kind", &[1]), ("account", &[2]), ("", &[])];
    const SORTED: usize = FINDINGS;

    fn total(analysis: &Analysis) -> usize {
        analysis.resources.len()
    }

    fn passes(analysis: &Analysis, filter: &mut Filter, at: u32) -> bool {
        filter.passes(&ResourceSubject { analysis, id: ResourceId(at) })
    }

    fn compare(analysis: &Analysis, column: usize, a: u32, b: u32) -> Ordering {
        let row = |at: u32| analysis.resource_row(ResourceId(at));
        let (Some(a), Some(b)) = (row(a), row(b)) else { return Ordering::Equal };
        let worst = |row: &ResourceRow| Reverse((row.counts, row.unknown));
        match column {
            1 => a.kind.word().cmp(b.kind.word()),
            2 => analysis.account(a).cmp(&analysis.account(b)),
            3 => analysis.region(a).cmp(&analysis.region(b)),
            4 => order(a.class).cmp(&order(b.class)),
            5 => a.encryption.cmp(b.encryption),
            6 => Reverse(a.exposure).cmp(&Reverse(b.exposure)),
            FINDINGS => worst(a).cmp(&worst(b)),
            _ => a.name.cmp(&b.name),
        }
        .then_with(|| worst(a).cmp(&worst(b)))
        .then_with(|| a.name.cmp(&b.name))
    }

    fn group(analysis: &Analysis, group: usize, at: u32) -> (String, Safe) {
        let Some(row) = analysis.resource_row(ResourceId(at)) else { return Default::default() };
        let name = match group {
            0 => safe!("{}  {}", analysis.account(row), row.kind.word()),
            1 => Safe::own(row.kind.word()),
            _ => analysis.account(row),
        };
        (name.to_string(), name)
    }

    fn row(&self, ink: &Ink, analysis: &Analysis, at: u32, widths: &[u16]) -> Row {
        let Some(row) = analysis.resource_row(ResourceId(at)) else { return Row::blank() };
        // The last column is drawn after the others: it is several texts.
        let texts = [
            (Role::Text, row.name.clone()),
            (Role::Muted, Safe::own(row.kind.word())),
            (Role::Muted, analysis.account(row)),
            (Role::Muted, analysis.region(row)),
            class_cell(row),
            (word_role(row.encryption), Safe::own(row.encryption)),
            (word_role(row.exposure.word()), Safe::own(row.exposure.word())),
        ];
        cells(ink, ink.row(Role::Text, "  "), Self::COLUMNS, widths, &texts).then(tally(ink, row.counts, row.unknown))
    }

    fn run(&mut self, command: Id, analysis: &Analysis, table: &mut Table) -> Vec<Act> {
        let resource = table.row().and_then(|at| analysis.resource(ResourceId(at)));
        let act = resource.and_then(|it| match command {
            Id::Open => Some(Act::Open(Place::Resource(it.arn.to_string()))),
            Id::ShowAccess => Some(super::access::show(it)),
            Id::FlowsAround => Some(Act::Open(Place::Around(it.arn.to_string()))),
            _ => None,
        });
        act.into_iter().collect()
    }
}

pub(super) fn class_cell(row: &ResourceRow) -> (Role, Safe) {
    match row.class {
        Classification::Unknown if !row.kind.is_store() => (Role::Muted, Safe::default()),
        Classification::Unknown => (Role::Muted, Safe::own(row.class.word())),
        Classification::Restricted => (Role::Restricted, Safe::own(row.class.word())),
        _ => (Role::Text, Safe::own(row.class.word())),
    }
}

pub(super) fn word_role(word: &str) -> Role {
    match word {
        "public" => Role::Critical,
        "outsiders" | "none" => Role::High,
        "unknown" => Role::Unknown,
        _ => Role::Muted,
    }
}

/// Findings by severity with their marks: `◆1 ▲2 ?1`.
pub(super) fn tally(ink: &Ink, counts: [u32; 4], unknown: u32) -> Row {
    let mut line = Row::blank();
    for (severity, count) in Severity::ALL.into_iter().zip(counts).filter(|(_, count)| *count > 0) {
        let role = Ink::severity_role(Status::Fail, severity);
        line = line.with(ink, role, safe!("{}{count} ", ink.glyphs.of(Status::Fail, severity)));
    }
    if unknown > 0 {
        line = line.with(ink, Role::Unknown, safe!("{}{unknown}", ink.glyphs.unknown));
    }
    line
}
