//! What a remedy lets the user choose before a plan is made, such as which key encrypts.

use crossterm::event::KeyCode;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{Layer, Reply};
use crate::model::Kind;
use crate::remedy::{Choices, Remedy};
use crate::ui::desk::Desk;
use crate::ui::effect::Wanted;
use crate::ui::ink::{Row, centred, draw_rows, framed};
use crate::ui::key::Key;
use crate::ui::screen::Act;
use crate::ui::text::{Safe, safe};
use crate::ui::theme::Role;
use crate::ui::widget::Input;

/// The choices of a remedy.
#[derive(Debug)]
pub struct Choose {
    title: &'static str,
    fields: Vec<Field>,
    at: usize,
    wanted: Vec<Wanted>,
    held: Choices,
}

#[derive(Debug)]
struct Field {
    name: &'static str,
    help: &'static str,
    required: bool,
    input: Input,
    suggestions: Vec<Safe>,
    suggested: Option<usize>,
}

impl Choose {
    /// The choices of a remedy, with what was chosen before.
    pub fn new(remedy: &'static Remedy, wanted: Vec<Wanted>, held: &Choices, desk: &Desk) -> Self {
        let fields = remedy.choices.iter().map(|choice| Field {
            name: choice.name,
            help: choice.help,
            required: choice.required,
            input: Input::new(held.get(choice.name).cloned().unwrap_or_default()),
            suggestions: suggestions(choice.name, desk),
            suggested: None,
        });
        Self { title: remedy.title, fields: fields.collect(), at: 0, wanted, held: held.clone() }
    }

    fn choices(&self) -> Choices {
        let mut choices = self.held.clone();
        for field in self.fields.iter().filter(|field| !field.input.text().is_empty()) {
            choices.insert(field.name.to_owned(), field.input.text().to_owned());
        }
        choices
    }

    /// The first required field that is empty.
    fn missing(&self) -> Option<usize> {
        self.fields.iter().position(|field| field.required && field.input.text().is_empty())
    }
}

/// Names of the estate that make sense for a choice.
fn suggestions(name: &str, desk: &Desk) -> Vec<Safe> {
    let Some(analysis) = &desk.analysis else { return Vec::new() };
    let kind = match name {
        name if name.contains("key") => Kind::Key,
        name if name.contains("bucket") || name.contains("target") => Kind::Bucket,
        _ => return Vec::new(),
    };
    let text = |resource: &crate::model::Resource| match kind {
        Kind::Key => Safe::new(resource.arn.as_str()),
        _ => Safe::new(resource.name()),
    };
    analysis.estate().all(kind).take(500).map(|(_, resource)| text(resource)).collect()
}

impl Layer for Choose {
    fn key(&mut self, key: Key, _: &Desk) -> Reply {
        let last = self.fields.len().saturating_sub(1);
        match (key.control, key.code) {
            (_, KeyCode::Esc) | (true, KeyCode::Char('c')) => return Reply::Close(Vec::new()),
            (_, KeyCode::Enter) => match self.missing() {
                Some(at) => self.at = at,
                None => return Reply::Close(vec![Act::Plan(std::mem::take(&mut self.wanted), self.choices())]),
            },
            (_, KeyCode::Tab) => self.at = if self.at == last { 0 } else { self.at + 1 },
            (_, KeyCode::BackTab) => self.at = self.at.checked_sub(1).unwrap_or(last),
            (_, code) => {
                if let Some(field) = self.fields.get_mut(self.at) {
                    field.key(key, code);
                }
            }
        }
        Reply::Stay
    }

    fn paste(&mut self, text: &str, _: &Desk) -> Vec<Act> {
        if let Some(field) = self.fields.get_mut(self.at) {
            field.input.insert(text);
        }
        Vec::new()
    }

    fn draw(&self, desk: &Desk, buffer: &mut Buffer, screen: Rect) {
        let ink = &desk.ink;
        let width = 100.min(screen.width);
        let mut rows = Vec::new();
        for (at, field) in self.fields.iter().enumerate() {
            rows.extend(field.rows(desk, at == self.at, usize::from(width.saturating_sub(4))));
        }
        let hint = |key: &'static str, text: &'static str| {
            ink.row(Role::Accent, key).with(ink, Role::Muted, safe!(" {text}   "))
        };
        let hints = hint("enter", "make the plan").then(hint("up down", "suggestions")).then(hint("tab", "next"));
        rows.push(hints.then(hint("esc", "leave it")));
        let height = u16::try_from(rows.len() + 2).unwrap_or(u16::MAX);
        let inside = framed(buffer, ink, centred(screen, width, height), self.title);
        draw_rows(buffer, inside, &rows);
    }
}

impl Field {
    fn key(&mut self, key: Key, code: KeyCode) {
        let count = self.suggestions.len();
        let next = match code {
            KeyCode::Down => self.suggested.map_or(0, |at| (at + 1) % count.max(1)),
            KeyCode::Up => self.suggested.map_or(count, |at| at).checked_sub(1).unwrap_or(count.saturating_sub(1)),
            _ => {
                self.input.key(key);
                return;
            }
        };
        if let Some(text) = self.suggestions.get(next) {
            self.suggested = Some(next);
            self.input = Input::new(text.as_str());
        }
    }

    fn rows(&self, desk: &Desk, here: bool, width: usize) -> Vec<Row> {
        let ink = &desk.ink;
        let need = if self.required { "needed" } else { "may stay empty" };
        let mut rows = vec![ink.row(Role::Title, self.name).with(ink, Role::Muted, safe!("  {need}"))];
        rows.extend(Safe::own(self.help).wrap(width).into_iter().map(|line| ink.row(Role::Muted, line)));
        rows.push(if here {
            self.input.row(ink, "> ")
        } else {
            ink.row(Role::Muted, "  ").with(ink, Role::Text, Safe::new(self.input.text()))
        });
        if here && !self.suggestions.is_empty() {
            let from = self.suggested.unwrap_or(0).saturating_sub(1);
            rows.extend(self.suggestions.iter().enumerate().skip(from).take(4).map(|(at, text)| {
                let role = if Some(at) == self.suggested { Role::Accent } else { Role::Muted };
                ink.row(Role::Text, "    ").with(ink, role, text.fit_middle(width.saturating_sub(4)))
            }));
        }
        rows.push(Row::blank());
        rows
    }
}
