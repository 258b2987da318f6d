//! EMR: clusters, security configurations, the account's block of public access, applications of EMR Serverless.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::model::{Aspects, AtRest, Fact, Network, Redacted, Timestamp};

/// A cluster: one that runs, or one that ended within the last 30 days.
///
/// Source: Amazon EMR API Reference, "Cluster".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmrCluster {
    /// Its name.
    pub name: String,
    /// Its state, such as `RUNNING` or `TERMINATED`.
    pub state: String,
    /// When it was made.
    pub created: Option<Timestamp>,
    /// All else that one call tells.
    pub settings: Fact<EmrSettings>,
    /// Its steps, the latest first.
    pub steps: Fact<Vec<EmrStep>>,
    /// What runs on its machines before anything else.
    pub bootstrap: Fact<Vec<EmrBootstrap>>,
    /// Addresses on the internet of its primary machines; without meaning once it has ended.
    pub public_addresses: Fact<Vec<String>>,
}

impl EmrCluster {
    /// Whether it has ended, or is about to.
    pub fn is_over(&self) -> bool {
        self.state.starts_with("TERMINAT")
    }
}

/// How a cluster is set up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmrSettings {
    /// The release, such as `emr-7.5.0`.
    pub release: Option<String>,
    /// What it runs, such as `Spark`.
    pub applications: Vec<String>,
    /// The role of the service.
    pub service_role: Option<String>,
    /// The instance profile of its machines, by name or ARN: what its jobs work as.
    pub instance_profile: Option<String>,
    /// The role that scales it.
    pub scaling_role: Option<String>,
    /// Where its logs are written.
    pub log_uri: Option<String>,
    /// The KMS key of its logs.
    pub log_key: Option<String>,
    /// The name of its security configuration.
    pub security_configuration: Option<String>,
    /// The realm of Kerberos.
    pub kerberos_realm: Option<String>,
    /// Whether all users of the account see it.
    pub visible_to_all: bool,
    /// Whether it is protected from being ended.
    pub termination_protected: bool,
    /// Properties of its applications, as `classification.property`.
    pub properties: BTreeMap<String, Redacted>,
    /// The name of the SSH key that lets in.
    pub ssh_key: Option<String>,
    /// Where it stands.
    pub network: Network,
}

/// A step of a cluster.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmrStep {
    /// Its name.
    pub name: String,
    /// Its state, such as `COMPLETED`.
    pub state: String,
    /// What runs.
    pub jar: Option<String>,
    /// Its arguments.
    pub arguments: Vec<Redacted>,
    /// When it began.
    pub started: Option<Timestamp>,
}

/// A script that runs on the machines of a cluster before anything else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmrBootstrap {
    /// Its name.
    pub name: String,
    /// Its path.
    pub path: String,
    /// Its arguments.
    pub arguments: Vec<Redacted>,
}

impl Aspects for EmrCluster {
    fn name(&self) -> Option<&str> {
        Some(&self.name).filter(|name| !name.is_empty()).map(String::as_str)
    }

    fn roles(&self) -> Vec<&str> {
        let all = self.settings.known().map(|it| [&it.service_role, &it.scaling_role]);
        all.into_iter().flatten().filter_map(|role| role.as_deref()).collect()
    }

    fn network(&self) -> Fact<Network> {
        self.settings.map(|it| it.network.clone())
    }
}

/// A security configuration, as far as it was understood.
///
/// Source: Amazon EMR Management Guide, "Create a security configuration".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmrSecurityConfiguration {
    /// What it asks for.
    pub settings: Fact<EmrSecurity>,
}

/// What a security configuration asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmrSecurity {
    /// How objects in S3 are encrypted.
    pub s3: AtRest,
    /// How local disks are encrypted.
    pub local_disk: AtRest,
    /// Whether what goes between machines is encrypted.
    pub in_transit: bool,
    /// Where the certificates for that come from: a path in S3 or a class.
    pub certificates: Option<String>,
    /// Whether only version 2 of the instance metadata service answers.
    pub metadata_tokens: bool,
    /// Whether Kerberos is on.
    pub kerberos: bool,
    /// Roles of which users take one for their requests to S3.
    pub emrfs_roles: Vec<String>,
}

impl Aspects for EmrSecurityConfiguration {}

/// What an account blocks of public access to clusters in a region.
///
/// Source: Amazon EMR Management Guide, "Using Amazon EMR block public access".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmrPublicAccessBlock {
    /// How it is set.
    pub block: Fact<EmrBlock>,
}

/// How the block of public access is set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmrBlock {
    /// Whether clusters whose security groups let in everyone are refused.
    pub blocked: bool,
    /// Ranges of ports that are let through all the same.
    pub permitted: Vec<(u16, u16)>,
}

impl Aspects for EmrPublicAccessBlock {
    fn name(&self) -> Option<&str> {
        Some("EMR block public access")
    }
}

/// An application of EMR Serverless.
///
/// Source: Amazon EMR Serverless API Reference, "Application".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmrApplication {
    /// Its name.
    pub name: String,
    /// What it runs: `Spark` or `Hive`.
    pub engine: String,
    /// Its state, such as `STARTED`.
    pub state: String,
    /// All else that one call tells.
    pub settings: Fact<EmrApplicationSettings>,
}

/// How an application is set up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmrApplicationSettings {
    /// The release, such as `emr-7.5.0`.
    pub release: Option<String>,
    /// The address of its image.
    pub image: Option<String>,
    /// Where its logs are written in S3.
    pub log_uri: Option<String>,
    /// The name of its log group.
    pub log_group: Option<String>,
    /// How its disks are encrypted.
    pub disk: AtRest,
    /// Properties of its applications, as `classification.property`.
    pub properties: BTreeMap<String, Redacted>,
    /// Where it stands.
    pub network: Network,
}

impl Aspects for EmrApplication {
    fn name(&self) -> Option<&str> {
        Some(&self.name).filter(|name| !name.is_empty()).map(String::as_str)
    }

    fn at_rest(&self) -> Fact<AtRest> {
        self.settings.map(|it| it.disk.clone())
    }

    fn network(&self) -> Fact<Network> {
        self.settings.map(|it| it.network.clone())
    }
}

/// The ARN of something of EMR to which AWS gives none: its name after the kind, in the account and region of another.
pub fn emr_arn(beside: &crate::model::Resource, what: &str, name: &str) -> String {
    let arn = &beside.arn;
    format!("arn:{}:elasticmapreduce:{}:{}:{what}/{name}", arn.partition(), beside.region, beside.account)
}
