//! The figures of the overview: what there is, posture, accounts, classes, and what could not be read.

use ratatui::layout::Rect;

use crate::checks::{AccountSummary, Tally};
use crate::finding::{Severity, Status};
use crate::model::{Domain, Kind, Layer};
use crate::ui::analysis::{Analysis, account_name};
use crate::ui::desk::Desk;
use crate::ui::ink::{Ink, Row};
use crate::ui::text::{Safe, safe, short, thousands};
use crate::ui::theme::Role;

pub(super) fn layers(analysis: &Analysis) -> Vec<Layer> {
    let any = |layer: &Layer| Domain::ALL.iter().any(|domain| analysis.summary.cell(*layer, *domain).total() > 0);
    Layer::ALL.iter().copied().filter(any).collect()
}

fn domains(analysis: &Analysis) -> Vec<Domain> {
    let any = |domain: &Domain| Layer::ALL.iter().any(|layer| analysis.summary.cell(*layer, *domain).total() > 0);
    Domain::ALL.iter().copied().filter(any).collect()
}

/// Posture, accounts, classes and what could not be read, until the area is full.
pub(super) fn figures(desk: &Desk, analysis: &Analysis, area: Rect) -> Vec<Row> {
    let mut rows = matrix(desk, analysis, area.width);
    let room = usize::from(area.height);
    rows.push(Row::blank());
    rows.extend(accounts(desk, analysis, area.width, room.saturating_sub(rows.len() + 2).min(MOST_ACCOUNTS)));
    if rows.len() + 12 < room {
        rows.push(Row::blank());
        rows.extend(classes(desk, analysis, area.width));
        rows.push(Row::blank());
        rows.extend(unread(desk, analysis, area.width));
    }
    rows
}

/// No more accounts than this are listed; the inventory has all.
const MOST_ACCOUNTS: usize = 20;

/// The accounts with their faults, those with the worst first, in at most so many lines.
fn accounts(desk: &Desk, analysis: &Analysis, width: u16, most: usize) -> Vec<Row> {
    let ink = &desk.ink;
    let mut rows = vec![ink.heading(width, "Accounts", "resources, findings")];
    let mut list: Vec<&AccountSummary> = analysis.summary.by_account.iter().collect();
    list.sort_by_key(|it| std::cmp::Reverse(it.faults));
    let shown = if list.len() > most { most.saturating_sub(1) } else { list.len() };
    let left_out = list.split_off(shown).len();
    for account in list {
        let name = account_name(analysis.estate(), account.account.as_str());
        let mut row = ink.row(Role::Text, name.fit_middle(30).pad(31)).with(
            ink,
            Role::Muted,
            safe!("{:>6}  ", account.resources),
        );
        for (severity, count) in Severity::ALL.into_iter().zip(account.faults).filter(|(_, count)| *count > 0) {
            let mark = ink.glyphs.of(Status::Fail, severity);
            row = row.with(ink, Ink::severity_role(Status::Fail, severity), safe!("{mark}{count} "));
        }
        rows.push(row);
    }
    if left_out > 0 {
        rows.push(ink.row(Role::Muted, safe!("and {left_out} more; the inventory has them all")));
    }
    rows
}

/// How many stores hold data of each class.
fn classes(desk: &Desk, analysis: &Analysis, width: u16) -> Vec<Row> {
    let ink = &desk.ink;
    let mut rows = vec![ink.heading(width, "Stores by classification", "")];
    rows.extend(analysis.summary.classes.iter().map(|(class, count)| {
        ink.row(Role::Text, Safe::own(class.word()).pad(31)).with(ink, Role::Muted, safe!("{count:>6}"))
    }));
    rows
}

/// How many reads failed, by reason.
fn unread(desk: &Desk, analysis: &Analysis, width: u16) -> Vec<Row> {
    let ink = &desk.ink;
    let mut rows = vec![ink.heading(width, "Not read", "what depends on it is unknown")];
    let reasons = analysis.gaps_by_reason();
    if reasons.is_empty() {
        rows.push(ink.row(Role::Pass, "Everything could be read."));
    }
    rows.extend(reasons.into_iter().map(|(reason, count)| {
        ink.row(Role::Unknown, Safe::own(reason).pad(31)).with(ink, Role::Muted, safe!("{count:>6}"))
    }));
    rows
}

pub(super) fn counts(desk: &Desk, analysis: &Analysis) -> Vec<Row> {
    let ink = &desk.ink;
    let number = |count: u32, one: &'static str, many: &'static str| {
        let word = if count == 1 { one } else { many };
        ink.row(Role::Title, safe!("{}", thousands(count))).with(ink, Role::Muted, safe!(" {word}   "))
    };
    let summary = &analysis.summary;
    let row = number(summary.accounts, "account", "accounts")
        .then(number(summary.stores, "store", "stores"))
        .then(number(summary.identities, "identity", "identities"))
        .then(number(kinds(analysis, Kind::Key), "key", "keys"))
        .then(number(kinds(analysis, Kind::Trail), "trail", "trails"))
        .then(number(summary.resources, "resource", "resources"));
    let (failed, unknown) = (summary.gaps, summary.undecided);
    if failed == 0 && unknown == 0 {
        return vec![row];
    }
    let reads = if failed == 1 { safe!("1 read failed") } else { safe!("{} reads failed", thousands(failed)) };
    let words = safe!("{} {reads}: {} results are not known", ink.glyphs.unknown, thousands(unknown));
    vec![row, ink.row(Role::Unknown, words)]
}

fn kinds(analysis: &Analysis, kind: Kind) -> u32 {
    analysis.summary.kinds.iter().find(|(held, _)| *held == kind).map_or(0, |(_, count)| *count)
}

/// How many findings of each severity, in words.
pub(super) fn severities(found: &[u32; 4]) -> Safe {
    let words: Vec<String> = Severity::ALL
        .iter()
        .zip(found)
        .filter(|(_, count)| **count > 0)
        .map(|(severity, count)| format!("{} {severity}", thousands(*count)))
        .collect();
    if words.is_empty() { Safe::own("no check failed") } else { Safe::new(&words.join(", ")) }
}

/// Results by layer and domain. Domains without results are left out.
fn matrix(desk: &Desk, analysis: &Analysis, width: u16) -> Vec<Row> {
    const FIRST: usize = 14;
    let ink = &desk.ink;
    let domains = domains(analysis);
    let cell = (usize::from(width).saturating_sub(FIRST) / domains.len().max(1)).min(24);
    let mut rows = vec![ink.heading(width, "Posture", "results that fail, are unknown, pass")];
    let mut head = ink.row(Role::Muted, Safe::own("").pad(FIRST));
    for domain in &domains {
        head = head.with(ink, Role::Muted, Safe::own(domain.word()).fit(cell.saturating_sub(1)).pad(cell));
    }
    rows.push(head);
    for layer in layers(analysis) {
        let mut row = ink.row(Role::Text, Safe::own(layer.word()).pad(FIRST));
        for domain in &domains {
            let start = row.width();
            row = match analysis.summary.cell(layer, *domain) {
                tally if tally.total() > 0 => tally_row(ink, row, tally),
                _ => row.with(ink, Role::Muted, ink.glyphs.waiting),
            }
            .to(start + cell);
        }
        rows.push(row);
    }
    rows
}

fn tally_row(ink: &Ink, row: Row, tally: Tally) -> Row {
    let glyphs = &ink.glyphs;
    let [_, fail, ..] = glyphs.severity;
    let role = |count: u32, role: Role| if count == 0 { Role::Muted } else { role };
    row.with(ink, role(tally.fail, Role::High), safe!("{fail}{} ", short(tally.fail)))
        .with(ink, role(tally.unknown, Role::Unknown), safe!("{}{} ", glyphs.unknown, short(tally.unknown)))
        .with(ink, role(tally.pass, Role::Pass), safe!("{}{} ", glyphs.pass, short(tally.pass)))
}
