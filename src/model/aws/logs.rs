//! CloudWatch Logs: groups, what reads them, and who may write.

use serde::{Deserialize, Serialize};

use crate::model::{Aspects, AtRest, Document, Fact, ResourcePolicy, Timestamp};

/// A log group. All but its filters is told by the listing.
///
/// Source: Amazon CloudWatch Logs API Reference, "LogGroup".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogGroup {
    /// Its name, which may hold slashes.
    pub name: String,
    /// How events are encrypted. A group without a KMS key is encrypted with keys of the service.
    pub encryption: AtRest,
    /// For how many days events are kept; none where for ever.
    pub retention_days: Option<u32>,
    /// `STANDARD`, `INFREQUENT_ACCESS` or `DELIVERY`, where it is told.
    pub class: Option<String>,
    /// How many bytes it holds.
    pub bytes: Option<u64>,
    /// Whether a policy of the group or of the account masks sensitive data in it.
    pub data_protection: bool,
    /// Whether it is guarded against deletion.
    pub deletion_protection: bool,
    /// How many metric filters it has.
    pub metric_filters: u32,
    /// When it was made.
    pub created: Option<Timestamp>,
    /// Its own filters that pass its events on. Without meaning for classes that have none.
    pub subscriptions: Fact<Vec<LogSubscription>>,
    /// Policies of the account that pass on the events of many groups, this one among them.
    pub account_subscriptions: Fact<Vec<LogSubscription>>,
}

/// What passes the events of a log group on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogSubscription {
    /// The name of the filter, or of the account's policy.
    pub name: String,
    /// The ARN of a stream, a delivery stream, a function or a destination, perhaps of another account.
    pub destination: String,
    /// The role that writes there; none where the destination's own policy lets the service in.
    pub role: Option<String>,
    /// Which events; empty for all.
    pub pattern: String,
}

/// A destination: what other accounts may send their log events to.
///
/// Source: Amazon CloudWatch Logs API Reference, "Destination".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogDestination {
    /// The ARN of the stream that gets the events.
    pub target: String,
    /// The role that writes there.
    pub role: String,
    /// Who may send.
    pub policy: Fact<Option<Document>>,
    /// When it was made.
    pub created: Option<Timestamp>,
}

/// A policy of an account and a region that lets services and accounts write into log groups. AWS gives it no ARN; the one
/// that it has here is made of its name.
///
/// Source: Amazon CloudWatch Logs API Reference, "ResourcePolicy".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogResourcePolicy {
    /// Its name.
    pub name: String,
    /// The document.
    pub policy: Fact<Option<Document>>,
    /// When it was last changed.
    pub changed: Option<Timestamp>,
}

impl Aspects for LogGroup {
    fn name(&self) -> Option<&str> {
        Some(&self.name)
    }

    fn at_rest(&self) -> Fact<AtRest> {
        Fact::Known(self.encryption.clone())
    }

    fn roles(&self) -> Vec<&str> {
        self.all_subscriptions().filter_map(|it| it.role.as_deref()).collect()
    }
}

impl LogGroup {
    /// Its own subscriptions and those of the account, as far as they are known.
    pub fn all_subscriptions(&self) -> impl Iterator<Item = &LogSubscription> {
        self.subscriptions.known().into_iter().chain(self.account_subscriptions.known()).flatten()
    }
}

impl Aspects for LogDestination {
    fn resource_policy(&self) -> Option<ResourcePolicy<'_>> {
        Some(ResourcePolicy { label: "destination's access policy", document: &self.policy })
    }

    fn resource_policy_mut(&mut self) -> Option<&mut Document> {
        self.policy.known_mut().and_then(Option::as_mut)
    }

    fn roles(&self) -> Vec<&str> {
        vec![&self.role]
    }
}

impl Aspects for LogResourcePolicy {
    fn name(&self) -> Option<&str> {
        Some(&self.name)
    }

    fn resource_policy(&self) -> Option<ResourcePolicy<'_>> {
        Some(ResourcePolicy { label: "log resource policy", document: &self.policy })
    }

    fn resource_policy_mut(&mut self) -> Option<&mut Document> {
        self.policy.known_mut().and_then(Option::as_mut)
    }
}
