//! SQS queues.

use serde::{Deserialize, Serialize};

use crate::model::{Arn, Aspects, AtRest, Document, Fact, ResourcePolicy, Timestamp};

/// A queue. All but its address is told by one call, so that it is known or hidden together.
///
/// Source: Amazon SQS API Reference, "GetQueueAttributes".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Queue {
    /// The address that clients send to.
    pub url: String,
    /// The queue policy; none when there is none.
    pub policy: Fact<Option<Document>>,
    /// How messages are encrypted.
    pub encryption: Fact<AtRest>,
    /// Where messages go that could not be worked off; none when nowhere.
    pub redrive: Fact<Option<Redrive>>,
    /// All other attributes.
    pub attributes: Fact<QueueAttributes>,
}

/// Where messages go that could not be worked off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Redrive {
    /// The ARN of the dead-letter queue.
    pub target: String,
    /// After how many receptions.
    pub max_receives: u32,
}

/// Attributes of a queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueAttributes {
    /// Whether it keeps its order.
    pub fifo: bool,
    /// For how many seconds messages are kept.
    pub retention_seconds: Option<u32>,
    /// For how many seconds a received message is hidden.
    pub visibility_seconds: Option<u32>,
    /// For how many seconds SQS uses a data key again before it asks KMS.
    pub key_reuse_seconds: Option<u32>,
    /// When it was made.
    pub created: Option<Timestamp>,
    /// How many messages wait, about.
    pub messages: Option<u64>,
}

impl Queue {
    /// The address of the queue with this ARN.
    ///
    /// Source: Amazon SQS Developer Guide, "Amazon SQS queue and message identifiers"; the domains of the partitions are
    /// those of the endpoint rules that AWS publishes with its SDKs.
    pub fn address(arn: &Arn) -> String {
        let domain = match arn.partition() {
            "aws-cn" => "amazonaws.com.cn",
            "aws-eusc" => "amazonaws.eu",
            "aws-iso" => "c2s.ic.gov",
            "aws-iso-b" => "sc2s.sgov.gov",
            "aws-iso-e" => "cloud.adc-e.uk",
            "aws-iso-f" => "csp.hci.ic.gov",
            _ => "amazonaws.com",
        };
        format!("https://sqs.{}.{domain}/{}/{}", arn.region(), arn.account(), arn.resource())
    }
}

impl Aspects for Queue {
    fn created(&self) -> Option<Timestamp> {
        self.attributes.known().and_then(|it| it.created)
    }

    fn at_rest(&self) -> Fact<AtRest> {
        self.encryption.clone()
    }

    fn resource_policy(&self) -> Option<ResourcePolicy<'_>> {
        Some(ResourcePolicy { label: "queue policy", document: &self.policy })
    }

    fn resource_policy_mut(&mut self) -> Option<&mut Document> {
        self.policy.known_mut().and_then(Option::as_mut)
    }
}
