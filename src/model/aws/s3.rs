//! S3 buckets. The shapes keep every field of the settings that a remedy writes, so that an undo restores them whole.

use serde::{Deserialize, Serialize};

use crate::model::{AccountId, Document, Fact, Timestamp};

/// A bucket.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Bucket {
    /// Its globally unique name.
    pub name: String,
    /// When it was made.
    pub created: Option<Timestamp>,
    /// Default encryption; none where an old bucket or another implementation reports none.
    pub encryption: Fact<Option<BucketEncryption>>,
    /// The bucket's own block of public access; none when it was never set.
    pub public_access_block: Fact<Option<PublicAccessBlock>>,
    /// The bucket policy; none when there is none.
    pub policy: Fact<Option<Document>>,
    /// S3's own opinion whether the policy is public; not applicable without a policy.
    pub policy_status_public: Fact<bool>,
    /// The access control list.
    pub acl: Fact<Acl>,
    /// Object ownership; none when never set, which means object writer.
    pub ownership: Fact<Option<ObjectOwnership>>,
    /// Versioning and its protection.
    pub versioning: Fact<Versioning>,
    /// Server access logging; none when off.
    pub logging: Fact<Option<BucketLogging>>,
    /// Event notifications.
    pub notifications: Fact<Vec<Notification>>,
    /// Replication; none when off.
    pub replication: Fact<Option<Replication>>,
    /// Object lock; none when off.
    pub object_lock: Fact<Option<ObjectLock>>,
    /// Lifecycle rules; empty when there are none.
    pub lifecycle: Fact<Vec<LifecycleRule>>,
}

/// The default encryption of a bucket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BucketEncryption {
    /// Its rules; S3 uses one.
    pub rules: Vec<EncryptionRule>,
}

/// One rule of default encryption.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EncryptionRule {
    /// The algorithm.
    pub algorithm: EncryptionAlgorithm,
    /// The KMS key's ARN, id or alias; none means the provider's key `aws/s3` when the algorithm is KMS.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// Whether a bucket key saves calls to KMS.
    #[serde(default)]
    pub bucket_key: bool,
    /// Kinds of encryption that writers may not ask for, such as `SSE-C`. A new rule carries them over.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blocked: Vec<String>,
}

/// How objects are encrypted by default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum EncryptionAlgorithm {
    /// SSE-S3: keys of the provider.
    #[serde(rename = "AES256")]
    Aes256,
    /// SSE-KMS.
    #[serde(rename = "aws:kms")]
    Kms,
    /// Dual-layer SSE-KMS.
    #[serde(rename = "aws:kms:dsse")]
    KmsDsse,
}

/// The four independent settings that block public access.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PublicAccessBlock {
    /// Refuse new public ACLs.
    pub block_public_acls: bool,
    /// Treat existing public ACLs as absent.
    pub ignore_public_acls: bool,
    /// Refuse new public policies.
    pub block_public_policy: bool,
    /// Limit buckets with a public policy to service principals and the owner's account.
    pub restrict_public_buckets: bool,
}

impl PublicAccessBlock {
    /// All four on.
    pub const ALL: Self = Self {
        block_public_acls: true,
        ignore_public_acls: true,
        block_public_policy: true,
        restrict_public_buckets: true,
    };

    /// Whether all four are on.
    pub fn is_complete(self) -> bool {
        self == Self::ALL
    }

    /// The most restrictive of two blocks, as S3 combines account and bucket.
    ///
    /// Source: Amazon S3 User Guide, "Blocking public access to your Amazon S3 storage".
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self {
            block_public_acls: self.block_public_acls || other.block_public_acls,
            ignore_public_acls: self.ignore_public_acls || other.ignore_public_acls,
            block_public_policy: self.block_public_policy || other.block_public_policy,
            restrict_public_buckets: self.restrict_public_buckets || other.restrict_public_buckets,
        }
    }
}

/// An access control list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acl {
    /// The owner's canonical id.
    pub owner: String,
    /// Its grants.
    pub grants: Vec<AclGrant>,
}

/// One grant of an access control list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AclGrant {
    /// Who is granted.
    pub grantee: Grantee,
    /// `FULL_CONTROL`, `READ`, `WRITE`, `READ_ACP`, `WRITE_ACP`.
    pub permission: String,
}

/// Who an access control list grants to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grantee {
    /// An account, by canonical id.
    CanonicalUser(String),
    /// A predefined group, by URI (everyone, all AWS accounts, log delivery).
    Group(String),
    /// An account, by e-mail address (as older lists wrote it).
    Email(String),
}

/// Who owns objects and whether ACLs count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ObjectOwnership {
    /// ACLs are disabled; the bucket's owner owns every object.
    BucketOwnerEnforced,
    /// ACLs count; the bucket's owner owns objects written with the canned ACL for it.
    BucketOwnerPreferred,
    /// ACLs count; whoever wrote an object owns it.
    ObjectWriter,
}

/// Versioning of a bucket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Versioning {
    /// None when it was never enabled.
    pub status: Option<VersioningStatus>,
    /// A second factor is needed to delete versions.
    #[serde(default)]
    pub mfa_delete: bool,
}

/// Whether new versions are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum VersioningStatus {
    /// They are.
    Enabled,
    /// They were, and are not any more.
    Suspended,
}

/// Server access logging.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BucketLogging {
    /// The bucket that receives the logs.
    pub target_bucket: String,
    /// The prefix of log objects.
    pub target_prefix: String,
    /// Grants on log objects, as JSON of the API's shape, kept for an exact undo.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub target_grants: Vec<AclGrant>,
    /// Format of log object keys: `simple`, `partitioned:event-time` or `partitioned:delivery-time`; none when unset.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key_format: Option<String>,
}

/// One event notification.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notification {
    /// Its id, when it has one.
    pub id: Option<String>,
    /// Where events go.
    pub target: NotificationTarget,
    /// The events, such as `s3:ObjectCreated:*`.
    pub events: Vec<String>,
}

/// Where a bucket's events go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NotificationTarget {
    /// An SQS queue.
    Queue(String),
    /// An SNS topic.
    Topic(String),
    /// A Lambda function.
    Function(String),
    /// EventBridge.
    EventBridge,
}

/// Replication of a bucket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replication {
    /// The role that replicates.
    pub role: String,
    /// Its rules.
    pub rules: Vec<ReplicationRule>,
}

/// One rule of replication.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplicationRule {
    /// Its id.
    pub id: Option<String>,
    /// Whether it is on.
    pub enabled: bool,
    /// The destination bucket's ARN.
    pub destination: String,
    /// The destination's account, when the rule names it.
    pub account: Option<AccountId>,
    /// The key that encrypts replicas.
    pub key: Option<String>,
}

/// Object lock of a bucket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObjectLock {
    /// `GOVERNANCE` or `COMPLIANCE`; none without a default retention.
    pub mode: Option<String>,
    /// Days of default retention.
    pub days: Option<u32>,
    /// Years of default retention.
    pub years: Option<u32>,
}

/// One lifecycle rule, as far as posture needs it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LifecycleRule {
    /// Its id.
    pub id: Option<String>,
    /// Whether it is on.
    pub enabled: bool,
    /// The prefix it applies to; empty for the whole bucket.
    pub prefix: String,
    /// Days until current versions expire.
    pub expiration_days: Option<u32>,
    /// Days until noncurrent versions expire.
    pub noncurrent_days: Option<u32>,
    /// Storage classes that objects move to.
    pub transitions: Vec<String>,
    /// Days until incomplete uploads are dropped.
    pub abort_uploads_days: Option<u32>,
}
