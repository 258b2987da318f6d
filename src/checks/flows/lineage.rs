//! Where restricted data goes: the class of a store's data is handed down along its hops.
//!
//! A store that is fed from a restricted one, directly or through components and stores between, holds restricted data,
//! unless a tag says otherwise: then somebody decided, and nothing is handed on from there. While tags could not be read,
//! it is not known what a store holds, nor what is fed from it. References tell no direction and hand nothing down; nor
//! do access logs. A bucket's event names objects and holds none of them: a store that gets
//! only events counts for less, what is set off by them reads the objects, as a rule.

use std::collections::VecDeque;

use rustc_hash::FxHashMap;

use crate::checks::{Context, Reason};
use crate::finding::Evidence;
use crate::flow::{FlowGraph, Hop, HopId, NodeId, Via};
use crate::model::{AccountId, Classification, Estate, GapId, Kind, ResourceId};

use super::encryption_weakens::Origin;
use super::words;

/// How a node came to be fed from a restricted one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fed {
    /// The restricted store.
    pub(super) origin: NodeId,
    /// The last hop.
    by: HopId,
    /// Whether it is a store that gets events which name objects, and not the objects.
    names_only: bool,
    /// The gap in place of the tags on the way that would say whether it is.
    unread: Option<GapId>,
}

impl Fed {
    /// What is certain comes first, then the data before its names.
    fn rank(self) -> u8 {
        u8::from(self.unread.is_some()) * 2 + u8::from(self.names_only)
    }
}

/// What is known of a node's data.
#[derive(Debug, Clone, Copy)]
pub(super) enum Holds {
    /// It is tagged as restricted.
    Tagged,
    /// It is fed with restricted data, and no tag says otherwise.
    Fed(Fed),
    /// It is fed with restricted data, and tagged as something else.
    Decided(Classification, Fed),
    /// It gets names of restricted objects.
    Names(Fed),
    /// Tags that could not be read, its own or some on the way to it, say whether it is restricted.
    Perhaps(GapId, Option<Fed>),
    /// Nothing restricted, as far as is known.
    Other,
}

impl Holds {
    /// Whether it counts as restricted.
    pub(super) fn is_restricted(self) -> bool {
        matches!(self, Self::Tagged | Self::Fed(_))
    }

    /// How it came to be fed.
    pub(super) fn fed(self) -> Option<Fed> {
        match self {
            Self::Fed(fed) | Self::Decided(_, fed) | Self::Names(fed) => Some(fed),
            Self::Perhaps(_, fed) => fed,
            Self::Tagged | Self::Other => None,
        }
    }

    /// The gap that hides whether it holds restricted data; names are none.
    pub(super) fn doubt(self) -> Option<GapId> {
        match self {
            Self::Perhaps(gap, fed) if fed.is_none_or(|it| !it.names_only) => Some(gap),
            _ => None,
        }
    }
}

/// Where restricted data goes, and what else all checks of flows look up. Built once an estate.
#[derive(Debug)]
pub(in crate::checks) struct Lineage {
    fed: Vec<Option<Fed>>,
    origins: Vec<Vec<Origin>>,
    components: FxHashMap<ResourceId, Vec<ResourceId>>,
    unlisted: FxHashMap<AccountId, Reason>,
    hidden: FxHashMap<AccountId, GapId>,
}

impl Lineage {
    pub(in crate::checks) fn new(context: &Context<'_>) -> Self {
        let mut lineage = Self {
            fed: spread(context, context.flows()),
            origins: Vec::new(),
            components: components(context.estate),
            unlisted: unlisted(context.estate),
            hidden: super::hidden::gaps(context.estate),
        };
        lineage.origins = super::encryption_weakens::origins(context, &lineage);
        lineage
    }

    /// What is known of a node's data.
    pub(super) fn of(&self, context: &Context<'_>, node: NodeId) -> Holds {
        let fed = self.fed.get(node.index()).copied().flatten();
        if let Some(gap) = unread(context, node) {
            return Holds::Perhaps(gap, fed.map(|it| Fed { names_only: false, ..it }));
        }
        match (class(context, node), fed.and_then(|it| it.unread), fed) {
            (Classification::Restricted, ..) => Holds::Tagged,
            (_, Some(gap), fed) => Holds::Perhaps(gap, fed),
            (_, None, None) => Holds::Other,
            (_, None, Some(fed)) if fed.names_only => Holds::Names(fed),
            (Classification::Unknown, None, Some(fed)) => Holds::Fed(fed),
            (class, None, Some(fed)) => Holds::Decided(class, fed),
        }
    }

    /// What a component reads that is encrypted best.
    pub(super) fn origins(&self, node: NodeId) -> &[Origin] {
        self.origins.get(node.index()).map_or(&[], Vec::as_slice)
    }

    /// The gaps of accounts that may hide a hop.
    pub(super) fn hidden(&self) -> &FxHashMap<AccountId, GapId> {
        &self.hidden
    }

    /// Why not everything that moves data in an account is known.
    pub(super) fn unlisted(&self, account: &AccountId) -> Option<&Reason> {
        self.unlisted.get(account)
    }

    /// The components whose configuration says that they work as a role.
    pub(super) fn components(&self, role: ResourceId) -> &[ResourceId] {
        self.components.get(&role).map_or(&[], Vec::as_slice)
    }

    /// The restricted store that feeds a node, and the way from there.
    pub(super) fn way(&self, context: &Context<'_>, node: NodeId, fed: Fed) -> Vec<Evidence> {
        const LONGEST: usize = 32;
        let (mut at, mut steps) = (fed, Vec::new());
        while let Some(hop) = context.flows().hop(at.by).filter(|_| steps.len() < LONGEST) {
            steps.push(words::evidence(context, hop));
            match self.fed.get(hop.from.index()).copied().flatten() {
                Some(before) if hop.from != fed.origin && hop.from != node => at = before,
                _ => break,
            }
        }
        steps.reverse();
        words::related(context, fed.origin, "is fed from").into_iter().chain(steps).collect()
    }
}

/// Whether a hop hands data down: not where it may as well go up, and access logs are of another kind than the data.
pub(super) fn carries(hop: &Hop) -> bool {
    let is_log = matches!(&hop.via, Via::Service(name) if name == "logging.s3.amazonaws.com");
    !hop.transfer.is_two_way() && !is_log
}

/// Whether a hop is the event of a bucket, which names an object.
pub(super) fn is_event(context: &Context<'_>, hop: &Hop) -> bool {
    matches!(&hop.via, Via::Service(name) if name == "s3.amazonaws.com")
        && words::resource(context, hop.from).is_some_and(|it| it.kind() == Kind::Bucket)
}

/// What the tags of a node say.
fn class(context: &Context<'_>, node: NodeId) -> Classification {
    words::resource(context, node).map_or(Classification::Unknown, |it| context.classification(it))
}

/// The gap in place of a node's tags.
fn unread(context: &Context<'_>, node: NodeId) -> Option<GapId> {
    words::resource(context, node)?.tags.gap()
}

/// Follows the hops from every store that is restricted, and from every one whose tags could not be read. Each node is met
/// at most four times: by names and by data, perhaps and for certain.
fn spread(context: &Context<'_>, graph: &FlowGraph) -> Vec<Option<Fed>> {
    let is_store = |node: NodeId| words::resource(context, node).is_some_and(|it| it.kind().is_store());
    let mut fed: Vec<Option<Fed>> = vec![None; graph.nodes().len()];
    let mut queue = sources(context, graph);
    while let Some((at, origin, names_only, doubt)) = queue.pop_front() {
        for &by in graph.out_of(at) {
            let Some(hop) = graph.hop(by).filter(|hop| carries(hop) && hop.to != origin) else { continue };
            let names_only = is_store(hop.to) && (names_only || is_event(context, hop));
            let found = Fed { origin, by, names_only, unread: doubt };
            let Some(place) = fed.get_mut(hop.to.index()) else { continue };
            if place.is_some_and(|it| it.rank() <= found.rank()) {
                continue;
            }
            *place = Some(found);
            // What is tagged was decided about, and what is restricted by its tag is a beginning of its own.
            if class(context, hop.to) == Classification::Unknown {
                queue.push_back((hop.to, origin, names_only, doubt.or(unread(context, hop.to))));
            }
        }
    }
    fed
}

/// A node, where its data comes from, whether that is names only, and the gap that hides whether it is restricted.
type Reached = (NodeId, NodeId, bool, Option<GapId>);

/// What is restricted by its tag, then what may be.
fn sources(context: &Context<'_>, graph: &FlowGraph) -> VecDeque<Reached> {
    let nodes = || graph.nodes().map(|(id, _)| id);
    let tagged = nodes().filter(|id| class(context, *id) == Classification::Restricted).map(|id| (id, id, false, None));
    let hidden = nodes().filter_map(|id| Some((id, id, false, Some(unread(context, id)?))));
    tagged.chain(hidden).collect()
}

/// Accounts of which not everything that moves data was listed.
fn unlisted(estate: &Estate) -> FxHashMap<AccountId, Reason> {
    let accounts = estate.accounts().iter().map(|account| &account.id);
    accounts.filter_map(|id| Some((id.clone(), super::orphan_store::unlisted(estate, id)?))).collect()
}

/// The resources that name each role as theirs.
fn components(estate: &Estate) -> FxHashMap<ResourceId, Vec<ResourceId>> {
    let mut all: FxHashMap<ResourceId, Vec<ResourceId>> = FxHashMap::default();
    for (id, resource) in estate.resources().filter(|(_, it)| it.kind().takes_part()) {
        for role in resource.detail.aspects().roles() {
            let Some((role, _)) = estate.find(role).filter(|(_, it)| it.kind() == Kind::Role) else { continue };
            let users = all.entry(role).or_default();
            // Resources come one after the other, so that only the last can be there already.
            if users.last() != Some(&id) {
                users.push(id);
            }
        }
    }
    all
}
