//! Data Firehose: sources, destinations, backups, functions, schemas, logs.

use std::collections::BTreeSet;

use crate::flow::{Draft, Sketch, Transfer};
use crate::model::Fact;
use crate::model::aws::{Delivery, DeliveryBucket, DeliverySource, DeliveryTarget};

/// Where the records of a delivery stream come from and go.
///
/// Source: Amazon Data Firehose API Reference, "DeliveryStreamDescription".
pub(super) fn delivery_stream(draft: &mut Draft<'_>) {
    let Some(told) = draft.here.delivery_stream().and_then(|it| it.description.known()) else { return };
    source(draft, &told.source);
    let Some(to) = &told.destination else { return };
    target(draft, to);
    let is_target = to.to == DeliveryTarget::S3;
    for (bucket, field) in
        to.bucket.iter().zip(["BucketARN"]).chain(to.backup.iter().zip(["S3BackupDescription.BucketARN"]))
    {
        let field = if is_target || field != "BucketARN" { field } else { "S3DestinationDescription.BucketARN" };
        deliver(draft, to, bucket, field);
    }
    for function in &to.functions {
        let sketch = Sketch::to(function, Transfer::Invoke).declared("ProcessingConfiguration.Processors.LambdaArn");
        draft.add(by(sketch, to.role.as_deref()));
    }
    logs(draft, to);
    schema(draft, to);
    if let Some(secret) = &to.secret {
        let sketch = Sketch::from(secret, Transfer::Read).declared("SecretsManagerConfiguration.SecretARN");
        draft.add(by(sketch, to.role.as_deref()));
    }
}

fn by<'n>(sketch: Sketch<'n>, role: Option<&'n str>) -> Sketch<'n> {
    match role {
        Some(role) => sketch.as_role(role),
        None => sketch,
    }
}

fn source(draft: &mut Draft<'_>, source: &DeliverySource) {
    match source {
        DeliverySource::Kinesis { stream, role } => {
            let sketch =
                Sketch::from(stream, Transfer::Read).declared("KinesisStreamSourceDescription.KinesisStreamARN");
            draft.add(by(sketch, role.as_deref()));
        }
        DeliverySource::Kafka { cluster, role, .. } => {
            let sketch = Sketch::from(cluster, Transfer::Read).declared("MSKSourceDescription.MSKClusterARN");
            draft.add(by(sketch, role.as_deref()));
        }
        DeliverySource::Database { host, tls, .. } => {
            if let Some(node) = draft.names.host(host, draft.here) {
                let sketch = Sketch::from_node(node, Transfer::Read).with_credentials("a user of the database");
                draft.add(sketch.in_transit(Fact::Known(*tls)).declared("DatabaseSourceDescription.Endpoint"));
            }
        }
        DeliverySource::DirectPut | DeliverySource::Other(_) => {}
    }
}

/// The store at the end, where it is no bucket.
fn target(draft: &mut Draft<'_>, to: &Delivery) {
    match &to.to {
        DeliveryTarget::S3 => {}
        DeliveryTarget::Redshift(url) => address(draft, url.readable(), "a user of the database", "ClusterJDBCURL"),
        DeliveryTarget::Splunk(url) => address(draft, url.readable(), "a token for Splunk", "HECEndpoint"),
        DeliveryTarget::Snowflake(url) => address(draft, url.readable(), "a user of Snowflake", "AccountUrl"),
        DeliveryTarget::Http { url, .. } => {
            address(draft, url.readable(), "an access key of the endpoint", "EndpointConfiguration.Url");
        }
        DeliveryTarget::OpenSearch(name) => {
            let node = draft.names.node(name, draft.here).or_else(|| draft.names.host(name, draft.here));
            if let Some(node) = node {
                let sketch = Sketch::to_node(node, Transfer::Write).declared("DomainARN");
                draft.add(by(sketch, to.role.as_deref()));
            }
        }
        DeliveryTarget::Iceberg { tables, .. } => {
            for (database, table) in tables.iter().filter_map(|it| it.split_once('.')) {
                let arn = table_arn(draft, None, None, database, table);
                let sketch = Sketch::to(&arn, Transfer::Write).declared("DestinationTableConfigurationList");
                draft.add(by(sketch, to.role.as_deref()));
            }
        }
    }
}

fn address(draft: &mut Draft<'_>, url: Option<&str>, credentials: &str, field: &str) {
    let Some(url) = url else { return };
    let sketch = Sketch::to(url, Transfer::Write).with_credentials(credentials).declared(field);
    let scheme = url.split("://").next().unwrap_or_default();
    draft.add(match scheme {
        "https" => sketch.in_transit(Fact::Known(true)),
        "http" => sketch.in_transit(Fact::Known(false)),
        _ => sketch,
    });
}

fn deliver(draft: &mut Draft<'_>, to: &Delivery, bucket: &DeliveryBucket, field: &str) {
    let sketch = Sketch::to(&bucket.arn, Transfer::Write).declared(field);
    draft.add(by(sketch, bucket.role.as_deref().or(to.role.as_deref())));
}

/// Where errors are logged, with the records that could not be delivered: those of the destination and of its buckets.
///
/// Source: Amazon Data Firehose API Reference, "CloudWatchLoggingOptions".
fn logs(draft: &mut Draft<'_>, to: &Delivery) {
    let here = draft.here;
    let buckets = to.bucket.iter().chain(&to.backup).filter_map(|bucket| bucket.log_group.as_ref());
    let groups: BTreeSet<&String> = to.log_group.iter().chain(buckets).collect();
    for name in groups {
        let group = format!("arn:{}:logs:{}:{}:log-group:{name}", here.arn.partition(), here.region, here.account);
        let sketch = Sketch::to(&group, Transfer::Write).declared("CloudWatchLoggingOptions.LogGroupName");
        draft.add(by(sketch, to.role.as_deref()));
    }
}

/// The table whose schema decides how records are converted.
fn schema(draft: &mut Draft<'_>, to: &Delivery) {
    let Some(schema) = &to.schema else { return };
    let arn = table_arn(draft, schema.region.as_deref(), schema.catalog.as_deref(), &schema.database, &schema.table);
    let sketch = Sketch::from(&arn, Transfer::Read).declared("DataFormatConversionConfiguration.SchemaConfiguration");
    draft.add(by(sketch, schema.role.as_deref().or(to.role.as_deref())));
}

fn table_arn(draft: &Draft<'_>, region: Option<&str>, account: Option<&str>, database: &str, table: &str) -> String {
    let here = draft.here;
    let (region, account) = (region.unwrap_or(here.region.as_str()), account.unwrap_or(here.account.as_str()));
    format!("arn:{}:glue:{region}:{account}:table/{database}/{table}", here.arn.partition())
}
