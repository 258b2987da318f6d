//! A policy document exactly as the cloud returned it.

use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::FxHashSet;
use serde::{Deserialize, Serialize};

use super::Detail;
use super::aws::InlinePolicy;

/// The text of a policy, kept byte for byte so that an undo can restore it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Document(Arc<str>);

impl Document {
    /// Keeps the text as it is.
    pub fn new(text: impl Into<Arc<str>>) -> Self {
        Self(text.into())
    }

    /// The text as the cloud returned it.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// Whether two documents are one text in memory.
    pub fn is_shared_with(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

/// Every policy document that a resource carries.
impl Detail {
    /// The documents, in a fixed order.
    pub fn documents(&self) -> impl Iterator<Item = &Document> {
        let (inline, own): (&[InlinePolicy], Option<&Document>) = match self {
            Self::Key(it) => (&[], it.policy.known()),
            Self::User(it) => (&it.inline, None),
            Self::Group(it) => (&it.inline, None),
            Self::Role(it) => (&it.inline, Some(&it.trust)),
            Self::Policy(it) => (&[], it.document.known()),
            Self::OrganizationPolicy(it) => (&[], it.document.known()),
            other => {
                let own = other.aspects().resource_policy().and_then(|policy| policy.document.known());
                (&[], own.and_then(Option::as_ref))
            }
        };
        inline.iter().map(|policy| &policy.document).chain(own).chain(self.aspects().part_documents())
    }

    fn share_with(&mut self, shared: &SharedDocuments) {
        self.documents_mut().for_each(|document| shared.share_one(document));
        self.aspects_mut().part_documents_mut().into_iter().for_each(|document| shared.share_one(document));
    }

    fn documents_mut(&mut self) -> impl Iterator<Item = &mut Document> {
        let (inline, own): (&mut [InlinePolicy], Option<&mut Document>) = match self {
            Self::Key(it) => (&mut [], it.policy.known_mut()),
            Self::User(it) => (&mut it.inline, None),
            Self::Group(it) => (&mut it.inline, None),
            Self::Role(it) => (&mut it.inline, Some(&mut it.trust)),
            Self::Policy(it) => (&mut [], it.document.known_mut()),
            Self::OrganizationPolicy(it) => (&mut [], it.document.known_mut()),
            other => (&mut [], other.aspects_mut().resource_policy_mut()),
        };
        inline.iter_mut().map(|policy| &mut policy.document).chain(own)
    }
}

/// Keeps one text in memory for all documents that say the same. Many roles share a trust policy, and many stores
/// are made from one template.
#[derive(Debug, Default)]
pub struct SharedDocuments(Mutex<FxHashSet<Document>>);

impl SharedDocuments {
    /// Shares the documents that a resource carries with those of the resources before it.
    pub fn share(&self, detail: &mut Detail) {
        detail.share_with(self);
    }

    fn share_one(&self, document: &mut Document) {
        // A thread that panicked left the set whole: it only ever grows by complete documents.
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match all.get(document) {
            Some(known) => *document = known.clone(),
            None => drop(all.insert(document.clone())),
        }
    }
}
