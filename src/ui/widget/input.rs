//! One line of typed text with the usual editing keys.

use crossterm::event::KeyCode;

use crate::ui::ink::{Ink, Row};
use crate::ui::key::Key;
use crate::ui::text::Safe;
use crate::ui::theme::Role;

/// The longest text that can be typed.
const LONGEST: usize = 512;

/// A line being typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Input {
    text: String,
    at: usize,
}

/// What a key did to a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Typed {
    /// The text changed.
    Changed,
    /// Only the place changed.
    Moved,
    /// The key has no meaning here.
    Unused,
}

impl Input {
    /// A line that holds this text, with the cursor at its end.
    pub fn new(text: impl Into<String>) -> Self {
        let text = text.into();
        Self { at: text.len(), text }
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Takes a key.
    pub fn key(&mut self, key: Key) -> Typed {
        let before = self.text.len();
        match (key.control, key.code) {
            (false, KeyCode::Backspace) => self.remove(self.left(), self.at),
            (false, KeyCode::Delete) => self.remove(self.at, self.right()),
            (false, KeyCode::Left) => return self.go(self.left()),
            (false, KeyCode::Right) => return self.go(self.right()),
            (false, KeyCode::Home) | (true, KeyCode::Char('a')) => return self.go(0),
            (false, KeyCode::End) | (true, KeyCode::Char('e')) => return self.go(self.text.len()),
            (true, KeyCode::Char('u')) => self.remove(0, self.at),
            (true, KeyCode::Char('k')) => self.remove(self.at, self.text.len()),
            (true, KeyCode::Char('w')) => self.remove(self.word(), self.at),
            _ => match key.letter() {
                Some(letter) => self.insert(&letter.to_string()),
                None => return Typed::Unused,
            },
        }
        if self.text.len() == before { Typed::Moved } else { Typed::Changed }
    }

    /// Puts text in at the cursor; line ends become spaces.
    pub fn insert(&mut self, text: &str) {
        let clean: String = text.chars().map(|it| if it.is_control() { ' ' } else { it }).collect();
        if self.text.len() + clean.len() <= LONGEST {
            self.text.insert_str(self.at, &clean);
            self.at += clean.len();
        }
    }

    fn remove(&mut self, from: usize, to: usize) {
        if from < to {
            self.text.replace_range(from..to, "");
            self.at = from;
        }
    }

    fn go(&mut self, to: usize) -> Typed {
        self.at = to;
        Typed::Moved
    }

    fn left(&self) -> usize {
        self.text.get(..self.at).and_then(|it| it.char_indices().next_back()).map_or(0, |(at, _)| at)
    }

    fn right(&self) -> usize {
        self.text.get(self.at..).and_then(|it| it.chars().next()).map_or(self.at, |next| self.at + next.len_utf8())
    }

    fn word(&self) -> usize {
        let before = self.text.get(..self.at).unwrap_or_default().trim_end();
        before.rfind(' ').map_or(0, |at| at + 1)
    }

    /// The line with its cursor, after a prompt.
    pub fn row(&self, ink: &Ink, prompt: impl Into<Safe>) -> Row {
        let (before, after) = self.text.split_at(self.at.min(self.text.len()));
        let mut rest = after.chars();
        let under = rest.next().map_or_else(|| " ".to_owned(), String::from);
        ink.row(Role::Accent, prompt)
            .with(ink, Role::Input, Safe::new(before))
            .with(ink, Role::Caret, Safe::new(&under))
            .with(ink, Role::Input, Safe::new(rest.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(keys: &str) -> Input {
        let mut input = Input::default();
        for key in crate::ui::key::parse_sequence(keys) {
            input.key(key);
        }
        input
    }

    #[test]
    fn letters_are_typed_and_taken_back() {
        assert_eq!(typed("a b c backspace d").text(), "abd");
        assert_eq!(typed("a b left delete").text(), "a");
        assert_eq!(typed("a é left left x").text(), "xaé");
    }

    #[test]
    fn words_and_lines_are_removed() {
        assert_eq!(typed("a space b c ctrl-w").text(), "a ");
        assert_eq!(typed("a b ctrl-u c").text(), "c");
    }
}
