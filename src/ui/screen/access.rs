//! Access: whom and what one can ask about. Enter asks who can reach a store, or what a principal can reach.

use std::cmp::{Ordering, Reverse};

use super::listing::{Listing, Rows};
use super::table::Table;
use super::{Act, Tone};
use crate::model::{Kind, Resource, ResourceId};
use crate::policy::access::{is_store, store_kinds};
use crate::ui::analysis::{Analysis, ResourceRow, ResourceSubject};
use crate::ui::command::Id;
use crate::ui::filter::Filter;
use crate::ui::ink::{Ink, Row};
use crate::ui::place::Place;
use crate::ui::text::{Safe, safe};
use crate::ui::theme::Role;
use crate::ui::widget::{Column, Stand, Width, cells};

/// The state of the screen.
pub type State = Listing<Subjects>;

/// Stores and principals.
#[derive(Debug, Clone, Default)]
pub struct Subjects;

/// The column of exposure: what one looks for first.
const EXPOSURE: usize = 4;

fn id(analysis: &Analysis, at: u32) -> Option<ResourceId> {
    analysis.subjects.get(at as usize).copied()
}

fn row(analysis: &Analysis, at: u32) -> Option<&ResourceRow> {
    id(analysis, at).and_then(|id| analysis.resource_row(id))
}

impl Rows for Subjects {
    const WHAT: (&'static str, &'static str) =
        ("store or principal to ask about", "stores and principals to ask about");
    const NOTHING: &'static str = "The estate has no stores, keys, users or roles.";
    const COLUMNS: &'static [Column] = &[
        Column::new("name", Width::Share(3, 22), 0).stands(Stand::Name),
        Column::new("kind", Width::Fixed(8), 0),
        Column::new("account", Width::Share(1, 12), 1),
        Column::new("class", Width::Fixed(12), 2),
        Column::new("exposure", Width::Fixed(9), 0),
    ];
    const GROUPS: &'static [(&'static str, &'static [usize])] =
        &[("kind", &[1]), ("account", &[2]), ("account and kind", &[1, 2]), ("", &[])];
    const SORTED: usize = EXPOSURE;

    fn total(analysis: &Analysis) -> usize {
        analysis.subjects.len()
    }

    fn passes(analysis: &Analysis, filter: &mut Filter, at: u32) -> bool {
        id(analysis, at).is_some_and(|id| filter.passes(&ResourceSubject { analysis, id }))
    }

    fn compare(analysis: &Analysis, column: usize, a: u32, b: u32) -> Ordering {
        let (Some(a), Some(b)) = (row(analysis, a), row(analysis, b)) else { return Ordering::Equal };
        match column {
            1 => a.kind.word().cmp(b.kind.word()),
            2 => analysis.account(a).cmp(&analysis.account(b)),
            3 => a.class.word().cmp(b.class.word()),
            EXPOSURE => Reverse(a.exposure).cmp(&Reverse(b.exposure)),
            _ => Ordering::Equal,
        }
        .then_with(|| a.name.cmp(&b.name))
    }

    fn group(analysis: &Analysis, group: usize, at: u32) -> (String, Safe) {
        let Some(row) = row(analysis, at) else { return Default::default() };
        match group {
            // In the order of the list: stores, keys, then principals.
            0 => (order(row.kind).to_string(), safe!("{}s: enter asks {}", row.kind.word(), asks(row.kind))),
            1 => (analysis.account(row).to_string(), analysis.account(row)),
            _ => {
                let name = safe!("{}  {}s", analysis.account(row), row.kind.word());
                (format!("{}{}", analysis.account(row), order(row.kind)), name)
            }
        }
    }

    fn row(&self, ink: &Ink, analysis: &Analysis, at: u32, widths: &[u16]) -> Row {
        let Some(row) = row(analysis, at) else { return Row::blank() };
        let class = if row.kind.is_store() { row.class.word() } else { "" };
        let texts = [
            (Role::Text, row.name.clone()),
            (Role::Muted, Safe::own(row.kind.word())),
            (Role::Muted, analysis.account(row)),
            (Role::Muted, Safe::own(class)),
            (super::inventory::word_role(row.exposure.word()), Safe::own(row.exposure.word())),
        ];
        cells(ink, ink.row(Role::Text, "  "), Self::COLUMNS, widths, &texts)
    }

    fn run(&mut self, command: Id, analysis: &Analysis, table: &mut Table) -> Vec<Act> {
        let held = table.row().and_then(|at| id(analysis, at)).and_then(|id| analysis.resource(id));
        held.filter(|_| command == Id::Open).map(show).into_iter().collect()
    }
}

fn order(kind: Kind) -> usize {
    store_kinds().chain([Kind::Role, Kind::User]).position(|it| it == kind).unwrap_or(usize::MAX)
}

fn asks(kind: Kind) -> &'static str {
    if kind.is_identity() { "what it can reach" } else { "who can reach it" }
}

/// Asks about a resource: of a store who can reach it, of a principal what it can reach.
pub(super) fn show(resource: &Resource) -> Act {
    let arn = resource.arn.to_string();
    match resource.kind() {
        kind if is_store(kind) => Act::Open(Place::Who(arn)),
        Kind::User | Kind::Role => Act::Open(Place::What(arn)),
        other => Act::Tell(Tone::Bad, safe!("access is asked of stores, keys, users and roles, not of a {other}")),
    }
}
