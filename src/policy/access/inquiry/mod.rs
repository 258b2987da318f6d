//! Questions about one identity or one resource, for those who ask few of many: checks, and looks at a changed estate.
//!
//! Only the documents that bear on what is asked about are compiled, each once. What the answers mean is for who asks.

mod between;
mod identity;
mod resource;

use std::fmt;
use std::sync::{Arc, OnceLock};

use rustc_hash::FxHashMap;

use crate::model::{AccountId, Document, Estate, GapId, Kind, ResourceId};
use crate::policy::Effect;
use crate::policy::evaluate::{
    Atom, Caller, CompiledPolicy, CompiledStatement, Context, Decision, Denial, Formula, LayerKind, PolicyKind, Reason,
    Truth, Verdict,
};

use super::documents::Documents;
use super::frame::{self, Frame};
use super::known::{Known, Members};
use super::layers::OwnedLayer;
use super::organization::{self, Bound};
use super::principal::{self, Lookup};
use super::questions::Options;
use super::resource::{self as granting, Settings};
use super::subject::NOBODYS;

pub use between::{Between, Calling};
pub use identity::{Asking, Grant, Standing};
pub use resource::{Allowed, Guarded, Reach};

/// An estate ready for questions about single identities and resources.
#[derive(Debug)]
pub struct Inquiry<'e> {
    estate: &'e Estate,
    documents: Documents,
    lookup: Lookup<'e>,
    settings: Settings<'e>,
    /// What the organization says, read when it is first needed.
    organization: OnceLock<Organization>,
}

/// What binds each account, and the members.
#[derive(Debug)]
struct Organization {
    bounds: FxHashMap<AccountId, Bound>,
    members: Option<Arc<Members>>,
}

impl<'e> Inquiry<'e> {
    /// Looks up what most questions need: groups, and settings of accounts.
    pub fn new(estate: &'e Estate) -> Self {
        let (lookup, settings) = (Lookup::new(estate), granting::settings(estate));
        Self { estate, lookup, settings, documents: Documents::default(), organization: OnceLock::new() }
    }

    /// A user, a role, or somebody of a group, as it asks; none for anything else.
    pub fn identity(&self, id: ResourceId) -> Option<Asking<'_>> {
        let resource = self.estate.resource(id)?;
        let principal = principal::gather(self.estate, &self.documents, &self.lookup, id, resource)?;
        let bound = self.frame().bounds.get(&resource.account).into_iter().flat_map(Bound::layers);
        let mut known = self.known([&principal.identity].into_iter().chain(&principal.boundary).chain(bound));
        if known.asks_for_tags_of_callers() && resource.kind() == Kind::Role {
            known.meet(id, &granting::granting(&self.settings, &self.documents, id, resource));
        }
        Some(Asking::new(self.frame(), principal, known))
    }

    /// The group of an account with this name.
    pub fn group(&self, account: &AccountId, name: &str) -> Option<ResourceId> {
        self.lookup.group(account, name).map(|(id, _)| id)
    }

    /// A resource as others reach it.
    pub fn resource(&self, id: ResourceId) -> Option<Guarded<'_>> {
        let resource = self.estate.resource(id)?;
        let granting = granting::granting(&self.settings, &self.documents, id, resource);
        let bound = self.frame().bounds.get(&resource.account).into_iter().flat_map(Bound::of_resources);
        let known = self.known(granting.layers().chain(bound));
        Some(Guarded::new(self.frame(), resource, granting, known))
    }

    /// The compiled policy of a resource, or of who may assume a role; none where AWS would refuse it.
    pub fn policy(&self, document: &Document, kind: PolicyKind) -> Option<Arc<CompiledPolicy>> {
        self.documents.get(document, kind).ok()
    }

    fn frame(&self) -> Frame<'_> {
        Frame { estate: self.estate, bounds: &self.organization().bounds, partition: frame::partition(self.estate) }
    }

    fn organization(&self) -> &Organization {
        let read = || Organization {
            bounds: organization::bounds(self.estate, &self.documents),
            members: Members::of(self.estate),
        };
        self.organization.get_or_init(read)
    }

    /// What is known of requests, for the keys that some policies ask for.
    fn known<'l>(&self, layers: impl Iterator<Item = &'l OwnedLayer>) -> Known {
        let statements = layers.flat_map(|it| &it.policies).flat_map(|it| &it.policy.statements);
        Known::asked(self.organization().members.clone(), statements.flat_map(CompiledStatement::keys))
    }
}

/// Somebody of an account that no policy names.
pub fn stranger() -> Caller {
    Caller::Account(AccountId::new(NOBODYS))
}

/// What is known of every request: it comes over TLS.
fn usual() -> Context {
    Options::default().context
}

/// What takes away what is granted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limit {
    /// The layer.
    pub layer: LayerKind,
    /// The level of the organization, where the layer has levels.
    pub level: Option<String>,
    /// The policy that denies, or the boundary that does not allow.
    pub policy: Option<String>,
    /// The place of the statement that denies; none where an allow is missing.
    pub statement: Option<usize>,
    /// The resource that carries the policy.
    pub carrier: Option<ResourceId>,
}

impl Limit {
    /// What denies a request, or does not allow it; not the layers that would have had to grant it.
    fn of(verdict: &Verdict, carrier: impl Fn(LayerKind, &str) -> Option<ResourceId>) -> Vec<Self> {
        let denies = |reason: &&Reason| reason.effect == Effect::Deny;
        let sure = verdict.because.iter().any(|it| denies(&it) && it.applies.is_yes());
        let explicit = verdict.because.iter().filter(denies).filter(|it| !sure || it.applies.is_yes());
        let explicit = explicit.map(|it| Self {
            layer: it.layer,
            level: it.level.clone(),
            policy: Some(it.policy.clone()),
            statement: Some(it.statement),
            carrier: carrier(it.layer, &it.policy),
        });
        if verdict.decision == Decision::Deny(Denial::Explicit) {
            return explicit.collect();
        }
        let granting = |layer| matches!(layer, LayerKind::Identity | LayerKind::Resource);
        let lacking = verdict.lacks.iter().filter(|it| !granting(it.layer));
        let lacking = lacking.map(|it| Self {
            layer: it.layer,
            level: it.level.clone(),
            policy: None,
            statement: None,
            carrier: None,
        });
        lacking.collect()
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let one = match self.layer {
            LayerKind::Identity => "the Deny of policy",
            LayerKind::PermissionsBoundary => "the permissions boundary",
            LayerKind::ServiceControl => "the service control policy",
            LayerKind::ResourceControl => "the resource control policy",
            _ => "the Deny of the",
        };
        match (&self.policy, &self.level) {
            (Some(policy), _) => write!(f, "{one} {policy}"),
            (None, Some(level)) => write!(f, "the lack of an allow in the {} of {level}", self.layer),
            (None, None) => write!(f, "the {}", self.layer),
        }
    }
}

/// What could not be read and would decide.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Unread {
    /// Reads that failed.
    pub gaps: Vec<GapId>,
    /// What is not there to be read, in words.
    pub words: Vec<String>,
}

impl Unread {
    /// What a condition hangs on.
    pub fn of(formula: &Formula) -> Self {
        let mut all = Self::default();
        for atom in formula.atoms() {
            match atom {
                Atom::Gap(gap, _) if !all.gaps.contains(gap) => all.gaps.push(*gap),
                Atom::Unread(what, _) => {
                    let what = what.trim_end_matches(',').to_owned();
                    if !all.words.contains(&what) {
                        all.words.push(what);
                    }
                }
                _ => {}
            }
        }
        all
    }

    /// Whether all was read.
    pub fn is_empty(&self) -> bool {
        self.gaps.is_empty() && self.words.is_empty()
    }
}
