//! What accounts, identities, buckets, keys and trails answer to [`Aspects`]. Kinds of a service of their own answer
//! beside their values.

use super::{
    AccessPoint, AccountSettings, Analyzer, Bucket, EncryptionAlgorithm, EncryptionRule, Group, Key, ManagedPolicy,
    OidcProvider, OrganizationPolicy, OrganizationalUnit, Role, SamlProvider, Trail, User,
};
use crate::model::{Aspects, AtRest, Document, Fact, ResourcePolicy, Timestamp};

impl Aspects for Bucket {
    fn created(&self) -> Option<Timestamp> {
        self.created
    }

    fn at_rest(&self) -> Fact<AtRest> {
        self.encryption.map(|it| it.as_ref().and_then(|it| it.rules.first()).map_or(AtRest::Absent, with_rule))
    }

    fn resource_policy(&self) -> Option<ResourcePolicy<'_>> {
        Some(ResourcePolicy { label: "bucket policy", document: &self.policy })
    }

    fn resource_policy_mut(&mut self) -> Option<&mut Document> {
        self.policy.known_mut().and_then(Option::as_mut)
    }

    fn roles(&self) -> Vec<&str> {
        let replication = self.replication.known().and_then(Option::as_ref);
        replication.map(|it| it.role.as_str()).filter(|role| !role.is_empty()).into_iter().collect()
    }
}

fn with_rule(rule: &EncryptionRule) -> AtRest {
    match (rule.algorithm, &rule.key) {
        (EncryptionAlgorithm::Aes256, _) => AtRest::Provider("SSE-S3".to_owned()),
        (_, Some(key)) => AtRest::Key(key.clone()),
        (_, None) => AtRest::Key("alias/aws/s3".to_owned()),
    }
}

impl Aspects for AccessPoint {
    fn resource_policy(&self) -> Option<ResourcePolicy<'_>> {
        Some(ResourcePolicy { label: "access point policy", document: &self.policy })
    }

    fn resource_policy_mut(&mut self) -> Option<&mut Document> {
        self.policy.known_mut().and_then(Option::as_mut)
    }
}

impl Aspects for AccountSettings {
    fn name(&self) -> Option<&str> {
        self.alias.known().and_then(Option::as_deref)
    }
}

impl Aspects for Key {
    fn name(&self) -> Option<&str> {
        let alias = self.aliases.known().and_then(|aliases| aliases.first())?;
        Some(alias.strip_prefix("alias/").unwrap_or(alias))
    }
}

impl Aspects for OrganizationPolicy {
    fn name(&self) -> Option<&str> {
        Some(&self.name)
    }
}

impl Aspects for OrganizationalUnit {
    fn name(&self) -> Option<&str> {
        Some(&self.name)
    }
}

impl Aspects for OidcProvider {
    fn name(&self) -> Option<&str> {
        Some(&self.url)
    }
}

impl Aspects for Trail {
    fn at_rest(&self) -> Fact<AtRest> {
        Fact::Known(AtRest::of(self.kms_key.as_deref(), Some("SSE-S3")))
    }
}

impl Aspects for User {}
impl Aspects for Role {}
impl Aspects for Group {}
impl Aspects for ManagedPolicy {}
impl Aspects for SamlProvider {}
impl Aspects for Analyzer {}
