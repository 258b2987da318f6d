//! Well-kept tables, secrets, log groups and streams.

use std::collections::BTreeMap;

use tidegate::model::aws::{
    Delivery, DeliveryBucket, DeliveryDescription, DeliverySource, DeliveryStream, DeliveryTarget, KafkaAuthentication,
    KafkaCluster, KafkaConnector, LogDestination, LogGroup, LogResourcePolicy, LogTargets, PointInTimeRecovery, Secret,
    SecretRotation, Stream, StreamAttributes, StreamConsumer, Table, TableDescription, TableStream,
};
use tidegate::model::{AtRest, Detail, Fact, Network, Resource};

use super::builders::resource;
use super::{ACCOUNT, REGION, key_arn, time};

/// The ARN of the sample table with this name.
pub fn table_arn(name: &str) -> String {
    format!("arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{name}")
}

/// The ARN of the sample secret with this name.
pub fn secret_arn(name: &str) -> String {
    format!("arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:{name}-a1b2c3")
}

/// The ARN of the sample log group with this name.
pub fn log_group_arn(name: &str) -> String {
    format!("arn:aws:logs:{REGION}:{ACCOUNT}:log-group:{name}")
}

/// The ARN of the sample log destination with this name.
pub fn log_destination_arn(name: &str) -> String {
    format!("arn:aws:logs:{REGION}:{ACCOUNT}:destination:{name}")
}

/// The ARN of the sample log resource policy with this name.
pub fn log_policy_arn(name: &str) -> String {
    format!("arn:aws:logs:{REGION}:{ACCOUNT}:resource-policy:{name}")
}

/// The ARN of the sample stream with this name.
pub fn stream_arn(name: &str) -> String {
    format!("arn:aws:kinesis:{REGION}:{ACCOUNT}:stream/{name}")
}

/// The ARN of the sample consumer of a stream.
pub fn consumer_arn(stream: &str, name: &str) -> String {
    format!("{}/consumer/{name}:1700000000", stream_arn(stream))
}

/// A table: encrypted with the key `main`, guarded, restorable, with a stream, nothing copied.
pub fn table(name: &str) -> Resource {
    let detail = Table {
        description: Fact::Known(TableDescription {
            encryption: AtRest::Key(key_arn("main")),
            deletion_protection: true,
            stream: Some(TableStream {
                arn: format!("{}/stream/2026-01-01T00:00:00.000", table_arn(name)),
                view: Some("NEW_IMAGE".to_owned()),
            }),
            replicas: Vec::new(),
            class: Some("STANDARD".to_owned()),
            items: Some(10),
            bytes: Some(1000),
            created: Some(time("2024-05-01T00:00:00Z")),
        }),
        recovery: Fact::Known(PointInTimeRecovery { enabled: true, days: Some(35) }),
        policy: Fact::Known(None),
        stream_policy: Fact::Known(None),
        time_to_live: Fact::Known(None),
        backups: Fact::Known(Vec::new()),
        exports: Fact::Known(Vec::new()),
        imports: Fact::Known(Vec::new()),
        kinesis_destinations: Fact::Known(Vec::new()),
    };
    resource(table_arn(name), ACCOUNT, REGION, Detail::Table(Box::new(detail)))
}

/// A secret: encrypted with the key `main`, rotated last month, read yesterday.
pub fn secret(name: &str) -> Resource {
    let detail = Secret {
        name: name.to_owned(),
        encryption: AtRest::Key(key_arn("main")),
        policy: Fact::Known(None),
        rotation: Some(SecretRotation {
            function: Some(format!("arn:aws:lambda:{REGION}:{ACCOUNT}:function:rotate")),
            days: Some(60),
            schedule: None,
            window: None,
            next: Some(time("2026-04-01T00:00:00Z")),
        }),
        last_function: None,
        rotated: Some(time("2026-02-01T00:00:00Z")),
        changed: Some(time("2026-02-01T00:00:00Z")),
        accessed: Some(time("2026-02-28T00:00:00Z")),
        created: Some(time("2024-05-01T00:00:00Z")),
        deleted: None,
        owner: None,
        primary_region: None,
        replicas: Fact::Known(Vec::new()),
    };
    resource(secret_arn(name), ACCOUNT, REGION, Detail::Secret(Box::new(detail)))
}

/// A log group: encrypted with the key `main`, kept for a year, passed on to nobody.
pub fn log_group(name: &str) -> Resource {
    let detail = LogGroup {
        name: name.to_owned(),
        encryption: AtRest::Key(key_arn("main")),
        retention_days: Some(365),
        class: Some("STANDARD".to_owned()),
        bytes: Some(1000),
        data_protection: false,
        deletion_protection: false,
        metric_filters: 0,
        created: Some(time("2024-05-01T00:00:00Z")),
        subscriptions: Fact::Known(Vec::new()),
        account_subscriptions: Fact::Known(Vec::new()),
    };
    resource(log_group_arn(name), ACCOUNT, REGION, Detail::LogGroup(Box::new(detail)))
}

/// A log destination in front of the stream `events`, open to nobody.
pub fn log_destination(name: &str) -> Resource {
    let detail = LogDestination {
        target: stream_arn("events"),
        role: format!("arn:aws:iam::{ACCOUNT}:role/forwarder"),
        policy: Fact::Known(None),
        created: Some(time("2024-05-01T00:00:00Z")),
    };
    resource(log_destination_arn(name), ACCOUNT, REGION, Detail::LogDestination(Box::new(detail)))
}

/// A log resource policy without a document.
pub fn log_policy(name: &str) -> Resource {
    let detail = LogResourcePolicy { name: name.to_owned(), policy: Fact::Known(None), changed: None };
    resource(log_policy_arn(name), ACCOUNT, REGION, Detail::LogResourcePolicy(Box::new(detail)))
}

/// A stream: encrypted with the key `main`, kept for a day.
pub fn stream(name: &str) -> Resource {
    let detail = Stream {
        encryption: Fact::Known(AtRest::Key(key_arn("main"))),
        policy: Fact::Known(None),
        attributes: Fact::Known(StreamAttributes {
            retention_hours: 24,
            mode: Some("ON_DEMAND".to_owned()),
            open_shards: Some(4),
            shard_metrics: Vec::new(),
            created: Some(time("2024-05-01T00:00:00Z")),
        }),
    };
    resource(stream_arn(name), ACCOUNT, REGION, Detail::Stream(Box::new(detail)))
}

/// A registered consumer of a stream.
pub fn consumer(stream: &str, name: &str) -> Resource {
    let detail = StreamConsumer {
        name: name.to_owned(),
        stream: stream_arn(stream),
        policy: Fact::Known(None),
        status: "ACTIVE".to_owned(),
        created: None,
    };
    resource(consumer_arn(stream, name), ACCOUNT, REGION, Detail::StreamConsumer(Box::new(detail)))
}

/// The ARN of the sample delivery stream with this name.
pub fn delivery_arn(name: &str) -> String {
    format!("arn:aws:firehose:{REGION}:{ACCOUNT}:deliverystream/{name}")
}

/// The ARN of the sample Kafka cluster with this name.
pub fn cluster_arn(name: &str) -> String {
    format!("arn:aws:kafka:{REGION}:{ACCOUNT}:cluster/{name}/0a1b-1")
}

/// The ARN of the sample connector with this name.
pub fn connector_arn(name: &str) -> String {
    format!("arn:aws:kafkaconnect:{REGION}:{ACCOUNT}:connector/{name}/0a1b-1")
}

/// A delivery stream that takes what is put into it, encrypted with the key `main`, to the bucket `lake`.
pub fn delivery(name: &str) -> Resource {
    let role = Some(format!("arn:aws:iam::{ACCOUNT}:role/deliverer"));
    let bucket = DeliveryBucket {
        arn: "arn:aws:s3:::lake".to_owned(),
        role: role.clone(),
        prefix: None,
        key: None,
        log_group: Some("/firehose".to_owned()),
    };
    let destination = Delivery {
        to: DeliveryTarget::S3,
        role,
        bucket: Some(bucket),
        backup: None,
        backup_mode: Some("Disabled".to_owned()),
        functions: Vec::new(),
        schema: None,
        log_group: Some("/firehose".to_owned()),
        network: None,
        secret: None,
        attributes: BTreeMap::new(),
    };
    let detail = DeliveryStream {
        description: Fact::Known(DeliveryDescription {
            status: "ACTIVE".to_owned(),
            source: DeliverySource::DirectPut,
            encryption: Fact::Known(AtRest::Key(key_arn("main"))),
            destination: Some(destination),
            created: Some(time("2024-05-01T00:00:00Z")),
        }),
    };
    resource(delivery_arn(name), ACCOUNT, REGION, Detail::DeliveryStream(Box::new(detail)))
}

fn private_network() -> Network {
    Network::Vpc { vpc: None, subnets: vec!["subnet-1".to_owned()], security_groups: Vec::new(), public: false }
}

fn log_targets() -> LogTargets {
    LogTargets { log_group: Some("/kafka".to_owned()), ..LogTargets::default() }
}

/// A provisioned cluster: encrypted with the key `main`, TLS and IAM only, logged.
pub fn cluster(name: &str) -> Resource {
    let detail = KafkaCluster {
        name: name.to_owned(),
        serverless: false,
        state: "ACTIVE".to_owned(),
        encryption: AtRest::Key(key_arn("main")),
        client_broker: "TLS".to_owned(),
        in_cluster: true,
        authentication: KafkaAuthentication { iam: true, ..KafkaAuthentication::default() },
        network: private_network(),
        private_connectivity: false,
        monitoring: Some("PER_BROKER".to_owned()),
        logs: log_targets(),
        version: Some("3.7.x".to_owned()),
        created: Some(time("2024-05-01T00:00:00Z")),
        brokers: Fact::Known(vec![format!("b-1.{name}.kafka.{REGION}.amazonaws.com:9098")]),
        policy: Fact::Known(None),
        scram_secrets: Fact::NotApplicable,
    };
    resource(cluster_arn(name), ACCOUNT, REGION, Detail::KafkaCluster(Box::new(detail)))
}

/// A connector of the cluster `events`: TLS, logged, with nothing told.
pub fn connector(name: &str) -> Resource {
    let detail = KafkaConnector {
        name: name.to_owned(),
        state: "RUNNING".to_owned(),
        role: format!("arn:aws:iam::{ACCOUNT}:role/connector"),
        brokers: format!("b-1.events.kafka.{REGION}.amazonaws.com:9098"),
        network: private_network(),
        authentication: Some("IAM".to_owned()),
        in_transit: Some("TLS".to_owned()),
        logs: log_targets(),
        created: Some(time("2024-05-01T00:00:00Z")),
        configuration: Fact::Known(BTreeMap::new()),
        workers: Fact::NotApplicable,
        plugins: Vec::new(),
    };
    resource(connector_arn(name), ACCOUNT, REGION, Detail::KafkaConnector(Box::new(detail)))
}
