//! The journal: what was carried out, entry by entry, and one entry with its steps.

use super::Act;
use super::change;
use super::document::{Content, Document, Target};
use super::writer::Writer;
use crate::journal::{Entry, StepOutcome, StepState};
use crate::ui::command::Id;
use crate::ui::desk::Desk;
use crate::ui::ink::{Ink, Row};
use crate::ui::place::Place;
use crate::ui::screen::Tone;
use crate::ui::text::{Safe, safe};
use crate::ui::theme::Role;
use crate::ui::widget::{Column, Width, cells, headings, widths};

const COLUMNS: [Column; 5] = [
    Column::new("entry", Width::Fixed(20), 0),
    Column::new("state", Width::Fixed(13), 0),
    Column::new("steps", Width::Fixed(7), 1),
    Column::new("what", Width::Share(3, 20), 0),
    Column::new("who", Width::Share(1, 16), 2),
];

/// The state of the screen.
pub type State = Document<Journal>;

/// The list of entries, or one of them.
#[derive(Debug, Clone, Default)]
pub struct Journal {
    /// The entry that is open; none shows the list.
    pub entry: Option<String>,
}

impl Content for Journal {
    fn write(&self, desk: &Desk, writer: &mut Writer<'_>) {
        match &self.entry {
            Some(id) => match desk.entry(id) {
                Some(entry) => details(writer, entry),
                None => writer.text(Role::Text, 0, safe!("The journal has no entry {id}.")),
            },
            None => list(writer, desk),
        }
    }

    fn run(&self, command: Id, _: &Desk, target: Option<&Target>) -> Vec<Act> {
        let at_hand = match (&self.entry, target) {
            (Some(id), _) | (None, Some(Target::Place(Place::Entry(id)))) => id.clone(),
            _ => return Vec::new(),
        };
        match command {
            Id::Undo => vec![Act::Undo(at_hand)],
            Id::Finish => vec![Act::Finish(at_hand)],
            _ => Vec::new(),
        }
    }
}

fn list(writer: &mut Writer<'_>, desk: &Desk) {
    head(writer, desk);
    let ink = writer.ink;
    if desk.journal.entries.is_empty() {
        writer.blank();
        writer.text(Role::Text, 0, "Nothing was carried out yet.");
        writer.blank();
        let words =
            "Each plan that is applied is kept here, with what every step found and did, and can be taken back.";
        writer.text(Role::Muted, 0, words);
        return;
    }
    let widths = widths(&COLUMNS, u16::try_from(writer.width).unwrap_or(u16::MAX));
    writer.head(headings(ink, Row::blank(), &COLUMNS, &widths));
    for entry in &desk.journal.entries {
        writer.link(entry_row(ink, entry, &widths), Target::Place(Place::Entry(entry.id.clone())));
    }
}

fn head(writer: &mut Writer<'_>, desk: &Desk) {
    let ink = writer.ink;
    let width = u16::try_from(writer.width).unwrap_or(u16::MAX);
    let count = desk.journal.entries.len();
    let detail = if count == 1 { safe!("1 entry") } else { safe!("{count} entries") };
    writer.head(ink.heading(width, "Journal", detail));
    if let Some(problem) = &desk.journal.problem {
        writer.head(ink.row(Role::High, problem.clone()));
    }
    if let Some((tone, words)) = &desk.journal.verified {
        let role = if *tone == Tone::Bad { Role::High } else { Role::Pass };
        writer.head(ink.row(role, words.clone()));
    }
    let broken = desk.journal.entries.iter().filter(|entry| entry.ended.is_none()).count();
    if broken > 0 {
        let words = safe!("{broken} interrupted: enter shows what is known, f plans the rest, z plans to take it back");
        writer.head(ink.row(Role::High, words));
    }
}

fn entry_row(ink: &Ink, entry: &Entry, widths: &[u16]) -> Row {
    let (word, role) = state(entry);
    let what = match (&entry.plan.undoes, entry.plan.steps.first()) {
        (Some(undone), _) => safe!("takes back {undone}"),
        (None, Some(step)) => safe!("{}: {}", step.setting.resource.short_name(), step.summary),
        (None, None) => Safe::default(),
    };
    let texts = [
        (Role::Text, safe!("{}", entry.id)),
        (role, Safe::own(word)),
        (Role::Text, safe!("{}/{}", done(entry), entry.steps.len())),
        (Role::Text, what),
        (Role::Muted, safe!("{}", entry.who)),
    ];
    cells(ink, Row::blank(), &COLUMNS, widths, &texts)
}

/// How an entry stands.
fn state(entry: &Entry) -> (&'static str, Role) {
    match entry.ended {
        Some(true) => ("done", Role::Pass),
        Some(false) => ("stopped", Role::Medium),
        None => ("interrupted", Role::High),
    }
}

fn done(entry: &Entry) -> usize {
    let done = |state: &&StepState| matches!(state, StepState::Ended(StepOutcome::Done | StepOutcome::AlreadyThere));
    entry.steps.iter().filter(done).count()
}

fn details(writer: &mut Writer<'_>, entry: &Entry) {
    writer.label = 11;
    let (word, role) = state(entry);
    writer.heading(safe!("Entry {}", entry.id), safe!("{}", entry.at));
    writer.pair("state", role, word);
    writer.pair("who", Role::Text, Safe::new(&entry.who));
    if !entry.why.is_empty() {
        writer.pair("why", Role::Text, Safe::new(&entry.why));
    }
    if let Some(undone) = &entry.plan.undoes {
        writer.pair("takes back", Role::Text, safe!("entry {undone}"));
    }
    if entry.ended.is_none() {
        let words =
            "f plans what is left, z plans to take back what was done; both are shown before anything is changed";
        writer.pair("next", Role::Accent, words);
    }
    for (index, (step, state)) in entry.plan.steps.iter().zip(&entry.steps).enumerate() {
        writer.heading(safe!("{}. {}", index + 1, step.summary), "");
        change::state(writer, step, state, false);
        writer.pair("setting", Role::Text, safe!("{}", step.setting));
        change::values(writer, "change", "- before, + after", Role::Text, &step.before, &step.after);
    }
}
