//! A resource: its names, tags and what was read about it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::aws::{
    AccessPoint, AccountSettings, Analyzer, Bucket, Group, Key, ManagedPolicy, OidcProvider, OrganizationPolicy,
    OrganizationalUnit, Role, SamlProvider, Trail, User,
};
use super::{AccountId, Arn, Fact, Kind, Layer, Region};

/// Tags by key.
pub type Tags = BTreeMap<String, String>;

/// Anything with a cloud name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Resource {
    /// The full name.
    pub arn: Arn,
    /// The account that owns it.
    pub account: AccountId,
    /// The region that holds it.
    pub region: Region,
    /// Its tags.
    pub tags: Fact<Tags>,
    /// What was read about it, by kind.
    pub detail: Detail,
}

/// What was read about a resource. One variant a kind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Detail {
    /// Account-wide settings.
    Account(Box<AccountSettings>),
    /// An S3 bucket.
    Bucket(Box<Bucket>),
    /// An access point of an S3 bucket.
    AccessPoint(Box<AccessPoint>),
    /// A KMS key.
    Key(Box<Key>),
    /// An IAM user.
    User(Box<User>),
    /// An IAM role.
    Role(Box<Role>),
    /// An IAM group.
    Group(Box<Group>),
    /// An IAM managed policy.
    Policy(Box<ManagedPolicy>),
    /// An OpenID Connect provider.
    OidcProvider(Box<OidcProvider>),
    /// A SAML provider.
    SamlProvider(Box<SamlProvider>),
    /// A CloudTrail trail.
    Trail(Box<Trail>),
    /// A service control or resource control policy.
    OrganizationPolicy(Box<OrganizationPolicy>),
    /// An organizational unit or root.
    OrganizationalUnit(Box<OrganizationalUnit>),
    /// An access analyzer with its findings.
    Analyzer(Box<Analyzer>),
}

impl Resource {
    /// What it is.
    pub fn kind(&self) -> Kind {
        match &self.detail {
            Detail::Account(_) => Kind::Account,
            Detail::Bucket(_) => Kind::Bucket,
            Detail::AccessPoint(_) => Kind::AccessPoint,
            Detail::Key(_) => Kind::Key,
            Detail::User(_) => Kind::User,
            Detail::Role(_) => Kind::Role,
            Detail::Group(_) => Kind::Group,
            Detail::Policy(_) => Kind::Policy,
            Detail::OidcProvider(_) => Kind::OidcProvider,
            Detail::SamlProvider(_) => Kind::SamlProvider,
            Detail::Trail(_) => Kind::Trail,
            Detail::OrganizationPolicy(_) => Kind::OrganizationPolicy,
            Detail::OrganizationalUnit(_) => Kind::OrganizationalUnit,
            Detail::Analyzer(_) => Kind::Analyzer,
        }
    }

    /// What an estate is ordered by: kind, account, name.
    pub fn order(&self) -> (Kind, &AccountId, &Arn) {
        (self.kind(), &self.account, &self.arn)
    }

    /// The name a person would use: an alias where there is one, else the last segment of the ARN.
    pub fn name(&self) -> &str {
        match &self.detail {
            Detail::Account(account) => {
                account.alias.known().and_then(Option::as_deref).unwrap_or(self.account.as_str())
            }
            Detail::Key(key) => key
                .aliases
                .known()
                .and_then(|aliases| aliases.first())
                .map_or_else(|| self.arn.short_name(), |alias| alias.strip_prefix("alias/").unwrap_or(alias)),
            Detail::OrganizationPolicy(policy) => &policy.name,
            Detail::OrganizationalUnit(unit) => &unit.name,
            Detail::OidcProvider(provider) => &provider.url,
            _ => self.arn.short_name(),
        }
    }

    /// The layer of the pipeline it stands in: what its tag `layer` says, else what its kind does.
    pub fn layer(&self) -> Layer {
        let tagged = self
            .tags
            .known()
            .and_then(|tags| tags.get("layer"))
            .and_then(|word| Layer::ALL.iter().copied().find(|layer| layer.word().eq_ignore_ascii_case(word)));
        tagged.unwrap_or(match self.kind() {
            Kind::Bucket | Kind::AccessPoint => Layer::Storage,
            _ => Layer::Monitoring,
        })
    }

    /// The bucket, if it is one.
    pub fn bucket(&self) -> Option<&Bucket> {
        if let Detail::Bucket(it) = &self.detail { Some(it) } else { None }
    }

    /// The access point, if it is one.
    pub fn access_point(&self) -> Option<&AccessPoint> {
        if let Detail::AccessPoint(it) = &self.detail { Some(it) } else { None }
    }

    /// The key, if it is one.
    pub fn key(&self) -> Option<&Key> {
        if let Detail::Key(it) = &self.detail { Some(it) } else { None }
    }

    /// The user, if it is one.
    pub fn user(&self) -> Option<&User> {
        if let Detail::User(it) = &self.detail { Some(it) } else { None }
    }

    /// The role, if it is one.
    pub fn role(&self) -> Option<&Role> {
        if let Detail::Role(it) = &self.detail { Some(it) } else { None }
    }

    /// The group, if it is one.
    pub fn group(&self) -> Option<&Group> {
        if let Detail::Group(it) = &self.detail { Some(it) } else { None }
    }

    /// The managed policy, if it is one.
    pub fn policy(&self) -> Option<&ManagedPolicy> {
        if let Detail::Policy(it) = &self.detail { Some(it) } else { None }
    }

    /// The trail, if it is one.
    pub fn trail(&self) -> Option<&Trail> {
        if let Detail::Trail(it) = &self.detail { Some(it) } else { None }
    }

    /// The account-wide settings, if it is an account.
    pub fn account_settings(&self) -> Option<&AccountSettings> {
        if let Detail::Account(it) = &self.detail { Some(it) } else { None }
    }
}
