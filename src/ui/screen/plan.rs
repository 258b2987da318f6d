//! The plan: each step with its call, its risk, what it needs, how it is taken back, and what it changes word by word.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{Act, Page};
use crate::journal::{StepOutcome, StepState};
use crate::remedy::{Step, StepRisk};
use crate::ui::command::Id;
use crate::ui::desk::Desk;
use crate::ui::draft::{Draft, Side, StepView, one_line, state_words};
use crate::ui::ink::{Ink, Row, draw_rows, inset, paint};
use crate::ui::screen::Tone;
use crate::ui::text::{Safe, safe};
use crate::ui::theme::Role;
use crate::ui::widget::Cursor;

/// Details are indented by so many cells.
const INDENT: usize = 3;

/// The lines of the plan and where the cursor is among them.
#[derive(Debug, Clone, Default)]
pub struct State {
    cursor: Cursor,
    rows: Vec<Row>,
}

impl Page for State {
    fn refresh(&mut self, desk: &Desk) {
        let width = desk.size.0.saturating_sub(2);
        self.rows = match &desk.plan {
            Some(draft) => document(desk, draft, width),
            None => empty(&desk.ink),
        };
        self.cursor.settle(self.rows.len(), usize::from(desk.regions().body.height));
    }

    fn len(&self, _: &Desk) -> usize {
        self.rows.len()
    }

    fn list(&self, _: &Desk, body: Rect) -> Rect {
        inset(body)
    }

    fn cursor(&mut self) -> &mut Cursor {
        &mut self.cursor
    }

    fn run(&mut self, _: Id, _: &Desk) -> Vec<Act> {
        Vec::new()
    }

    fn draw(&self, desk: &Desk, buffer: &mut Buffer, body: Rect) {
        let body = inset(body);
        let view = self.cursor.view(self.rows.len(), usize::from(body.height));
        draw_rows(buffer, body, self.rows.get(view.clone()).unwrap_or_default());
        if desk.plan.is_some() && view.contains(&self.cursor.at) {
            let y = body.y + u16::try_from(self.cursor.at - view.start).unwrap_or(0);
            paint(buffer, Rect { x: body.x, y, width: body.width, height: 1 }, desk.ink.style(Role::Cursor));
        }
    }
}

fn empty(ink: &Ink) -> Vec<Row> {
    vec![
        Row::blank(),
        ink.row(Role::Text, "  There is no plan."),
        Row::blank(),
        ink.row(
            Role::Muted,
            "  Open a finding and choose a remedy, or press p on a finding: the plan shows every call and what it",
        ),
        ink.row(Role::Muted, "  changes. Nothing is changed until you apply it."),
    ]
}

fn document(desk: &Desk, draft: &Draft, width: u16) -> Vec<Row> {
    let ink = &desk.ink;
    let plan = &draft.plan;
    let steps = if plan.steps.len() == 1 { safe!("1 step") } else { safe!("{} steps", plan.steps.len()) };
    let title = if plan.undoes.is_some() { "Undo plan" } else { "Plan" };
    let mut rows = vec![ink.heading(width, title, safe!("{steps}, {}, hash {}", plan.risk().word(), plan.id))];
    if let Some(entry) = &plan.undoes {
        rows.push(labelled(ink, "takes back", safe!("entry {entry} of the journal"), Role::Text));
    }
    for mends in &draft.mends {
        rows.push(labelled(ink, "mends", mends.clone(), Role::Text));
    }
    list(&mut rows, ink, width, "also mends", Role::Pass, &draft.also_mends);
    list(&mut rows, ink, width, "raises", Role::High, &draft.raises);
    list(&mut rows, ink, width, "takes away", Role::Medium, &draft.loses);
    if let Some((tone, words)) = &draft.carried_out {
        list(&mut rows, ink, width, "result", tone_role(*tone), std::slice::from_ref(words));
    } else {
        list(&mut rows, ink, width, "next", Role::Accent, &[next(desk, draft)]);
    }
    for (index, (step, view)) in plan.steps.iter().zip(&draft.steps).enumerate() {
        rows.push(Row::blank());
        step_rows(&mut rows, ink, width, index, step, view);
    }
    rows
}

/// What to do next, or why it cannot be done.
fn next(desk: &Desk, draft: &Draft) -> Safe {
    if !desk.can_write {
        return Safe::own("export it: this estate was opened from a file, so nothing can be applied");
    }
    let missing: Vec<String> = draft
        .accounts()
        .filter(|account| !desk.armed.contains(*account))
        .map(|account| desk.account_name(account).to_string())
        .collect();
    if missing.is_empty() {
        return Safe::own("read the differences, then press Enter to apply");
    }
    safe!("read the differences; press W to arm writing in {}", missing.join(", "))
}

fn step_rows(rows: &mut Vec<Row>, ink: &Ink, width: u16, index: usize, step: &Step, view: &StepView) {
    rows.push(ink.heading(width, safe!("{}. {}", index + 1, step.summary), safe!("{}", step.risk.word())));
    rows.push(labelled(ink, "state", state_words(&view.state, view.running), state_role(&view.state, view.running)));
    list(rows, ink, width, "risk", risk_role(step.risk), &[risk_words(step)]);
    rows.push(labelled(ink, "setting", safe!("{}", step.setting.aspect.words()), Role::Text));
    rows.push(labelled(ink, "resource", safe!("{}", step.setting.resource), Role::Text));
    let place = safe!("{} in {} ({})", call_words(step), step.setting.account, step.setting.region);
    rows.push(labelled(ink, "call", place, Role::Text));
    list(rows, ink, width, "needs", Role::Text, &[safe!("{}", step.needs.join(", "))]);
    list(rows, ink, width, "undo", Role::Text, &[undo_words(step)]);
    let notes: Vec<Safe> = step.consequences.iter().map(|text| Safe::new(text)).collect();
    list(rows, ink, width, "note", Role::Text, &notes);
    if let Some(found) = found(&view.state) {
        list(rows, ink, width, "found", Role::High, &[found]);
    }
    rows.push(Row::blank());
    diff_rows(rows, ink, width, view);
}

pub(super) fn diff_rows(rows: &mut Vec<Row>, ink: &Ink, width: u16, view: &StepView) {
    let room = usize::from(width).saturating_sub(INDENT + 2);
    for line in &view.diff {
        let (mark, plain, strong) = match line.side {
            Side::Both => ("  ", Role::Muted, Role::Muted),
            Side::Before => ("- ", Role::Removed, Role::RemovedWord),
            Side::After => ("+ ", Role::Added, Role::AddedWord),
        };
        let start = || ink.row(Role::Text, safe!("{}", " ".repeat(INDENT)));
        let mut row = start().with(ink, plain, mark);
        let mut used = 0;
        for (marked, words) in &line.words {
            let role = if *marked { strong } else { plain };
            for piece in pieces(words, room, &mut used) {
                if let Piece::Break = piece {
                    rows.push(std::mem::replace(&mut row, start().with(ink, plain, mark)));
                } else if let Piece::Text(text) = piece {
                    row = row.with(ink, role, text);
                }
            }
        }
        rows.push(row);
    }
}

/// A part of a line that is wrapped at its edge.
enum Piece {
    Text(Safe),
    Break,
}

/// Cuts a run of text where the line is full; `used` is how full it is.
fn pieces(text: &Safe, room: usize, used: &mut usize) -> Vec<Piece> {
    let mut all = Vec::new();
    let mut part = String::new();
    for character in text.as_str().chars() {
        let cells = unicode_width::UnicodeWidthChar::width(character).unwrap_or(0);
        if *used + cells > room && *used > 0 {
            all.push(Piece::Text(Safe::new(&std::mem::take(&mut part))));
            all.push(Piece::Break);
            *used = 0;
        }
        part.push(character);
        *used += cells;
    }
    all.push(Piece::Text(Safe::new(&part)));
    all
}

/// Texts under one label, each broken where the line is full.
fn list(rows: &mut Vec<Row>, ink: &Ink, width: u16, label: &'static str, role: Role, texts: &[Safe]) {
    let room = usize::from(width).saturating_sub(INDENT + 13);
    let lines = texts.iter().flat_map(|text| text.wrap(room));
    rows.extend(lines.enumerate().map(|(nth, line)| labelled(ink, if nth == 0 { label } else { "" }, line, role)));
}

fn labelled(ink: &Ink, label: &'static str, text: Safe, role: Role) -> Row {
    let indent = safe!("{}", " ".repeat(INDENT));
    ink.row(Role::Text, indent).with(ink, Role::Muted, Safe::own(label).pad(12)).with(ink, role, text)
}

fn call_words(step: &Step) -> Safe {
    let call = step.setting.write_call(&step.after);
    safe!("{}:{}", service(call.permission), call.operation)
}

/// The service's prefix of a permission.
fn service(permission: &str) -> &str {
    permission.split(':').next().unwrap_or_default()
}

fn undo_words(step: &Step) -> Safe {
    match &step.inverse {
        None => Safe::own("not possible"),
        Some(value) if value == &step.before => Safe::own("gives back the value from before, exactly"),
        Some(value) => safe!("gives {}", one_line(value)),
    }
}

fn risk_words(step: &Step) -> Safe {
    Safe::own(match step.risk {
        StepRisk::Reversible => "reversible: it can be taken back and disturbs nothing known",
        StepRisk::Disruptive => "disruptive: it can disturb what works; you will type the resource's name",
        StepRisk::AccountWide => "account-wide: it touches the whole account; you will type the account's name",
        StepRisk::Irreversible => "irreversible: it cannot be taken back; you will type the account's name",
    })
}

fn risk_role(risk: StepRisk) -> Role {
    match risk {
        StepRisk::Reversible => Role::Text,
        StepRisk::Disruptive => Role::Medium,
        StepRisk::AccountWide => Role::High,
        StepRisk::Irreversible => Role::Critical,
    }
}

fn tone_role(tone: Tone) -> Role {
    match tone {
        Tone::Plain => Role::Text,
        Tone::Good => Role::Pass,
        Tone::Bad => Role::High,
    }
}

/// The role of a step's state.
pub(super) fn state_role(state: &StepState, running: bool) -> Role {
    match state {
        _ if running => Role::Accent,
        StepState::Waiting => Role::Muted,
        StepState::Ended(StepOutcome::Done | StepOutcome::AlreadyThere) => Role::Pass,
        StepState::Interrupted | StepState::Ended(_) => Role::High,
    }
}

/// What was found where a step stopped.
pub(super) fn found(state: &StepState) -> Option<Safe> {
    match state {
        StepState::Ended(StepOutcome::Changed { found } | StepOutcome::NotEffective { found }) => Some(one_line(found)),
        _ => None,
    }
}
