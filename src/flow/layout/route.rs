//! Lines: each piece turns once or not at all in the channel between its columns.

use std::collections::BTreeMap;

use super::frame::Owners;
use super::place::{Placed, Row};
use super::{Columns, Picture, Piece, Route};

/// The room between two columns, and the track in which each piece turns.
#[derive(Debug, Default)]
pub(super) struct Channel {
    pub(super) width: u16,
    /// Cells before the first track, besides the first of all: one where a frame ends at the left.
    before: u16,
    /// By line: the track, counted from the left of the channel; none for a piece that runs straight.
    tracks: BTreeMap<usize, Option<u16>>,
}

/// Free cells at both sides of the tracks: an arrow's head at one, air at the other.
const MARGIN: u16 = 2;

/// Gives every turn a track. Pieces of one track have rows between them, or begin at the same item.
/// Frames that end or begin there have cells of their own, beside those of the tracks.
pub(super) fn channels(all: &Columns, rows: &[Vec<Row>], owners: &Owners) -> Vec<Channel> {
    let pairs = rows.iter().zip(rows.iter().skip(1));
    let borders = |column: usize| (owners.borders(column).1, owners.borders(column + 1).0);
    let all = all.pieces.iter().zip(pairs).enumerate();
    all.map(|(column, (pieces, (left, right)))| {
        let mut channel = channel(pieces, left, right);
        let (ends, begins) = borders(column);
        // Between two borders, and between one and the tracks, a cell is free.
        let cells = |borders: u16| (borders * 2).saturating_sub(1);
        channel.before = cells(ends);
        channel.width = channel.width.saturating_add(cells(ends)).saturating_add(cells(begins));
        channel
    })
    .collect()
}

/// A turn: the rows from which and to which it goes.
#[derive(Debug, Clone, Copy)]
struct Turn {
    line: usize,
    item: usize,
    from: u16,
    to: u16,
}

fn channel(pieces: &[Piece], left: &[Row], right: &[Row]) -> Channel {
    let mut channel = Channel::default();
    let mut turns = Vec::new();
    for piece in pieces {
        let (Some(from), Some(to)) = (left.get(piece.left), right.get(piece.right)) else { continue };
        channel.tracks.insert(piece.line, None);
        if from.port != to.port {
            turns.push(Turn { line: piece.line, item: piece.left, from: from.port, to: to.port });
        }
    }
    // Turns that go up are taken from above, those that go down from below: so the horizontal ends of one do not lie in the
    // way of another.
    turns.sort_by_key(|turn| {
        let down = turn.to > turn.from;
        (down, if down { u16::MAX - turn.from } else { turn.from }, turn.item, turn.to)
    });
    let mut tracks: Vec<Vec<Turn>> = Vec::new();
    for turn in turns {
        let free = |held: &Vec<Turn>| held.iter().all(|other| other.item == turn.item || apart(other, &turn));
        let place = tracks.iter().position(free).unwrap_or(tracks.len());
        if place == tracks.len() {
            tracks.push(Vec::new());
        }
        tracks.get_mut(place).into_iter().for_each(|held| held.push(turn));
        channel.tracks.insert(turn.line, u16::try_from(place).ok());
    }
    channel.width = u16::try_from(tracks.len()).unwrap_or(u16::MAX / 4).saturating_add(MARGIN).saturating_add(1);
    channel
}

/// Whether two turns share no row.
fn apart(one: &Turn, other: &Turn) -> bool {
    let (low, high) = (one.from.min(one.to), one.from.max(one.to));
    other.from.max(other.to) < low || other.from.min(other.to) > high
}

/// The corners of every line.
pub(super) fn routes(
    picture: &Picture,
    all: &Columns,
    ranks: &[usize],
    rows: &[Vec<Row>],
    channels: &[Channel],
    placed: &Placed,
) -> Vec<Route> {
    let mut routes = vec![Route::default(); picture.lines.len()];
    for (column, pieces) in all.pieces.iter().enumerate() {
        let (Some(left), Some(right)) = (rows.get(column), rows.get(column + 1)) else { continue };
        let (Some(channel), Some(&x)) = (channels.get(column), placed.channels.get(column)) else { continue };
        for piece in pieces {
            let (Some(from), Some(to)) = (left.get(piece.left), right.get(piece.right)) else { continue };
            let Some(route) = routes.get_mut(piece.line) else { continue };
            route.corners.push((x, from.port));
            if let Some(Some(track)) = channel.tracks.get(&piece.line) {
                let turn = x.saturating_add(1).saturating_add(channel.before).saturating_add(*track);
                route.corners.extend([(turn, from.port), (turn, to.port)]);
            }
            route.corners.push((x.saturating_add(channel.width).saturating_sub(1), to.port));
        }
    }
    for (line, route) in routes.iter_mut().enumerate() {
        straighten(&mut route.corners);
        if runs_left(picture, ranks, line) {
            route.corners.reverse();
        }
    }
    routes
}

fn runs_left(picture: &Picture, ranks: &[usize], line: usize) -> bool {
    let Some(&(from, to)) = picture.lines.get(line) else { return false };
    matches!((ranks.get(from), ranks.get(to)), (Some(from), Some(to)) if from > to)
}

/// Leaves out corners at which nothing turns.
fn straighten(corners: &mut Vec<(u16, u16)>) {
    corners.dedup();
    let mut kept: Vec<(u16, u16)> = Vec::with_capacity(corners.len());
    for &corner in corners.iter() {
        if let [.., a, b] = kept.as_slice()
            && ((a.0 == b.0 && b.0 == corner.0) || (a.1 == b.1 && b.1 == corner.1))
        {
            kept.pop();
        }
        kept.push(corner);
    }
    *corners = kept;
}
