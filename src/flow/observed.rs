//! Evidence of use: what IAM says of when an identity last reached a service, and Lambda of when a function last ran.
//! Both tell less than that data moved on one hop, so that they are only added to hops that something else shows.
//!
//! Source: IAM User Guide, "Refine permissions in AWS using last accessed information": attempts count, denied ones too,
//! so that the evidence names the report.

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::graph::{FlowGraph, order};
use super::{Does, Evidence, EvidenceKind, Hop, Node, NodeId, Transfer, Via};
use crate::model::aws::{Function, ServiceLastAccessed};
use crate::model::{AccountId, Estate, Fact, Kind, Timestamp};
use crate::policy::{Effect, Policy};

/// Adds to each hop under a role when the role last tried an action that is what the hop does, where IAM tracks one; else
/// when it last reached the service of the other end.
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
    let (what, at) = match tried(seen, hop) {
        Some((action, at)) => (format!("{service}:{action}"), at),
        None => (service.to_owned(), seen.date?),
    };
    Some(Evidence { kind: EvidenceKind::Observed, source: format!("IAM last accessed: {what}"), at: Some(at) })
}

/// The action that was tried last of those that do what a hop does. IAM tracks few actions on data.
fn tried<'r>(seen: &'r ServiceLastAccessed, hop: &Hop) -> Option<(&'r str, Timestamp)> {
    let does = |action: &str| Does::of(&format!("{}:{action}", seen.service), &seen.service);
    let fitting = seen.actions.iter().filter(|it| does(&it.action).is_some_and(|does| does.is_of(hop.transfer)));
    fitting.filter_map(|it| Some((it.action.as_str(), it.date?))).max_by_key(|(_, at)| *at)
}

fn service<'e>(estate: &'e Estate, nodes: &[Node], node: NodeId) -> Option<&'e str> {
    let id = nodes.get(node.index())?.resource()?;
    estate.resource(id).map(|it| it.arn.service())
}

/// What Lambda counts says that a function ran, not what set it off. Where only one thing is known to set it off, and
/// nothing that could was left unread, the run is evidence for that hop; else for none.
pub(super) fn functions_ran(estate: &Estate, graph: &mut FlowGraph) {
    let mut triggers: FxHashMap<NodeId, usize> = FxHashMap::default();
    for function in graph.hops().filter_map(|(_, hop)| set_off(hop)) {
        *triggers.entry(function).or_default() += 1;
    }
    let accounts = estate.accounts().iter().map(|it| &it.id);
    let read: FxHashSet<&AccountId> = accounts.filter(|account| is_read(estate, account)).collect();
    graph.hops_mut().for_each(|(hop, nodes)| {
        let only = set_off(hop).filter(|node| is_declared(hop) && triggers.get(node) == Some(&1));
        let id = only.and_then(|node| nodes.get(node.index())).and_then(Node::resource);
        let Some(resource) = id.and_then(|id| estate.resource(id)).filter(|it| read.contains(&it.account)) else {
            return;
        };
        let Some((function, at)) = resource.function().and_then(|it| Some((it, ran(it)?))) else { return };
        if has_no_other_door(function, hop) {
            let source = "Lambda metrics: the function ran on this day, and nothing else is known to set it off";
            hop.evidence.push(Evidence { kind: EvidenceKind::Observed, source: source.to_owned(), at: Some(at) });
            order(&mut hop.evidence);
        }
    });
}

/// What a hop sets off: whatever is invoked, and the reader whose mapping Lambda polls for.
fn set_off(hop: &Hop) -> Option<NodeId> {
    // A mapping also reads the secret that it gets in with.
    const SOURCES: [&str; 2] = ["EventSourceMapping.EventSourceArn", "EventSourceMapping.SelfManagedEventSource"];
    let is_mapping = || hop.evidence.iter().any(|it| SOURCES.iter().any(|source| it.source.starts_with(source)));
    match hop.transfer {
        Transfer::Invoke => Some(hop.to),
        Transfer::Read if is_mapping() => Some(hop.to),
        _ => None,
    }
}

fn ran(function: &Function) -> Option<Timestamp> {
    function.last_run.known().copied().flatten()
}

fn is_declared(hop: &Hop) -> bool {
    hop.evidence.iter().any(|it| it.kind == EvidenceKind::Declared)
}

/// Whether all in an account that can set something off was listed.
pub(super) fn is_read(estate: &Estate, account: &AccountId) -> bool {
    let movers = Kind::PARTS.iter().copied().filter(|kind| kind.moves_or_holds_data());
    movers.into_iter().all(|kind| estate.was_listed(account, kind) && estate.listing_gap(account, kind).is_none())
}

/// Whether nobody else is let in: the function has no address, and its policy lets in no more than the hop needs. Who may
/// call it by permissions of their own is not asked.
fn has_no_other_door(function: &Function, hop: &Hop) -> bool {
    let needed = usize::from(matches!(hop.via, Via::Service(_)));
    let let_in = match &function.policy {
        Fact::Known(None) => Some(0),
        Fact::Known(Some(policy)) => Policy::parse(policy.text())
            .ok()
            .map(|it| it.statements.iter().filter(|it| it.effect == Effect::Allow).count()),
        Fact::Unknown(_) | Fact::NotApplicable => None,
    };
    function.urls.known().is_some_and(Vec::is_empty) && let_in.is_some_and(|count| count <= needed)
}
