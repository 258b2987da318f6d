//! Step Functions state machines.

use serde::{Deserialize, Serialize};

use crate::model::{Aspects, AtRest, Fact, RedactedText};

/// A state machine.
///
/// Source: AWS Step Functions API Reference, "DescribeStateMachine".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StateMachine {
    /// `STANDARD` or `EXPRESS`.
    pub machine_type: String,
    /// All that one more call says.
    pub details: Fact<StateMachineDetails>,
}

/// Further settings of a state machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StateMachineDetails {
    /// The ARN of its role.
    pub role: String,
    /// Its definition in Amazon States Language, without secrets.
    pub definition: RedactedText,
    /// `OFF`, `FATAL`, `ERROR` or `ALL`.
    pub log_level: String,
    /// Whether inputs and outputs are logged.
    pub logs_data: bool,
    /// The ARNs of the log groups.
    pub logs: Vec<String>,
    /// Whether executions are traced.
    pub traced: bool,
    /// The customer's KMS key; none when AWS's own is used.
    pub key: Option<String>,
}

impl Aspects for StateMachine {
    fn at_rest(&self) -> Fact<AtRest> {
        self.details.map(|it| AtRest::of(it.key.as_deref(), Some("AWS owned key")))
    }

    fn roles(&self) -> Vec<&str> {
        self.details.known().map(|it| it.role.as_str()).into_iter().collect()
    }
}
