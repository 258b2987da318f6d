//! The flow graph of an estate: its nodes, its hops, and who is next to whom.

use rayon::prelude::*;
use rustc_hash::FxHashMap;
use serde::Serialize;

use super::draft::Drawn;
use super::hops::RULES;
use super::logged::Trails;
use super::names::Names;
use super::{Draft, Evidence, Hop, Logged, NetworkPath, Node, Via, boundary, network, observed};
use crate::model::{Estate, Fact, ResourceId};

/// A node's place in its graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct NodeId(pub u32);

/// A hop's place in its graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct HopId(pub u32);

impl NodeId {
    /// The id as an index into its table.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

impl HopId {
    /// The id as an index into its table.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// How data moves through an estate. Nodes and hops are in a defined order: the same estate gives the same graph.
#[derive(Debug, Clone, Default)]
pub struct FlowGraph {
    nodes: Vec<Node>,
    hops: Vec<Hop>,
    out: Vec<Vec<HopId>>,
    into: Vec<Vec<HopId>>,
    by_resource: FxHashMap<ResourceId, NodeId>,
    by_role: FxHashMap<ResourceId, Vec<HopId>>,
}

impl FlowGraph {
    /// Asks every rule about every resource of its kind, on all cores. Every store is a node, with hops or without.
    pub fn new(estate: &Estate) -> Self {
        let names = Names::new(estate);
        let rules = RULES.iter().flat_map(|(kind, rule)| estate.of_kind(*kind).iter().map(move |id| (*id, rule)));
        let drawn: Vec<Drawn> = rules
            .collect::<Vec<_>>()
            .into_par_iter()
            .flat_map_iter(|(id, rule)| {
                let Some(here) = estate.resource(id) else { return Vec::new() };
                let mut draft = Draft::new(estate, &names, id, here);
                rule(&mut draft);
                draft.finish()
            })
            .collect();
        let mut graph = Self::default();
        graph.add_nodes(estate, &drawn);
        graph.add_hops(drawn);
        graph.judge(estate);
        observed::last_accessed(estate, &mut graph);
        graph.connect();
        graph
    }

    fn add_nodes(&mut self, estate: &Estate, drawn: &[Drawn]) {
        let ends = drawn.iter().flat_map(|it| [&it.from, &it.to]).cloned();
        let stores = estate.resources().filter(|(_, it)| it.kind().is_store()).map(|(id, _)| Node::Resource(id));
        self.nodes = ends.chain(stores).collect();
        self.nodes.par_sort_unstable();
        self.nodes.dedup();
        let places = self.nodes.iter().zip(0..);
        self.by_resource = places.filter_map(|(node, at)| Some((node.resource()?, NodeId(at)))).collect();
    }

    /// Hops with the same ends, transfer and identity are one hop with the evidence of all.
    fn add_hops(&mut self, drawn: Vec<Drawn>) {
        let place = |one: Drawn| Some((self.place(&one.from)?, self.place(&one.to)?, one));
        let mut placed: Vec<(NodeId, NodeId, Drawn)> = drawn.into_par_iter().filter_map(place).collect();
        // What was drawn first stays first among equals.
        placed.par_sort_by(|(from, to, one), (other_from, other_to, other)| {
            (from, to, one.transfer, &one.via).cmp(&(other_from, other_to, other.transfer, &other.via))
        });
        for (from, to, one) in placed {
            match self.hops.last_mut() {
                Some(hop) if is_same(hop, (from, to), &one) => {
                    if hop.encrypted_in_transit == Fact::NotApplicable {
                        hop.encrypted_in_transit = one.encrypted_in_transit;
                    }
                    hop.evidence.push(one.evidence);
                }
                _ => self.hops.push(hop(from, to, one)),
            }
        }
        self.hops.par_iter_mut().for_each(|hop| order(&mut hop.evidence));
    }

    /// What follows from both ends of each hop.
    fn judge(&mut self, estate: &Estate) {
        let (nodes, trails) = (&self.nodes, Trails::new(estate));
        let resource = |id: NodeId| {
            let node = nodes.get(id.index())?;
            node.resource().and_then(|id| estate.resource(id)).map(AsRef::as_ref)
        };
        self.hops.par_iter_mut().for_each(|hop| {
            let (Some(from), Some(to)) = (nodes.get(hop.from.index()), nodes.get(hop.to.index())) else { return };
            hop.crosses = boundary::between(estate, from, to);
            hop.network = network::path(estate, hop, from, to);
            hop.logged = trails.logged(hop, resource);
        });
    }

    fn place(&self, node: &Node) -> Option<NodeId> {
        self.nodes.binary_search(node).ok().and_then(|at| u32::try_from(at).ok()).map(NodeId)
    }

    fn connect(&mut self) {
        self.out = vec![Vec::new(); self.nodes.len()];
        self.into = vec![Vec::new(); self.nodes.len()];
        for (hop, at) in self.hops.iter().zip(0..) {
            self.out.get_mut(hop.from.index()).into_iter().for_each(|list| list.push(HopId(at)));
            self.into.get_mut(hop.to.index()).into_iter().for_each(|list| list.push(HopId(at)));
            if let Via::Role(role) = hop.via {
                self.by_role.entry(role).or_default().push(HopId(at));
            }
        }
    }

    /// All nodes, resources first.
    pub fn nodes(&self) -> impl ExactSizeIterator<Item = (NodeId, &Node)> {
        self.nodes.iter().enumerate().map(|(at, node)| (NodeId(u32::try_from(at).unwrap_or(u32::MAX)), node))
    }

    /// One node.
    pub fn node(&self, id: NodeId) -> Option<&Node> {
        self.nodes.get(id.index())
    }

    /// The node of a resource; none for a resource that no hop touches and that holds no data.
    pub fn node_of(&self, resource: ResourceId) -> Option<NodeId> {
        self.by_resource.get(&resource).copied()
    }

    /// All hops.
    pub fn hops(&self) -> impl ExactSizeIterator<Item = (HopId, &Hop)> {
        self.hops.iter().enumerate().map(|(at, hop)| (HopId(u32::try_from(at).unwrap_or(u32::MAX)), hop))
    }

    /// One hop.
    pub fn hop(&self, id: HopId) -> Option<&Hop> {
        self.hops.get(id.index())
    }

    pub(super) fn hops_mut(&mut self) -> impl ParallelIterator<Item = (&mut Hop, &[Node])> {
        let nodes = &self.nodes;
        self.hops.par_iter_mut().map(move |hop| (hop, nodes.as_slice()))
    }

    /// The hops that are made under a role.
    pub fn hops_as(&self, role: ResourceId) -> &[HopId] {
        self.by_role.get(&role).map_or(&[], Vec::as_slice)
    }

    /// The roles that make hops, in the order of the estate.
    pub fn roles(&self) -> Vec<ResourceId> {
        let mut roles: Vec<ResourceId> = self.by_role.keys().copied().collect();
        roles.sort_unstable();
        roles
    }

    /// The hops that leave a node.
    pub fn out_of(&self, node: NodeId) -> &[HopId] {
        self.out.get(node.index()).map_or(&[], Vec::as_slice)
    }

    /// The hops that come into a node.
    pub fn into(&self, node: NodeId) -> &[HopId] {
        self.into.get(node.index()).map_or(&[], Vec::as_slice)
    }
}

/// A hop of which nothing is known but what was drawn.
fn hop(from: NodeId, to: NodeId, one: Drawn) -> Hop {
    Hop {
        from,
        to,
        transfer: one.transfer,
        via: one.via,
        encrypted_in_transit: one.encrypted_in_transit,
        network: NetworkPath::Unknown,
        logged: Logged::NotOffered,
        crosses: Vec::new(),
        evidence: vec![one.evidence],
    }
}

fn is_same(hop: &Hop, ends: (NodeId, NodeId), one: &Drawn) -> bool {
    (hop.from, hop.to) == ends && hop.transfer == one.transfer && hop.via == one.via
}

/// The strongest first, each once.
pub(super) fn order(evidence: &mut Vec<Evidence>) {
    evidence.sort_by(|a, b| (b.kind, &a.source, a.at).cmp(&(a.kind, &b.source, b.at)));
    evidence.dedup();
}
