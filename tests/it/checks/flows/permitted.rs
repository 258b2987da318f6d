//! Whether whoever makes a hop may make it.

use tidegate::checks::Decision::{self, Fail, Pass, Unknown};
use tidegate::model::aws::{InlinePolicy, Integration, LogDestination, NotificationTarget, Queue, RedshiftNamespace};
use tidegate::model::{AtRest, Document, Fact, Resource};

use super::super::allows;
use super::{bucket_arn, copies, role_arn, sends, store};
use crate::samples::{
    ACCOUNT, Tweak, decision, denied, estate, estate_with_gaps, key, key_arn, log_destination, log_destination_arn,
    policy, queue, queue_arn, redshift_integration, redshift_namespace, role, stream, stream_arn, table, table_arn,
    unknown,
};

const CHECK: &str = "flow-broken";

pub(super) fn may(role: Resource, action: &str, resource: &str) -> Resource {
    let text = format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Action":{action},"Resource":"{resource}"}}]}}"#
    );
    role.role_with(|it| it.inline.push(InlinePolicy { name: "own".to_owned(), document: Document::new(text) }))
}

fn replicated(copier: Resource) -> Option<Decision> {
    let resources = [copies(store("raw"), &["copy"]), store("copy"), copier, key("main")];
    decision(&estate(resources), CHECK, &bucket_arn("raw"))
}

#[test]
fn a_role_without_the_action_on_the_target() {
    let copier = || role("copier");
    assert_eq!(replicated(copier()), Some(Fail));
    assert_eq!(replicated(may(copier(), r#""s3:ReplicateObject""#, "arn:aws:s3:::copy/*")), Some(Pass));
    assert_eq!(replicated(may(copier(), r#""s3:ReplicateObject""#, "arn:aws:s3:::copy/part/*")), Some(Pass));
    assert_eq!(replicated(may(copier(), r#""s3:ReplicateObject""#, "arn:aws:s3:::other/*")), Some(Fail));
    assert_eq!(replicated(may(copier(), r#""s3:GetObject""#, "arn:aws:s3:::copy/*")), Some(Fail));
    let depends = may(copier(), r#""s3:ReplicateObject""#, "arn:aws:s3:::copy/${aws:username}/*");
    assert_eq!(replicated(depends), None);
    let denied = Document::new(
        r#"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"s3:Replicate*","Resource":"*"}]}"#,
    );
    let taken = may(copier(), r#""s3:ReplicateObject""#, "arn:aws:s3:::copy/*")
        .role_with(|it| it.inline.push(InlinePolicy { name: "guard".to_owned(), document: denied }));
    assert_eq!(replicated(taken), Some(Fail));
}

#[test]
fn a_role_without_the_key() {
    let forwards = |role: Resource| {
        let destination = log_destination("central").with(|it: &mut LogDestination| {
            it.target = stream_arn("events");
            it.role = role_arn("forwarder");
        });
        decision(&estate([destination, stream("events"), role, key("main")]), CHECK, &log_destination_arn("central"))
    };
    let writes = || may(role("forwarder"), r#""kinesis:PutRecord""#, &stream_arn("events"));
    assert_eq!(forwards(role("forwarder")), Some(Fail));
    assert_eq!(forwards(writes()), Some(Fail), "the key of the stream is not allowed");
    assert_eq!(forwards(may(writes(), r#""kms:GenerateDataKey""#, &key_arn("main"))), Some(Pass));
}

fn announced(orders: Resource, main: Resource) -> Option<Decision> {
    let raw = sends(store("raw"), NotificationTarget::Queue(queue_arn("orders")));
    let gap = denied("sqs:GetQueueAttributes", "orders");
    decision(&estate_with_gaps([gap], [raw, orders, main]), CHECK, &bucket_arn("raw"))
}

fn lets_in(condition: &str) -> Resource {
    let text = allows(r#"{"Service":"s3.amazonaws.com"}"#, "sqs:SendMessage", &queue_arn("orders"), condition);
    queue("orders").with(|it: &mut Queue| {
        it.policy = policy(text);
        it.encryption = Fact::Known(AtRest::Provider("SSE-SQS".to_owned()));
    })
}

#[test]
fn a_service_that_the_target_does_not_let_in() {
    let source = |arn: &str| format!(r#","Condition":{{"ArnLike":{{"aws:SourceArn":"{arn}"}}}}"#);
    let plain = || lets_in("").with(|it: &mut Queue| it.policy = Fact::Known(None));
    assert_eq!(announced(plain(), key("main")), Some(Fail));
    assert_eq!(announced(lets_in(""), key("main")), Some(Pass));
    assert_eq!(announced(lets_in(&source("arn:aws:s3:::raw")), key("main")), Some(Pass));
    assert_eq!(announced(lets_in(&source("arn:aws:s3:::other")), key("main")), Some(Fail));
    let elsewhere = format!(r#","Condition":{{"StringEquals":{{"aws:SourceAccount":"{ACCOUNT}"}}}}"#);
    assert_eq!(announced(lets_in(&elsewhere), key("main")), Some(Pass));
    assert_eq!(announced(plain().with(|it: &mut Queue| it.policy = unknown()), key("main")), Some(Unknown));
}

#[test]
fn a_key_that_does_not_let_the_service_in() {
    let with = |name: &str| {
        let name = name.to_owned();
        lets_in("").with(|it: &mut Queue| it.encryption = Fact::Known(AtRest::Key(name)))
    };
    assert_eq!(announced(with(&key_arn("main")), key("main")), Some(Fail));
    assert_eq!(announced(with("alias/aws/sqs"), key("main")), Some(Fail));
    let text = allows(r#"{"Service":"s3.amazonaws.com"}"#, "kms:*", "*", "");
    let open = key("main").key_with(|it| it.policy = Fact::Known(Document::new(text)));
    assert_eq!(announced(with(&key_arn("main")), open), Some(Pass));
    assert_eq!(announced(with(&key_arn("elsewhere")), key("main")), Some(Pass));
}

#[test]
fn a_service_that_makes_a_hop_for_anyone() {
    const CHECK: &str = "flow-service-hop-without-source";
    let warehouse = |service: &str, condition: &str| {
        let principal = format!(r#"{{"Service":"{service}"}}"#);
        let text = allows(&principal, "redshift:AuthorizeInboundIntegration", "*", condition);
        redshift_namespace("n").with(|it: &mut RedshiftNamespace| it.policy = policy(text))
    };
    let of = |warehouse: Resource| {
        let arn = warehouse.arn.to_string();
        let fills = redshift_integration("orders", &table_arn("orders"))
            .with(|it: &mut Integration| it.target.clone_from(&arn));
        let estate = estate_with_gaps([denied("redshift:GetResourcePolicy", "n")], [fills, table("orders"), warehouse]);
        decision(&estate, CHECK, &arn)
    };
    let own = format!(r#","Condition":{{"StringEquals":{{"aws:SourceAccount":"{ACCOUNT}"}}}}"#);
    assert_eq!(of(warehouse("redshift.amazonaws.com", "")), Some(Fail));
    assert_eq!(of(warehouse("redshift.amazonaws.com", &own)), Some(Pass));
    let hidden = redshift_namespace("n").with(|it: &mut RedshiftNamespace| it.policy = unknown());
    assert_eq!(of(hidden), Some(Unknown));
    // A statement for another service is not that of the hop.
    assert_eq!(of(warehouse("cloudtrail.amazonaws.com", "")), Some(Pass));
    // Queues have a check of their own.
    let raw = sends(store("raw"), NotificationTarget::Queue(queue_arn("orders")));
    assert_eq!(decision(&estate([raw, lets_in("")]), CHECK, &queue_arn("orders")), None);
}
