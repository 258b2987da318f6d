//! The documents of an estate, compiled once however often they occur.

use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::model::{Detail, Document, Estate, Resource};
use crate::policy::evaluate::{CompiledPolicy, PolicyKind};
use crate::policy::{ParseError, Policy};

type Key = (Document, PolicyKind);

/// Compiled documents by text and by what they are attached to.
#[derive(Debug, Default)]
pub(super) struct Documents(FxHashMap<Key, Result<Arc<CompiledPolicy>, ParseError>>);

impl Documents {
    /// Compiles every document of an estate, on all cores.
    pub(super) fn new(estate: &Estate) -> Self {
        let mut keys: FxHashSet<Key> = FxHashSet::default();
        for (_, resource) in estate.resources() {
            each(resource, |document, kind| {
                keys.insert((document.clone(), kind));
            });
        }
        let compile = |key: Key| {
            let compiled = Policy::parse(key.0.text()).and_then(|policy| CompiledPolicy::new(&policy, key.1));
            (key, compiled.map(Arc::new))
        };
        Self(keys.into_par_iter().map(compile).collect())
    }

    /// The compiled form of a document, or why it is not a policy.
    pub(super) fn get(&self, document: &Document, kind: PolicyKind) -> Result<Arc<CompiledPolicy>, String> {
        match self.0.get(&(document.clone(), kind)) {
            Some(Ok(policy)) => Ok(Arc::clone(policy)),
            Some(Err(wrong)) => Err(wrong.to_string()),
            None => Err("it is not of this estate".to_owned()),
        }
    }
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
        Detail::Key(key) => key.policy.known().into_iter().for_each(|it| take(it, PolicyKind::Resource)),
        Detail::OrganizationPolicy(policy) => {
            let kind = super::organization::kind_of(policy.policy_kind);
            policy.document.known().into_iter().for_each(|it| take(it, kind));
        }
        _ => {}
    }
}
