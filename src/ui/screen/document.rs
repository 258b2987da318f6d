//! Lines with a cursor: what details, the plan, the journal and the scan are shown with. Some lines lead somewhere.

use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::writer::Writer;
use super::{Act, Page, gap};
use crate::model::Gap;
use crate::remedy::Choices;
use crate::ui::command::Id;
use crate::ui::desk::Desk;
use crate::ui::effect::Wanted;
use crate::ui::ink::{Row, draw_rows, paint};
use crate::ui::place::Place;
use crate::ui::theme::Role;
use crate::ui::widget::Cursor;

/// What Enter does on a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// Goes to a place.
    Place(Place),
    /// Makes a plan.
    Plan(Wanted),
    /// Tells of a read that failed.
    Gap(Arc<Gap>),
}

impl Target {
    /// What follows from Enter.
    fn acts(&self, desk: &Desk) -> Vec<Act> {
        vec![match self {
            Self::Place(place) => Act::Open(place.clone()),
            Self::Plan(wanted) => Act::Plan(vec![wanted.clone()], Choices::default()),
            Self::Gap(gap) => Act::Show(gap::explain(gap, &[], desk.can_scan).into()),
        }]
    }
}

/// A line.
#[derive(Debug, Clone)]
pub struct Line {
    /// What it shows.
    pub row: Row,
    /// Where it leads.
    pub target: Option<Target>,
}

/// What a writer has written.
#[derive(Debug, Clone, Default)]
pub struct Written {
    /// Lines above the others, which stay when they move.
    pub head: Vec<Row>,
    /// The lines.
    pub lines: Vec<Line>,
    /// What they are about.
    pub subject: String,
}

/// What a screen of lines says.
pub trait Content {
    /// Writes the lines.
    fn write(&self, desk: &Desk, writer: &mut Writer<'_>);

    /// Runs a command of this screen, with the cursor on a line that leads to the target.
    fn run(&self, _command: Id, _desk: &Desk, _target: Option<&Target>) -> Vec<Act> {
        Vec::new()
    }
}

/// A screen of lines.
#[derive(Debug, Clone, Default)]
pub struct Document<C> {
    content: C,
    written: Written,
    cursor: Cursor,
}

impl<C: Content> Document<C> {
    /// A screen with this content.
    pub fn of(content: C) -> Self {
        Self { content, written: Written::default(), cursor: Cursor::default() }
    }

    fn target(&self) -> Option<&Target> {
        self.written.lines.get(self.cursor.at).and_then(|line| line.target.as_ref())
    }

    /// Where the cursor goes: it stays on what it was on. Where nothing led anywhere yet, and in lines about something
    /// else, it goes to the first line that makes a plan, else to the first that leads somewhere.
    fn place(&self, new: &Written) -> usize {
        let first =
            |test: &dyn Fn(&Target) -> bool| new.lines.iter().position(|line| line.target.as_ref().is_some_and(test));
        let led_nowhere = self.cursor.at == 0 && self.written.lines.iter().all(|line| line.target.is_none());
        if led_nowhere || self.written.subject != new.subject {
            let plans = first(&|target| matches!(target, Target::Plan(_)));
            return plans.or_else(|| first(&|_| true)).unwrap_or(0);
        }
        let moved = self
            .target()
            .filter(|held| new.lines.get(self.cursor.at).and_then(|line| line.target.as_ref()) != Some(held));
        moved.and_then(|held| first(&|target| target == held)).unwrap_or(self.cursor.at)
    }
}

impl<C: Content> Page for Document<C> {
    fn refresh(&mut self, desk: &Desk) {
        let mut writer = Writer::new(desk);
        self.content.write(desk, &mut writer);
        let new = writer.finish();
        self.cursor.at = self.place(&new);
        self.written = new;
        let height = self.list(desk, desk.regions().body).height;
        self.cursor.settle(self.written.lines.len(), usize::from(height));
    }

    fn len(&self, _: &Desk) -> usize {
        self.written.lines.len()
    }

    fn list(&self, _: &Desk, body: Rect) -> Rect {
        let taken = u16::try_from(self.written.head.len()).unwrap_or(u16::MAX).min(body.height);
        Rect { y: body.y + taken, height: body.height - taken, ..body }
    }

    fn cursor(&self) -> &Cursor {
        &self.cursor
    }

    fn cursor_mut(&mut self) -> &mut Cursor {
        &mut self.cursor
    }

    fn run(&mut self, command: Id, desk: &Desk) -> Vec<Act> {
        match (command, self.target()) {
            (Id::Open | Id::Remedy, Some(target)) => target.acts(desk),
            (_, target) => self.content.run(command, desk, target),
        }
    }

    fn draw(&self, desk: &Desk, buffer: &mut Buffer, body: Rect) {
        if self.written.lines.is_empty() {
            super::overview::draw_empty(desk, buffer, body);
            return;
        }
        let ink = &desk.ink;
        let text = |area: Rect| Rect { x: area.x + 2, width: area.width.saturating_sub(2), ..area };
        draw_rows(buffer, text(body), &self.written.head);
        let (area, len) = (self.list(desk, body), self.written.lines.len());
        for (at, y) in self.cursor.view(len, usize::from(area.height)).zip(area.top()..) {
            let Some(line) = self.written.lines.get(at) else { continue };
            draw_rows(buffer, Rect { y, height: 1, ..text(area) }, [&line.row]);
            if at == self.cursor.at {
                ink.row(Role::Accent, ink.glyphs.cursor).draw(buffer, area.x, y, 1);
                if line.target.is_some() {
                    paint(buffer, Rect { y, height: 1, ..area }, ink.style(Role::Cursor));
                }
            }
        }
    }
}
