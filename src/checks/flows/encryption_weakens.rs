//! `flow-encryption-weakens`.

use crate::checks::statements::impact;
use crate::checks::{Context, Fault, Mapping, Outcome, Reason, Threat};
use crate::finding::Evidence;
use crate::flow::{Hop, HopId, NodeId, Via};
use crate::model::{Classification, Domain, Fact, GapId, Kind, Resource, ResourceId};

use super::lineage::{Lineage, carries, is_event};
use super::strength::{self, Strength};
use super::{hidden, words};

define_check! {
    /// A customer's key decides a second time who may read, wherever the data lies. A copy under a weaker key undoes that:
    /// whoever may read the copy needs no key any more.
    ///
    /// Looks at stores that are fed with data classified as internal or restricted, or with data that comes from a
    /// restricted store: directly, or by one component that reads the first store and writes the second. Fails when the
    /// source is encrypted with a customer's key and this store with a key that AWS manages or not at all, or when the source
    /// is encrypted and this store is not; of all that a component reads, the best encrypted counts. Fails too when the
    /// key of this store is in an account that is neither of the organization nor trusted. Access logs, events of
    /// buckets (they name objects and hold none) and dead-letter queues, which have a check of their own, are left out. Is
    /// unknown while a key, a setting or tags that would decide could not be read.
    ///
    /// By hand: encrypt the store with the source's key or another of yours, let whoever writes it use that key, and copy
    /// what lies there already onto itself, so that it is encrypted anew.
    ///
    /// Source: AWS Well-Architected Framework, security pillar, SEC08-BP02 "Enforce encryption at rest"; AWS KMS
    /// Developer Guide, "AWS KMS keys", customer managed keys and AWS managed keys.
    id: "flow-encryption-weakens",
    title: "Encryption does not weaken along a flow",
    kind: Kind::Bucket,
    also: Kind::STORES,
    domain: Domain::DataProtection,
    threat: Threat::DataExfiltration,
    likelihood: 2,
    impact: 3,
    remedies: &[],
    mappings: &[
        Mapping::soc2("CC6.1"), Mapping::pci("3.5.1"), Mapping::hipaa("164.312(a)(2)(iv)"), Mapping::gdpr("Art. 32(1)(a)"),
    ],
    evaluate: |context, id, resource| hidden::unless_hidden(context, evaluate(context, id, resource)),
}

/// What feeds a store or a component: of classified stores the one that is encrypted best.
#[derive(Debug, Clone)]
pub(super) struct Origin {
    store: NodeId,
    by: HopId,
    restricted: bool,
    /// The gap in place of the tags that would say whether its data is classified.
    doubt: Option<GapId>,
    strength: Result<Strength, Reason>,
}

impl Origin {
    /// The beginning of a hop, where it is a store of classified data.
    fn of(context: &Context<'_>, lineage: &Lineage, by: HopId) -> Option<Self> {
        let hop = context.flows().hop(by).filter(|hop| counts(context, hop))?;
        let store = words::resource(context, hop.from).filter(|it| it.kind().is_store())?;
        let holds = lineage.of(context, hop.from);
        let restricted = holds.is_restricted();
        let known = restricted || context.classification(store) == Classification::Internal;
        let doubt = holds.doubt().filter(|_| !known);
        if !known && doubt.is_none() {
            return None;
        }
        let strength = strength::of(context, store)?;
        Some(Self { store: hop.from, by, restricted, doubt, strength })
    }

    /// What is known to be strong goes first, then what is not known, then restricted data.
    fn rank(&self) -> (u8, bool) {
        let strength = match self.strength {
            Ok(Strength::Customer) => 3,
            Err(_) => 2,
            Ok(Strength::Provider) => 1,
            Ok(Strength::Absent) => 0,
        };
        (strength, self.restricted)
    }
}

/// What each component reads that is encrypted best, for certain and perhaps; one look at each hop.
pub(super) fn origins(context: &Context<'_>, lineage: &Lineage) -> Vec<Vec<Origin>> {
    let graph = context.flows();
    let best =
        |all: Vec<Origin>| all.into_iter().reduce(|one, other| if other.rank() > one.rank() { other } else { one });
    let of = |(node, _)| {
        if words::resource(context, node).is_none_or(|it| it.kind().is_store()) {
            return Vec::new();
        }
        let all = graph.into(node).iter().filter_map(|by| Origin::of(context, lineage, *by));
        let (sure, doubtful): (Vec<_>, Vec<_>) = all.partition(|it| it.doubt.is_none());
        best(sure).into_iter().chain(best(doubtful)).collect()
    };
    graph.nodes().map(of).collect()
}

/// Whether a hop brings the data itself.
fn counts(context: &Context<'_>, hop: &Hop) -> bool {
    let is_redrive = matches!(&hop.via, Via::Service(name) if name == "sqs.amazonaws.com");
    carries(hop) && !is_redrive && !is_event(context, hop)
}

fn evaluate(context: &Context<'_>, id: ResourceId, resource: &Resource) -> Outcome {
    let Some(node) = context.flows().node_of(id) else { return Outcome::NotApplicable };
    let fed: Vec<(HopId, Origin)> = context
        .flows()
        .into(node)
        .iter()
        .flat_map(|by| sources(context, *by).into_iter().map(|it| (*by, it)))
        .collect();
    let (false, Some(own)) = (fed.is_empty(), strength::of(context, resource)) else { return Outcome::NotApplicable };
    let (mut faults, mut reasons) = (Vec::new(), Vec::new());
    for (last, origin) in &fed {
        match (&own, &origin.strength) {
            (Ok(own), Ok(other)) if own < other => match origin.doubt {
                Some(gap) => reasons.push(Reason::Gap(gap)),
                None => faults.push(weaker(context, resource, *own, (*last, origin))),
            },
            (Ok(Strength::Customer), _) | (Ok(_), Ok(_)) => {}
            (Err(reason), _) | (_, Err(reason)) if !reasons.contains(reason) => reasons.push(reason.clone()),
            _ => {}
        }
    }
    if let Some((last, origin)) = fed.iter().min_by_key(|(_, it)| it.doubt.is_some()) {
        foreign(context, resource, (*last, origin), &mut faults, &mut reasons);
    }
    Outcome::concluded(faults, reasons)
}

/// What comes by a hop: a store, or what a component reads.
fn sources(context: &Context<'_>, by: HopId) -> Vec<Origin> {
    let Some(hop) = context.flows().hop(by).filter(|hop| counts(context, hop)) else { return Vec::new() };
    let lineage = context.lineage();
    Origin::of(context, lineage, by).map_or_else(|| lineage.origins(hop.from).to_vec(), |it| vec![it])
}

fn weaker(context: &Context<'_>, resource: &Resource, own: Strength, (last, origin): (HopId, &Origin)) -> Fault {
    let better = origin.strength.as_ref().map_or("", |it| it.words());
    let summary = format!(
        "Data of {}, encrypted {better}, is encrypted {} here",
        words::name(context, origin.store),
        own.words()
    );
    shown(context, resource, Fault::new(summary), last, origin)
}

fn shown(context: &Context<'_>, resource: &Resource, fault: Fault, last: HopId, origin: &Origin) -> Fault {
    let mut hops = vec![origin.by, last];
    hops.dedup();
    let shown = hops.into_iter().filter_map(|by| context.flows().hop(by)).map(|hop| words::evidence(context, hop));
    let related: Option<Evidence> = words::related(context, origin.store, "is fed from");
    let fault = related.into_iter().chain(shown).fold(fault.at(words::locus(context, origin.store)), Fault::with);
    let told = context.classification(resource) == Classification::Restricted;
    if origin.restricted && !told { fault.factor(impact(1, "is fed with restricted data")) } else { fault }
}

/// A key of another account: its holder decides who reads, and can take the data away.
fn foreign(
    context: &Context<'_>,
    resource: &Resource,
    (last, origin): (HopId, &Origin),
    faults: &mut Vec<Fault>,
    reasons: &mut Vec<Reason>,
) {
    let Some((key, account)) = strength::foreign_key(resource) else { return };
    if context.is_trusted_account(&account) {
        return;
    }
    match (context.belongs(&account), origin.doubt) {
        (Fact::Unknown(gap), _) | (_, Some(gap)) => reasons.push(Reason::Gap(gap)),
        _ => {
            let summary = format!(
                "Data of {} is encrypted here with a key of the account {account}, which is not yours",
                words::name(context, origin.store)
            );
            let fault = Fault::new(summary).setting("key", key);
            let fault = shown(context, resource, fault, last, origin);
            faults.push(fault.at(format!("key/{account}")));
        }
    }
}
