//! The policies of users and roles, gathered from the estate: inline, attached, of groups, and the boundary.

use rustc_hash::FxHashMap;

use crate::model::aws::{AttachedPolicy, Group, InlinePolicy};
use crate::model::{AccountId, Arn, Detail, Document, Estate, Fact, Kind, Resource, ResourceId};
use crate::policy::Effect;
use crate::policy::evaluate::{Caller, Identity, PolicyKind};

use super::documents::Documents;
use super::layers::OwnedLayer;

/// A user, role or somebody of a group, and the policies.
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

/// Gathers the policies of a user or role, or of a group as those of somebody in it; none for anything else.
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
        Detail::Group(group) => {
            gather.own(&mut identity, id, &group.inline, &group.attached, "");
            let caller = Caller::Account(resource.account.clone());
            return Some(Principal { id, caller, identity, boundary: None });
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

/// A policy of AWS's own whose content is known where its document was not read.
struct Told {
    resource: &'static str,
    text: &'static str,
}

/// Source: AWS Managed Policy Reference, "AdministratorAccess".
const ADMINISTRATOR_ACCESS: Told = Told {
    resource: "policy/AdministratorAccess",
    text: r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#,
};

impl Told {
    fn of(&self, arn: &Arn) -> Option<Document> {
        (arn.account() == "aws" && arn.resource() == self.resource).then(|| Document::new(self.text))
    }
}

/// Groups by account and name.
#[derive(Debug)]
pub(super) struct Lookup<'e>(FxHashMap<(&'e str, &'e str), (ResourceId, &'e Group)>);

impl<'e> Lookup<'e> {
    pub(super) fn new(estate: &'e Estate) -> Self {
        let named = estate.all(Kind::Group).filter_map(|(id, it)| match &it.detail {
            Detail::Group(group) => Some(((it.account.as_str(), group.name.as_str()), (id, &**group))),
            _ => None,
        });
        Self(named.collect())
    }

    /// The group of an account with this name.
    pub(super) fn group(&self, account: &AccountId, name: &str) -> Option<(ResourceId, &'e Group)> {
        self.0.get(&(account.as_str(), name)).copied()
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
        match (self.estate.find(arn.as_str()), ADMINISTRATOR_ACCESS.of(arn)) {
            (Some((id, resource)), told) => {
                if let Detail::Policy(policy) = &resource.detail {
                    match (&policy.document, told) {
                        (Fact::Known(_), _) | (_, None) => {
                            layer.add_fact(self.documents, name, &policy.document, PolicyKind::Identity, id);
                        }
                        (_, Some(told)) => layer.add(self.documents, name, &told, PolicyKind::Identity, id),
                    }
                }
            }
            (None, Some(told)) => layer.add(self.documents, name, &told, PolicyKind::Identity, None),
            (None, None) => self.missing(layer, Kind::Policy, &format!("the policy {arn}, which was not read,")),
        }
    }

    fn group(&self, layer: &mut OwnedLayer, user: &Resource, name: &str) {
        match self.lookup.group(&user.account, name) {
            Some((id, group)) => self.own(layer, id, &group.inline, &group.attached, &format!("{name}/")),
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
