//! Where a bucket's events and copies go: notifications and replication. Read only.

use aws_sdk_s3::operation::get_bucket_notification_configuration::GetBucketNotificationConfigurationOutput;
use aws_sdk_s3::types::{self as sdk, ReplicationConfiguration, ReplicationRuleStatus};

use crate::aws::shape::filled;
use crate::model::AccountId;
use crate::model::aws::{Notification, NotificationTarget, Replication, ReplicationRule};

/// Event notifications: queues, topics, functions, then EventBridge.
pub fn notifications(output: &GetBucketNotificationConfigurationOutput) -> Vec<Notification> {
    let queues = output
        .queue_configurations()
        .iter()
        .map(|it| notification(it.id.as_deref(), NotificationTarget::Queue(it.queue_arn.clone()), &it.events));
    let topics = output
        .topic_configurations()
        .iter()
        .map(|it| notification(it.id.as_deref(), NotificationTarget::Topic(it.topic_arn.clone()), &it.events));
    let functions = output.lambda_function_configurations().iter().map(|it| {
        let target = NotificationTarget::Function(it.lambda_function_arn.clone());
        notification(it.id.as_deref(), target, &it.events)
    });
    let bridge =
        output.event_bridge_configuration.iter().map(|_| notification(None, NotificationTarget::EventBridge, &[]));
    queues.chain(topics).chain(functions).chain(bridge).collect()
}

fn notification(id: Option<&str>, target: NotificationTarget, events: &[sdk::Event]) -> Notification {
    let events = events.iter().map(|event| event.as_str().to_owned()).collect();
    Notification { id: filled(id), target, events }
}

/// Replication.
pub fn replication(it: &ReplicationConfiguration) -> Replication {
    Replication { role: it.role.clone(), rules: it.rules.iter().map(replication_rule).collect() }
}

fn replication_rule(rule: &sdk::ReplicationRule) -> ReplicationRule {
    let destination = rule.destination.as_ref();
    let key = destination
        .and_then(|it| it.encryption_configuration.as_ref())
        .and_then(|encryption| filled(encryption.replica_kms_key_id.as_deref()));
    ReplicationRule {
        id: filled(rule.id.as_deref()),
        enabled: rule.status == ReplicationRuleStatus::Enabled,
        destination: destination.map(|it| it.bucket.clone()).unwrap_or_default(),
        account: destination.and_then(|it| filled(it.account.as_deref())).map(AccountId::from),
        key,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_target_is_kept() {
        let created = sdk::Event::S3ObjectCreated;
        let queue = sdk::QueueConfiguration::builder().queue_arn("q").events(created.clone()).build().unwrap();
        let topic = sdk::TopicConfiguration::builder().topic_arn("t").events(created.clone()).build().unwrap();
        let function = sdk::LambdaFunctionConfiguration::builder()
            .id("load")
            .lambda_function_arn("f")
            .events(created)
            .build()
            .unwrap();
        let output = GetBucketNotificationConfigurationOutput::builder()
            .queue_configurations(queue)
            .topic_configurations(topic)
            .lambda_function_configurations(function)
            .event_bridge_configuration(sdk::EventBridgeConfiguration::builder().build())
            .build();
        let kept = notifications(&output);
        let targets: Vec<_> = kept.iter().map(|it| it.target.clone()).collect();
        let [queue, topic, function] = ["q", "t", "f"].map(str::to_owned);
        assert_eq!(
            targets,
            [
                NotificationTarget::Queue(queue),
                NotificationTarget::Topic(topic),
                NotificationTarget::Function(function),
                NotificationTarget::EventBridge,
            ]
        );
        assert_eq!(
            (kept[2].id.as_deref(), kept[2].events.as_slice()),
            (Some("load"), &["s3:ObjectCreated:*".into()][..])
        );
    }

    #[test]
    fn a_rule_of_replication_names_account_and_key() {
        let encryption = sdk::EncryptionConfiguration::builder().replica_kms_key_id("k").build();
        let destination = sdk::Destination::builder()
            .bucket("arn:aws:s3:::copy")
            .account("444455556666")
            .encryption_configuration(encryption)
            .build()
            .unwrap();
        let rule = sdk::ReplicationRule::builder()
            .status(ReplicationRuleStatus::Disabled)
            .destination(destination)
            .build()
            .unwrap();
        let kept = replication_rule(&rule);
        assert_eq!((kept.enabled, kept.destination.as_str()), (false, "arn:aws:s3:::copy"));
        assert_eq!((kept.account, kept.key.as_deref()), (Some(AccountId::from("444455556666")), Some("k")));
    }
}
