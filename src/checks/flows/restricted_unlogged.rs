//! `flow-restricted-unlogged`.

use crate::checks::{Context, Fault, Mapping, Outcome, Reason, Threat};
use crate::flow::{Hop, Logged};
use crate::model::{Domain, Kind, Resource, ResourceId};

use super::lineage::carries;
use super::{hidden, words};

define_check! {
    /// Who read restricted data, and who wrote it, must be found again after the event. Management events of a trail do
    /// not tell: reads and writes of data are recorded by data events or by the access logs of the store.
    ///
    /// Looks at stores that are classified as restricted, or fed from one that is. Fails when a hop reads or writes the store
    /// and leaves no record, though the service could give one; the hops are named. Passes when every hop is recorded. Is
    /// unknown while a trail, its selectors, or tags that would decide could not be read. A service that records no access
    /// to data is left out.
    ///
    /// By hand: add the store to the data events of a trail, or switch on access logs of the store.
    ///
    /// Source: AWS CloudTrail User Guide, "Logging data events"; AWS Well-Architected Framework, security pillar,
    /// SEC04-BP01 "Configure service and application logging".
    id: "flow-restricted-unlogged",
    title: "Every read and write of restricted data leaves a record",
    kind: Kind::Bucket,
    also: Kind::STORES,
    domain: Domain::Runtime,
    threat: Threat::Insider,
    likelihood: 3,
    impact: 3,
    remedies: &["record-data-events"],
    mappings: &[
        Mapping::soc2("CC7.2"), Mapping::pci("10.2.1"), Mapping::hipaa("164.312(b)"), Mapping::gdpr("Art. 32(1)(d)"),
    ],
    evaluate: |context, id, resource| hidden::unless_hidden(context, evaluate(context, id, resource)),
}

fn evaluate(context: &Context<'_>, id: ResourceId, _: &Resource) -> Outcome {
    let graph = context.flows();
    let Some(node) = graph.node_of(id) else { return Outcome::NotApplicable };
    let holds = context.lineage().of(context, node);
    let all = graph.into(node).iter().chain(graph.out_of(node)).filter_map(|hop| graph.hop(*hop));
    let recorded: Vec<&Hop> =
        all.filter(|hop| hop.called() == node && carries(hop) && hop.logged != Logged::NotOffered).collect();
    let silent: Vec<&&Hop> = recorded.iter().filter(|hop| hop.logged == Logged::No).collect();
    if !holds.is_restricted() {
        let hidden = holds.doubt().filter(|_| !silent.is_empty());
        return hidden.map_or(Outcome::NotApplicable, |gap| Outcome::Unknown(vec![Reason::Gap(gap)]));
    }
    if recorded.is_empty() {
        return Outcome::NotApplicable;
    }
    if silent.is_empty() {
        return Outcome::concluded(Vec::new(), unread(&recorded));
    }
    let count = silent.len();
    let summary = match count {
        1 => "A hop reads or writes this restricted store and leaves no record".to_owned(),
        _ => format!("{count} hops read or write this restricted store and leave no record"),
    };
    let fault = silent.into_iter().fold(Fault::new(summary), |fault, hop| fault.with(words::evidence(context, hop)));
    let way = holds.fed().map_or_else(Vec::new, |fed| context.lineage().way(context, node, fed));
    Outcome::fault(way.into_iter().fold(fault, Fault::with))
}

fn unread(hops: &[&Hop]) -> Vec<Reason> {
    let mut reasons = Vec::new();
    for hop in hops {
        let reason = match hop.logged {
            Logged::Unknown(Some(gap)) => Reason::Gap(gap),
            Logged::Unknown(None) => Reason::Note("the trails of the account were not listed".to_owned()),
            _ => continue,
        };
        if !reasons.contains(&reason) {
            reasons.push(reason);
        }
    }
    reasons
}
