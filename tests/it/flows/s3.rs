//! S3.

use tidegate::model::aws::{Notification, NotificationTarget, Replication, ReplicationRule};
use tidegate::model::{AccountId, Fact, Resource};

use super::hops_in_full;
use crate::samples::{ACCOUNT, FOREIGN, Tweak, bucket, queue, queue_arn, role};

fn raw() -> Resource {
    bucket("raw").bucket_with(|it| it.logging = Fact::Known(None))
}

#[test]
fn events_go_where_they_are_sent() {
    let event = |target| Notification { id: None, target, events: vec!["s3:ObjectCreated:*".to_owned()] };
    let topic = format!("arn:aws:sns:eu-west-1:{FOREIGN}:news");
    let all = vec![
        event(NotificationTarget::Queue(queue_arn("orders"))),
        event(NotificationTarget::Topic(topic)),
        event(NotificationTarget::EventBridge),
    ];
    let found = hops_in_full([raw().bucket_with(|it| it.notifications = Fact::Known(all)), queue("orders")]);
    assert_eq!(
        found,
        [
            "bucket raw -writes-> queue orders as s3.amazonaws.com (declared: QueueConfiguration.QueueArn)".to_owned(),
            format!(
                "bucket raw -writes-> outside arn:aws:events:eu-west-1:{ACCOUNT}:event-bus/default as s3.amazonaws.com (declared: EventBridgeConfiguration)"
            ),
            format!(
                "bucket raw -writes-> outside arn:aws:sns:eu-west-1:{FOREIGN}:news as s3.amazonaws.com (declared: TopicConfiguration.TopicArn)"
            ),
        ]
    );
}

#[test]
fn replicas_are_copied_by_the_role_and_rules_that_are_off_copy_nothing() {
    let rule = |name: &str, enabled| ReplicationRule {
        id: None,
        enabled,
        destination: format!("arn:aws:s3:::{name}"),
        account: Some(AccountId::new(ACCOUNT)),
        key: None,
    };
    let rules = vec![rule("far", true), rule("off", false)];
    let replication = Replication { role: format!("arn:aws:iam::{ACCOUNT}:role/copier"), rules };
    let raw = raw().bucket_with(|it| it.replication = Fact::Known(Some(replication)));
    let off = bucket("off").bucket_with(|it| it.logging = Fact::Known(None));
    let far = bucket("far").bucket_with(|it| it.logging = Fact::Known(None));
    let field = "declared: ReplicationConfiguration.Rules.Destination.Bucket";
    assert_eq!(
        hops_in_full([raw, far, off, role("copier")]),
        [format!("bucket raw -copies-> bucket far as role copier ({field})")]
    );
}

#[test]
fn access_logs_are_delivered_by_the_service() {
    let found = hops_in_full([bucket("raw"), bucket("logs").bucket_with(|it| it.logging = Fact::Known(None))]);
    let wanted = "bucket raw -copies-> bucket logs as logging.s3.amazonaws.com (declared: LoggingEnabled.TargetBucket)";
    assert_eq!(found, [wanted]);
}
