//! Checks of streams.

use tidegate::checks::Decision::{self, Fail, Pass, Unknown};
use tidegate::model::aws::{Stream, StreamConsumer};
use tidegate::model::{AtRest, Fact};

use super::{account, allows};
use crate::samples::{
    FOREIGN, SECOND, Tweak, consumer, consumer_arn, decision, estate, key, policy, stream, stream_arn, unknown,
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
