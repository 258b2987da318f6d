//! How data moves, as the console shows it: pipelines as rows, nodes and hops in words, and pictures laid out.
//!
//! The graph and the rows are made once on a worker thread; pictures are made when what is shown changes, not while
//! drawing. How they are drawn lives in the screens.

pub mod frames;
mod label;
pub mod lineage;
pub mod paper;
pub mod part;
pub mod scene;
pub mod stroke;
mod subject;

use crate::checks::Exposure;
use crate::finding::{Severity, Status};
use crate::flow::{Excerpt, FlowGraph, Hop, Logged, NamedBy, Node, NodeId, OutsideKind, PipelineRules, Pipelines, Via};
use crate::model::{Classification, Estate, ResourceId};
use crate::ui::analysis::{Analysis, ResourceRow};
use crate::ui::text::{Safe, safe};

pub use subject::PipelineSubject;

/// The flows of an estate.
#[derive(Debug, Default)]
pub struct Flows {
    /// The graph.
    pub graph: FlowGraph,
    /// The pipelines.
    pub pipelines: Pipelines,
    /// One row a pipeline, then one for what is in none.
    pub rows: Vec<PipelineRow>,
    /// Stores that no hop touches.
    pub unconnected: Vec<NodeId>,
}

/// What the list says of a pipeline.
#[derive(Debug, Clone, Default)]
pub struct PipelineRow {
    /// Its name; none for what is in no pipeline.
    pub name: Option<Safe>,
    /// What the name comes from.
    pub named_by: Safe,
    /// Its nodes.
    pub nodes: Vec<NodeId>,
    /// Those that move data.
    pub components: u32,
    /// Those that hold data.
    pub stores: u32,
    /// Those that the estate does not hold.
    pub outside: u32,
    /// Its hops.
    pub hops: u32,
    /// Hops that cross a trust boundary.
    pub crossing: u32,
    /// Stores without encryption at rest.
    pub unencrypted: u32,
    /// Stores of which it could not be read.
    pub unread: u32,
    /// Hops that leave no record.
    pub unlogged: u32,
    /// Findings of its resources by severity, the worst first.
    pub counts: [u32; 4],
    /// Results that could not be decided.
    pub unknown: u32,
    /// The most sensitive class of its data.
    pub class: Option<Classification>,
    words: String,
}

/// What a box or a row says of a node.
#[derive(Debug, Clone)]
pub struct Face {
    /// Its name.
    pub name: Safe,
    /// What it is.
    pub kind: Safe,
    /// Its account; empty where there is none.
    pub account: Safe,
    /// The class of its data.
    pub class: Classification,
    /// Whether it keeps data without encryption at rest.
    pub unencrypted: bool,
    /// Whether the public can reach it.
    pub public: bool,
    /// Whether something about it could not be read.
    pub unread: bool,
    /// The resource; none outside.
    pub resource: Option<ResourceId>,
}

impl Flows {
    /// The graph and the pipelines of an estate. Takes time that grows with the estate: call it on a worker thread.
    pub fn new(estate: &Estate, rules: &PipelineRules) -> Self {
        let graph = FlowGraph::new(estate);
        let pipelines = Pipelines::new(estate, &graph, rules);
        let alone = |id: &NodeId| graph.out_of(*id).is_empty() && FlowGraph::into(&graph, *id).is_empty();
        let unconnected = graph.nodes().map(|(id, _)| id).filter(alone).collect();
        Self { graph, pipelines, rows: Vec::new(), unconnected }
    }

    /// The rows of the pipelines, with what the checks say of their resources.
    pub(super) fn rows(&self, estate: &Estate, resources: &[ResourceRow]) -> Vec<PipelineRow> {
        let named = self.pipelines.all().iter().map(|pipeline| {
            let mut row = self.row(estate, resources, &pipeline.nodes);
            row.name = Some(Safe::new(&pipeline.name));
            row.named_by = named_by(&pipeline.named_by);
            row.words = format!("{} {}", pipeline.name, row.words);
            row
        });
        let mut rows: Vec<PipelineRow> = named.collect();
        if !self.unconnected.is_empty() {
            rows.push(self.row(estate, resources, &self.unconnected));
        }
        rows
    }

    fn row(&self, estate: &Estate, resources: &[ResourceRow], nodes: &[NodeId]) -> PipelineRow {
        let excerpt = Excerpt::of(&self.graph, nodes.iter().copied());
        let hops = || excerpt.hops.iter().filter_map(|id| self.graph.hop(*id));
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let mut row = PipelineRow {
            nodes: nodes.to_vec(),
            hops: number(excerpt.hops.len()),
            crossing: number(hops().filter(|hop| !hop.crosses.is_empty()).count()),
            unlogged: number(hops().filter(|hop| hop.logged == Logged::No).count()),
            ..PipelineRow::default()
        };
        for node in nodes {
            let resource = self.graph.node(*node).and_then(Node::resource);
            let Some(held) = resource.and_then(|id| resources.get(id.index())) else {
                row.outside += 1;
                continue;
            };
            let is_store = resource.and_then(|id| estate.resource(id)).is_some_and(|it| it.kind().is_store());
            row.add(held, is_store);
        }
        row
    }

    /// What is shown of a node.
    pub fn face(&self, analysis: &Analysis, node: NodeId) -> Face {
        match self.graph.node(node) {
            Some(Node::Resource(id)) => inside(analysis, *id),
            Some(Node::Outside(outside)) => Face {
                name: Safe::new(&outside.words()),
                kind: outside_words(&outside.kind),
                account: outside_account(&outside.kind),
                class: Classification::Unknown,
                unencrypted: false,
                public: false,
                unread: false,
                resource: None,
            },
            None => nobody(),
        }
    }

    /// The name by which a node is found again: its ARN, or what configuration calls it.
    pub fn key(&self, estate: &Estate, node: NodeId) -> String {
        match self.graph.node(node) {
            Some(Node::Resource(id)) => estate.resource(*id).map_or_else(String::new, |it| it.arn.to_string()),
            Some(Node::Outside(outside)) => outside.name.clone(),
            None => String::new(),
        }
    }

    /// The node with this name.
    pub fn find(&self, estate: &Estate, key: &str) -> Option<NodeId> {
        if let Some((id, _)) = estate.find(key) {
            return self.graph.node_of(id);
        }
        let is_meant = |node: &Node| matches!(node, Node::Outside(outside) if outside.name == key);
        self.graph.nodes().find(|(_, node)| is_meant(node)).map(|(id, _)| id)
    }

    /// Under whose name a hop is made, in words.
    pub fn identity(&self, estate: &Estate, hop: &Hop) -> Safe {
        match &hop.via {
            Via::Role(id) => estate.resource(*id).map_or(Safe::default(), |it| safe!("role {}", it.name())),
            Via::RoleElsewhere(arn) => safe!("role {arn}, not in this estate"),
            Via::Service(principal) => safe!("the service {principal}"),
            Via::Credentials(words) => Safe::new(words),
            Via::Unknown => Safe::own("not known"),
        }
    }

    /// The class of the data of a node.
    pub fn class(&self, analysis: &Analysis, node: NodeId) -> Classification {
        let resource = self.graph.node(node).and_then(Node::resource);
        resource.and_then(|id| analysis.resource_row(id)).map_or(Classification::Unknown, |row| row.class)
    }
}

impl PipelineRow {
    fn add(&mut self, held: &ResourceRow, is_store: bool) {
        if is_store {
            self.stores += 1;
            self.unencrypted += u32::from(held.encryption == "none");
            self.unread += u32::from(held.encryption == "unknown");
            let sharper = self.class.is_none_or(|class| stroke::order(held.class) < stroke::order(class));
            self.class = if sharper { Some(held.class) } else { self.class };
        } else {
            self.components += 1;
        }
        self.counts.iter_mut().zip(held.counts).for_each(|(sum, count)| *sum += count);
        self.unknown += held.unknown;
        // Long pipelines are found by their first members and their name.
        if self.words.len() < 400 {
            self.words.push_str(held.name.as_str());
            self.words.push(' ');
        }
    }

    /// Whether a finding of its resources has this severity.
    pub fn has_severity(&self, test: &dyn Fn(Severity) -> bool) -> bool {
        Severity::ALL.iter().zip(self.counts).any(|(severity, count)| count > 0 && test(*severity))
    }

    /// Whether a finding of its resources has this status.
    pub fn has_status(&self, status: Status) -> bool {
        match status {
            Status::Fail => self.counts.iter().any(|count| *count > 0),
            Status::Unknown => self.unknown > 0,
        }
    }

    /// What loose words of a filter are matched against.
    pub fn words(&self) -> &str {
        &self.words
    }
}

fn named_by(by: &NamedBy) -> Safe {
    match by {
        NamedBy::Tag(key) => safe!("tag {key}"),
        NamedBy::Prefix => Safe::own("names"),
        NamedBy::Member => Safe::own("a member"),
        NamedBy::Person => Safe::own("you"),
    }
}

fn inside(analysis: &Analysis, id: ResourceId) -> Face {
    let Some(row) = analysis.resource_row(id) else { return nobody() };
    Face {
        name: row.name.clone(),
        kind: Safe::own(row.kind.word()),
        account: analysis.account(row),
        class: row.class,
        unencrypted: row.encryption == "none",
        public: row.exposure == Exposure::Public,
        unread: row.encryption == "unknown" || row.exposure == Exposure::Unknown,
        resource: Some(id),
    }
}

fn nobody() -> Face {
    Face {
        name: Safe::own("gone"),
        kind: Safe::default(),
        account: Safe::default(),
        class: Classification::Unknown,
        unencrypted: false,
        public: false,
        unread: true,
        resource: None,
    }
}

fn outside_words(kind: &OutsideKind) -> Safe {
    match kind {
        OutsideKind::NotInventoried(_) => Safe::own("not in the estate"),
        OutsideKind::Account(_) => Safe::own("other account"),
        OutsideKind::UnknownAccount => Safe::own("owner not known"),
        OutsideKind::Service => Safe::own("AWS service"),
        OutsideKind::Cloud(word) => safe!("in {word}"),
        OutsideKind::Vendor(word) => safe!("at {word}"),
        OutsideKind::Internet => Safe::own("internet"),
        OutsideKind::Private => Safe::own("private network"),
    }
}

fn outside_account(kind: &OutsideKind) -> Safe {
    match kind {
        OutsideKind::NotInventoried(account) | OutsideKind::Account(account) => Safe::new(account.as_str()),
        _ => Safe::default(),
    }
}
