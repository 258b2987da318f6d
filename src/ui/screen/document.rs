//! A page of lines with a cursor: what details are shown with. Some lines lead somewhere.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::ui::desk::Desk;
use crate::ui::effect::Wanted;
use crate::ui::ink::{Ink, Row, paint};
use crate::ui::place::Place;
use crate::ui::text::{Safe, safe};
use crate::ui::theme::Role;
use crate::ui::widget::Cursor;

/// What Enter does on a line.
#[derive(Debug, Clone)]
pub enum Target {
    /// Goes to a place.
    Place(Place),
    /// Makes a plan.
    Plan(Wanted),
}

/// A line.
#[derive(Debug, Clone)]
pub struct Line {
    row: Row,
    target: Option<Target>,
}

/// Lines with a cursor.
#[derive(Debug, Clone, Default)]
pub struct Document {
    lines: Vec<Line>,
    /// The cursor.
    pub cursor: Cursor,
    placed: bool,
}

/// Writes the lines of a document.
#[derive(Debug)]
pub struct Writer<'a> {
    /// Styles and marks.
    pub ink: &'a Ink,
    /// How wide a line may be.
    pub width: usize,
    lines: Vec<Line>,
}

impl<'a> Writer<'a> {
    /// A writer for a body of this width.
    pub fn new(desk: &'a Desk) -> Self {
        Self { ink: &desk.ink, width: usize::from(desk.size.0).saturating_sub(3), lines: Vec::new() }
    }

    /// An empty line.
    pub fn blank(&mut self) {
        self.row(Row::blank());
    }

    /// A line as it is.
    pub fn row(&mut self, row: Row) {
        self.lines.push(Line { row, target: None });
    }

    /// A line that leads somewhere.
    pub fn link(&mut self, row: Row, target: Target) {
        self.lines.push(Line { row, target: Some(target) });
    }

    /// A heading with a blank line before it.
    pub fn heading(&mut self, title: impl Into<Safe>, detail: impl Into<Safe>) {
        if !self.lines.is_empty() {
            self.blank();
        }
        let width = u16::try_from(self.width).unwrap_or(u16::MAX);
        self.row(self.ink.heading(width, title, detail));
    }

    /// Text broken into lines, indented.
    pub fn text(&mut self, role: Role, indent: usize, text: impl Into<Safe>) {
        let pad = Safe::new(&" ".repeat(indent));
        for line in text.into().wrap(self.width.saturating_sub(indent)) {
            self.row(self.ink.row(Role::Text, pad.clone()).with(self.ink, role, line));
        }
    }

    /// A label and its value; a long value continues below itself.
    pub fn pair(&mut self, label: impl Into<Safe>, role: Role, value: impl Into<Safe>) {
        const LABEL: usize = 22;
        let label = label.into();
        for (nth, line) in value.into().wrap(self.width.saturating_sub(LABEL + 1)).into_iter().enumerate() {
            let label = if nth == 0 { label.pad(LABEL) } else { Safe::own("").pad(LABEL) };
            self.row(self.ink.row(Role::Muted, label).with(self.ink, Role::Text, " ").with(self.ink, role, line));
        }
    }

    /// A text of several lines, such as a laid-out policy. Lines in the range are highlighted; long lines are broken.
    pub fn listing(&mut self, lines: &[Safe], highlight: &std::ops::Range<usize>) {
        let shown = around(lines.len(), highlight);
        for (at, line) in lines.iter().enumerate().skip(shown.start).take(shown.len()) {
            if at == shown.start && at > 0 {
                self.text(Role::Muted, 4, safe!("… {at} lines before"));
            }
            let marked = highlight.contains(&at);
            let (role, bar) = if marked { (Role::Highlight, self.ink.glyphs.cursor) } else { (Role::Text, " ") };
            for part in pieces(line, self.width.saturating_sub(4)) {
                let row = self.ink.row(Role::Text, "  ").with(self.ink, role, bar).with(self.ink, role, " ");
                self.row(row.with(self.ink, role, part));
            }
        }
        self.rest(lines.len() - shown.end);
    }

    /// Says how many lines a listing leaves out at its end.
    fn rest(&mut self, count: usize) {
        if count > 0 {
            self.text(Role::Muted, 4, safe!("… {count} lines after; the resource shows the whole"));
        }
    }

    /// Markdown of a manual page: headings, lists and paragraphs.
    pub fn markdown(&mut self, text: &str) {
        let mut paragraph = String::new();
        for line in text.lines().map(str::trim).chain(std::iter::once("")) {
            let starts = line.starts_with("- ") || line.starts_with('#');
            if (line.is_empty() || starts) && !paragraph.is_empty() {
                self.text(Role::Text, 2, Safe::new(&plain(&paragraph)));
                paragraph.clear();
            }
            if let Some(title) = line.strip_prefix('#') {
                self.text(Role::Title, 2, Safe::new(title.trim_start_matches('#').trim()));
            } else if !line.is_empty() {
                if !paragraph.is_empty() {
                    paragraph.push(' ');
                }
                paragraph.push_str(line);
            }
        }
    }

    /// The lines.
    pub fn finish(self) -> Vec<Line> {
        self.lines
    }
}

/// The lines to show of a listing: all of a short one, else those around the highlighted ones.
fn around(len: usize, highlight: &std::ops::Range<usize>) -> std::ops::Range<usize> {
    const SHORT: usize = 24;
    const AROUND: usize = 4;
    if len <= SHORT || highlight.is_empty() {
        return 0..len;
    }
    highlight.start.saturating_sub(AROUND)..(highlight.end + AROUND).min(len)
}

/// Markdown without its marks of emphasis and code.
fn plain(text: &str) -> String {
    text.replace("**", "").replace('`', "")
}

fn pieces(line: &Safe, width: usize) -> Vec<Safe> {
    if line.width() <= width {
        return vec![line.clone()];
    }
    let indent = line.as_str().len() - line.as_str().trim_start().len();
    let pad = " ".repeat(indent.min(width / 2));
    let inner = Safe::new(line.as_str().trim_start()).wrap(width.saturating_sub(pad.len() + 2));
    let mark = |nth: usize| if nth == 0 { "" } else { "  " };
    inner.iter().enumerate().map(|(nth, part)| Safe::new(&format!("{pad}{}{part}", mark(nth)))).collect()
}

impl Document {
    /// Takes new lines; the first time, the cursor goes to the first line that makes a plan, or leads somewhere.
    pub fn set(&mut self, lines: Vec<Line>) {
        self.lines = lines;
        if !self.placed && !self.lines.is_empty() {
            let plans = |line: &Line| matches!(line.target, Some(Target::Plan(_)));
            let links = |line: &Line| line.target.is_some();
            let first = self.lines.iter().position(plans).or_else(|| self.lines.iter().position(links));
            self.cursor.at = first.unwrap_or(0);
            self.placed = true;
        }
    }

    /// How many lines there are.
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// Where the line under the cursor leads.
    pub fn target(&self) -> Option<&Target> {
        self.lines.get(self.cursor.at).and_then(|line| line.target.as_ref())
    }

    /// Draws the lines in view.
    pub fn draw(&self, desk: &Desk, buffer: &mut Buffer, area: Rect) {
        let ink = &desk.ink;
        for (at, y) in self.cursor.view(self.lines.len(), usize::from(area.height)).zip(area.top()..) {
            let Some(line) = self.lines.get(at) else { continue };
            let here = at == self.cursor.at;
            let mark = if here { ink.glyphs.cursor } else { " " };
            ink.row(Role::Accent, mark).draw(buffer, area.x, y, 1);
            line.row.draw(buffer, area.x + 2, y, area.width.saturating_sub(2));
            if here && line.target.is_some() {
                paint(buffer, Rect { y, height: 1, ..area }, ink.style(Role::Cursor));
            }
        }
        if self.lines.len() > usize::from(area.height) && area.width > 8 {
            let shown = Safe::new(&format!(" {}/{} ", self.cursor.at + 1, self.lines.len()));
            let width = u16::try_from(shown.width()).unwrap_or(0);
            ink.row(Role::Muted, shown).draw(buffer, area.right().saturating_sub(width), area.bottom() - 1, width);
        }
    }
}
