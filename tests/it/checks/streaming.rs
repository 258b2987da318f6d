//! Checks of streams.

use tidegate::checks::Decision::{self, Fail, Pass, Unknown};
use tidegate::model::aws::{
    Delivery, DeliveryBucket, DeliveryDescription, DeliverySource, DeliveryStream, DeliveryTarget, KafkaCluster,
    KafkaConnector, LogTargets, Stream, StreamConsumer,
};
use tidegate::model::{AtRest, Fact, Network, Redacted, Resource, SecretReason};

use super::{account, allows};
use crate::samples::{
    FOREIGN, SECOND, Tweak, bucket, cluster, cluster_arn, connector, connector_arn, consumer, consumer_arn, decision,
    delivery, delivery_arn, denied, estate, estate_with_gaps, key, policy, stream, stream_arn, unknown,
};

fn of_stream(check: &str, change: impl FnOnce(&mut Stream)) -> Option<Decision> {
    decision(&estate([stream("events").with(change), key("main")]), check, &stream_arn("events"))
}

fn restricted(check: &str, change: impl FnOnce(&mut Stream)) -> Option<Decision> {
    let events = stream("events").tag("classification", "restricted").with(change);
    decision(&estate([events, key("main")]), check, &stream_arn("events"))
}

#[test]
fn a_stream_that_lets_in_everyone() {
    const CHECK: &str = "kinesis-stream-public-policy";
    let open = || policy(allows(r#""*""#, "kinesis:GetRecords", &stream_arn("events"), ""));
    assert_eq!(of_stream(CHECK, |it| it.policy = open()), Some(Fail));
    assert_eq!(of_stream(CHECK, |_| ()), Some(Pass));
    assert_eq!(of_stream(CHECK, |it| it.policy = unknown()), Some(Unknown));
    let arn = consumer_arn("events", "fraud");
    let fraud = consumer("events", "fraud").with(|it: &mut StreamConsumer| {
        it.policy = policy(allows(r#""*""#, "kinesis:SubscribeToShard", &arn, ""));
    });
    assert_eq!(decision(&estate([fraud]), CHECK, &arn), Some(Fail));
}

#[test]
fn a_stream_that_lets_in_a_foreign_account() {
    const CHECK: &str = "kinesis-stream-foreign-access";
    let open = |who: &str| policy(allows(&account(who), "kinesis:GetRecords", &stream_arn("events"), ""));
    assert_eq!(of_stream(CHECK, |it| it.policy = open(FOREIGN)), Some(Fail));
    assert_eq!(of_stream(CHECK, |it| it.policy = open(SECOND)), Some(Pass));
    assert_eq!(of_stream(CHECK, |it| it.policy = unknown()), Some(Unknown));
}

#[test]
fn a_stream_without_encryption() {
    const CHECK: &str = "kinesis-stream-unencrypted";
    assert_eq!(of_stream(CHECK, |it| it.encryption = Fact::Known(AtRest::Absent)), Some(Fail));
    assert_eq!(of_stream(CHECK, |_| ()), Some(Pass));
    assert_eq!(of_stream(CHECK, |it| it.encryption = unknown()), Some(Unknown));
}

#[test]
fn restricted_records_want_a_key_of_the_customer() {
    const CHECK: &str = "kinesis-stream-customer-key";
    let managed = || Fact::Known(AtRest::Key("alias/aws/kinesis".to_owned()));
    assert_eq!(restricted(CHECK, |it| it.encryption = managed()), Some(Fail));
    assert_eq!(restricted(CHECK, |_| ()), Some(Pass));
    assert_eq!(restricted(CHECK, |it| it.encryption = unknown()), Some(Unknown));
    assert_eq!(of_stream(CHECK, |it| it.encryption = managed()), None);
}

#[test]
fn restricted_records_that_stay_long() {
    const CHECK: &str = "kinesis-stream-retention-long";
    let hours = |it: &mut Stream, hours| it.attributes.known_mut().unwrap().retention_hours = hours;
    assert_eq!(restricted(CHECK, |it| hours(it, 8760)), Some(Fail));
    assert_eq!(restricted(CHECK, |it| hours(it, 168)), Some(Pass));
    assert_eq!(restricted(CHECK, |it| it.attributes = unknown()), Some(Unknown));
    assert_eq!(of_stream(CHECK, |it| hours(it, 8760)), None);
}

fn of_delivery_among(
    check: &str,
    others: impl IntoIterator<Item = Resource>,
    change: impl FnOnce(&mut DeliveryDescription),
) -> Option<Decision> {
    let orders = delivery("orders").with(|it: &mut DeliveryStream| change(it.description.known_mut().unwrap()));
    let all = [orders, key("main")].into_iter().chain(others);
    decision(&estate(all), check, &delivery_arn("orders"))
}

fn of_delivery(check: &str, change: impl FnOnce(&mut Delivery)) -> Option<Decision> {
    of_delivery_among(check, [bucket("lake")], |it| change(it.destination.as_mut().unwrap()))
}

/// What a check says of a delivery stream of which nothing could be read.
fn of_hidden_delivery(check: &str) -> Option<Decision> {
    let hidden = delivery("orders").tag("classification", "restricted");
    let hidden = hidden.with(|it: &mut DeliveryStream| it.description = unknown());
    let gap = denied("firehose:DescribeDeliveryStream", &delivery_arn("orders"));
    decision(&estate_with_gaps([gap], [hidden]), check, &delivery_arn("orders"))
}

fn secret_value() -> Redacted {
    Redacted::Secret { fingerprint: "0123456789abcdef".to_owned(), reason: SecretReason::Name, remainder: None }
}

#[test]
fn a_delivery_stream_without_encryption() {
    const CHECK: &str = "firehose-stream-unencrypted";
    let of = |encryption| of_delivery_among(CHECK, [], |it| it.encryption = encryption);
    assert_eq!(of(Fact::Known(AtRest::Absent)), Some(Fail));
    assert_eq!(of(Fact::Known(AtRest::Provider("AWS owned key".to_owned()))), Some(Pass));
    assert_eq!(of(Fact::NotApplicable), None);
    assert_eq!(of_hidden_delivery(CHECK), Some(Unknown));
}

#[test]
fn restricted_delivery_wants_a_key_of_the_customer() {
    const CHECK: &str = "firehose-stream-customer-key";
    let of = |encryption: AtRest| {
        let orders = delivery("orders").tag("classification", "restricted");
        let orders = orders.with(|it: &mut DeliveryStream| {
            it.description.known_mut().unwrap().encryption = Fact::Known(encryption);
        });
        decision(&estate([orders, key("main")]), CHECK, &delivery_arn("orders"))
    };
    assert_eq!(of(AtRest::Provider("AWS owned key".to_owned())), Some(Fail));
    assert_eq!(of(AtRest::Key(crate::samples::key_arn("main"))), Some(Pass));
    assert_eq!(of_hidden_delivery(CHECK), Some(Unknown));
}

#[test]
fn records_that_are_delivered_to_a_foreign_account() {
    const CHECK: &str = "firehose-bucket-foreign";
    let of = |lake: Option<Resource>| of_delivery_among(CHECK, lake, |_| ());
    assert_eq!(of(Some(bucket("lake").owned_by(FOREIGN))), Some(Fail));
    assert_eq!(of(Some(bucket("lake"))), Some(Pass));
    assert_eq!(of(Some(bucket("lake").owned_by(SECOND))), Some(Pass));
    assert_eq!(of(None), Some(Unknown));
    let backup =
        DeliveryBucket { arn: "arn:aws:s3:::theirs".to_owned(), role: None, prefix: None, key: None, log_group: None };
    let others = [bucket("lake"), bucket("theirs").owned_by(FOREIGN)];
    let change = |it: &mut DeliveryDescription| it.destination.as_mut().unwrap().backup = Some(backup);
    assert_eq!(of_delivery_among(CHECK, others, change), Some(Fail));
    assert_eq!(of_hidden_delivery(CHECK), Some(Unknown));
}

#[test]
fn records_that_are_transformed_without_a_copy() {
    const CHECK: &str = "firehose-transformed-without-backup";
    let transformed = |mode: Option<&str>| {
        of_delivery(CHECK, |it| {
            it.functions = vec!["arn:aws:lambda:eu-west-1:111122223333:function:mask".to_owned()];
            it.backup_mode = mode.map(str::to_owned);
        })
    };
    assert_eq!(transformed(Some("Disabled")), Some(Fail));
    assert_eq!(transformed(Some("FailedDataOnly")), Some(Fail));
    assert_eq!(transformed(None), Some(Fail));
    assert_eq!(transformed(Some("Enabled")), Some(Pass));
    assert_eq!(transformed(Some("AllData")), Some(Pass));
    assert_eq!(of_delivery(CHECK, |_| ()), None);
    assert_eq!(of_hidden_delivery(CHECK), Some(Unknown));
}

#[test]
fn errors_of_delivery_that_nobody_sees() {
    const CHECK: &str = "firehose-logging-off";
    assert_eq!(of_delivery(CHECK, |it| it.log_group = None), Some(Fail));
    assert_eq!(of_delivery(CHECK, |_| ()), Some(Pass));
    assert_eq!(of_hidden_delivery(CHECK), Some(Unknown));
}

#[test]
fn records_that_leave_in_plain_text() {
    const CHECK: &str = "firehose-plain-connection";
    let http = |url: &str| {
        let url = Redacted::Plain(url.to_owned());
        of_delivery(CHECK, |it| it.to = DeliveryTarget::Http { url, name: None })
    };
    assert_eq!(http("http://collect.example.com"), Some(Fail));
    assert_eq!(http("https://collect.example.com"), Some(Pass));
    let database = |tls| {
        let source = DeliverySource::Database { host: "db.example.com".to_owned(), tls, secret: None };
        of_delivery_among(CHECK, [bucket("lake")], |it| it.source = source)
    };
    assert_eq!((database(false), database(true)), (Some(Fail), Some(Pass)));
    assert_eq!(of_hidden_delivery(CHECK), Some(Unknown));
}

#[test]
fn a_delivery_stream_that_holds_a_secret() {
    const CHECK: &str = "firehose-secret-in-configuration";
    let hold = |it: &mut Delivery, value| drop(it.attributes.insert("HECToken".to_owned(), value));
    assert_eq!(of_delivery(CHECK, |it| hold(it, secret_value())), Some(Fail));
    assert_eq!(of_delivery(CHECK, |it| hold(it, Redacted::Plain("team".to_owned()))), Some(Pass));
    assert_eq!(of_delivery(CHECK, |it| it.to = DeliveryTarget::Redshift(secret_value())), Some(Fail));
    assert_eq!(of_hidden_delivery(CHECK), Some(Unknown));
}

fn of_cluster(check: &str, change: impl FnOnce(&mut KafkaCluster)) -> Option<Decision> {
    let events = cluster("events").tag("classification", "restricted").with(change);
    let gap = denied("kafka:GetClusterPolicy", &cluster_arn("events"));
    decision(&estate_with_gaps([gap], [events, key("main")]), check, &cluster_arn("events"))
}

#[test]
fn a_cluster_that_lets_in_outsiders() {
    let open = |who: &str| policy(allows(who, "kafka:CreateVpcConnection", &cluster_arn("events"), ""));
    let (public, foreign) = ("kafka-cluster-public-policy", "kafka-cluster-foreign-access");
    assert_eq!(of_cluster(public, |it| it.policy = open(r#""*""#)), Some(Fail));
    assert_eq!(of_cluster(public, |_| ()), Some(Pass));
    assert_eq!(of_cluster(public, |it| it.policy = unknown()), Some(Unknown));
    assert_eq!(of_cluster(foreign, |it| it.policy = open(&account(FOREIGN))), Some(Fail));
    assert_eq!(of_cluster(foreign, |it| it.policy = open(&account(SECOND))), Some(Pass));
    assert_eq!(of_cluster(foreign, |it| it.policy = unknown()), Some(Unknown));
}

#[test]
fn a_cluster_that_accepts_too_much() {
    let plain = "kafka-cluster-plaintext";
    assert_eq!(of_cluster(plain, |it| it.client_broker = "TLS_PLAINTEXT".to_owned()), Some(Fail));
    assert_eq!(of_cluster(plain, |it| it.in_cluster = false), Some(Fail));
    assert_eq!(of_cluster(plain, |_| ()), Some(Pass));
    let anyone = "kafka-cluster-unauthenticated";
    assert_eq!(of_cluster(anyone, |it| it.authentication.unauthenticated = true), Some(Fail));
    assert_eq!(of_cluster(anyone, |it| it.authentication.iam = false), Some(Fail));
    assert_eq!(of_cluster(anyone, |_| ()), Some(Pass));
    let internet = "kafka-cluster-public";
    let public = |it: &mut KafkaCluster| {
        let nothing = Vec::new;
        it.network = Network::Vpc { vpc: None, subnets: nothing(), security_groups: nothing(), public: true };
    };
    assert_eq!(of_cluster(internet, public), Some(Fail));
    assert_eq!(of_cluster(internet, |_| ()), Some(Pass));
}

#[test]
fn a_cluster_with_a_key_that_is_not_the_customers_or_without_logs() {
    let own = "kafka-cluster-customer-key";
    assert_eq!(of_cluster(own, |it| it.encryption = AtRest::Key("alias/aws/kafka".to_owned())), Some(Fail));
    assert_eq!(of_cluster(own, |it| it.encryption = AtRest::Key("alias/gone".to_owned())), Some(Unknown));
    assert_eq!(of_cluster(own, |_| ()), Some(Pass));
    let logs = "kafka-cluster-logging-off";
    assert_eq!(of_cluster(logs, |it| it.logs = LogTargets::default()), Some(Fail));
    assert_eq!(of_cluster(logs, |it| (it.logs, it.serverless) = (LogTargets::default(), true)), None);
    assert_eq!(of_cluster(logs, |_| ()), Some(Pass));
}

#[test]
fn a_connector_that_holds_secrets_or_hides_what_it_does() {
    let of = |check: &str, change: fn(&mut KafkaConnector)| {
        let gap = denied("kafkaconnect:DescribeConnector", &connector_arn("sink"));
        decision(&estate_with_gaps([gap], [connector("sink").with(change)]), check, &connector_arn("sink"))
    };
    let secret = "kafka-connector-secret";
    assert_eq!(
        of(secret, |it| {
            it.configuration = Fact::Known([("database.password".to_owned(), secret_value())].into());
        }),
        Some(Fail)
    );
    assert_eq!(of(secret, |it| it.workers = Fact::Known([("token".to_owned(), secret_value())].into())), Some(Fail));
    assert_eq!(of(secret, |_| ()), Some(Pass));
    assert_eq!(of(secret, |it| it.configuration = unknown()), Some(Unknown));
    let plain = "kafka-connector-plaintext";
    assert_eq!(of(plain, |it| it.in_transit = Some("PLAINTEXT".to_owned())), Some(Fail));
    assert_eq!(of(plain, |_| ()), Some(Pass));
    assert_eq!(of(plain, |it| it.in_transit = None), None);
    let logs = "kafka-connector-logging-off";
    assert_eq!(of(logs, |it| it.logs = LogTargets::default()), Some(Fail));
    assert_eq!(of(logs, |_| ()), Some(Pass));
}
