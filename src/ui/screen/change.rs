//! What a step changes, word by word, and how it went. The plan and the journal show steps with it.

use super::writer::Writer;
use crate::journal::{StepOutcome, StepState};
use crate::model::SettingValue;
use crate::remedy::{self, DiffLine, DiffTag, Step};
use crate::ui::text::{Safe, safe};
use crate::ui::theme::Role;

/// How a step stands; where it stopped, what was found instead of what was wanted.
pub(super) fn state(writer: &mut Writer<'_>, step: &Step, state: &StepState, running: bool) {
    writer.pair("state", role(state, running), words(state, running));
    let (meaning, wanted, found) = match state {
        StepState::Ended(StepOutcome::Changed { found }) => ("- when the plan was made, + now", &step.before, found),
        StepState::Ended(StepOutcome::NotEffective { found }) => {
            ("- as asked for, + as it reads back", &step.after, found)
        }
        _ => return,
    };
    values(writer, "found", meaning, Role::High, wanted, found);
}

/// A label and the difference of two values below it.
pub(super) fn values(
    writer: &mut Writer<'_>,
    label: &'static str,
    meaning: &'static str,
    role: Role,
    before: &SettingValue,
    after: &SettingValue,
) {
    writer.pair(label, role, meaning);
    lines(writer, &remedy::difference(before, after));
}

/// The lines of a difference, each broken where the line is full.
pub(super) fn lines(writer: &mut Writer<'_>, lines: &[DiffLine]) {
    let ink = writer.ink;
    if lines.is_empty() {
        writer.text(Role::Muted, INDENT, "the same in all that counts");
    }
    let room = writer.width.saturating_sub(INDENT + 2);
    for line in lines {
        let (mark, plain, strong) = match line.tag {
            DiffTag::Same => ("  ", Role::Muted, Role::Muted),
            DiffTag::Folded => ("  …", Role::Muted, Role::Muted),
            DiffTag::Removed => ("- ", Role::Removed, Role::RemovedWord),
            DiffTag::Added => ("+ ", Role::Added, Role::AddedWord),
        };
        let start = || ink.row(Role::Text, safe!("{}", " ".repeat(INDENT))).with(ink, plain, mark);
        let (mut row, mut used) = (start(), 0);
        for (marked, words) in &line.spans {
            let role = if *marked { strong } else { plain };
            for (nth, piece) in pieces(&Safe::new(words), room, &mut used).into_iter().enumerate() {
                if nth > 0 {
                    writer.row(std::mem::replace(&mut row, start()));
                }
                row = row.with(ink, role, piece);
            }
        }
        writer.row(row);
    }
}

/// The difference is indented by so many cells.
const INDENT: usize = 2;

/// Cuts a run of text where the line is full; `used` is how full it is. Each piece but the first begins a line.
fn pieces(text: &Safe, room: usize, used: &mut usize) -> Vec<Safe> {
    let mut all = Vec::new();
    let mut part = String::new();
    for character in text.as_str().chars() {
        let cells = unicode_width::UnicodeWidthChar::width(character).unwrap_or(0);
        if *used + cells > room && *used > 0 {
            all.push(Safe::new(&std::mem::take(&mut part)));
            *used = 0;
        }
        part.push(character);
        *used += cells;
    }
    all.push(Safe::new(&part));
    all
}

/// How a step stands, in words.
fn words(state: &StepState, running: bool) -> Safe {
    if running {
        return Safe::own("under way");
    }
    match state {
        StepState::Waiting => Safe::own("not started"),
        StepState::Interrupted => Safe::own("interrupted: not known whether it took effect"),
        StepState::Ended(StepOutcome::Done) => Safe::own("done and read back"),
        StepState::Ended(StepOutcome::AlreadyThere) => Safe::own("already as wanted: nothing was called"),
        StepState::Ended(StepOutcome::Changed { .. }) => {
            Safe::own("stopped, nothing was called: someone changed it since the plan was made")
        }
        StepState::Ended(StepOutcome::Refused { error }) => safe!("refused: {error}"),
        StepState::Ended(StepOutcome::NotEffective { .. }) => Safe::own("answered, but it reads back otherwise"),
        StepState::Ended(StepOutcome::Uncertain { error }) => safe!("not known whether it took effect: {error}"),
    }
}

fn role(state: &StepState, running: bool) -> Role {
    match state {
        _ if running => Role::Accent,
        StepState::Waiting => Role::Muted,
        StepState::Ended(StepOutcome::Done | StepOutcome::AlreadyThere) => Role::Pass,
        StepState::Interrupted | StepState::Ended(_) => Role::High,
    }
}
