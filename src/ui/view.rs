//! How the console is drawn: header, tabs, the screen, what was last said, and the keys.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::command::hints;
use super::desk::SMALLEST;
use super::ink::{Row, paint};
use super::model::Model;
use super::place::Place;
use super::screen::Tone;
use super::text::{Safe, safe, short, thousands};
use super::theme::Role;

/// Draws the console.
pub fn view(model: &Model, frame: &mut Frame<'_>) {
    draw(model, frame.buffer_mut());
}

/// Draws the console into a buffer of its size.
pub fn draw(model: &Model, buffer: &mut Buffer) {
    let screen = buffer.area;
    paint(buffer, screen, model.desk.ink.style(Role::Text));
    if model.desk.is_too_small() {
        draw_too_small(model, buffer);
        return;
    }
    let regions = model.desk.regions();
    draw_header(model, buffer, regions.header);
    draw_tabs(model, buffer, regions.tabs);
    model.history.here().screen.page().draw(&model.desk, buffer, regions.body);
    draw_notice(model, buffer, regions.notice);
    draw_footer(model, buffer, regions.footer);
    for overlay in &model.overlays {
        overlay.draw(&model.desk, buffer, screen);
    }
}

fn draw_too_small(model: &Model, buffer: &mut Buffer) {
    let area = buffer.area;
    let ink = &model.desk.ink;
    let (width, height) = SMALLEST;
    let lines = [
        Safe::own("Too small."),
        safe!("{}x{} here,", area.width, area.height),
        safe!("{width}x{height} needed."),
        Safe::own("q quits."),
    ];
    for (line, y) in lines.into_iter().zip(area.top()..area.bottom()) {
        ink.row(Role::Text, line).draw(buffer, area.x, y, area.width);
    }
}

fn draw_header(model: &Model, buffer: &mut Buffer, line: Rect) {
    let (desk, ink) = (&model.desk, &model.desk.ink);
    paint(buffer, line, ink.style(Role::Header));
    let mut row = ink.row(Role::Header, " Tidegate ").with(ink, Role::Header, safe!(" {}", desk.title));
    if let Some(analysis) = &desk.analysis {
        let header = &analysis.estate().header;
        let read = header.finished.unwrap_or(header.started).strftime("%Y-%m-%d %H:%M UTC");
        row = row.with(ink, Role::Header, safe!("  {} read {read}", ink.glyphs.dot));
        if analysis.estate().partial {
            row = row.with(ink, Role::Unknown, " partial");
        }
    }
    let state = if desk.armed.is_empty() {
        ink.row(Role::ReadOnly, " read-only ")
    } else {
        let names: Vec<String> = desk.armed.iter().map(|id| desk.account_name(id).to_string()).collect();
        ink.row(Role::Armed, safe!(" ARMED {} ", names.join(", ")).fit(usize::from(line.width) / 2))
    };
    let width = u16::try_from(state.width()).unwrap_or(0).min(line.width);
    row.draw(buffer, line.x, line.y, line.width.saturating_sub(width + 1));
    state.draw(buffer, line.right() - width, line.y, width);
}

/// The tabs with the cells that each fills.
fn tabs(model: &Model) -> Vec<(Place, Safe, u16, u16)> {
    let label = |(digit, name, place)| (safe!(" {digit} {name}{}", count(model, &place)), place);
    let labels: Vec<(Safe, Place)> = Place::TABS.into_iter().map(label).collect();
    // A space behind each label and one between them, where there is room for both.
    let all: usize = labels.iter().map(|(label, _)| label.width() + 2).sum();
    let is_roomy = all <= usize::from(model.desk.size.0);
    let mut x = 1;
    let mut tabs = Vec::new();
    for (label, place) in labels {
        let label = if is_roomy { safe!("{label} ") } else { label };
        let width = u16::try_from(label.width()).unwrap_or(0);
        tabs.push((place, label, x, width));
        x += width + u16::from(is_roomy);
    }
    tabs
}

fn count(model: &Model, place: &Place) -> String {
    let desk = &model.desk;
    match (place, &desk.analysis) {
        (Place::Findings, Some(analysis)) => {
            format!(" {}", short(analysis.summary.faults.iter().sum()))
        }
        (Place::Plan, _) => desk.plan.as_ref().map_or(String::new(), |draft| format!(" {}", draft.plan.steps.len())),
        _ => String::new(),
    }
}

/// The tab at a column.
pub(super) fn tab_at(model: &Model, x: u16) -> Option<Place> {
    tabs(model).into_iter().find(|(_, _, left, width)| (*left..left + width).contains(&x)).map(|(place, ..)| place)
}

fn draw_tabs(model: &Model, buffer: &mut Buffer, line: Rect) {
    let ink = &model.desk.ink;
    let here = model.place().tab();
    for (place, label, x, width) in tabs(model) {
        let role = if place == here { Role::Tab } else { Role::Muted };
        if x < line.right() {
            ink.row(role, label).draw(buffer, x, line.y, width.min(line.right() - x));
        }
    }
    draw_position(model, buffer, line);
}

/// Where the cursor is in a list that does not fit the screen, at the right of the tabs.
fn draw_position(model: &Model, buffer: &mut Buffer, line: Rect) {
    let (desk, page) = (&model.desk, model.history.here().screen.page());
    let (len, height) = (page.len(desk), page.list(desk, desk.regions().body).height);
    let position = desk.ink.row(Role::Muted, safe!("{} of {} ", thousands(page.cursor().at + 1), thousands(len)));
    let width = u16::try_from(position.width()).unwrap_or(u16::MAX);
    let free = tabs(model).last().map_or(0, |(.., x, width)| line.right().saturating_sub(x + width));
    if len > usize::from(height) && free > width {
        position.draw(buffer, line.right() - width, line.y, width);
    }
}

fn draw_notice(model: &Model, buffer: &mut Buffer, line: Rect) {
    let ink = &model.desk.ink;
    let mut row = Row::blank();
    if let Some(job) = &model.desk.job {
        let how = if job.cancelling { "stopping after the call under way" } else { "under way, ctrl-c cancels" };
        row = ink.row(Role::Accent, safe!(" {} {} ", ink.glyphs.running, job.what)).with(ink, Role::Muted, how);
    }
    if let Some((tone, text)) = &model.notice {
        let role = match tone {
            Tone::Plain => Role::Text,
            Tone::Good => Role::Pass,
            Tone::Bad => Role::Error,
        };
        let (mark, gap) = match tone {
            Tone::Good => (ink.glyphs.pass, " "),
            Tone::Plain | Tone::Bad => ("", ""),
        };
        row = row.with(ink, role, safe!(" {mark}{gap}{text}"));
    }
    if !model.pending.is_empty() {
        let keys: Vec<String> = model.pending.iter().map(ToString::to_string).collect();
        row = row.with(ink, Role::Accent, safe!(" {} …", keys.join(" ")));
    }
    row.draw(buffer, line.x, line.y, line.width);
}

fn draw_footer(model: &Model, buffer: &mut Buffer, line: Rect) {
    let ink = &model.desk.ink;
    let help = ink.row(Role::Accent, "?").with(ink, Role::Muted, " help ");
    let room = usize::from(line.width).saturating_sub(help.width() + 1);
    let mut row = ink.row(Role::Text, " ");
    for command in hints(model.place()) {
        let Some(key) = command.keys.first() else { continue };
        let blocked = (command.possible)(model).is_err();
        let role = if blocked { Role::Muted } else { Role::Accent };
        let hint = ink.row(role, *key).with(ink, Role::Muted, safe!(" {}  ", command.hint));
        if row.width() + hint.width() > room {
            break;
        }
        row = row.then(hint);
    }
    row.to(room + 1).then(help).draw(buffer, line.x, line.y, line.width);
}
