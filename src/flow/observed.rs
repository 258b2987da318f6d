//! Evidence of use: what IAM says of when an identity last reached a service.
//!
//! Source: IAM User Guide, "Refine permissions in AWS using last accessed information": attempts count, denied ones too,
//! so that the evidence names the report and is added to hops that something else shows.

use super::graph::{FlowGraph, order};
use super::{Evidence, EvidenceKind, Node, NodeId, Via};
use crate::model::Estate;

/// Adds to each hop under a role when the role last reached the service of the other end.
pub(super) fn last_accessed(estate: &Estate, graph: &mut FlowGraph) {
    for (hop, nodes) in graph.hops_mut() {
        let Via::Role(role) = hop.via else { continue };
        let Some(role) = estate.resource(role).and_then(|it| it.role()) else { continue };
        let Some(service) = service(estate, nodes, hop.called()) else { continue };
        let seen = role.last_accessed.known().into_iter().flatten().find(|it| it.service == service);
        let Some(at) = seen.and_then(|it| it.date) else { continue };
        let source = format!("IAM last accessed: {service}");
        hop.evidence.push(Evidence { kind: EvidenceKind::Observed, source, at: Some(at) });
        order(&mut hop.evidence);
    }
}

fn service<'e>(estate: &'e Estate, nodes: &[Node], node: NodeId) -> Option<&'e str> {
    let id = nodes.get(node.index())?.resource()?;
    estate.resource(id).map(|it| it.arn.service())
}
