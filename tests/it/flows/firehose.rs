//! Data Firehose.

use tidegate::model::aws::{
    Delivery, DeliveryBucket, DeliveryDescription, DeliverySchema, DeliverySource, DeliveryStream, DeliveryTarget,
};
use tidegate::model::{Fact, Redacted, Resource};

use super::{hops, hops_in_full};
use crate::samples::{ACCOUNT, Tweak, bucket, cluster, cluster_arn, delivery, role, stream, stream_arn};

fn with(change: impl FnOnce(&mut DeliveryDescription)) -> Resource {
    delivery("orders").with(|it: &mut DeliveryStream| {
        let told = it.description.known_mut().unwrap();
        unlogged(told.destination.as_mut().unwrap());
        change(told);
    })
}

/// Without a log of errors, so that each test names the hops that it is about.
fn unlogged(to: &mut Delivery) {
    to.log_group = None;
    to.bucket.iter_mut().for_each(|bucket| bucket.log_group = None);
}

fn to(change: impl FnOnce(&mut Delivery)) -> Resource {
    with(|it| change(it.destination.as_mut().unwrap()))
}

fn lake() -> Resource {
    bucket("lake").bucket_with(|it| it.logging = Fact::Known(None))
}

fn aside() -> DeliveryBucket {
    DeliveryBucket { arn: "arn:aws:s3:::aside".to_owned(), role: None, prefix: None, key: None, log_group: None }
}

#[test]
fn records_go_from_a_stream_through_a_function_to_buckets() {
    let function = format!("arn:aws:lambda:eu-west-1:{ACCOUNT}:function:mask");
    let orders = with(|it| {
        it.source = DeliverySource::Kinesis {
            stream: stream_arn("events"),
            role: Some(format!("arn:aws:iam::{ACCOUNT}:role/reader")),
        };
        let to = it.destination.as_mut().unwrap();
        to.functions = vec![function.clone()];
        to.backup = Some(aside());
        to.log_group = Some("/aws/kinesisfirehose/orders".to_owned());
        to.schema = Some(DeliverySchema {
            catalog: None,
            database: "sales".to_owned(),
            table: "orders".to_owned(),
            region: None,
            role: None,
        });
    });
    let table = format!("arn:aws:glue:eu-west-1:{ACCOUNT}:table/sales/orders");
    let group = format!("arn:aws:logs:eu-west-1:{ACCOUNT}:log-group:/aws/kinesisfirehose/orders");
    let mut found = hops_in_full([orders, stream("events"), lake(), role("deliverer"), role("reader")]);
    let mut wanted = [
        "stream events -reads-> delivery-stream orders as role reader (declared: KinesisStreamSourceDescription.KinesisStreamARN)".to_owned(),
        "delivery-stream orders -writes-> bucket lake as role deliverer (declared: BucketARN)".to_owned(),
        "delivery-stream orders -writes-> outside s3://aside as role deliverer (declared: S3BackupDescription.BucketARN)".to_owned(),
        format!("delivery-stream orders -invokes-> outside {function} as role deliverer (declared: ProcessingConfiguration.Processors.LambdaArn)"),
        format!("delivery-stream orders -writes-> outside {group} as role deliverer (declared: CloudWatchLoggingOptions.LogGroupName)"),
        format!("outside {table} -reads-> delivery-stream orders as role deliverer (declared: DataFormatConversionConfiguration.SchemaConfiguration)"),
    ];
    found.sort();
    wanted.sort();
    assert_eq!(found, wanted);
}

#[test]
fn other_targets_are_reached_with_credentials_of_theirs() {
    let plain = |text: &str| Redacted::Plain(text.to_owned());
    let jdbc = "jdbc:redshift://dwh.abc.eu-west-1.redshift.amazonaws.com:5439/sales";
    for (target, wanted) in [
        (
            DeliveryTarget::Redshift(plain(jdbc)),
            "dwh.abc.eu-west-1.redshift.amazonaws.com as a user of the database (declared: ClusterJDBCURL)",
        ),
        (
            DeliveryTarget::Splunk(plain("https://http-inputs.example.com:443")),
            "http-inputs.example.com as a token for Splunk (declared: HECEndpoint)",
        ),
        (
            DeliveryTarget::Snowflake(plain("https://acme.snowflakecomputing.com")),
            "acme.snowflakecomputing.com as a user of Snowflake (declared: AccountUrl)",
        ),
        (
            DeliveryTarget::Http { url: plain("https://intake.datadoghq.eu/v1"), name: None },
            "intake.datadoghq.eu as an access key of the endpoint (declared: EndpointConfiguration.Url)",
        ),
    ] {
        let found = hops_in_full([to(|it| it.to = target), lake(), role("deliverer")]);
        let beside = "delivery-stream orders -writes-> bucket lake as role deliverer (declared: S3DestinationDescription.BucketARN)";
        assert_eq!(found, [beside.to_owned(), format!("delivery-stream orders -writes-> outside {wanted}")]);
    }
}

#[test]
fn domains_tables_and_secrets_are_found_by_their_arns() {
    let domain = format!("arn:aws:es:eu-west-1:{ACCOUNT}:domain/search");
    let found = hops([to(|it| {
        it.to = DeliveryTarget::OpenSearch(domain.clone());
        it.bucket = None;
        it.secret = Some(format!("arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:search-a1b2c3"));
    })]);
    assert_eq!(
        found,
        [
            format!("delivery-stream orders -writes-> outside {domain}"),
            format!(
                "outside arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:search-a1b2c3 -reads-> delivery-stream orders"
            ),
        ]
    );
    let iceberg = DeliveryTarget::Iceberg { catalog: None, tables: vec!["sales.orders".to_owned()] };
    let found = hops([to(|it| (it.to, it.bucket) = (iceberg, None))]);
    let table = format!("arn:aws:glue:eu-west-1:{ACCOUNT}:table/sales/orders");
    assert_eq!(found, [format!("delivery-stream orders -writes-> outside {table}")]);
}

#[test]
fn topics_and_databases_are_read() {
    let topic = DeliverySource::Kafka { cluster: cluster_arn("events"), topic: None, role: None, connectivity: None };
    let events = cluster("events").with(|it: &mut tidegate::model::aws::KafkaCluster| it.logs = Default::default());
    let found = hops([with(|it| (it.source, it.destination) = (topic, None)), events]);
    assert_eq!(found, ["kafka-cluster events -reads-> delivery-stream orders"]);
    let database = DeliverySource::Database { host: "db.example.com".to_owned(), tls: true, secret: None };
    let found = hops([with(|it| (it.source, it.destination) = (database, None))]);
    assert_eq!(found, ["outside db.example.com -reads-> delivery-stream orders"]);
}
