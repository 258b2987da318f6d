//! The documents of an estate, compiled once however often they occur.

use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::model::{Detail, Document, Estate, Resource};
use crate::policy::evaluate::{CompiledPolicy, PolicyKind};
use crate::policy::{ParseError, Policy};

type Key = (Document, PolicyKind);

type Compiled = Result<Arc<CompiledPolicy>, ParseError>;

/// Compiled documents by text and by what they are attached to.
#[derive(Debug, Default)]
pub(super) struct Documents {
    early: FxHashMap<Key, Compiled>,
    /// Those that were asked for first.
    late: Mutex<FxHashMap<Key, Compiled>>,
}

impl Documents {
    /// Compiles every document of an estate, on all cores.
    pub(super) fn compiled(estate: &Estate) -> Self {
        let mut keys: FxHashSet<Key> = FxHashSet::default();
        for (_, resource) in estate.resources() {
            each(resource, |document, kind| {
                keys.insert((document.clone(), kind));
            });
        }
        let compiled = |key: Key| {
            let policy = compile(&key);
            (key, policy)
        };
        Self { early: keys.into_par_iter().map(compiled).collect(), late: Mutex::default() }
    }

    /// The compiled form of a document, or why it is not a policy. One that is met for the first time is compiled.
    pub(super) fn get(&self, document: &Document, kind: PolicyKind) -> Compiled {
        let key = (document.clone(), kind);
        if let Some(known) = self.early.get(&key) {
            return known.clone();
        }
        let late = || self.late.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = late().get(&key) {
            return known.clone();
        }
        // Two threads may compile the same, which does no harm; neither waits for the other.
        let compiled = compile(&key);
        late().insert(key, compiled.clone());
        compiled
    }
}

fn compile((document, kind): &Key) -> Compiled {
    Policy::parse(document.text()).and_then(|policy| CompiledPolicy::new(&policy, *kind)).map(Arc::new)
}

/// Calls back with each document of a resource that evaluation needs.
fn each(resource: &Resource, mut take: impl FnMut(&Document, PolicyKind)) {
    let mut identity = |inline: &[crate::model::aws::InlinePolicy]| {
        inline.iter().for_each(|policy| take(&policy.document, PolicyKind::Identity));
    };
    match &resource.detail {
        Detail::User(user) => identity(&user.inline),
        Detail::Group(group) => identity(&group.inline),
        Detail::Role(role) => {
            identity(&role.inline);
            take(&role.trust, PolicyKind::Trust);
        }
        Detail::Policy(policy) => policy.document.known().into_iter().for_each(|it| take(it, PolicyKind::Identity)),
        Detail::Bucket(bucket) => {
            bucket.policy.known().and_then(Option::as_ref).into_iter().for_each(|it| take(it, PolicyKind::Resource));
        }
        Detail::AccessPoint(point) => {
            point.policy.known().and_then(Option::as_ref).into_iter().for_each(|it| take(it, PolicyKind::Resource));
        }
        Detail::Key(key) => key.policy.known().into_iter().for_each(|it| take(it, PolicyKind::Resource)),
        Detail::OrganizationPolicy(policy) => {
            let kind = super::organization::kind_of(policy.policy_kind);
            policy.document.known().into_iter().for_each(|it| take(it, kind));
        }
        _ => {}
    }
}
