//! Athena: work groups and data catalogs.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::model::{Aspects, AtRest, Fact, Redacted};

/// A work group: where queries write their results, and how.
///
/// Source: Amazon Athena API Reference, "WorkGroup", "WorkGroupConfiguration".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AthenaWorkGroup {
    /// Its name.
    pub name: String,
    /// Whether queries run in it.
    pub enabled: bool,
    /// How it is set up.
    pub settings: Fact<WorkGroupSettings>,
}

/// How a work group is set up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkGroupSettings {
    /// Where results are written; none where each client says so, or Athena keeps them.
    pub output: Option<String>,
    /// Whether Athena keeps results itself.
    pub managed_results: bool,
    /// How results are encrypted; `Absent` where the group does not say.
    pub encryption: AtRest,
    /// Whether clients must take these settings.
    pub enforced: bool,
    /// Whether metrics of queries are published.
    pub metrics: bool,
    /// Whether queries may read buckets whose reader pays.
    pub requester_pays: bool,
    /// The account that must own the bucket of results.
    pub expected_owner: Option<String>,
    /// The engine in use, such as `Athena engine version 3`.
    pub engine: Option<String>,
    /// The role of sessions of Spark.
    pub role: Option<String>,
    /// Where logs of sessions of Spark are written in S3.
    pub log_location: Option<String>,
    /// Whether users come from IAM Identity Center.
    pub identity_center: bool,
    /// After how many bytes a query is cut off.
    pub bytes_limit: Option<u64>,
}

impl Aspects for AthenaWorkGroup {
    fn at_rest(&self) -> Fact<AtRest> {
        self.settings.map(|it| it.encryption.clone())
    }

    fn roles(&self) -> Vec<&str> {
        self.settings.known().and_then(|it| it.role.as_deref()).into_iter().collect()
    }
}

/// A data catalog besides Glue's own: what tells Athena where tables are.
///
/// Source: Amazon Athena API Reference, "DataCatalog".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AthenaCatalog {
    /// What it is: `LAMBDA`, `HIVE`, `GLUE`, `FEDERATED`.
    pub catalog_type: String,
    /// Its parameters, such as the function that answers (`function`, `metadata-function`, `record-function`).
    pub parameters: Fact<BTreeMap<String, Redacted>>,
}

impl Aspects for AthenaCatalog {}
