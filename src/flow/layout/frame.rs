//! Frames: boxes of one frame stand together in rows that nothing else has in their columns.

use std::collections::BTreeMap;

use super::place::{self, Row};
use super::{Columns, Item, Picture, order};

/// What has rows of its own: from a first to a last column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Owner {
    /// The whole of a picture without frames.
    All,
    /// A frame with what lies in it.
    Frame(u16),
    /// A box in no frame, where others are in one.
    Alone(usize),
    /// A line where it passes columns in which neither end's frame is.
    Line(usize),
}

/// Who has which items, from above to below.
#[derive(Debug, Clone, Default)]
pub(super) struct Owners {
    /// By column and item.
    pub(super) of: Vec<Vec<Owner>>,
    /// Each with its first and last column, in the order of its rows.
    pub(super) spans: Vec<(Owner, (usize, usize))>,
}

impl Owners {
    /// One owner of all.
    fn one(all: &Columns) -> Self {
        let of = all.items.iter().map(|items| vec![Owner::All; items.len()]).collect();
        Self { of, spans: vec![(Owner::All, (0, all.items.len().saturating_sub(1)))] }
    }

    /// The frames with their first and last columns.
    pub(super) fn frames(&self) -> impl Iterator<Item = (u16, (usize, usize))> {
        self.spans.iter().filter_map(|(owner, span)| match owner {
            Owner::Frame(frame) => Some((*frame, *span)),
            _ => None,
        })
    }

    /// Whether a frame begins at the left of a column, and whether one ends at its right.
    pub(super) fn borders(&self, column: usize) -> (bool, bool) {
        let any = |test: fn((usize, usize)) -> usize| self.frames().any(|(_, span)| test(span) == column);
        (any(|(first, _)| first), any(|(_, last)| last))
    }
}

/// Gives every item an owner, and puts the items of each column in the order of their owners: those first whose items
/// would stand highest without frames.
pub(super) fn owners(picture: &Picture, all: &mut Columns) -> Owners {
    let one = Owners::one(all);
    if picture.boxes.iter().all(|size| size.frame.is_none()) {
        return one;
    }
    let frames = spans_of_frames(picture, all);
    let rows = place::rows(picture, all, &one).of;
    let mut sums: BTreeMap<Owner, (u64, u64)> = BTreeMap::new();
    let mut spans = BTreeMap::new();
    for (column, items) in all.items.iter().enumerate() {
        for (item, row) in items.iter().zip(rows.get(column).into_iter().flatten()) {
            let owner = owner(picture, &frames, column, *item);
            let sum = sums.entry(owner).or_default();
            *sum = (sum.0 + u64::from(row.port), sum.1 + 1);
            let span = spans.entry(owner).or_insert((column, column));
            *span = (span.0.min(column), span.1.max(column));
        }
    }
    let height = |owner: &Owner| sums.get(owner).map_or(0, |(sum, count)| sum * 1_000 / (*count).max(1));
    let mut spans: Vec<(Owner, (usize, usize))> = spans.into_iter().collect();
    spans.sort_by_key(|(owner, _)| (height(owner), *owner));
    let place: BTreeMap<Owner, usize> = spans.iter().map(|(owner, _)| *owner).zip(0..).collect();
    let mut of = Vec::new();
    for column in 0..all.items.len() {
        let held = |all: &Columns| -> Vec<Owner> {
            let items = all.items.get(column).into_iter().flatten();
            items.map(|item| owner(picture, &frames, column, *item)).collect()
        };
        let owners = held(all);
        let mut places: Vec<usize> = (0..owners.len()).collect();
        places.sort_by_key(|at| (owners.get(*at).and_then(|owner| place.get(owner)), *at));
        order::apply(all, column, &places);
        of.push(held(all));
    }
    Owners { of, spans }
}

/// The first and last column of the boxes of each frame.
fn spans_of_frames(picture: &Picture, all: &Columns) -> BTreeMap<u16, (usize, usize)> {
    let mut spans = BTreeMap::new();
    for (column, items) in all.items.iter().enumerate() {
        for item in items {
            if let Item::Box(at) = item
                && let Some(frame) = picture.boxes.get(*at).and_then(|size| size.frame)
            {
                let span = spans.entry(frame).or_insert((column, column));
                *span = (span.0.min(column), span.1.max(column));
            }
        }
    }
    spans
}

fn owner(picture: &Picture, frames: &BTreeMap<u16, (usize, usize)>, column: usize, item: Item) -> Owner {
    let frame = |at: usize| picture.boxes.get(at).and_then(|size| size.frame);
    match item {
        Item::Box(at) => frame(at).map_or(Owner::Alone(at), Owner::Frame),
        Item::Lane(line) => {
            let (from, to) = picture.lines.get(line).copied().unwrap_or_default();
            let passes =
                |frame: &u16| frames.get(frame).is_some_and(|(first, last)| (*first..=*last).contains(&column));
            let frame = [from, to].into_iter().filter_map(frame).find(passes);
            frame.map_or(Owner::Line(line), Owner::Frame)
        }
    }
}

/// The rows of all items, and the first and last row of each frame.
#[derive(Debug, Default)]
pub(super) struct Rows {
    pub(super) of: Vec<Vec<Row>>,
    pub(super) frames: BTreeMap<u16, (u16, u16)>,
}
