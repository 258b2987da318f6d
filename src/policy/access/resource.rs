//! What a resource itself grants and blocks: its policy, a key's grants, a bucket's access control list and blocks.
//!
//! Sources: Amazon S3 User Guide, "Access control list (ACL) overview" (which permissions a grant gives),
//! "Controlling ownership of objects and disabling ACLs", "Blocking public access to your Amazon S3 storage", "Creating
//! access points restricted to a virtual private cloud"; AWS KMS
//! Developer Guide, "Grants in AWS KMS".

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::model::aws::{AccessPoint, AccountSettings, Acl, Bucket, Grantee, Key, KeyGrant, ObjectOwnership};
use crate::model::{AccountId, Detail, Document, Estate, Fact, Kind, Resource, ResourceId};
use crate::policy::evaluate::{CompiledPolicy, PolicyKind, ResourceSide, Restriction, access_point};
use crate::policy::public_access::{Block, combined};
use crate::policy::{
    Clause, Condition, Effect, Inside, Policy, Principal, PrincipalClause, Statement, Version, exposure,
};

use super::documents::Documents;
use super::layers::{OwnedLayer, OwnedPolicy};

/// What a resource grants and blocks.
#[derive(Debug, Default)]
pub(super) struct Granting {
    pub(super) policy: Option<OwnedLayer>,
    /// Its policy, where it is an access point.
    pub(super) access_point: Option<OwnedLayer>,
    grants: Option<OwnedLayer>,
    access_control_list: Option<OwnedLayer>,
    restricts_public: Restriction,
}

impl Granting {
    /// The layers that grant.
    pub(super) fn layers(&self) -> impl Iterator<Item = &OwnedLayer> {
        [&self.policy, &self.access_point, &self.grants, &self.access_control_list].into_iter().flatten()
    }

    /// The policies that grant.
    pub(super) fn policies(&self) -> impl Iterator<Item = &OwnedPolicy> {
        self.layers().flat_map(|layer| &layer.policies)
    }

    pub(super) fn side(&self) -> ResourceSide<'_> {
        ResourceSide {
            grants: self.grants.as_ref().map(OwnedLayer::borrow),
            access_control_list: self.access_control_list.as_ref().map(OwnedLayer::borrow),
            restricts_public: self.restricts_public.clone(),
        }
    }
}

/// Account-wide settings by account.
pub(super) type Settings<'e> = FxHashMap<&'e AccountId, &'e AccountSettings>;

/// The account-wide settings of an estate.
pub(super) fn settings(estate: &Estate) -> Settings<'_> {
    let all = estate.all(Kind::Account).filter_map(|(_, it)| match &it.detail {
        Detail::Account(settings) => Some((&it.account, &**settings)),
        _ => None,
    });
    all.collect()
}

/// What a resource grants and blocks.
pub(super) fn granting(
    settings: &Settings<'_>,
    documents: &Documents,
    id: ResourceId,
    resource: &Resource,
) -> Granting {
    match &resource.detail {
        Detail::Bucket(it) => bucket(settings, documents, id, resource, it),
        Detail::AccessPoint(it) => of_point(settings, documents, id, resource, it),
        Detail::Key(it) => key(documents, id, it),
        Detail::Role(role) => {
            let mut layer = OwnedLayer::default();
            layer.add(documents, "trust policy", &role.trust, PolicyKind::Trust, id);
            Granting { policy: Some(layer), ..Granting::default() }
        }
        other => Granting { policy: carried(documents, id, other), ..Granting::default() },
    }
}

/// The policy that a resource of any other kind carries.
fn carried(documents: &Documents, id: ResourceId, detail: &Detail) -> Option<OwnedLayer> {
    let policy = detail.aspects().resource_policy()?;
    let mut layer = OwnedLayer::default();
    match policy.document {
        Fact::Known(Some(document)) => layer.add(documents, policy.label, document, PolicyKind::Resource, id),
        Fact::Unknown(gap) => layer.gaps.push(*gap),
        Fact::Known(None) | Fact::NotApplicable => return None,
    }
    Some(layer)
}

fn bucket(
    settings: &Settings<'_>,
    documents: &Documents,
    id: ResourceId,
    resource: &Resource,
    bucket: &Bucket,
) -> Granting {
    let settings = settings.get(&resource.account).copied();
    let block = |pick| combined(settings.map(|it| &it.public_access_block), &bucket.public_access_block, pick);
    let policy = match &bucket.policy {
        Fact::Known(None) | Fact::NotApplicable => None,
        Fact::Known(Some(document)) => {
            let mut layer = OwnedLayer::default();
            layer.add(documents, "bucket policy", document, PolicyKind::Resource, id);
            Some(layer)
        }
        Fact::Unknown(gap) => Some(OwnedLayer::hidden(*gap)),
    };
    let restricts_public = restriction(&bucket.policy, block(|block| block.restrict_public_buckets));
    let ignores = block(|block| block.ignore_public_acls);
    let access_control_list = access_control_list(id, resource, bucket, &ignores);
    Granting { policy, access_control_list, restricts_public, ..Granting::default() }
}

/// The policy of an access point, with the refusal of requests from elsewhere where it belongs to a network.
fn of_point(
    settings: &Settings<'_>,
    documents: &Documents,
    id: ResourceId,
    resource: &Resource,
    point: &AccessPoint,
) -> Granting {
    let own = match &point.public_access_block {
        Fact::Known(block) => Fact::Known(Some(*block)),
        Fact::Unknown(gap) => Fact::Unknown(*gap),
        Fact::NotApplicable => Fact::NotApplicable,
    };
    let account = settings.get(&resource.account).map(|it| &it.public_access_block);
    let restricts_public = restriction(&point.policy, combined(account, &own, |block| block.restrict_public_buckets));
    let mut layer = OwnedLayer::default();
    match &point.policy {
        Fact::Known(Some(document)) => {
            layer.add(documents, "access point policy", document, PolicyKind::Resource, id);
        }
        Fact::Unknown(gap) => layer.gaps.push(*gap),
        Fact::Known(None) | Fact::NotApplicable => {}
    }
    if let Some(network) = &point.vpc {
        match access_point::only_from(network) {
            Ok(policy) => layer.policies.push(OwnedPolicy {
                name: "network origin".into(),
                policy: Arc::new(policy),
                carrier: Some(id),
            }),
            Err(wrong) => layer.unread.push(format!("the network of the access point ({wrong})").into()),
        }
    }
    Granting { access_point: Some(layer), restricts_public, ..Granting::default() }
}

/// Whether a block keeps a policy to the owner's account and to services.
fn restriction(policy: &Fact<Option<Document>>, block: Block) -> Restriction {
    let is_public = policy.known().and_then(Option::as_ref).is_some_and(|it| is_public(it.text()));
    match block {
        _ if !is_public => Restriction::None,
        Block::By(_) => Restriction::Full,
        Block::Absent => Restriction::None,
        Block::Unknown(gaps) => Restriction::Unknown(gaps),
    }
}

/// Whether S3 calls a policy public: it lets in callers that nothing keeps to fixed values.
fn is_public(text: &str) -> bool {
    let inside = Inside { account: &|_| false, organization: None, canonical: None };
    Policy::parse(text).is_ok_and(|policy| !exposure(&policy, &inside).public.is_empty())
}

fn access_control_list(id: ResourceId, resource: &Resource, bucket: &Bucket, ignores: &Block) -> Option<OwnedLayer> {
    match (&bucket.ownership, &bucket.acl) {
        (Fact::Known(Some(ObjectOwnership::BucketOwnerEnforced)), _) | (_, Fact::NotApplicable) => None,
        (Fact::Unknown(gap), _) | (_, Fact::Unknown(gap)) => Some(OwnedLayer::hidden(*gap)),
        (_, Fact::Known(acl)) => {
            let statements = statements(acl, resource, matches!(ignores, Block::By(_)));
            let mut layer = built("access control list", statements, id);
            if let (Block::Unknown(gaps), true) = (ignores, grants_to_groups(acl)) {
                layer.gaps.extend(gaps);
            }
            Some(layer)
        }
    }
}

const EVERYONE: &str = "http://acs.amazonaws.com/groups/global/AllUsers";
const SIGNED_IN: &str = "http://acs.amazonaws.com/groups/global/AuthenticatedUsers";

fn grants_to_groups(acl: &Acl) -> bool {
    acl.grants.iter().any(|grant| matches!(&grant.grantee, Grantee::Group(uri) if uri == EVERYONE || uri == SIGNED_IN))
}

/// The grants as statements of a resource policy.
fn statements(acl: &Acl, resource: &Resource, ignores_public: bool) -> Vec<Statement> {
    let mut all = Vec::new();
    for grant in &acl.grants {
        let (principal, conditions) = match &grant.grantee {
            Grantee::Group(uri) if ignores_public && (uri == EVERYONE || uri == SIGNED_IN) => continue,
            Grantee::Group(uri) if uri == EVERYONE => (Principal::Everyone, Vec::new()),
            Grantee::Group(uri) if uri == SIGNED_IN => (Principal::Everyone, vec![signed()]),
            // Log delivery is a service's; an e-mail address names an account that nobody can look up.
            Grantee::Group(_) => (Principal::Service("logging.s3.amazonaws.com".to_owned()), Vec::new()),
            Grantee::CanonicalUser(id) if *id == acl.owner => {
                (Principal::Aws(resource.account.as_str().to_owned()), Vec::new())
            }
            Grantee::CanonicalUser(id) | Grantee::Email(id) => (Principal::CanonicalUser(id.clone()), Vec::new()),
        };
        for (actions, on) in permissions(&grant.permission) {
            all.push(Statement {
                sid: Some(grant.permission.clone()),
                effect: Effect::Allow,
                principal: PrincipalClause::Is(vec![principal.clone()]),
                action: Clause::Is(actions.iter().map(|&action| action.to_owned()).collect()),
                resource: Some(Clause::Is(vec![format!("{}{on}", resource.arn)])),
                conditions: conditions.clone(),
            });
        }
    }
    all
}

fn signed() -> Condition {
    Condition { operator: "Null".to_owned(), key: "aws:PrincipalAccount".to_owned(), values: vec!["false".to_owned()] }
}

/// What a permission of a bucket's list gives: actions, and whether on the bucket or on its objects.
pub fn permissions(name: &str) -> Vec<(&'static [&'static str], &'static str)> {
    const READ: &[&str] = &["s3:ListBucket", "s3:ListBucketVersions", "s3:ListBucketMultipartUploads"];
    const WRITE: &[&str] = &["s3:PutObject"];
    match name {
        "READ" => vec![(READ, "")],
        "WRITE" => vec![(WRITE, "/*")],
        "READ_ACP" => vec![(&["s3:GetBucketAcl"], "")],
        "WRITE_ACP" => vec![(&["s3:PutBucketAcl"], "")],
        "FULL_CONTROL" => vec![(READ, ""), (WRITE, "/*"), (&["s3:GetBucketAcl", "s3:PutBucketAcl"], "")],
        _ => Vec::new(),
    }
}

fn key(documents: &Documents, id: ResourceId, key: &Key) -> Granting {
    let mut policy = OwnedLayer::default();
    policy.add_fact(documents, "key policy", &key.policy, PolicyKind::Resource, id);
    let grants = match &key.grants {
        Fact::Known(all) if all.is_empty() => None,
        Fact::Known(all) => Some(built("grants", all.iter().map(grant_statement).collect(), id)),
        Fact::Unknown(gap) => Some(OwnedLayer::hidden(*gap)),
        Fact::NotApplicable => None,
    };
    Granting { policy: Some(policy), grants, ..Granting::default() }
}

/// A grant as a statement of the key's policy.
fn grant_statement(grant: &KeyGrant) -> Statement {
    let service = !grant.grantee.starts_with("arn:");
    let principal = match &grant.grantee {
        name if service => Principal::Service(name.clone()),
        arn => Principal::Aws(arn.clone()),
    };
    let mut conditions = Vec::new();
    let equals = |key: String, value: &str| Condition {
        operator: "StringEquals".to_owned(),
        key,
        values: vec![value.to_owned()],
    };
    if let Some(constraints) = &grant.constraints {
        for (key, value) in constraints.subset.iter().chain(&constraints.equals) {
            conditions.push(equals(format!("kms:EncryptionContext:{key}"), value));
        }
        conditions.extend(constraints.source_arn.as_ref().map(|arn| equals("aws:SourceArn".to_owned(), arn)));
    }
    Statement {
        sid: Some(grant.name.clone().filter(|name| !name.is_empty()).unwrap_or_else(|| grant.id.clone())),
        effect: Effect::Allow,
        principal: PrincipalClause::Is(vec![principal]),
        action: Clause::Is(grant.operations.iter().map(|operation| format!("kms:{operation}")).collect()),
        resource: Some(Clause::Is(vec!["*".to_owned()])),
        conditions,
    }
}

/// A layer of statements that no document holds.
fn built(name: &str, statements: Vec<Statement>, carrier: ResourceId) -> OwnedLayer {
    let policy = Policy { version: Version::V2012, id: None, statements };
    match CompiledPolicy::new(&policy, PolicyKind::Resource) {
        Ok(policy) => OwnedLayer {
            policies: vec![OwnedPolicy { name: name.into(), policy: Arc::new(policy), carrier: Some(carrier) }],
            ..OwnedLayer::default()
        },
        Err(wrong) => OwnedLayer::unread(format!("the {name} ({wrong})")),
    }
}
