//! Error codes by which S3 says that a bucket has no such setting: an answer, not a failure.

/// No block of public access was ever set, for a bucket or an account.
pub const PUBLIC_ACCESS_BLOCK: &[&str] = &["NoSuchPublicAccessBlockConfiguration"];
/// No default encryption.
pub const ENCRYPTION: &[&str] = &["ServerSideEncryptionConfigurationNotFoundError"];
/// No bucket policy.
pub const POLICY: &[&str] = &["NoSuchBucketPolicy"];
/// No policy of an access point.
pub const ACCESS_POINT_POLICY: &[&str] = &["NoSuchAccessPointPolicy"];
/// No object ownership was ever set.
pub const OWNERSHIP: &[&str] = &["OwnershipControlsNotFoundError"];
/// No replication.
pub const REPLICATION: &[&str] = &["ReplicationConfigurationNotFoundError"];
/// No object lock.
pub const OBJECT_LOCK: &[&str] = &["ObjectLockConfigurationNotFoundError", "ObjectLockConfigurationNotFound"];
/// No lifecycle rules.
pub const LIFECYCLE: &[&str] = &["NoSuchLifecycleConfiguration"];
/// No tags.
pub const TAGS: &[&str] = &["NoSuchTagSet", "NoSuchTagSetError"];
