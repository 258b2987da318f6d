//! Pipelines: the parts of the flow graph that hang together, named from tags or from what their names share.
//!
//! What every pipeline uses (the default event bus, buckets of logs, hosts outside) belongs to the pipelines that touch it
//! and does not join them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{FlowGraph, Node, NodeId};
use crate::model::{Estate, Resource, ResourceId};
use crate::policy::glob;

/// A pipeline's place among the pipelines of a graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct PipelineId(pub u32);

/// What a pipeline's name comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NamedBy {
    /// The tag with this key that most of its members have.
    Tag(String),
    /// The words with which most of its members' names begin.
    Prefix,
    /// The member with the most hops.
    Member,
    /// A person.
    Person,
}

/// A part of the flow graph that hangs together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Pipeline {
    /// Its name, unique in the graph.
    pub name: String,
    /// What the name comes from.
    pub named_by: NamedBy,
    /// Its nodes, in the order of the graph.
    pub nodes: Vec<NodeId>,
}

/// What a person says about pipelines, by their names.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PipelineRules {
    /// New names by old ones.
    pub rename: BTreeMap<String, String>,
    /// Pipelines that are one.
    pub join: Vec<Join>,
    /// Members that are a pipeline of their own.
    pub split: Vec<Split>,
}

/// Pipelines that are one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Join {
    /// What they are called together.
    pub name: String,
    /// Which.
    pub pipelines: Vec<String>,
}

/// Members of a pipeline that are a pipeline of their own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Split {
    /// What they are called.
    pub name: String,
    /// The pipeline that they are taken out of.
    pub from: String,
    /// Their names or ARNs; `*` and `?` as in policies.
    pub members: Vec<String>,
}

/// The pipelines of a graph, those with the most nodes first.
#[derive(Debug, Clone, Default)]
pub struct Pipelines {
    all: Vec<Pipeline>,
    by_node: Vec<Vec<PipelineId>>,
}

/// Tags that name a pipeline, the surest first.
const TAGS: [&str; 8] =
    ["pipeline", "data-pipeline", "data_pipeline", "project", "application", "app", "workload", "service"];

impl Pipelines {
    /// Finds and names the pipelines, then does what a person says.
    pub fn new(estate: &Estate, graph: &FlowGraph, rules: &PipelineRules) -> Self {
        let mut all: Vec<Pipeline> = parts(estate, graph)
            .into_iter()
            .map(|nodes| {
                let (name, named_by) = name(estate, graph, &nodes);
                Pipeline { name, named_by, nodes }
            })
            .collect();
        all.sort_by(|a, b| b.nodes.len().cmp(&a.nodes.len()).then_with(|| a.nodes.cmp(&b.nodes)));
        tell_apart(estate, graph, &mut all);
        rules.split.iter().for_each(|split| take_out(estate, graph, &mut all, split));
        rules.join.iter().for_each(|join| unite(&mut all, join));
        for pipeline in &mut all {
            if let Some(name) = rules.rename.get(&pipeline.name) {
                (pipeline.name, pipeline.named_by) = (name.clone(), NamedBy::Person);
            }
        }
        let mut by_node = vec![Vec::new(); graph.nodes().len()];
        for (pipeline, at) in all.iter().zip(0..) {
            for node in &pipeline.nodes {
                by_node.get_mut(node.index()).into_iter().for_each(|list: &mut Vec<_>| list.push(PipelineId(at)));
            }
        }
        Self { all, by_node }
    }

    /// All of them, the largest first.
    pub fn all(&self) -> &[Pipeline] {
        &self.all
    }

    /// One of them.
    pub fn get(&self, id: PipelineId) -> Option<&Pipeline> {
        self.all.get(id.0 as usize)
    }

    /// The pipeline with a name.
    pub fn named(&self, name: &str) -> Option<(PipelineId, &Pipeline)> {
        let at = self.all.iter().position(|it| it.name == name)?;
        Some((PipelineId(u32::try_from(at).ok()?), self.all.get(at)?))
    }

    /// The pipelines that a node belongs to: one, or several for what they share.
    pub fn of(&self, node: NodeId) -> &[PipelineId] {
        self.by_node.get(node.index()).map_or(&[], Vec::as_slice)
    }
}

/// The nodes of each part of at least two, shared ones with every part that they touch.
fn parts(estate: &Estate, graph: &FlowGraph) -> Vec<Vec<NodeId>> {
    let shared: Vec<bool> = graph.nodes().map(|(_, node)| is_shared(estate, node)).collect();
    let is_shared = |node: NodeId| shared.get(node.index()).copied().unwrap_or(true);
    let mut sets = Sets::new(graph.nodes().len());
    let moving = || graph.hops().map(|(_, hop)| hop).filter(|hop| !hop.is_log_delivery());
    for hop in moving().filter(|hop| !is_shared(hop.from) && !is_shared(hop.to)) {
        sets.join(hop.from.index(), hop.to.index());
    }
    let mut parts: BTreeMap<usize, Vec<NodeId>> = BTreeMap::new();
    for (id, _) in graph.nodes().filter(|(id, _)| !is_shared(*id)) {
        parts.entry(sets.find(id.index())).or_default().push(id);
    }
    for hop in moving() {
        for (own, other) in [(hop.from, hop.to), (hop.to, hop.from)] {
            if !is_shared(own) && is_shared(other) {
                parts.entry(sets.find(own.index())).or_default().push(other);
            }
        }
    }
    let mut parts: Vec<Vec<NodeId>> = parts.into_values().collect();
    parts.iter_mut().for_each(|nodes| {
        nodes.sort_unstable();
        nodes.dedup();
    });
    parts.retain(|nodes| nodes.len() > 1);
    parts
}

/// What every pipeline uses.
fn is_shared(estate: &Estate, node: &Node) -> bool {
    let Some(resource) = node.resource().and_then(|id| estate.resource(id)) else { return true };
    !resource.kind().moves_or_holds_data() || resource.arn.resource() == "event-bus/default"
}

/// Disjoint sets with path halving.
struct Sets(Vec<usize>);

impl Sets {
    fn new(count: usize) -> Self {
        Self((0..count).collect())
    }

    fn find(&mut self, mut at: usize) -> usize {
        while let Some(&up) = self.0.get(at) {
            if up == at {
                break;
            }
            let above = self.0.get(up).copied().unwrap_or(up);
            if let Some(place) = self.0.get_mut(at) {
                *place = above;
            }
            at = above;
        }
        at
    }

    fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.find(one), self.find(other));
        // The lower number leads, so that the order of hops does not matter.
        if let Some(place) = self.0.get_mut(one.max(other)) {
            *place = one.min(other);
        }
    }
}

fn name(estate: &Estate, graph: &FlowGraph, nodes: &[NodeId]) -> (String, NamedBy) {
    let id = |node: &NodeId| graph.node(*node).and_then(Node::resource);
    let members: Vec<&Resource> =
        nodes.iter().filter_map(id).filter_map(|id| estate.resource(id)).map(AsRef::as_ref).collect();
    by_tag(&members)
        .or_else(|| by_prefix(&members).map(|name| (name, NamedBy::Prefix)))
        .unwrap_or_else(|| (busiest(estate, graph, nodes), NamedBy::Member))
}

/// The value of a naming tag that more than half of the members share.
fn by_tag(members: &[&Resource]) -> Option<(String, NamedBy)> {
    TAGS.iter().find_map(|wanted| {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for member in members {
            let tags = member.tags.known().into_iter().flatten();
            if let Some((_, value)) = tags.into_iter().find(|(key, _)| key.eq_ignore_ascii_case(wanted)) {
                *counts.entry(value).or_default() += 1;
            }
        }
        let (value, count) = counts.into_iter().max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(a.0)))?;
        (count * 2 > members.len()).then(|| (value.to_owned(), NamedBy::Tag((*wanted).to_owned())))
    })
}

/// The longest run of words with which more than half of the members' names begin.
fn by_prefix(members: &[&Resource]) -> Option<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for member in members {
        let name = member.name();
        let ends = name.match_indices(['-', '_', '.', '/']).map(|(at, _)| at).chain([name.len()]);
        for prefix in ends.filter_map(|end| name.get(..end)).filter(|prefix| prefix.len() > 1) {
            *counts.entry(prefix).or_default() += 1;
        }
    }
    let most = |(prefix, count): &(&str, usize)| *count * 2 > members.len() && *count > 1 && !prefix.is_empty();
    let longest = counts.into_iter().filter(most).max_by(|a, b| a.0.len().cmp(&b.0.len()).then(b.0.cmp(a.0)));
    longest.map(|(prefix, _)| prefix.to_owned())
}

fn busiest(estate: &Estate, graph: &FlowGraph, nodes: &[NodeId]) -> String {
    let hops = |node: &NodeId| graph.out_of(*node).len() + graph.into(*node).len();
    let own = nodes.iter().filter(|node| graph.node(**node).is_some_and(|it| it.resource().is_some()));
    let most = own.max_by(|a, b| hops(a).cmp(&hops(b)).then(b.cmp(a)));
    let id: Option<ResourceId> = most.and_then(|node| graph.node(*node)).and_then(Node::resource);
    id.and_then(|id| estate.resource(id)).map_or_else(|| "unnamed".to_owned(), |it| it.name().to_owned())
}

/// Adds its busiest member to a name that is there already, and a number where that is not enough; the largest pipeline
/// keeps the plain one. A member stays when others come and go, so that what a person says of a name stays true.
fn tell_apart(estate: &Estate, graph: &FlowGraph, all: &mut [Pipeline]) {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for pipeline in all {
        if seen.contains_key(&pipeline.name) {
            pipeline.name = format!("{}: {}", pipeline.name, busiest(estate, graph, &pipeline.nodes));
        }
        let count = seen.entry(pipeline.name.clone()).or_default();
        *count += 1;
        if *count > 1 {
            pipeline.name = format!("{} {count}", pipeline.name);
        }
    }
}

fn take_out(estate: &Estate, graph: &FlowGraph, all: &mut Vec<Pipeline>, split: &Split) {
    let Some(whole) = all.iter_mut().find(|it| it.name == split.from) else { return };
    let is_member = |node: &NodeId| {
        let resource = graph.node(*node).and_then(Node::resource).and_then(|id| estate.resource(id));
        let matches = |pattern: &String, it: &Resource| {
            glob::matches(pattern, it.name()) || glob::matches(pattern, it.arn.as_str())
        };
        resource.is_some_and(|it| split.members.iter().any(|pattern| matches(pattern, it)))
    };
    let (out, rest): (Vec<NodeId>, Vec<NodeId>) = whole.nodes.iter().copied().partition(is_member);
    whole.nodes = rest;
    if !out.is_empty() {
        all.push(Pipeline { name: split.name.clone(), named_by: NamedBy::Person, nodes: out });
    }
    all.retain(|it| !it.nodes.is_empty());
}

fn unite(all: &mut Vec<Pipeline>, join: &Join) {
    let is_one = |it: &Pipeline| join.pipelines.contains(&it.name);
    let Some(first) = all.iter().position(is_one) else { return };
    let mut nodes: Vec<NodeId> = all.iter().filter(|it| is_one(it)).flat_map(|it| it.nodes.clone()).collect();
    nodes.sort_unstable();
    nodes.dedup();
    all.retain(|it| !is_one(it));
    let whole = Pipeline { name: join.name.clone(), named_by: NamedBy::Person, nodes };
    all.insert(first.min(all.len()), whole);
}
