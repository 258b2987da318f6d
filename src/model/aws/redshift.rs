//! Redshift, provisioned and serverless: warehouses, their snapshots, and with whom they share data.

use serde::{Deserialize, Serialize};

use super::TlsRule;
use crate::model::{Aspects, AtRest, Document, Fact, Network, ResourcePolicy, Timestamp};

/// A provisioned cluster.
///
/// Source: Amazon Redshift API Reference, "Cluster".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RedshiftCluster {
    /// The ARN of its namespace, by which data shares and integrations name it.
    pub namespace: Option<String>,
    /// How storage is encrypted.
    pub encryption: AtRest,
    /// Where it is reached: host and port.
    pub endpoint: Option<String>,
    /// Whether it has a public address.
    pub publicly_accessible: bool,
    /// The network.
    pub vpc: Option<String>,
    /// The security groups.
    pub security_groups: Vec<String>,
    /// Whether COPY and UNLOAD go through the customer's network.
    pub enhanced_routing: bool,
    /// The roles that statements may use, by ARN.
    pub roles: Vec<String>,
    /// The secret in which Redshift keeps the administrator's password; none when Redshift does not.
    pub admin_secret: Option<String>,
    /// For how many days automated snapshots are kept; 0 when there are none.
    pub snapshot_days: u32,
    /// The region that snapshots are copied to.
    pub copies_to: Option<String>,
    /// The parameter group in force.
    pub parameter_group: Option<String>,
    /// Whether it refuses connections without TLS.
    pub tls: Fact<TlsRule>,
    /// Where audit logs go; none when nowhere.
    pub logging: Fact<Option<WarehouseLogging>>,
    /// The accounts that may make endpoints of their own to it.
    pub endpoint_grants: Fact<Vec<EndpointGrant>>,
    /// What is done to it on a schedule, and by which role.
    pub scheduled: Fact<Vec<ScheduledAction>>,
    /// The policy of its namespace, which lets integrations in; none when there is none.
    pub policy: Fact<Option<Document>>,
}

/// Where a warehouse's audit logs go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WarehouseLogging {
    /// Into a bucket.
    Bucket {
        /// Its name.
        bucket: String,
        /// The prefix of the files.
        prefix: Option<String>,
    },
    /// To CloudWatch Logs: which logs, such as `connectionlog`.
    Groups(Vec<String>),
}

/// An account that may make endpoints of its own to a cluster.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndpointGrant {
    /// The account.
    pub account: String,
    /// Whether from all of its networks.
    pub all_networks: bool,
}

/// Something that is done to a cluster on a schedule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScheduledAction {
    /// Its name.
    pub name: String,
    /// What is done, such as `ResizeCluster`.
    pub action: String,
    /// The role that does it, by ARN.
    pub role: Option<String>,
}

/// A serverless namespace: the data of a warehouse.
///
/// Source: Amazon Redshift Serverless API Reference, "Namespace".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RedshiftNamespace {
    /// Its name.
    pub name: String,
    /// The ARN by which data shares name it.
    pub shares_as: Option<String>,
    /// How data is encrypted: always, with a key of AWS unless one is named.
    pub encryption: AtRest,
    /// The roles that statements may use, by ARN.
    pub roles: Vec<String>,
    /// The logs that go to CloudWatch Logs, such as `useractivitylog`.
    pub log_exports: Vec<String>,
    /// The secret in which Redshift keeps the administrator's password; none when Redshift does not.
    pub admin_secret: Option<String>,
    /// Its policy, which lets integrations in; none when there is none.
    pub policy: Fact<Option<Document>>,
}

/// A serverless workgroup: what computes over a namespace.
///
/// Source: Amazon Redshift Serverless API Reference, "Workgroup".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RedshiftWorkgroup {
    /// Its name.
    pub name: String,
    /// The namespace, by its name.
    pub namespace: String,
    /// Where it is reached: host and port.
    pub endpoint: Option<String>,
    /// Whether it has a public address.
    pub publicly_accessible: bool,
    /// Whether COPY and UNLOAD go through the customer's network.
    pub enhanced_routing: bool,
    /// The subnets.
    pub subnets: Vec<String>,
    /// The security groups.
    pub security_groups: Vec<String>,
    /// Whether it refuses connections without TLS.
    pub tls: TlsRule,
}

/// A manual snapshot of a cluster, or a snapshot of a namespace. Automated ones of clusters are left out.
///
/// Sources: Amazon Redshift API Reference, "Snapshot"; Amazon Redshift Serverless API Reference, "Snapshot".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RedshiftSnapshot {
    /// The ARN of the cluster or the namespace, which may be gone.
    pub source: String,
    /// When it was taken.
    pub created: Option<Timestamp>,
    /// How it is encrypted.
    pub encryption: AtRest,
    /// The accounts that may restore it.
    pub restorable_by: Vec<String>,
    /// The policy of a snapshot of a namespace; there is none of a cluster's. Earlier snapshots of an estate say nothing of
    /// it.
    #[serde(default = "not_asked")]
    pub policy: Fact<Option<Document>>,
}

/// What a snapshot of an estate says of something that was not asked yet when it was made.
fn not_asked<T>() -> Fact<T> {
    Fact::NotApplicable
}

/// A share of live data, without a copy.
///
/// Source: Amazon Redshift API Reference, "DataShare".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DataShare {
    /// The ARN of the namespace whose data it is.
    pub producer: String,
    /// Whether warehouses with a public address may read it.
    pub public_consumers: bool,
    /// Who may read it.
    pub consumers: Vec<DataShareConsumer>,
    /// The service that manages it, such as `ADX` for AWS Data Exchange; none for none.
    pub managed_by: Option<String>,
}

/// Who may read a data share.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DataShareConsumer {
    /// An account, the ARN of a namespace, or the ARN of a data catalogue.
    pub name: String,
    /// How far the sharing is, such as `ACTIVE`.
    pub status: String,
    /// Its region.
    pub region: Option<String>,
    /// Whether it may write.
    pub writes: bool,
}

impl DataShareConsumer {
    /// The account that reads: the name itself, or the account of the ARN.
    pub fn account(&self) -> Option<&str> {
        let number = |text: &str| text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit());
        let account = if self.name.starts_with("arn:") { self.name.split(':').nth(4)? } else { &self.name };
        Some(account).filter(|account| number(account))
    }

    /// Whether data can be read, or could be as soon as the other side takes it.
    pub fn is_open(&self) -> bool {
        !matches!(self.status.as_str(), "REJECTED" | "DEAUTHORIZED" | "PENDING_AUTHORIZATION")
    }
}

impl Aspects for RedshiftCluster {
    fn other_arns(&self) -> Vec<&str> {
        self.namespace.as_deref().into_iter().collect()
    }

    fn at_rest(&self) -> Fact<AtRest> {
        Fact::Known(self.encryption.clone())
    }

    fn resource_policy(&self) -> Option<ResourcePolicy<'_>> {
        Some(ResourcePolicy { label: "namespace policy", document: &self.policy })
    }

    fn resource_policy_mut(&mut self) -> Option<&mut Document> {
        self.policy.known_mut().and_then(Option::as_mut)
    }

    fn roles(&self) -> Vec<&str> {
        let scheduled = self.scheduled.known().into_iter().flatten().filter_map(|it| it.role.as_deref());
        self.roles.iter().map(String::as_str).chain(scheduled).collect()
    }

    fn endpoints(&self) -> Vec<&str> {
        self.endpoint.as_deref().into_iter().collect()
    }

    fn network(&self) -> Fact<Network> {
        Fact::Known(Network::Vpc {
            vpc: self.vpc.clone(),
            subnets: Vec::new(),
            security_groups: self.security_groups.clone(),
            public: self.publicly_accessible,
        })
    }
}

impl Aspects for RedshiftNamespace {
    fn name(&self) -> Option<&str> {
        Some(&self.name)
    }

    fn other_arns(&self) -> Vec<&str> {
        self.shares_as.as_deref().into_iter().collect()
    }

    fn at_rest(&self) -> Fact<AtRest> {
        Fact::Known(self.encryption.clone())
    }

    fn resource_policy(&self) -> Option<ResourcePolicy<'_>> {
        Some(ResourcePolicy { label: "namespace policy", document: &self.policy })
    }

    fn resource_policy_mut(&mut self) -> Option<&mut Document> {
        self.policy.known_mut().and_then(Option::as_mut)
    }

    fn roles(&self) -> Vec<&str> {
        self.roles.iter().map(String::as_str).collect()
    }
}

impl Aspects for RedshiftWorkgroup {
    fn name(&self) -> Option<&str> {
        Some(&self.name)
    }

    fn endpoints(&self) -> Vec<&str> {
        self.endpoint.as_deref().into_iter().collect()
    }

    fn network(&self) -> Fact<Network> {
        Fact::Known(Network::Vpc {
            vpc: None,
            subnets: self.subnets.clone(),
            security_groups: self.security_groups.clone(),
            public: self.publicly_accessible,
        })
    }
}

impl Aspects for RedshiftSnapshot {
    fn at_rest(&self) -> Fact<AtRest> {
        Fact::Known(self.encryption.clone())
    }

    fn resource_policy(&self) -> Option<ResourcePolicy<'_>> {
        let has = self.policy != Fact::NotApplicable;
        has.then_some(ResourcePolicy { label: "snapshot policy", document: &self.policy })
    }

    fn resource_policy_mut(&mut self) -> Option<&mut Document> {
        self.policy.known_mut().and_then(Option::as_mut)
    }
}

impl Aspects for DataShare {}
