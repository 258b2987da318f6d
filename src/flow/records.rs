//! Hops that carry records of what was done: access logs, and what is written into log groups.

use std::collections::BTreeSet;

use super::{Excerpt, FlowGraph, Hop, HopId, Node, NodeId, Transfer, Via};
use crate::model::{Estate, Kind};

impl Hop {
    /// Access logs of a bucket, all of which end in one place.
    pub(super) fn is_log_delivery(&self) -> bool {
        self.transfer == Transfer::Copy && matches!(&self.via, Via::Service(name) if name == "logging.s3.amazonaws.com")
    }
}

impl Excerpt {
    /// The same without hops that only carry records, and without what only they lead to; and how many hops that leaves
    /// out. Records that something reads are data. Where nothing else is there, nothing is left out.
    #[must_use]
    pub fn without_records(&self, estate: &Estate, graph: &FlowGraph, kept: Option<NodeId>) -> (Self, usize) {
        let hops = || self.hops.iter().filter_map(|id| Some((*id, graph.hop(*id)?)));
        let (records, data): (Vec<_>, Vec<_>) = hops().partition(|(_, hop)| is_record(estate, graph, hop));
        let read: BTreeSet<NodeId> = data.iter().flat_map(|(_, hop)| [hop.from, hop.to]).chain(kept).collect();
        let is_left_out =
            |(_, hop): &&(HopId, &Hop)| hop.is_log_delivery() && Some(hop.to) != kept || !read.contains(&hop.to);
        let left_out: BTreeSet<HopId> = records.iter().filter(is_left_out).map(|(id, _)| *id).collect();
        if left_out.is_empty() || data.is_empty() {
            return (self.clone(), 0);
        }
        let kept_hops: Vec<HopId> = self.hops.iter().copied().filter(|id| !left_out.contains(id)).collect();
        let ends = |id: &HopId| graph.hop(*id).map(|hop| [hop.from, hop.to]);
        let still: BTreeSet<NodeId> = kept_hops.iter().filter_map(ends).flatten().chain(kept).collect();
        let targets: BTreeSet<NodeId> = left_out.iter().filter_map(|id| Some(graph.hop(*id)?.to)).collect();
        let stays = |node: &NodeId| still.contains(node) || !targets.contains(node);
        let nodes = self.nodes.iter().copied().filter(stays).collect();
        (Self { nodes, hops: kept_hops }, left_out.len())
    }
}

fn is_record(estate: &Estate, graph: &FlowGraph, hop: &Hop) -> bool {
    let into_group = || match graph.node(hop.to) {
        Some(Node::Resource(id)) => estate.resource(*id).is_some_and(|it| it.kind() == Kind::LogGroup),
        Some(Node::Outside(outside)) => outside.name.contains(":log-group:"),
        None => false,
    };
    hop.is_log_delivery() || (hop.transfer == Transfer::Write && into_group())
}
