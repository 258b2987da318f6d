//! What is read about each kind of AWS resource, as plain values.

mod access_point;
mod account;
mod analyzer;
mod aspects;
mod cloudtrail;
mod iam;
mod kms;
mod organization;
mod s3;
mod sqs;

pub use access_point::AccessPoint;
pub use account::{AccountSettings, PasswordPolicy, RootUser};
pub use analyzer::{Analyzer, AnalyzerFinding};
pub use cloudtrail::{AdvancedSelector, BasicSelector, EventSelectors, FieldSelector, Trail, TrailStatus};
pub use iam::{
    AccessKey, AccessKeyStatus, ActionLastAccessed, AttachedPolicy, Group, InlinePolicy, LastUse, ManagedPolicy,
    MfaDevice, OidcProvider, Role, SamlProvider, ServiceLastAccessed, User,
};
pub use kms::{GrantConstraints, Key, KeyGrant, KeyManager, KeyRotation, KeyState};
pub use organization::{MemberAccount, Organization, OrganizationPolicy, OrganizationPolicyKind, OrganizationalUnit};
pub use s3::{
    Acl, AclGrant, Bucket, BucketEncryption, BucketLogging, EncryptionAlgorithm, EncryptionRule, Grantee,
    LifecycleRule, Notification, NotificationTarget, ObjectLock, ObjectOwnership, PublicAccessBlock, Replication,
    ReplicationRule, Versioning, VersioningStatus,
};
pub use sqs::{Queue, QueueAttributes, Redrive};
