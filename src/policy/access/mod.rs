//! Who can do what in an estate: the policies that bear on a request, gathered and compiled once, and the questions.
//!
//! How policies combine is decided in [`crate::policy::evaluate`]; here it is decided which they are. An
//! [`AccessIndex`] compiles everything at once, for questions about the whole estate; an [`Inquiry`] only what bears on
//! the one identity or resource that is asked about.

mod cell;
mod documents;
mod frame;
mod inquiry;
mod key;
mod known;
mod layers;
mod matrix;
mod organization;
mod patterns;
mod point;
mod principal;
mod question;
mod questions;
mod resource;
mod roles;
mod store;
mod subject;
mod sweep;
mod taking;
mod unread;

use std::sync::{Arc, OnceLock};

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::model::{AccountId, Arn, Detail, Estate, Kind, Resource, ResourceId};
use crate::policy::evaluate::{
    Caller, CompiledPolicy, CompiledStatement, Context, ContextValue, LayerKind, Policies, Reason, Request,
};

use documents::Documents;
use frame::Frame;
use known::Known;
use layers::OwnedLayer;
use organization::Bound;
use principal::Principal;
use resource::Granting;
use roles::RoleGraph;
use store::Store;

pub use cell::{Cell, CellState, LastUsed, Provenance, ProvenanceSet, Step, SubjectId};
pub use inquiry::{
    Allowed, Asking, Between, Calling, Grant, Guarded, Inquiry, Limit, Reach, Standing, Unread, stranger,
};
pub use matrix::Matrix;
pub use question::{Answer, Half};
pub use questions::{Options, Question, Whereto};
pub use resource::permissions;
pub use roles::Reached;
pub use subject::{NOBODYS, Subject, SubjectKind};
pub use unread::{call_words, unread_list, unread_words};

/// An estate ready for questions of access.
#[derive(Debug)]
pub struct AccessIndex {
    estate: Arc<Estate>,
    principals: Vec<Principal>,
    by_arn: FxHashMap<Arn, usize>,
    granting: FxHashMap<ResourceId, Granting>,
    bounds: FxHashMap<AccountId, Bound>,
    known: Known,
    /// Such as `aws` or `aws-cn`: an estate lies in one.
    partition: Box<str>,
    subjects: Vec<Subject>,
    by_caller: FxHashMap<Caller, SubjectId>,
    stores: Vec<Store>,
    by_store: FxHashMap<ResourceId, usize>,
    graph: OnceLock<RoleGraph>,
}

/// Whether resources of this kind are asked about as stores: who can do what with their data.
pub fn is_store(kind: Kind) -> bool {
    store_kinds().any(|it| it == kind)
}

/// The kinds that are asked about as stores.
pub fn store_kinds() -> impl Iterator<Item = Kind> {
    store::STORES.iter().map(|(kind, _)| *kind)
}

/// Whether a resource has a policy, grants or a list of its own.
fn grants(resource: &Resource) -> bool {
    matches!(resource.detail, Detail::Key(_) | Detail::Role(_)) || resource.detail.aspects().resource_policy().is_some()
}

impl AccessIndex {
    /// Compiles the policies of an estate, on all cores.
    pub fn new(estate: Arc<Estate>) -> Self {
        let documents = Documents::compiled(&estate);
        let lookup = principal::Lookup::new(&estate);
        let people: Vec<ResourceId> =
            [Kind::User, Kind::Role].iter().flat_map(|&kind| estate.of_kind(kind)).copied().collect();
        let gather = |&id: &ResourceId| principal::gather(&estate, &documents, &lookup, id, estate.resource(id)?);
        let principals: Vec<Principal> = people.par_iter().filter_map(gather).collect();
        let settings = resource::settings(&estate);
        let stores: Vec<ResourceId> = estate.resources().filter(|(_, it)| grants(it)).map(|(id, _)| id).collect();
        let grant = |&id: &ResourceId| {
            let resource = estate.resource(id)?;
            Some((id, resource::granting(&settings, &documents, id, resource)))
        };
        let granting = stores.par_iter().filter_map(grant).collect();
        let bounds = organization::bounds(&estate, &documents);
        let arn = |principal: &Principal| estate.resource(principal.id).map(|it| it.arn.clone());
        let by_arn = principals.iter().enumerate().filter_map(|(at, it)| Some((arn(it)?, at))).collect();
        let partition = frame::partition(&estate).into();
        let mut index = Self {
            estate,
            principals,
            by_arn,
            granting,
            bounds,
            known: Known::default(),
            partition,
            subjects: Vec::new(),
            by_caller: FxHashMap::default(),
            stores: Vec::new(),
            by_store: FxHashMap::default(),
            graph: OnceLock::new(),
        };
        index.known = index.gather_known();
        index.subjects = subject::subjects(&index);
        let places = index.subjects.iter().enumerate();
        index.by_caller = places.map(|(at, it)| (it.caller.clone(), SubjectId::at(at))).collect();
        index.stores = store::stores(&index);
        index.by_store = index.stores.iter().enumerate().map(|(at, it)| (it.id, at)).collect();
        index
    }

    /// All who can have access: users and roles in the order of [`Self::principals`], root users, then outsiders.
    pub fn subjects(&self) -> &[Subject] {
        &self.subjects
    }

    /// One of the subjects.
    pub fn subject(&self, id: SubjectId) -> Option<&Subject> {
        self.subjects.get(id.index())
    }

    /// The subject that a caller is; none for a caller of whom the estate tells nothing. A session is its role.
    pub fn subject_of(&self, caller: &Caller) -> Option<SubjectId> {
        self.by_caller.get(caller).or_else(|| self.by_caller.get(&self.caller_known(caller)?)).copied()
    }

    /// The user or role of the estate that a caller is, as the estate knows it and whatever the session.
    fn caller_known(&self, caller: &Caller) -> Option<Caller> {
        Some(match self.caller(&caller.identity()?.arn)? {
            Caller::Role { role, .. } => Caller::Role { role, session: None },
            known => known,
        })
    }

    /// The stores: buckets, then keys, in the order of the estate.
    pub fn store_ids(&self) -> impl ExactSizeIterator<Item = ResourceId> {
        self.stores.iter().map(|it| it.id)
    }

    fn stores(&self) -> &[Store] {
        &self.stores
    }

    fn store(&self, id: ResourceId) -> Option<&Store> {
        self.by_store.get(&id).and_then(|&at| self.stores.get(at))
    }

    /// What is known of the contexts of requests, for keys that policies ask for.
    fn gather_known(&self) -> Known {
        let mut asked: FxHashSet<Box<str>> = FxHashSet::default();
        self.each_policy(|policy| {
            for key in policy.statements.iter().flat_map(CompiledStatement::keys) {
                if !asked.contains(key) {
                    asked.insert(key.into());
                }
            }
        });
        Known::new(&self.estate, &self.granting, asked.iter().map(|it| &**it))
    }

    /// The user or role of the estate that a caller is.
    fn principal_of(&self, caller: &Caller) -> Option<&Principal> {
        let arn = caller.identity()?.arn.as_str();
        self.by_arn.get(arn).and_then(|&at| self.principals.get(at))
    }

    /// Calls back with each compiled policy, in no order, those that are shared more than once.
    fn each_policy(&self, mut take: impl FnMut(&CompiledPolicy)) {
        let mut layer = |layer: &OwnedLayer| layer.policies.iter().for_each(|it| take(&it.policy));
        for principal in &self.principals {
            layer(&principal.identity);
            principal.boundary.iter().for_each(&mut layer);
        }
        self.bounds.values().flat_map(Bound::layers).for_each(&mut layer);
        self.granting.values().flat_map(Granting::layers).for_each(&mut layer);
    }

    /// The estate.
    pub fn estate(&self) -> &Arc<Estate> {
        &self.estate
    }

    /// The users and roles, in the order of the estate, users first.
    pub fn principals(&self) -> impl ExactSizeIterator<Item = (ResourceId, &Caller)> {
        self.principals.iter().map(|it| (it.id, &it.caller))
    }

    /// The caller with this ARN, with what the estate knows of it; callers that it does not hold are read as they are.
    pub fn caller(&self, text: &str) -> Option<Caller> {
        let read = Caller::parse(text)?;
        let known = |arn: &str| self.by_arn.get(arn).and_then(|&at| self.principals.get(at)).map(|it| &it.caller);
        match &read {
            Caller::User(user) => Some(known(&user.arn).cloned().unwrap_or(read)),
            Caller::Role { role, session } => {
                let found = known(&role.arn).or_else(|| self.role_named(&role.account, role.name()));
                match found {
                    Some(Caller::Role { role, .. }) => {
                        Some(Caller::Role { role: role.clone(), session: session.clone() })
                    }
                    _ => Some(read),
                }
            }
            _ => Some(read),
        }
    }

    /// The ARN of a session does not tell the path of its role.
    fn role_named(&self, account: &AccountId, name: &str) -> Option<&Caller> {
        let same =
            |it: &&Caller| matches!(it, Caller::Role { role, .. } if role.account == *account && role.name() == name);
        self.principals.iter().map(|it| &it.caller).find(same)
    }

    /// What surrounds every request.
    fn frame(&self) -> Frame<'_> {
        Frame { estate: &self.estate, bounds: &self.bounds, partition: &self.partition }
    }

    /// The request, with what the estate knows of caller and resource.
    pub fn request(&self, caller: &Caller, action: &str, resource: &str, context: Context) -> Request {
        let own = self.principal_of(caller).map(|it| it.id);
        self.frame().request(&self.known, (caller, own), (action, resource), context)
    }

    /// The context of a request that the service of a store makes on a caller's behalf.
    fn through_store(&self, mut context: Context, store: ResourceId) -> Context {
        let (service, region) =
            self.estate.resource(store).map_or(("s3", ""), |it| (it.arn.service(), it.region.as_str()));
        context.set("kms:ViaService", ContextValue::One(format!("{service}.{region}.amazonaws.com")));
        context
    }

    /// The resource of the estate that an ARN names or lies in: a bucket or access point for its objects.
    pub fn resource_of(&self, arn: &str) -> Option<ResourceId> {
        self.frame().resource_of(arn)
    }

    /// The policies that bear on a request.
    pub fn policies(&self, request: &Request) -> Policies<'_> {
        let granting = self.resource_of(request.resource()).and_then(|id| self.granting.get(&id));
        self.frame().policies(request, self.principal_of(request.caller()), granting)
    }

    /// The resource that carries the document of a reason, such as the managed policy or the group.
    pub fn carrier(&self, request: &Request, reason: &Reason) -> Option<ResourceId> {
        let principal = || self.principal_of(request.caller());
        let bound = |account: Option<&AccountId>| account.and_then(|it| self.bounds.get(it));
        match reason.layer {
            LayerKind::Identity => principal()?.identity.carrier(&reason.policy),
            LayerKind::PermissionsBoundary => principal()?.boundary.as_ref()?.carrier(&reason.policy),
            LayerKind::Resource | LayerKind::AccessPoint | LayerKind::Grant | LayerKind::AccessControlList => {
                self.resource_of(request.resource())
            }
            LayerKind::ServiceControl => bound(request.caller().account())?.carrier(&reason.policy),
            LayerKind::ResourceControl => bound(request.resource_account())?.carrier(&reason.policy),
            LayerKind::Session | LayerKind::Endpoint => None,
        }
    }
}
