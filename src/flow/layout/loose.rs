//! Lines that tell no direction: they are given one that lets the picture fit.

use super::Picture;
use super::rank::{longest, set};

/// The columns of the boxes with all lines. Lines without a direction run as they are written as far as that needs no
/// column beyond the deepest; then the boxes that nothing else touches are placed, and every line left runs to the right.
/// Boxes that would stand in one column are moved apart, with all that follows.
pub(super) fn settle(picture: &Picture, next: &mut [Vec<usize>], deepest: usize) -> Vec<usize> {
    let lines = as_written(loose(picture), next, deepest);
    let mut column = longest(next);
    float(&lines, next, &mut column);
    for (one, other) in lines {
        let (left, right) = if column.get(one) <= column.get(other) { (one, other) } else { (other, one) };
        next.get_mut(left).into_iter().for_each(|list| list.push(right));
        push(next, &mut column, left);
    }
    column
}

/// Adds the lines that can run as they are written, and gives back the others.
fn as_written(
    lines: impl Iterator<Item = (usize, usize)>,
    next: &mut [Vec<usize>],
    deepest: usize,
) -> Vec<(usize, usize)> {
    let mut left = Vec::new();
    let mut column = longest(next);
    for (from, to) in lines {
        let behind = farthest(next, to, from);
        let place = column.get(from).copied().unwrap_or_default();
        if behind.is_none_or(|behind| place + 1 + behind > deepest) {
            left.push((from, to));
            continue;
        }
        next.get_mut(from).into_iter().for_each(|list| list.push(to));
        push(next, &mut column, from);
    }
    left
}

/// How many lines lie on the longest way from a box on; none where it leads to the one that must not be met.
fn farthest(next: &[Vec<usize>], start: usize, not: usize) -> Option<usize> {
    // Each box once, after all that follows it.
    let (mut done, mut stack) = (vec![None; next.len()], vec![start]);
    while let Some(&at) = stack.last() {
        if at == not {
            return None;
        }
        let follow = || next.get(at).into_iter().flatten().copied();
        let waits = follow().filter(|to| done.get(*to) == Some(&None));
        let before = stack.len();
        stack.extend(waits.collect::<Vec<_>>());
        if stack.len() == before {
            let behind = follow().filter_map(|to| done.get(to).copied().flatten()).max();
            set(&mut done, at, Some(behind.map_or(0, |behind: usize| behind + 1)));
            stack.pop();
        }
    }
    done.get(start).copied().flatten()
}

fn loose(picture: &Picture) -> impl Iterator<Item = (usize, usize)> {
    let lines = picture.loose.iter().filter_map(|at| picture.lines.get(*at).copied());
    lines.filter(|line| picture.is_drawn(*line))
}

/// Boxes that no other line touches stand right of the leftmost box that they are joined to.
fn float(lines: &[(usize, usize)], next: &[Vec<usize>], column: &mut [usize]) {
    let mut joined: Vec<Vec<usize>> = vec![Vec::new(); column.len()];
    let mut floats = vec![false; column.len()];
    for &(one, other) in lines {
        for (here, there) in [(one, other), (other, one)] {
            joined.get_mut(here).into_iter().for_each(|list| list.push(there));
            set(&mut floats, here, true);
        }
    }
    for (from, list) in next.iter().enumerate().filter(|(_, list)| !list.is_empty()) {
        [&from].into_iter().chain(list).for_each(|at| set(&mut floats, *at, false));
    }
    loop {
        let floating = || floats.iter().enumerate().filter(|(_, floats)| **floats).map(|(at, _)| at);
        let held = |at: usize| {
            let others = joined.get(at).into_iter().flatten();
            others.filter(|other| floats.get(**other) == Some(&false)).filter_map(|other| column.get(*other).copied())
        };
        // Where only floating boxes are left, the first of them stays where it is and holds the others.
        let Some(at) = floating().find(|at| held(*at).next().is_some()).or_else(|| floating().next()) else { break };
        let first = held(at).min();
        let place = first.and_then(|first| (first + 1..).find(|place| held(at).all(|other| other != *place)));
        place.into_iter().for_each(|place| set(column, at, place));
        set(&mut floats, at, false);
    }
}

/// Moves what follows a box right of it, as far as it is not.
fn push(next: &[Vec<usize>], column: &mut [usize], start: usize) {
    let mut moved = vec![start];
    while let Some(at) = moved.pop() {
        let here = column.get(at).copied().unwrap_or_default();
        for &to in next.get(at).into_iter().flatten() {
            if column.get(to).is_some_and(|place| *place <= here) {
                set(column, to, here + 1);
                moved.push(to);
            }
        }
    }
}
