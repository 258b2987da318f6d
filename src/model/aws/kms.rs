//! KMS keys, their policies, grants and rotation.

use serde::{Deserialize, Serialize};

use crate::model::{Document, Fact, Timestamp};

/// A KMS key.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Key {
    /// The key id.
    pub id: String,
    /// What its owner wrote about it.
    pub description: String,
    /// Who manages it.
    pub manager: KeyManager,
    /// Whether it can be used.
    pub state: KeyState,
    /// When it was made.
    pub created: Option<Timestamp>,
    /// When it will be deleted, while deletion is pending.
    pub deletion_date: Option<Timestamp>,
    /// `AWS_KMS`, `EXTERNAL`, `AWS_CLOUDHSM`, `EXTERNAL_KEY_STORE`.
    pub origin: String,
    /// `SYMMETRIC_DEFAULT`, `RSA_4096`, …
    pub spec: String,
    /// `ENCRYPT_DECRYPT`, `SIGN_VERIFY`, …
    pub usage: String,
    /// Replicated across regions.
    pub multi_region: bool,
    /// Aliases that point to it, such as `alias/raw-data`.
    pub aliases: Fact<Vec<String>>,
    /// The key policy.
    pub policy: Fact<Document>,
    /// Its grants.
    pub grants: Fact<Vec<KeyGrant>>,
    /// Automatic rotation; not applicable to keys that AWS manages or cannot rotate.
    pub rotation: Fact<KeyRotation>,
}

/// Who manages a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyManager {
    /// AWS, on behalf of one service.
    Aws,
    /// The customer.
    Customer,
}

/// Whether a key can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyState {
    /// It can.
    Enabled,
    /// Disabled; can be enabled.
    Disabled,
    /// Will be deleted; can be cancelled until then.
    PendingDeletion,
    /// Any other state (creating, importing, unavailable).
    Other,
}

/// Automatic rotation of a key's material.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyRotation {
    /// Rotation is on.
    pub enabled: bool,
    /// Days between rotations, when rotation is on and AWS reports them.
    pub period_days: Option<u32>,
}

/// A grant: permission on a key outside any policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyGrant {
    /// The grant's id.
    pub id: String,
    /// Its name, when it has one.
    pub name: Option<String>,
    /// Who may use the key: an ARN or a service principal.
    pub grantee: String,
    /// Who may retire the grant.
    pub retiring: Option<String>,
    /// The operations it allows.
    pub operations: Vec<String>,
    /// When it was made.
    pub created: Option<Timestamp>,
    /// Encryption context that narrows it.
    pub constraints: Option<GrantConstraints>,
}

/// What a request must show to use a grant.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct GrantConstraints {
    /// The request's context must contain these pairs.
    pub subset: Vec<(String, String)>,
    /// The request's context must be just these pairs.
    pub equals: Vec<(String, String)>,
    /// The resource on whose behalf the request must be made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_arn: Option<String>,
}
