//! The order of items in each column: near to what they are joined to, so that few lines cross.

use super::Columns;

/// Sweeps; more of them hardly change anything.
const SWEEPS: usize = 8;

/// Puts each item at the mean place of its neighbours, from left to right and back again.
pub(super) fn order(all: &mut Columns) {
    for sweep in 0..SWEEPS {
        let columns = all.items.len();
        if sweep % 2 == 0 {
            (1..columns).for_each(|column| settle(all, column, true));
        } else {
            (0..columns.saturating_sub(1)).rev().for_each(|column| settle(all, column, false));
        }
    }
}

/// Orders one column by the places of its neighbours at the left or at the right. Items without any keep their places.
fn settle(all: &mut Columns, column: usize, by_left: bool) {
    let between = if by_left { column.wrapping_sub(1) } else { column };
    let Some(count) = all.items.get(column).map(Vec::len) else { return };
    let mut sums = vec![(0_usize, 0_usize); count];
    for piece in all.pieces.get(between).into_iter().flatten() {
        let (own, other) = if by_left { (piece.right, piece.left) } else { (piece.left, piece.right) };
        if let Some(sum) = sums.get_mut(own) {
            *sum = (sum.0 + other, sum.1 + 1);
        }
    }
    // Places are compared as fractions times a common scale: no floating point, so that every machine agrees.
    let key = |(at, (sum, count)): (usize, &(usize, usize))| match count {
        0 => at * 1_000,
        count => sum * 1_000 / count,
    };
    let keys: Vec<usize> = sums.iter().enumerate().map(key).collect();
    let mut places: Vec<usize> = (0..count).collect();
    places.sort_by_key(|at| (keys.get(*at).copied().unwrap_or_default(), *at));
    apply(all, column, &places);
}

/// Moves the items of a column, and the ends of pieces with them.
pub(super) fn apply(all: &mut Columns, column: usize, places: &[usize]) {
    let mut moved = vec![0_usize; places.len()];
    for (new, &old) in places.iter().enumerate() {
        if let Some(place) = moved.get_mut(old) {
            *place = new;
        }
    }
    if let Some(items) = all.items.get_mut(column) {
        *items = places.iter().filter_map(|&old| items.get(old).copied()).collect();
    }
    let to = |old: usize| moved.get(old).copied().unwrap_or(old);
    all.pieces.get_mut(column).into_iter().flatten().for_each(|piece| piece.left = to(piece.left));
    if let Some(before) = column.checked_sub(1) {
        all.pieces.get_mut(before).into_iter().flatten().for_each(|piece| piece.right = to(piece.right));
    }
}
