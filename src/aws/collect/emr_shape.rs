//! What EMR says of a cluster, a security configuration and the block of public access, as values that are kept.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::emr::{Tag, by_key};
use crate::aws::redact;
use crate::aws::shape::Misshapen;
use crate::model::aws::{EmrBlock, EmrSecurity, EmrSettings};
use crate::model::{AtRest, Network, Redacted, Tags};

/// The block of public access as GetBlockPublicAccessConfiguration tells it.
#[derive(Deserialize)]
pub struct ToldBlock {
    #[serde(rename = "BlockPublicAccessConfiguration")]
    block: Block,
}

#[derive(Deserialize)]
struct Block {
    #[serde(rename = "BlockPublicSecurityGroupRules")]
    blocked: bool,
    #[serde(rename = "PermittedPublicSecurityGroupRuleRanges", default)]
    permitted: Vec<Range>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Range {
    min_range: i32,
    max_range: Option<i32>,
}

impl ToldBlock {
    /// The block as it is kept.
    ///
    /// # Errors
    /// When a port is none: it is not taken for another.
    pub fn shape(self) -> Result<EmrBlock, Misshapen> {
        let port = |port: i32| u16::try_from(port).map_err(|_| Misshapen::unknown("the port", &port.to_string()));
        let range = |it: &Range| Ok((port(it.min_range)?, port(it.max_range.unwrap_or(it.min_range))?));
        let permitted = self.block.permitted.iter().map(range).collect::<Result<_, _>>()?;
        Ok(EmrBlock { blocked: self.block.blocked, permitted })
    }
}

/// A cluster as DescribeCluster tells it.
#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct Cluster {
    #[serde(rename = "Ec2InstanceAttributes")]
    machines: Machines,
    instance_collection_type: Option<String>,
    log_uri: Option<String>,
    log_encryption_kms_key_id: Option<String>,
    release_label: Option<String>,
    termination_protected: bool,
    visible_to_all_users: bool,
    applications: Vec<Application>,
    tags: Vec<Tag>,
    service_role: Option<String>,
    auto_scaling_role: Option<String>,
    configurations: Vec<Classification>,
    security_configuration: Option<String>,
    kerberos_attributes: Kerberos,
}

impl Cluster {
    /// Whether its machines are in fleets; else they are in groups.
    pub fn has_fleets(&self) -> bool {
        self.instance_collection_type.as_deref() == Some("INSTANCE_FLEET")
    }

    /// Its tags.
    pub fn tags(&self) -> Tags {
        by_key(&self.tags)
    }
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Machines {
    #[serde(rename = "Ec2KeyName")]
    ssh_key: Option<String>,
    #[serde(rename = "Ec2SubnetId")]
    subnet: Option<String>,
    iam_instance_profile: Option<String>,
    emr_managed_master_security_group: Option<String>,
    emr_managed_slave_security_group: Option<String>,
    service_access_security_group: Option<String>,
    additional_master_security_groups: Vec<String>,
    additional_slave_security_groups: Vec<String>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Application {
    name: String,
}

/// Properties under a name, and more below it. EMR Serverless spells the same in small letters.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Classification {
    #[serde(alias = "Classification")]
    classification: String,
    #[serde(alias = "Properties")]
    properties: BTreeMap<String, String>,
    #[serde(alias = "Configurations")]
    configurations: Vec<Classification>,
}

/// Of Kerberos only the realm is read: all else are passwords and who uses them.
#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Kerberos {
    realm: Option<String>,
}

/// How a cluster is set up.
pub(super) fn settings(key: &redact::Key, it: &Cluster) -> EmrSettings {
    let filled = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
    let machines = &it.machines;
    let managed = [
        &machines.emr_managed_master_security_group,
        &machines.emr_managed_slave_security_group,
        &machines.service_access_security_group,
    ];
    let additional =
        machines.additional_master_security_groups.iter().chain(&machines.additional_slave_security_groups);
    EmrSettings {
        release: filled(&it.release_label),
        applications: it.applications.iter().map(|it| it.name.clone()).collect(),
        service_role: filled(&it.service_role),
        instance_profile: filled(&machines.iam_instance_profile),
        scaling_role: filled(&it.auto_scaling_role),
        log_uri: filled(&it.log_uri),
        log_key: filled(&it.log_encryption_kms_key_id),
        security_configuration: filled(&it.security_configuration),
        kerberos_realm: filled(&it.kerberos_attributes.realm),
        visible_to_all: it.visible_to_all_users,
        termination_protected: it.termination_protected,
        properties: properties(key, &it.configurations),
        ssh_key: filled(&machines.ssh_key),
        network: Network::Vpc {
            vpc: None,
            subnets: filled(&machines.subnet).into_iter().collect(),
            security_groups: managed.into_iter().filter_map(filled).chain(additional.cloned()).collect(),
            public: false,
        },
    }
}

/// Properties of all levels as `classification.property`, without secrets.
pub(super) fn properties(key: &redact::Key, all: &[Classification]) -> BTreeMap<String, Redacted> {
    let mut found = BTreeMap::new();
    for it in all {
        for (name, value) in &it.properties {
            found.insert(format!("{}.{name}", it.classification), redact::value(key, name, value));
        }
        found.extend(properties(key, &it.configurations));
    }
    found
}

/// Arguments without secrets. An argument after `--password` is named by it, and `name=value` has its own name.
pub(super) fn redacted(key: &redact::Key, arguments: &[String]) -> Vec<Redacted> {
    let mut previous = "";
    let mut safe = Vec::with_capacity(arguments.len());
    for argument in arguments {
        let named = argument.split_once('=').filter(|(name, _)| !name.contains(['/', ':', ' ']));
        let value = match named {
            Some((name, value)) => match redact::value(key, name, value) {
                Redacted::Plain(_) => Redacted::Plain(argument.clone()),
                secret @ Redacted::Secret { .. } => secret,
            },
            None => redact::value(key, previous, argument),
        };
        safe.push(value);
        previous = if argument.starts_with('-') { argument } else { "" };
    }
    safe
}

/// What a security configuration asks for.
///
/// Source: Amazon EMR Management Guide, "Create a security configuration".
pub(super) fn security(document: &Value) -> EmrSecurity {
    let at = |path: &str| document.pointer(path).filter(|value| !value.is_null());
    let text = |path: &str| at(path).and_then(Value::as_str);
    let is_on = |path: &str| at(path).and_then(Value::as_bool).unwrap_or(false);
    let at_rest = is_on("/EncryptionConfiguration/EnableAtRestEncryption");
    let part = |name: &str, way: &str| {
        let base = format!("/EncryptionConfiguration/AtRestEncryptionConfiguration/{name}");
        let found = text(&format!("{base}/{way}")).filter(|_| at_rest);
        found.map_or(AtRest::Absent, |way| AtRest::of(text(&format!("{base}/AwsKmsKey")), Some(way)))
    };
    let mappings = at("/AuthorizationConfiguration/EmrFsConfiguration/RoleMappings").and_then(Value::as_array);
    let role = |mapping: &Value| mapping.get("Role").and_then(Value::as_str).map(str::to_owned);
    let version = at("/InstanceMetadataServiceConfiguration/MinimumInstanceMetadataServiceVersion");
    let certificates = "/EncryptionConfiguration/InTransitEncryptionConfiguration/TLSCertificateConfiguration/S3Object";
    EmrSecurity {
        s3: part("S3EncryptionConfiguration", "EncryptionMode"),
        local_disk: part("LocalDiskEncryptionConfiguration", "EncryptionKeyProviderType"),
        in_transit: is_on("/EncryptionConfiguration/EnableInTransitEncryption"),
        certificates: text(certificates).map(str::to_owned),
        metadata_tokens: version.is_some_and(|it| it.as_i64() == Some(2) || it.as_str() == Some("2")),
        kerberos: at("/AuthenticationConfiguration/KerberosConfiguration").is_some(),
        emrfs_roles: mappings.into_iter().flatten().filter_map(role).collect(),
    }
}
