//! Settings: the addresses of what a remedy may change, and their values as text.
//!
//! A setting is what one call reads and one call writes. Its value is the exact document, or canonical JSON of the
//! typed setting; "there was none" is a value too. That makes comparing, applying, reading back and undoing the same
//! for every remedy.

use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{AccountId, Arn, Region, setting_pipeline, setting_reach, setting_watch};

/// The address of one setting of one resource.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Setting {
    /// The account that owns the resource.
    pub account: AccountId,
    /// The region that holds it.
    pub region: Region,
    /// The resource.
    pub resource: Arn,
    /// Which of its settings.
    pub aspect: Aspect,
}

/// Which setting of a resource.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Aspect {
    /// Value: [`super::aws::PublicAccessBlock`].
    BucketPublicAccessBlock,
    /// Value: [`super::aws::PublicAccessBlock`].
    AccountPublicAccessBlock,
    /// Value: [`super::aws::BucketEncryption`].
    BucketEncryption,
    /// Value: the policy document.
    BucketPolicy,
    /// Value: [`super::aws::ObjectOwnership`].
    BucketOwnership,
    /// Value: [`super::aws::Acl`].
    BucketAcl,
    /// Value: [`super::aws::Versioning`].
    BucketVersioning,
    /// Value: [`super::aws::BucketLogging`].
    BucketLogging,
    /// Value: the key policy document.
    KeyPolicy,
    /// Value: [`super::aws::KeyRotation`].
    KeyRotation,
    /// Value: [`super::aws::KeyState`] as a JSON string; writing `enabled` or `disabled` over `pending_deletion`
    /// cancels the deletion.
    KeyState,
    /// Value: [`super::aws::AccessKeyStatus`] as a JSON string.
    AccessKeyStatus {
        /// The access key's id.
        key: String,
    },
    /// Whether a managed policy is attached to a user, role or group. Value: `"attached"` or none.
    PolicyAttachment {
        /// The policy's ARN.
        policy: Arn,
    },
    /// Value: the trust policy document of a role.
    RoleTrust,
    /// Value: `true` or `false`.
    TrailLogValidation,
    /// Value: `true` or `false`.
    TrailLogging,
    /// How data at rest is encrypted: of a queue, topic, stream, delivery stream, table, log group, or of the results of
    /// a work group. Value: [`super::AtRest`].
    EncryptionAtRest,
    /// Value: [`super::aws::PointInTimeRecovery`].
    PointInTimeRecovery,
    /// For how many days a log group keeps events. Value: a number; none where for ever.
    LogRetention,
    /// Value: [`super::aws::CatalogEncryption`].
    CatalogEncryption,
    /// Whether clients must take the settings of a work group. Value: `true` or `false`.
    WorkGroupEnforcement,
    /// The policy that a queue, a topic, a stream, a table, a secret, an event bus or a snapshot of Redshift Serverless
    /// carries, or one of those of CloudWatch Logs. Value: the policy document.
    ResourcePolicy,
    /// Whether a database or a warehouse has a public address. Value: `true` or `false`.
    PublicAddress {
        /// The name by which its service's calls know it.
        name: String,
    },
    /// Who may restore a snapshot of a database. Value: account ids as a sorted JSON list, `all` for everyone.
    SnapshotSharing,
    /// Whether an account may restore a snapshot of a provisioned warehouse. Value: `true`; none where it may not.
    SnapshotAccess {
        /// The account.
        account: String,
    },
    /// How a function URL asks who calls. Value: `NONE` or `AWS_IAM` as a JSON string.
    UrlAuthentication {
        /// The ARN of the function or alias that the URL is of.
        function: String,
    },
    /// Value: [`super::aws::EmrBlock`].
    EmrPublicAccessBlock,
    /// Whether a database or a table is guarded against deletion. Value: `true` or `false`.
    DeletionProtection,
    /// For how many days automated backups of a database are kept. Value: a number.
    BackupRetention,
    /// Which events a trail records. Value: [`super::aws::EventSelectors`].
    EventSelectors,
    /// A statement of a function's policy that lets a service call it. Value: [`super::aws::FunctionPermission`].
    FunctionPermission {
        /// The statement's id.
        statement: String,
    },
    /// How a secret is rotated. Value: [`super::aws::SecretRotation`] as it is set; none where it is off.
    SecretRotation,
}

/// The value of a setting: text, or none where the cloud holds none.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SettingValue(pub Option<String>);

/// SHA-256 of a setting's value, in hexadecimal.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fingerprint(pub String);

/// The call that reads or writes a setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ApiCall {
    /// The operation as AWS names it, such as `PutBucketPolicy`.
    pub operation: &'static str,
    /// The IAM permission that it needs, such as `s3:PutBucketPolicy`.
    pub permission: &'static str,
}

/// An operation and the permission that it needs.
pub(super) type Call = (&'static str, &'static str);

impl SettingValue {
    /// There is none.
    pub const NONE: Self = Self(None);

    /// A value from its text.
    pub fn text(text: impl Into<String>) -> Self {
        Self(Some(text.into()))
    }

    /// Canonical JSON of a typed setting.
    ///
    /// # Errors
    /// When the value cannot be written as JSON, which no setting of this crate causes.
    pub fn json<T: Serialize>(value: &T) -> Result<Self, serde_json::Error> {
        serde_json::to_string(value).map(Self::text)
    }

    /// The typed setting; `None` when there is none.
    ///
    /// # Errors
    /// When the text is not JSON of the type.
    pub fn parse<T: for<'de> Deserialize<'de>>(&self) -> Result<Option<T>, serde_json::Error> {
        self.0.as_deref().map(serde_json::from_str).transpose()
    }

    /// The text, if there is one.
    pub fn as_text(&self) -> Option<&str> {
        self.0.as_deref()
    }

    /// The fingerprint by which a plan recognises that nothing has changed.
    pub fn fingerprint(&self) -> Fingerprint {
        let mut hash = Sha256::new();
        match &self.0 {
            None => hash.update(b"none"),
            Some(text) => {
                hash.update(b"some:");
                hash.update(text.as_bytes());
            }
        }
        Fingerprint(hex::encode(hash.finalize()))
    }
}

impl Aspect {
    /// The setting in words a person reads.
    pub fn words(&self) -> &'static str {
        match self {
            Self::BucketPublicAccessBlock => "public access block",
            Self::AccountPublicAccessBlock => "account public access block",
            Self::BucketEncryption => "default encryption",
            Self::BucketPolicy => "bucket policy",
            Self::BucketOwnership => "object ownership",
            Self::BucketAcl => "access control list",
            Self::BucketVersioning => "versioning",
            Self::BucketLogging => "server access logging",
            Self::KeyPolicy => "key policy",
            Self::KeyRotation => "key rotation",
            Self::KeyState => "key state",
            Self::AccessKeyStatus { .. } => "access key status",
            Self::PolicyAttachment { .. } => "attached policy",
            Self::RoleTrust => "trust policy",
            Self::TrailLogValidation => "log file validation",
            Self::TrailLogging => "logging",
            Self::EncryptionAtRest => "encryption at rest",
            Self::PointInTimeRecovery => "point-in-time recovery",
            Self::LogRetention => "retention",
            Self::CatalogEncryption => "catalog encryption",
            Self::WorkGroupEnforcement => "enforcement of settings",
            Self::ResourcePolicy => "resource policy",
            Self::PublicAddress { .. } => "public address",
            Self::SnapshotSharing => "sharing",
            Self::SnapshotAccess { .. } => "right to restore",
            Self::UrlAuthentication { .. } => "authentication of the function URL",
            Self::EmrPublicAccessBlock => "EMR block of public access",
            Self::DeletionProtection => "deletion protection",
            Self::BackupRetention => "retention of automated backups",
            Self::EventSelectors => "event selectors",
            Self::FunctionPermission { .. } => "permission to call",
            Self::SecretRotation => "rotation",
        }
    }

    /// Whether the value is a policy document.
    pub fn is_document(&self) -> bool {
        matches!(self, Self::BucketPolicy | Self::KeyPolicy | Self::RoleTrust | Self::ResourcePolicy)
    }

    /// Whether a remedy starts from the value as earlier edits of a plan left it, so that its edit holds theirs too.
    pub fn is_cumulative(&self) -> bool {
        self.is_document() || matches!(self, Self::SnapshotSharing | Self::EventSelectors)
    }
}

impl Setting {
    /// The call that reads it.
    pub fn read_call(&self) -> ApiCall {
        let (operation, permission) = match &self.aspect {
            Aspect::BucketPublicAccessBlock => ("GetPublicAccessBlock", "s3:GetBucketPublicAccessBlock"),
            Aspect::AccountPublicAccessBlock => ("GetPublicAccessBlock", "s3:GetAccountPublicAccessBlock"),
            Aspect::BucketEncryption => ("GetBucketEncryption", "s3:GetEncryptionConfiguration"),
            Aspect::BucketPolicy => ("GetBucketPolicy", "s3:GetBucketPolicy"),
            Aspect::BucketOwnership => ("GetBucketOwnershipControls", "s3:GetBucketOwnershipControls"),
            Aspect::BucketAcl => ("GetBucketAcl", "s3:GetBucketAcl"),
            Aspect::BucketVersioning => ("GetBucketVersioning", "s3:GetBucketVersioning"),
            Aspect::BucketLogging => ("GetBucketLogging", "s3:GetBucketLogging"),
            Aspect::KeyPolicy => ("GetKeyPolicy", "kms:GetKeyPolicy"),
            Aspect::KeyRotation => ("GetKeyRotationStatus", "kms:GetKeyRotationStatus"),
            Aspect::KeyState => ("DescribeKey", "kms:DescribeKey"),
            Aspect::AccessKeyStatus { .. } => ("ListAccessKeys", "iam:ListAccessKeys"),
            Aspect::PolicyAttachment { .. } => match self.identity_kind() {
                "user" => ("ListAttachedUserPolicies", "iam:ListAttachedUserPolicies"),
                "group" => ("ListAttachedGroupPolicies", "iam:ListAttachedGroupPolicies"),
                _ => ("ListAttachedRolePolicies", "iam:ListAttachedRolePolicies"),
            },
            Aspect::RoleTrust => ("GetRole", "iam:GetRole"),
            Aspect::TrailLogValidation => ("GetTrail", "cloudtrail:GetTrail"),
            Aspect::TrailLogging => ("GetTrailStatus", "cloudtrail:GetTrailStatus"),
            Aspect::EncryptionAtRest
            | Aspect::PointInTimeRecovery
            | Aspect::LogRetention
            | Aspect::CatalogEncryption
            | Aspect::WorkGroupEnforcement => setting_pipeline::read_call(self),
            Aspect::ResourcePolicy
            | Aspect::PublicAddress { .. }
            | Aspect::SnapshotSharing
            | Aspect::SnapshotAccess { .. }
            | Aspect::UrlAuthentication { .. }
            | Aspect::EmrPublicAccessBlock
            | Aspect::DeletionProtection
            | Aspect::BackupRetention => setting_reach::read_call(self),
            Aspect::FunctionPermission { .. } => ("GetPolicy", "lambda:GetPolicy"),
            Aspect::EventSelectors | Aspect::SecretRotation => setting_watch::read_call(self),
        };
        ApiCall { operation, permission }
    }

    /// The call that gives it this value.
    pub fn write_call(&self, value: &SettingValue) -> ApiCall {
        let none = value.0.is_none();
        let on = value.as_text() == Some("true");
        let (operation, permission) = match &self.aspect {
            Aspect::BucketPublicAccessBlock if none => ("DeletePublicAccessBlock", "s3:PutBucketPublicAccessBlock"),
            Aspect::BucketPublicAccessBlock => ("PutPublicAccessBlock", "s3:PutBucketPublicAccessBlock"),
            Aspect::AccountPublicAccessBlock if none => ("DeletePublicAccessBlock", "s3:PutAccountPublicAccessBlock"),
            Aspect::AccountPublicAccessBlock => ("PutPublicAccessBlock", "s3:PutAccountPublicAccessBlock"),
            Aspect::BucketEncryption if none => ("DeleteBucketEncryption", "s3:PutEncryptionConfiguration"),
            Aspect::BucketEncryption => ("PutBucketEncryption", "s3:PutEncryptionConfiguration"),
            Aspect::BucketPolicy if none => ("DeleteBucketPolicy", "s3:DeleteBucketPolicy"),
            Aspect::BucketPolicy => ("PutBucketPolicy", "s3:PutBucketPolicy"),
            Aspect::BucketOwnership if none => ("DeleteBucketOwnershipControls", "s3:PutBucketOwnershipControls"),
            Aspect::BucketOwnership => ("PutBucketOwnershipControls", "s3:PutBucketOwnershipControls"),
            Aspect::BucketAcl => ("PutBucketAcl", "s3:PutBucketAcl"),
            Aspect::BucketVersioning => ("PutBucketVersioning", "s3:PutBucketVersioning"),
            Aspect::BucketLogging => ("PutBucketLogging", "s3:PutBucketLogging"),
            Aspect::KeyPolicy => ("PutKeyPolicy", "kms:PutKeyPolicy"),
            Aspect::KeyRotation if value.as_text().is_some_and(|text| text.contains("\"enabled\":false")) => {
                ("DisableKeyRotation", "kms:DisableKeyRotation")
            }
            Aspect::KeyRotation => ("EnableKeyRotation", "kms:EnableKeyRotation"),
            Aspect::KeyState => match value.as_text() {
                Some("\"pending_deletion\"") => ("ScheduleKeyDeletion", "kms:ScheduleKeyDeletion"),
                _ => ("CancelKeyDeletion", "kms:CancelKeyDeletion"),
            },
            Aspect::AccessKeyStatus { .. } => ("UpdateAccessKey", "iam:UpdateAccessKey"),
            Aspect::PolicyAttachment { .. } => match (self.identity_kind(), none) {
                ("user", true) => ("DetachUserPolicy", "iam:DetachUserPolicy"),
                ("user", false) => ("AttachUserPolicy", "iam:AttachUserPolicy"),
                ("group", true) => ("DetachGroupPolicy", "iam:DetachGroupPolicy"),
                ("group", false) => ("AttachGroupPolicy", "iam:AttachGroupPolicy"),
                (_, true) => ("DetachRolePolicy", "iam:DetachRolePolicy"),
                (_, false) => ("AttachRolePolicy", "iam:AttachRolePolicy"),
            },
            Aspect::RoleTrust => ("UpdateAssumeRolePolicy", "iam:UpdateAssumeRolePolicy"),
            Aspect::TrailLogValidation => ("UpdateTrail", "cloudtrail:UpdateTrail"),
            Aspect::TrailLogging if on => ("StartLogging", "cloudtrail:StartLogging"),
            Aspect::TrailLogging => ("StopLogging", "cloudtrail:StopLogging"),
            Aspect::EncryptionAtRest
            | Aspect::PointInTimeRecovery
            | Aspect::LogRetention
            | Aspect::CatalogEncryption
            | Aspect::WorkGroupEnforcement => setting_pipeline::write_call(self, value),
            Aspect::ResourcePolicy
            | Aspect::PublicAddress { .. }
            | Aspect::SnapshotSharing
            | Aspect::SnapshotAccess { .. }
            | Aspect::UrlAuthentication { .. }
            | Aspect::EmrPublicAccessBlock
            | Aspect::DeletionProtection
            | Aspect::BackupRetention => setting_reach::write_call(self, value),
            Aspect::FunctionPermission { .. } => ("AddPermission", "lambda:AddPermission"),
            Aspect::EventSelectors | Aspect::SecretRotation => setting_watch::write_call(self, value),
        };
        ApiCall { operation, permission }
    }

    /// Whether the service answers first and takes its time to carry out a change.
    pub fn is_slow(&self) -> bool {
        let slow = matches!(self.resource.service(), "kinesis" | "firehose" | "dynamodb");
        slow && self.aspect == Aspect::EncryptionAtRest
    }

    /// `user`, `role` or `group`: the first word of an identity's ARN.
    pub fn identity_kind(&self) -> &str {
        self.resource.resource().split('/').next().unwrap_or_default()
    }
}

impl fmt::Display for Setting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {}", self.aspect.words(), self.resource)?;
        match &self.aspect {
            Aspect::AccessKeyStatus { key } => write!(f, " ({key})"),
            Aspect::PolicyAttachment { policy } => write!(f, " ({policy})"),
            Aspect::SnapshotAccess { account } => write!(f, " (account {account})"),
            Aspect::FunctionPermission { statement } => write!(f, " ({statement})"),
            Aspect::UrlAuthentication { function } if *function != self.resource.as_str() => write!(f, " ({function})"),
            _ => Ok(()),
        }
    }
}
