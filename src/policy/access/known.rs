//! What the estate tells of the context of a request: tags of the caller and of the resource, and organizations.
//!
//! What follows from the caller alone is filled in by [`crate::policy::evaluate::Request`]. Only keys that some policy
//! asks for are looked at.
//!
//! Sources: IAM User Guide, "AWS global condition context keys" (availability of each key), "Pass session tags in AWS
//! STS" (a session's tags override those of its role, and the trust policy must allow `sts:TagSession`), "Controlling
//! access to AWS resources using tags" (the case of a tag's key does not matter); Amazon S3 User Guide, "Enabling ABAC
//! in general purpose buckets".

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::model::aws::{MemberAccount, Organization};
use crate::model::{AccountId, Detail, Estate, Fact, Kind, Resource, ResourceId, Tags};
use crate::policy::Effect;
use crate::policy::evaluate::{Caller, CompiledStatement, Context, Partly};

use super::resource::Granting;
use super::subject::NOBODYS;

/// What is known of the contexts of requests.
#[derive(Debug, Default)]
pub(super) struct Known {
    tags_of_callers: Vec<Tag>,
    tags_of_resources: Vec<Tag>,
    asks_for_paths: bool,
    /// Roles whose sessions may bring tags of their own.
    taggable: FxHashSet<ResourceId>,
    organization: Option<Arc<Members>>,
}

/// A key of conditions on tags.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Tag {
    /// In small letters.
    key: Box<str>,
    /// What stands after the slash.
    name: Box<str>,
}

/// The accounts of an organization.
#[derive(Debug)]
pub(super) struct Members {
    id: String,
    /// Where each stands, such as `o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/`, when that is known.
    paths: FxHashMap<AccountId, Option<String>>,
    /// Whether these are all.
    whole: bool,
    /// Whether an account that no policy names can be one of them.
    beyond: bool,
}

/// What is known of an account and an organization.
enum Membership<'k> {
    /// It belongs to this organization, at this path.
    Of(&'k str, Option<&'k str>),
    /// It does not belong to this one.
    NotOf(&'k str),
    /// Nothing.
    Open,
}

const OF_CALLERS: &str = "aws:principaltag/";
const OF_RESOURCES: [&str; 3] = ["aws:resourcetag/", "iam:resourcetag/", "s3:buckettag/"];
const PATHS: [&str; 2] = ["aws:principalorgpaths", "aws:resourceorgpaths"];

impl Known {
    /// Gathers what the estate tells, for keys that are asked for.
    pub(super) fn new<'k>(
        estate: &Estate,
        granting: &FxHashMap<ResourceId, Granting>,
        asked: impl Iterator<Item = &'k str>,
    ) -> Self {
        let mut known = Self::asked(Members::of(estate), asked);
        if known.asks_for_tags_of_callers() {
            let roles = estate.of_kind(Kind::Role).iter().copied();
            known.taggable = roles.filter(|id| granting.get(id).is_none_or(lets_tag)).collect();
        }
        known
    }

    /// The same, without what roles let their sessions bring.
    pub(super) fn asked<'k>(organization: Option<Arc<Members>>, asked: impl Iterator<Item = &'k str>) -> Self {
        let mut known = Self { organization, ..Self::default() };
        let asked: FxHashSet<&str> = asked.collect();
        for key in asked {
            let Some((prefix, name)) = key.split_once('/').map(|(prefix, name)| (prefix.len() + 1, name)) else {
                known.asks_for_paths |= PATHS.contains(&key);
                continue;
            };
            let tag = || Tag { key: key.into(), name: name.into() };
            match key.get(..prefix) {
                Some(OF_CALLERS) => known.tags_of_callers.push(tag()),
                Some(prefix) if OF_RESOURCES.contains(&prefix) => known.tags_of_resources.push(tag()),
                _ => {}
            }
        }
        known.tags_of_callers.sort_unstable();
        known.tags_of_resources.sort_unstable();
        known
    }

    /// Whether a policy asks for tags of callers, so that it matters whether a role lets its sessions bring some.
    pub(super) fn asks_for_tags_of_callers(&self) -> bool {
        !self.tags_of_callers.is_empty()
    }

    /// Takes in what the trust of a role lets its sessions bring.
    pub(super) fn meet(&mut self, role: ResourceId, trust: &Granting) {
        if lets_tag(trust) {
            self.taggable.insert(role);
        }
    }

    /// Fills in what is known of the caller; `resource` is the caller as a resource of the estate.
    pub(super) fn describe_caller(
        &self,
        caller: &Caller,
        resource: Option<(ResourceId, &Resource)>,
        into: &mut Context,
    ) {
        if let Some(account) = caller.account() {
            self.describe_membership(account, ["aws:PrincipalOrgID", "aws:PrincipalOrgPaths"], into);
        }
        for tag in &self.tags_of_callers {
            match (caller, resource) {
                // Only users, roles and their sessions have tags.
                (Caller::Root(_) | Caller::Anonymous | Caller::Service(_) | Caller::Federated(_), _) => {
                    into.forget_default(&tag.key);
                }
                (Caller::Role { .. }, Some((id, _))) if self.taggable.contains(&id) => {}
                (_, Some((_, resource))) => tag.describe(&resource.tags, into),
                _ => {}
            }
        }
    }

    /// Fills in what is known of the resource.
    pub(super) fn describe_resource(
        &self,
        account: Option<&AccountId>,
        resource: Option<&Resource>,
        into: &mut Context,
    ) {
        if let Some(account) = account {
            self.describe_membership(account, ["aws:ResourceOrgID", "aws:ResourceOrgPaths"], into);
        }
        let Some(resource) = resource else { return };
        for tag in &self.tags_of_resources {
            match resource.detail {
                Detail::Key(_) | Detail::User(_) | Detail::Role(_) => tag.describe(&resource.tags, into),
                // Tags of a bucket count where that is switched on, which is not read; a tag that is not there never does.
                Detail::Bucket(_) if tag.is_missing(&resource.tags) => into.forget_default(&tag.key),
                _ => {}
            }
        }
    }

    fn describe_membership(&self, account: &AccountId, [id_key, paths_key]: [&str; 2], into: &mut Context) {
        match self.membership(account) {
            Membership::Open => {}
            Membership::Of(id, path) => {
                into.set_default(id_key, id);
                if let (Some(path), true) = (path, self.asks_for_paths) {
                    into.set_list_default(paths_key, vec![path.to_owned()]);
                }
            }
            Membership::NotOf(id) => {
                into.set_partly_default(id_key, Partly::never(id));
                if self.asks_for_paths {
                    into.set_partly_default(paths_key, Partly::never(&format!("{id}/*")));
                }
            }
        }
    }

    fn membership(&self, account: &AccountId) -> Membership<'_> {
        let Some(members) = &self.organization else { return Membership::Open };
        match members.paths.get(account) {
            Some(path) => Membership::Of(&members.id, path.as_deref()),
            None if account.as_str() == NOBODYS && members.beyond => Membership::Open,
            None if members.whole => Membership::NotOf(&members.id),
            None => Membership::Open,
        }
    }
}

impl Members {
    /// The accounts of the estate's organization; none while nothing is known of one.
    pub(super) fn of(estate: &Estate) -> Option<Arc<Self>> {
        estate.organization().map(|it| Arc::new(Self::new(estate, it)))
    }

    fn new(estate: &Estate, organization: &Organization) -> Self {
        let mut paths: FxHashMap<AccountId, Option<String>> = FxHashMap::default();
        let listed = organization.accounts.known();
        let members = listed.map_or(&[][..], Vec::as_slice);
        paths.extend(members.iter().map(|it| (it.id.clone(), path(estate, &organization.id, it))));
        paths.entry(organization.management_account.clone()).or_default();
        if let (None, [only]) = (listed, estate.accounts()) {
            // Whoever reads an organization belongs to it.
            paths.entry(only.id.clone()).or_default();
        }
        let beyond = listed.is_none() || paths.keys().any(|it| estate.account(it).is_none());
        Self { id: organization.id.clone(), paths, whole: listed.is_some(), beyond }
    }
}

/// The path of a member from the organization down to the unit that holds it; none where a unit on the way is not known.
fn path(estate: &Estate, organization: &str, member: &MemberAccount) -> Option<String> {
    let parent_of = |id: &str| {
        let units = estate.all(Kind::OrganizationalUnit).filter_map(|(_, it)| match &it.detail {
            Detail::OrganizationalUnit(unit) => Some(unit),
            _ => None,
        });
        units.into_iter().find(|unit| unit.id == id).map(|unit| unit.parent.clone())
    };
    let mut path = Vec::new();
    let mut next = member.parent.clone();
    // A tree of units is at most five deep; the bound keeps a broken file from running in circles.
    while let (Some(id), true) = (next.take(), path.len() < 16) {
        next = parent_of(&id)?;
        path.push(id);
    }
    path.reverse();
    let is_whole = path.first().is_some_and(|root| root.starts_with("r-"));
    is_whole.then(|| format!("{organization}/{}/", path.join("/")))
}

impl Tag {
    /// Says what tags tell of the key. Where two differ in their case only, which counts is not known.
    fn describe(&self, tags: &Fact<Tags>, into: &mut Context) {
        let Some(tags) = tags.known() else { return };
        let mut found = tags.iter().filter(|(name, _)| name.eq_ignore_ascii_case(&self.name));
        match (found.next(), found.next()) {
            (None, _) => into.forget_default(&self.key),
            (Some((_, value)), None) => into.set_default(&self.key, value),
            (Some(_), Some(_)) => {}
        }
    }

    fn is_missing(&self, tags: &Fact<Tags>) -> bool {
        tags.known().is_some_and(|tags| !tags.keys().any(|name| name.eq_ignore_ascii_case(&self.name)))
    }
}

/// Whether a trust policy lets whoever assumes the role bring tags, or may.
fn lets_tag(trust: &Granting) -> bool {
    let allows = |it: &CompiledStatement| it.effect == Effect::Allow && it.covers_action("sts:tagsession");
    trust.layers().any(|layer| !layer.gaps.is_empty() || !layer.unread.is_empty())
        || trust.policies().flat_map(|it| &it.policy.statements).any(allows)
}
