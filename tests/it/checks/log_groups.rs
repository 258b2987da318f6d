//! Checks of CloudWatch Logs.

use tidegate::checks::Decision::{self, Fail, Pass, Unknown};
use tidegate::model::aws::{LogDestination, LogGroup, LogResourcePolicy, LogSubscription};
use tidegate::model::{AtRest, Fact, Resource};

use super::{account, allows};
use crate::samples::{
    ACCOUNT, FOREIGN, SECOND, Tweak, decision, estate, key, log_destination, log_destination_arn, log_group,
    log_group_arn, log_policy, log_policy_arn, policy, trail, unknown,
};

fn of_group(check: &str, change: impl FnOnce(&mut LogGroup)) -> Option<Decision> {
    decision(&estate([log_group("/etl").with(change), key("main")]), check, &log_group_arn("/etl"))
}

#[test]
fn a_group_that_keeps_everything() {
    const CHECK: &str = "logs-group-retention-absent";
    assert_eq!(of_group(CHECK, |_| ()), Some(Pass));
    assert_eq!(of_group(CHECK, |it| it.retention_days = None), Some(Fail));
    let delivery = |it: &mut LogGroup| (it.retention_days, it.class) = (None, Some("DELIVERY".to_owned()));
    assert_eq!(of_group(CHECK, delivery), None);
}

#[test]
fn the_record_of_a_trail_that_is_short() {
    const CHECK: &str = "logs-group-retention-short";
    let of = |days: Option<u32>| {
        let group = log_group("/audit").with(|it: &mut LogGroup| it.retention_days = days);
        let trail = trail("main").trail_with(|it| it.log_group = Some(format!("{}:*", log_group_arn("/audit"))));
        decision(&estate([group, trail]), CHECK, &log_group_arn("/audit"))
    };
    assert_eq!(of(Some(30)), Some(Fail));
    assert_eq!(of(Some(365)), Some(Pass));
    assert_eq!(of(None), Some(Pass));
    assert_eq!(of_group(CHECK, |it| it.retention_days = Some(30)), None);
}

#[test]
fn restricted_events_want_a_key_of_the_customer() {
    const CHECK: &str = "logs-group-customer-key";
    let restricted = |encryption: AtRest| {
        let group = log_group("/etl").tag("classification", "restricted");
        let group = group.with(|it: &mut LogGroup| it.encryption = encryption);
        decision(&estate([group, key("main")]), CHECK, &log_group_arn("/etl"))
    };
    assert_eq!(restricted(AtRest::Key(crate::samples::key_arn("main"))), Some(Pass));
    assert_eq!(restricted(AtRest::Provider("CloudWatch Logs".to_owned())), Some(Fail));
    assert_eq!(restricted(AtRest::Key("alias/gone".to_owned())), Some(Unknown));
}

#[test]
fn events_that_are_sent_to_a_foreign_account() {
    const CHECK: &str = "logs-subscription-foreign";
    let to = |account: &str| {
        let destination = format!("arn:aws:logs:eu-west-1:{account}:destination:siem");
        Fact::Known(vec![LogSubscription { name: "siem".to_owned(), destination, role: None, pattern: String::new() }])
    };
    assert_eq!(of_group(CHECK, |_| ()), Some(Pass));
    assert_eq!(of_group(CHECK, |it| it.subscriptions = to(FOREIGN)), Some(Fail));
    assert_eq!(of_group(CHECK, |it| it.account_subscriptions = to(FOREIGN)), Some(Fail));
    assert_eq!(of_group(CHECK, |it| it.subscriptions = to(SECOND)), Some(Pass));
    assert_eq!(of_group(CHECK, |it| it.subscriptions = unknown()), Some(Unknown));
    assert_eq!(of_group(CHECK, |it| it.account_subscriptions = unknown()), Some(Unknown));
}

fn of_destination(check: &str, document: Fact<Option<tidegate::model::Document>>) -> Option<Decision> {
    let siem: Resource = log_destination("siem").with(|it: &mut LogDestination| it.policy = document);
    decision(&estate([siem]), check, &log_destination_arn("siem"))
}

#[test]
fn a_destination_that_takes_from_outsiders() {
    let sending = |who: &str| policy(allows(who, "logs:PutSubscriptionFilter", &log_destination_arn("siem"), ""));
    let (public, foreign) = ("logs-destination-public-policy", "logs-destination-foreign-access");
    assert_eq!(of_destination(public, sending(r#""*""#)), Some(Fail));
    assert_eq!(of_destination(public, sending(&account(FOREIGN))), Some(Pass));
    assert_eq!(of_destination(public, unknown()), Some(Unknown));
    assert_eq!(of_destination(foreign, sending(&account(FOREIGN))), Some(Fail));
    assert_eq!(of_destination(foreign, sending(&account(SECOND))), Some(Pass));
    assert_eq!(of_destination(foreign, unknown()), Some(Unknown));
}

#[test]
fn a_resource_policy_that_lets_in_too_many() {
    let of = |check: &str, document| {
        let it = log_policy("writers").with(|it: &mut LogResourcePolicy| it.policy = document);
        decision(&estate([it]), check, &log_policy_arn("writers"))
    };
    let groups = format!("arn:aws:logs:eu-west-1:{ACCOUNT}:log-group:*");
    let writing = |who: &str, condition: &str| policy(allows(who, "logs:PutLogEvents", &groups, condition));
    let source = format!(r#","Condition":{{"StringEquals":{{"aws:SourceAccount":"{ACCOUNT}"}}}}"#);
    let service = r#"{"Service":"es.amazonaws.com"}"#;
    let (public, deputy) = ("logs-resource-policy-public", "logs-resource-policy-service-source");
    assert_eq!(of(public, writing(r#""*""#, "")), Some(Fail));
    assert_eq!(of(public, writing(service, "")), Some(Pass));
    assert_eq!(of(public, unknown()), Some(Unknown));
    assert_eq!(of(deputy, writing(service, "")), Some(Fail));
    assert_eq!(of(deputy, writing(service, &source)), Some(Pass));
    assert_eq!(of(deputy, unknown()), Some(Unknown));
}
