//! Rows of items and columns of boxes.

use super::{BoxSize, Columns, Item, NARROWEST, Picture, Rect};
use crate::flow::layout::route::Channel;

/// Where the boxes lie, and how large all is.
#[derive(Debug, Default)]
pub(super) struct Placed {
    pub(super) width: u16,
    pub(super) height: u16,
    pub(super) boxes: Vec<Rect>,
    /// The first column of cells of each channel.
    pub(super) channels: Vec<u16>,
}

/// The first row of each item, and the row in which its lines meet it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Row {
    pub(super) top: u16,
    pub(super) port: u16,
    pub(super) height: u16,
}

/// The rows of every item: one free row between neighbours, and each near the middle of what it is joined to at the left,
/// as far as its neighbours leave room.
pub(super) fn rows(picture: &Picture, all: &Columns) -> Vec<Vec<Row>> {
    let mut rows: Vec<Vec<Row>> = Vec::new();
    for (column, items) in all.items.iter().enumerate() {
        let wanted = wanted(all, &rows, column, items.len());
        let mut next = 0_u16;
        let mut placed = Vec::with_capacity(items.len());
        for (item, wanted) in items.iter().zip(wanted) {
            let height = height(picture, *item);
            let port = height.saturating_sub(1) / 2;
            let top = wanted.map_or(next, |row| row.saturating_sub(port).max(next));
            placed.push(Row { top, port: top.saturating_add(port), height });
            next = top.saturating_add(height).saturating_add(1);
        }
        rows.push(placed);
    }
    rows
}

fn height(picture: &Picture, item: Item) -> u16 {
    match item {
        Item::Box(at) => picture.boxes.get(at).map_or(1, |size| size.height.max(1)),
        Item::Lane(_) => 1,
    }
}

/// The mean row of the neighbours at the left of each item.
fn wanted(all: &Columns, rows: &[Vec<Row>], column: usize, count: usize) -> Vec<Option<u16>> {
    let mut sums = vec![(0_u32, 0_u32); count];
    let before = column.checked_sub(1).and_then(|before| Some((all.pieces.get(before)?, rows.get(before)?)));
    if let Some((pieces, rows)) = before {
        for piece in pieces {
            if let (Some(row), Some(sum)) = (rows.get(piece.left), sums.get_mut(piece.right)) {
                *sum = (sum.0 + u32::from(row.port), sum.1 + 1);
            }
        }
    }
    sums.into_iter().map(|(sum, count)| sum.checked_div(count).and_then(|row| u16::try_from(row).ok())).collect()
}

/// The cells of every box: columns as wide as their widest box, narrowed where the picture would not fit.
pub(super) fn boxes(picture: &Picture, all: &Columns, rows: &[Vec<Row>], channels: &[Channel], columns: u16) -> Placed {
    let between: u16 = channels.iter().map(|channel| channel.width).fold(0, u16::saturating_add);
    let (widths, leasts) = (widths(picture, all, |size| size.width), widths(picture, all, |size| size.least));
    let widths = narrowed(&widths, &leasts, columns.saturating_sub(between));
    let mut placed = Placed { boxes: vec![EMPTY; picture.boxes.len()], ..Placed::default() };
    let mut x = 0_u16;
    for (column, items) in all.items.iter().enumerate() {
        let width = widths.get(column).copied().unwrap_or_default();
        for (item, row) in items.iter().zip(rows.get(column).into_iter().flatten()) {
            placed.height = placed.height.max(row.top.saturating_add(row.height));
            if let Item::Box(at) = item
                && let Some(rect) = placed.boxes.get_mut(*at)
            {
                *rect = Rect { x, y: row.top, width, height: row.height };
            }
        }
        x = x.saturating_add(width);
        if let Some(channel) = channels.get(column) {
            placed.channels.push(x);
            x = x.saturating_add(channel.width);
        }
    }
    placed.width = x;
    placed
}

const EMPTY: Rect = Rect { x: 0, y: 0, width: 0, height: 0 };

/// What the widest box of each column says.
fn widths(picture: &Picture, all: &Columns, says: fn(&BoxSize) -> u16) -> Vec<u16> {
    let of = |item: &Item| match item {
        Item::Box(at) => picture.boxes.get(*at).map(|size| says(size).max(1)),
        Item::Lane(_) => None,
    };
    all.items.iter().map(|items| items.iter().filter_map(of).max().unwrap_or(1)).collect()
}

/// The widest columns give first. None has less than it needs, unless only so all fit; then none is below the narrowest.
fn narrowed(widths: &[u16], leasts: &[u16], room: u16) -> Vec<u16> {
    let given = |limit: u16| widths.iter().zip(leasts).map(move |(width, least)| (*width).min(limit.max(*least)));
    let scant = |limit: u16| leasts.iter().map(move |least| (*least).min(limit));
    let widest = |list: &[u16]| list.iter().copied().max().unwrap_or_default();
    let fits = |sum: u32| sum <= u32::from(room);
    if let Some(limit) = (0..=widest(widths)).rev().find(|limit| fits(given(*limit).map(u32::from).sum())) {
        return given(limit).collect();
    }
    let limit = (NARROWEST..widest(leasts)).rev().find(|limit| fits(scant(*limit).map(u32::from).sum()));
    limit.map_or_else(|| leasts.to_vec(), |limit| scant(limit).collect())
}
