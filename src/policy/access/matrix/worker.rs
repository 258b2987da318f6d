//! Computes rows of a matrix and remembers what it has computed.

use indexmap::IndexSet;
use rustc_hash::{FxBuildHasher, FxHashMap};

use crate::policy::actions::Access;
use crate::policy::evaluate::sides::{GrantingSide, OwnSide, joined};
use crate::policy::evaluate::{Caller, Context, Formula, Lanes, Policies, Request, Truth};

use super::super::cell::CellState;
use super::super::subject::Subject;
use super::super::sweep::{KEY_LANES, Sweep, with_halves};
use super::Marks;
use super::classes::{ByKeys, Class, Partition};
use super::facets::{Facets, Outcome};
use super::field::{Field, KeyUse, Spot};

type Interned<T> = IndexSet<T, FxBuildHasher>;

/// One thread's work.
pub(super) struct Worker<'f, 'i> {
    field: &'f Field<'i>,
    facets: &'f Facets<'i>,
    by_keys: ByKeys,
    own_sides: Interned<OwnSide>,
    granting_sides: Interned<GrantingSide>,
    halves: Interned<Vec<Formula>>,
    outcomes: Interned<Option<Outcome>>,
    profiles: Interned<Vec<u32>>,
    /// For each place a few sides by profile and flags: far fewer than callers.
    granting_of: Vec<Vec<(u32, u8, u32)>>,
    half_of: FxHashMap<(u32, u32, u8), u32>,
    marks_of: FxHashMap<(u32, u32, u32, u8, u8), Marks>,
}

/// A subject in work.
struct Row<'c> {
    subject: &'c Subject,
    /// What joining the sides depends on beside them, without the account.
    flags: u8,
    /// The number of its account among those of places.
    owner: Option<u32>,
    /// The profile for each shape of facets.
    profiles: Vec<u32>,
    context: Option<Context>,
}

/// What stands for "needs no key".
const FREE: u32 = 0;

impl<'f, 'i> Worker<'f, 'i> {
    pub(super) fn new(field: &'f Field<'i>, facets: &'f Facets<'i>) -> Self {
        let mut halves = Interned::default();
        halves.insert(vec![Formula::Yes; KEY_LANES.len()]);
        Self {
            field,
            facets,
            by_keys: ByKeys::default(),
            own_sides: Interned::default(),
            granting_sides: Interned::default(),
            halves,
            outcomes: Interned::default(),
            profiles: Interned::default(),
            granting_of: vec![Vec::new(); field.places.len()],
            half_of: FxHashMap::default(),
            marks_of: FxHashMap::default(),
        }
    }

    /// The rows of some members of a class.
    pub(super) fn rows(&mut self, class: &Class<'i>, members: &[usize], spots: &[usize]) -> Vec<(usize, Vec<Marks>)> {
        let subjects = self.field.index.subjects();
        let Some(first) = members.first().and_then(|at| subjects.get(*at)) else { return Vec::new() };
        let context = self.field.request(&first.caller, 0).map(|it| it.context().clone());
        let partition = context.and_then(|context| Partition::new(self.field, class, &context, &mut self.by_keys));
        let mut own: Vec<Option<u32>> = vec![None; partition.as_ref().map_or(0, |it| it.groups)];
        let mut rows = Vec::with_capacity(members.len());
        for &at in members {
            let Some(subject) = subjects.get(at) else { continue };
            let row = self.row(at, subject);
            let marks = spots.iter().map(|spot| match self.field.spots.get(*spot) {
                Some(it) => self.spot(&row, partition.as_ref(), &mut own, *spot, it),
                None => Marks::default(),
            });
            rows.push((at, marks.collect()));
        }
        rows
    }

    fn row<'c>(&mut self, at: usize, subject: &'c Subject) -> Row<'c> {
        let has_boundary = self.field.index.principals.get(at).is_some_and(|it| it.boundary.is_some());
        let context = self.field.request(&subject.caller, 0).map(|it| it.context().clone());
        let caller = &subject.caller;
        let owner = self.field.owners.iter().position(|it| Some(it) == caller.account()).map(number);
        let flags = u8::from(caller.is_service_linked()) << 1 | u8::from(has_boundary) << 2 | kind(caller) << 3;
        let mut row = Row { subject, flags, owner, profiles: Vec::new(), context };
        let outcomes: Vec<u32> = self
            .facets
            .all
            .iter()
            .map(|facet| {
                let outcome = row.context.as_ref().and_then(|it| facet.outcome(&subject.caller, has_boundary, it));
                if outcome.is_none() { 0 } else { number(self.outcomes.insert_full(outcome).0) + 1 }
            })
            .collect();
        for shape in &self.facets.shapes {
            let of_shape = shape.iter().map(|facet| outcomes.get(*facet as usize).copied().unwrap_or_default());
            let list: Vec<u32> = of_shape.collect();
            row.profiles.push(number(self.profiles.insert_full(list).0));
        }
        row
    }

    fn spot(
        &mut self,
        row: &Row<'_>,
        partition: Option<&Partition>,
        own: &mut [Option<u32>],
        at: usize,
        spot: &Spot,
    ) -> Marks {
        let mut sum = Marks::default();
        let half = self.half(row, partition, own, &spot.key);
        for place in spot.places.clone() {
            sum = sum.or(self.place(row, partition, own, place, half));
        }
        for template in &spot.templates {
            sum = sum.or(self.template(row, at, *template));
        }
        sum
    }

    fn place(
        &mut self,
        row: &Row<'_>,
        partition: Option<&Partition>,
        own: &mut [Option<u32>],
        place: usize,
        half: u32,
    ) -> Marks {
        let own = self.own(row, partition, own, place);
        let granting = self.granting(row, place);
        let kind = self.field.places.get(place).map_or(u8::MAX, |it| it.kind);
        let key = (own, granting, half, kind, self.flags(row, place));
        if let Some(known) = self.marks_of.get(&key) {
            return *known;
        }
        let marks = self.joined(row, place, own, granting).map_or_else(Marks::default, |data| {
            let Some(kind) = self.field.kind_of(place) else { return Marks::default() };
            let data = data.only(kind.lanes);
            let lanes = match self.halves.get_index(half as usize) {
                Some(halves) if half != FREE => with_halves(kind.service, data, |needed| half_at(halves, needed)),
                _ => data,
            };
            marks(kind.service, &lanes)
        });
        self.marks_of.insert(key, marks);
        marks
    }

    fn joined(&self, row: &Row<'_>, place: usize, own: u32, granting: u32) -> Option<Lanes> {
        let request = self.field.request(&row.subject.caller, place)?;
        let own = self.own_sides.get_index(own as usize)?;
        Some(joined(&request, &Policies::default(), own, self.granting_sides.get_index(granting as usize)?))
    }

    fn own(&mut self, row: &Row<'_>, partition: Option<&Partition>, own: &mut [Option<u32>], place: usize) -> u32 {
        let group = partition.and_then(|it| it.group_of.get(place)).map(|group| *group as usize);
        if let Some(known) = group.and_then(|group| own.get(group).copied().flatten()) {
            return known;
        }
        let side = self.asked(row, place, OwnSide::new);
        let known = side.map_or(u32::MAX, |side| number(self.own_sides.insert_full(side).0));
        if let Some(slot) = group.and_then(|group| own.get_mut(group)) {
            *slot = Some(known);
        }
        known
    }

    fn granting(&mut self, row: &Row<'_>, place: usize) -> u32 {
        let shape = self.facets.shape_of.get(place).copied().flatten();
        let profile = shape.and_then(|shape| row.profiles.get(shape as usize).copied());
        let flags = self.flags(row, place);
        let alike = |(of, with, _): &&(u32, u8, u32)| Some(*of) == profile && *with == flags;
        if let Some((_, _, known)) = self.granting_of.get(place).and_then(|all| all.iter().find(alike)) {
            return *known;
        }
        let side = self.asked(row, place, GrantingSide::new);
        let known = side.map_or(u32::MAX, |side| number(self.granting_sides.insert_full(side).0));
        if let (Some(profile), Some(all)) = (profile, self.granting_of.get_mut(place)) {
            all.push((profile, flags, known));
        }
        known
    }

    fn asked<S>(&self, row: &Row<'_>, place: usize, ask: impl Fn(&Request, &Policies<'_>) -> S) -> Option<S> {
        let request = self.field.request(&row.subject.caller, place)?;
        Some(ask(&request, &self.field.index.policies(&request)))
    }

    /// What a key says of the actions that data needs.
    fn half(&mut self, row: &Row<'_>, partition: Option<&Partition>, own: &mut [Option<u32>], key: &KeyUse) -> u32 {
        let place = match key {
            KeyUse::None => return FREE,
            KeyUse::Fixed(formula) => return number(self.halves.insert_full(vec![formula.clone(); KEY_LANES.len()]).0),
            KeyUse::Place(place) => *place,
        };
        let (own, granting) = (self.own(row, partition, own, place), self.granting(row, place));
        let key = (own, granting, self.flags(row, place));
        if let Some(known) = self.half_of.get(&key) {
            return *known;
        }
        let lanes = self.joined(row, place, own, granting).unwrap_or_default();
        let halves = KEY_LANES.iter().map(|needed| lanes.formula(*needed)).collect();
        let known = number(self.halves.insert_full(halves).0);
        self.half_of.insert(key, known);
        known
    }

    /// What joining the sides depends on beside them.
    fn flags(&self, row: &Row<'_>, place: usize) -> u8 {
        let owner = self.field.places.get(place).map(|it| it.owner);
        row.flags | u8::from(row.owner.is_some() && row.owner == owner)
    }

    fn template(&self, row: &Row<'_>, spot: usize, template: usize) -> Marks {
        let index = self.field.index;
        let Some(store) = index.stores().get(spot) else { return Marks::default() };
        let sweep = Sweep { index, context: self.field.context };
        let on = |it| marks(store.service, &sweep.target(&row.subject.caller, store, it).lanes);
        store.targets.get(template).map_or_else(Marks::default, on)
    }
}

/// What a caller is, as far as the sides are joined differently for it.
fn kind(caller: &Caller) -> u8 {
    match caller {
        Caller::User(_) | Caller::Role { .. } => 0,
        Caller::Anonymous => 1,
        Caller::Account(_) => 2,
        Caller::Root(_) => 3,
        Caller::FederatedUser { .. } => 4,
        Caller::Service(_) => 5,
        Caller::Federated(_) => 6,
    }
}

fn half_at(halves: &[Formula], needed: usize) -> Formula {
    let place = KEY_LANES.iter().position(|it| *it == needed);
    place.and_then(|place| halves.get(place)).cloned().unwrap_or(Formula::No)
}

fn marks(service: &str, lanes: &Lanes) -> Marks {
    let mut sum = Marks::default();
    if lanes.is_no() {
        return sum;
    }
    for (place, (_, mask)) in Field::levels(service).into_iter().enumerate() {
        if !lanes.yes().and(mask).is_empty() {
            sum = sum.with(place, CellState::Allow);
        }
        for (open, formula) in lanes.open() {
            if let (false, Some(state)) = (open.and(mask).is_empty(), CellState::of(formula)) {
                sum = sum.with(place, state);
            }
        }
    }
    debug_assert_eq!(Access::ALL.len(), 6, "marks have room for six kinds of access");
    sum
}

fn number(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}
