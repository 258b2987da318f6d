//! Managed Workflows for Apache Airflow: environments.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::model::{Aspects, AtRest, Fact, Network, Redacted, Timestamp};

/// An environment. One call tells all of it.
///
/// Source: Amazon Managed Workflows for Apache Airflow API Reference, "Environment".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AirflowEnvironment {
    /// All that is known of it.
    pub settings: Fact<AirflowSettings>,
}

/// How an environment is set up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AirflowSettings {
    /// Its state, such as `AVAILABLE`.
    pub status: String,
    /// The version of Airflow, such as `2.10.3`.
    pub version: Option<String>,
    /// The role that its tasks work as.
    pub role: String,
    /// The ARN of the bucket with its code.
    pub bucket: Option<String>,
    /// The folder of its DAGs in the bucket.
    pub dags: Option<String>,
    /// Its plugins in the bucket.
    pub plugins: Option<String>,
    /// Its list of Python packages in the bucket.
    pub requirements: Option<String>,
    /// The script that it runs when it starts, in the bucket.
    pub startup_script: Option<String>,
    /// The KMS key of its data; none where AWS owns it.
    pub key: Option<String>,
    /// Options of Airflow that differ from what it comes with, by name.
    pub options: BTreeMap<String, Redacted>,
    /// How its web server is reached: `PRIVATE_ONLY`, `PUBLIC_ONLY`, `PUBLIC_AND_PRIVATE`.
    pub access: Option<String>,
    /// The host of its web server.
    pub address: Option<String>,
    /// Where it stands.
    pub network: Network,
    /// Its logs, by component: `DagProcessing`, `Scheduler`, `Webserver`, `Worker`, `Task`.
    pub logs: BTreeMap<String, AirflowLog>,
    /// When it was made.
    pub created: Option<Timestamp>,
}

/// The log of a component.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AirflowLog {
    /// Whether it is written.
    pub enabled: bool,
    /// From which level on.
    pub level: Option<String>,
    /// The ARN of its log group.
    pub group: Option<String>,
}

impl Aspects for AirflowEnvironment {
    fn at_rest(&self) -> Fact<AtRest> {
        self.settings.map(|it| AtRest::of(it.key.as_deref(), Some("AWS owned key")))
    }

    fn roles(&self) -> Vec<&str> {
        self.settings.known().map(|it| it.role.as_str()).into_iter().collect()
    }

    fn endpoints(&self) -> Vec<&str> {
        self.settings.known().and_then(|it| it.address.as_deref()).into_iter().collect()
    }

    fn network(&self) -> Fact<Network> {
        self.settings.map(|it| it.network.clone())
    }
}
