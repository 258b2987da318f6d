//! Where the boxes and lines of a picture of flows lie, in cells. Nothing is drawn here, and no terminal is known.
//!
//! Boxes stand in columns from left to right as data moves; lines run in the channels between columns and in rows of
//! their own past boxes, so that no line goes through a box. The same picture is laid out the same way every time.

mod order;
mod place;
mod rank;
mod route;

/// A picture to be laid out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Picture {
    /// The boxes.
    pub boxes: Vec<BoxSize>,
    /// The lines, from box to box by their places. A line from a box to itself is left out.
    pub lines: Vec<(usize, usize)>,
}

/// How large a box is, with its border.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BoxSize {
    /// Columns that it would like.
    pub width: u16,
    /// Rows.
    pub height: u16,
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

/// The narrowest that a box is made, with its border.
pub const NARROWEST: u16 = 12;

/// Lays a picture out. Boxes are made narrower so that it fits into so many columns, as far as that can be; a picture that
/// is wider all the same is for scrolling.
pub fn lay_out(picture: &Picture, columns: u16) -> Layout {
    let ranks = rank::ranks(picture);
    let mut all = rank::columns(picture, &ranks);
    order::order(&mut all);
    let rows = place::rows(picture, &all);
    let channels = route::channels(&all, &rows);
    let placed = place::boxes(picture, &all, &rows, &channels, columns);
    let routes = route::routes(picture, &all, &ranks, &rows, &channels, &placed);
    Layout { width: placed.width, height: placed.height, boxes: placed.boxes, routes }
}
