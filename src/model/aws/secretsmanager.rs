//! Secrets of Secrets Manager: what is known about them, never what they say.

use serde::{Deserialize, Serialize};

use crate::model::{Aspects, AtRest, Document, Fact, ResourcePolicy, Timestamp};

/// A secret, without its value.
///
/// Source: AWS Secrets Manager API Reference, "DescribeSecret".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Secret {
    /// Its name, which may hold slashes.
    pub name: String,
    /// How it is encrypted. A secret without a KMS key of its own uses `alias/aws/secretsmanager`.
    pub encryption: AtRest,
    /// The policy that it carries; none when there is none.
    pub policy: Fact<Option<Document>>,
    /// Its rotation; none where it is off.
    pub rotation: Option<SecretRotation>,
    /// The ARN of the function that rotated it until rotation was switched off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_function: Option<String>,
    /// When its value was last changed by rotation.
    pub rotated: Option<Timestamp>,
    /// When anything of it was last changed.
    pub changed: Option<Timestamp>,
    /// The day on which its value was last read; none where it never was.
    pub accessed: Option<Timestamp>,
    /// When it was made.
    pub created: Option<Timestamp>,
    /// Since when it waits to be deleted.
    pub deleted: Option<Timestamp>,
    /// The AWS service that made it and keeps it, such as `rds`.
    pub owner: Option<String>,
    /// The region that it is copied from; none where this is the first.
    pub primary_region: Option<String>,
    /// Its copies in other regions.
    pub replicas: Fact<Vec<SecretReplica>>,
}

/// How a secret is rotated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecretRotation {
    /// The ARN of the function that does it; none where the owning service does.
    pub function: Option<String>,
    /// After how many days.
    pub days: Option<u32>,
    /// On which schedule, as `cron(...)` or `rate(...)`.
    pub schedule: Option<String>,
    /// How long the window is in which it may happen, such as `3h`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window: Option<String>,
    /// When it is due.
    pub next: Option<Timestamp>,
}

impl SecretRotation {
    /// What a person sets of it. Of a rotation on a schedule the service counts the days itself, and when it is due.
    ///
    /// Source: AWS Secrets Manager API Reference, "RotationRulesType".
    #[must_use]
    pub fn as_set(&self) -> Self {
        let days = self.days.filter(|_| self.schedule.is_none());
        Self { days, next: None, ..self.clone() }
    }
}

/// A copy of a secret in another region.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecretReplica {
    /// The region.
    pub region: String,
    /// Its KMS key.
    pub key: Option<String>,
    /// `InSync`, `Failed` or `InProgress`.
    pub status: Option<String>,
    /// The day on which its value was last read there.
    pub accessed: Option<Timestamp>,
}

impl Secret {
    /// Whether it is in force: neither waiting to be deleted nor a copy, which the first one decides about.
    pub fn is_own(&self, region: &str) -> bool {
        self.deleted.is_none() && self.primary_region.as_deref().is_none_or(|primary| primary == region)
    }
}

impl Aspects for Secret {
    fn name(&self) -> Option<&str> {
        Some(&self.name)
    }

    fn at_rest(&self) -> Fact<AtRest> {
        Fact::Known(self.encryption.clone())
    }

    fn resource_policy(&self) -> Option<ResourcePolicy<'_>> {
        Some(ResourcePolicy { label: "secret's policy", document: &self.policy })
    }

    fn resource_policy_mut(&mut self) -> Option<&mut Document> {
        self.policy.known_mut().and_then(Option::as_mut)
    }
}
