//! Connectors of MSK Connect of one region, with their plugins and the properties of their workers.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::ask::Ask;
use super::kafka_shape::{Targets, targets};
use super::side_by_side;
use crate::aws::call::{Api, Caller};
use crate::aws::redact;
use crate::aws::shape::Misshapen;
use crate::aws::wire::{Client, Method, label, services, time};
use crate::model::aws::{ConnectorPlugin, KafkaConnector};
use crate::model::{Arn, Detail, Fact, Kind, Network, Redacted, Resource, Tags, Timestamp};

const LIST: Api = Api::new("kafkaconnect:ListConnectors");
const DESCRIBE: Api = Api::new("kafkaconnect:DescribeConnector");
const PLUGIN: Api = Api::new("kafkaconnect:DescribeCustomPlugin");
const WORKERS: Api = Api::new("kafkaconnect:DescribeWorkerConfiguration");
const TAGS: Api = Api::new("kafkaconnect:ListTagsForResource");

/// Calls that every connector takes.
const CALLS: usize = 2;
/// Connectors that are read at once.
const AT_ONCE: usize = 4;

#[derive(Deserialize)]
struct Page {
    #[serde(default)]
    connectors: Vec<Listed>,
    #[serde(rename = "nextToken")]
    next: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Listed {
    #[serde(rename = "connectorArn")]
    arn: String,
    connector_name: String,
    #[serde(default)]
    connector_state: String,
    #[serde(default, deserialize_with = "time::optional")]
    creation_time: Option<Timestamp>,
    kafka_cluster: Option<Cluster>,
    kafka_cluster_client_authentication: Option<Authentication>,
    kafka_cluster_encryption_in_transit: Option<InTransit>,
    log_delivery: Option<LogDelivery>,
    #[serde(default)]
    plugins: Vec<Plugin>,
    #[serde(default)]
    service_execution_role_arn: String,
    worker_configuration: Option<WorkerConfiguration>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Cluster {
    apache_kafka_cluster: Option<ApacheCluster>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ApacheCluster {
    #[serde(default)]
    bootstrap_servers: String,
    vpc: Option<Vpc>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Vpc {
    #[serde(default)]
    security_groups: Vec<String>,
    #[serde(default)]
    subnets: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Authentication {
    authentication_type: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct InTransit {
    encryption_type: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct LogDelivery {
    worker_log_delivery: Option<Targets>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Plugin {
    custom_plugin: Option<CustomPlugin>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct CustomPlugin {
    custom_plugin_arn: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WorkerConfiguration {
    worker_configuration_arn: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Described {
    #[serde(default)]
    connector_configuration: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct DescribedPart {
    latest_revision: Option<Revision>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Revision {
    location: Option<Location>,
    properties_file_content: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    s3_location: Option<Object>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Object {
    bucket_arn: String,
    #[serde(default)]
    file_key: String,
}

#[derive(Deserialize)]
struct Tagged {
    #[serde(default)]
    tags: Tags,
}

/// What connectors share, by ARN.
#[derive(Default)]
struct Shared {
    plugins: BTreeMap<String, Fact<Option<String>>>,
    workers: BTreeMap<String, Fact<BTreeMap<String, Redacted>>>,
}

/// Reads every connector of the region.
pub async fn collect(caller: &Caller) {
    let (ask, connect) = (Ask::listing(caller), caller.session.wire(services::KAFKA_CONNECT, &caller.unit.region));
    caller.planned(1);
    let page = |token: Option<String>| {
        let connect = &connect;
        async move {
            let token = token.as_deref().map(|token| ("nextToken", token));
            let query: Vec<_> = std::iter::once(("maxResults", "100")).chain(token).collect();
            connect.rest::<Page>("ListConnectors", Method::Get, "/v1/connectors", &query, None).await
        }
    };
    let listed = ask.pages(LIST, page, |page| (page.connectors, page.next)).await;
    let count = listed.count();
    let unread: Vec<Listed> = listed.found.into_iter().filter(|it| !caller.sink.holds_resource(&it.arn)).collect();
    caller.planned(unread.len() * CALLS);
    let shared = shared(caller, &connect, &unread).await;
    side_by_side(AT_ONCE, unread.into_iter().map(|listed| read(caller, &connect, listed, &shared))).await;
    caller.listed(Kind::KafkaConnector, count);
}

/// Asks once for each plugin and each set of workers' properties, however many connectors use it.
async fn shared(caller: &Caller, connect: &Client, all: &[Listed]) -> Shared {
    let plugins: BTreeSet<&str> = all.iter().flat_map(plugins).collect();
    let workers: BTreeSet<&str> = all.iter().filter_map(workers).collect();
    caller.planned(plugins.len() + workers.len());
    let ask = |arn: &str| Ask::about(caller, arn, &caller.unit.region);
    let read = plugins.into_iter().map(|arn| async move { (arn.to_owned(), plugin(&ask(arn), connect, arn).await) });
    let plugins = side_by_side(AT_ONCE, read).await.into_iter().collect();
    let read =
        workers.into_iter().map(|arn| async move { (arn.to_owned(), properties(&ask(arn), connect, arn).await) });
    Shared { plugins, workers: side_by_side(AT_ONCE, read).await.into_iter().collect() }
}

fn plugins(told: &Listed) -> impl Iterator<Item = &str> {
    told.plugins.iter().filter_map(|it| it.custom_plugin.as_ref()).map(|it| it.custom_plugin_arn.as_str())
}

fn workers(told: &Listed) -> Option<&str> {
    told.worker_configuration.as_ref().map(|it| it.worker_configuration_arn.as_str())
}

async fn plugin(ask: &Ask, connect: &Client, arn: &str) -> Fact<Option<String>> {
    let path = format!("/v1/custom-plugins/{}", label(arn));
    let call = || connect.rest::<DescribedPart>("DescribeCustomPlugin", Method::Get, &path, &[], None);
    ask.fact(PLUGIN, call, |told| {
        let object = told.latest_revision.and_then(|it| it.location).and_then(|it| it.s3_location);
        Ok(object.map(|it| {
            let bucket = it.bucket_arn.rsplit(':').next().unwrap_or_default().to_owned();
            format!("s3://{bucket}/{}", it.file_key)
        }))
    })
    .await
}

async fn properties(ask: &Ask, connect: &Client, arn: &str) -> Fact<BTreeMap<String, Redacted>> {
    let path = format!("/v1/worker-configurations/{}", label(arn));
    let call = || connect.rest::<DescribedPart>("DescribeWorkerConfiguration", Method::Get, &path, &[], None);
    ask.fact(WORKERS, call, |told| {
        let content = told.latest_revision.and_then(|it| it.properties_file_content);
        let bytes = aws_smithy_types::base64::decode(content.unwrap_or_default())
            .map_err(|wrong| Misshapen(format!("propertiesFileContent: {wrong}")))?;
        let text = String::from_utf8_lossy(&bytes);
        Ok(text.lines().filter_map(property).map(|(name, text)| redacted(ask, name, text)).collect())
    })
    .await
}

/// A line of a file of properties; none where it says nothing.
fn property(line: &str) -> Option<(&str, &str)> {
    let line = line.trim();
    let (name, value) = line.split_once(['=', ':']).filter(|_| !line.starts_with(['#', '!']))?;
    Some((name.trim(), value.trim()))
}

fn redacted(ask: &Ask, name: &str, value: &str) -> (String, Redacted) {
    (name.to_owned(), redact::value(&ask.caller.session.redaction, name, value))
}

/// Reads what the listing does not tell of one connector, and puts it into the sink.
async fn read(caller: &Caller, connect: &Client, listed: Listed, shared: &Shared) {
    let ask = Ask::about(caller, &listed.arn, &caller.unit.region);
    let (path, tags) = (format!("/v1/connectors/{}", label(&listed.arn)), format!("/v1/tags/{}", label(&listed.arn)));
    let describe = || connect.rest::<Described>("DescribeConnector", Method::Get, &path, &[], None);
    let configuration = ask.fact(DESCRIBE, describe, |told| {
        Ok(told.connector_configuration.iter().map(|(name, text)| redacted(&ask, name, text)).collect())
    });
    let tagged = || connect.rest::<Tagged>("ListTagsForResource", Method::Get, &tags, &[], None);
    let tags = ask.fact(TAGS, tagged, |told| Ok(told.tags));
    let (configuration, tags) = futures::join!(configuration, tags);
    let (arn, account, region) =
        (Arn::new(listed.arn.as_str()), caller.unit.account.clone(), caller.unit.region.clone());
    let detail = Detail::KafkaConnector(Box::new(shape(listed, configuration, shared)));
    caller.put(Resource { arn, account, region, tags, detail });
}

fn shape(told: Listed, configuration: Fact<BTreeMap<String, Redacted>>, shared: &Shared) -> KafkaConnector {
    let plugin = |arn: &str| ConnectorPlugin {
        arn: arn.to_owned(),
        source: shared.plugins.get(arn).cloned().unwrap_or(Fact::NotApplicable),
    };
    let own = workers(&told).and_then(|arn| shared.workers.get(arn)).cloned();
    let plugins = plugins(&told).map(plugin).collect();
    let cluster = told.kafka_cluster.and_then(|it| it.apache_kafka_cluster);
    let (brokers, vpc) = cluster.map_or((String::new(), None), |it| (it.bootstrap_servers, it.vpc));
    let (subnets, security_groups) = vpc.map_or((Vec::new(), Vec::new()), |it| (it.subnets, it.security_groups));
    KafkaConnector {
        name: told.connector_name,
        state: told.connector_state,
        role: told.service_execution_role_arn,
        brokers,
        network: Network::Vpc { vpc: None, subnets, security_groups, public: false },
        authentication: told.kafka_cluster_client_authentication.and_then(|it| it.authentication_type),
        in_transit: told.kafka_cluster_encryption_in_transit.and_then(|it| it.encryption_type),
        logs: targets(told.log_delivery.and_then(|it| it.worker_log_delivery)),
        created: told.creation_time,
        configuration,
        workers: own.unwrap_or(Fact::NotApplicable),
        plugins,
    }
}
