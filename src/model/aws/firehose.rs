//! Delivery streams of Amazon Data Firehose.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::model::{Aspects, AtRest, Fact, Network, Redacted, Timestamp};

/// A delivery stream. All but its tags is told by one call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryStream {
    /// What it is.
    pub description: Fact<DeliveryDescription>,
}

/// What a delivery stream is.
///
/// Source: Amazon Data Firehose API Reference, "DeliveryStreamDescription".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryDescription {
    /// Such as `ACTIVE`.
    pub status: String,
    /// Where records come from.
    pub source: DeliverySource,
    /// How records that are put into it are encrypted while they wait. Without meaning for other sources, whose records
    /// wait in the source.
    pub encryption: Fact<AtRest>,
    /// Where records go; none where the service tells a kind that is not known here.
    pub destination: Option<Delivery>,
    /// When it was made.
    pub created: Option<Timestamp>,
}

/// Where the records of a delivery stream come from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliverySource {
    /// Producers put them.
    DirectPut,
    /// A Kinesis data stream.
    Kinesis {
        /// Its ARN.
        stream: String,
        /// The role that reads it.
        role: Option<String>,
    },
    /// A topic of a Kafka cluster.
    Kafka {
        /// The ARN of the cluster.
        cluster: String,
        /// The topic.
        topic: Option<String>,
        /// The role that reads it.
        role: Option<String>,
        /// `PUBLIC` or `PRIVATE`: over which of the cluster's endpoints.
        connectivity: Option<String>,
    },
    /// A database whose changes are read.
    Database {
        /// Its host.
        host: String,
        /// Whether the connection is encrypted.
        tls: bool,
        /// The secret that opens it.
        secret: Option<String>,
    },
    /// Another kind, in the service's word.
    Other(String),
}

/// Where the records of a delivery stream go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// The store that gets them.
    pub to: DeliveryTarget,
    /// The role that delivers.
    pub role: Option<String>,
    /// The bucket that the target loads from, or that gets what failed; with a target in S3, the target itself.
    pub bucket: Option<DeliveryBucket>,
    /// The bucket that gets the records as they came.
    pub backup: Option<DeliveryBucket>,
    /// Whether the target's records are kept besides, as the service says: `Enabled`, `AllData`, `FailedDataOnly`...
    pub backup_mode: Option<String>,
    /// The ARNs of functions that transform the records.
    pub functions: Vec<String>,
    /// The table of the Glue catalogue whose schema is used to convert the records.
    pub schema: Option<DeliverySchema>,
    /// Where errors are logged; none where they are not.
    pub log_group: Option<String>,
    /// Where in the customer's network the target is reached; none where outside of it.
    pub network: Option<Network>,
    /// The secret that opens the target.
    pub secret: Option<String>,
    /// What each request carries: attributes of HTTP requests, the token for Splunk. The access key of an HTTP endpoint is
    /// not told by the service.
    pub attributes: BTreeMap<String, Redacted>,
}

/// The store that gets the records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryTarget {
    /// A bucket.
    S3,
    /// A Redshift cluster or work group, by its JDBC address without credentials.
    Redshift(Redacted),
    /// An OpenSearch domain or collection, by its ARN or its endpoint.
    OpenSearch(String),
    /// Splunk, by the address of its collector.
    Splunk(Redacted),
    /// Snowflake, by the address of the account.
    Snowflake(Redacted),
    /// Apache Iceberg tables, as `database.table`, and the ARN of their catalogue.
    Iceberg {
        /// The ARN of the catalogue.
        catalog: Option<String>,
        /// The tables.
        tables: Vec<String>,
    },
    /// An HTTP endpoint.
    Http {
        /// Its address.
        url: Redacted,
        /// Its name.
        name: Option<String>,
    },
}

/// A bucket that a delivery stream writes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryBucket {
    /// Its ARN.
    pub arn: String,
    /// The role that writes.
    pub role: Option<String>,
    /// The prefix of objects.
    pub prefix: Option<String>,
    /// The KMS key that objects are encrypted with; none where the bucket's default decides.
    pub key: Option<String>,
    /// Where errors of this delivery are logged.
    pub log_group: Option<String>,
}

/// A table whose schema is used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliverySchema {
    /// The account of the catalogue, where it is named.
    pub catalog: Option<String>,
    /// The database.
    pub database: String,
    /// The table.
    pub table: String,
    /// The region, where it is named.
    pub region: Option<String>,
    /// The role that reads it.
    pub role: Option<String>,
}

impl Aspects for DeliveryStream {
    fn at_rest(&self) -> Fact<AtRest> {
        match &self.description {
            Fact::Known(told) => told.encryption.clone(),
            Fact::Unknown(gap) => Fact::Unknown(*gap),
            Fact::NotApplicable => Fact::NotApplicable,
        }
    }

    fn network(&self) -> Fact<Network> {
        let network = |it: &DeliveryDescription| it.destination.as_ref().and_then(|to| to.network.clone());
        self.description.map(|it| network(it).unwrap_or(Network::Service))
    }

    fn roles(&self) -> Vec<&str> {
        let Some(told) = self.description.known() else { return Vec::new() };
        let source = match &told.source {
            DeliverySource::Kinesis { role, .. } | DeliverySource::Kafka { role, .. } => role.as_deref(),
            _ => None,
        };
        let mut roles: Vec<&str> = source.into_iter().chain(told.destination.iter().flat_map(delivering)).collect();
        roles.sort_unstable();
        roles.dedup();
        roles
    }
}

fn delivering(to: &Delivery) -> impl Iterator<Item = &str> {
    let buckets = to.bucket.iter().chain(&to.backup).filter_map(|it| it.role.as_deref());
    to.role.as_deref().into_iter().chain(buckets).chain(to.schema.iter().filter_map(|it| it.role.as_deref()))
}
