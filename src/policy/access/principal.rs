//! The policies of users and roles, gathered from the estate: inline, attached, of groups, and the boundary.

use rustc_hash::FxHashMap;

use crate::model::aws::{AttachedPolicy, Group, InlinePolicy};
use crate::model::{AccountId, Arn, Detail, Estate, Kind, Resource, ResourceId};
use crate::policy::Effect;
use crate::policy::evaluate::{Caller, Identity, PolicyKind};

use super::documents::Documents;
use super::layers::OwnedLayer;

/// A user or role and its policies.
#[derive(Debug)]
pub(super) struct Principal {
    pub(super) id: ResourceId,
    pub(super) caller: Caller,
    pub(super) identity: OwnedLayer,
    pub(super) boundary: Option<OwnedLayer>,
}

impl Principal {
    /// Whether its own policies may let it assume a role.
    pub(super) fn may_assume(&self) -> bool {
        let statements = self.identity.policies.iter().flat_map(|it| &it.policy.statements);
        !self.identity.gaps.is_empty()
            || !self.identity.unread.is_empty()
            || statements.into_iter().any(|it| it.effect == Effect::Allow && it.covers_action("sts:assumerole"))
    }
}

/// Gathers the policies of a user or role; none for anything else.
pub(super) fn gather(
    estate: &Estate,
    documents: &Documents,
    lookup: &Lookup<'_>,
    id: ResourceId,
    resource: &Resource,
) -> Option<Principal> {
    let gather = Gather { estate, documents, lookup, account: &resource.account };
    let mut identity = OwnedLayer::default();
    let (unique_id, boundary) = match &resource.detail {
        Detail::User(user) => {
            gather.own(&mut identity, id, &user.inline, &user.attached, "");
            user.groups.iter().for_each(|group| gather.group(&mut identity, resource, group));
            (&user.unique_id, &user.boundary)
        }
        Detail::Role(role) => {
            gather.own(&mut identity, id, &role.inline, &role.attached, "");
            (&role.unique_id, &role.boundary)
        }
        _ => return None,
    };
    let own = Identity {
        account: resource.account.clone(),
        arn: resource.arn.as_str().to_owned(),
        unique_id: Some(unique_id.clone()),
        path_known: true,
    };
    let caller = match &resource.detail {
        Detail::User(_) => Caller::User(own),
        _ => Caller::Role { role: own, session: None },
    };
    let boundary = boundary.as_ref().map(|arn| {
        let mut layer = OwnedLayer::default();
        gather.managed(&mut layer, arn.short_name(), arn);
        layer
    });
    Some(Principal { id, caller, identity, boundary })
}

/// Groups by account and name.
pub(super) struct Lookup<'e>(FxHashMap<(&'e str, &'e str), (ResourceId, &'e Group)>);

impl<'e> Lookup<'e> {
    pub(super) fn new(estate: &'e Estate) -> Self {
        let named = estate.all(Kind::Group).filter_map(|(id, it)| match &it.detail {
            Detail::Group(group) => Some(((it.account.as_str(), group.name.as_str()), (id, &**group))),
            _ => None,
        });
        Self(named.collect())
    }
}

struct Gather<'e> {
    estate: &'e Estate,
    documents: &'e Documents,
    lookup: &'e Lookup<'e>,
    account: &'e AccountId,
}

impl Gather<'_> {
    fn own(
        &self,
        layer: &mut OwnedLayer,
        carrier: ResourceId,
        inline: &[InlinePolicy],
        attached: &[AttachedPolicy],
        prefix: &str,
    ) {
        for policy in inline {
            let name = format!("{prefix}{}", policy.name);
            layer.add(self.documents, &name, &policy.document, PolicyKind::Identity, carrier);
        }
        for policy in attached {
            self.managed(layer, &format!("{prefix}{}", policy.name), &policy.arn);
        }
    }

    fn managed(&self, layer: &mut OwnedLayer, name: &str, arn: &Arn) {
        match self.estate.find(arn.as_str()) {
            Some((id, resource)) => {
                if let Detail::Policy(policy) = &resource.detail {
                    layer.add_fact(self.documents, name, &policy.document, PolicyKind::Identity, id);
                }
            }
            None => self.missing(layer, Kind::Policy, &format!("the policy {arn}, which was not read,")),
        }
    }

    fn group(&self, layer: &mut OwnedLayer, user: &Resource, name: &str) {
        match self.lookup.0.get(&(user.account.as_str(), name)) {
            Some((id, group)) => self.own(layer, *id, &group.inline, &group.attached, &format!("{name}/")),
            None => self.missing(layer, Kind::Group, &format!("the group {name}, which was not read,")),
        }
    }

    fn missing(&self, layer: &mut OwnedLayer, kind: Kind, what: &str) {
        match self.estate.listing_gap(self.account, kind) {
            Some(gap) => layer.gaps.push(gap),
            None => layer.unread.push(what.into()),
        }
    }
}
