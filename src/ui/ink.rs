//! How text gets a style: the only place that makes spans. It takes [`Safe`] text and a role, nothing else.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Clear, Widget};

use super::glyph::Glyphs;
use super::text::Safe;
use super::theme::{Role, Theme};
use crate::finding::{Severity, Status};

/// A theme and a set of glyphs: what drawing needs besides the text.
#[derive(Debug, Clone)]
pub struct Ink {
    /// The styles.
    pub theme: Theme,
    /// The marks.
    pub glyphs: Glyphs,
}

/// One line of a screen, built piece by piece.
#[derive(Debug, Clone, Default)]
pub struct Row {
    line: Line<'static>,
}

impl Ink {
    /// The style of a role.
    pub fn style(&self, role: Role) -> Style {
        self.theme.style(role)
    }

    /// A line that begins with this text.
    pub fn row(&self, role: Role, text: impl Into<Safe>) -> Row {
        Row::default().with(self, role, text)
    }

    /// The role of a severity, or of what could not be decided.
    pub fn severity_role(status: Status, severity: Severity) -> Role {
        match (status, severity) {
            (Status::Unknown, _) => Role::Unknown,
            (_, Severity::Critical) => Role::Critical,
            (_, Severity::High) => Role::High,
            (_, Severity::Medium) => Role::Medium,
            (_, Severity::Low) => Role::Low,
        }
    }

    /// A rule across an area with a heading in it.
    pub fn heading(&self, width: u16, title: impl Into<Safe>, detail: impl Into<Safe>) -> Row {
        let (title, detail) = (title.into(), detail.into());
        let room = usize::from(width).saturating_sub(detail.width() + 3);
        let mut row = self.row(Role::Title, title.fit(room.max(usize::from(width) / 2)));
        if !detail.is_empty() {
            row = row.with(self, Role::Muted, "  ").with(self, Role::Muted, detail);
        }
        let rest = usize::from(width).saturating_sub(row.width() + 1);
        row.with(self, Role::Text, " ").with(self, Role::Border, Safe::new(&self.glyphs.rule.repeat(rest)))
    }
}

impl Row {
    /// An empty line.
    pub fn blank() -> Self {
        Self::default()
    }

    /// The line with more text at its end.
    #[must_use]
    pub fn with(mut self, ink: &Ink, role: Role, text: impl Into<Safe>) -> Self {
        self.line.push_span(Span::styled(text.into().into_cow(), ink.style(role)));
        self
    }

    /// The line with as many spaces at its end as bring it to a width.
    #[must_use]
    pub fn to(mut self, width: usize) -> Self {
        let missing = width.saturating_sub(self.width());
        if missing > 0 {
            self.line.push_span(Span::raw(" ".repeat(missing)));
        }
        self
    }

    /// The line with another line at its end.
    #[must_use]
    pub fn then(mut self, other: Self) -> Self {
        self.line.spans.extend(other.line.spans);
        self
    }

    /// How many cells it fills.
    pub fn width(&self) -> usize {
        self.line.width()
    }

    /// Draws it on one line of the screen, cut at the area's edge.
    pub fn draw(&self, buffer: &mut Buffer, x: u16, y: u16, width: u16) {
        if y < buffer.area.bottom() && x < buffer.area.right() {
            buffer.set_line(x, y, &self.line, width.min(buffer.area.right() - x));
        }
    }
}

/// Draws lines from the top of an area until it is full.
pub fn draw_rows<'a>(buffer: &mut Buffer, area: Rect, rows: impl IntoIterator<Item = &'a Row>) {
    for (row, y) in rows.into_iter().zip(area.top()..area.bottom()) {
        row.draw(buffer, area.x, y, area.width);
    }
}

/// Gives a whole area a style.
pub fn paint(buffer: &mut Buffer, area: Rect, style: Style) {
    buffer.set_style(area.intersection(buffer.area), style);
}

/// Empties an area and frames it, with a title in the frame; gives what is inside.
pub fn framed(buffer: &mut Buffer, ink: &Ink, area: Rect, title: impl Into<Safe>) -> Rect {
    let area = area.intersection(buffer.area);
    Clear.render(area, buffer);
    paint(buffer, area, ink.style(Role::Text));
    if area.width < 4 || area.height < 3 {
        return area;
    }
    let rule = ink.glyphs.rule.repeat(usize::from(area.width) - 2);
    let edge = |left: &'static str, right: &'static str| {
        ink.row(Role::Border, left).with(ink, Role::Border, Safe::new(&rule)).with(ink, Role::Border, right)
    };
    let [top_left, top_right, bottom_left, bottom_right] = ink.glyphs.corners;
    edge(top_left, top_right).draw(buffer, area.x, area.y, area.width);
    edge(bottom_left, bottom_right).draw(buffer, area.x, area.bottom() - 1, area.width);
    for y in area.top() + 1..area.bottom() - 1 {
        ink.row(Role::Border, ink.glyphs.pipe).draw(buffer, area.x, y, 1);
        ink.row(Role::Border, ink.glyphs.pipe).draw(buffer, area.right() - 1, y, 1);
    }
    let title = safe_title(title.into(), area.width);
    ink.row(Role::Title, title).draw(buffer, area.x + 2, area.y, area.width - 4);
    Rect { x: area.x + 2, y: area.y + 1, width: area.width - 4, height: area.height - 2 }
}

fn safe_title(title: Safe, width: u16) -> Safe {
    let title = title.fit(usize::from(width.saturating_sub(6)));
    super::text::safe!(" {title} ")
}

/// An area without its first and last column: what is written does not touch the edge.
pub fn inset(area: Rect) -> Rect {
    Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area }
}

/// An area in the middle of another, at most this large.
pub fn centred(area: Rect, width: u16, height: u16) -> Rect {
    let (width, height) = (width.min(area.width), height.min(area.height));
    Rect { x: area.x + (area.width - width) / 2, y: area.y + (area.height - height) / 2, width, height }
}

/// Whether a position lies in an area.
pub fn hits(area: Rect, x: u16, y: u16) -> bool {
    area.contains(Position { x, y })
}
