//! MSK and MSK Connect.

use std::collections::BTreeMap;

use tidegate::model::aws::{ConnectorPlugin, KafkaCluster, KafkaConnector, LogTargets};
use tidegate::model::{Fact, Redacted, Resource, SecretReason};

use super::hops_in_full;
use crate::samples::{Tweak, bucket, cluster, connector, delivery, log_group, role, secret, secret_arn};

fn lake() -> Resource {
    bucket("lake").bucket_with(|it| it.logging = Fact::Known(None))
}

fn quiet(name: &str) -> Resource {
    cluster(name).with(|it: &mut KafkaCluster| it.logs = LogTargets::default())
}

fn told(properties: &[(&str, &str)]) -> Resource {
    let plain = |(name, value): &(&str, &str)| ((*name).to_owned(), Redacted::Plain((*value).to_owned()));
    let mut all: BTreeMap<String, Redacted> = properties.iter().map(plain).collect();
    all.insert(
        "password".to_owned(),
        Redacted::Secret { fingerprint: String::new(), reason: SecretReason::Name, remainder: None },
    );
    connector("mover").with(|it: &mut KafkaConnector| {
        it.configuration = Fact::Known(all);
        it.logs = LogTargets::default();
    })
}

const SERVERS: &str = "(declared: kafkaCluster.apacheKafkaCluster.bootstrapServers)";

#[test]
fn a_sink_reads_topics_and_writes_its_bucket() {
    let sink = told(&[
        ("connector.class", "io.confluent.connect.s3.S3SinkConnector"),
        ("topics", "orders"),
        ("s3.bucket.name", "lake"),
        ("schema.url", "https://schemas.example.com"),
    ]);
    let mut found = hops_in_full([sink, quiet("events"), lake(), role("connector")]);
    found.sort();
    assert_eq!(
        found,
        [
            format!("kafka-cluster events -reads-> kafka-connector mover as role connector {SERVERS}"),
            "kafka-connector mover -refers to-> outside schemas.example.com as role connector (referenced: connectorConfiguration schema.url)".to_owned(),
            "kafka-connector mover -writes-> bucket lake as role connector (referenced: connectorConfiguration s3.bucket.name)".to_owned(),
        ]
    );
}

#[test]
fn a_source_writes_topics() {
    let source = told(&[("connector.class", "io.debezium.connector.postgresql.PostgresSourceConnector")]);
    let found = hops_in_full([source, quiet("events"), role("connector")]);
    assert_eq!(found, [format!("kafka-connector mover -writes-> kafka-cluster events as role connector {SERVERS}")]);
}

#[test]
fn a_connector_of_which_nothing_is_told_has_no_direction() {
    let hidden = told(&[]).with(|it: &mut KafkaConnector| it.configuration = Fact::NotApplicable);
    let found = hops_in_full([hidden, quiet("events"), role("connector")]);
    assert_eq!(found, [format!("kafka-connector mover -refers to-> kafka-cluster events as role connector {SERVERS}")]);
}

#[test]
fn plugins_come_from_buckets() {
    let plugin = ConnectorPlugin {
        arn: "arn:aws:kafkaconnect:eu-west-1:1:custom-plugin/p/1".to_owned(),
        source: Fact::Known(Some("s3://lake/plugins/sink.zip".to_owned())),
    };
    let it = told(&[]).with(|it: &mut KafkaConnector| {
        it.brokers = String::new();
        it.plugins = vec![plugin];
    });
    let wanted = "bucket lake -reads-> kafka-connector mover as kafkaconnect.amazonaws.com (declared: location.s3Location.bucketArn)";
    assert_eq!(hops_in_full([it, lake()]), [wanted]);
}

#[test]
fn logs_go_where_they_are_sent_and_secrets_hold_users() {
    let events = cluster("events").with(|it: &mut KafkaCluster| {
        it.logs = LogTargets {
            log_group: Some("/kafka".to_owned()),
            delivery_stream: Some("orders".to_owned()),
            bucket: Some("lake".to_owned()),
        };
        it.scram_secrets = Fact::Known(vec![secret_arn("AmazonMSK_users")]);
    });
    let orders = delivery("orders").with(|it: &mut tidegate::model::aws::DeliveryStream| {
        it.description.known_mut().unwrap().destination = None;
    });
    let users = secret("AmazonMSK_users").with(|it: &mut tidegate::model::aws::Secret| it.rotation = None);
    let mut found = hops_in_full([events, orders, users, lake(), log_group("/kafka")]);
    found.sort();
    let by = "as delivery.logs.amazonaws.com (declared: loggingInfo.brokerLogs";
    assert_eq!(
        found,
        [
            format!("kafka-cluster events -writes-> bucket lake {by}.s3.bucket)"),
            format!("kafka-cluster events -writes-> delivery-stream orders {by}.firehose.deliveryStream)"),
            format!("kafka-cluster events -writes-> log-group /kafka {by}.cloudWatchLogs.logGroup)"),
            "secret AmazonMSK_users -reads-> kafka-cluster events as kafka.amazonaws.com (declared: secretArnList)"
                .to_owned(),
        ]
    );
}
