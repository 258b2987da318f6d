//! Lines in cells: which ways a line leaves its cell and how heavy it is there, and the mark that shows it.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;

use crate::flow::EvidenceKind;
use crate::flow::layout::{Rect, borders, cells};
use crate::model::Classification;

/// How heavy a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Weight {
    /// No line.
    #[default]
    None,
    /// A reference: dashed where it runs straight.
    Dashed,
    /// Declared.
    Light,
    /// Observed.
    Heavy,
}

impl From<EvidenceKind> for Weight {
    fn from(kind: EvidenceKind) -> Self {
        match kind {
            EvidenceKind::Referenced => Self::Dashed,
            EvidenceKind::Declared => Self::Light,
            EvidenceKind::Observed => Self::Heavy,
        }
    }
}

/// What stands on a line in place of the line itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Sign {
    /// Nothing.
    #[default]
    None,
    /// It passes a frame in which neither of its ends lies.
    Passes,
    /// It crosses a trust boundary.
    Boundary,
    /// It ends here, at a box at its left.
    Left,
    /// It ends here, at a box at its right.
    Right,
}

/// What lines do in a cell: the weights of those that leave it upwards, downwards, to the left and to the right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Stroke {
    /// Up, down, left, right.
    pub ways: [Weight; 4],
    /// What stands on it.
    pub sign: Sign,
    /// The most sensitive class of what the lines carry.
    pub class: Option<Classification>,
    /// How many lines there are.
    pub lines: u8,
}

/// By the weights of up, down, left and right, each none, light or heavy, in this order.
const BOXES: [&str; 81] = [
    " ", "╶", "╺", "╴", "─", "╼", "╸", "╾", "━", //
    "╷", "┌", "┍", "┐", "┬", "┮", "┑", "┭", "┯", //
    "╻", "┎", "┏", "┒", "┰", "┲", "┓", "┱", "┳", //
    "╵", "└", "┕", "┘", "┴", "┶", "┙", "┵", "┷", //
    "│", "├", "┝", "┤", "┼", "┾", "┥", "┽", "┿", //
    "╽", "┟", "┢", "┧", "╁", "╆", "┪", "╅", "╈", //
    "╹", "┖", "┗", "┚", "┸", "┺", "┛", "┹", "┻", //
    "╿", "┞", "┡", "┦", "╀", "╄", "┩", "╃", "╇", //
    "┃", "┠", "┣", "┨", "╂", "╊", "┫", "╉", "╋",
];

impl Stroke {
    fn has(&self) -> [bool; 4] {
        self.ways.map(|weight| weight != Weight::None)
    }

    /// The mark of the cell.
    pub fn glyph(&self, ascii: bool) -> &'static str {
        let upright = self.ways.first().is_some_and(|up| *up != Weight::None);
        match (self.sign, ascii) {
            (Sign::Left, false) => "◄",
            (Sign::Right, false) => "►",
            (Sign::Left, true) => "<",
            (Sign::Right, true) => ">",
            (Sign::Boundary | Sign::Passes, true) => "#",
            (Sign::Boundary | Sign::Passes, false) if upright => "╪",
            (Sign::Boundary | Sign::Passes, false) => "╫",
            (Sign::None, true) => self.ascii(),
            (Sign::None, false) => self.drawn(),
        }
    }

    fn drawn(&self) -> &'static str {
        let only_dashed = self.ways.iter().all(|weight| matches!(weight, Weight::None | Weight::Dashed));
        match self.has() {
            [false, false, true, true] if only_dashed => return "┄",
            [true, true, false, false] if only_dashed => return "┆",
            _ => {}
        }
        let at = self.ways.iter().fold(0, |at, weight| {
            at * 3
                + match weight {
                    Weight::None => 0,
                    Weight::Dashed | Weight::Light => 1,
                    Weight::Heavy => 2,
                }
        });
        BOXES.get(at).copied().unwrap_or(" ")
    }

    fn ascii(&self) -> &'static str {
        let heaviest = self.ways.iter().max().copied().unwrap_or_default();
        match (self.has(), heaviest) {
            (_, Weight::None) => " ",
            ([false, false, ..], Weight::Heavy) => "=",
            ([false, false, ..], Weight::Dashed) => ".",
            ([false, false, ..], _) => "-",
            ([_, _, false, false], Weight::Dashed) => ":",
            ([_, _, false, false], _) => "|",
            _ => "+",
        }
    }

    fn add(&mut self, way: usize, weight: Weight) {
        if let Some(held) = self.ways.get_mut(way) {
            *held = (*held).max(weight);
        }
    }
}

/// The most sensitive first.
pub fn order(class: Classification) -> u8 {
    match class {
        Classification::Restricted => 0,
        Classification::Internal => 1,
        Classification::Public => 2,
        Classification::Unknown => 3,
    }
}

/// A line to draw.
#[derive(Debug, Clone, Copy)]
pub struct Drawn<'a> {
    /// Its corners, in its direction.
    pub corners: &'a [(u16, u16)],
    /// How heavy it is.
    pub weight: Weight,
    /// The class of what it carries.
    pub class: Classification,
    /// Whether it crosses a trust boundary.
    pub crosses: bool,
    /// The frames in which one of its ends lies and the other does not.
    pub frames: &'a [u16],
    /// Whether it is known to have a direction.
    pub directed: bool,
}

/// The cells that lines run through.
#[derive(Debug, Clone, Default)]
pub struct Canvas {
    cells: FxHashMap<(u16, u16), Stroke>,
    crosses: bool,
    weights: BTreeSet<Weight>,
    classes: BTreeSet<u8>,
}

impl Canvas {
    /// Draws lines: first all of them, then what stands on them, which wants cells of its own. A line from one frame into
    /// another is marked where it crosses the borders of the two.
    pub fn new(lines: &[Drawn<'_>], frames: &BTreeMap<u16, Rect>) -> Self {
        let mut canvas = Self {
            weights: lines.iter().map(|line| line.weight).collect(),
            classes: lines.iter().map(|line| order(line.class)).collect(),
            ..Self::default()
        };
        let all: Vec<Vec<(u16, u16)>> = lines.iter().map(|line| cells(line.corners)).collect();
        for (line, cells) in lines.iter().zip(&all) {
            canvas.run(line, cells);
        }
        let borders = borders(frames);
        for (line, cells) in lines.iter().zip(&all) {
            canvas.cross(line, cells, &borders);
        }
        for (line, cells) in lines.iter().zip(&all) {
            canvas.mark(line, cells);
        }
        canvas.crosses = canvas.cells.values().any(|stroke| stroke.sign == Sign::Boundary);
        canvas
    }

    /// Whether a line crosses a trust boundary.
    pub fn crosses(&self) -> bool {
        self.crosses
    }

    /// Whether a line is as heavy as this.
    pub fn has(&self, weight: Weight) -> bool {
        self.weights.contains(&weight)
    }

    /// Whether a line carries data of this class.
    pub fn carries(&self, class: Classification) -> bool {
        self.classes.contains(&order(class))
    }

    /// What lines do in a cell.
    pub fn at(&self, x: u16, y: u16) -> Option<&Stroke> {
        self.cells.get(&(x, y))
    }

    fn run(&mut self, line: &Drawn<'_>, cells: &[(u16, u16)]) {
        for cell in cells {
            let stroke = self.cells.entry(*cell).or_default();
            stroke.lines = stroke.lines.saturating_add(1);
            let class = stroke.class.filter(|held| order(*held) <= order(line.class));
            stroke.class = Some(class.unwrap_or(line.class));
        }
        for (from, to) in cells.iter().zip(cells.iter().skip(1)) {
            let (out, back) = match (to.0.cmp(&from.0), to.1.cmp(&from.1)) {
                (std::cmp::Ordering::Greater, _) => (3, 2),
                (std::cmp::Ordering::Less, _) => (2, 3),
                (_, std::cmp::Ordering::Less) => (0, 1),
                (_, _) => (1, 0),
            };
            self.cells.entry(*from).or_default().add(out, line.weight);
            self.cells.entry(*to).or_default().add(back, line.weight);
        }
        // Both ends touch their boxes.
        for (end, beside) in [(cells.first(), cells.get(1)), (cells.last(), cells.iter().rev().nth(1))] {
            let (Some(end), Some(beside)) = (end, beside) else { continue };
            let way = if beside.0 > end.0 { 2 } else { 3 };
            self.cells.entry(*end).or_default().add(way, line.weight);
        }
    }

    fn cross(&mut self, line: &Drawn<'_>, cells: &[(u16, u16)], borders: &FxHashMap<(u16, u16), u16>) {
        for (cell, frame) in cells.iter().filter_map(|cell| Some((cell, borders.get(cell)?))) {
            let own = line.frames.contains(frame);
            if let Some(stroke) = self.cells.get_mut(cell) {
                stroke.sign = stroke.sign.max(if own { Sign::Boundary } else { Sign::Passes });
            }
        }
    }

    fn mark(&mut self, line: &Drawn<'_>, cells: &[(u16, u16)]) {
        let last = cells.last().zip(cells.iter().rev().nth(1));
        if let Some((end, before)) = last.filter(|_| line.directed) {
            let sign = if before.0 < end.0 { Sign::Right } else { Sign::Left };
            self.cells.entry(*end).or_default().sign = sign;
        }
        if !line.crosses || !line.frames.is_empty() {
            return;
        }
        // On a straight piece that is the line's own, as near to its end as there is one.
        let inner = || cells.iter().rev().skip(1);
        let straight = |cell: &&(u16, u16)| {
            self.cells.get(cell).is_some_and(|it| {
                it.sign == Sign::None && matches!(it.has(), [true, true, false, false] | [false, false, true, true])
            })
        };
        let own = |cell: &&(u16, u16)| straight(cell) && self.cells.get(cell).is_some_and(|it| it.lines == 1);
        let place = inner().find(own).or_else(|| inner().find(straight)).or_else(|| inner().next()).copied();
        if let Some(stroke) = place.and_then(|cell| self.cells.get_mut(&cell)) {
            stroke.sign = Sign::Boundary;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stroke(ways: [Weight; 4]) -> Stroke {
        Stroke { ways, ..Stroke::default() }
    }

    fn line(corners: &[(u16, u16)], weight: Weight) -> Drawn<'_> {
        Drawn { corners, weight, class: Classification::Internal, crosses: false, frames: &[], directed: true }
    }

    #[test]
    fn every_way_and_weight_has_its_mark() {
        use Weight::{Dashed as D, Heavy as H, Light as L, None as N};
        for (ways, wanted, ascii) in [
            ([N, N, L, L], "─", "-"),
            ([N, N, H, H], "━", "="),
            ([N, N, D, D], "┄", "."),
            ([L, L, N, N], "│", "|"),
            ([D, D, N, N], "┆", ":"),
            ([N, L, N, L], "┌", "+"),
            ([L, N, H, N], "┙", "+"),
            ([L, L, N, L], "├", "+"),
            ([L, L, H, H], "┿", "+"),
            ([H, H, L, L], "╂", "+"),
            ([D, D, L, L], "┼", "+"),
            ([H, H, H, H], "╋", "+"),
            ([N, L, H, L], "┭", "+"),
        ] {
            assert_eq!((stroke(ways).glyph(false), stroke(ways).glyph(true)), (wanted, ascii), "{ways:?}");
        }
        let mut all: Vec<&str> = BOXES.to_vec();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), 81, "a mark stands for two shapes");
    }

    #[test]
    fn lines_that_part_and_cross_are_joined() {
        let one = [(0, 0), (2, 0), (2, 2), (4, 2)];
        let other = [(0, 0), (4, 0)];
        let across = [(0, 1), (4, 1)];
        let lines = [
            line(&one, Weight::Light),
            line(&other, Weight::Light),
            Drawn { crosses: true, ..line(&across, Weight::Heavy) },
        ];
        let canvas = Canvas::new(&lines, &BTreeMap::new());
        let row = |y: u16| (0..5).map(|x| canvas.at(x, y).map_or(" ", |it| it.glyph(false))).collect::<String>();
        assert_eq!([row(0), row(1), row(2)], ["──┬─►", "━━┿╫►", "  └─►"]);
    }

    #[test]
    fn borders_of_frames_are_marked_where_lines_cross_them() {
        let corners = [(0, 1), (6, 1)];
        let rect = |x: u16| Rect { x, y: 0, width: 2, height: 3 };
        let frames = BTreeMap::from([(0, rect(1)), (1, rect(4))]);
        let into = Drawn { crosses: true, frames: &[1], ..line(&corners, Weight::Light) };
        let canvas = Canvas::new(&[into], &frames);
        let row =
            |wanted: Sign| (0..7).filter(|x| canvas.at(*x, 1).is_some_and(|it| it.sign == wanted)).collect::<Vec<_>>();
        assert_eq!((row(Sign::Passes), row(Sign::Boundary)), (vec![1, 2], vec![4, 5]));
    }

    #[test]
    fn a_line_to_the_left_ends_at_the_left() {
        let corners = [(4, 0), (2, 0), (2, 1), (0, 1)];
        let canvas = Canvas::new(&[line(&corners, Weight::Dashed)], &BTreeMap::new());
        let row = |y: u16| (0..5).map(|x| canvas.at(x, y).map_or(" ", |it| it.glyph(true))).collect::<String>();
        assert_eq!([row(0), row(1)], ["  +..", "<.+  "]);
    }
}
