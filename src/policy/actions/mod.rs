//! The actions of AWS: which there are, their access levels, resource types, condition keys and dependent actions, and
//! sets of them. Not here: whether a policy allows one. An action that the table does not know is still matched by text.
//!
//! The data is `data/aws-actions.tsv.zst`, made by `scripts/actions/generate`; its licences are in `data/NOTICE.md`.

mod access;
mod decode;
mod resource;
mod set;
mod stores;
#[cfg(test)]
mod stores_tests;
#[cfg(test)]
mod tests;

use std::cmp::Ordering;
use std::hash::{Hash, Hasher};
use std::ops::Range;
use std::sync::LazyLock;

pub use access::{Access, AccessSet};
pub use resource::{ConditionKey, ResourceType, ResourceUse};
pub use set::ActionSet;

use rustc_hash::FxHashMap;

use super::glob;

/// The table as it is shipped: text in the format that `scripts/actions/table.py` describes, compressed.
static PACKED: &[u8] = include_bytes!("../../../data/aws-actions.tsv.zst");

/// The text, kept for good: the table's names point into it.
static TEXT: LazyLock<String> = LazyLock::new(|| {
    let bytes = zstd::decode_all(PACKED).unwrap_or_default();
    String::from_utf8(bytes).unwrap_or_default()
});

static AWS: LazyLock<ActionTable> = LazyLock::new(|| decode::table(&TEXT).unwrap_or_default());

/// An action of the table: its place in the order of names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ActionId(u16);

impl ActionId {
    /// The place in the order of names, from zero.
    pub fn index(self) -> usize {
        usize::from(self.0)
    }

    /// The action at a place; the table is held to fewer places than a `u16` has.
    fn at(index: usize) -> Self {
        Self(u16::try_from(index).unwrap_or(u16::MAX))
    }
}

/// What AWS says that an action does: the access level of the Service Authorization Reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum AccessLevel {
    /// Learns that things exist.
    List,
    /// Reads contents or settings.
    Read,
    /// Makes, changes or deletes.
    #[default]
    Write,
    /// Changes who may do what.
    PermissionsManagement,
    /// Changes tags only.
    Tagging,
}

/// A service: its prefix in action names and what people call it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    prefix: &'static str,
    name: &'static str,
    actions: Range<u16>,
    types: Range<u16>,
}

impl Service {
    /// The prefix of its actions, such as `s3`.
    pub fn prefix(&self) -> &'static str {
        self.prefix
    }

    /// Its name, such as `Amazon S3`.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Its actions, in the order of their names.
    pub fn actions(&self) -> impl ExactSizeIterator<Item = ActionId> + use<> {
        self.actions.clone().map(ActionId)
    }
}

/// One action as decoded.
#[derive(Debug, Clone, Default)]
struct Action {
    name: &'static str,
    level: AccessLevel,
    access: AccessSet,
    service: u16,
    keys: u16,
    uses: Range<u32>,
    dependents: Range<u32>,
}

/// All actions of AWS that were published when the table was made.
#[derive(Debug, Default)]
pub struct ActionTable {
    date: &'static str,
    source: &'static str,
    services: Vec<Service>,
    actions: Vec<Action>,
    types: Vec<ResourceType>,
    uses: Vec<Use>,
    dependents: Vec<ActionId>,
    keys: Vec<ConditionKey>,
    key_names: KeyNames,
    key_sets: Vec<Box<[u16]>>,
    covered_by_resource_control: Vec<&'static str>,
    by_name: FxHashMap<Folded<'static>, ActionId>,
    by_access: [ActionSet; Access::ALL.len()],
}

/// The places of keys by their names: contexts are full of names.
#[derive(Debug, Default)]
struct KeyNames {
    /// All, as they are written.
    plain: FxHashMap<Folded<'static>, usize>,
    /// Those that stand for many, by what stands before the first placeholder.
    many: Vec<(&'static str, usize)>,
}

impl KeyNames {
    fn add(&mut self, name: &'static str, place: usize) {
        self.plain.entry(Folded(name)).or_insert(place);
        if let Some((before, _)) = name.split_once(['$', '<']) {
            self.many.push((before, place));
        }
    }

    fn plain(&self, name: &str) -> Option<usize> {
        self.plain.get(&Folded(name)).copied()
    }

    /// The places of the keys that may stand for a name.
    fn many(&self, name: &str) -> impl Iterator<Item = usize> {
        let begins = |before: &str| name.get(..before.len()).is_some_and(|head| head.eq_ignore_ascii_case(before));
        self.many.iter().filter(move |(before, _)| begins(before)).map(|(_, place)| *place)
    }
}

/// A resource type of an action, as decoded.
#[derive(Debug, Clone, Copy)]
struct Use {
    kind: u16,
    required: bool,
    keys: u16,
}

impl ActionTable {
    /// The table that this program was built with, decoded once.
    pub fn aws() -> &'static Self {
        &AWS
    }

    /// The day of the data, as `2026-09-26`.
    pub fn date(&self) -> &'static str {
        self.date
    }

    /// The published packages that the data is from, with versions and licences.
    pub fn source(&self) -> &'static str {
        self.source
    }

    /// How many actions there are.
    pub fn len(&self) -> usize {
        self.actions.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.actions.is_empty()
    }

    /// All actions, in the order of their names.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = ActionId> + use<> {
        (0..self.actions.len()).map(ActionId::at)
    }

    /// All services, in the order of their prefixes.
    pub fn services(&self) -> &[Service] {
        &self.services
    }

    /// The service with a prefix; case does not matter.
    pub fn service(&self, prefix: &str) -> Option<&Service> {
        self.services.iter().find(|it| it.prefix.eq_ignore_ascii_case(prefix))
    }

    /// The service of an action.
    pub fn service_of(&self, id: ActionId) -> Option<&Service> {
        self.services.get(usize::from(self.action(id)?.service))
    }

    /// The action with a name such as `s3:GetObject`; case does not matter.
    pub fn find(&self, name: &str) -> Option<ActionId> {
        self.by_name.get(&Folded(name)).copied()
    }

    /// An action's name as AWS writes it, with the prefix; empty for one of another table.
    pub fn name(&self, id: ActionId) -> &'static str {
        self.action(id).map_or("", |it| it.name)
    }

    /// An action's access level, as AWS gives it.
    pub fn access_level(&self, id: ActionId) -> AccessLevel {
        self.action(id).map_or_else(AccessLevel::default, |it| it.level)
    }

    /// What an action does to the thing it is used on, in the product's terms.
    pub fn access(&self, id: ActionId) -> AccessSet {
        self.action(id).map_or_else(AccessSet::default, |it| it.access)
    }

    /// All actions that do this.
    pub fn with_access(&self, access: Access) -> &ActionSet {
        let [list, read, write, delete, administer, decrypt] = &self.by_access;
        match access {
            Access::List => list,
            Access::Read => read,
            Access::Write => write,
            Access::Delete => delete,
            Access::Administer => administer,
            Access::Decrypt => decrypt,
        }
    }

    /// The actions that a pattern such as `s3:Get*` covers. It covers what matching the names by text covers.
    pub fn matching(&self, pattern: &str) -> ActionSet {
        let mut set = self.none();
        let literal = pattern.split(['*', '?']).next().unwrap_or_default();
        if literal.len() == pattern.len() {
            set.extend(self.find(pattern));
            return set;
        }
        let range = self.beginning(literal);
        let rest = pattern.get(literal.len()..).unwrap_or_default();
        if rest == "*" {
            set.insert_range(range);
        } else {
            let named = |at: &usize| self.actions.get(*at).and_then(|it| it.name.get(literal.len()..));
            let covered = range.filter(|at| named(at).is_some_and(|name| glob::matches_ignoring_case(rest, name)));
            set.extend(covered.map(ActionId::at));
        }
        set
    }

    /// The actions that any of the patterns covers.
    pub fn matching_any<'a>(&self, patterns: impl IntoIterator<Item = &'a str>) -> ActionSet {
        let mut set = self.none();
        for pattern in patterns {
            set.union_with(&self.matching(pattern));
        }
        set
    }

    /// No action, with room for all.
    pub fn none(&self) -> ActionSet {
        ActionSet::with_room(self.actions.len())
    }

    /// Every action.
    pub fn all(&self) -> ActionSet {
        let mut set = self.none();
        set.insert_range(0..self.actions.len());
        set
    }

    /// The actions that this one needs besides itself to work, such as `iam:PassRole`.
    pub fn dependent_actions(&self, id: ActionId) -> &[ActionId] {
        self.action(id).and_then(|it| part(&self.dependents, &it.dependents)).unwrap_or_default()
    }

    /// Whether resource control policies cover a service; case does not matter. As of [`Self::date`]: the list grows.
    ///
    /// Source: Organizations User Guide, "Resource control policies", list of services that support them.
    pub fn resource_control_covers(&self, prefix: &str) -> bool {
        self.covered_by_resource_control.iter().any(|it| it.eq_ignore_ascii_case(prefix))
    }

    /// The prefixes of the services that resource control policies cover.
    pub fn covered_by_resource_control(&self) -> &[&'static str] {
        &self.covered_by_resource_control
    }

    fn action(&self, id: ActionId) -> Option<&Action> {
        self.actions.get(id.index())
    }

    /// The places of the actions whose names begin so.
    fn beginning(&self, literal: &str) -> Range<usize> {
        let head = |it: &Action| it.name.as_bytes().get(..literal.len()).unwrap_or(it.name.as_bytes());
        let order = |it: &Action| compare(head(it), literal.as_bytes());
        let start = self.actions.partition_point(|it| order(it) == Ordering::Less);
        let end = self.actions.partition_point(|it| order(it) != Ordering::Greater);
        start..end
    }
}

/// A part of a list by its range of places.
fn part<'a, T>(list: &'a [T], range: &Range<u32>) -> Option<&'a [T]> {
    list.get(usize::try_from(range.start).ok()?..usize::try_from(range.end).ok()?)
}

/// The order of the table: lower-case letters, byte by byte.
fn compare(one: &[u8], other: &[u8]) -> Ordering {
    let lower = |it: &u8| it.to_ascii_lowercase();
    one.iter().map(lower).cmp(other.iter().map(lower))
}

/// A name to be found in any case.
#[derive(Debug, Clone, Copy)]
struct Folded<'a>(&'a str);

impl PartialEq for Folded<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.0.eq_ignore_ascii_case(other.0)
    }
}

impl Eq for Folded<'_> {}

impl Hash for Folded<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        for chunk in self.0.as_bytes().chunks(8) {
            // The bit that tells the case of a letter is set in every byte: names that are the same hash the same.
            let eight = chunk.iter().fold(0, |word: u64, byte| word << 8 | u64::from(byte | 0x20));
            state.write_u64(eight);
        }
    }
}
