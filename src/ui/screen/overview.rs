//! The overview: what there is, how it stands, the worst findings, and what could not be read.

use std::collections::BTreeMap;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{Act, Page};
use crate::checks::{AccountSummary, Tally};
use crate::finding::{Severity, Status};
use crate::model::{Domain, Gap, GapId, Kind, Layer};
use crate::remedy::Choices;
use crate::ui::analysis::{Analysis, account_name};
use crate::ui::command::Id;
use crate::ui::desk::Desk;
use crate::ui::effect::Wanted;
use crate::ui::ink::{Ink, Row, draw_rows, inset, paint};
use crate::ui::overlay::Note;
use crate::ui::place::Place;
use crate::ui::text::{Safe, safe};
use crate::ui::theme::Role;
use crate::ui::widget::Cursor;

/// How many of the worst findings are shown.
const WORST: usize = 10;
/// How many gaps are shown.
const GAPS: usize = 5;

/// The state of the screen.
#[derive(Debug, Clone, Default)]
pub struct State {
    cursor: Cursor,
    items: Vec<Item>,
}

/// A row under the cursor.
#[derive(Debug, Clone)]
enum Item {
    Finding(u32),
    Gaps { what: Safe, count: usize, first: GapId },
}

impl Page for State {
    fn refresh(&mut self, desk: &Desk) {
        let Some(analysis) = &desk.analysis else {
            self.items.clear();
            return;
        };
        let worst = analysis.posture().findings.iter().take_while(|it| it.status == Status::Fail).take(WORST).count();
        self.items = (0..u32::try_from(worst).unwrap_or(0)).map(Item::Finding).collect();
        self.items.extend(top_gaps(analysis));
    }

    fn len(&self, _: &Desk) -> usize {
        self.items.len()
    }

    fn list(&self, desk: &Desk, body: Rect) -> Rect {
        layout(desk, body).list
    }

    fn cursor(&mut self) -> &mut Cursor {
        &mut self.cursor
    }

    fn run(&mut self, command: Id, desk: &Desk) -> Vec<Act> {
        let (Some(analysis), Some(item)) = (&desk.analysis, self.items.get(self.cursor.at)) else { return Vec::new() };
        match item {
            Item::Finding(at) => of_finding(analysis, *at, command),
            Item::Gaps { count, first, .. } if command == Id::Open => {
                analysis.estate().gap(*first).map(|gap| Act::Show(explain(gap, *count).into())).into_iter().collect()
            }
            Item::Gaps { .. } => Vec::new(),
        }
    }

    fn draw(&self, desk: &Desk, buffer: &mut Buffer, body: Rect) {
        let Some(analysis) = &desk.analysis else {
            draw_empty(desk, buffer, body);
            return;
        };
        let parts = layout(desk, body);
        draw_rows(buffer, parts.counts, &counts(desk, analysis));
        draw_rows(buffer, parts.figures, &figures(desk, analysis, parts.figures));
        let heading = severities(&analysis.summary.faults);
        desk.ink.heading(parts.list.width, "Worst findings and gaps", heading).draw(
            buffer,
            parts.list.x,
            parts.list.y.saturating_sub(1),
            parts.list.width,
        );
        self.draw_list(desk, analysis, buffer, parts.list);
    }
}

/// What a command does on a finding of a list.
pub(super) fn of_finding(analysis: &Analysis, at: u32, command: Id) -> Vec<Act> {
    let Some((finding, _)) = analysis.finding(at) else { return Vec::new() };
    let act = match command {
        Id::Open => Some(Act::Open(Place::Finding(finding.id.0.clone()))),
        Id::OpenResource => {
            analysis.resource(finding.resource).map(|it| Act::Open(Place::Resource(it.arn.to_string())))
        }
        Id::PlanFix => Some(Act::Plan(vec![Wanted { finding: finding.id.clone(), remedy: None }], Choices::default())),
        _ => None,
    };
    act.into_iter().collect()
}

struct Parts {
    counts: Rect,
    /// Posture, and below it what else there is room for.
    figures: Rect,
    list: Rect,
}

/// A terminal of so many columns shows figures and list side by side.
const WIDE: u16 = 150;
/// A body of so many lines has room for the accounts.
const TALL: u16 = 28;

/// Counts on top; below them the figures and the list, side by side where there is room.
fn layout(desk: &Desk, body: Rect) -> Parts {
    let body = inset(body);
    let counts = Rect { height: 2.min(body.height), ..body };
    let rest = Rect { y: body.y + counts.height, height: body.height - counts.height, ..body };
    if body.width >= WIDE {
        let figures = Rect { width: 78, ..rest };
        let list = Rect { x: figures.right() + 3, width: rest.width - 81, y: rest.y + 1, height: rest.height - 1 };
        return Parts { counts, figures, list };
    }
    let wanted = desk.analysis.as_ref().map_or(0, |it| {
        let accounts = if body.height >= TALL { it.summary.by_account.len().min(6) + 2 } else { 0 };
        layers(it).len() + 3 + accounts
    });
    let figures = Rect { height: u16::try_from(wanted).unwrap_or(u16::MAX).min(rest.height / 2), ..rest };
    let list = Rect { y: figures.bottom() + 1, height: rest.height.saturating_sub(figures.height + 1), ..rest };
    Parts { counts, figures, list }
}

fn layers(analysis: &Analysis) -> Vec<Layer> {
    let any = |layer: &Layer| Domain::ALL.iter().any(|domain| analysis.summary.cell(*layer, *domain).total() > 0);
    Layer::ALL.iter().copied().filter(any).collect()
}

fn domains(analysis: &Analysis) -> Vec<Domain> {
    let any = |domain: &Domain| Layer::ALL.iter().any(|layer| analysis.summary.cell(*layer, *domain).total() > 0);
    Domain::ALL.iter().copied().filter(any).collect()
}

/// Posture, accounts, classes and what could not be read, until the area is full.
fn figures(desk: &Desk, analysis: &Analysis, area: Rect) -> Vec<Row> {
    let mut rows = matrix(desk, analysis, area.width);
    let room = usize::from(area.height);
    rows.push(Row::blank());
    rows.extend(accounts(desk, analysis, area.width));
    if rows.len() + 12 < room {
        rows.push(Row::blank());
        rows.extend(classes(desk, analysis, area.width));
        rows.push(Row::blank());
        rows.extend(unread(desk, analysis, area.width));
    }
    rows
}

/// The accounts with their faults, those with the worst first.
fn accounts(desk: &Desk, analysis: &Analysis, width: u16) -> Vec<Row> {
    let ink = &desk.ink;
    let mut rows = vec![ink.heading(width, "Accounts", "resources, findings")];
    let mut list: Vec<&AccountSummary> = analysis.summary.by_account.iter().collect();
    list.sort_by_key(|it| std::cmp::Reverse(it.faults));
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

fn counts(desk: &Desk, analysis: &Analysis) -> Vec<Row> {
    let ink = &desk.ink;
    let number = |count: u32, one: &'static str, many: &'static str| {
        let word = if count == 1 { one } else { many };
        ink.row(Role::Title, safe!("{count}")).with(ink, Role::Muted, safe!(" {word}   "))
    };
    let summary = &analysis.summary;
    let row = number(summary.accounts, "account", "accounts")
        .then(number(summary.stores, "store", "stores"))
        .then(number(summary.identities, "identity", "identities"))
        .then(number(kinds(analysis, Kind::Key), "key", "keys"))
        .then(number(kinds(analysis, Kind::Trail), "trail", "trails"))
        .then(number(summary.resources, "resource", "resources"));
    vec![row]
}

fn kinds(analysis: &Analysis, kind: Kind) -> u32 {
    analysis.summary.kinds.iter().find(|(held, _)| *held == kind).map_or(0, |(_, count)| *count)
}

/// How many findings of each severity, in words.
fn severities(found: &[u32; 4]) -> Safe {
    let words: Vec<String> = Severity::ALL
        .iter()
        .zip(found)
        .filter(|(_, count)| **count > 0)
        .map(|(severity, count)| format!("{count} {severity}"))
        .collect();
    if words.is_empty() { Safe::own("nothing is wrong") } else { Safe::new(&words.join(", ")) }
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
    row.with(ink, role(tally.fail, Role::High), safe!("{fail}{} ", tally.fail))
        .with(ink, role(tally.unknown, Role::Unknown), safe!("{}{} ", glyphs.unknown, tally.unknown))
        .with(ink, role(tally.pass, Role::Pass), safe!("{}{} ", glyphs.pass, tally.pass))
}

/// The gaps, put together by call and reason, the most frequent first.
fn top_gaps(analysis: &Analysis) -> Vec<Item> {
    let mut groups: BTreeMap<(&str, &str), (usize, GapId)> = BTreeMap::new();
    for (at, gap) in (0u32..).zip(analysis.estate().gaps()) {
        groups.entry((&gap.api, gap.reason.words())).or_insert((0, GapId(at))).0 += 1;
    }
    let mut list: Vec<_> = groups.into_iter().collect();
    list.sort_by_key(|(_, (count, _))| std::cmp::Reverse(*count));
    let item = |((api, reason), (count, first)): ((&str, &str), (usize, GapId))| Item::Gaps {
        what: safe!("{api}: {reason}"),
        count,
        first,
    };
    list.into_iter().take(GAPS).map(item).collect()
}

fn explain(gap: &Gap, count: usize) -> Note {
    let mut lines = vec![safe!("{gap}")];
    if !gap.message.is_empty() {
        lines.push(safe!("The service said: {}", gap.message));
    }
    if count > 1 {
        lines.push(safe!("The same call failed the same way {count} times; this is the first."));
    }
    lines.push(Safe::own(""));
    lines.push(Safe::own("What depends on it is unknown: no check passes or fails because of it."));
    lines.push(Safe::own("With the permission granted, R reads the accounts again."));
    Note::new("Could not be read", lines)
}

/// What every screen shows while there is no estate.
pub(super) fn draw_empty(desk: &Desk, buffer: &mut Buffer, body: Rect) {
    let ink = &desk.ink;
    let rows = match &desk.problem {
        Some(wrong) => {
            let mut rows = vec![ink.row(Role::Error, "The estate could not be opened."), Row::blank()];
            rows.extend(
                wrong.wrap(usize::from(body.width).saturating_sub(4)).into_iter().map(|it| ink.row(Role::Text, it)),
            );
            rows
        }
        None => vec![ink.row(Role::Muted, "Opening the estate …")],
    };
    draw_rows(buffer, Rect { x: body.x + 2, y: body.y + 1, width: body.width - 4, height: body.height - 1 }, &rows);
}

impl State {
    fn draw_list(&self, desk: &Desk, analysis: &Analysis, buffer: &mut Buffer, area: Rect) {
        let ink = &desk.ink;
        if self.items.is_empty() {
            ink.row(Role::Pass, "No findings, and everything could be read.").draw(buffer, area.x, area.y, area.width);
        }
        for (at, y) in self.cursor.view(self.items.len(), usize::from(area.height)).zip(area.top()..) {
            let Some(item) = self.items.get(at) else { continue };
            let row = match item {
                Item::Finding(at) => finding_row(ink, analysis, *at, area.width),
                Item::Gaps { what, count, .. } => ink
                    .row(Role::Unknown, safe!("{} unread    ", ink.glyphs.unknown))
                    .with(ink, Role::Text, safe!("{what}"))
                    .with(ink, Role::Muted, if *count > 1 { safe!("  {count} times") } else { Safe::default() }),
            };
            row.draw(buffer, area.x, y, area.width);
            if at == self.cursor.at {
                paint(buffer, Rect { y, height: 1, ..area }, ink.style(Role::Cursor));
            }
        }
    }
}

/// One line about a finding: severity, resource, what is wrong.
pub(super) fn finding_row(ink: &Ink, analysis: &Analysis, at: u32, width: u16) -> Row {
    let Some((finding, row)) = analysis.finding(at) else { return Row::blank() };
    let role = Ink::severity_role(finding.status, finding.severity());
    let mark = ink.glyphs.of(finding.status, finding.severity());
    let word = if finding.status == Status::Unknown { "unknown" } else { finding.severity().word() };
    let name = usize::from(width / 4).clamp(16, 34);
    let line = ink
        .row(role, safe!("{mark} {word:<9} "))
        .with(ink, Role::Text, row.resource.fit_middle(name).pad(name))
        .with(ink, Role::Text, "  ");
    let room = usize::from(width).saturating_sub(line.width());
    line.with(ink, Role::Muted, row.summary.fit(room))
}
