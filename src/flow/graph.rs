//! The flow graph of an estate: its nodes, its hops, and who is next to whom.

use rayon::prelude::*;
use rustc_hash::FxHashMap;
use serde::Serialize;

use super::draft::Drawn;
use super::hops::RULES;
use super::lists::{Line, Lists};
use super::logged::Trails;
use super::names::Names;
use super::used::Uses;
use super::ways::Networks;
use super::{
    Draft, Evidence, Hop, Logged, NetworkPath, Node, Unplaced, Via, boundary, key, key_owner, network, observed,
    permitted,
};
use crate::model::{Estate, Fact, KeyNames, ResourceId};

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
    out: Lists<HopId>,
    into: Lists<HopId>,
    /// What a search asks of each hop, next to each other: hops themselves are large.
    lines: Vec<Line>,
    /// The roles that each node works as.
    workers: Lists<ResourceId>,
    by_resource: FxHashMap<ResourceId, NodeId>,
    by_role: FxHashMap<ResourceId, Vec<HopId>>,
    unplaced: Vec<Unplaced>,
}

impl FlowGraph {
    /// Asks every rule about every resource of its kind, on all cores. Every store is a node, with hops or without.
    pub fn new(estate: &Estate) -> Self {
        let names = Names::new(estate);
        let rules = RULES.iter().flat_map(|(kind, rule)| estate.of_kind(*kind).iter().map(move |id| (*id, rule)));
        let mut drawn: Vec<Drawn> = rules
            .collect::<Vec<_>>()
            .into_par_iter()
            .flat_map_iter(|(id, rule)| {
                let Some(here) = estate.resource(id) else { return Vec::new() };
                let mut draft = Draft::new(estate, &names, id, here);
                rule(&mut draft);
                draft.finish()
            })
            .collect();
        let mut uses = Uses::new(estate, &names, &drawn);
        uses.draw(&mut drawn);
        permitted::direct(estate, &mut drawn);
        let unplaced = uses.join(&mut drawn);
        let mut graph = Self { unplaced, ..Self::default() };
        graph.add_nodes(estate, &drawn);
        graph.add_hops(drawn);
        graph.judge(estate);
        observed::last_accessed(estate, &mut graph);
        observed::functions_ran(estate, &mut graph);
        graph.connect();
        graph.employ(estate);
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
        let (nodes, trails, networks) = (&self.nodes, Trails::new(estate), Networks::new(estate));
        let keys = KeyNames::new(estate);
        let resource = |id: NodeId| {
            let node = nodes.get(id.index())?;
            node.resource().and_then(|id| estate.resource(id)).map(AsRef::as_ref)
        };
        self.hops.par_iter_mut().for_each(|hop| {
            let (Some(from), Some(to)) = (nodes.get(hop.from.index()), nodes.get(hop.to.index())) else { return };
            hop.crosses = boundary::between(estate, from, to);
            hop.network = network::path(estate, &networks, hop, from, to);
            hop.logged = trails.logged(hop, resource);
            let store = resource(hop.called()).filter(|it| key::is_of_data(hop, it));
            hop.key = store.and_then(|it| {
                key_owner(it, |name| keys.find(estate, name, it).and_then(|id| estate.resource(id)).map(AsRef::as_ref))
            });
        });
    }

    /// The place of a node; none where no hop touches it.
    pub fn place(&self, node: &Node) -> Option<NodeId> {
        self.nodes.binary_search(node).ok().and_then(|at| u32::try_from(at).ok()).map(NodeId)
    }

    fn connect(&mut self) {
        self.lines = self.hops.iter().map(Line::of).collect();
        let ids = || (0..).map(HopId).zip(&self.lines);
        self.out = Lists::new(self.nodes.len(), ids().map(|(id, line)| (line.from, id)));
        self.into = Lists::new(self.nodes.len(), ids().map(|(id, line)| (line.to, id)));
        for (id, hop) in (0..).map(HopId).zip(&self.hops) {
            if let Via::Role(role) = hop.via {
                self.by_role.entry(role).or_default().push(id);
            }
        }
    }

    /// The roles that each node works as: those that its configuration names and those of the hops that it makes.
    fn employ(&mut self, estate: &Estate) {
        let places: Vec<NodeId> = self.nodes().map(|(id, _)| id).collect();
        let roles: Vec<Vec<ResourceId>> = places.par_iter().map(|id| self.roles_of(estate, *id)).collect();
        let each = places.iter().zip(roles).flat_map(|(id, roles)| roles.into_iter().map(|role| (*id, role)));
        self.workers = Lists::new(places.len(), each.collect::<Vec<_>>().into_iter());
    }

    fn roles_of(&self, estate: &Estate, node: NodeId) -> Vec<ResourceId> {
        let resource = self.node(node).and_then(Node::resource).and_then(|id| estate.resource(id));
        let named = resource.map(|it| it.detail.aspects().roles()).unwrap_or_default();
        let mut roles: Vec<ResourceId> = named.iter().filter_map(|arn| Some(estate.find(arn)?.0)).collect();
        let hops = self.out_of(node).iter().chain(self.into(node)).filter_map(|id| self.hop(*id));
        roles.extend(hops.filter(|hop| hop.caller() == node).filter_map(Hop::role));
        roles.sort_unstable();
        roles.dedup();
        roles
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

    /// What events show that no hop explains, in a defined order.
    pub fn unplaced(&self) -> &[Unplaced] {
        &self.unplaced
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
        self.out.of(node)
    }

    /// The hops that come into a node.
    pub fn into(&self, node: NodeId) -> &[HopId] {
        self.into.of(node)
    }

    /// The ends of a hop and what it does.
    pub(super) fn line(&self, id: HopId) -> Option<Line> {
        self.lines.get(id.index()).copied()
    }

    /// The ends of some hops and what they do.
    pub(super) fn lines<'g>(&'g self, hops: &'g [HopId]) -> impl Iterator<Item = (HopId, Line)> + use<'g> {
        hops.iter().filter_map(|id| Some((*id, self.line(*id)?)))
    }

    /// The roles that a node works as: those that its configuration names and those of the hops that it makes.
    pub fn works_as(&self, node: NodeId) -> &[ResourceId] {
        self.workers.of(node)
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
        key: None,
        network: NetworkPath::Unknown(None),
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
