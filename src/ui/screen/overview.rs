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

/// The failed reads of no more services than this are listed; what else failed is told by one line.
const SERVICES: usize = 6;

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
    /// The failed reads of a service.
    Gaps {
        what: Safe,
        first: GapId,
        calls: Vec<(Safe, usize)>,
    },
    /// So many services more with so many failed reads.
    MoreGaps {
        services: usize,
        reads: usize,
    },
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
            Item::Gaps { first, calls, .. } if command == Id::Open => analysis
                .estate()
                .gap(*first)
                .map(|gap| Act::Show(explain(gap, calls, desk.can_scan).into()))
                .into_iter()
                .collect(),
            Item::MoreGaps { .. } if command == Id::Open => vec![Act::Open(Place::Scan)],
            Item::Gaps { .. } | Item::MoreGaps { .. } => Vec::new(),
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

/// The gaps, put together by service, the most frequent first.
fn top_gaps(analysis: &Analysis) -> Vec<Item> {
    let mut groups: BTreeMap<&str, Failed<'_>> = BTreeMap::new();
    for (at, gap) in (0u32..).zip(analysis.estate().gaps()) {
        let service = gap.api.split(':').next().unwrap_or(&gap.api);
        let failed = groups.entry(service).or_insert_with(|| Failed::new(GapId(at)));
        *failed.calls.entry(&gap.api).or_default() += 1;
        *failed.reasons.entry(gap.reason.words()).or_default() += 1;
    }
    let mut groups: Vec<(&str, Failed<'_>)> = groups.into_iter().collect();
    groups.sort_by_key(|(_, failed)| Reverse(failed.count()));
    let shown = if groups.len() > SERVICES { SERVICES - 1 } else { groups.len() };
    let more = groups.split_off(shown);
    let mut items: Vec<Item> = groups.into_iter().map(|(service, failed)| failed.item(service)).collect();
    if !more.is_empty() {
        items.push(Item::MoreGaps { services: more.len(), reads: more.iter().map(|(_, failed)| failed.count()).sum() });
    }
    items
}

/// What failed of a service: how often by call and by reason.
struct Failed<'a> {
    first: GapId,
    calls: BTreeMap<&'a str, usize>,
    reasons: BTreeMap<&'a str, usize>,
}

impl Failed<'_> {
    fn new(first: GapId) -> Self {
        Self { first, calls: BTreeMap::new(), reasons: BTreeMap::new() }
    }

    fn count(&self) -> usize {
        self.calls.values().sum()
    }

    fn item(self, service: &str) -> Item {
        let reasons = reasons_in_words(&self.reasons, self.count());
        let mut names = self.calls.keys();
        let what = match (names.next(), names.next()) {
            (Some(only), None) => safe!("{only}: {reasons}"),
            _ => safe!("{service}, {} calls: {reasons}", self.calls.len()),
        };
        let calls = self.calls.iter().map(|(call, count)| (Safe::new(call), *count)).collect();
        Item::Gaps { what, first: self.first, calls }
    }
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
                Item::Finding(at) => finding_row(ink, analysis, *at, area.width, true),
                Item::Gaps { what, .. } => unread_row(ink, what, area.width),
                Item::MoreGaps { services, reads } => {
                    let word = if *services == 1 { "service" } else { "services" };
                    let words = safe!("{services} {word} more, {} reads: g s lists every one", thousands(*reads));
                    unread_row(ink, &words, area.width)
                }
            };
            row.draw(buffer, area.x, y, area.width);
            if at == self.cursor.at {
                paint(buffer, Rect { y, height: 1, ..area }, ink.style(Role::Cursor));
            }
        }
    }
}

/// One line about reads that failed.
fn unread_row(ink: &Ink, what: &Safe, width: u16) -> Row {
    let mark = ink.row(Role::Unknown, safe!("{} unread    ", ink.glyphs.unknown));
    mark.with(ink, Role::Text, what.fit(usize::from(width).saturating_sub(12)))
}

/// One line about a finding: severity, resource unless all are of one, what is wrong.
pub(super) fn finding_row(ink: &Ink, analysis: &Analysis, at: u32, width: u16, named: bool) -> Row {
    let Some((finding, row)) = analysis.finding(at) else { return Row::blank() };
    let role = Ink::severity_role(finding.status, finding.severity());
    let mark = ink.glyphs.of(finding.status, finding.severity());
    let word = if finding.status == Status::Unknown { "unknown" } else { finding.severity().word() };
    let mut line = ink.row(role, safe!("{mark} {word:<9} "));
    if named {
        let name = usize::from(width / 4).clamp(16, 34);
        line = line.with(ink, Role::Text, row.resource.fit_middle(name).pad(name)).with(ink, Role::Text, "  ");
    }
    let room = usize::from(width).saturating_sub(line.width());
    line.with(ink, Role::Muted, row.summary.fit(room))
}
