//! The tables that make walks through a graph fast: what belongs to each node, in one piece, and the gist of each hop.

use super::{Hop, NodeId, Transfer};

/// The ends of a hop and what it does.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line {
    pub(super) from: NodeId,
    pub(super) to: NodeId,
    pub(super) transfer: Transfer,
}

impl Line {
    pub(super) fn of(hop: &Hop) -> Self {
        Self { from: hop.from, to: hop.to, transfer: hop.transfer }
    }

    /// The end that is not the given one.
    pub(super) fn other_end(self, node: NodeId) -> NodeId {
        if self.from == node { self.to } else { self.from }
    }
}

/// A list for each node.
#[derive(Debug, Clone)]
pub(super) struct Lists<T> {
    /// Where the list of each node begins in `items`, and where the last one ends.
    starts: Vec<u32>,
    items: Vec<T>,
}

impl<T> Default for Lists<T> {
    fn default() -> Self {
        Self { starts: Vec::new(), items: Vec::new() }
    }
}

impl<T: Copy> Lists<T> {
    /// The lists of so many nodes; what belongs to a node keeps its order.
    pub(super) fn new(nodes: usize, each: impl Iterator<Item = (NodeId, T)>) -> Self {
        let mut sorted: Vec<(NodeId, T)> = each.collect();
        sorted.sort_by_key(|(node, _)| *node);
        let starts = (0..=nodes).map(|at| sorted.partition_point(|(node, _)| node.index() < at));
        let starts = starts.map(|start| u32::try_from(start).unwrap_or(u32::MAX)).collect();
        Self { starts, items: sorted.into_iter().map(|(_, item)| item).collect() }
    }

    /// The list of a node.
    pub(super) fn of(&self, node: NodeId) -> &[T] {
        let start = |at: usize| self.starts.get(at).map(|it| *it as usize);
        let range = start(node.index()).zip(start(node.index() + 1)).map(|(from, to)| from..to);
        range.and_then(|range| self.items.get(range)).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_node_has_its_own_in_order() {
        let each = [(NodeId(2), 'x'), (NodeId(0), 'b'), (NodeId(2), 'a')];
        let lists = Lists::new(4, each.into_iter());
        let of = |node: u32| lists.of(NodeId(node)).to_vec();
        assert_eq!([of(0), of(1), of(2), of(3), of(4)], [vec!['b'], vec![], vec!['x', 'a'], vec![], vec![]]);
        assert!(Lists::<char>::default().of(NodeId(0)).is_empty());
    }
}
