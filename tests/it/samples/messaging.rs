//! Well-kept queues, topics and buses.

use tidegate::model::aws::{Queue, QueueAttributes, Subscription, SubscriptionDetails, Topic, TopicAttributes};
use tidegate::model::{AtRest, Detail, Fact, Redacted, Resource};

use super::builders::resource;
use super::{ACCOUNT, REGION, key_arn, time};

/// The ARN of the sample queue with this name.
pub fn queue_arn(name: &str) -> String {
    format!("arn:aws:sqs:{REGION}:{ACCOUNT}:{name}")
}

/// A queue: encrypted with the key `main`, without a policy or a dead-letter queue.
pub fn queue(name: &str) -> Resource {
    let detail = Queue {
        url: format!("https://sqs.{REGION}.amazonaws.com/{ACCOUNT}/{name}"),
        policy: Fact::Known(None),
        encryption: Fact::Known(AtRest::Key(key_arn("main"))),
        redrive: Fact::Known(None),
        attributes: Fact::Known(QueueAttributes {
            fifo: false,
            retention_seconds: Some(345_600),
            visibility_seconds: Some(30),
            key_reuse_seconds: Some(300),
            created: Some(time("2024-05-01T00:00:00Z")),
            messages: Some(0),
        }),
    };
    resource(queue_arn(name), ACCOUNT, REGION, Detail::Queue(Box::new(detail)))
}

/// The ARN of the sample topic with this name.
pub fn topic_arn(name: &str) -> String {
    format!("arn:aws:sns:{REGION}:{ACCOUNT}:{name}")
}

/// A topic: encrypted with the key `main`, without a policy or subscriptions.
pub fn topic(name: &str) -> Resource {
    let detail = Topic {
        policy: Fact::Known(None),
        encryption: Fact::Known(AtRest::Key(key_arn("main"))),
        attributes: Fact::Known(TopicAttributes {
            display_name: None,
            fifo: false,
            signature_version: Some(2),
            archived_days: None,
            delivery_logging: Vec::new(),
        }),
        subscriptions: Fact::Known(Vec::new()),
    };
    resource(topic_arn(name), ACCOUNT, REGION, Detail::Topic(Box::new(detail)))
}

/// A confirmed subscription of the sample account.
pub fn subscription(protocol: &str, endpoint: &str) -> Subscription {
    Subscription {
        arn: Some(format!("{}:{protocol}", topic_arn("news"))),
        owner: ACCOUNT.to_owned(),
        protocol: protocol.to_owned(),
        endpoint: Redacted::Plain(endpoint.to_owned()),
        details: Fact::Known(SubscriptionDetails { raw: false, dead_letter: None, filter: None, role: None }),
    }
}
