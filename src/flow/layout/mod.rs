//! Where the boxes and lines of a picture of flows lie, in cells. Nothing is drawn here, and no terminal is known.
//!
//! Boxes stand in columns from left to right as data moves; lines run in the channels between columns and in rows of
//! their own past boxes, so that no line goes through a box. The same picture is laid out the same way every time.

mod crossing;
mod frame;
mod loose;
mod order;
mod place;
mod rank;
mod route;

use std::collections::{BTreeMap, BTreeSet};

pub use crossing::{borders, cells};

/// A picture to be laid out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Picture {
    /// The boxes.
    pub boxes: Vec<BoxSize>,
    /// The lines, from box to box by their places. A line from a box to itself is left out.
    pub lines: Vec<(usize, usize)>,
    /// Lines that tell no direction, by their places: they may run either way, so that the picture fits.
    pub loose: BTreeSet<usize>,
    /// The frames that lie in another, each with that one.
    pub within: BTreeMap<u16, u16>,
}

impl Picture {
    /// Whether a line is drawn: it joins two boxes that are there.
    fn is_drawn(&self, (from, to): (usize, usize)) -> bool {
        from != to && from.max(to) < self.boxes.len()
    }

    /// The frames in which one of two boxes lies and the other does not: those whose borders a line between them crosses.
    pub fn parting(&self, one: usize, other: usize) -> Vec<u16> {
        let frames =
            |at: usize| self.boxes.get(at).and_then(|size| size.frame).map_or(Vec::new(), |it| self.around(it));
        let (mut one, mut other) = (frames(one), frames(other));
        while one.last().is_some_and(|outermost| other.last() == Some(outermost)) {
            one.pop();
            other.pop();
        }
        one.extend(other);
        one
    }

    /// A frame and those in which it lies, from within to without.
    fn around(&self, frame: u16) -> Vec<u16> {
        // As many steps as there are frames: a circle would go on.
        let chain = std::iter::successors(Some(frame), |frame| self.within.get(frame).copied());
        chain.take(self.within.len() + 1).collect()
    }
}

/// How large a box is, with its border.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BoxSize {
    /// Columns that it would like.
    pub width: u16,
    /// Columns that it needs to say what it must; at most those that it would like.
    pub least: u16,
    /// Rows.
    pub height: u16,
    /// The frame in which it stands with others; none for a box in no frame.
    pub frame: Option<u16>,
    /// Boxes without lines into them stand no further left than this column says, as far as there are columns.
    pub hint: u16,
}

/// Where a box lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rect {
    /// Its first column.
    pub x: u16,
    /// Its first row.
    pub y: u16,
    /// Columns.
    pub width: u16,
    /// Rows.
    pub height: u16,
}

impl Rect {
    /// Whether a cell lies in it.
    pub fn contains(&self, x: u16, y: u16) -> bool {
        (self.x..self.x.saturating_add(self.width)).contains(&x)
            && (self.y..self.y.saturating_add(self.height)).contains(&y)
    }
}

/// Where a line runs: from corner to corner, straight between them, beginning and ending beside its boxes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Route {
    /// The corners, in the direction of the line.
    pub corners: Vec<(u16, u16)>,
}

/// A picture laid out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Layout {
    /// Columns in all.
    pub width: u16,
    /// Rows in all.
    pub height: u16,
    /// The boxes, in the order of the picture.
    pub boxes: Vec<Rect>,
    /// The frames, each around all of its boxes and frames and no other. Lines cross them, and never run along them.
    pub frames: BTreeMap<u16, Rect>,
    /// The lines, in the order of the picture. Empty for a line from a box to itself.
    pub routes: Vec<Route>,
}

/// Something in a column: a box, or a row that a line keeps free on its way past the column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Item {
    Box(usize),
    /// Of the line with this place.
    Lane(usize),
}

/// A piece of a line between two neighbouring columns, by the items at its ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Piece {
    line: usize,
    /// In the column at the left.
    left: usize,
    /// In the column at the right.
    right: usize,
}

/// Columns of items, and the pieces between each and the next.
#[derive(Debug, Clone, Default)]
struct Columns {
    items: Vec<Vec<Item>>,
    pieces: Vec<Vec<Piece>>,
}

/// The narrowest that a box is made, with its border, so that the picture fits.
pub const NARROWEST: u16 = 16;

/// Lays a picture out in so many columns. Boxes are as wide as they would like where that fits, else as wide as there is
/// room; they have less than they need only where the whole picture fits so. A picture that does not is for scrolling, and
/// its boxes have what they need.
///
/// Lines without a direction run as they are written where there is room for so many columns of boxes.
pub fn lay_out(picture: &Picture, columns: u16) -> Layout {
    let (deepest, mut fitting) = rank::depths(picture);
    let whole = |layout: &Layout| layout.boxes.iter().zip(&picture.boxes).all(|(rect, size)| rect.width >= size.least);
    let fits = |layout: &Layout| layout.width <= columns && whole(layout);
    let most = at_most(picture, columns, deepest);
    if deepest == fitting || fits(&most) {
        return most;
    }
    let mut best = at_most(picture, columns, fitting);
    let mut beyond = deepest;
    while beyond - fitting > 1 {
        let middle = fitting.midpoint(beyond);
        let layout = at_most(picture, columns, middle);
        if fits(&layout) {
            (fitting, best) = (middle, layout);
        } else {
            beyond = middle;
        }
    }
    best
}

/// The same with lines without a direction making the picture at most so deep.
fn at_most(picture: &Picture, columns: u16, deepest: usize) -> Layout {
    let ranks = rank::ranks(picture, deepest);
    let mut all = rank::columns(picture, &ranks);
    order::order(&mut all);
    let owners = frame::owners(picture, &mut all);
    let rows = place::rows(picture, &all, &owners);
    let channels = route::channels(&all, &rows.of, &owners);
    let placed = place::boxes(picture, &all, (&rows, &owners), &channels, columns);
    let routes = route::routes(picture, &all, &ranks, &rows.of, &channels, &placed);
    Layout { width: placed.width, height: placed.height, boxes: placed.boxes, frames: placed.frames, routes }
}
