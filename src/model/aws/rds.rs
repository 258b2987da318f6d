//! RDS and Aurora: databases, their snapshots, and what copies their data elsewhere.

use serde::{Deserialize, Serialize};

use crate::model::{Aspects, AtRest, Fact, Network, Timestamp};

/// A database instance or a database cluster. One listing tells all but what is a [`Fact`].
///
/// An instance of a cluster has its storage, its backups and most of its settings from the cluster.
///
/// Sources: Amazon RDS API Reference, "DBInstance" and "DBCluster".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Database {
    /// The engine, such as `aurora-postgresql`.
    pub engine: String,
    /// Its version.
    pub version: Option<String>,
    /// The cluster that an instance is a member of, by its identifier.
    pub cluster: Option<String>,
    /// How storage is encrypted.
    pub encryption: AtRest,
    /// Where it is reached: hosts, with their port.
    pub endpoints: Vec<String>,
    /// Whether its name leads to a public address. Not told of most clusters, whose instances say it.
    pub publicly_accessible: Option<bool>,
    /// The network, where the service tells it.
    pub vpc: Option<String>,
    /// The subnets.
    pub subnets: Vec<String>,
    /// The security groups.
    pub security_groups: Vec<String>,
    /// Whether IAM identities can sign in.
    pub iam_authentication: bool,
    /// Whether it cannot be deleted while this is on.
    pub deletion_protection: bool,
    /// For how many days automated backups are kept; 0 when there are none.
    pub backup_days: u32,
    /// Whether a standby or reader stands in another availability zone.
    pub multi_zone: bool,
    /// Whether minor versions are installed by themselves; not told of all clusters.
    pub minor_upgrades: Option<bool>,
    /// The certificate that it shows to clients.
    pub certificate: Option<ServerCertificate>,
    /// The logs that go to CloudWatch Logs, such as `postgresql`.
    pub log_exports: Vec<String>,
    /// The KMS key of Performance Insights, where they are on.
    pub insights_key: Option<String>,
    /// The roles that the engine works as, such as for import from S3.
    pub roles: Vec<DatabaseRole>,
    /// The role of enhanced monitoring.
    pub monitoring_role: Option<String>,
    /// The secret in which RDS keeps the administrator's password, by its ARN; none when RDS does not.
    pub admin_secret: Option<String>,
    /// The database that it follows as a replica: an identifier, or an ARN where it is in another region.
    pub replica_of: Option<String>,
    /// Where all activity is streamed to.
    pub activity_stream: Option<ActivityStream>,
    /// Whether SQL can be sent over HTTPS by the Data API.
    pub data_api: bool,
    /// The parameter group in force.
    pub parameter_group: Option<String>,
    /// Whether it refuses connections without TLS; not applicable where no parameter decides about it.
    pub tls: Fact<TlsRule>,
    /// Until when AWS supports the major version without extra charge; none where AWS gives no date.
    pub supported_until: Fact<Option<Timestamp>>,
    /// How many automated snapshots there are.
    pub automated_snapshots: Fact<u32>,
}

/// A database's certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServerCertificate {
    /// The authority that signed it, such as `rds-ca-rsa2048-g1`.
    pub authority: String,
    /// Until when it is valid.
    pub valid_until: Option<Timestamp>,
}

/// A role that a database works as.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DatabaseRole {
    /// Its ARN.
    pub arn: String,
    /// What for, such as `s3Import`; Aurora MySQL does not say.
    pub feature: Option<String>,
}

/// A stream of everything that happens in a database.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActivityStream {
    /// The name of the Kinesis stream.
    pub stream: String,
    /// The KMS key of the records.
    pub key: Option<String>,
}

/// What a parameter says about connections without TLS.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TlsRule {
    /// The parameter, such as `rds.force_ssl`.
    pub parameter: String,
    /// Its value; none when the engine's own default is in force.
    pub value: Option<String>,
    /// Whether they are refused.
    pub required: bool,
}

/// A snapshot that a person or a program took. Automated ones are only counted.
///
/// Sources: Amazon RDS API Reference, "DBSnapshot", "DBClusterSnapshot" and "DBSnapshotAttribute".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DatabaseSnapshot {
    /// The ARN of the database that it was taken of, which may be gone.
    pub database: String,
    /// The engine.
    pub engine: String,
    /// When it was taken.
    pub created: Option<Timestamp>,
    /// How it is encrypted.
    pub encryption: AtRest,
    /// Who may restore it: account numbers, or `all` for everyone.
    pub restorable_by: Fact<Vec<String>>,
}

/// An export of a snapshot or a cluster to S3. RDS gives exports no ARN; theirs here is made of the identifier.
///
/// Source: Amazon RDS API Reference, "ExportTask".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DatabaseExport {
    /// The ARN of what is exported.
    pub source: String,
    /// The ARN of the database behind it, where the snapshot is known.
    pub database: Option<String>,
    /// The bucket.
    pub bucket: String,
    /// The prefix of the objects.
    pub prefix: Option<String>,
    /// The role that writes.
    pub role: Option<String>,
    /// The KMS key that the objects are encrypted with.
    pub key: Option<String>,
    /// How far it is, such as `COMPLETE`.
    pub status: String,
    /// When it ended.
    pub ended: Option<Timestamp>,
}

/// A zero-ETL integration: a source whose changes are copied into a warehouse or a lake by AWS.
///
/// Sources: Amazon RDS API Reference, "Integration"; Amazon Redshift API Reference, "Integration".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Integration {
    /// Its name.
    pub name: String,
    /// The ARN of the source.
    pub source: String,
    /// The ARN of the target.
    pub target: String,
    /// The KMS key of data on its way; none for AWS's own.
    pub key: Option<String>,
    /// Which tables are copied, in the service's language; none for all.
    pub filter: Option<String>,
    /// How it is doing, such as `active`.
    pub status: String,
}

/// A subscription of a topic to events of databases.
///
/// Sources: Amazon RDS API Reference, "EventSubscription"; Amazon Redshift API Reference, "EventSubscription".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventSubscription {
    /// The ARN of the topic.
    pub topic: String,
    /// The kind of source, such as `db-instance`; none for all.
    pub source_kind: Option<String>,
    /// The categories, such as `deletion`; none for all.
    pub categories: Vec<String>,
    /// Whether it sends.
    pub enabled: bool,
}

/// A proxy in front of databases.
///
/// Source: Amazon RDS API Reference, "DBProxy" and "DBProxyTarget".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DatabaseProxy {
    /// The engines that it speaks to, such as `POSTGRESQL`.
    pub family: String,
    /// Where it is reached.
    pub endpoint: Option<String>,
    /// Whether it refuses clients without TLS.
    pub tls_required: bool,
    /// The role that reads the secrets.
    pub role: Option<String>,
    /// The ARNs of the secrets that it signs in with.
    pub secrets: Vec<String>,
    /// Whether every client signs in with IAM.
    pub iam_required: bool,
    /// Whether it logs the text of statements.
    pub debug_logging: bool,
    /// The network.
    pub vpc: Option<String>,
    /// The subnets.
    pub subnets: Vec<String>,
    /// The security groups.
    pub security_groups: Vec<String>,
    /// The databases behind it, by identifier; a cluster by its own.
    pub targets: Fact<Vec<ProxyTarget>>,
}

/// A database behind a proxy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProxyTarget {
    /// The identifier.
    pub name: String,
    /// Whether it is a cluster.
    pub cluster: bool,
}

impl Aspects for Database {
    fn at_rest(&self) -> Fact<AtRest> {
        Fact::Known(self.encryption.clone())
    }

    fn roles(&self) -> Vec<&str> {
        self.roles.iter().map(|role| role.arn.as_str()).chain(self.monitoring_role.as_deref()).collect()
    }

    fn endpoints(&self) -> Vec<&str> {
        self.endpoints.iter().map(String::as_str).collect()
    }

    fn network(&self) -> Fact<Network> {
        Fact::Known(Network::Vpc {
            vpc: self.vpc.clone(),
            subnets: self.subnets.clone(),
            security_groups: self.security_groups.clone(),
            public: self.publicly_accessible.unwrap_or(false),
        })
    }
}

impl Aspects for DatabaseSnapshot {
    fn at_rest(&self) -> Fact<AtRest> {
        Fact::Known(self.encryption.clone())
    }
}

impl Aspects for DatabaseExport {
    fn at_rest(&self) -> Fact<AtRest> {
        Fact::Known(AtRest::of(self.key.as_deref(), None))
    }

    fn roles(&self) -> Vec<&str> {
        self.role.as_deref().into_iter().collect()
    }
}

impl Aspects for Integration {
    fn name(&self) -> Option<&str> {
        Some(&self.name)
    }

    fn at_rest(&self) -> Fact<AtRest> {
        Fact::Known(AtRest::of(self.key.as_deref(), Some("a key that AWS owns")))
    }
}

impl Aspects for EventSubscription {}

impl Aspects for DatabaseProxy {
    fn roles(&self) -> Vec<&str> {
        self.role.as_deref().into_iter().collect()
    }

    fn endpoints(&self) -> Vec<&str> {
        self.endpoint.as_deref().into_iter().collect()
    }

    fn network(&self) -> Fact<Network> {
        Fact::Known(Network::Vpc {
            vpc: self.vpc.clone(),
            subnets: self.subnets.clone(),
            security_groups: self.security_groups.clone(),
            public: false,
        })
    }
}
