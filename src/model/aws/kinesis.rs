//! Kinesis data streams and their registered consumers.

use serde::{Deserialize, Serialize};

use crate::model::{Aspects, AtRest, Document, Fact, ResourcePolicy, Timestamp};

/// A data stream.
///
/// Source: Amazon Kinesis Data Streams API Reference, "StreamDescriptionSummary".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stream {
    /// How records are encrypted.
    pub encryption: Fact<AtRest>,
    /// The policy that it carries; none when there is none.
    pub policy: Fact<Option<Document>>,
    /// All else.
    pub attributes: Fact<StreamAttributes>,
}

/// Attributes of a data stream.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StreamAttributes {
    /// For how many hours records are kept, 24 to 8760.
    pub retention_hours: u32,
    /// `PROVISIONED` or `ON_DEMAND`.
    pub mode: Option<String>,
    /// How many shards take records.
    pub open_shards: Option<u32>,
    /// Metrics that are measured for each shard, such as `IteratorAgeMilliseconds`.
    pub shard_metrics: Vec<String>,
    /// When it was made.
    pub created: Option<Timestamp>,
}

/// A consumer that is registered with a stream, so that records are sent to it over a connection of its own.
///
/// Source: Amazon Kinesis Data Streams API Reference, "Consumer".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StreamConsumer {
    /// Its name.
    pub name: String,
    /// The ARN of the stream.
    pub stream: String,
    /// The policy that it carries; none when there is none.
    pub policy: Fact<Option<Document>>,
    /// `ACTIVE`, `CREATING` or `DELETING`.
    pub status: String,
    /// When it was made.
    pub created: Option<Timestamp>,
}

impl Aspects for Stream {
    fn created(&self) -> Option<Timestamp> {
        self.attributes.known().and_then(|it| it.created)
    }

    fn at_rest(&self) -> Fact<AtRest> {
        self.encryption.clone()
    }

    fn resource_policy(&self) -> Option<ResourcePolicy<'_>> {
        Some(ResourcePolicy { label: "stream policy", document: &self.policy })
    }

    fn resource_policy_mut(&mut self) -> Option<&mut Document> {
        self.policy.known_mut().and_then(Option::as_mut)
    }
}

impl Aspects for StreamConsumer {
    fn name(&self) -> Option<&str> {
        Some(&self.name)
    }

    fn resource_policy(&self) -> Option<ResourcePolicy<'_>> {
        Some(ResourcePolicy { label: "consumer policy", document: &self.policy })
    }

    fn resource_policy_mut(&mut self) -> Option<&mut Document> {
        self.policy.known_mut().and_then(Option::as_mut)
    }
}
