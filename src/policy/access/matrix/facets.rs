//! In what the grants of resources tell callers apart: whom a statement names, and conditions on the caller.
//!
//! Callers for whom all facets of a resource come out alike get the same from it.

use rustc_hash::FxHashMap;

use crate::policy::evaluate::{
    Caller, CompiledStatement, Context, Formula, LANE_SERVICES, Names, Naming, Requirement, Truth,
};

use super::super::resource::Granting;
use super::field::Field;

/// One thing that tells callers apart: names, and conditions on keys of the caller.
pub(super) struct Facet<'i> {
    statement: &'i CompiledStatement,
    conditions: Vec<usize>,
}

/// How a caller comes out of a facet.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Outcome {
    granted: Naming<Formula>,
    denied: Formula,
    conditions: Vec<Formula>,
}

/// All facets, and which each place has.
pub(super) struct Facets<'i> {
    pub(super) all: Vec<Facet<'i>>,
    /// Lists of facets that places have.
    pub(super) shapes: Vec<Vec<u32>>,
    /// The shape of each place; none where callers must be looked at one by one.
    pub(super) shape_of: Vec<Option<u32>>,
}

type Key<'i> = (Option<&'i Names>, Vec<&'i Requirement>);

impl<'i> Facets<'i> {
    pub(super) fn new(field: &Field<'i>) -> Self {
        let mut found = Self { all: Vec::new(), shapes: Vec::new(), shape_of: Vec::with_capacity(field.places.len()) };
        let mut known: FxHashMap<Key<'i>, u32> = FxHashMap::default();
        let mut shapes: FxHashMap<Vec<u32>, u32> = FxHashMap::default();
        for place in &field.places {
            let granting = field.index.granting.get(&place.carrier);
            let layers = granting.into_iter().flat_map(Granting::layers);
            let control = field.index.bounds.get(&place.account).into_iter().flat_map(|it| it.of_resources());
            let policies = layers.chain(control).flat_map(|layer| &layer.policies);
            let statements = policies.flat_map(|it| &it.policy.statements);
            let touching = statements.filter(|it| (0..LANE_SERVICES.len()).any(|service| it.touches(service)));
            let mut shape = Some(Vec::new());
            for statement in touching {
                let facet = Facet::of(field, statement);
                match (facet, &mut shape) {
                    (Ok(None), _) => {}
                    (Ok(Some((key, facet))), Some(list)) => {
                        let next = u32::try_from(found.all.len()).unwrap_or(u32::MAX);
                        let number = *known.entry(key).or_insert(next);
                        if number == next {
                            found.all.push(facet);
                        }
                        list.push(number);
                    }
                    (Err(()), _) | (_, None) => shape = None,
                }
            }
            let number = shape.map(|mut list| {
                list.sort_unstable();
                list.dedup();
                let next = u32::try_from(shapes.len()).unwrap_or(u32::MAX);
                *shapes.entry(list).or_insert(next)
            });
            found.shape_of.push(number);
        }
        let mut lists: Vec<(Vec<u32>, u32)> = shapes.into_iter().collect();
        lists.sort_by_key(|(_, number)| *number);
        found.shapes = lists.into_iter().map(|(list, _)| list).collect();
        found
    }
}

impl<'i> Facet<'i> {
    /// The facet of a statement; none where it treats all callers alike, an error where what it says depends on the
    /// caller in another way.
    fn of(field: &Field<'i>, statement: &'i CompiledStatement) -> Result<Option<(Key<'i>, Self)>, ()> {
        let names = statement.names().filter(|names| !names.is_everyone());
        if statement.resource_patterns().iter().any(|it| it.variables().any(|key| field.of_caller.contains(key))) {
            return Err(());
        }
        let mut conditions = Vec::new();
        for (at, condition) in statement.conditions().iter().enumerate() {
            if condition.keys().any(|key| field.of_caller.contains(key)) {
                if condition.keys().any(|key| field.of_place.contains_key(key)) {
                    return Err(());
                }
                conditions.push(at);
            }
        }
        if names.is_none() && conditions.is_empty() {
            return Ok(None);
        }
        debug_assert!(statement.keys().count() >= conditions.len(), "every condition asks for a key");
        let written = conditions.iter().filter_map(|at| statement.conditions().get(*at)).map(|it| it.written());
        Ok(Some(((names, written.collect()), Self { statement, conditions })))
    }

    /// How a caller comes out; none when it is not named at all.
    pub(super) fn outcome(&self, caller: &Caller, has_boundary: bool, context: &Context) -> Option<Outcome> {
        let granted: Naming<Formula> = self.statement.granted(caller);
        let denied: Formula = self.statement.denied(caller, has_boundary);
        if denied.is_no() && granted.clone().any().is_no() {
            return None;
        }
        let conditions = self.conditions.iter().filter_map(|at| self.statement.conditions().get(*at));
        Some(Outcome { granted, denied, conditions: conditions.map(|it| it.holds(context)).collect() })
    }
}
