//! The scan: what is being read, call by call, and what could not be. Counts as they were reported, never percentages.

use std::sync::Arc;

use super::document::{Content, Document, Target};
use super::writer::Writer;
use crate::model::Gap;
use crate::ui::desk::Desk;
use crate::ui::ink::{Ink, Row};
use crate::ui::scan::{MOST_GAPS, ScanView, UnitRow};
use crate::ui::text::{Safe, safe, thousands};
use crate::ui::theme::Role;
use crate::ui::widget::{Column, Stand, Width, cells, headings, widths};

const COLUMNS: [Column; 6] = [
    Column::new("account", Width::Fixed(12), 0),
    Column::new("service and region", Width::Share(1, 28), 0),
    Column::new("state", Width::Fixed(9), 0),
    Column::new("calls", Width::Fixed(7), 0).stands(Stand::Right),
    Column::new("planned", Width::Fixed(7), 1).stands(Stand::Right),
    Column::new("failed", Width::Fixed(6), 0).stands(Stand::Right),
];

/// The state of the screen.
pub type State = Document<Scan>;

/// The scan under way, or the last one.
#[derive(Debug, Clone, Default)]
pub struct Scan;

impl Content for Scan {
    fn write(&self, desk: &Desk, writer: &mut Writer<'_>) {
        let Some(scan) = &desk.scan else { return absent(writer, desk) };
        head(writer, scan);
        failed(writer, &scan.gaps, usize::try_from(scan.failed).unwrap_or(usize::MAX));
        units(writer, scan);
        if !scan.latest.is_empty() {
            writer.heading("Latest resources", "");
            scan.latest.iter().rev().for_each(|name| writer.text(Role::Text, 0, name.clone()));
        }
    }
}

/// Without a scan in this run: what the scan that is open could not read.
fn absent(writer: &mut Writer<'_>, desk: &Desk) {
    writer.blank();
    writer.text(Role::Text, 0, "Nothing was scanned in this run.");
    let next =
        if desk.can_scan { "R reads the accounts." } else { "This is a recorded estate: there is nothing to read." };
    writer.text(Role::Muted, 0, next);
    if let Some(analysis) = &desk.analysis {
        let gaps = analysis.estate().gaps();
        let shown = gaps.iter().take(MOST_GAPS).map(|gap| Arc::new(gap.clone())).collect::<Vec<_>>();
        failed(writer, &shown, gaps.len());
    }
}

fn head(writer: &mut Writer<'_>, scan: &ScanView) {
    let ink = writer.ink;
    let width = u16::try_from(writer.width).unwrap_or(u16::MAX);
    let (calls, remaining, done) = scan.totals();
    let state = if scan.ended.is_some() { "ended" } else { "under way; ctrl-c cancels and keeps what was read" };
    writer.head(ink.heading(width, "Scan", state));
    let role = if scan.failed > 0 { Role::High } else { Role::Muted };
    let words = match scan.failed {
        0 => Safe::own("no read failed"),
        1 => Safe::own("1 read failed"),
        many => safe!("{} reads failed", thousands(many)),
    };
    let parts = safe!("; {done} of {} parts done", scan.units.len());
    let [resources, calls, remaining] = [scan.resources, calls, remaining].map(thousands);
    let totals = safe!("{resources} resources; {calls} calls made, {remaining} planned so far");
    writer.head(ink.row(Role::Text, totals));
    writer.head(ink.row(role, words).with(ink, Role::Text, parts));
    if let Some(words) = &scan.ended {
        writer.head(ink.row(Role::Accent, words.clone()));
    }
}

/// The reads that failed, in the order in which they did: what one reads stays where it is.
fn failed(writer: &mut Writer<'_>, gaps: &[Arc<Gap>], all: usize) {
    if gaps.is_empty() {
        return;
    }
    let detail = match all.saturating_sub(gaps.len()) {
        0 => Safe::own("enter tells more"),
        left_out => safe!("enter tells more; {} are left out here", thousands(left_out)),
    };
    writer.heading("Reads that failed", detail);
    for gap in gaps {
        writer.linked_text(Role::High, safe!("{gap}"), &Target::Gap(Arc::clone(gap)));
    }
}

fn units(writer: &mut Writer<'_>, scan: &ScanView) {
    let ink = writer.ink;
    let widths = widths(&COLUMNS, u16::try_from(writer.width).unwrap_or(u16::MAX));
    writer.heading("Parts", "an account's service in a region");
    writer.row(headings(ink, Row::blank(), &COLUMNS, &widths));
    scan.units.values().for_each(|unit| writer.row(unit_row(ink, unit, &widths)));
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
    let texts = [
        (Role::Text, unit.account.clone()),
        (Role::Text, unit.what.clone()),
        (role, safe!("{mark} {word}")),
        (Role::Text, safe!("{}", news.called)),
        (Role::Muted, safe!("{}", news.planned.saturating_sub(news.called))),
        (failed, safe!("{}", news.gaps)),
    ];
    cells(ink, Row::blank(), &COLUMNS, widths, &texts)
}
