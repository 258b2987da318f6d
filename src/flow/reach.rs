//! What a node can harm and what it can learn: reach along flows and role assumption together.
//!
//! Down from a compromised node lies the data that is poisoned, up from it the data that leaks. A component that can assume
//! a further role can do what that role does on any hop, so that both are followed.

use std::collections::VecDeque;

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Serialize;

use super::lists::Line;
use super::{FlowGraph, HopId, NodeId, Transfer};
use crate::model::ResourceId;
use crate::policy::access::AccessIndex;

/// Which way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// With the data: what is poisoned if the node is compromised.
    Down,
    /// Against the data: what leaks if the node is compromised.
    Up,
}

/// Which roles a role can assume, directly. Built once an estate, from its trust and identity policies.
#[derive(Debug, Clone, Default)]
pub struct Assumptions(FxHashMap<ResourceId, Vec<ResourceId>>);

impl FromIterator<(ResourceId, ResourceId)> for Assumptions {
    fn from_iter<I: IntoIterator<Item = (ResourceId, ResourceId)>>(steps: I) -> Self {
        let mut all: FxHashMap<ResourceId, Vec<ResourceId>> = FxHashMap::default();
        for (from, to) in steps {
            all.entry(from).or_default().push(to);
        }
        all.values_mut().for_each(|roles| {
            roles.sort_unstable();
            roles.dedup();
        });
        Self(all)
    }
}

impl Assumptions {
    /// Those of an estate, as its trust and identity policies are evaluated.
    pub fn evaluated(index: &AccessIndex) -> Self {
        index.assumptions().into_iter().collect()
    }

    /// The roles that a role can assume in one step.
    pub fn of(&self, role: ResourceId) -> &[ResourceId] {
        self.0.get(&role).map_or(&[], Vec::as_slice)
    }
}

/// One step of a way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Along a hop.
    Hop(HopId),
    /// By the roles that are assumed one after the other, and then along a hop of the last.
    Assume {
        /// The roles, the first being assumed by the component itself.
        roles: Vec<ResourceId>,
        /// The hop that the last role makes.
        hop: HopId,
    },
}

impl Step {
    /// The hop at its end.
    pub fn hop(&self) -> HopId {
        match self {
            Self::Hop(hop) | Self::Assume { hop, .. } => *hop,
        }
    }
}

/// A node that is reached.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Found {
    node: NodeId,
    before: NodeId,
    step: Step,
    distance: u32,
}

/// All that a node reaches one way, the nearest first.
#[derive(Debug, Clone)]
pub struct Reach {
    start: NodeId,
    found: Vec<Found>,
    /// The place of each node of the graph in `found`, or [`NOWHERE`].
    places: Vec<u32>,
}

const NOWHERE: u32 = u32::MAX;

impl Reach {
    /// Follows hops and assumptions from a node, at most so many steps far. Each node is found by a shortest way.
    pub fn new(
        graph: &FlowGraph,
        assumptions: &Assumptions,
        start: NodeId,
        direction: Direction,
        farthest: Option<u32>,
    ) -> Self {
        let mut search = Search {
            graph,
            assumptions,
            direction,
            roles: FxHashSet::default(),
            reach: Self { start, found: Vec::new(), places: vec![NOWHERE; graph.nodes().len()] },
            queue: VecDeque::from([(start, 0)]),
        };
        while let Some((node, distance)) = search.queue.pop_front() {
            if farthest.is_none_or(|farthest| distance < farthest) {
                search.leave(node, distance);
            }
        }
        search.reach
    }

    /// The nodes that are reached, with how many steps it takes, the nearest first.
    pub fn nodes(&self) -> impl ExactSizeIterator<Item = (NodeId, u32)> {
        self.found.iter().map(|it| (it.node, it.distance))
    }

    /// The last step to each node that is reached, in the order of [`Self::nodes`].
    pub fn last_steps(&self) -> impl ExactSizeIterator<Item = &Step> {
        self.found.iter().map(|it| &it.step)
    }

    /// Whether a node is reached.
    pub fn contains(&self, node: NodeId) -> bool {
        node == self.start || self.place(node).is_some()
    }

    fn place(&self, node: NodeId) -> Option<usize> {
        self.places.get(node.index()).filter(|at| **at != NOWHERE).map(|at| *at as usize)
    }

    /// The way to a node, from the start on; empty for the start, none where it is not reached.
    pub fn path(&self, node: NodeId) -> Option<Vec<Step>> {
        let (mut at, mut steps) = (node, Vec::new());
        while at != self.start {
            let found = self.found.get(self.place(at)?)?;
            steps.push(found.step.clone());
            at = found.before;
        }
        steps.reverse();
        Some(steps)
    }
}

struct Search<'s> {
    graph: &'s FlowGraph,
    assumptions: &'s Assumptions,
    direction: Direction,
    /// Roles whose hops were followed already, whoever came to have them: each is followed once.
    roles: FxHashSet<ResourceId>,
    reach: Reach,
    queue: VecDeque<(NodeId, u32)>,
}

impl Search<'_> {
    /// Follows what leaves a node: its own hops, then those of the roles that its own roles can assume.
    fn leave(&mut self, node: NodeId, distance: u32) {
        let (with, against) = match self.direction {
            Direction::Down => (self.graph.out_of(node), self.graph.into(node)),
            Direction::Up => (self.graph.into(node), self.graph.out_of(node)),
        };
        // What tells no one direction is followed both ways.
        let graph = self.graph;
        let two_way = graph.lines(against).filter(|(_, line)| line.transfer.is_two_way());
        for (id, line) in graph.lines(with).chain(two_way) {
            self.meet(line.other_end(node), node, || Step::Hop(id), distance);
        }
        self.assume(node, distance);
    }

    fn meet(&mut self, node: NodeId, before: NodeId, step: impl FnOnce() -> Step, distance: u32) {
        if self.reach.contains(node) {
            return;
        }
        if let (Some(place), Ok(at)) = (self.reach.places.get_mut(node.index()), u32::try_from(self.reach.found.len()))
        {
            *place = at;
        }
        self.reach.found.push(Found { node, before, step: step(), distance: distance + 1 });
        self.queue.push_back((node, distance + 1));
    }

    /// Follows the hops of every role that the roles of a component can assume.
    fn assume(&mut self, node: NodeId, distance: u32) {
        let mut queue: VecDeque<(ResourceId, Vec<ResourceId>)> =
            self.graph.works_as(node).iter().map(|role| (*role, Vec::new())).collect();
        while let Some((role, path)) = queue.pop_front() {
            for &next in self.assumptions.of(role) {
                if !self.roles.insert(next) {
                    continue;
                }
                let mut longer = path.clone();
                longer.push(next);
                for &hop in self.graph.hops_as(next) {
                    self.follow_as(node, &longer, hop, distance);
                }
                queue.push_back((next, longer));
            }
        }
    }

    fn follow_as(&mut self, node: NodeId, roles: &[ResourceId], id: HopId, distance: u32) {
        let Some(Line { from, to, transfer }) = self.graph.line(id) else { return };
        let ends: &[NodeId] = match (self.direction, transfer) {
            (_, Transfer::Refer) => &[from, to],
            (_, Transfer::Exchange) => &[to],
            // Whoever reads may learn; whoever writes, copies or calls may poison.
            (Direction::Up, Transfer::Read | Transfer::Copy) => &[from],
            (Direction::Down, Transfer::Write | Transfer::Copy | Transfer::Invoke) => &[to],
            _ => &[],
        };
        for &end in ends {
            self.meet(end, node, || Step::Assume { roles: roles.to_vec(), hop: id }, distance);
        }
    }
}
