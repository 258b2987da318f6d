//! How data flows through small estates: each hop that a service's configuration declares or names.
//!
//! One file a service. A hop is written as `FROM -verb-> TO`, with the identity and the evidence where they matter.

mod apigateway;
mod dynamodb;
mod events;
mod firehose;
mod glue;
mod graph;
mod kafka;
mod kinesis;
mod lambda;
mod logs;
mod names;
mod network;
mod permitted;
pub mod planted;
mod processing;
mod rds;
mod recorded;
mod redshift;
mod s3;
mod secretsmanager;
mod sides;
mod sns;
mod sqs;
mod states;
mod used;

use tidegate::flow::{FlowGraph, Hop, Node, Via};
use tidegate::model::{Estate, Resource};

use crate::samples::estate;

/// A node's name: that of the resource, or the outside's as configuration gives it.
fn name(estate: &Estate, graph: &FlowGraph, hop_end: tidegate::flow::NodeId) -> String {
    match graph.node(hop_end).unwrap() {
        Node::Resource(id) => {
            let resource = estate.resource(*id).unwrap();
            format!("{} {}", resource.kind(), resource.name())
        }
        Node::Outside(outside) => format!("outside {}", outside.name),
    }
}

/// A hop in words.
fn words(estate: &Estate, graph: &FlowGraph, hop: &Hop) -> String {
    let (from, to) = (name(estate, graph, hop.from), name(estate, graph, hop.to));
    format!("{from} -{}-> {to}", hop.transfer.word())
}

/// All hops of an estate in words, in their order.
pub fn hops(resources: impl IntoIterator<Item = Resource>) -> Vec<String> {
    let estate = estate(resources);
    let graph = FlowGraph::new(&estate);
    graph.hops().map(|(_, hop)| words(&estate, &graph, hop)).collect()
}

/// All hops in words with the identity and the evidence: `... as ROLE (declared: FIELD)`.
pub fn hops_in_full(resources: impl IntoIterator<Item = Resource>) -> Vec<String> {
    let estate = estate(resources);
    full(&estate, &FlowGraph::new(&estate))
}

/// The same of a graph.
fn full(estate: &Estate, graph: &FlowGraph) -> Vec<String> {
    let full = |hop: &Hop| {
        let via = match &hop.via {
            Via::Role(id) => format!("role {}", estate.resource(*id).unwrap().name()),
            Via::RoleElsewhere(arn) => format!("elsewhere {arn}"),
            Via::Service(principal) => principal.clone(),
            Via::Credentials(words) => words.clone(),
            Via::Unknown => "unknown".to_owned(),
        };
        let evidence: Vec<String> =
            hop.evidence.iter().map(|it| format!("{}: {}", it.kind.word(), it.source)).collect();
        format!("{} as {via} ({})", words(estate, graph, hop), evidence.join("; "))
    };
    graph.hops().map(|(_, hop)| full(hop)).collect()
}
