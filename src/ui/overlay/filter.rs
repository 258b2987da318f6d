//! The line in which the rows are filtered while one types.

use crossterm::event::KeyCode;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{Layer, Reply};
use crate::ui::desk::Desk;
use crate::ui::ink::paint;
use crate::ui::key::Key;
use crate::ui::screen::Act;
use crate::ui::theme::Role;
use crate::ui::widget::{Input, Typed};

/// The filter being typed.
#[derive(Debug)]
pub struct FilterLine {
    input: Input,
    before: String,
}

impl FilterLine {
    /// A line that begins with the filter that is in force.
    pub fn new(text: &str) -> Self {
        Self { input: Input::new(text), before: text.to_owned() }
    }

    fn filter(&self) -> Act {
        Act::Filter(self.input.text().to_owned())
    }
}

impl Layer for FilterLine {
    fn key(&mut self, key: Key, _: &Desk) -> Reply {
        match key.code {
            KeyCode::Enter => Reply::Close(vec![self.filter()]),
            KeyCode::Esc => Reply::Close(vec![Act::Filter(std::mem::take(&mut self.before))]),
            KeyCode::Char('c') if key.control => Reply::Close(vec![Act::Filter(std::mem::take(&mut self.before))]),
            _ => match self.input.key(key) {
                Typed::Changed => Reply::StayAnd(vec![self.filter()]),
                Typed::Moved | Typed::Unused => Reply::Stay,
            },
        }
    }

    fn paste(&mut self, text: &str, _: &Desk) -> Vec<Act> {
        self.input.insert(text);
        vec![self.filter()]
    }

    fn draw(&self, desk: &Desk, buffer: &mut Buffer, _: Rect) {
        let line = desk.regions().footer;
        let ink = &desk.ink;
        paint(buffer, line, ink.style(Role::Input));
        let hint = "   kind:role acct:prod sev>=high !tag:env=dev   ? lists the fields";
        let row = self.input.row(ink, " filter ").with(ink, Role::Text, "  ").with(ink, Role::Muted, hint);
        row.to(usize::from(line.width)).draw(buffer, line.x, line.y, line.width);
    }
}
