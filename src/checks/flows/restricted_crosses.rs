//! `flow-restricted-crosses-boundary`.

use crate::checks::statements::{impact, likelihood};
use crate::checks::{Context, Fault, Outcome, Reason, Threat};
use crate::finding::Evidence;
use crate::flow::{Boundary, Hop, Node, NodeId, OutsideKind};
use crate::model::{Domain, Fact, GapId, Kind, Resource, ResourceId};

use super::lineage::{Holds, carries, is_event};
use super::{STAYS_INSIDE, hidden, words};

define_check! {
    /// Restricted data should leave a trust boundary only where somebody meant it to. The class of a store is handed down
    /// its flows, so that a copy of a copy is seen to leave as well.
    ///
    /// Fails for each hop by which restricted data leaves the organization, the cloud, to a vendor, to the internet, or to
    /// somebody of whom it is not known who it is; with lower risk where it only leaves the region. A store or component
    /// that is fed from a restricted store, by however many hops, counts as restricted. Where a tag on the way says public
    /// or internal, somebody decided about it: the finding says so and has a lower risk; so has one of events, which name
    /// objects and do not hold them. A hop within the organization, or to an account that you trust, is none.
    /// References, which tell no direction, and access logs are left out. Is unknown while the accounts of the
    /// organization, or the tags of the store or of what feeds it, could not be read.
    ///
    /// By hand: end the hop; or take out what is restricted before it, and tag what is left with its class; or name the
    /// account in `trusted_accounts`.
    ///
    /// Source: AWS Well-Architected Framework, security pillar, SEC07-BP02 "Apply data protection controls based on data
    /// sensitivity"; AWS Whitepaper "Building a Data Perimeter on AWS".
    id: "flow-restricted-crosses-boundary",
    title: "Restricted data does not cross a trust boundary",
    kind: Kind::Bucket,
    also: Kind::PARTS,
    domain: Domain::DataProtection,
    threat: Threat::DataExfiltration,
    likelihood: 3,
    impact: 4,
    remedies: &[],
    mappings: STAYS_INSIDE,
    evaluate: |context, id, resource| hidden::unless_hidden(context, evaluate(context, id, resource)),
}

fn evaluate(context: &Context<'_>, id: ResourceId, _: &Resource) -> Outcome {
    let graph = context.flows();
    let Some(node) = graph.node_of(id) else { return Outcome::NotApplicable };
    let holds = context.lineage().of(context, node);
    let hops = graph.out_of(node).iter().filter_map(|hop| graph.hop(*hop)).filter(|hop| carries(hop));
    let crossing: Vec<(&Hop, Result<Boundary, GapId>)> =
        hops.clone().filter_map(|hop| Some((hop, farthest(context, hop)?))).collect();
    match holds {
        Holds::Perhaps(gap, _) if !crossing.is_empty() => return Outcome::Unknown(vec![Reason::Gap(gap)]),
        Holds::Perhaps(..) | Holds::Other => return Outcome::NotApplicable,
        _ if hops.count() == 0 => return Outcome::NotApplicable,
        _ => {}
    }
    let (mut faults, mut reasons) = (Vec::new(), Vec::new());
    for (hop, boundary) in crossing {
        match boundary {
            Ok(boundary) => faults.push(fault(context, node, holds, hop, boundary)),
            Err(gap) if !reasons.contains(&Reason::Gap(gap)) => reasons.push(Reason::Gap(gap)),
            Err(_) => {}
        }
    }
    Outcome::concluded(faults, reasons)
}

/// The farthest boundary of a hop that matters; a gap where it is not known whether it is one.
fn farthest(context: &Context<'_>, hop: &Hop) -> Option<Result<Boundary, GapId>> {
    let last = hop.crosses.iter().rev().copied().find(|it| *it != Boundary::Account)?;
    if last != Boundary::Organization {
        return Some(Ok(last));
    }
    let account = account(context, hop.to)?;
    let near = || hop.crosses.contains(&Boundary::Region).then_some(Ok(Boundary::Region));
    if context.is_trusted_account(&account) {
        return near();
    }
    match context.belongs(&account) {
        Fact::Unknown(gap) => Some(Err(gap)),
        _ => Some(Ok(last)),
    }
}

fn account(context: &Context<'_>, node: NodeId) -> Option<String> {
    match context.flows().node(node)? {
        Node::Resource(id) => context.estate.resource(*id).map(|it| it.account.to_string()),
        Node::Outside(outside) => match &outside.kind {
            OutsideKind::Account(id) | OutsideKind::NotInventoried(id) => Some(id.to_string()),
            _ => None,
        },
    }
}

fn fault(context: &Context<'_>, node: NodeId, holds: Holds, hop: &Hop, boundary: Boundary) -> Fault {
    let where_to = match boundary {
        Boundary::Region => "leaves its region",
        Boundary::Organization => "leaves the organization",
        Boundary::Cloud => "leaves the cloud",
        Boundary::Vendor => "goes to a vendor",
        Boundary::Internet => "goes to the internet",
        Boundary::Account | Boundary::Unknown => "goes to somebody of whom it is not known who it is",
    };
    let what = if matches!(holds, Holds::Names(_)) || is_event(context, hop) {
        "Word of restricted data"
    } else {
        "Restricted data"
    };
    let summary = format!("{what} {where_to}: to {}", words::name(context, hop.to));
    let fault = Fault::new(summary).at(words::locus(context, hop.to)).with(words::evidence(context, hop));
    let fault = match boundary {
        Boundary::Region => fault.factor(likelihood(-1, "stays with you")).factor(impact(-2, "only leaves the region")),
        Boundary::Unknown => fault.factor(likelihood(-1, "it is not known whose the target is")),
        _ => fault,
    };
    let way: Vec<Evidence> = holds.fed().map_or_else(Vec::new, |fed| context.lineage().way(context, node, fed));
    let fault = way.into_iter().fold(fault, Fault::with);
    match holds {
        Holds::Decided(class, _) => {
            let note = format!("it is tagged as {class}: somebody decided that restricted data becomes so here");
            fault.with(Evidence::Note(note)).factor(impact(-2, "a tag says otherwise"))
        }
        Holds::Tagged if !is_event(context, hop) => fault,
        Holds::Fed(_) if !is_event(context, hop) => fault.factor(impact(1, "is fed with restricted data")),
        _ => fault.factor(impact(-2, "events name objects and do not hold them")),
    }
}
