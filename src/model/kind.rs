//! The kinds of resource that an estate holds.

use super::layer::words;
use serde::{Deserialize, Serialize};
use std::fmt;

words! {
    /// What a resource is.
    Kind {
        /// An AWS account and its account-wide settings.
        Account => "account",
        /// An S3 bucket.
        Bucket => "bucket",
        /// An access point of an S3 bucket.
        AccessPoint => "access-point",
        /// A KMS key.
        Key => "key",
        /// An IAM user.
        User => "user",
        /// An IAM role.
        Role => "role",
        /// An IAM group.
        Group => "group",
        /// An IAM managed policy, the customer's or AWS's.
        Policy => "policy",
        /// An IAM OpenID Connect provider.
        OidcProvider => "oidc-provider",
        /// An IAM SAML provider.
        SamlProvider => "saml-provider",
        /// A CloudTrail trail.
        Trail => "trail",
        /// An organization's service control or resource control policy.
        OrganizationPolicy => "organization-policy",
        /// An organizational unit or an organization's root.
        OrganizationalUnit => "organizational-unit",
        /// An IAM Access Analyzer.
        Analyzer => "analyzer",
    }
}

impl Kind {
    /// Whether resources of this kind hold data of the pipeline.
    pub fn is_store(self) -> bool {
        matches!(self, Self::Bucket)
    }

    /// Whether resources of this kind are identities.
    pub fn is_identity(self) -> bool {
        matches!(self, Self::User | Self::Role | Self::Group)
    }

    /// The kind with this word, as written in filters and on the command line.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.word() == word)
    }
}
