//! Which policies of the organization bind an account, level by level.
//!
//! Sources: AWS Organizations User Guide, "SCP evaluation" and "RCP evaluation": every level from the root to the
//! account must allow; the management account is bound by neither.

use rustc_hash::FxHashMap;

use crate::model::aws::{Organization, OrganizationPolicy, OrganizationPolicyKind};
use crate::model::{AccountId, Detail, Estate, Fact, Kind, ResourceId};
use crate::policy::evaluate::{Level, PolicyKind};

use super::documents::Documents;
use super::layers::OwnedLayer;

/// A level: its name and its policies.
#[derive(Debug, Clone)]
pub(super) struct OwnedLevel {
    name: Box<str>,
    layer: OwnedLayer,
}

/// What binds an account.
#[derive(Debug, Clone, Default)]
pub(super) struct Bound {
    /// Whether it manages the organization.
    pub(super) manages: bool,
    service_control: Option<Vec<OwnedLevel>>,
    resource_control: Option<Vec<OwnedLevel>>,
}

impl Bound {
    pub(super) fn service_control(&self) -> Option<Vec<Level<'_>>> {
        borrow(self.service_control.as_deref())
    }

    pub(super) fn resource_control(&self) -> Option<Vec<Level<'_>>> {
        borrow(self.resource_control.as_deref())
    }

    /// The layers of service control policies.
    pub(super) fn of_callers(&self) -> impl Iterator<Item = &OwnedLayer> {
        self.service_control.iter().flatten().map(|level| &level.layer)
    }

    /// The layers of resource control policies.
    pub(super) fn of_resources(&self) -> impl Iterator<Item = &OwnedLayer> {
        self.resource_control.iter().flatten().map(|level| &level.layer)
    }

    /// The layers of all levels.
    pub(super) fn layers(&self) -> impl Iterator<Item = &OwnedLayer> {
        self.service_control.iter().chain(&self.resource_control).flatten().map(|level| &level.layer)
    }

    /// The resource that carries a policy, by the policy's name.
    pub(super) fn carrier(&self, name: &str) -> Option<ResourceId> {
        let levels = self.service_control.iter().chain(&self.resource_control).flatten();
        levels.into_iter().find_map(|level| level.layer.carrier(name))
    }

    /// Nothing is known of what binds the account.
    fn hidden(layer: &OwnedLayer) -> Self {
        let level = || Some(vec![OwnedLevel { name: "organization".into(), layer: layer.clone() }]);
        Self { manages: false, service_control: level(), resource_control: level() }
    }
}

fn borrow(levels: Option<&[OwnedLevel]>) -> Option<Vec<Level<'_>>> {
    levels.map(|all| all.iter().map(|level| Level { name: &level.name, layer: level.layer.borrow() }).collect())
}

/// How a policy of an organization is compiled.
pub(super) fn kind_of(kind: OrganizationPolicyKind) -> PolicyKind {
    match kind {
        OrganizationPolicyKind::ServiceControl => PolicyKind::ServiceControl,
        OrganizationPolicyKind::ResourceControl => PolicyKind::ResourceControl,
    }
}

/// What binds each account of the estate.
pub(super) fn bounds(estate: &Estate, documents: &Documents) -> FxHashMap<AccountId, Bound> {
    let tree = estate.organization().map(|organization| Tree::new(estate, organization, documents));
    let bound = |account: &AccountId| match &tree {
        Some(tree) => tree.bound(account),
        None => alone(estate, account),
    };
    estate.accounts().iter().map(|account| (account.id.clone(), bound(&account.id))).collect()
}

/// An account of which no organization was read: it has none, or it is hidden.
fn alone(estate: &Estate, account: &AccountId) -> Bound {
    match estate.listing_gap(account, Kind::OrganizationPolicy) {
        Some(gap) => Bound::hidden(&OwnedLayer::hidden(gap)),
        None if estate.was_listed(account, Kind::OrganizationPolicy) => Bound::default(),
        None => Bound::hidden(&OwnedLayer::unread("the organization, which was not read,")),
    }
}

struct Tree<'e> {
    organization: &'e Organization,
    /// Name and parent of roots and units by id.
    units: FxHashMap<&'e str, (&'e str, Option<&'e str>)>,
    policies: Vec<(ResourceId, &'e OrganizationPolicy)>,
    documents: &'e Documents,
    /// What hides policies or units.
    hidden: Option<OwnedLayer>,
}

impl<'e> Tree<'e> {
    fn new(estate: &'e Estate, organization: &'e Organization, documents: &'e Documents) -> Self {
        let mut units = FxHashMap::default();
        for (_, resource) in estate.all(Kind::OrganizationalUnit) {
            if let Detail::OrganizationalUnit(unit) = &resource.detail {
                units.insert(unit.id.as_str(), (unit.name.as_str(), unit.parent.as_deref()));
            }
        }
        let policies = estate.all(Kind::OrganizationPolicy).filter_map(|(id, resource)| match &resource.detail {
            Detail::OrganizationPolicy(policy) => Some((id, &**policy)),
            _ => None,
        });
        let policies: Vec<_> = policies.collect();
        // Several accounts may have asked; one that could read all is enough.
        let listed = |kind| {
            let mut of_kind = estate.listings().iter().filter(|it| it.kind == kind).peekable();
            let any = of_kind.peek().is_some();
            let read = of_kind.clone().any(|it| it.count.known().is_some_and(|count| *count > 0));
            (any, read, of_kind.find_map(|it| it.count.gap()))
        };
        let hidden =
            [Kind::OrganizationPolicy, Kind::OrganizationalUnit].into_iter().find_map(|kind| match listed(kind) {
                (_, true, _) => None,
                (_, false, Some(gap)) => Some(OwnedLayer::hidden(gap)),
                (false, ..) => Some(OwnedLayer::unread("the organization, which was not read,")),
                (true, false, None) => None,
            });
        Self { organization, units, policies, documents, hidden }
    }

    fn bound(&self, account: &AccountId) -> Bound {
        let manages = self.organization.management_account == *account;
        if manages {
            return Bound { manages, ..Bound::default() };
        }
        if let Some(hidden) = &self.hidden {
            return Bound::hidden(hidden);
        }
        let path = match &self.organization.accounts {
            Fact::Known(members) => members.iter().find(|it| it.id == *account).map(|member| {
                let mut path = vec![(account.as_str(), member.name.as_str())];
                let mut next = member.parent.as_deref();
                // A tree of units is at most five deep; the bound keeps a broken file from running in circles.
                while let (Some(id), true) = (next, path.len() < 16) {
                    let (name, parent) = self.units.get(id).copied().unwrap_or((id, None));
                    path.push((id, name));
                    next = parent;
                }
                path.reverse();
                path
            }),
            Fact::Unknown(gap) => return Bound::hidden(&OwnedLayer::hidden(*gap)),
            Fact::NotApplicable => None,
        };
        let Some(path) = path else {
            return Bound::hidden(&OwnedLayer::unread("the place of the account in its organization"));
        };
        Bound {
            manages,
            service_control: self.levels(&path, OrganizationPolicyKind::ServiceControl),
            resource_control: self.levels(&path, OrganizationPolicyKind::ResourceControl),
        }
    }

    /// The levels of one kind of policy; none where the organization does not use the kind.
    fn levels(&self, path: &[(&str, &str)], kind: OrganizationPolicyKind) -> Option<Vec<OwnedLevel>> {
        let mut of_kind = self.policies.iter().filter(|(_, it)| it.policy_kind == kind).peekable();
        of_kind.peek()?;
        let all: Vec<_> = of_kind.collect();
        let level = |&(id, name): &(&str, &str)| {
            let mut layer = OwnedLayer::default();
            for (carrier, policy) in &all {
                match &policy.targets {
                    Fact::Known(targets) if targets.iter().any(|target| target == id) => {
                        layer.add_fact(self.documents, &policy.name, &policy.document, kind_of(kind), *carrier);
                    }
                    Fact::Unknown(gap) => layer.gaps.push(*gap),
                    _ => {}
                }
            }
            OwnedLevel { name: name.into(), layer }
        };
        Some(path.iter().map(level).collect())
    }
}
