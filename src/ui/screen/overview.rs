//! The overview: what there is, how it stands, the worst findings, and what could not be read.

mod figures;

use std::cmp::Reverse;
use std::collections::BTreeMap;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use self::figures::{counts, figures, layers, severities};
use super::gap::explain;
use super::{Act, Page};
use crate::finding::Status;
use crate::model::GapId;
use crate::remedy::Choices;
use crate::ui::analysis::Analysis;
use crate::ui::command::Id;
use crate::ui::desk::Desk;
use crate::ui::effect::Wanted;
use crate::ui::ink::{Ink, Row, draw_rows, inset, paint};
use crate::ui::place::Place;
use crate::ui::text::{Safe, safe, thousands};
use crate::ui::theme::Role;
use crate::ui::widget::Cursor;

/// So many of the worst findings are shown at the least, and more where there is room.
const WORST: usize = 10;

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
        let gaps = top_gaps(analysis);
        let height = usize::from(layout(desk, desk.regions().body).list.height);
        let room = height.saturating_sub(gaps.len().min(height / 3)).max(WORST);
        let worst = analysis.posture().findings.iter().take_while(|it| it.status == Status::Fail).take(room).count();
        self.items = (0..u32::try_from(worst).unwrap_or(0)).map(Item::Finding).collect();
        self.items.extend(gaps);
    }

    fn len(&self, _: &Desk) -> usize {
        self.items.len()
    }

    fn list(&self, desk: &Desk, body: Rect) -> Rect {
        layout(desk, body).list
    }

    fn cursor(&self) -> &Cursor {
        &self.cursor
    }

    fn cursor_mut(&mut self) -> &mut Cursor {
        &mut self.cursor
    }

    fn run(&mut self, command: Id, desk: &Desk) -> Vec<Act> {
        let (Some(analysis), Some(item)) = (&desk.analysis, self.items.get(self.cursor.at)) else { return Vec::new() };
        match item {
            Item::Finding(at) => of_finding(analysis, *at, command),
            Item::Gaps { count, first, .. } if command == Id::Open => analysis
                .estate()
                .gap(*first)
                .map(|gap| Act::Show(explain(gap, *count, desk.can_scan).into()))
                .into_iter()
                .collect(),
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
        Id::ShowAccess => analysis.resource(finding.resource).map(super::access::show),
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

/// The gaps, put together by call, the most frequent first.
fn top_gaps(analysis: &Analysis) -> Vec<Item> {
    let mut groups: BTreeMap<&str, (GapId, BTreeMap<&str, usize>)> = BTreeMap::new();
    for (at, gap) in (0u32..).zip(analysis.estate().gaps()) {
        let (_, reasons) = groups.entry(&gap.api).or_insert((GapId(at), BTreeMap::new()));
        *reasons.entry(gap.reason.words()).or_default() += 1;
    }
    let mut list: Vec<Item> = groups
        .into_iter()
        .map(|(api, (first, reasons))| {
            let count = reasons.values().sum();
            Item::Gaps { what: safe!("{api}: {}", reasons_in_words(&reasons, count)), count, first }
        })
        .collect();
    list.sort_by_key(|item| if let Item::Gaps { count, .. } = item { Reverse(*count) } else { Reverse(0) });
    list
}

/// `access denied`, `access denied, 9 times`, or `access denied 9, throttled 4`.
fn reasons_in_words(reasons: &BTreeMap<&str, usize>, all: usize) -> String {
    let words: Vec<String> = match reasons.len() {
        1 if all == 1 => reasons.keys().map(|reason| (*reason).to_owned()).collect(),
        1 => reasons.keys().map(|reason| format!("{reason}, {} times", thousands(all))).collect(),
        _ => reasons.iter().map(|(reason, count)| format!("{reason} {}", thousands(*count))).collect(),
    };
    words.join(", ")
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
            let (role, words) = if analysis.resources.is_empty() {
                (Role::Text, "The estate is empty: nothing was read, so nothing was checked.")
            } else {
                (Role::Pass, "No findings, and everything could be read.")
            };
            ink.row(role, words).draw(buffer, area.x, area.y, area.width);
        }
        for (at, y) in self.cursor.view(self.items.len(), usize::from(area.height)).zip(area.top()..) {
            let Some(item) = self.items.get(at) else { continue };
            let row = match item {
                Item::Finding(at) => finding_row(ink, analysis, *at, area.width),
                Item::Gaps { what, .. } => ink.row(Role::Unknown, safe!("{} unread    ", ink.glyphs.unknown)).with(
                    ink,
                    Role::Text,
                    what.fit(usize::from(area.width).saturating_sub(12)),
                ),
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
