//! IAM: users, roles, groups, policies, access keys, federation providers and their last use.

use serde::{Deserialize, Serialize};

use crate::model::{Arn, Document, Fact, Timestamp};

/// A policy attached by reference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttachedPolicy {
    /// The policy's name.
    pub name: String,
    /// The policy's ARN.
    pub arn: Arn,
}

/// A policy embedded in an identity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InlinePolicy {
    /// Its name within the identity.
    pub name: String,
    /// Its document.
    pub document: Document,
}

/// When something was last used, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastUse {
    /// The time of the last use, to AWS's tracking accuracy.
    pub date: Timestamp,
    /// The region of the last use.
    pub region: Option<String>,
    /// The service of the last use.
    pub service: Option<String>,
}

/// An IAM user.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct User {
    /// The name within the account.
    pub name: String,
    /// The unique id (`AIDA…`).
    pub unique_id: String,
    /// When it was made.
    pub created: Option<Timestamp>,
    /// Whether it has a console password, from the credential report.
    pub password_enabled: Fact<bool>,
    /// When the password was last used; none when never.
    pub password_last_used: Fact<Option<Timestamp>>,
    /// Names of the groups it is in.
    pub groups: Vec<String>,
    /// Policies attached by reference.
    pub attached: Vec<AttachedPolicy>,
    /// Policies embedded in it.
    pub inline: Vec<InlinePolicy>,
    /// The permissions boundary's ARN.
    pub boundary: Option<Arn>,
    /// Its access keys; never their secrets.
    pub access_keys: Fact<Vec<AccessKey>>,
    /// Its second factors.
    pub mfa_devices: Fact<Vec<MfaDevice>>,
    /// When each service was last reached.
    pub last_accessed: Fact<Vec<ServiceLastAccessed>>,
}

/// A long-lived access key. The secret half is never read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessKey {
    /// The key id (`AKIA…`).
    pub id: String,
    /// Whether it can be used.
    pub status: AccessKeyStatus,
    /// When it was made.
    pub created: Option<Timestamp>,
    /// Its last use; none when never used.
    pub last_used: Fact<Option<LastUse>>,
}

/// Whether an access key can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum AccessKeyStatus {
    /// It can.
    Active,
    /// It cannot, and can be activated again.
    Inactive,
}

/// A second factor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MfaDevice {
    /// Serial number, or ARN of a virtual device.
    pub serial: String,
    /// When it was enabled.
    pub enabled: Option<Timestamp>,
}

/// The last time that an identity reached a service (attempts that were denied count too).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceLastAccessed {
    /// The service's prefix in actions, such as `s3`.
    pub service: String,
    /// When; none when not within the tracking period.
    pub date: Option<Timestamp>,
    /// The region of the last access.
    pub region: Option<String>,
    /// Last access of single actions, where AWS tracks them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub actions: Vec<ActionLastAccessed>,
}

/// The last time that an identity tried an action.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActionLastAccessed {
    /// The action's name without its service, such as `GetObject`.
    pub action: String,
    /// When; none when not within the tracking period.
    pub date: Option<Timestamp>,
    /// The region of the last access.
    pub region: Option<String>,
}

/// An IAM role.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Role {
    /// The name within the account.
    pub name: String,
    /// The path, such as `/aws-service-role/`.
    pub path: String,
    /// The unique id (`AROA…`).
    pub unique_id: String,
    /// When it was made.
    pub created: Option<Timestamp>,
    /// Who may assume it.
    pub trust: Document,
    /// Policies attached by reference.
    pub attached: Vec<AttachedPolicy>,
    /// Policies embedded in it.
    pub inline: Vec<InlinePolicy>,
    /// The permissions boundary's ARN.
    pub boundary: Option<Arn>,
    /// ARNs of the instance profiles that carry it.
    pub instance_profiles: Vec<Arn>,
    /// Its last use; none when not used in the tracking period.
    pub last_used: Fact<Option<LastUse>>,
    /// When each service was last reached.
    pub last_accessed: Fact<Vec<ServiceLastAccessed>>,
}

impl Role {
    /// Whether AWS owns the role: service-linked, or reserved for single sign-on. Such roles cannot be edited.
    ///
    /// Source: IAM User Guide, "Create a service-linked role".
    pub fn is_managed_by_aws(&self) -> bool {
        self.path.starts_with("/aws-service-role/") || self.path.starts_with("/aws-reserved/")
    }
}

/// An IAM group.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Group {
    /// The name within the account.
    pub name: String,
    /// The unique id (`AGPA…`).
    pub unique_id: String,
    /// When it was made.
    pub created: Option<Timestamp>,
    /// Policies attached by reference.
    pub attached: Vec<AttachedPolicy>,
    /// Policies embedded in it.
    pub inline: Vec<InlinePolicy>,
}

/// A managed policy.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ManagedPolicy {
    /// Its name.
    pub name: String,
    /// Whether AWS owns it.
    pub aws_managed: bool,
    /// The version in force.
    pub default_version: String,
    /// The document in force.
    pub document: Fact<Document>,
    /// To how many identities it is attached.
    pub attachments: u32,
    /// For how many identities it is the permissions boundary.
    pub boundary_uses: u32,
    /// When it was last changed.
    pub updated: Option<Timestamp>,
}

/// An OpenID Connect provider that the account trusts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OidcProvider {
    /// The issuer's URL without its scheme.
    pub url: String,
    /// Audiences that may be used.
    pub audiences: Fact<Vec<String>>,
}

/// A SAML provider that the account trusts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SamlProvider {
    /// When its metadata expires.
    pub valid_until: Option<Timestamp>,
}
