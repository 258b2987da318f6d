//! Well-kept queues, topics and buses.

use tidegate::model::aws::{Queue, QueueAttributes};
use tidegate::model::{AtRest, Detail, Fact, Resource};

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
