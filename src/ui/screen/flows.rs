//! The pipelines: what each holds, and what one should look at. Enter opens its picture.

use std::cmp::{Ordering, Reverse};

use super::Act;
use super::inventory::tally;
use super::listing::{Listing, Rows};
use super::table::Table;
use crate::ui::analysis::Analysis;
use crate::ui::command::Id;
use crate::ui::filter::Filter;
use crate::ui::flows::stroke::order;
use crate::ui::flows::{PipelineRow, PipelineSubject};
use crate::ui::ink::{Ink, Row};
use crate::ui::place::Place;
use crate::ui::text::{Safe, safe, thousands};
use crate::ui::theme::Role;
use crate::ui::widget::{Column, Stand, Width, cells};

/// The state of the screen.
pub type State = Listing<PipelineRows>;

/// The pipelines of the estate.
#[derive(Debug, Clone, Default)]
pub struct PipelineRows;

/// The column of findings: what one looks for first.
const FINDINGS: usize = 9;

fn row(analysis: &Analysis, at: u32) -> Option<&PipelineRow> {
    analysis.flows.rows.get(at as usize)
}

impl Rows for PipelineRows {
    const WHAT: (&'static str, &'static str) = ("row", "rows");
    const NOTHING: &'static str = "No flows: nothing that was read holds data or moves it.";
    const COLUMNS: &'static [Column] = &[
        Column::new("pipeline", Width::Share(3, 19), 0).stands(Stand::Name),
        Column::new("named by", Width::Share(1, 10), 6),
        Column::new("moving", Width::Fixed(6), 4).stands(Stand::Right),
        Column::new("stores", Width::Fixed(6), 3).stands(Stand::Right),
        Column::new("hops", Width::Fixed(5), 0).stands(Stand::Right),
        Column::new("crossing", Width::Fixed(8), 1).stands(Stand::Right),
        Column::new("unencrypted", Width::Fixed(11), 1).stands(Stand::Right),
        Column::new("unlogged", Width::Fixed(8), 2).stands(Stand::Right),
        Column::new("class", Width::Fixed(12), 1),
        Column::new("findings", Width::Share(1, 14), 0),
    ];
    const GROUPS: &'static [(&'static str, &'static [usize])] = &[("", &[]), ("class", &[8])];
    const SORTED: usize = FINDINGS;

    fn total(analysis: &Analysis) -> usize {
        analysis.flows.rows.len()
    }

    fn passes(analysis: &Analysis, filter: &mut Filter, at: u32) -> bool {
        row(analysis, at).is_some_and(|row| filter.passes(&PipelineSubject { analysis, row }))
    }

    fn compare(analysis: &Analysis, column: usize, a: u32, b: u32) -> Ordering {
        let (Some(a), Some(b)) = (row(analysis, a), row(analysis, b)) else { return Ordering::Equal };
        let worst = |row: &PipelineRow| Reverse((row.counts, row.unknown));
        let most = |count: fn(&PipelineRow) -> u32| count(b).cmp(&count(a));
        let by_column = match column {
            1 => a.named_by.cmp(&b.named_by),
            2 => most(|row| row.components),
            3 => most(|row| row.stores),
            4 => most(|row| row.hops),
            5 => most(|row| row.crossing),
            6 => most(|row| row.unencrypted),
            7 => most(|row| row.unlogged),
            8 => a.class.map_or(9, order).cmp(&b.class.map_or(9, order)),
            FINDINGS => worst(a).cmp(&worst(b)),
            _ => Ordering::Equal,
        };
        // What is in no pipeline stands below all that are.
        a.name.is_none().cmp(&b.name.is_none()).then(by_column).then_with(|| a.name.cmp(&b.name))
    }

    fn group(analysis: &Analysis, _: usize, at: u32) -> (String, Safe) {
        let class = row(analysis, at).and_then(|row| row.class);
        let name = class.map_or("without data", |class| class.word());
        (class.map_or(9, order).to_string(), Safe::own(name))
    }

    fn row(&self, ink: &Ink, analysis: &Analysis, at: u32, widths: &[u16]) -> Row {
        let Some(row) = row(analysis, at) else { return Row::blank() };
        let name = match &row.name {
            Some(name) => (Role::Text, name.clone()),
            None => (Role::Muted, Safe::own("not in a pipeline")),
        };
        let class = row.class.map_or("", |class| class.word());
        let class_role = if class == "restricted" { Role::Restricted } else { Role::Text };
        let unencrypted = match row.unread {
            0 => alarming(row.unencrypted, Role::High),
            unread if row.unencrypted == 0 => (Role::Unknown, safe!("?{unread}")),
            unread => (Role::High, safe!("{} ?{unread}", row.unencrypted)),
        };
        let texts = [
            name,
            (Role::Muted, row.named_by.clone()),
            number(row.components),
            number(row.stores),
            number(row.hops),
            alarming(row.crossing, Role::Medium),
            unencrypted,
            alarming(row.unlogged, Role::Medium),
            (class_role, Safe::own(class)),
        ];
        let start = ink.row(Role::Text, "  ");
        cells(ink, start, Self::COLUMNS, widths, &texts).then(tally(ink, row.counts, row.unknown))
    }

    fn run(&mut self, command: Id, analysis: &Analysis, table: &mut Table) -> Vec<Act> {
        let held = table.row().and_then(|at| row(analysis, at)).filter(|_| command == Id::Open);
        let place = held.map(|row| match &row.name {
            Some(name) => Place::Pipeline(name.to_string()),
            None => Place::Unconnected,
        });
        place.map(Act::Open).into_iter().collect()
    }

    fn extra(&self, ink: &Ink, analysis: &Analysis) -> Row {
        let mut row = Row::blank();
        if analysis.flows.graph.hops().len() == 0 && !analysis.resources.is_empty() {
            row = row.with(ink, Role::Text, "  No flows: nothing that was read moves data.");
        }
        let gaps = analysis.estate().gaps().len();
        if gaps > 0 {
            let reads = if gaps == 1 { "read" } else { "reads" };
            let words = safe!("  {} {} {reads} failed: there may be more hops", ink.glyphs.unknown, thousands(gaps));
            row = row.with(ink, Role::Unknown, words);
        }
        row
    }
}

/// A number that is nothing to worry about.
fn number(count: u32) -> (Role, Safe) {
    let role = if count == 0 { Role::Muted } else { Role::Text };
    (role, safe!("{}", thousands(count)))
}

/// A number that one should look at when it is not zero.
fn alarming(count: u32, role: Role) -> (Role, Safe) {
    let role = if count == 0 { Role::Muted } else { role };
    (role, safe!("{}", thousands(count)))
}
