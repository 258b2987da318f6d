//! `flow-orphan-store`.

use crate::checks::{Context, Fault, Mapping, Outcome, Reason, Threat};
use crate::model::{AccountId, Domain, Estate, Fact, Kind, Layer, Network, Resource, ResourceId};

use super::lineage::carries;

use super::hidden;

define_check! {
    /// A store that nobody writes or reads keeps data that nobody watches: it is left out of rotations, of reviews and of
    /// deletions, and is found by others first.
    ///
    /// Fails for a store of the pipeline that no hop reads, writes or names, that takes no logs of a trail or a bucket, and
    /// that is older than 30 days; one of which no service tells the age, such as some databases, is left out. So are
    /// snapshots, which are kept for their own sake, and stores that are reached over a network of yours, for not all
    /// that runs there is known. What moves data without a configuration that names the store, such as a program on a machine of
    /// its own, is not seen: look at the last access before you delete. Says unknown for an account of which
    /// not everything that moves data could be read, and nothing of its stores.
    ///
    /// By hand: look when it was last used, in the data events of a trail or in the metrics of the service; then delete it
    /// with its data, or tag it with who keeps it and why.
    ///
    /// Source: AWS Well-Architected Framework, security pillar, SEC07-BP04 "Define scalable data lifecycle management".
    id: "flow-orphan-store",
    title: "Every store is written or read by something",
    kind: Kind::Account,
    also: Kind::STORES,
    layer: Some(Layer::Storage),
    domain: Domain::DataProtection,
    threat: Threat::Insider,
    likelihood: 1,
    impact: 2,
    remedies: &[],
    mappings: &[Mapping::soc2("C1.2"), Mapping::pci("3.2.1"), Mapping::gdpr("Art. 5(1)(e)")],
    evaluate: |context, id, resource| hidden::unless_hidden(context, evaluate(context, id, resource)),
}

/// Days that a store may take to be used for the first time.
const NEW: u32 = 30;

fn evaluate(context: &Context<'_>, id: ResourceId, resource: &Resource) -> Outcome {
    let unlisted = context.lineage().unlisted(&resource.account);
    if resource.account_settings().is_some() {
        return unlisted.map_or(Outcome::NotApplicable, |reason| Outcome::Unknown(vec![reason.clone()]));
    }
    let aspects = resource.detail.aspects();
    let is_reached = matches!(aspects.network(), Fact::Known(Network::Vpc { .. }) | Fact::Unknown(_));
    let left_out = !context.lineage().hidden().is_empty()
        || resource.layer() == Layer::Monitoring
        || resource.kind().word().ends_with("snapshot")
        || is_reached;
    let graph = context.flows();
    let (false, None, Some(created), Some(node)) = (left_out, unlisted, aspects.created(), graph.node_of(id)) else {
        return Outcome::NotApplicable;
    };
    let mut around = graph.into(node).iter().chain(graph.out_of(node)).filter_map(|hop| graph.hop(*hop));
    // A bucket's own access logs show nobody else.
    let is_used = around.any(|hop| carries(hop) || hop.transfer.is_two_way() || hop.to == node);
    let takes_logs = resource
        .bucket()
        .is_some_and(|it| !context.trails_into(&it.name).is_empty() || context.receives_logs(&it.name));
    if is_used || takes_logs || context.days_since(created) < NEW {
        return Outcome::Pass;
    }
    let fault = Fault::new("Nothing that was scanned writes or reads this store");
    Outcome::fault(fault.setting("made", created.to_string()))
}

/// Why not everything that moves data in an account is known.
pub(super) fn unlisted(estate: &Estate, account: &AccountId) -> Option<Reason> {
    let movers = || Kind::PARTS.iter().copied().filter(|kind| kind.moves_or_holds_data());
    if let Some(gap) = movers().find_map(|kind| estate.listing_gap(account, kind)) {
        return Some(Reason::Gap(gap));
    }
    let never = movers().find(|kind| !estate.was_listed(account, *kind))?;
    Some(Reason::Note(format!("resources of the kind {never} were not listed, so that stores may look unused")))
}
