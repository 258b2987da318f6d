//! Hops in words, and how they become evidence.

use crate::checks::Context;
use crate::finding::Evidence;
use crate::flow::{Hop, Node, NodeId, Transfer, Via};
use crate::model::{Resource, ResourceId};

/// A node's name with its kind; what lies outside by the name that configuration gives it.
pub(super) fn name(context: &Context<'_>, node: NodeId) -> String {
    match context.flows().node(node) {
        Some(Node::Resource(id)) => {
            context.estate.resource(*id).map_or_else(String::new, |it| format!("{} {}", it.kind(), it.name()))
        }
        Some(Node::Outside(outside)) => outside.name.clone(),
        None => String::new(),
    }
}

/// What a place in a resource is called that stays the same in every scan: the other end of a hop.
pub(super) fn locus(context: &Context<'_>, node: NodeId) -> String {
    match context.flows().node(node) {
        Some(Node::Resource(id)) => context.estate.resource(*id).map_or_else(String::new, |it| it.arn.to_string()),
        Some(Node::Outside(outside)) => outside.name.clone(),
        None => String::new(),
    }
}

/// The resource that a node is.
pub(super) fn resource<'c>(context: &Context<'c>, node: NodeId) -> Option<&'c Resource> {
    let id = context.flows().node(node)?.resource()?;
    context.estate.resource(id).map(AsRef::as_ref)
}

/// A hop in one sentence.
pub(super) fn sentence(context: &Context<'_>, hop: &Hop) -> String {
    let (from, to) = (name(context, hop.from), name(context, hop.to));
    match hop.transfer {
        Transfer::Read => format!("{to} reads {from}"),
        Transfer::Write => format!("{from} writes into {to}"),
        Transfer::Invoke => format!("{from} invokes {to}"),
        Transfer::Copy => format!("{from} copies to {to}"),
        Transfer::Exchange => format!("{from} may read and write {to}"),
        Transfer::Refer => format!("{from} refers to {to}"),
    }
}

/// A hop as evidence: what moves where, under whose name, and how that is known.
pub(super) fn evidence(context: &Context<'_>, hop: &Hop) -> Evidence {
    let whose = match &hop.via {
        Via::Role(id) => context.estate.resource(*id).map_or_else(String::new, |it| format!(" as role {}", it.name())),
        Via::RoleElsewhere(arn) => format!(" as role {arn}"),
        Via::Service(principal) => format!(" as {principal}"),
        Via::Credentials(words) => format!(" with {words}"),
        Via::Unknown => String::new(),
    };
    let known = hop.evidence.first().map_or_else(String::new, |it| format!(" ({}: {})", it.kind.word(), it.source));
    Evidence::Note(format!("{}{whose}{known}", sentence(context, hop)))
}

/// Another resource that takes part; none for what lies outside.
pub(super) fn related(context: &Context<'_>, node: NodeId, relation: &'static str) -> Option<Evidence> {
    let resource = context.flows().node(node)?.resource()?;
    Some(Evidence::Related { relation, resource })
}

/// Whether a resource is one that holds or moves data.
pub(super) fn takes_part(context: &Context<'_>, id: ResourceId) -> bool {
    context.estate.resource(id).is_some_and(|it| it.kind().takes_part())
}
