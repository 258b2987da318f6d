//! Evidence of use: what IAM says of when an identity last reached a service.
//!
//! Source: IAM User Guide, "Refine permissions in AWS using last accessed information": attempts count, denied ones too,
//! so that the evidence names the report and is added to hops that something else shows.

use rayon::prelude::*;

use super::graph::{FlowGraph, order};
use super::{Evidence, EvidenceKind, Hop, Node, NodeId, Via};
use crate::model::Estate;

/// Adds to each hop under a role when the role last reached the service of the other end.
pub(super) fn last_accessed(estate: &Estate, graph: &mut FlowGraph) {
    graph.hops_mut().for_each(|(hop, nodes)| {
        if let Some(evidence) = seen(estate, nodes, hop) {
            hop.evidence.push(evidence);
            order(&mut hop.evidence);
        }
    });
}

fn seen(estate: &Estate, nodes: &[Node], hop: &Hop) -> Option<Evidence> {
    let Via::Role(role) = hop.via else { return None };
    let role = estate.resource(role)?.role()?;
    let service = service(estate, nodes, hop.called())?;
    let seen = role.last_accessed.known().into_iter().flatten().find(|it| it.service == service)?;
    let source = format!("IAM last accessed: {service}");
    Some(Evidence { kind: EvidenceKind::Observed, source, at: Some(seen.date?) })
}

fn service<'e>(estate: &'e Estate, nodes: &[Node], node: NodeId) -> Option<&'e str> {
    let id = nodes.get(node.index())?.resource()?;
    estate.resource(id).map(|it| it.arn.service())
}
