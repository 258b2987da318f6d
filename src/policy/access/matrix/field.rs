//! What a matrix is asked on: the resources of all stores in one list, and which keys of the context depend on the
//! caller and which on the resource.

use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::model::{AccountId, ResourceId};
use crate::policy::Effect;
use crate::policy::actions::Access;
use crate::policy::evaluate::{Caller, Context, Formula, Mask, Presence, Request, Truth, all_of};

use super::super::AccessIndex;
use super::super::key::{self, StoreKey};
use super::super::store;

/// A resource that is asked for, or a key as it is used through a store.
pub(super) struct Place {
    pub(super) arn: Box<str>,
    pub(super) kind: u8,
    pub(super) account: AccountId,
    /// A number for the account.
    pub(super) owner: u32,
    pub(super) carrier: ResourceId,
    through: Option<ResourceId>,
}

/// What places have in common: the service and the actions.
#[derive(PartialEq)]
pub(super) struct Kind {
    pub(super) service: &'static str,
    pub(super) lanes: Mask,
}

/// The places of a store.
pub(super) struct Spot {
    pub(super) places: Range<usize>,
    /// Parts whose names depend on the caller, and parts of access points, by their place in the store.
    pub(super) templates: Vec<usize>,
    pub(super) key: KeyUse,
}

/// What the data of a store needs of a key.
pub(super) enum KeyUse {
    None,
    /// The place of the key.
    Place(usize),
    /// The same for everybody.
    Fixed(Formula),
}

/// All places.
pub(super) struct Field<'i> {
    pub(super) index: &'i AccessIndex,
    pub(super) context: &'i Context,
    pub(super) places: Vec<Place>,
    pub(super) kinds: Vec<Kind>,
    pub(super) spots: Vec<Spot>,
    /// Accounts of places by number.
    pub(super) owners: Vec<AccountId>,
    /// Places in the order of their ARNs.
    sorted: Vec<u32>,
    /// Keys that depend on the caller.
    pub(super) of_caller: FxHashSet<Box<str>>,
    /// Keys that depend on the resource, with a number for the value at each place.
    pub(super) of_place: FxHashMap<Box<str>, Vec<u32>>,
}

impl<'i> Field<'i> {
    pub(super) fn new(index: &'i AccessIndex, context: &'i Context) -> Self {
        let mut field = Self {
            index,
            context,
            places: Vec::new(),
            kinds: Vec::new(),
            spots: Vec::new(),
            owners: Vec::new(),
            sorted: Vec::new(),
            of_caller: FxHashSet::default(),
            of_place: FxHashMap::default(),
        };
        field.add_stores();
        field.sorted = (0..u32::try_from(field.places.len()).unwrap_or(u32::MAX)).collect();
        let arn = |at: &u32| field.places.get(*at as usize).map(|it| &*it.arn);
        field.sorted.sort_by(|a, b| arn(a).cmp(&arn(b)));
        field.tell_keys_apart();
        field
    }

    fn add_stores(&mut self) {
        let mut keys: FxHashMap<(String, String), usize> = FxHashMap::default();
        for store in self.index.stores() {
            let Some(resource) = self.index.estate().resource(store.id) else { continue };
            let first = self.places.len();
            let mut templates = Vec::new();
            for (at, target) in store.targets.iter().enumerate() {
                if target.is_template || target.behind.is_some() {
                    templates.push(at);
                    continue;
                }
                let kind = self.kind(store.service, target.lanes);
                let owner = self.owner(&resource.account);
                self.places.push(Place {
                    arn: target.arn.clone(),
                    kind,
                    account: resource.account.clone(),
                    owner,
                    carrier: store.id,
                    through: None,
                });
            }
            let places = first..self.places.len();
            let key = match &store.key {
                StoreKey::None => KeyUse::None,
                StoreKey::Elsewhere(name) => KeyUse::Fixed(Formula::unread(|| key::elsewhere(name), Effect::Allow)),
                StoreKey::Hidden(gap) => KeyUse::Fixed(Formula::gap(*gap, Effect::Allow)),
                StoreKey::Key(arn) => {
                    let region = resource.region.as_str().to_owned();
                    let known = keys.get(&(arn.clone(), region.clone())).copied();
                    let place = known.or_else(|| self.add_key(arn, store.id));
                    place.map_or(KeyUse::None, |place| {
                        keys.insert((arn.clone(), region), place);
                        KeyUse::Place(place)
                    })
                }
            };
            self.spots.push(Spot { places, templates, key });
        }
    }

    fn add_key(&mut self, arn: &str, through: ResourceId) -> Option<usize> {
        let (carrier, key) = self.index.estate().find(arn)?;
        let kind = self.kind("kms", Mask::ALL);
        let account = key.account.clone();
        let owner = self.owner(&account);
        self.places.push(Place { arn: arn.into(), kind, account, owner, carrier, through: Some(through) });
        Some(self.places.len() - 1)
    }

    fn owner(&mut self, account: &AccountId) -> u32 {
        let known = self.owners.iter().position(|it| it == account).unwrap_or(self.owners.len());
        if known == self.owners.len() {
            self.owners.push(account.clone());
        }
        u32::try_from(known).unwrap_or(u32::MAX)
    }

    fn kind(&mut self, service: &'static str, lanes: Mask) -> u8 {
        let kind = Kind { service, lanes };
        let known = self.kinds.iter().position(|it| *it == kind).unwrap_or(self.kinds.len());
        if known == self.kinds.len() {
            self.kinds.push(kind);
        }
        u8::try_from(known).unwrap_or(u8::MAX)
    }

    pub(super) fn kind_of(&self, place: usize) -> Option<&Kind> {
        self.kinds.get(usize::from(self.places.get(place)?.kind))
    }

    /// The request of a caller for all actions on a place.
    pub(super) fn request(&self, caller: &Caller, place: usize) -> Option<Request> {
        let at = self.places.get(place)?;
        let service = all_of(self.kind_of(place)?.service);
        let context = match at.through {
            Some(store) => self.index.through_store(self.context.clone(), store),
            None => self.context.clone(),
        };
        Some(self.index.request(caller, service, &at.arn, context))
    }

    /// Finds out by asking which keys vary with the caller and which with the place.
    fn tell_keys_apart(&mut self) {
        let subjects = self.index.subjects();
        let Some(first) = subjects.iter().find(|it| it.resource.is_some()).or(subjects.first()) else { return };
        let mut varying: FxHashMap<Box<str>, FxHashSet<String>> = FxHashMap::default();
        let mut kinds: Vec<&'static str> = Vec::new();
        for place in 0..self.places.len() {
            let Some(service) = self.kind_of(place).map(|it| it.service).filter(|it| !kinds.contains(it)) else {
                continue;
            };
            kinds.push(service);
            varying.clear();
            let requests: Vec<Request> = subjects.iter().filter_map(|it| self.request(&it.caller, place)).collect();
            let keys: FxHashSet<&str> = requests.iter().flat_map(|it| it.context().keys()).collect();
            for key in keys {
                let values = requests.iter().map(|it| told(it.context().get(key)));
                varying.insert(key.into(), values.collect());
            }
            self.of_caller.extend(varying.drain().filter(|(_, values)| values.len() > 1).map(|(key, _)| key));
        }
        let requests: Vec<Option<Request>> =
            (0..self.places.len()).map(|place| self.request(&first.caller, place)).collect();
        let keys: FxHashSet<&str> = requests.iter().flatten().flat_map(|it| it.context().keys()).collect();
        for key in keys {
            let mut numbers: FxHashMap<String, u32> = FxHashMap::default();
            let mut number = |request: &Option<Request>| {
                let value = request.as_ref().map_or_else(String::new, |it| told(it.context().get(key)));
                let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
                *numbers.entry(value).or_insert(next)
            };
            let all: Vec<u32> = requests.iter().map(&mut number).collect();
            if numbers.len() > 1 {
                self.of_place.insert(key.into(), all);
            }
        }
    }

    /// The places whose ARNs begin so.
    pub(super) fn beginning(&self, head: &str) -> &[u32] {
        let arn = |at: u32| self.places.get(at as usize).map_or("", |it| &*it.arn);
        let first = self.sorted.partition_point(|at| arn(*at) < head);
        let rest = self.sorted.get(first..).unwrap_or_default();
        rest.get(..rest.partition_point(|at| arn(*at).starts_with(head))).unwrap_or_default()
    }

    /// The kinds of access of a service, each with its actions.
    pub(super) fn levels(service: &str) -> [(Access, Mask); Access::ALL.len()] {
        store::levels(service)
    }
}

fn told(value: Presence<'_>) -> String {
    format!("{value:?}")
}
