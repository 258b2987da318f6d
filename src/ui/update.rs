//! What every message does to the console. Nothing here waits or touches the world; what is wanted from it is
//! returned as effects.

mod answers;
mod commands;

use crossterm::event::{KeyEventKind, MouseButton, MouseEvent, MouseEventKind};

use super::desk::Job;
use super::effect::{Effect, Ticket};
use super::ink::hits;
use super::key::{Key, Meaning};
use super::message::Message;
use super::model::{KEYMAP, Kind, Model};
use super::overlay::{Confirm, Overlay, Reply};
use super::place::Place;
use super::screen::{Act, Tone};
use super::text::Safe;

/// Takes a message in.
pub fn update(model: &mut Model, message: Message) -> Vec<Effect> {
    let mut effects = Vec::new();
    match message {
        Message::Key(event) if event.kind != KeyEventKind::Release => on_key(model, event.into(), &mut effects),
        Message::Key(_) => {}
        Message::Paste(text) => on_paste(model, &text, &mut effects),
        Message::Mouse(event) => on_mouse(model, event, &mut effects),
        Message::Resize(width, height) => {
            model.desk.size = (width, height);
            refresh(model);
        }
        Message::Answer(ticket, answer) => {
            if model.take(ticket, answer.is_part()) {
                answers::on_answer(model, answer, &mut effects);
            }
        }
        Message::Terminated => quit(model, &mut effects),
    }
    ask(model, &mut effects);
    settle(model);
    effects
}

/// Carries out what screens and overlays asked for.
fn perform(model: &mut Model, acts: Vec<Act>, effects: &mut Vec<Effect>) {
    for act in acts {
        match act {
            Act::Open(place) => open(model, place),
            Act::Run(id) => commands::run(model, id, effects),
            Act::Plan(wanted, choices) => commands::build_plan(model, wanted, choices, effects),
            Act::Undo(entry) => commands::build_undo(model, entry, effects),
            Act::Finish(entry) => {
                let Some(analysis) = model.desk.analysis.clone() else { continue };
                let ticket = model.ticket(Kind::Plan);
                effects.push(Effect::Finish { ticket, analysis, entry });
            }
            Act::CarryOut(why) => commands::carry_out(model, why, effects),
            Act::Arm(accounts) => commands::arm(model, accounts),
            Act::Show(overlay) => model.overlays.push(overlay),
            Act::Tell(tone, text) => model.notice = Some((tone, text)),
            Act::ExportFlows(excerpt, form) => {
                let Some(analysis) = model.desk.analysis.clone() else { continue };
                let ticket = model.ticket(Kind::Export);
                effects.push(Effect::ExportFlows { ticket, analysis, excerpt, form });
            }
            Act::Filter(text) => set_filter(model, &text),
            Act::Quit => quit(model, effects),
        }
    }
}

/// Asks what the shown place wants to know of access, unless the answer is here or under way.
fn ask(model: &mut Model, effects: &mut Vec<Effect>) {
    let Some(analysis) = model.desk.analysis.clone() else { return };
    let typed = model.overlays.last().and_then(Overlay::question);
    let is_typed = typed.is_some();
    let Some(question) = typed.or_else(|| model.place().question()) else { return };
    if model.desk.access.begins(&analysis, &question) {
        let ticket = model.ticket(Kind::Access);
        effects.push(Effect::Ask { ticket, analysis, question, typed: is_typed });
    }
}

fn open(model: &mut Model, place: Place) {
    model.history.go(place, &model.desk);
    model.notice = None;
    refresh(model);
}

fn quit(model: &Model, effects: &mut Vec<Effect>) {
    effects.push(Effect::SaveSession(model.session()));
    effects.push(Effect::Quit);
}

/// Asks before the program ends.
fn ask_to_quit(model: &mut Model) {
    let text = match &model.desk.job {
        Some(job) => super::text::safe!("{} is under way. What was done so far is kept and in the journal.", job.what),
        None => Safe::own("Nothing is under way."),
    };
    model.overlays.push(Confirm::simple("Quit Tidegate?", vec![text], vec![Act::Quit]).into());
}

fn on_key(model: &mut Model, key: Key, effects: &mut Vec<Effect>) {
    if let Some(mut top) = model.overlays.pop() {
        match top.key(key, &model.desk) {
            Reply::Stay => model.overlays.push(top),
            Reply::StayAnd(acts) => {
                model.overlays.push(top);
                perform(model, acts, effects);
            }
            Reply::Close(acts) => perform(model, acts, effects),
        }
        return;
    }
    model.pending.push(key);
    let contexts = model.place().contexts();
    let mut meaning = KEYMAP.meaning(contexts, &model.pending);
    if meaning == Meaning::Nothing && model.pending.len() > 1 {
        model.pending = vec![key];
        meaning = KEYMAP.meaning(contexts, &model.pending);
    }
    if meaning != Meaning::Begins {
        model.pending.clear();
    }
    if let Meaning::Command(id) = meaning {
        model.notice = None;
        commands::run(model, id, effects);
    }
}

fn on_paste(model: &mut Model, text: &str, effects: &mut Vec<Effect>) {
    let Some(top) = model.overlays.last_mut() else { return };
    let acts = top.paste(text, &model.desk);
    perform(model, acts, effects);
}

fn on_mouse(model: &mut Model, event: MouseEvent, effects: &mut Vec<Effect>) {
    if model.desk.is_too_small() {
        return;
    }
    match event.kind {
        MouseEventKind::ScrollDown => wheel(model, 3),
        MouseEventKind::ScrollUp => wheel(model, -3),
        MouseEventKind::Down(MouseButton::Left) => click(model, event.column, event.row, effects),
        _ => {}
    }
}

fn wheel(model: &mut Model, by: isize) {
    if let Some(top) = model.overlays.last_mut() {
        top.wheel(by, &model.desk);
        return;
    }
    let body = model.desk.regions().body;
    model.history.here_mut().screen.page_mut().wheel(by, &model.desk, body);
}

/// A click on a tab goes there; on a row or a box it moves the cursor, and on that of the cursor it opens it.
fn click(model: &mut Model, x: u16, y: u16, effects: &mut Vec<Effect>) {
    if !model.overlays.is_empty() {
        return;
    }
    let regions = model.desk.regions();
    if hits(regions.tabs, x, y) {
        if let Some(place) = super::view::tab_at(model, x) {
            open(model, place);
        }
        return;
    }
    let page = model.history.here_mut().screen.page_mut();
    let list = page.list(&model.desk, regions.body);
    match page.point((x, y), &model.desk, regions.body) {
        Some(true) => on_key(model, Key::plain(crossterm::event::KeyCode::Enter), effects),
        Some(false) => {}
        None if y + 1 == list.y => page.click_heading(x.saturating_sub(list.x), &model.desk, regions.body),
        None => {}
    }
}

fn set_filter(model: &mut Model, text: &str) {
    let page = model.history.here_mut().screen.page_mut();
    match page.set_filter(text, &model.desk) {
        Ok(()) => model.notice = None,
        Err(wrong) => model.notice = Some((Tone::Bad, wrong)),
    }
}

/// Makes the rows of the shown screen again; those of the others are made again when they are shown.
fn refresh(model: &mut Model) {
    model.history.here_mut().screen.page_mut().refresh(&model.desk);
}

/// Brings the cursor into its list and into view.
fn settle(model: &mut Model) {
    let body = model.desk.regions().body;
    let page = model.history.here_mut().screen.page_mut();
    let (len, height) = (page.len(&model.desk), page.list(&model.desk, body).height);
    page.cursor_mut().settle(len, usize::from(height));
    if let Some(top) = model.overlays.last_mut() {
        top.settle(&model.desk);
    }
}

/// Begins a job that the user waits for.
fn begin(model: &mut Model, kind: Kind, what: Safe) -> Ticket {
    let ticket = model.ticket(kind);
    model.desk.job = Some(Job { ticket, what, cancelling: false });
    ticket
}

/// Begins a scan.
pub(super) fn start_scan(model: &mut Model, effects: &mut Vec<Effect>) {
    let ticket = begin(model, Kind::Scan, Safe::own("The scan"));
    model.desk.scan = Some(super::scan::ScanView::default());
    effects.push(Effect::Scan(ticket));
    open(model, Place::Scan);
}
