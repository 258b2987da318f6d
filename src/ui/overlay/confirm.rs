//! A question: Enter says yes where that is enough; else a word has to be typed first. Esc always says no.

use crossterm::event::KeyCode;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{Layer, Reply};
use crate::ui::desk::Desk;
use crate::ui::ink::{Row, centred, draw_rows, framed};
use crate::ui::key::Key;
use crate::ui::screen::Act;
use crate::ui::text::{Safe, safe};
use crate::ui::theme::Role;
use crate::ui::widget::Input;

/// A question.
#[derive(Debug)]
pub struct Confirm {
    title: Safe,
    lines: Vec<Safe>,
    word: Option<String>,
    input: Input,
    wrong: bool,
    then: Vec<Act>,
}

impl Confirm {
    /// A question that Enter answers.
    pub fn simple(title: impl Into<Safe>, lines: Vec<Safe>, then: Vec<Act>) -> Self {
        Self::typed(title, lines, None, then)
    }

    /// A question that is answered by typing a word, if one is given.
    pub fn typed(title: impl Into<Safe>, lines: Vec<Safe>, word: Option<String>, then: Vec<Act>) -> Self {
        Self { title: title.into(), lines, word, input: Input::default(), wrong: false, then }
    }

    fn answered(&self) -> bool {
        self.word.as_ref().is_none_or(|word| word == self.input.text())
    }

    fn rows(&self, desk: &Desk, width: usize) -> Vec<Row> {
        let ink = &desk.ink;
        let mut rows: Vec<Row> =
            self.lines.iter().flat_map(|line| line.wrap(width)).map(|line| ink.row(Role::Text, line)).collect();
        rows.push(Row::blank());
        match &self.word {
            Some(word) => {
                rows.push(ink.row(Role::Muted, "type ").with(ink, Role::Title, Safe::new(word)));
                rows.push(self.input.row(ink, "> "));
                let hint = if self.wrong { "that is not it; nothing was done" } else { "" };
                rows.push(ink.row(Role::Error, hint));
                rows.push(keys(desk, "go on, once it is typed"));
            }
            None => rows.push(keys(desk, "yes")),
        }
        rows
    }
}

fn keys(desk: &Desk, yes: &'static str) -> Row {
    let ink = &desk.ink;
    ink.row(Role::Accent, "enter").with(ink, Role::Muted, safe!(" {yes}   ")).with(ink, Role::Accent, "esc").with(
        ink,
        Role::Muted,
        " no",
    )
}

impl Layer for Confirm {
    fn key(&mut self, key: Key, _: &Desk) -> Reply {
        match key.code {
            KeyCode::Esc => Reply::Close(Vec::new()),
            KeyCode::Char('c') if key.control => Reply::Close(Vec::new()),
            KeyCode::Enter if self.answered() => Reply::Close(std::mem::take(&mut self.then)),
            KeyCode::Enter => {
                self.wrong = true;
                Reply::Stay
            }
            KeyCode::Char('n' | 'q') if self.word.is_none() => Reply::Close(Vec::new()),
            KeyCode::Char('y') if self.word.is_none() => Reply::Close(std::mem::take(&mut self.then)),
            _ => {
                if self.word.is_some() {
                    self.input.key(key);
                    self.wrong = false;
                }
                Reply::Stay
            }
        }
    }

    fn draw(&self, desk: &Desk, buffer: &mut Buffer, screen: Rect) {
        let width = 76.min(screen.width);
        let rows = self.rows(desk, usize::from(width.saturating_sub(4)));
        let height = u16::try_from(rows.len() + 2).unwrap_or(u16::MAX);
        let inside = framed(buffer, &desk.ink, centred(screen, width, height), self.title.clone());
        let cut = rows.len().saturating_sub(usize::from(inside.height));
        // The end holds the question itself: where there is no room the list before it is cut.
        draw_rows(buffer, inside, rows.iter().skip(cut));
    }
}
