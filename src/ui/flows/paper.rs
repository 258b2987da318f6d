//! A part of a picture that may be larger than the screen: cells with marks and roles, drawn row by row.

use std::borrow::Cow;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crate::ui::ink::{Ink, Row};
use crate::ui::text::Safe;
use crate::ui::theme::Role;

/// The cells of a window onto a picture.
#[derive(Debug)]
pub struct Paper {
    left: u16,
    top: u16,
    width: u16,
    height: u16,
    cells: Vec<(Cow<'static, str>, Role)>,
}

impl Paper {
    /// An empty window of a size, its first cell being this cell of the picture.
    pub fn new((left, top): (u16, u16), width: u16, height: u16) -> Self {
        let cells = vec![(Cow::Borrowed(" "), Role::Text); usize::from(width) * usize::from(height)];
        Self { left, top, width, height, cells }
    }

    /// The columns and rows of the picture that are in the window.
    pub fn window(&self) -> Rect {
        Rect { x: self.left, y: self.top, width: self.width, height: self.height }
    }

    /// Puts a mark of one cell.
    pub fn mark(&mut self, x: u16, y: u16, mark: &'static str, role: Role) {
        self.put(x, y, Cow::Borrowed(mark), role);
    }

    /// Writes a text from a cell on. What lies outside of the window is left out, with letters that lie partly outside.
    pub fn text(&mut self, x: u16, y: u16, text: &Safe, role: Role) {
        let mut x = x;
        for cluster in text.as_str().graphemes(true) {
            let width = u16::try_from(cluster.width()).unwrap_or(1);
            let inside = x >= self.left && x.saturating_add(width) <= self.left.saturating_add(self.width);
            for at in 0..width {
                let letter = match (inside, at) {
                    (true, 0) => Cow::Owned(cluster.to_owned()),
                    (true, _) => Cow::Borrowed(""),
                    (false, _) => Cow::Borrowed(" "),
                };
                self.put(x.saturating_add(at), y, letter, role);
            }
            x = x.saturating_add(width);
        }
    }

    fn put(&mut self, x: u16, y: u16, mark: Cow<'static, str>, role: Role) {
        let (Some(column), Some(row)) = (x.checked_sub(self.left), y.checked_sub(self.top)) else { return };
        if column >= self.width || row >= self.height {
            return;
        }
        let at = usize::from(row) * usize::from(self.width) + usize::from(column);
        if let Some(cell) = self.cells.get_mut(at) {
            *cell = (mark, role);
        }
    }

    /// Draws the window at a place of the screen.
    pub fn draw(&self, ink: &Ink, buffer: &mut Buffer, x: u16, y: u16) {
        let rows = self.cells.chunks(usize::from(self.width).max(1));
        for (cells, y) in rows.zip(y..) {
            runs(ink, cells).draw(buffer, x, y, self.width);
        }
    }
}

/// Neighbours of one role are one piece of text.
fn runs(ink: &Ink, cells: &[(Cow<'static, str>, Role)]) -> Row {
    let same = cells.chunk_by(|(_, one), (_, other)| one == other);
    same.fold(Row::blank(), |row, run| {
        let text: String = run.iter().map(|(mark, _)| mark.as_ref()).collect();
        row.with(ink, run.first().map_or(Role::Text, |(_, role)| *role), Safe::new(&text))
    })
}
