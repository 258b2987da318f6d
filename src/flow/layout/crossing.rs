//! Where lines and frames meet: the cells of a line, those of the borders of frames, and where a frame's name may stand.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::{Layout, Rect, Route};

/// Every cell of a line with these corners, from its beginning to its end.
pub fn cells(corners: &[(u16, u16)]) -> Vec<(u16, u16)> {
    let mut cells: Vec<(u16, u16)> = corners.first().copied().into_iter().collect();
    for (from, to) in corners.iter().zip(corners.iter().skip(1)) {
        let (mut x, mut y) = *from;
        while (x, y) != *to {
            x = if x < to.0 { x + 1 } else { x - u16::from(x > to.0) };
            y = if y < to.1 { y + 1 } else { y - u16::from(y > to.1) };
            cells.push((x, y));
        }
    }
    cells
}

/// The cells of the borders of frames, each with its frame.
pub fn borders(frames: &BTreeMap<u16, Rect>) -> FxHashMap<(u16, u16), u16> {
    let mut cells = FxHashMap::default();
    for (frame, rect) in frames {
        let (right, bottom) = (rect.x + rect.width.saturating_sub(1), rect.y + rect.height.saturating_sub(1));
        cells.extend((rect.x..=right).flat_map(|x| [((x, rect.y), *frame), ((x, bottom), *frame)]));
        cells.extend((rect.y..=bottom).flat_map(|y| [((rect.x, y), *frame), ((right, y), *frame)]));
    }
    cells
}

impl Layout {
    /// The first column of a frame's first row from which so many cells are crossed by no line.
    pub fn free_above(&self, frame: u16, width: u16) -> Option<u16> {
        let rect = self.frames.get(&frame)?;
        let last = rect.x.saturating_add(rect.width).saturating_sub(width.saturating_add(1));
        let taken = |x: u16| self.routes.iter().any(|route| route.passes(x, rect.y));
        let clear = |at: &u16| !(*at..at.saturating_add(width)).any(taken);
        (rect.x.saturating_add(1)..=last).find(clear)
    }
}

impl Route {
    /// Whether it runs through a cell.
    fn passes(&self, x: u16, y: u16) -> bool {
        let within = |at: u16, one: u16, other: u16| (one.min(other)..=one.max(other)).contains(&at);
        let mut pairs = self.corners.iter().zip(self.corners.iter().skip(1));
        pairs.any(|(from, to)| within(x, from.0, to.0) && within(y, from.1, to.1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stands_where_no_line_crosses() {
        let rect = Rect { x: 2, y: 1, width: 12, height: 4 };
        let route = |x: u16| Route { corners: vec![(x, 0), (x, 3)] };
        let mut layout = Layout { frames: BTreeMap::from([(0, rect)]), ..Layout::default() };
        assert_eq!((layout.free_above(0, 10), layout.free_above(0, 11)), (Some(3), None));
        layout.routes = vec![route(5)];
        assert_eq!((layout.free_above(0, 7), layout.free_above(0, 8)), (Some(6), None));
    }

    #[test]
    fn a_line_has_each_of_its_cells_once() {
        assert_eq!(cells(&[(0, 0), (2, 0), (2, 1), (1, 1)]), [(0, 0), (1, 0), (2, 0), (2, 1), (1, 1)]);
    }
}
