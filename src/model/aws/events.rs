//! EventBridge: buses, rules, destinations outside of AWS, pipes and schedules.

use serde::{Deserialize, Serialize};

use crate::model::{Aspects, AtRest, Document, Fact, Redacted, ResourcePolicy};

/// An event bus.
///
/// Source: Amazon EventBridge API Reference, "DescribeEventBus".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventBus {
    /// The bus policy; none when only the account itself may send.
    pub policy: Fact<Option<Document>>,
    /// How events are encrypted while EventBridge holds them.
    pub encryption: Fact<AtRest>,
    /// The ARN of the queue for events that could not be decrypted.
    pub dead_letter: Fact<Option<String>>,
}

/// A rule: which events of a bus, or which times, set off which targets.
///
/// Source: Amazon EventBridge API Reference, "Rule".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventRule {
    /// The ARN of the bus.
    pub bus: String,
    /// The pattern that an event must fit, as it was written.
    pub pattern: Option<String>,
    /// The times, such as `rate(5 minutes)`.
    pub schedule: Option<String>,
    /// Whether it is on.
    pub enabled: bool,
    /// The service that made it for itself.
    pub managed_by: Option<String>,
    /// What it sets off.
    pub targets: Fact<Vec<RuleTarget>>,
}

/// What a rule sets off.
///
/// Source: Amazon EventBridge API Reference, "Target".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleTarget {
    /// Its id within the rule.
    pub id: String,
    /// Its ARN.
    pub arn: String,
    /// The ARN of the role that EventBridge takes; none where the target's own policy lets it in.
    pub role: Option<String>,
    /// What it is given in place of the event, without secrets.
    pub input: Option<Redacted>,
    /// Whether it is given parts of the event in a text of the rule's.
    pub transformed: bool,
    /// The ARN of the queue for events that could not be delivered.
    pub dead_letter: Option<String>,
}

/// An address outside of AWS that events are sent to.
///
/// Source: Amazon EventBridge API Reference, "ApiDestination".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiDestination {
    /// The address, without secrets.
    pub endpoint: Redacted,
    /// Whether it may be called.
    pub active: bool,
    /// The ARN of the connection that holds the credentials.
    pub connection: String,
    /// How the connection says who it is: `BASIC`, `API_KEY` or `OAUTH_CLIENT_CREDENTIALS`.
    pub authorization: Fact<Option<String>>,
}

/// A pipe: reads one source and sends to one target.
///
/// Source: Amazon EventBridge Pipes API Reference, "DescribePipe".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pipe {
    /// The ARN of the source, or the address of a Kafka cluster that AWS does not manage.
    pub source: String,
    /// The ARN of the target.
    pub target: String,
    /// The ARN of what is asked for more before the target is given it.
    pub enrichment: Option<String>,
    /// Whether it runs.
    pub running: bool,
    /// All that one more call says.
    pub details: Fact<PipeDetails>,
}

/// Further settings of a pipe.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PipeDetails {
    /// The ARN of its role.
    pub role: String,
    /// The ARN of the queue or topic for records that failed for good.
    pub dead_letter: Option<String>,
    /// `OFF`, `ERROR`, `INFO` or `TRACE`.
    pub log_level: String,
    /// Whether the records themselves are logged.
    pub logs_data: bool,
    /// Where it logs to: ARNs of log groups and delivery streams, `s3://` paths.
    pub logs: Vec<String>,
    /// The customer's KMS key; none when AWS's own is used.
    pub key: Option<String>,
}

/// A schedule.
///
/// Source: Amazon EventBridge Scheduler API Reference, "GetSchedule".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Schedule {
    /// The ARN of the target; for calls of any service one such as `arn:aws:scheduler:::aws-sdk:sqs:sendMessage`.
    pub target: String,
    /// Whether it is on.
    pub enabled: bool,
    /// All that one more call says.
    pub details: Fact<ScheduleDetails>,
}

/// Further settings of a schedule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScheduleDetails {
    /// The times, such as `cron(0 3 * * ? *)`.
    pub expression: String,
    /// The ARN of its role.
    pub role: String,
    /// What the target is given, without secrets.
    pub input: Option<Redacted>,
    /// The ARN of the queue for calls that failed.
    pub dead_letter: Option<String>,
    /// The customer's KMS key; none when AWS's own is used.
    pub key: Option<String>,
}

/// What AWS says of keys that are its own.
const OWN_KEY: &str = "AWS owned key";

impl Aspects for EventBus {
    fn at_rest(&self) -> Fact<AtRest> {
        self.encryption.clone()
    }

    fn resource_policy(&self) -> Option<ResourcePolicy<'_>> {
        Some(ResourcePolicy { label: "event bus policy", document: &self.policy })
    }

    fn resource_policy_mut(&mut self) -> Option<&mut Document> {
        self.policy.known_mut().and_then(Option::as_mut)
    }
}

impl Aspects for EventRule {
    fn roles(&self) -> Vec<&str> {
        let mut roles: Vec<&str> =
            self.targets.known().into_iter().flatten().filter_map(|it| it.role.as_deref()).collect();
        roles.sort_unstable();
        roles.dedup();
        roles
    }
}

impl Aspects for ApiDestination {}

impl Aspects for Pipe {
    fn at_rest(&self) -> Fact<AtRest> {
        self.details.map(|it| AtRest::of(it.key.as_deref(), Some(OWN_KEY)))
    }

    fn roles(&self) -> Vec<&str> {
        self.details.known().map(|it| it.role.as_str()).into_iter().collect()
    }
}

impl Aspects for Schedule {
    fn at_rest(&self) -> Fact<AtRest> {
        self.details.map(|it| AtRest::of(it.key.as_deref(), Some(OWN_KEY)))
    }

    fn roles(&self) -> Vec<&str> {
        self.details.known().map(|it| it.role.as_str()).into_iter().collect()
    }
}
