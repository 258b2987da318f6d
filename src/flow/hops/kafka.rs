//! MSK and MSK Connect: logs, secrets, and what connectors move.

use crate::flow::{Draft, Node, Sketch, Transfer};
use crate::model::aws::{KafkaConnector, LogTargets};
use crate::model::{Fact, Redacted};

/// Who delivers the logs of clusters and connectors.
const LOG_DELIVERY: &str = "delivery.logs.amazonaws.com";

/// Where the logs of a cluster go, and which secrets hold its users. Who reads and writes topics is told by the other
/// side.
///
/// Sources: Amazon MSK Developer Guide, "Broker logs", "Set up SASL/SCRAM authentication for an Amazon MSK cluster".
pub(super) fn cluster(draft: &mut Draft<'_>) {
    let Some(cluster) = draft.here.kafka_cluster() else { return };
    logs(draft, &cluster.logs, "loggingInfo.brokerLogs");
    for secret in cluster.scram_secrets.known().into_iter().flatten() {
        let sketch = Sketch::from(secret, Transfer::Read).as_service("kafka.amazonaws.com");
        draft.add(sketch.declared("secretArnList"));
    }
}

/// What a connector moves.
///
/// Source: Amazon MSK Developer Guide, "Understand connectors"; a sink connector of Kafka Connect has `topics` or
/// `topics.regex`, a source connector does not.
pub(super) fn connector(draft: &mut Draft<'_>) {
    let Some(connector) = draft.here.kafka_connector() else { return };
    let direction = direction(connector);
    brokers(draft, connector, direction);
    properties(draft, connector, direction);
    for plugin in &connector.plugins {
        if let Some(Some(object)) = plugin.source.known() {
            let sketch = Sketch::from(object, Transfer::Read).as_service("kafkaconnect.amazonaws.com");
            draft.add(sketch.declared("location.s3Location.bucketArn"));
        }
    }
    logs(draft, &connector.logs, "logDelivery.workerLogDelivery");
}

/// Which way a connector moves data.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Direction {
    /// Out of topics.
    Sink,
    /// Into topics.
    Source,
    /// Nothing tells.
    Unknown,
}

fn direction(connector: &KafkaConnector) -> Direction {
    let Some(configuration) = connector.configuration.known() else { return Direction::Unknown };
    let class = configuration.get("connector.class").and_then(Redacted::readable).unwrap_or_default();
    let name = class.rsplit('.').next().unwrap_or_default();
    match (name.contains("Sink"), name.contains("Source")) {
        (true, false) => Direction::Sink,
        (false, true) => Direction::Source,
        _ if ["topics", "topics.regex"].iter().any(|name| configuration.contains_key(*name)) => Direction::Sink,
        _ => Direction::Source,
    }
}

fn brokers(draft: &mut Draft<'_>, connector: &KafkaConnector, direction: Direction) {
    let mut hosts = connector.brokers.split(',').map(str::trim).filter(|host| !host.is_empty());
    let nodes: Vec<Node> = hosts.by_ref().filter_map(|host| draft.names.host(host, draft.here)).collect();
    let known = nodes.iter().find(|node| node.resource().is_some()).or(nodes.first());
    let Some(node) = known.cloned() else { return };
    let sketch = match direction {
        Direction::Sink => Sketch::from_node(node, Transfer::Read),
        Direction::Source => Sketch::to_node(node, Transfer::Write),
        Direction::Unknown => Sketch::to_node(node, Transfer::Refer),
    };
    let encrypted = connector.in_transit.as_deref().map_or(Fact::NotApplicable, |way| Fact::Known(way == "TLS"));
    let sketch = sketch.in_transit(encrypted).as_role(&connector.role);
    draft.add(sketch.declared("kafkaCluster.apacheKafkaCluster.bootstrapServers"));
}

/// Properties by which connectors name a bucket: those of Confluent, Lenses and Aiven.
const BUCKETS: [&str; 3] = ["s3.bucket.name", "aws.s3.bucket.name", "aws.s3.bucket"];

fn properties(draft: &mut Draft<'_>, connector: &KafkaConnector, direction: Direction) {
    for (name, value) in connector.configuration.known().into_iter().flatten() {
        let Some(value) = value.readable() else { continue };
        if !BUCKETS.contains(&name.as_str()) || direction == Direction::Unknown {
            draft.refer_value("connectorConfiguration", name, value, Some(&connector.role));
            continue;
        }
        let bucket = format!("s3://{value}");
        let sketch = match direction {
            Direction::Source => Sketch::from(&bucket, Transfer::Read),
            _ => Sketch::to(&bucket, Transfer::Write),
        };
        draft.add(sketch.as_role(&connector.role).referenced(format!("connectorConfiguration {name}")));
    }
    for (name, value) in connector.workers.known().into_iter().flatten() {
        if let Some(value) = value.readable() {
            draft.refer_value("propertiesFileContent", name, value, Some(&connector.role));
        }
    }
}

fn logs(draft: &mut Draft<'_>, to: &LogTargets, place: &str) {
    let here = draft.here;
    let (partition, region, account) = (here.arn.partition(), &here.region, &here.account);
    let group = to
        .log_group
        .as_ref()
        .map(|name| (format!("arn:{partition}:logs:{region}:{account}:log-group:{name}"), "cloudWatchLogs.logGroup"));
    let stream = to.delivery_stream.as_ref().map(|name| {
        (format!("arn:{partition}:firehose:{region}:{account}:deliverystream/{name}"), "firehose.deliveryStream")
    });
    let bucket = to.bucket.as_ref().map(|name| (format!("s3://{name}"), "s3.bucket"));
    for (name, field) in [group, stream, bucket].into_iter().flatten() {
        let sketch = Sketch::to(&name, Transfer::Write).as_service(LOG_DELIVERY);
        draft.add(sketch.declared(format!("{place}.{field}")));
    }
}
