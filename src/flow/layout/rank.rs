//! Columns: each box right of all that it gets data from, circles being broken first.

use super::{Columns, Item, Picture, Piece, loose};

/// The last column when lines without a direction run as they are written, and when only the others count.
pub(super) fn depths(picture: &Picture) -> (usize, usize) {
    let last = |column: Vec<usize>| column.into_iter().max().unwrap_or_default();
    let deepest = if picture.loose.is_empty() { 0 } else { last(ranks(picture, usize::MAX)) };
    let narrowest = last(longest(&directed(picture)));
    (deepest.max(narrowest), narrowest)
}

/// The column of each box: the longest way from a beginning. Lines without a direction run as they are written as far as
/// no column beyond the deepest is needed for them.
pub(super) fn ranks(picture: &Picture, deepest: usize) -> Vec<usize> {
    let mut next = directed(picture);
    let mut column = loose::settle(picture, &mut next, deepest);
    move_right(picture, &next, &mut column);
    column
}

/// What each box feeds, without circles and without lines that have no direction.
fn directed(picture: &Picture) -> Vec<Vec<usize>> {
    let backward = backward(picture);
    let mut next = vec![Vec::new(); picture.boxes.len()];
    for &(from, to) in forward(picture, &backward) {
        next.get_mut(from).into_iter().for_each(|list: &mut Vec<usize>| list.push(to));
    }
    next
}

/// The longest way to each box.
pub(super) fn longest(next: &[Vec<usize>]) -> Vec<usize> {
    let count = next.len();
    let mut waiting = vec![0_usize; count];
    next.iter().flatten().for_each(|&to| waiting.get_mut(to).into_iter().for_each(|count| *count += 1));
    let mut column = vec![0_usize; count];
    let mut ready: Vec<usize> = (0..count).filter(|at| waiting.get(*at) == Some(&0)).collect();
    let mut done = 0;
    while let Some(&at) = ready.get(done) {
        done += 1;
        let here = column.get(at).copied().unwrap_or_default();
        for &to in next.get(at).into_iter().flatten() {
            if let Some(place) = column.get_mut(to) {
                *place = (*place).max(here + 1);
            }
            if let Some(left) = waiting.get_mut(to) {
                *left -= 1;
                if *left == 0 {
                    ready.push(to);
                }
            }
        }
    }
    column
}

/// A beginning stands just before the first box that it feeds, and a box without lines where its hint says.
fn move_right(picture: &Picture, next: &[Vec<usize>], column: &mut [usize]) {
    let last = column.iter().copied().max().unwrap_or_default();
    let mut fed = vec![false; column.len()];
    next.iter().flatten().for_each(|&to| fed.get_mut(to).into_iter().for_each(|it| *it = true));
    for (at, size) in picture.boxes.iter().enumerate() {
        if fed.get(at) == Some(&true) {
            continue;
        }
        let first = next.get(at).into_iter().flatten().filter_map(|&to| column.get(to)).min().copied();
        let wanted = first.map_or(usize::from(size.hint).min(last), |first| first.saturating_sub(1));
        column.get_mut(at).into_iter().for_each(|it| *it = wanted);
    }
}

/// The lines with their ends from left to right. Lines from a box to itself, to what is not there, and without a direction
/// are left out.
fn forward<'p>(picture: &'p Picture, backward: &'p [bool]) -> impl Iterator<Item = &'p (usize, usize)> {
    let kept = move |(at, line): &(usize, &(usize, usize))| {
        picture.is_drawn(**line) && !picture.loose.contains(at) && backward.get(*at) == Some(&false)
    };
    picture.lines.iter().enumerate().filter(kept).map(|(_, line)| line)
}

/// The lines that close a circle when boxes are visited in their order.
fn backward(picture: &Picture) -> Vec<bool> {
    let count = picture.boxes.len();
    let mut lines = vec![Vec::new(); count];
    for (at, &(from, to)) in picture.lines.iter().enumerate() {
        if picture.is_drawn((from, to)) && !picture.loose.contains(&at) {
            lines.get_mut(from).into_iter().for_each(|list: &mut Vec<(usize, usize)>| list.push((at, to)));
        }
    }
    let mut backward = vec![false; picture.lines.len()];
    // 0 not seen, 1 being visited, 2 done.
    let mut state = vec![0_u8; count];
    for start in 0..count {
        let mut stack = vec![(start, 0_usize)];
        if state.get(start) != Some(&0) {
            continue;
        }
        set(&mut state, start, 1);
        while let Some((at, turn)) = stack.pop() {
            let Some(&(line, to)) = lines.get(at).and_then(|list| list.get(turn)) else {
                set(&mut state, at, 2);
                continue;
            };
            stack.push((at, turn + 1));
            match state.get(to) {
                Some(0) => {
                    set(&mut state, to, 1);
                    stack.push((to, 0));
                }
                Some(1) => set(&mut backward, line, true),
                _ => {}
            }
        }
    }
    backward
}

pub(super) fn set<T>(list: &mut [T], at: usize, value: T) {
    if let Some(place) = list.get_mut(at) {
        *place = value;
    }
}

/// The items of each column, with a lane for each line that passes it, and the pieces between columns.
pub(super) fn columns(picture: &Picture, ranks: &[usize]) -> Columns {
    let last = ranks.iter().copied().max().unwrap_or_default();
    let mut all = Columns { items: vec![Vec::new(); last + 1], pieces: vec![Vec::new(); last] };
    let mut places = vec![0_usize; picture.boxes.len()];
    for (at, &column) in ranks.iter().enumerate() {
        if let Some(items) = all.items.get_mut(column) {
            set(&mut places, at, items.len());
            items.push(Item::Box(at));
        }
    }
    for (line, &(from, to)) in picture.lines.iter().enumerate() {
        let (Some(&a), Some(&b)) = (ranks.get(from), ranks.get(to)) else { continue };
        let ((first, begin), (end, last)) = if a < b { ((from, a), (to, b)) } else { ((to, b), (from, a)) };
        if begin == last {
            continue;
        }
        let mut left = places.get(first).copied().unwrap_or_default();
        for column in begin..last {
            let right = if column + 1 == last {
                places.get(end).copied().unwrap_or_default()
            } else {
                let Some(items) = all.items.get_mut(column + 1) else { break };
                items.push(Item::Lane(line));
                items.len() - 1
            };
            all.pieces.get_mut(column).into_iter().for_each(|list| list.push(Piece { line, left, right }));
            left = right;
        }
    }
    all
}
