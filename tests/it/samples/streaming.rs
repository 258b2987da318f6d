//! Well-kept tables, secrets, log groups and streams.

use tidegate::model::aws::{
    LogDestination, LogGroup, LogResourcePolicy, PointInTimeRecovery, Secret, SecretRotation, Stream, StreamAttributes,
    StreamConsumer, Table, TableDescription, TableStream,
};
use tidegate::model::{AtRest, Detail, Fact, Resource};

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
            next: Some(time("2026-04-01T00:00:00Z")),
        }),
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
