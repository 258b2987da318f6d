//! The mouse on the picture: a click selects a box, the wheel goes to the box below or above.

use ratatui::layout::Rect;

use super::draw::parts;
use super::{Shown, State};
use crate::ui::desk::Desk;
use crate::ui::ink::hits;

impl State {
    /// Selects the box at a cell of the screen; whether it was selected before. None where there is none.
    pub(super) fn point_at_box(&mut self, (x, y): (u16, u16), body: Rect) -> Option<bool> {
        let Shown::Picture(scene, _) = &self.shown else { return None };
        let (area, _) = parts(body, self.side);
        if !hits(area, x, y) {
            return None;
        }
        let (left, top) = self.corner(scene, area);
        let (x, y) = (x - area.x + left, y - area.y + top);
        let at = scene.layout.boxes.iter().position(|rect| rect.contains(x, y))?;
        let again = at == self.cursor.at;
        self.cursor.at = at;
        self.hop = self.hop.filter(|_| again);
        Some(again)
    }

    /// Goes to the next box or hop below or above; none where rows are shown.
    pub(super) fn turn_wheel(&mut self, by: isize, desk: &Desk) -> Option<()> {
        let (Shown::Picture(..), Some(analysis)) = (&self.shown, &desk.analysis) else { return None };
        let analysis = std::sync::Arc::clone(analysis);
        self.step(&analysis, by > 0);
        Some(())
    }
}
