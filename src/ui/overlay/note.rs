//! Something to read: any key closes it, Enter may lead somewhere.

use crossterm::event::KeyCode;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{Layer, Reply};
use crate::ui::desk::Desk;
use crate::ui::ink::{Row, centred, draw_rows, framed};
use crate::ui::key::Key;
use crate::ui::place::Place;
use crate::ui::screen::Act;
use crate::ui::text::Safe;
use crate::ui::theme::Role;

/// Something to read.
#[derive(Debug)]
pub struct Note {
    title: Safe,
    lines: Vec<Safe>,
    leads_to: Option<Place>,
}

impl Note {
    /// Lines to read.
    pub fn new(title: impl Into<Safe>, lines: Vec<Safe>) -> Self {
        Self { title: title.into(), lines, leads_to: None }
    }

    /// Lines to read, with a place that Enter opens.
    pub fn leading(title: impl Into<Safe>, lines: Vec<Safe>, place: Place) -> Self {
        Self { leads_to: Some(place), ..Self::new(title, lines) }
    }
}

impl Layer for Note {
    fn key(&mut self, key: Key, _: &Desk) -> Reply {
        let opens = key.code == KeyCode::Enter;
        Reply::Close(self.leads_to.take().filter(|_| opens).map(Act::Open).into_iter().collect())
    }

    fn draw(&self, desk: &Desk, buffer: &mut Buffer, screen: Rect) {
        let ink = &desk.ink;
        let width = 92.min(screen.width);
        let inner = usize::from(width.saturating_sub(4));
        let mut rows: Vec<Row> =
            self.lines.iter().flat_map(|line| line.wrap(inner)).map(|line| ink.row(Role::Text, line)).collect();
        rows.push(Row::blank());
        rows.push(match self.leads_to {
            Some(_) => ink
                .row(Role::Accent, "enter")
                .with(ink, Role::Muted, " open it   ")
                .with(ink, Role::Accent, "esc")
                .with(ink, Role::Muted, " later"),
            None => ink.row(Role::Accent, "esc").with(ink, Role::Muted, " close"),
        });
        let height = u16::try_from(rows.len() + 2).unwrap_or(u16::MAX);
        let inside = framed(buffer, ink, centred(screen, width, height), self.title.clone());
        draw_rows(buffer, inside, &rows);
    }
}
