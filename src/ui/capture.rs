//! A console without a terminal: keys in, the screen out as text or as an SVG picture. Tests and documentation use it.

use std::fmt::Write as _;
use std::time::Duration;

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use super::effect::Effect;
use super::key::{Key, parse_sequence};
use super::message::Message;
use super::model::Model;
use super::perform::Performer;
use super::runtime::Start;
use super::theme::{Role, Theme};
use super::update;
use super::view::draw;

/// An answer that takes longer than this is taken as lost.
const PATIENCE: Duration = Duration::from_secs(20);

/// The real console: the model, `update`, and effects that are really carried out.
#[derive(Debug)]
pub struct Headless {
    /// The console.
    pub model: Model,
    performer: Performer,
    answers: UnboundedReceiver<Message>,
    /// Whether it ended.
    pub ended: bool,
    /// How often it was suspended.
    pub suspended: usize,
}

impl Headless {
    /// Starts a console of this size. Needs a tokio runtime.
    pub fn start(start: &Start, size: (u16, u16)) -> Self {
        let (sender, answers) = unbounded_channel();
        let performer = Performer::new(start.services.clone(), sender);
        let (model, effects) = Model::new(start.opening(size));
        let mut console = Self { model, performer, answers, ended: false, suspended: 0 };
        console.carry_out(effects);
        console
    }

    /// Takes a message in.
    pub fn take(&mut self, message: Message) {
        let effects = update(&mut self.model, message);
        self.carry_out(effects);
    }

    fn carry_out(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Quit => {
                    self.ended = true;
                }
                Effect::Suspend => self.suspended += 1,
                effect => self.performer.perform(effect),
            }
        }
    }

    /// Presses keys, such as `5 / enter` or `ctrl-c`, without waiting for answers.
    pub fn press(&mut self, keys: &str) {
        for key in parse_sequence(keys) {
            self.key(key);
        }
    }

    /// Types letters.
    pub fn type_text(&mut self, text: &str) {
        for letter in text.chars() {
            self.key(Key::plain(crossterm::event::KeyCode::Char(letter)));
        }
    }

    fn key(&mut self, key: Key) {
        use crossterm::event::{KeyEvent, KeyModifiers};
        let mut modifiers = KeyModifiers::NONE;
        modifiers.set(KeyModifiers::CONTROL, key.control);
        modifiers.set(KeyModifiers::ALT, key.alt);
        self.take(Message::Key(KeyEvent::new(key.code, modifiers)));
    }

    /// Waits until nothing is waited for any more. False when an answer did not come in time.
    pub async fn settle(&mut self) -> bool {
        while self.model.is_waiting() {
            match tokio::time::timeout(PATIENCE, self.answers.recv()).await {
                Ok(Some(message)) => self.take(message),
                Ok(None) | Err(_) => return false,
            }
        }
        true
    }

    /// Takes the next answer in, whatever it is. False when none came in time.
    pub async fn next_answer(&mut self) -> bool {
        match tokio::time::timeout(PATIENCE, self.answers.recv()).await {
            Ok(Some(message)) => {
                self.take(message);
                true
            }
            Ok(None) | Err(_) => false,
        }
    }

    /// The screen.
    pub fn buffer(&self) -> Buffer {
        buffer(&self.model)
    }

    /// The screen as text.
    pub fn text(&self) -> String {
        text(&self.buffer())
    }
}

/// The screen of a model.
pub fn buffer(model: &Model) -> Buffer {
    let (width, height) = model.desk.size;
    let mut buffer = Buffer::empty(Rect { x: 0, y: 0, width, height });
    draw(model, &mut buffer);
    buffer
}

/// A screen as lines of text without trailing spaces.
pub fn text(buffer: &Buffer) -> String {
    let mut text = String::new();
    for row in rows(buffer) {
        let line: String = row.iter().map(|cell| cell.symbol()).collect();
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

fn rows(buffer: &Buffer) -> impl Iterator<Item = &[Cell]> {
    buffer.content.chunks(usize::from(buffer.area.width).max(1))
}

/// A screen as an SVG picture. Every letter stands in its own cell, whatever font shows it.
pub fn svg(buffer: &Buffer, theme: &Theme) -> String {
    const WIDTH: f32 = 8.4;
    const HEIGHT: f32 = 18.0;
    let (columns, lines) = (f32::from(buffer.area.width), f32::from(buffer.area.height));
    let ground = theme.style(Role::Text);
    let (ink, paper) = (ground.fg.unwrap_or(Color::Gray), ground.bg.unwrap_or(Color::Black));
    let mut out = String::new();
    let _ = writeln!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {}\" font-family=\"ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace\" font-size=\"14\">",
        columns * WIDTH + 16.0,
        lines * HEIGHT + 16.0
    );
    let _ = writeln!(out, "<rect width=\"100%\" height=\"100%\" rx=\"6\" fill=\"{}\"/>", hex(paper, "#14171c"));
    for (row, y) in rows(buffer).zip(0u16..) {
        for run in runs(row) {
            let (x, top) = (f32::from(run.at) * WIDTH + 8.0, f32::from(y) * HEIGHT + 8.0);
            let (mut fg, mut bg) = (hex(run.cell.fg, &hex(ink, "#d3d8de")), hex(run.cell.bg, &hex(paper, "#14171c")));
            if run.cell.modifier.contains(Modifier::REVERSED) {
                std::mem::swap(&mut fg, &mut bg);
            }
            let width = f32::from(run.cells) * WIDTH;
            if bg != hex(paper, "#14171c") {
                let _ = writeln!(
                    out,
                    "<rect x=\"{x:.1}\" y=\"{top:.1}\" width=\"{width:.1}\" height=\"{HEIGHT}\" fill=\"{bg}\"/>"
                );
            }
            if run.text.trim().is_empty() {
                continue;
            }
            let weight = if run.cell.modifier.contains(Modifier::BOLD) { " font-weight=\"bold\"" } else { "" };
            let line =
                if run.cell.modifier.contains(Modifier::UNDERLINED) { " text-decoration=\"underline\"" } else { "" };
            let _ = writeln!(
                out,
                "<text x=\"{x:.1}\" y=\"{:.1}\" textLength=\"{width:.1}\" lengthAdjust=\"spacingAndGlyphs\" xml:space=\"preserve\" fill=\"{fg}\"{weight}{line}>{}</text>",
                top + 13.5,
                escaped(&run.text)
            );
        }
    }
    out.push_str("</svg>\n");
    out
}

/// Cells beside each other that have one style.
struct Run<'a> {
    at: u16,
    cells: u16,
    text: String,
    cell: &'a Cell,
}

fn runs(row: &[Cell]) -> Vec<Run<'_>> {
    let mut runs: Vec<Run<'_>> = Vec::new();
    for (cell, at) in row.iter().zip(0u16..) {
        match runs.last_mut() {
            Some(run) if run.cell.style() == cell.style() => {
                run.text.push_str(cell.symbol());
                run.cells += 1;
            }
            _ => runs.push(Run { at, cells: 1, text: cell.symbol().to_owned(), cell }),
        }
    }
    runs
}

fn hex(colour: Color, otherwise: &str) -> String {
    match colour {
        Color::Rgb(red, green, blue) => format!("#{red:02x}{green:02x}{blue:02x}"),
        Color::Black => "#000000".to_owned(),
        Color::White => "#ffffff".to_owned(),
        _ => otherwise.to_owned(),
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
