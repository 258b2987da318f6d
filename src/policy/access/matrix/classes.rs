//! Callers whose own side says the same everywhere, and the parts of the field in which it says the same.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::model::AccountId;
use crate::policy::evaluate::{CompiledStatement, Context, Fit, LANE_SERVICES};

use super::super::AccessIndex;
use super::super::layers::OwnedLayer;
use super::field::Field;

/// Subjects that share their own side.
pub(super) struct Class<'i> {
    pub(super) members: Vec<usize>,
    pub(super) statements: Vec<&'i CompiledStatement>,
}

/// Keys that depend on the caller's account only.
const OF_ACCOUNT: [&str; 4] =
    ["aws:principalaccount", "aws:principalorgid", "aws:principalorgpaths", "kms:calleraccount"];

/// What makes two subjects alike: their account, whether AWS made them for a service, their policies.
#[derive(PartialEq, Eq, Hash)]
struct Likeness {
    account: Option<AccountId>,
    linked: bool,
    boundary: bool,
    policies: Vec<usize>,
    unread: Vec<String>,
    alone: Option<usize>,
}

/// The classes of all subjects.
pub(super) fn classes<'i>(field: &Field<'i>) -> Vec<Class<'i>> {
    let index = field.index;
    let mut places: FxHashMap<Likeness, usize> = FxHashMap::default();
    let mut all: Vec<Class<'i>> = Vec::new();
    for (subject, it) in index.subjects().iter().enumerate() {
        let layers = own_layers(index, subject);
        let touching = |it: &&CompiledStatement| (0..LANE_SERVICES.len()).any(|service| it.touches(service));
        let policies = layers.iter().flat_map(|layer| &layer.policies);
        let statements: Vec<&CompiledStatement> =
            policies.clone().flat_map(|it| &it.policy.statements).filter(touching).collect();
        let personal = index.principals.get(subject).is_none()
            || statements.iter().any(|statement| {
                statement.keys().any(|key| field.of_caller.contains(key) && !OF_ACCOUNT.contains(&key))
            });
        let likeness = Likeness {
            account: it.caller.account().cloned(),
            linked: it.caller.is_service_linked(),
            boundary: index.principals.get(subject).is_some_and(|it| it.boundary.is_some()),
            policies: policies.map(|it| std::sync::Arc::as_ptr(&it.policy).addr()).collect(),
            unread: layers.iter().map(|it| format!("{:?}{:?}", it.gaps, it.unread)).collect(),
            alone: personal.then_some(subject),
        };
        let place = *places.entry(likeness).or_insert(all.len());
        match all.get_mut(place) {
            Some(class) => class.members.push(subject),
            None => all.push(Class { members: vec![subject], statements }),
        }
    }
    all
}

fn own_layers(index: &AccessIndex, subject: usize) -> Vec<&OwnedLayer> {
    let principal = index.principals.get(subject);
    let account = index.subjects().get(subject).and_then(|it| it.caller.account());
    let control = account.and_then(|account| index.bounds.get(account)).into_iter().flat_map(|it| it.of_callers());
    let own = principal.into_iter().flat_map(|it| std::iter::once(&it.identity).chain(&it.boundary));
    own.chain(control).collect()
}

/// The places of a field in groups; within a group the statements of a class say the same.
pub(super) struct Partition {
    pub(super) group_of: Vec<u32>,
    pub(super) groups: usize,
}

/// Groups by the keys that statements ask for, without regard to resources.
pub(super) type ByKeys = FxHashMap<Vec<Box<str>>, (Vec<u32>, usize)>;

impl Partition {
    /// Parts the field for a class; `context` is that of any member. None where a variable depends on the place.
    pub(super) fn new(field: &Field<'_>, class: &Class<'_>, context: &Context, by_keys: &mut ByKeys) -> Option<Self> {
        let asked: FxHashSet<&str> = class.statements.iter().flat_map(|it| it.keys()).collect();
        let mut asked: Vec<Box<str>> =
            asked.into_iter().filter(|key| field.of_place.contains_key(*key)).map(Into::into).collect();
        asked.sort_unstable();
        let (group_of, groups) = by_keys.entry(asked).or_insert_with_key(|asked| by_key(field, asked)).clone();
        let mut partition = Self { group_of, groups };
        for statement in &class.statements {
            partition.split_by(field, statement, context)?;
        }
        Some(partition)
    }

    fn split_by(&mut self, field: &Field<'_>, statement: &CompiledStatement, context: &Context) -> Option<()> {
        let patterns = statement.resource_patterns();
        if patterns.iter().any(|it| it.covers_all()) {
            return Some(());
        }
        let (mut covered, mut open) = (Vec::new(), Vec::new());
        for pattern in patterns {
            if pattern.variables().any(|key| field.of_place.contains_key(key)) {
                return None;
            }
            let range = field.beginning(pattern.head());
            if pattern.is_prefix() {
                covered.extend_from_slice(range);
                continue;
            }
            for place in range {
                let arn = field.places.get(*place as usize).map_or("", |it| &*it.arn);
                match pattern.fit(arn, context) {
                    Fit::Yes => covered.push(*place),
                    Fit::Open => open.push(*place),
                    Fit::No | Fit::Unresolved => {}
                }
            }
        }
        self.split(covered);
        self.split(open);
        Some(())
    }

    fn split(&mut self, mut places: Vec<u32>) {
        places.sort_unstable();
        places.dedup();
        let mut becomes: FxHashMap<u32, u32> = FxHashMap::default();
        for place in places {
            let Some(group) = self.group_of.get_mut(place as usize) else { continue };
            let next = &mut self.groups;
            *group = *becomes.entry(*group).or_insert_with(|| {
                *next += 1;
                u32::try_from(*next - 1).unwrap_or(u32::MAX)
            });
        }
    }
}

fn by_key(field: &Field<'_>, asked: &[Box<str>]) -> (Vec<u32>, usize) {
    let values: Vec<&Vec<u32>> = asked.iter().filter_map(|key| field.of_place.get(key)).collect();
    let mut groups: FxHashMap<(&str, Vec<u32>), u32> = FxHashMap::default();
    let group_of = (0..field.places.len()).map(|place| {
        let service = field.kind_of(place).map_or("", |it| it.service);
        let here = values.iter().map(|all| all.get(place).copied().unwrap_or_default()).collect();
        let next = u32::try_from(groups.len()).unwrap_or(u32::MAX);
        *groups.entry((service, here)).or_insert(next)
    });
    let group_of = group_of.collect();
    (group_of, groups.len())
}
