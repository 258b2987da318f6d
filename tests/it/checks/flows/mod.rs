//! Checks of flows over small estates.

mod attention;
mod needed;
mod permitted;
mod restricted;
mod there;

use tidegate::model::aws::{
    BucketEncryption, EncryptionAlgorithm, EncryptionRule, Notification, NotificationTarget, Queue, Redrive,
    Replication, ReplicationRule,
};
use tidegate::model::{Fact, Resource, Tags};

use crate::samples::{ACCOUNT, Tweak, bucket, queue, queue_arn};

/// A bucket that logs nowhere, so that no hop is in the way.
fn store(name: &str) -> Resource {
    bucket(name).bucket_with(|it| it.logging = Fact::Known(None))
}

/// The same with this class, or with none.
fn classed(name: &str, class: &str) -> Resource {
    let mut made = store(name).tag("classification", class);
    if class.is_empty() {
        made.tags = Fact::Known(Tags::new());
    }
    made
}

/// A bucket that is replicated into others by the role `copier`.
fn copies(bucket: Resource, into: &[&str]) -> Resource {
    let rule = |name: &&str| ReplicationRule {
        id: None,
        enabled: true,
        destination: format!("arn:aws:s3:::{name}"),
        account: None,
        key: None,
    };
    let replication = Replication { role: role_arn("copier"), rules: into.iter().map(rule).collect() };
    bucket.bucket_with(|it| it.replication = Fact::Known(Some(replication)))
}

/// A bucket that sends its events to something.
fn sends(bucket: Resource, target: NotificationTarget) -> Resource {
    let event = Notification { id: None, target, events: Vec::new() };
    bucket.bucket_with(|it| it.notifications = Fact::Known(vec![event]))
}

/// A queue that drops what it cannot work off into another.
fn drops(name: &str, into: &str) -> Resource {
    let redrive = Redrive { target: queue_arn(into), max_receives: 3 };
    queue(name).with(|it: &mut Queue| it.redrive = Fact::Known(Some(redrive)))
}

/// A bucket with S3's own encryption.
fn weakly(bucket: Resource) -> Resource {
    let rule =
        EncryptionRule { algorithm: EncryptionAlgorithm::Aes256, key: None, bucket_key: false, blocked: Vec::new() };
    bucket.bucket_with(|it| it.encryption = Fact::Known(Some(BucketEncryption { rules: vec![rule] })))
}

pub(super) fn role_arn(name: &str) -> String {
    format!("arn:aws:iam::{ACCOUNT}:role/{name}")
}

fn bucket_arn(name: &str) -> String {
    format!("arn:aws:s3:::{name}")
}
