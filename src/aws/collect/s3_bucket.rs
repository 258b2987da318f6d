//! One bucket: its settings, each by one call.

use aws_sdk_s3::Client;

use super::ask::Ask;
use crate::aws::call::Api;
use crate::aws::shape::s3::{self as shape, answers, none};
use crate::aws::shape::time;
use crate::model::aws::{
    Acl, Bucket, BucketEncryption, BucketLogging, LifecycleRule, Notification, ObjectLock, ObjectOwnership,
    PublicAccessBlock, Replication, Versioning,
};
use crate::model::{Detail, Document, Fact, GapId, Tags, Timestamp};

/// A bucket as the listing names it.
#[derive(Debug, Clone)]
pub struct Listed {
    /// Its name.
    pub name: String,
    /// When it was made.
    pub created: Option<Timestamp>,
}

impl Listed {
    /// What the listing says of a bucket; none when it has no name.
    pub fn of(bucket: &aws_sdk_s3::types::Bucket) -> Option<Self> {
        Some(Self { name: bucket.name.clone()?, created: bucket.creation_date.as_ref().and_then(time) })
    }
}

/// How many calls a bucket takes, one more when it has a policy.
pub const CALLS: usize = 12;

const ENCRYPTION: Api = Api::needs("s3:GetBucketEncryption", "s3:GetEncryptionConfiguration");
const PUBLIC_ACCESS_BLOCK: Api = Api::needs("s3:GetPublicAccessBlock", "s3:GetBucketPublicAccessBlock");
const POLICY: Api = Api::new("s3:GetBucketPolicy");
const POLICY_STATUS: Api = Api::new("s3:GetBucketPolicyStatus");
const ACL: Api = Api::new("s3:GetBucketAcl");
const OWNERSHIP: Api = Api::new("s3:GetBucketOwnershipControls");
const VERSIONING: Api = Api::new("s3:GetBucketVersioning");
const LOGGING: Api = Api::new("s3:GetBucketLogging");
const NOTIFICATIONS: Api = Api::needs("s3:GetBucketNotificationConfiguration", "s3:GetBucketNotification");
const REPLICATION: Api = Api::needs("s3:GetBucketReplication", "s3:GetReplicationConfiguration");
const OBJECT_LOCK: Api = Api::needs("s3:GetObjectLockConfiguration", "s3:GetBucketObjectLockConfiguration");
const LIFECYCLE: Api = Api::needs("s3:GetBucketLifecycleConfiguration", "s3:GetLifecycleConfiguration");
const TAGGING: Api = Api::new("s3:GetBucketTagging");

/// A bucket of which nothing could be read, because its region could not.
pub fn unread(listed: Listed, gap: GapId) -> (Fact<Tags>, Detail) {
    let bucket = Bucket {
        name: listed.name,
        created: listed.created,
        encryption: Fact::Unknown(gap),
        public_access_block: Fact::Unknown(gap),
        policy: Fact::Unknown(gap),
        policy_status_public: Fact::Unknown(gap),
        acl: Fact::Unknown(gap),
        ownership: Fact::Unknown(gap),
        versioning: Fact::Unknown(gap),
        logging: Fact::Unknown(gap),
        notifications: Fact::Unknown(gap),
        replication: Fact::Unknown(gap),
        object_lock: Fact::Unknown(gap),
        lifecycle: Fact::Unknown(gap),
    };
    (Fact::Unknown(gap), Detail::Bucket(Box::new(bucket)))
}

/// Who may reach a bucket.
struct Exposure {
    policy: Fact<Option<Document>>,
    policy_status_public: Fact<bool>,
    public_access_block: Fact<Option<PublicAccessBlock>>,
    acl: Fact<Acl>,
    ownership: Fact<Option<ObjectOwnership>>,
}

/// What keeps the objects of a bucket.
struct Protection {
    encryption: Fact<Option<BucketEncryption>>,
    versioning: Fact<Versioning>,
    object_lock: Fact<Option<ObjectLock>>,
    lifecycle: Fact<Vec<LifecycleRule>>,
}

/// Where the logs, events and copies of a bucket go, and its tags.
struct Traffic {
    logging: Fact<Option<BucketLogging>>,
    notifications: Fact<Vec<Notification>>,
    replication: Fact<Option<Replication>>,
    tags: Fact<Tags>,
}

/// Reads a bucket whole, all of its settings at once.
pub async fn read(ask: &Ask, s3: &Client, listed: Listed) -> (Fact<Tags>, Detail) {
    let name = listed.name.as_str();
    let (exposure, protection, traffic) =
        futures::join!(exposure(ask, s3, name), protection(ask, s3, name), traffic(ask, s3, name));
    let bucket = Bucket {
        name: listed.name.clone(),
        created: listed.created,
        encryption: protection.encryption,
        public_access_block: exposure.public_access_block,
        policy: exposure.policy,
        policy_status_public: exposure.policy_status_public,
        acl: exposure.acl,
        ownership: exposure.ownership,
        versioning: protection.versioning,
        logging: traffic.logging,
        notifications: traffic.notifications,
        replication: traffic.replication,
        object_lock: protection.object_lock,
        lifecycle: protection.lifecycle,
    };
    (traffic.tags, Detail::Bucket(Box::new(bucket)))
}

async fn exposure(ask: &Ask, s3: &Client, name: &str) -> Exposure {
    let block = || s3.get_public_access_block().bucket(name).send();
    let ownership = || s3.get_bucket_ownership_controls().bucket(name).send();
    let acl = || s3.get_bucket_acl().bucket(name).send();
    let ((policy, policy_status_public), public_access_block, acl, ownership) = futures::join!(
        policy(ask, s3, name),
        ask.optional(PUBLIC_ACCESS_BLOCK, none::PUBLIC_ACCESS_BLOCK, block, answers::public_access_block),
        ask.fact(ACL, acl, |answer| shape::acl(&answer)),
        ask.optional(OWNERSHIP, none::OWNERSHIP, ownership, answers::ownership),
    );
    Exposure { policy, policy_status_public, public_access_block, acl, ownership }
}

/// The policy, and S3's opinion of it, which is asked for even where the policy itself may not be read.
async fn policy(ask: &Ask, s3: &Client, name: &str) -> (Fact<Option<Document>>, Fact<bool>) {
    let call = || s3.get_bucket_policy().bucket(name).send();
    let policy = ask.optional(POLICY, none::POLICY, call, answers::policy).await;
    if policy == Fact::Known(None) {
        return (policy, Fact::NotApplicable);
    }
    ask.caller.planned(1);
    let call = || s3.get_bucket_policy_status().bucket(name).send();
    let status = match ask.optional(POLICY_STATUS, none::POLICY, call, answers::policy_status).await {
        Fact::Known(Some(public)) => Fact::Known(public),
        Fact::Unknown(gap) => Fact::Unknown(gap),
        Fact::Known(None) | Fact::NotApplicable => Fact::NotApplicable,
    };
    (policy, status)
}

async fn protection(ask: &Ask, s3: &Client, name: &str) -> Protection {
    let encryption = || s3.get_bucket_encryption().bucket(name).send();
    let versioning = || s3.get_bucket_versioning().bucket(name).send();
    let object_lock = || s3.get_object_lock_configuration().bucket(name).send();
    let lifecycle = || s3.get_bucket_lifecycle_configuration().bucket(name).send();
    let (encryption, versioning, object_lock, lifecycle) = futures::join!(
        ask.optional(ENCRYPTION, none::ENCRYPTION, encryption, answers::encryption),
        ask.fact(VERSIONING, versioning, |answer| shape::versioning(&answer)),
        ask.optional(OBJECT_LOCK, none::OBJECT_LOCK, object_lock, answers::object_lock),
        ask.optional(LIFECYCLE, none::LIFECYCLE, lifecycle, answers::lifecycle),
    );
    Protection { encryption, versioning, object_lock, lifecycle }
}

async fn traffic(ask: &Ask, s3: &Client, name: &str) -> Traffic {
    let logging = || s3.get_bucket_logging().bucket(name).send();
    let notifications = || s3.get_bucket_notification_configuration().bucket(name).send();
    let replication = || s3.get_bucket_replication().bucket(name).send();
    let tags = || s3.get_bucket_tagging().bucket(name).send();
    let (logging, notifications, replication, tags) = futures::join!(
        ask.fact(LOGGING, logging, answers::logging),
        ask.fact(NOTIFICATIONS, notifications, |answer| Ok(shape::notifications(&answer))),
        ask.optional(REPLICATION, none::REPLICATION, replication, answers::replication),
        ask.optional(TAGGING, none::TAGS, tags, answers::tags),
    );
    Traffic { logging, notifications, replication, tags }
}
