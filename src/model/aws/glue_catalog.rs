//! Glue's Data Catalog: the catalog itself, databases, tables, connections; and security configurations.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::model::{Aspects, AtRest, Document, Fact, Network, Redacted, ResourcePolicy, Timestamp};

/// The Data Catalog of an account in a region.
///
/// Source: AWS Glue Web API Reference, "GetDataCatalogEncryptionSettings", "GetResourcePolicy".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GlueCatalog {
    /// How its metadata and the passwords of connections are encrypted.
    pub encryption: Fact<CatalogEncryption>,
    /// The policy of the catalog as a whole; none when there is none.
    pub policy: Fact<Option<Document>>,
}

/// How a catalog is encrypted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CatalogEncryption {
    /// How metadata is.
    pub at_rest: AtRest,
    /// The role that Glue uses the key as, where it is not the caller who does.
    pub role: Option<String>,
    /// Whether passwords of connections are handed out encrypted only.
    pub passwords_encrypted: bool,
    /// The key for passwords.
    pub password_key: Option<String>,
}

impl Aspects for GlueCatalog {
    fn name(&self) -> Option<&str> {
        Some("data catalog")
    }

    fn at_rest(&self) -> Fact<AtRest> {
        self.encryption.map(|it| it.at_rest.clone())
    }

    fn resource_policy(&self) -> Option<ResourcePolicy<'_>> {
        Some(ResourcePolicy { label: "catalog policy", document: &self.policy })
    }

    fn resource_policy_mut(&mut self) -> Option<&mut Document> {
        self.policy.known_mut().and_then(Option::as_mut)
    }

    fn roles(&self) -> Vec<&str> {
        self.encryption.known().and_then(|it| it.role.as_deref()).into_iter().collect()
    }
}

/// A database of the catalog.
///
/// Source: AWS Glue Web API Reference, "Database".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GlueDatabase {
    /// Where its tables lie unless they say otherwise.
    pub location: Option<String>,
    /// The database that it only stands for.
    pub target: Option<CatalogLink>,
    /// The connection to the catalog elsewhere that it shows.
    pub connection: Option<String>,
}

/// A database or table of another catalog that one here stands for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CatalogLink {
    /// The account that owns it.
    pub account: Option<String>,
    /// The region, where it is another.
    pub region: Option<String>,
    /// The database.
    pub database: String,
    /// The table, where it is one.
    pub table: Option<String>,
}

impl Aspects for GlueDatabase {}

/// A table of the catalog: what lies where. It holds no data itself.
///
/// Source: AWS Glue Web API Reference, "Table", "StorageDescriptor".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GlueTable {
    /// The database that it is of.
    pub database: String,
    /// Where its data lies.
    pub location: Option<String>,
    /// Further places.
    pub more_locations: Vec<String>,
    /// What it is, such as `EXTERNAL_TABLE` or `VIRTUAL_VIEW`.
    pub table_type: Option<String>,
    /// The format: what its parameters say of it (`classification`, `table_type`), else the name of the input format.
    pub format: Option<String>,
    /// The crawler that wrote it.
    pub crawler: Option<String>,
    /// The connection that its data is reached through.
    pub connection: Option<String>,
    /// The table that it only stands for.
    pub target: Option<CatalogLink>,
    /// Whether Lake Formation decides who may read its data.
    pub lake_formation: bool,
    /// When it was changed last.
    pub updated: Option<Timestamp>,
}

impl GlueTable {
    /// Every place where its data lies.
    pub fn locations(&self) -> impl Iterator<Item = &str> {
        self.location.iter().chain(&self.more_locations).map(String::as_str)
    }
}

impl Aspects for GlueTable {}

/// A connection: how jobs and crawlers reach a store.
///
/// Source: AWS Glue Web API Reference, "Connection".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GlueConnection {
    /// What it connects to, such as `JDBC`, `KAFKA`, `MONGODB`, `NETWORK`, `SNOWFLAKE`.
    pub connection_type: String,
    /// Its properties, by name. Passwords are not asked for.
    pub properties: BTreeMap<String, Redacted>,
    /// The secret that holds its credentials, by ARN or name.
    pub secret: Option<String>,
    /// Where the calls of those who use it leave from.
    pub network: Network,
}

/// Properties that say where a connection leads, the first that is there.
const ADDRESSES: [&str; 5] =
    ["JDBC_CONNECTION_URL", "CONNECTION_URL", "KAFKA_BOOTSTRAP_SERVERS", "HOST", "INSTANCE_URL"];

impl GlueConnection {
    /// A property that can be read.
    pub fn property(&self, name: &str) -> Option<&str> {
        self.properties.get(name)?.readable().filter(|value| !value.is_empty())
    }

    /// Where it leads: the property that says so and the address, without credentials.
    pub fn address(&self) -> Option<(&'static str, &str)> {
        ADDRESSES.into_iter().find_map(|name| Some((name, self.property(name)?)))
    }

    /// Whether TLS is enforced; none for kinds that do not say.
    pub fn enforces_tls(&self) -> Option<bool> {
        let says = |name: &str| self.property(name).map(|value| value.eq_ignore_ascii_case("true"));
        match self.connection_type.as_str() {
            // Off unless said otherwise.
            "JDBC" | "MONGODB" => Some(says("JDBC_ENFORCE_SSL").unwrap_or(false)),
            // On unless said otherwise.
            "KAFKA" => Some(says("KAFKA_SSL_ENABLED").unwrap_or(true)),
            _ => says("JDBC_ENFORCE_SSL"),
        }
    }
}

impl Aspects for GlueConnection {
    fn network(&self) -> Fact<Network> {
        Fact::Known(self.network.clone())
    }
}

/// A security configuration: how jobs, crawlers and development endpoints that name it encrypt what they write.
///
/// Source: AWS Glue Web API Reference, "SecurityConfiguration", "EncryptionConfiguration".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GlueSecurityConfiguration {
    /// What is written to S3.
    pub s3: AtRest,
    /// What is logged.
    pub logs: AtRest,
    /// Bookmarks: what a job keeps of what it has read.
    pub bookmarks: AtRest,
}

impl GlueSecurityConfiguration {
    /// Whether it encrypts nothing.
    pub fn is_empty(&self) -> bool {
        [&self.s3, &self.logs, &self.bookmarks].into_iter().all(|it| *it == AtRest::Absent)
    }
}

impl Aspects for GlueSecurityConfiguration {}
