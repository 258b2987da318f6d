//! What one subject can do to one store, for all actions at once.
//!
//! It computes what [`AccessIndex::explain`](super::AccessIndex::explain) says of each action, and no more.

use std::sync::LazyLock;

use crate::model::{Detail, Fact, Timestamp};
use crate::policy::Effect;
use crate::policy::actions::{Access, ActionId, ActionTable};
use crate::policy::evaluate::{
    Caller, CompiledStatement, Context, Formula, LANE_SERVICES, Lanes, LayerKind, Mask, Quick, Rule, Trace, Truth,
    all_of, lane_of, sweep,
};

use super::AccessIndex;
use super::cell::{Cell, CellState, LastUsed, Provenance, ProvenanceSet, SubjectId};
use super::key::{self, StoreKey};
use super::layers::OwnedLayer;
use super::store::{self, Store, Target};
use super::subject::Subject;

/// Kinds of access that are asked for, each with its actions.
pub(super) type Asked = Vec<(Option<Access>, Mask)>;

/// What is asked of many pairs of subjects and stores.
pub(super) struct Sweep<'i> {
    pub(super) index: &'i AccessIndex,
    pub(super) context: &'i Context,
}

/// What goes through on a target.
pub(super) struct OnTarget {
    resource: String,
    pub(super) lanes: Lanes,
    sources: Sources,
}

/// From which statements an answer comes, on which lanes.
#[derive(Default)]
pub(super) struct Sources(Vec<(Provenance, Mask)>);

impl Sources {
    fn add(&mut self, one: Provenance, lanes: Mask) {
        match self.0.iter_mut().find(|(known, _)| *known == one) {
            Some((_, mask)) => *mask = mask.or(lanes),
            None => self.0.push((one, lanes)),
        }
    }

    fn on(&self, lanes: Mask) -> ProvenanceSet {
        let here = self.0.iter().filter(|(_, mask)| !mask.and(lanes).is_empty());
        here.fold(ProvenanceSet::default(), |sum, (one, _)| sum.with(*one))
    }
}

impl Trace<Lanes> for Sources {
    fn statement(
        &mut self,
        layer: LayerKind,
        _: Option<&str>,
        policy: &str,
        statement: &CompiledStatement,
        truth: &Lanes,
    ) {
        if statement.effect == Effect::Allow
            && let Some(source) = Provenance::of(layer, policy)
        {
            self.add(source, truth.may());
        }
    }

    fn lacks(&mut self, _: LayerKind, _: Option<&str>) {}

    fn rule(&mut self, rule: Rule) {
        if rule == Rule::RootUser {
            self.add(Provenance::RootUser, Mask::ALL);
        }
    }
}

impl Sweep<'_> {
    /// Adds the cells of a subject on a store.
    pub(super) fn cells(&self, id: SubjectId, subject: &Subject, store: &Store, asked: &Asked, into: &mut Vec<Cell>) {
        let all = asked.iter().fold(Mask::NONE, |sum, (_, mask)| sum.or(*mask));
        if !self.may(id, subject, store, all) {
            return;
        }
        let targets: Vec<OnTarget> = store.targets.iter().map(|it| self.target(&subject.caller, store, it)).collect();
        for (access, mask) in asked {
            let Some(found) = Found::of(&targets, *mask) else { continue };
            let actions = found.lanes.actions(store.service);
            into.push(Cell {
                subject: id,
                store: Some(store.id),
                access: *access,
                state: found.state,
                condition: found.condition,
                resource: found.resource,
                provenance: found.provenance,
                through: Vec::new(),
                last_used: self.last_used(subject, store.service, &actions),
                actions,
            });
        }
    }

    /// Whether anything allows the subject any of some actions on a store, whatever the conditions: where nothing does,
    /// the whole need not be evaluated.
    fn may(&self, id: SubjectId, subject: &Subject, store: &Store, lanes: Mask) -> bool {
        let Some(principal) = self.index.principals.get(id.index()) else { return true };
        let Some(service) = LANE_SERVICES.iter().position(|it| *it == store.service) else { return true };
        let allows = |it: &&CompiledStatement| {
            let behind = |target: &Target| target.behind.as_ref().is_some_and(|behind| it.may_cover(&behind.arn));
            let on = |target: &Target| target.is_template || it.may_cover(&target.arn) || behind(target);
            it.effect == Effect::Allow && !it.lanes(service).and(lanes).is_empty() && store.targets.iter().any(on)
        };
        let whole = |layer: &OwnedLayer| layer.gaps.is_empty() && layer.unread.is_empty();
        let own = || principal.identity.policies.iter().flat_map(|it| &it.policy.statements);
        let granting: Vec<_> =
            std::iter::once(&store.id).chain(&store.doors).filter_map(|id| self.index.granting.get(id)).collect();
        let granted = |it: &CompiledStatement| !it.granted::<Quick>(&subject.caller).any().is_no();
        !whole(&principal.identity)
            || own().any(|it| allows(&it))
            || granting.into_iter().any(|it| {
                it.layers().any(|layer| !whole(layer))
                    || it.policies().flat_map(|it| &it.policy.statements).any(|it| allows(&it) && granted(it))
            })
    }

    pub(super) fn target(&self, caller: &Caller, store: &Store, target: &Target) -> OnTarget {
        let mut sources = Sources::default();
        let context = match &target.behind {
            Some(behind) => self.index.through_point(self.context.clone(), behind.point),
            None => self.context.clone(),
        };
        let (resource, mut lanes) = self.on(caller, store.service, &target.arn, context.clone(), &mut sources);
        if let (Some(behind), false) = (&target.behind, lanes.is_no()) {
            lanes = lanes.and(self.on(caller, store.service, &behind.arn, context, &mut sources).1);
        }
        let lanes = self.with_key(caller, store, lanes.only(target.lanes));
        OnTarget { resource, lanes, sources }
    }

    /// What goes through on an ARN, which may hold variables of the caller.
    fn on(
        &self,
        caller: &Caller,
        service: &str,
        arn: &str,
        context: Context,
        sources: &mut Sources,
    ) -> (String, Lanes) {
        let mut request = self.index.request(caller, all_of(service), arn, context.clone());
        if arn.contains("${") {
            let resolved = store::resolved(arn, request.context());
            request = self.index.request(caller, all_of(service), &resolved, context);
        }
        let lanes = sweep(&request, &self.index.policies(&request), sources);
        (request.resource().to_owned(), lanes)
    }

    /// Lets what needs the store's key go through only where the key may be used as well.
    fn with_key(&self, caller: &Caller, store: &Store, data: Lanes) -> Lanes {
        let needs = needs(store.service).iter().any(|(lanes, _)| !data.may().and(*lanes).is_empty());
        if !needs || matches!(store.key, StoreKey::None) {
            return data;
        }
        let key = self.key(caller, store);
        with_halves(store.service, data, |needed| key.formula(needed))
    }

    /// When the key of a store may be used through the store's service.
    fn key(&self, caller: &Caller, store: &Store) -> Lanes {
        match &store.key {
            StoreKey::None => Lanes::of(true),
            StoreKey::Key(arn) => {
                let context = self.index.through_store(self.context.clone(), store.id);
                let request = self.index.request(caller, "kms:", arn, context);
                sweep(&request, &self.index.policies(&request), &mut Sources::default())
            }
            StoreKey::Elsewhere(name) => Lanes::unread(|| key::elsewhere(name), Effect::Allow),
            StoreKey::Hidden(gap) => Lanes::gap(*gap, Effect::Allow),
        }
    }

    /// When a subject last used the actions of a cell, or their service.
    pub(super) fn last_used(&self, subject: &Subject, service: &str, actions: &[ActionId]) -> LastUsed {
        let detail = subject.resource.and_then(|id| self.index.estate.resource(id)).map(|it| &it.detail);
        let tracked = match detail {
            Some(Detail::User(user)) => &user.last_accessed,
            Some(Detail::Role(role)) => &role.last_accessed,
            _ => return LastUsed::Untold,
        };
        let services = match tracked {
            Fact::Known(services) => services,
            Fact::Unknown(gap) => return LastUsed::Unread(*gap),
            Fact::NotApplicable => return LastUsed::Untold,
        };
        // AWS lists the services that the caller's own policies allow, and tells nothing of any other.
        let Some(used) = services.iter().find(|it| it.service == service) else { return LastUsed::Untold };
        let table = ActionTable::aws();
        let names = || actions.iter().filter_map(|id| table.name(*id).split_once(':').map(|(_, name)| name));
        let dates = used.actions.iter().filter(|it| names().any(|name| name == it.action)).filter_map(|it| it.date);
        let latest: Option<Timestamp> = dates.max();
        latest.map(LastUsed::Action).or(used.date.map(LastUsed::Service)).unwrap_or(LastUsed::Never)
    }
}

/// Lets what needs a key go through only where its half holds; a half is told by the lane of the action on the key.
pub(super) fn with_halves(service: &str, data: Lanes, half: impl Fn(usize) -> Formula) -> Lanes {
    needs(service).iter().fold(data, |sum, (lanes, needed)| {
        let with = sum.clone().only(*lanes).and(Lanes::all(half(*needed)));
        sum.only(Mask::ALL.without(*lanes)).or(with)
    })
}

/// The actions on data of a service that need the key of the store, by the lane of the action on the key. An action that
/// needs two stands twice.
pub(super) fn needs(service: &str) -> &'static [(Mask, usize)] {
    static ALL: LazyLock<Vec<Vec<(Mask, usize)>>> = LazyLock::new(|| LANE_SERVICES.map(needs_of).into());
    let place = LANE_SERVICES.iter().position(|it| *it == service);
    place.and_then(|place| ALL.get(place)).map_or(&[], Vec::as_slice)
}

fn needs_of(service: &str) -> Vec<(Mask, usize)> {
    let table = ActionTable::aws();
    let mut all: Vec<(Mask, usize)> = Vec::new();
    for id in table.service(service).into_iter().flat_map(crate::policy::actions::Service::actions) {
        let Some((_, lane)) = lane_of(id) else { continue };
        let needed = key::needed(table.name(id)).iter().filter_map(|name| lane_of(table.find(name)?));
        for (_, needed) in needed {
            match all.iter_mut().find(|(_, it)| *it == needed) {
                Some((mask, _)) => *mask = mask.or(Mask::lane(lane)),
                None => all.push((Mask::lane(lane), needed)),
            }
        }
    }
    all
}

/// The lanes of all actions on keys that data of some service needs.
pub(super) static KEY_LANES: LazyLock<Vec<usize>> = LazyLock::new(|| {
    let mut all: Vec<usize> = LANE_SERVICES.iter().flat_map(|it| needs(it)).map(|(_, needed)| *needed).collect();
    all.sort_unstable();
    all.dedup();
    all
});

/// The most that goes through of some actions, over all targets of a store.
struct Found {
    state: CellState,
    condition: Formula,
    lanes: Mask,
    resource: String,
    provenance: ProvenanceSet,
}

impl Found {
    fn of(targets: &[OnTarget], asked: Mask) -> Option<Self> {
        let mut found: Option<Self> = None;
        for target in targets {
            let lanes = target.lanes.clone().only(asked);
            for (mask, formula) in [(lanes.yes(), &Formula::Yes)]
                .into_iter()
                .chain(lanes.open().iter().map(|(mask, formula)| (*mask, formula)))
            {
                let Some(state) = CellState::of(formula).filter(|_| !mask.is_empty()) else { continue };
                let provenance = target.sources.on(mask);
                match &mut found {
                    None => {
                        let (condition, resource) = (formula.clone(), target.resource.clone());
                        found = Some(Self { state, condition, lanes: mask, resource, provenance });
                    }
                    Some(best) => best.meet(state, mask, formula, target, provenance),
                }
            }
        }
        found
    }

    fn meet(&mut self, state: CellState, lanes: Mask, formula: &Formula, on: &OnTarget, provenance: ProvenanceSet) {
        self.lanes = self.lanes.or(lanes);
        self.provenance = provenance.iter().fold(self.provenance, ProvenanceSet::with);
        if state > self.state {
            self.state = state;
            self.condition = formula.clone();
            self.resource = on.resource.clone();
        } else if state == self.state {
            self.condition = self.condition.clone().or(formula.clone());
        }
    }
}
