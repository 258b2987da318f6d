//! Checks of queues, topics and buses.

use tidegate::checks::Decision::{Fail, Pass, Unknown};
use tidegate::model::aws::{KeyState, Queue, Redrive, Topic};
use tidegate::model::{AtRest, Document, Fact, Resource};

use crate::samples::{
    ACCOUNT, FOREIGN, SECOND, Tweak, decision, estate, key, key_arn, policy, queue, queue_arn, topic, topic_arn,
    unknown,
};

/// What a check says of the queue `orders`, spoiled.
fn of_queue(check: &str, change: impl FnOnce(&mut Queue)) -> Option<tidegate::checks::Decision> {
    decision(&estate([queue("orders").with(change), key("main")]), check, &queue_arn("orders"))
}

fn allows(principal: &str, condition: &str) -> String {
    let resource = queue_arn("orders");
    format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{principal},"Action":"sqs:SendMessage","Resource":"{resource}"{condition}}}]}}"#
    )
}

#[test]
fn a_queue_that_lets_in_everyone() {
    const CHECK: &str = "sqs-queue-public-policy";
    let narrowed = format!(r#","Condition":{{"StringEquals":{{"aws:SourceAccount":"{ACCOUNT}"}}}}"#);
    assert_eq!(of_queue(CHECK, |it| it.policy = policy(allows(r#""*""#, ""))), Some(Fail));
    assert_eq!(of_queue(CHECK, |it| it.policy = policy(allows(r#""*""#, &narrowed))), Some(Pass));
    assert_eq!(of_queue(CHECK, |_| ()), Some(Pass));
    assert_eq!(of_queue(CHECK, |it| it.policy = policy("{")), Some(Unknown));
    assert_eq!(of_queue(CHECK, |it| it.policy = unknown()), Some(Unknown));
}

#[test]
fn a_queue_that_lets_in_a_foreign_account() {
    const CHECK: &str = "sqs-queue-foreign-access";
    let account = |id: &str| format!(r#"{{"AWS":"{id}"}}"#);
    assert_eq!(of_queue(CHECK, |it| it.policy = policy(allows(&account(FOREIGN), ""))), Some(Fail));
    assert_eq!(of_queue(CHECK, |it| it.policy = policy(allows(&account(SECOND), ""))), Some(Pass));
    assert_eq!(of_queue(CHECK, |it| it.policy = unknown()), Some(Unknown));
}

#[test]
fn restricted_messages_want_a_key_of_the_customer() {
    const CHECK: &str = "sqs-queue-customer-key";
    let restricted = |encryption: Fact<AtRest>, state: KeyState| {
        let orders =
            queue("orders").tag("classification", "restricted").with(|it: &mut Queue| it.encryption = encryption);
        decision(&estate([orders, key("main").key_with(|it| it.state = state)]), CHECK, &queue_arn("orders"))
    };
    let own = || Fact::Known(AtRest::Key(key_arn("main")));
    assert_eq!(restricted(own(), KeyState::Enabled), Some(Pass));
    assert_eq!(restricted(own(), KeyState::PendingDeletion), Some(Fail));
    assert_eq!(restricted(Fact::Known(AtRest::Provider("SSE-SQS".into())), KeyState::Enabled), Some(Fail));
    assert_eq!(restricted(Fact::Known(AtRest::Key("alias/aws/sqs".into())), KeyState::Enabled), Some(Fail));
    assert_eq!(restricted(Fact::Known(AtRest::Key("alias/gone".into())), KeyState::Enabled), Some(Unknown));
    assert_eq!(restricted(unknown(), KeyState::Enabled), Some(Unknown));
    assert_eq!(of_queue(CHECK, |_| ()), None);
}

#[test]
fn a_service_that_sends_for_anyone() {
    const CHECK: &str = "sqs-queue-service-source";
    let service = r#"{"Service":"s3.amazonaws.com"}"#;
    let source = r#","Condition":{"ArnLike":{"aws:SourceArn":"arn:aws:s3:::raw"}}"#;
    assert_eq!(of_queue(CHECK, |it| it.policy = policy(allows(service, ""))), Some(Fail));
    assert_eq!(of_queue(CHECK, |it| it.policy = policy(allows(service, source))), Some(Pass));
    assert_eq!(of_queue(CHECK, |it| it.policy = policy(allows(r#"{"AWS":"111122223333"}"#, ""))), Some(Pass));
    assert_eq!(of_queue(CHECK, |it| it.policy = unknown()), Some(Unknown));
}

#[test]
fn a_queue_without_encryption() {
    const CHECK: &str = "sqs-queue-unencrypted";
    assert_eq!(of_queue(CHECK, |it| it.encryption = Fact::Known(AtRest::Absent)), Some(Fail));
    assert_eq!(of_queue(CHECK, |it| it.encryption = Fact::Known(AtRest::Provider("SSE-SQS".into()))), Some(Pass));
    assert_eq!(of_queue(CHECK, |it| it.encryption = unknown()), Some(Unknown));
}

#[test]
fn a_dead_letter_queue_that_is_encrypted_less() {
    const CHECK: &str = "sqs-dead-letter-queue-weaker";
    let redrive = |it: &mut Queue| {
        it.redrive = Fact::Known(Some(Redrive { target: queue_arn("orders-dead"), max_receives: 5 }));
    };
    let with = |encryption: Fact<AtRest>| {
        let dead = queue("orders-dead").with(|it: &mut Queue| it.encryption = encryption);
        decision(&estate([queue("orders").with(redrive), dead, key("main")]), CHECK, &queue_arn("orders"))
    };
    assert_eq!(with(Fact::Known(AtRest::Absent)), Some(Fail));
    assert_eq!(with(Fact::Known(AtRest::Provider("SSE-SQS".into()))), Some(Fail));
    assert_eq!(with(Fact::Known(AtRest::Key("alias/aws/sqs".into()))), Some(Fail));
    assert_eq!(with(Fact::Known(AtRest::Key("alias/other".into()))), Some(Pass));
    assert_eq!(with(unknown()), Some(Unknown));
    assert_eq!(of_queue(CHECK, redrive), Some(Unknown));
    assert_eq!(of_queue(CHECK, |_| ()), None);
}

#[test]
fn restricted_messages_without_tls() {
    let refuses = |principal: &str, action: &str, condition: &str| {
        let text = format!(
            r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Deny","Principal":{principal},"Action":{action},"Resource":"*","Condition":{condition}}}]}}"#
        );
        policy(text)
    };
    let plain = r#"{"Bool":{"aws:SecureTransport":"false"}}"#;
    let both = r#"["sqs:SendMessage","sqs:ReceiveMessage"]"#;
    let queue_with = |carried: Fact<Option<Document>>| {
        let made = queue("orders").tag("classification", "restricted").with(|it: &mut Queue| it.policy = carried);
        decision(&estate([made]), "sqs-queue-plain-transport", &queue_arn("orders"))
    };
    assert_eq!(queue_with(refuses(r#""*""#, both, plain)), Some(Pass));
    assert_eq!(queue_with(refuses(r#"{"AWS":"*"}"#, r#""sqs:*""#, plain)), Some(Pass));
    assert_eq!(queue_with(refuses(r#""*""#, r#""sqs:SendMessage""#, plain)), Some(Fail));
    assert_eq!(queue_with(refuses(r#"{"AWS":"111122223333"}"#, both, plain)), Some(Fail));
    let further = r#"{"Bool":{"aws:SecureTransport":"false"},"StringEquals":{"aws:SourceVpc":"vpc-1"}}"#;
    assert_eq!(queue_with(refuses(r#""*""#, both, further)), Some(Fail));
    assert_eq!(queue_with(refuses(r#""*""#, both, r#"{"Bool":{"aws:SecureTransport":"true"}}"#)), Some(Fail));
    assert_eq!(queue_with(Fact::Known(None)), Some(Fail));
    assert_eq!(queue_with(unknown()), Some(Unknown));
    let internal = estate([queue("orders").tag("classification", "internal")]);
    assert_eq!(decision(&internal, "sqs-queue-plain-transport", &queue_arn("orders")), None);
    let hidden = Resource { tags: unknown(), ..queue("orders") };
    assert_eq!(decision(&estate([hidden]), "sqs-queue-plain-transport", &queue_arn("orders")), Some(Unknown));

    let topic_with = |carried: Fact<Option<Document>>| {
        let made = topic("news").tag("classification", "restricted").with(|it: &mut Topic| it.policy = carried);
        decision(&estate([made]), "sns-topic-plain-transport", &topic_arn("news"))
    };
    assert_eq!(topic_with(refuses(r#""*""#, r#""sns:Publish""#, plain)), Some(Pass));
    assert_eq!(topic_with(refuses(r#""*""#, r#""sns:Subscribe""#, plain)), Some(Fail));
    assert_eq!(topic_with(unknown()), Some(Unknown));
}
