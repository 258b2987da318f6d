//! Sets of actions: one bit an action.

use std::hash::{Hash, Hasher};
use std::ops::Range;

use fixedbitset::FixedBitSet;

use super::ActionId;

/// A set of actions of the table. Sets with the same actions are equal, whatever room they have.
#[derive(Debug, Clone, Default)]
pub struct ActionSet(FixedBitSet);

impl ActionSet {
    /// The empty set with room for so many actions; it grows when one of more is added.
    pub fn with_room(actions: usize) -> Self {
        Self(FixedBitSet::with_capacity(actions))
    }

    /// Whether an action is in it.
    pub fn contains(&self, id: ActionId) -> bool {
        self.0.contains(id.index())
    }

    /// Adds an action.
    pub fn insert(&mut self, id: ActionId) {
        self.0.grow_and_insert(id.index());
    }

    /// Adds all actions of a range of places.
    pub(super) fn insert_range(&mut self, places: Range<usize>) {
        self.0.grow(places.end);
        self.0.insert_range(places);
    }

    /// Adds every action of another set.
    pub fn union_with(&mut self, other: &Self) {
        self.0.union_with(&other.0);
    }

    /// Keeps the actions that are in both.
    pub fn intersect_with(&mut self, other: &Self) {
        self.0.intersect_with(&other.0);
    }

    /// Takes every action of another set away.
    pub fn subtract(&mut self, other: &Self) {
        self.0.difference_with(&other.0);
    }

    /// Whether an action is in both.
    pub fn intersects(&self, other: &Self) -> bool {
        !self.0.is_disjoint(&other.0)
    }

    /// Whether each of its actions is in the other too.
    pub fn is_subset(&self, other: &Self) -> bool {
        self.0.is_subset(&other.0)
    }

    /// How many actions it holds.
    pub fn len(&self) -> usize {
        self.0.count_ones(..)
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.0.is_clear()
    }

    /// Its actions, in the order of their names.
    pub fn iter(&self) -> impl Iterator<Item = ActionId> + '_ {
        self.0.ones().map(ActionId::at)
    }
}

/// The bits up to the last one that is set.
fn used(set: &ActionSet) -> &[usize] {
    let blocks = set.0.as_slice();
    let end = blocks.iter().rposition(|it| *it != 0).map_or(0, |last| last + 1);
    blocks.get(..end).unwrap_or_default()
}

impl PartialEq for ActionSet {
    fn eq(&self, other: &Self) -> bool {
        used(self) == used(other)
    }
}

impl Eq for ActionSet {}

impl Hash for ActionSet {
    fn hash<H: Hasher>(&self, state: &mut H) {
        used(self).hash(state);
    }
}

impl Extend<ActionId> for ActionSet {
    fn extend<I: IntoIterator<Item = ActionId>>(&mut self, actions: I) {
        actions.into_iter().for_each(|id| self.insert(id));
    }
}

impl FromIterator<ActionId> for ActionSet {
    fn from_iter<I: IntoIterator<Item = ActionId>>(actions: I) -> Self {
        let mut set = Self::default();
        set.extend(actions);
        set
    }
}
