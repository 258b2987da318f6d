//! Frames: boxes of one frame stand together in rows that nothing else has in their columns. Frames may hold frames.

use std::collections::{BTreeMap, BTreeSet};

use super::place::{self, Row};
use super::{Columns, Item, Picture, order};

/// What has rows of its own: from a first to a last column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Owner {
    /// The whole of a picture without frames.
    All,
    /// A frame with what lies in it.
    Frame(u16),
    /// A box beside frames: in none, or in one that holds frames.
    Alone(usize),
    /// A line where it passes columns in which neither end's frame is; in a frame that holds frames, or in none.
    Line(usize, Option<u16>),
}

/// A first and a last column.
type Span = (usize, usize);

/// What comes next from above to below.
#[derive(Debug, Clone, Copy)]
pub(super) enum Block {
    /// The upper border of a frame.
    Begin(u16),
    /// Items, and whether they lie in a frame.
    Items(Owner, Span, bool),
    /// The lower border of a frame.
    End(u16),
}

/// Who has which items, from above to below.
#[derive(Debug, Clone, Default)]
pub(super) struct Owners {
    /// By column and item.
    pub(super) of: Vec<Vec<Owner>>,
    pub(super) blocks: Vec<Block>,
    /// The frames with their first and last columns.
    pub(super) frames: BTreeMap<u16, Span>,
    /// How many borders stand at the left and at the right of the outermost columns of each frame, its own included.
    pub(super) levels: BTreeMap<u16, (u16, u16)>,
}

impl Owners {
    /// One owner of all.
    fn one(all: &Columns) -> Self {
        let of = all.items.iter().map(|items| vec![Owner::All; items.len()]).collect();
        let whole = (0, all.items.len().saturating_sub(1));
        Self { of, blocks: vec![Block::Items(Owner::All, whole, false)], ..Self::default() }
    }

    /// How many borders of frames stand at the left of a column, and how many at its right.
    pub(super) fn borders(&self, column: usize) -> (u16, u16) {
        let (mut left, mut right) = (0, 0);
        for ((first, last), levels) in self.frames.values().zip(self.levels.values()) {
            left = if *first == column { levels.0.max(left) } else { left };
            right = if *last == column { levels.1.max(right) } else { right };
        }
        (left, right)
    }
}

/// Which frames lie in which.
#[derive(Debug, Default)]
struct Nest {
    within: BTreeMap<u16, u16>,
    /// Those that hold frames.
    outer: BTreeSet<u16>,
}

impl Nest {
    /// Frames that would lie in themselves lie in none.
    fn new(picture: &Picture) -> Self {
        let mut nest = Self::default();
        for (&inner, &outer) in &picture.within {
            if !nest.chain(outer).contains(&inner) {
                nest.within.insert(inner, outer);
            }
        }
        let held: BTreeSet<u16> = picture.boxes.iter().filter_map(|size| size.frame).collect();
        let held: BTreeSet<u16> = held.iter().flat_map(|frame| nest.chain(*frame)).collect();
        nest.outer = nest.within.iter().filter(|(inner, _)| held.contains(inner)).map(|(_, outer)| *outer).collect();
        nest
    }

    /// A frame and all in which it lies, from within to without.
    fn chain(&self, frame: u16) -> Vec<u16> {
        std::iter::successors(Some(frame), |frame| self.within.get(frame).copied()).collect()
    }

    /// The innermost frame of an item in a column, if it is in one.
    fn frame(&self, picture: &Picture, frames: &BTreeMap<u16, Span>, column: usize, item: Item) -> Option<u16> {
        let of = |at: usize| picture.boxes.get(at).and_then(|size| size.frame);
        let Item::Lane(line) = item else {
            return if let Item::Box(at) = item { of(at) } else { None };
        };
        let passes = |frame: &u16| frames.get(frame).is_some_and(|(first, last)| (*first..=*last).contains(&column));
        let (from, to) = picture.lines.get(line).copied().unwrap_or_default();
        let innermost = |end: usize| self.chain(of(end)?).into_iter().find(passes);
        match (innermost(from), innermost(to)) {
            (Some(one), Some(other)) if self.chain(other).contains(&one) => Some(other),
            (one, other) => one.or(other),
        }
    }

    fn owner(&self, frame: Option<u16>, item: Item) -> Owner {
        match (frame, item) {
            (Some(frame), _) if !self.outer.contains(&frame) => Owner::Frame(frame),
            (_, Item::Box(at)) => Owner::Alone(at),
            (frame, Item::Lane(line)) => Owner::Line(line, frame),
        }
    }
}

/// What lies right in a frame, or in none, with the sum and number of the rows of its items, and its columns.
type Held = BTreeMap<Option<u16>, BTreeMap<Owner, (u64, u64, Span)>>;

/// Gives every item an owner, and puts the items of each column in the order of their owners: those first whose items
/// would stand highest without frames.
pub(super) fn owners(picture: &Picture, all: &mut Columns) -> Owners {
    let one = Owners::one(all);
    if picture.boxes.iter().all(|size| size.frame.is_none()) {
        return one;
    }
    let nest = Nest::new(picture);
    let frames = spans_of_frames(picture, &nest, all);
    let rows = place::rows(picture, all, &one).of;
    let held = held(picture, &nest, &frames, all, &rows);
    let mut blocks = Vec::new();
    stack(&nest, &held, &frames, None, &mut blocks);
    let items = blocks.iter().filter_map(|block| if let Block::Items(owner, ..) = block { Some(*owner) } else { None });
    let place: BTreeMap<Owner, usize> = items.zip(0..).collect();
    let mut of = Vec::new();
    for column in 0..all.items.len() {
        let held = |all: &Columns| -> Vec<Owner> {
            let items = all.items.get(column).into_iter().flatten();
            items.map(|item| nest.owner(nest.frame(picture, &frames, column, *item), *item)).collect()
        };
        let owners = held(all);
        let mut places: Vec<usize> = (0..owners.len()).collect();
        places.sort_by_key(|at| (owners.get(*at).and_then(|owner| place.get(owner)), *at));
        order::apply(all, column, &places);
        of.push(held(all));
    }
    let levels = frames.keys().map(|frame| (*frame, levels(&nest, &frames, *frame))).collect();
    Owners { of, blocks, frames, levels }
}

/// The first and last column of the boxes of each frame.
fn spans_of_frames(picture: &Picture, nest: &Nest, all: &Columns) -> BTreeMap<u16, Span> {
    let mut spans = BTreeMap::new();
    for (column, items) in all.items.iter().enumerate() {
        for item in items {
            let Item::Box(at) = item else { continue };
            let frame = picture.boxes.get(*at).and_then(|size| size.frame);
            for frame in frame.into_iter().flat_map(|frame| nest.chain(frame)) {
                let span = spans.entry(frame).or_insert((column, column));
                *span = (span.0.min(column), span.1.max(column));
            }
        }
    }
    spans
}

fn held(picture: &Picture, nest: &Nest, frames: &BTreeMap<u16, Span>, all: &Columns, rows: &[Vec<Row>]) -> Held {
    let mut held = Held::new();
    for (column, items) in all.items.iter().enumerate() {
        for (item, row) in items.iter().zip(rows.get(column).into_iter().flatten()) {
            let frame = nest.frame(picture, frames, column, *item);
            let mut add = |within: Option<u16>, owner: Owner| {
                let sum = held.entry(within).or_default().entry(owner).or_insert((0, 0, (column, column)));
                let (first, last) = sum.2;
                *sum = (sum.0 + u64::from(row.port), sum.1 + 1, (first.min(column), last.max(column)));
            };
            let owner = nest.owner(frame, *item);
            if !matches!(owner, Owner::Frame(_)) {
                add(frame, owner);
            }
            for frame in frame.into_iter().flat_map(|frame| nest.chain(frame)) {
                add(nest.within.get(&frame).copied(), Owner::Frame(frame));
            }
        }
    }
    held
}

/// What lies right in a frame, or in none, one below the other.
fn stack(nest: &Nest, held: &Held, frames: &BTreeMap<u16, Span>, within: Option<u16>, blocks: &mut Vec<Block>) {
    let Some(own) = held.get(&within) else { return };
    let mut order: Vec<(u64, Owner, Span)> =
        own.iter().map(|(owner, (sum, count, span))| (sum * 1_000 / (*count).max(1), *owner, *span)).collect();
    order.sort_unstable();
    for (_, owner, span) in order {
        let Owner::Frame(frame) = owner else {
            blocks.push(Block::Items(owner, span, within.is_some()));
            continue;
        };
        blocks.push(Block::Begin(frame));
        if nest.outer.contains(&frame) {
            stack(nest, held, frames, Some(frame), blocks);
        } else {
            blocks.push(Block::Items(owner, frames.get(&frame).copied().unwrap_or(span), true));
        }
        blocks.push(Block::End(frame));
    }
}

fn levels(nest: &Nest, frames: &BTreeMap<u16, Span>, frame: u16) -> (u16, u16) {
    let Some((first, last)) = frames.get(&frame) else { return (0, 0) };
    let inner = nest.within.iter().filter(|(_, outer)| **outer == frame).filter_map(|(inner, _)| {
        let span = frames.get(inner)?;
        let (left, right) = levels(nest, frames, *inner);
        Some((if span.0 == *first { left } else { 0 }, if span.1 == *last { right } else { 0 }))
    });
    let (left, right) = inner.fold((0, 0), |held: (u16, u16), it| (held.0.max(it.0), held.1.max(it.1)));
    (left + 1, right + 1)
}

/// The rows of all items, and the first and last row of each frame.
#[derive(Debug, Default)]
pub(super) struct Rows {
    pub(super) of: Vec<Vec<Row>>,
    pub(super) frames: BTreeMap<u16, (u16, u16)>,
}
