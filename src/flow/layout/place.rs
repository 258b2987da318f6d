//! Rows of items and columns of boxes.

use std::collections::BTreeMap;

use super::frame::{Block, Owner, Owners, Rows};
use super::route::Channel;
use super::{BoxSize, Columns, Item, NARROWEST, Picture, Rect};

/// Where the boxes lie, and how large all is.
#[derive(Debug, Default)]
pub(super) struct Placed {
    pub(super) width: u16,
    pub(super) height: u16,
    pub(super) boxes: Vec<Rect>,
    pub(super) frames: BTreeMap<u16, Rect>,
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

/// The rows of every item, owner by owner: one free row between neighbours, and each near the middle of what it is joined
/// to at the left, as far as its neighbours leave room.
pub(super) fn rows(picture: &Picture, all: &Columns, owners: &Owners) -> Rows {
    let mut rows = Rows { of: vec![Vec::new(); all.items.len()], ..Rows::default() };
    let mut free = Free { rows: vec![0_u16; all.items.len()] };
    let joined = joined(all);
    let span = |frame: u16| owners.frames.get(&frame).copied().unwrap_or_default();
    for block in &owners.blocks {
        match *block {
            Block::Begin(frame) => {
                let top = free.of(span(frame));
                rows.frames.insert(frame, (top, top));
                free.set(span(frame), top.saturating_add(1));
            }
            Block::End(frame) => {
                let bottom = free.of(span(frame));
                rows.frames.entry(frame).and_modify(|held| held.1 = bottom);
                free.set(span(frame), bottom.saturating_add(1));
            }
            Block::Items(owner, (first, last), inside) => {
                let begin = free.of((first, last));
                let mut bottom = begin;
                for column in first..last + 1 {
                    let end = stack(picture, all, owners, &mut rows, &joined, (column, owner, begin, inside));
                    bottom = bottom.max(end);
                }
                // The row below the items of a frame is its border, else it stays free.
                let beyond = u16::from(!matches!(owner, Owner::Frame(_)));
                free.set((first, last), bottom.saturating_add(beyond));
            }
        }
    }
    rows
}

/// The first free row of each column.
struct Free {
    rows: Vec<u16>,
}

impl Free {
    /// The first that is free in all columns of a span.
    fn of(&self, (first, last): (usize, usize)) -> u16 {
        self.rows.get(first..last + 1).into_iter().flatten().copied().max().unwrap_or_default()
    }

    fn set(&mut self, (first, last): (usize, usize), row: u16) {
        self.rows.get_mut(first..last + 1).into_iter().flatten().for_each(|free| *free = row);
    }
}

/// Gives the items of an owner in a column their rows. The row below the last of them.
fn stack(
    picture: &Picture,
    all: &Columns,
    owners: &Owners,
    rows: &mut Rows,
    joined: &[Vec<Vec<usize>>],
    (column, owner, begin, inside): (usize, Owner, u16, bool),
) -> u16 {
    let mut next = begin;
    let held = all.items.get(column).into_iter().flatten().zip(owners.of.get(column).into_iter().flatten());
    for (at, (item, _)) in held.enumerate().filter(|(_, (_, held))| **held == owner) {
        let height = height(picture, *item);
        let port = height.saturating_sub(1) / 2;
        let beside = joined.get(column).and_then(|list| list.get(at)).into_iter().flatten();
        let wanted = wanted(&rows.of, owners, (column, owner, inside), beside);
        let top = wanted.map_or(next, |row| row.saturating_sub(port).max(next));
        let row = Row { top, port: top.saturating_add(port), height };
        rows.of.get_mut(column).into_iter().for_each(|rows| rows.push(row));
        next = top.saturating_add(height).saturating_add(1);
    }
    if next == begin { begin } else { next - 1 }
}

fn height(picture: &Picture, item: Item) -> u16 {
    match item {
        Item::Box(at) => picture.boxes.get(at).map_or(1, |size| size.height.max(1)),
        Item::Lane(_) => 1,
    }
}

/// By column and item: what it is joined to in the column at its left.
fn joined(all: &Columns) -> Vec<Vec<Vec<usize>>> {
    let mut joined: Vec<Vec<Vec<usize>>> = all.items.iter().map(|items| vec![Vec::new(); items.len()]).collect();
    for (pieces, joined) in all.pieces.iter().zip(joined.iter_mut().skip(1)) {
        for piece in pieces {
            joined.get_mut(piece.right).into_iter().for_each(|list| list.push(piece.left));
        }
    }
    joined
}

/// The mean row of the neighbours at the left of an item. What lies in a frame looks no further than the frame.
fn wanted<'a>(
    rows: &[Vec<Row>],
    owners: &Owners,
    (column, owner, inside): (usize, Owner, bool),
    beside: impl Iterator<Item = &'a usize>,
) -> Option<u16> {
    let before = column.checked_sub(1)?;
    let (rows, held) = (rows.get(before)?, owners.of.get(before)?);
    let near = |at: &&usize| !inside || held.get(**at) == Some(&owner);
    let ports = beside.filter(near).filter_map(|at| rows.get(*at)).map(|row| u32::from(row.port));
    let (sum, count) = ports.fold((0_u32, 0_u32), |(sum, count), port| (sum + port, count + 1));
    sum.checked_div(count).and_then(|row| u16::try_from(row).ok())
}

/// The cells of every box: columns as wide as their widest box, narrowed where the picture would not fit.
pub(super) fn boxes(
    picture: &Picture,
    all: &Columns,
    (rows, owners): (&Rows, &Owners),
    channels: &[Channel],
    columns: u16,
) -> Placed {
    let last = all.items.len().saturating_sub(1);
    let (begin, end) = (BORDER * owners.borders(0).0, BORDER * owners.borders(last).1);
    let between: u16 = channels.iter().map(|channel| channel.width).fold(begin + end, u16::saturating_add);
    let (widths, leasts) = (widths(picture, all, |size| size.width), widths(picture, all, |size| size.least));
    let widths = narrowed(&widths, &leasts, columns.saturating_sub(between));
    let mut placed = Placed { boxes: vec![EMPTY; picture.boxes.len()], ..Placed::default() };
    let mut x = begin;
    let mut edges = Vec::new();
    for (column, items) in all.items.iter().enumerate() {
        let width = widths.get(column).copied().unwrap_or_default();
        for (item, row) in items.iter().zip(rows.of.get(column).into_iter().flatten()) {
            placed.height = placed.height.max(row.top.saturating_add(row.height));
            if let Item::Box(at) = item
                && let Some(rect) = placed.boxes.get_mut(*at)
            {
                *rect = Rect { x, y: row.top, width, height: row.height };
            }
        }
        edges.push((x, x.saturating_add(width)));
        x = x.saturating_add(width);
        if let Some(channel) = channels.get(column) {
            placed.channels.push(x);
            x = x.saturating_add(channel.width);
        }
    }
    placed.width = x.saturating_add(end);
    for ((frame, (first, last)), levels) in owners.frames.iter().zip(owners.levels.values()) {
        let (Some((left, _)), Some((_, right))) = (edges.get(*first), edges.get(*last)) else { continue };
        let Some(&(top, bottom)) = rows.frames.get(frame) else { continue };
        let (x, y) = (left.saturating_sub(BORDER * levels.0), top);
        let width = right.saturating_add(BORDER * levels.1).saturating_sub(x);
        let height = (bottom - top).saturating_add(1);
        placed.height = placed.height.max(y.saturating_add(height));
        placed.frames.insert(*frame, Rect { x, y, width, height });
    }
    placed
}

/// Cells that a frame takes at one side of a column: its own, and a free one.
const BORDER: u16 = 2;

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
