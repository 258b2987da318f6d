//! Writes the lines that a document shows: headings, pairs, texts, listings.

use super::document::{Line, Target, Written};
use crate::ui::desk::Desk;
use crate::ui::ink::{Ink, Row};
use crate::ui::text::{Safe, safe};
use crate::ui::theme::Role;

/// Writes the lines of a document.
#[derive(Debug)]
pub struct Writer<'a> {
    /// Styles and marks.
    pub ink: &'a Ink,
    /// How wide a line may be.
    pub width: usize,
    /// How wide the labels of pairs are.
    pub label: usize,
    page: Written,
}

impl<'a> Writer<'a> {
    /// A writer for a body of this width.
    pub fn new(desk: &'a Desk) -> Self {
        Self { ink: &desk.ink, width: usize::from(desk.size.0).saturating_sub(3), label: 22, page: Written::default() }
    }

    /// A line above the others that stays when they move.
    pub fn head(&mut self, row: Row) {
        self.page.head.push(row);
    }

    /// What the lines are about: a cursor in lines about something else begins anew.
    pub fn about(&mut self, subject: impl Into<String>) {
        self.page.subject = subject.into();
    }

    /// An empty line.
    pub fn blank(&mut self) {
        self.row(Row::blank());
    }

    /// A line as it is.
    pub fn row(&mut self, row: Row) {
        self.page.lines.push(Line { row, target: None });
    }

    /// A line that leads somewhere.
    pub fn link(&mut self, row: Row, target: Target) {
        self.page.lines.push(Line { row, target: Some(target) });
    }

    /// A heading with a blank line before it.
    pub fn heading(&mut self, title: impl Into<Safe>, detail: impl Into<Safe>) {
        if !self.page.lines.is_empty() {
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
        self.lines_of(label.into(), role, &value.into(), None);
    }

    /// A label and its value, which leads somewhere.
    pub fn linked_pair(&mut self, label: impl Into<Safe>, role: Role, value: impl Into<Safe>, target: Target) {
        self.lines_of(label.into(), role, &value.into(), Some(target));
    }

    fn lines_of(&mut self, label: Safe, role: Role, value: &Safe, target: Option<Target>) {
        let mut label = label.pad(self.label);
        for line in value.wrap(self.width.saturating_sub(self.label + 1)) {
            let named = std::mem::replace(&mut label, Safe::own("").pad(self.label));
            let row = self.ink.row(Role::Muted, named).with(self.ink, Role::Text, " ").with(self.ink, role, line);
            self.page.lines.push(Line { row, target: target.clone() });
        }
    }

    /// A label and values of roles of their own, with something between each two; what does not fit goes on below.
    pub fn values(
        &mut self,
        label: impl Into<Safe>,
        between: &Safe,
        values: impl IntoIterator<Item = (Role, impl Into<Safe>)>,
    ) {
        let ink = self.ink;
        let mut row = ink.row(Role::Muted, label.into().pad(self.label + 1));
        for (at, (role, words)) in values.into_iter().enumerate() {
            let words = words.into();
            if at > 0 && row.width() + between.width() + words.width() > self.width {
                let next = ink.row(Role::Muted, Safe::own("").pad(self.label + 1));
                let end = Safe::new(between.as_str().trim_end());
                self.row(std::mem::replace(&mut row, next).with(ink, Role::Muted, end));
            } else if at > 0 {
                row = row.with(ink, Role::Muted, between.clone());
            }
            row = row.with(ink, role, words);
        }
        self.row(row);
    }

    /// Text broken into lines that all lead somewhere; what continues is indented.
    pub fn linked_text(&mut self, role: Role, text: impl Into<Safe>, target: &Target) {
        for (nth, line) in text.into().wrap(self.width.saturating_sub(2)).into_iter().enumerate() {
            let indent = if nth == 0 { "" } else { "  " };
            self.link(self.ink.row(role, indent).with(self.ink, role, line), target.clone());
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

    /// What was written.
    pub fn finish(self) -> Written {
        self.page
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
