//! Kafka clusters of MSK and connectors of MSK Connect.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::model::{Aspects, AtRest, Document, Fact, Network, Redacted, ResourcePolicy, Timestamp};

/// A cluster, provisioned or serverless. The listing tells all but the facts.
///
/// Source: Amazon MSK API Reference, "Clusters v2".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KafkaCluster {
    /// Its name.
    pub name: String,
    /// Whether it is serverless.
    pub serverless: bool,
    /// Such as `ACTIVE`.
    pub state: String,
    /// How its volumes are encrypted.
    pub encryption: AtRest,
    /// How clients talk to brokers: `TLS`, `TLS_PLAINTEXT` or `PLAINTEXT`.
    pub client_broker: String,
    /// Whether brokers talk to each other encrypted.
    pub in_cluster: bool,
    /// How clients say who they are.
    pub authentication: KafkaAuthentication,
    /// The network that it stands in.
    pub network: Network,
    /// Whether clients of other networks get in through endpoints of theirs.
    pub private_connectivity: bool,
    /// The metrics that are measured, such as `DEFAULT`.
    pub monitoring: Option<String>,
    /// Where the brokers' logs go.
    pub logs: LogTargets,
    /// The version of Kafka.
    pub version: Option<String>,
    /// When it was made.
    pub created: Option<Timestamp>,
    /// The hosts of its brokers, each with its port.
    pub brokers: Fact<Vec<String>>,
    /// The policy that it carries; none when there is none.
    pub policy: Fact<Option<Document>>,
    /// The ARNs of the secrets that hold users and passwords. Without meaning where there are no such users.
    pub scram_secrets: Fact<Vec<String>>,
}

/// How clients of a cluster say who they are. Several ways may be on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct KafkaAuthentication {
    /// By IAM.
    pub iam: bool,
    /// By a user and a password that a secret holds.
    pub scram: bool,
    /// By a certificate.
    pub tls: bool,
    /// Not at all.
    pub unauthenticated: bool,
}

/// Where logs go; each none where they do not.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct LogTargets {
    /// The name of a log group.
    pub log_group: Option<String>,
    /// The name of a delivery stream.
    pub delivery_stream: Option<String>,
    /// The name of a bucket.
    pub bucket: Option<String>,
}

impl LogTargets {
    /// Whether logs go nowhere.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A connector.
///
/// Source: Amazon MSK Connect API Reference, "DescribeConnector".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KafkaConnector {
    /// Its name.
    pub name: String,
    /// Such as `RUNNING`.
    pub state: String,
    /// The role that it works as.
    pub role: String,
    /// The brokers of its cluster, as `host:port` with commas between.
    pub brokers: String,
    /// The network that it stands in.
    pub network: Network,
    /// How it says who it is: `IAM` or `NONE`.
    pub authentication: Option<String>,
    /// How it talks to the cluster: `TLS` or `PLAINTEXT`.
    pub in_transit: Option<String>,
    /// Where the workers' logs go.
    pub logs: LogTargets,
    /// When it was made.
    pub created: Option<Timestamp>,
    /// What it is told, by property.
    pub configuration: Fact<BTreeMap<String, Redacted>>,
    /// The properties of its workers; none where they are the service's.
    pub workers: Fact<BTreeMap<String, Redacted>>,
    /// The plugins that it runs.
    pub plugins: Vec<ConnectorPlugin>,
}

/// The code of a connector.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConnectorPlugin {
    /// Its ARN.
    pub arn: String,
    /// The object in S3 that it was made of, as `s3://bucket/key`; none where the service does not tell.
    pub source: Fact<Option<String>>,
}

impl Aspects for KafkaCluster {
    fn name(&self) -> Option<&str> {
        Some(&self.name)
    }

    fn at_rest(&self) -> Fact<AtRest> {
        Fact::Known(self.encryption.clone())
    }

    fn resource_policy(&self) -> Option<ResourcePolicy<'_>> {
        Some(ResourcePolicy { label: "cluster policy", document: &self.policy })
    }

    fn resource_policy_mut(&mut self) -> Option<&mut Document> {
        self.policy.known_mut().and_then(Option::as_mut)
    }

    fn endpoints(&self) -> Vec<&str> {
        self.brokers.known().into_iter().flatten().map(String::as_str).collect()
    }

    fn network(&self) -> Fact<Network> {
        Fact::Known(self.network.clone())
    }
}

impl Aspects for KafkaConnector {
    fn name(&self) -> Option<&str> {
        Some(&self.name)
    }

    fn roles(&self) -> Vec<&str> {
        vec![&self.role]
    }

    fn network(&self) -> Fact<Network> {
        Fact::Known(self.network.clone())
    }
}
