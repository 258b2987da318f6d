//! Checks of topics.

use tidegate::checks::Decision::{self, Fail, Pass, Unknown};
use tidegate::model::aws::{Subscription, SubscriptionDetails, Topic};
use tidegate::model::{AtRest, Fact};

use crate::samples::{
    FOREIGN, SECOND, Tweak, decision, estate, key, key_arn, policy, queue, queue_arn, subscription, topic, topic_arn,
    unknown,
};

/// What a check says of the topic `news`, spoiled.
fn of_topic(check: &str, change: impl FnOnce(&mut Topic)) -> Option<Decision> {
    decision(&estate([topic("news").with(change), key("main"), queue("dead")]), check, &topic_arn("news"))
}

fn subscribed(check: &str, subscription: Subscription) -> Option<Decision> {
    of_topic(check, |it| it.subscriptions = Fact::Known(vec![subscription]))
}

fn allows(principal: &str, condition: &str) -> String {
    let resource = topic_arn("news");
    format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{principal},"Action":"sns:Publish","Resource":"{resource}"{condition}}}]}}"#
    )
}

#[test]
fn a_topic_that_lets_in_everyone() {
    const CHECK: &str = "sns-topic-public-policy";
    let own = r#","Condition":{"StringEquals":{"AWS:SourceOwner":"111122223333"}}"#;
    assert_eq!(of_topic(CHECK, |it| it.policy = policy(allows(r#""*""#, ""))), Some(Fail));
    assert_eq!(of_topic(CHECK, |it| it.policy = policy(allows(r#"{"AWS":"*"}"#, own))), Some(Pass));
    assert_eq!(of_topic(CHECK, |it| it.policy = unknown()), Some(Unknown));
}

#[test]
fn a_topic_that_lets_in_a_foreign_account() {
    const CHECK: &str = "sns-topic-foreign-access";
    let account = |id: &str| policy(allows(&format!(r#"{{"AWS":"{id}"}}"#), ""));
    assert_eq!(of_topic(CHECK, |it| it.policy = account(FOREIGN)), Some(Fail));
    assert_eq!(of_topic(CHECK, |it| it.policy = account(SECOND)), Some(Pass));
    assert_eq!(of_topic(CHECK, |it| it.policy = unknown()), Some(Unknown));
}

#[test]
fn a_service_that_publishes_for_anyone() {
    const CHECK: &str = "sns-topic-service-source";
    let service = r#"{"Service":"s3.amazonaws.com"}"#;
    let source = r#","Condition":{"ArnLike":{"aws:SourceArn":"arn:aws:s3:::raw"}}"#;
    assert_eq!(of_topic(CHECK, |it| it.policy = policy(allows(service, ""))), Some(Fail));
    assert_eq!(of_topic(CHECK, |it| it.policy = policy(allows(service, source))), Some(Pass));
    assert_eq!(of_topic(CHECK, |it| it.policy = unknown()), Some(Unknown));
}

#[test]
fn a_topic_without_encryption() {
    const CHECK: &str = "sns-topic-unencrypted";
    assert_eq!(of_topic(CHECK, |it| it.encryption = Fact::Known(AtRest::Absent)), Some(Fail));
    assert_eq!(of_topic(CHECK, |it| it.encryption = Fact::Known(AtRest::Key("alias/aws/sns".into()))), Some(Pass));
    assert_eq!(of_topic(CHECK, |it| it.encryption = unknown()), Some(Unknown));
}

#[test]
fn restricted_messages_want_a_key_of_the_customer() {
    const CHECK: &str = "sns-topic-customer-key";
    let restricted = |encryption: Fact<AtRest>| {
        let news = topic("news").tag("classification", "restricted").with(|it: &mut Topic| it.encryption = encryption);
        decision(&estate([news, key("main")]), CHECK, &topic_arn("news"))
    };
    assert_eq!(restricted(Fact::Known(AtRest::Key(key_arn("main")))), Some(Pass));
    assert_eq!(restricted(Fact::Known(AtRest::Key("alias/aws/sns".into()))), Some(Fail));
    assert_eq!(restricted(unknown()), Some(Unknown));
    assert_eq!(of_topic(CHECK, |_| ()), None);
}

#[test]
fn messages_over_plain_http() {
    const CHECK: &str = "sns-subscription-plain-http";
    assert_eq!(subscribed(CHECK, subscription("http", "http://hooks.example.com/in")), Some(Fail));
    assert_eq!(subscribed(CHECK, subscription("https", "https://hooks.example.com/in")), Some(Pass));
    assert_eq!(of_topic(CHECK, |it| it.subscriptions = unknown()), Some(Unknown));
}

#[test]
fn messages_for_a_foreign_account() {
    const CHECK: &str = "sns-subscription-foreign-account";
    let theirs = Subscription { owner: FOREIGN.to_owned(), ..subscription("https", "https://hooks.example.com/in") };
    assert_eq!(subscribed(CHECK, theirs), Some(Fail));
    let target = format!("arn:aws:sqs:eu-west-1:{FOREIGN}:orders");
    assert_eq!(subscribed(CHECK, subscription("sqs", &target)), Some(Fail));
    assert_eq!(subscribed(CHECK, subscription("sqs", &queue_arn("dead"))), Some(Pass));
    assert_eq!(of_topic(CHECK, |it| it.subscriptions = unknown()), Some(Unknown));
}

#[test]
fn a_dead_letter_queue_that_is_encrypted_less() {
    const CHECK: &str = "sns-dead-letter-queue-weaker";
    let with = |encryption: Fact<AtRest>| {
        let details =
            SubscriptionDetails { raw: false, dead_letter: Some(queue_arn("dead")), filter: None, role: None };
        let all = vec![Subscription { details: Fact::Known(details), ..subscription("sqs", &queue_arn("orders")) }];
        let news = topic("news").with(|it: &mut Topic| it.subscriptions = Fact::Known(all));
        let dead = queue("dead").with(|it: &mut tidegate::model::aws::Queue| it.encryption = encryption);
        decision(&estate([news, dead, key("main")]), CHECK, &topic_arn("news"))
    };
    assert_eq!(with(Fact::Known(AtRest::Provider("SSE-SQS".into()))), Some(Fail));
    assert_eq!(with(Fact::Known(AtRest::Key(key_arn("main")))), Some(Pass));
    assert_eq!(with(unknown()), Some(Unknown));
    assert_eq!(of_topic(CHECK, |_| ()), None);
}
