//! S3: event notifications, replication, access logs.

use crate::flow::{Draft, Sketch, Transfer};
use crate::model::aws::{Bucket, NotificationTarget};

/// What a bucket sets off, and where its objects and logs are copied.
///
/// Sources: Amazon S3 User Guide, "Amazon S3 Event Notifications", "Replicating objects within and across Regions",
/// "Logging requests with server access logging".
pub(super) fn bucket(draft: &mut Draft<'_>) {
    let Some(bucket) = draft.here.bucket() else { return };
    notifications(draft, bucket);
    replication(draft, bucket);
    if let Some(Some(logging)) = bucket.logging.known() {
        let target = format!("s3://{}", logging.target_bucket);
        let sketch = Sketch::to(&target, Transfer::Copy).as_service("logging.s3.amazonaws.com");
        draft.add(sketch.declared("LoggingEnabled.TargetBucket"));
    }
}

fn notifications(draft: &mut Draft<'_>, bucket: &Bucket) {
    for notification in bucket.notifications.known().into_iter().flatten() {
        let bus;
        let (target, transfer, field) = match &notification.target {
            NotificationTarget::Queue(arn) => (arn, Transfer::Write, "QueueConfiguration.QueueArn"),
            NotificationTarget::Topic(arn) => (arn, Transfer::Write, "TopicConfiguration.TopicArn"),
            NotificationTarget::Function(arn) => (arn, Transfer::Invoke, "CloudFunctionConfiguration.CloudFunctionArn"),
            // S3 sends to the default bus of the bucket's account and region.
            NotificationTarget::EventBridge => {
                let here = draft.here;
                bus = format!("arn:{}:events:{}:{}:event-bus/default", here.arn.partition(), here.region, here.account);
                (&bus, Transfer::Write, "EventBridgeConfiguration")
            }
        };
        draft.add(Sketch::to(target, transfer).as_service("s3.amazonaws.com").declared(field));
    }
}

fn replication(draft: &mut Draft<'_>, bucket: &Bucket) {
    let Some(Some(replication)) = bucket.replication.known() else { return };
    for rule in replication.rules.iter().filter(|rule| rule.enabled) {
        let sketch = Sketch::to(&rule.destination, Transfer::Copy).as_role(&replication.role);
        draft.add(sketch.declared("ReplicationConfiguration.Rules.Destination.Bucket"));
    }
}
