//! Layers of policies that an index owns, from which evaluation borrows.

use std::sync::Arc;

use crate::model::{Document, Fact, GapId, ResourceId};
use crate::policy::evaluate::{CompiledPolicy, Layer, PolicyKind, Source};

use super::documents::Documents;

/// A policy with its name, and the resource that carries it.
#[derive(Debug, Clone)]
pub(super) struct OwnedPolicy {
    pub(super) name: Box<str>,
    pub(super) policy: Arc<CompiledPolicy>,
    pub(super) carrier: Option<ResourceId>,
}

/// A layer of policies.
#[derive(Debug, Clone, Default)]
pub(super) struct OwnedLayer {
    pub(super) policies: Vec<OwnedPolicy>,
    pub(super) gaps: Vec<GapId>,
    pub(super) unread: Vec<Box<str>>,
}

impl OwnedLayer {
    /// A layer of which nothing could be read.
    pub(super) fn hidden(gap: GapId) -> Self {
        Self { gaps: vec![gap], ..Self::default() }
    }

    /// A layer of which nothing was read.
    pub(super) fn unread(what: impl Into<Box<str>>) -> Self {
        Self { unread: vec![what.into()], ..Self::default() }
    }

    /// Adds a document. One that is not a policy makes the layer unknown: it is never skipped.
    pub(super) fn add(
        &mut self,
        documents: &Documents,
        name: &str,
        document: &Document,
        kind: PolicyKind,
        carrier: impl Into<Option<ResourceId>>,
    ) {
        match documents.get(document, kind) {
            Ok(policy) => self.policies.push(OwnedPolicy { name: name.into(), policy, carrier: carrier.into() }),
            Err(wrong) => self.unread.push(format!("the policy {name} ({wrong})").into()),
        }
    }

    /// Adds a document that may not have been read.
    pub(super) fn add_fact(
        &mut self,
        documents: &Documents,
        name: &str,
        document: &Fact<Document>,
        kind: PolicyKind,
        carrier: ResourceId,
    ) {
        match document {
            Fact::Known(document) => self.add(documents, name, document, kind, carrier),
            Fact::Unknown(gap) => self.gaps.push(*gap),
            Fact::NotApplicable => {}
        }
    }

    /// The resource that carries a policy of the layer, by the policy's name.
    pub(super) fn carrier(&self, name: &str) -> Option<ResourceId> {
        self.policies.iter().find(|it| *it.name == *name).and_then(|it| it.carrier)
    }

    /// The layer as evaluation takes it.
    pub(super) fn borrow(&self) -> Layer<'_> {
        Layer {
            policies: self.policies.iter().map(|it| Source { name: &it.name, policy: &it.policy }).collect(),
            gaps: self.gaps.clone(),
            unread: self.unread.iter().map(|it| &**it).collect(),
        }
    }
}
