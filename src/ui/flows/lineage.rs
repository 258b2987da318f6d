//! Flows as rows: each node below what it gets data from, indented by how far it is from a beginning.

use rustc_hash::FxHashMap;

use crate::flow::{Excerpt, FlowGraph, NodeId};

/// A row of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LineageRow {
    /// The node.
    pub node: NodeId,
    /// The longest way to it from a beginning, in hops.
    pub depth: u16,
    /// How many shown hops come in.
    pub into: u32,
    /// How many shown hops leave.
    pub out: u32,
}

/// The nodes in an order in which each comes after all that it gets data from, circles being cut where they close.
/// What follows a node stands right below it as far as that can be.
pub fn lineage(graph: &FlowGraph, excerpt: &Excerpt) -> Vec<LineageRow> {
    let places: FxHashMap<NodeId, usize> = excerpt.nodes.iter().copied().zip(0..).collect();
    let mut next: Vec<Vec<usize>> = vec![Vec::new(); excerpt.nodes.len()];
    let mut rows: Vec<LineageRow> =
        excerpt.nodes.iter().map(|&node| LineageRow { node, depth: 0, into: 0, out: 0 }).collect();
    for hop in excerpt.hops.iter().filter_map(|id| graph.hop(*id)) {
        let (Some(&from), Some(&to)) = (places.get(&hop.from), places.get(&hop.to)) else { continue };
        next.get_mut(from).into_iter().for_each(|list| list.push(to));
        rows.get_mut(from).into_iter().for_each(|row| row.out += 1);
        rows.get_mut(to).into_iter().for_each(|row| row.into += 1);
    }
    let order = sorted(&rows, &next);
    let mut place = vec![0_usize; rows.len()];
    for (at, node) in order.iter().enumerate() {
        place.get_mut(*node).into_iter().for_each(|slot| *slot = at);
    }
    let later = |from: usize, to: usize| place.get(to) > place.get(from);
    for &from in &order {
        let depth = rows.get(from).map_or(0, |row| row.depth).saturating_add(1);
        for &to in next.get(from).into_iter().flatten().filter(|to| later(from, **to)) {
            rows.get_mut(to).into_iter().for_each(|row| row.depth = row.depth.max(depth));
        }
    }
    order.into_iter().filter_map(|at| rows.get(at).copied()).collect()
}

/// The nodes from the last that a search in depth leaves to the first. It begins at beginnings, then wherever it was not.
fn sorted(rows: &[LineageRow], next: &[Vec<usize>]) -> Vec<usize> {
    let mut seen = vec![false; rows.len()];
    let mut left = Vec::with_capacity(rows.len());
    let is_beginning = |at: &usize| rows.get(*at).is_some_and(|row| row.into == 0);
    let (beginnings, rest): (Vec<usize>, Vec<usize>) = (0..rows.len()).rev().partition(is_beginning);
    for start in beginnings.into_iter().chain(rest) {
        search(start, next, &mut seen, &mut left);
    }
    left.reverse();
    left
}

fn search(start: usize, next: &[Vec<usize>], seen: &mut [bool], left: &mut Vec<usize>) {
    let enter = |at: usize, seen: &mut [bool]| seen.get_mut(at).is_some_and(|it| !std::mem::replace(it, true));
    if !enter(start, seen) {
        return;
    }
    let mut stack = vec![(start, 0_usize)];
    while let Some((at, turn)) = stack.pop() {
        // The last first, so that the first one comes out right below.
        let list = next.get(at).map_or(&[][..], Vec::as_slice);
        match list.len().checked_sub(turn + 1).and_then(|place| list.get(place)) {
            Some(&to) => {
                stack.push((at, turn + 1));
                if enter(to, seen) {
                    stack.push((to, 0));
                }
            }
            None => left.push(at),
        }
    }
}
