//! A part of a flow graph: what one question is about.

use super::{Assumptions, Direction, FlowGraph, HopId, NodeId, Pipeline, Reach, Step};

/// Nodes, and the hops between them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Excerpt {
    /// In the order of the graph.
    pub nodes: Vec<NodeId>,
    /// In the order of the graph.
    pub hops: Vec<HopId>,
}

impl Excerpt {
    /// These nodes with every hop between two of them.
    pub fn of(graph: &FlowGraph, nodes: impl IntoIterator<Item = NodeId>) -> Self {
        let mut nodes: Vec<NodeId> = nodes.into_iter().collect();
        nodes.sort_unstable();
        nodes.dedup();
        let within = |id: &HopId| graph.line(*id).is_some_and(|line| nodes.binary_search(&line.to).is_ok());
        let mut hops: Vec<HopId> =
            nodes.iter().flat_map(|node| graph.out_of(*node).iter().copied().filter(within)).collect();
        hops.sort_unstable();
        Self { nodes, hops }
    }

    /// Everything that a hop touches.
    pub fn whole(graph: &FlowGraph) -> Self {
        Self::of(graph, graph.hops().flat_map(|(_, hop)| [hop.from, hop.to]))
    }

    /// A pipeline.
    pub fn of_pipeline(graph: &FlowGraph, pipeline: &Pipeline) -> Self {
        Self::of(graph, pipeline.nodes.iter().copied())
    }

    /// What a node reaches one way, at most so many steps far, with the steps that it is reached by.
    pub fn around(
        graph: &FlowGraph,
        assumptions: &Assumptions,
        node: NodeId,
        ways: &[Direction],
        farthest: Option<u32>,
    ) -> Self {
        let mut nodes = vec![node];
        for way in ways {
            let reach = Reach::new(graph, assumptions, node, *way, farthest);
            nodes.extend(reach.nodes().map(|(node, _)| node));
            let lines = reach.last_steps().map(Step::hop).filter_map(|id| graph.line(id));
            nodes.extend(lines.flat_map(|line| [line.from, line.to]));
        }
        Self::of(graph, nodes)
    }

    /// What lies on a way from one node to another.
    pub fn between(graph: &FlowGraph, assumptions: &Assumptions, from: NodeId, to: NodeId) -> Self {
        let down = Reach::new(graph, assumptions, from, Direction::Down, None);
        if !down.contains(to) {
            return Self::of(graph, [from, to]);
        }
        let up = Reach::new(graph, assumptions, to, Direction::Up, None);
        let both = down.nodes().map(|(node, _)| node).filter(|node| up.contains(*node));
        Self::of(graph, both.chain([from, to]))
    }
}
