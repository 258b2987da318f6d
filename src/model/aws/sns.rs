//! SNS topics with their subscriptions.

use serde::{Deserialize, Serialize};

use crate::model::{Aspects, AtRest, Document, Fact, Redacted, ResourcePolicy};

/// A topic. What its attributes say is known or hidden together.
///
/// Source: Amazon SNS API Reference, "GetTopicAttributes".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Topic {
    /// The topic policy; none when there is none.
    pub policy: Fact<Option<Document>>,
    /// How messages are encrypted while SNS holds them.
    pub encryption: Fact<AtRest>,
    /// All other attributes.
    pub attributes: Fact<TopicAttributes>,
    /// Who is sent a copy of each message.
    pub subscriptions: Fact<Vec<Subscription>>,
}

/// Attributes of a topic.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TopicAttributes {
    /// The name that receivers of e-mail see; none when empty.
    pub display_name: Option<String>,
    /// Whether it keeps its order.
    pub fifo: bool,
    /// The version of the signature of messages: 1 is SHA-1, 2 is SHA-256.
    pub signature_version: Option<u8>,
    /// For how many days messages are kept to be replayed; none when they are not.
    pub archived_days: Option<u32>,
    /// The deliveries that are written to CloudWatch Logs.
    pub delivery_logging: Vec<DeliveryLogging>,
}

/// Which deliveries over one protocol are logged, and by which role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryLogging {
    /// As the names of the attributes begin: `HTTP`, `Firehose`, `Lambda`, `SQS` or `Application`.
    pub protocol: String,
    /// The ARN of the role that logs deliveries that succeed; none when they are not logged.
    pub success_role: Option<String>,
    /// The ARN of the role that logs deliveries that fail; none when they are not logged.
    pub failure_role: Option<String>,
}

/// Who is sent a copy of each message of a topic.
///
/// Source: Amazon SNS API Reference, "GetSubscriptionAttributes".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subscription {
    /// Its ARN; none while it waits to be confirmed.
    pub arn: Option<String>,
    /// The account that subscribed.
    pub owner: String,
    /// `sqs`, `lambda`, `firehose`, `https`, `http`, `email`, `email-json`, `sms` or `application`.
    pub protocol: String,
    /// Where copies are sent to: an ARN or an address. Of e-mail addresses and phone numbers, which are personal, only the
    /// domain and the last two digits are kept.
    pub endpoint: Redacted,
    /// What was read of it by a call of its own; without meaning while it waits to be confirmed.
    pub details: Fact<SubscriptionDetails>,
}

/// How copies are delivered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubscriptionDetails {
    /// Whether the message is sent as it is, without SNS's own envelope.
    pub raw: bool,
    /// The ARN of the queue for what could not be delivered.
    pub dead_letter: Option<String>,
    /// The filter policy, as it was written.
    pub filter: Option<String>,
    /// The ARN of the role that writes into a delivery stream.
    pub role: Option<String>,
}

impl Subscription {
    /// The queue for what could not be delivered, as far as it is known.
    pub fn dead_letter(&self) -> Option<&str> {
        self.details.known()?.dead_letter.as_deref()
    }
}

impl Aspects for Topic {
    fn at_rest(&self) -> Fact<AtRest> {
        self.encryption.clone()
    }

    fn resource_policy(&self) -> Option<ResourcePolicy<'_>> {
        Some(ResourcePolicy { label: "topic policy", document: &self.policy })
    }

    fn resource_policy_mut(&mut self) -> Option<&mut Document> {
        self.policy.known_mut().and_then(Option::as_mut)
    }

    fn roles(&self) -> Vec<&str> {
        let subscriptions = self.subscriptions.known().into_iter().flatten();
        let delivery = subscriptions.filter_map(|it| it.details.known()?.role.as_deref());
        let logging = self.attributes.known().into_iter().flat_map(|it| &it.delivery_logging);
        let logging = logging.flat_map(|it| [it.success_role.as_deref(), it.failure_role.as_deref()]).flatten();
        let mut roles: Vec<&str> = delivery.chain(logging).collect();
        roles.sort_unstable();
        roles.dedup();
        roles
    }
}
