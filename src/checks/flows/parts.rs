//! Which resource answers for a hop, so that each hop is told once.

use crate::checks::Context;
use crate::flow::{EvidenceKind, FlowGraph, Hop, HopId};
use crate::model::ResourceId;

/// The hops that a resource answers for: those that it makes, and those that something outside makes with it.
pub(super) fn charged<'c>(context: &'c Context<'_>, id: ResourceId) -> impl Iterator<Item = &'c Hop> {
    let graph = context.flows();
    let node = graph.node_of(id);
    let is_own = move |hop: &&Hop| {
        let caller_is_ours = graph.node(hop.caller()).is_some_and(|it| it.resource().is_some());
        Some(if caller_is_ours { hop.caller() } else { hop.called() }) == node
    };
    all(graph, id).filter(is_own)
}

/// The hops of a resource, those that come in first.
fn all(graph: &FlowGraph, id: ResourceId) -> impl Iterator<Item = &Hop> {
    let node = graph.node_of(id);
    let ends = node.map_or([&[][..]; 2], |node| [graph.into(node), graph.out_of(node)]);
    ends.into_iter().flatten().filter_map(|hop: &HopId| graph.hop(*hop))
}

/// Whether a service's configuration says that there is the hop.
pub(super) fn is_declared(hop: &Hop) -> bool {
    hop.evidence.iter().any(|it| it.kind == EvidenceKind::Declared)
}

/// Whether a hop is where a mover puts what it could not deliver.
pub(super) fn is_dead_letter(hop: &Hop) -> bool {
    hop.evidence.iter().any(|it| it.source.contains("eadLetter"))
}
