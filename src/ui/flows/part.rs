//! What part of the graph is shown: all of a pipeline or what lies around a node, and which boxes stand for others.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::flow::{Excerpt, FlowGraph, Hop, NodeId};

/// What lies around a node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Around<T> {
    /// The node.
    pub node: T,
    /// Whether what flows into it is shown.
    pub up: bool,
    /// Whether what flows out of it is shown.
    pub down: bool,
    /// How many hops far; none goes on to the end.
    pub farthest: Option<u32>,
}

/// The nodes and hops that are shown: of a set of nodes, or of the whole graph, around a node or all.
pub fn part(graph: &FlowGraph, within: Option<&[NodeId]>, around: Option<&Around<NodeId>>) -> Excerpt {
    let allowed = |node: NodeId| within.is_none_or(|nodes| nodes.binary_search(&node).is_ok());
    match around {
        None => within.map_or_else(|| Excerpt::whole(graph), |nodes| Excerpt::of(graph, nodes.iter().copied())),
        Some(around) => {
            let mut nodes = BTreeSet::from([around.node]);
            for down in [around.down.then_some(true), around.up.then_some(false)].into_iter().flatten() {
                nodes.extend(walk(graph, around.node, down, around.farthest, &allowed));
            }
            Excerpt::of(graph, nodes)
        }
    }
}

/// The nodes that are met along hops one way. What tells no direction is followed both ways.
fn walk(
    graph: &FlowGraph,
    start: NodeId,
    down: bool,
    farthest: Option<u32>,
    allowed: &dyn Fn(NodeId) -> bool,
) -> BTreeSet<NodeId> {
    let mut met = BTreeSet::from([start]);
    let mut queue = VecDeque::from([(start, 0)]);
    while let Some((node, distance)) = queue.pop_front() {
        if farthest.is_some_and(|farthest| distance >= farthest) {
            continue;
        }
        for next in neighbours(graph, node, down).filter(|node| allowed(*node)) {
            if met.insert(next) {
                queue.push_back((next, distance + 1));
            }
        }
    }
    met
}

fn neighbours(graph: &FlowGraph, node: NodeId, down: bool) -> impl Iterator<Item = NodeId> {
    let (with, against) = match down {
        true => (graph.out_of(node), graph.into(node)),
        false => (graph.into(node), graph.out_of(node)),
    };
    let is_two_way = |hop: &&Hop| hop.transfer.is_two_way();
    let with = with.iter().filter_map(|id| graph.hop(*id));
    let against = against.iter().filter_map(|id| graph.hop(*id)).filter(is_two_way);
    with.chain(against).map(move |hop| if hop.from == node { hop.to } else { hop.from })
}

/// The box that stands for each node that has none of its own, when some are folded into what feeds them.
pub fn folded(graph: &FlowGraph, excerpt: &Excerpt, folds: &BTreeSet<NodeId>) -> BTreeMap<NodeId, NodeId> {
    let mut owners: BTreeMap<NodeId, NodeId> = BTreeMap::new();
    for &fold in folds.iter().filter(|node| excerpt.nodes.binary_search(node).is_ok()) {
        for member in only_from(graph, excerpt, fold) {
            owners.entry(member).or_insert(fold);
        }
    }
    // A box that is folded into another stands for nothing any more.
    let all: Vec<NodeId> = owners.keys().copied().collect();
    for node in all {
        let mut owner = owners.get(&node).copied().unwrap_or(node);
        let mut steps = 0;
        while let Some(&above) = owners.get(&owner).filter(|_| steps < excerpt.nodes.len()) {
            (owner, steps) = (above, steps + 1);
        }
        owners.insert(node, owner);
    }
    owners.retain(|node, owner| node != owner);
    owners
}

/// What gets data from a node and from nothing else that is shown, the node itself left out.
pub fn only_from(graph: &FlowGraph, excerpt: &Excerpt, node: NodeId) -> BTreeSet<NodeId> {
    let shown = |it: NodeId| excerpt.nodes.binary_search(&it).is_ok();
    let mut members = walk(graph, node, true, None, &shown);
    loop {
        let fed = |member: &NodeId| {
            let from = graph.into(*member).iter().filter_map(|id| graph.hop(*id)).map(|hop| hop.from);
            from.filter(|from| shown(*from)).all(|from| from == node || members.contains(&from))
        };
        let kept: BTreeSet<NodeId> = members.iter().copied().filter(|it| *it == node || fed(it)).collect();
        if kept.len() == members.len() {
            break;
        }
        members = kept;
    }
    members.remove(&node);
    members
}
