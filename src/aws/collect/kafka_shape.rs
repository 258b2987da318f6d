//! The answers of MSK, as far as they are kept, and the model's values from them. No call is made here.

use serde::Deserialize;
use serde_json::Value;

use crate::aws::wire::time;
use crate::model::aws::{KafkaAuthentication, KafkaCluster, LogTargets};
use crate::model::{AtRest, Document, Fact, Network, Tags, Timestamp};

/// One cluster of the listing.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Listed {
    #[serde(rename = "clusterArn")]
    pub(super) arn: String,
    cluster_name: String,
    #[serde(default)]
    state: String,
    #[serde(default, deserialize_with = "time::optional")]
    creation_time: Option<Timestamp>,
    #[serde(default)]
    pub(super) tags: Tags,
    provisioned: Option<Provisioned>,
    serverless: Option<Serverless>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Provisioned {
    broker_node_group_info: Nodes,
    current_broker_software_info: Option<Software>,
    client_authentication: Option<Authentication>,
    encryption_info: Option<Encryption>,
    enhanced_monitoring: Option<String>,
    logging_info: Option<Logging>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Nodes {
    #[serde(default)]
    client_subnets: Vec<String>,
    #[serde(default)]
    security_groups: Vec<String>,
    connectivity_info: Option<Connectivity>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Connectivity {
    public_access: Option<PublicAccess>,
    vpc_connectivity: Option<VpcConnectivity>,
}

#[derive(Deserialize)]
struct PublicAccess {
    #[serde(rename = "type")]
    kind: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct VpcConnectivity {
    client_authentication: Option<Authentication>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Software {
    kafka_version: Option<String>,
}

#[derive(Deserialize)]
struct Authentication {
    sasl: Option<Sasl>,
    tls: Option<Switch>,
    unauthenticated: Option<Switch>,
}

#[derive(Deserialize)]
struct Sasl {
    scram: Option<Switch>,
    iam: Option<Switch>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Switch {
    enabled: Option<bool>,
    #[serde(default)]
    certificate_authority_arn_list: Vec<String>,
}

impl Switch {
    /// Older clusters name certificate authorities and no switch.
    fn is_on(it: Option<&Self>) -> bool {
        it.is_some_and(|it| it.enabled.unwrap_or(!it.certificate_authority_arn_list.is_empty()))
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Encryption {
    encryption_at_rest: Option<AtRestInfo>,
    encryption_in_transit: Option<InTransit>,
}

#[derive(Deserialize)]
struct AtRestInfo {
    #[serde(rename = "dataVolumeKMSKeyId")]
    key: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct InTransit {
    client_broker: Option<String>,
    in_cluster: Option<bool>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Logging {
    broker_logs: Option<Targets>,
}

/// Where logs go, as MSK and MSK Connect write it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Targets {
    cloud_watch_logs: Option<Target>,
    firehose: Option<Target>,
    s3: Option<Target>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Target {
    #[serde(default)]
    enabled: bool,
    log_group: Option<String>,
    delivery_stream: Option<String>,
    bucket: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Serverless {
    #[serde(default)]
    vpc_configs: Vec<VpcConfig>,
    client_authentication: Option<Authentication>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct VpcConfig {
    #[serde(default)]
    subnet_ids: Vec<String>,
    #[serde(default)]
    security_group_ids: Vec<String>,
}

impl Listed {
    /// Whether users with passwords are let in, whose secrets can be listed.
    pub(super) fn has_scram(&self) -> bool {
        let authentication = self.provisioned.as_ref().and_then(|it| it.client_authentication.as_ref());
        authentication_of(authentication).scram
    }
}

fn authentication_of(told: Option<&Authentication>) -> KafkaAuthentication {
    let Some(told) = told else { return KafkaAuthentication::default() };
    let sasl = told.sasl.as_ref();
    KafkaAuthentication {
        iam: Switch::is_on(sasl.and_then(|it| it.iam.as_ref())),
        scram: Switch::is_on(sasl.and_then(|it| it.scram.as_ref())),
        tls: Switch::is_on(told.tls.as_ref()),
        unauthenticated: Switch::is_on(told.unauthenticated.as_ref()),
    }
}

/// Where logs go that are switched on.
pub(super) fn targets(told: Option<Targets>) -> LogTargets {
    let Some(told) = told else { return LogTargets::default() };
    let on = |it: Option<Target>| it.filter(|it| it.enabled);
    LogTargets {
        log_group: on(told.cloud_watch_logs).and_then(|it| it.log_group),
        delivery_stream: on(told.firehose).and_then(|it| it.delivery_stream),
        bucket: on(told.s3).and_then(|it| it.bucket),
    }
}

/// The brokers of every field of the answer, each once.
pub(super) fn brokers(told: &Value) -> Vec<String> {
    let texts = told.as_object().into_iter().flat_map(|fields| fields.values()).filter_map(Value::as_str);
    let mut all: Vec<String> = texts.flat_map(|text| text.split(',')).map(|it| it.trim().to_owned()).collect();
    all.retain(|broker| !broker.is_empty());
    all.sort_unstable();
    all.dedup();
    all
}

pub(super) fn cluster(
    told: Listed,
    brokers: Fact<Vec<String>>,
    policy: Fact<Option<Document>>,
    scram_secrets: Fact<Vec<String>>,
) -> KafkaCluster {
    let (name, state, created) = (told.cluster_name, told.state, told.creation_time);
    let base = serverless(told.serverless);
    let base = KafkaCluster { name, state, created, brokers, policy, scram_secrets, ..base };
    match told.provisioned {
        Some(it) => provisioned(it, base),
        None => base,
    }
}

/// A serverless cluster is encrypted with a key of the service, on disk and on the way.
///
/// Source: Amazon MSK Developer Guide, "What is MSK Serverless?".
fn serverless(told: Option<Serverless>) -> KafkaCluster {
    let authentication = authentication_of(told.as_ref().and_then(|it| it.client_authentication.as_ref()));
    let networks = told.into_iter().flat_map(|it| it.vpc_configs);
    let (mut subnets, mut security_groups) = (Vec::new(), Vec::new());
    for config in networks {
        subnets.extend(config.subnet_ids);
        security_groups.extend(config.security_group_ids);
    }
    KafkaCluster {
        name: String::new(),
        serverless: true,
        state: String::new(),
        encryption: AtRest::Provider("MSK Serverless".to_owned()),
        client_broker: "TLS".to_owned(),
        in_cluster: true,
        authentication,
        network: Network::Vpc { vpc: None, subnets, security_groups, public: false },
        private_connectivity: false,
        monitoring: None,
        logs: LogTargets::default(),
        version: None,
        created: None,
        brokers: Fact::NotApplicable,
        policy: Fact::NotApplicable,
        scram_secrets: Fact::NotApplicable,
    }
}

fn provisioned(told: Provisioned, base: KafkaCluster) -> KafkaCluster {
    let nodes = told.broker_node_group_info;
    let (public, private) = nodes.connectivity_info.map_or((None, None), |it| (it.public_access, it.vpc_connectivity));
    let open = public.and_then(|it| it.kind).is_some_and(|kind| kind != "DISABLED");
    let private = private.and_then(|it| it.client_authentication);
    let (rest, transit) =
        told.encryption_info.map_or((None, None), |it| (it.encryption_at_rest, it.encryption_in_transit));
    let key = rest.and_then(|it| it.key);
    let (client_broker, in_cluster) = transit.map_or((None, None), |it| (it.client_broker, it.in_cluster));
    KafkaCluster {
        serverless: false,
        encryption: AtRest::Key(key.unwrap_or_else(|| "alias/aws/kafka".to_owned())),
        // TLS is what the service takes where nothing is said.
        client_broker: client_broker.unwrap_or_else(|| "TLS".to_owned()),
        in_cluster: in_cluster.unwrap_or(true),
        authentication: authentication_of(told.client_authentication.as_ref()),
        network: Network::Vpc {
            vpc: None,
            subnets: nodes.client_subnets,
            security_groups: nodes.security_groups,
            public: open,
        },
        private_connectivity: authentication_of(private.as_ref()) != KafkaAuthentication::default(),
        monitoring: told.enhanced_monitoring,
        logs: targets(told.logging_info.and_then(|it| it.broker_logs)),
        version: told.current_broker_software_info.and_then(|it| it.kafka_version),
        ..base
    }
}
