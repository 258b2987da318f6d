//! Data that is encrypted with a customer's key: what is done to it and the use of the key are halves of one answer, for
//! queues as for buckets.
//!
//! Sources: Amazon SQS Developer Guide, "Key management"; AWS KMS Developer Guide, "kms:ViaService".

use std::sync::Arc;

use tidegate::model::aws::{InlinePolicy, Queue};
use tidegate::model::{AtRest, Document, Fact, Resource};
use tidegate::policy::access::{AccessIndex, CellState, Options, Question, Whereto};
use tidegate::policy::actions::Access;
use tidegate::policy::evaluate::{Caller, Context, Decision};

use crate::samples::{self, ACCOUNT, FOREIGN, REGION, Tweak, key, key_arn, policy, queue, queue_arn, unknown};

fn statement(actions: &str, resource: &str, condition: &str) -> String {
    format!(r#"{{"Effect":"Allow","Action":{actions},"Resource":"{resource}"{condition}}}"#)
}

/// The user `ann` with these statements.
fn ann(statements: &[String]) -> Resource {
    let text = format!(r#"{{"Version":"2012-10-17","Statement":[{}]}}"#, statements.join(","));
    samples::user("ann").user_with(|it| {
        it.inline = vec![InlinePolicy { name: "own".to_owned(), document: Document::new(&*text) }];
    })
}

/// A key that leaves it to policies of identities, a queue under it, and ann.
fn index(ann: Resource, change: impl FnOnce(&mut Queue)) -> AccessIndex {
    let enables = format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{{"AWS":"{ACCOUNT}"}},"Action":"kms:*","Resource":"*"}}]}}"#
    );
    let main = key("main").key_with(|it| it.policy = Fact::Known(Document::new(&*enables)));
    AccessIndex::new(Arc::new(samples::estate([main, queue("orders").with(change), ann])))
}

fn caller(index: &AccessIndex) -> Caller {
    index.caller(&format!("arn:aws:iam::{ACCOUNT}:user/ann")).unwrap()
}

/// The decision on an action, and the actions on the key that it takes.
fn explained(index: &AccessIndex, action: &str) -> (String, Vec<String>) {
    let answer = index.explain(&caller(index), action, &queue_arn("orders"), &Context::open());
    (answer.decision.to_string(), answer.keys.iter().map(|half| half.action.clone()).collect())
}

fn may(actions: &str, on_key: &str) -> Resource {
    ann(&[statement(actions, &queue_arn("orders"), ""), statement(on_key, &key_arn("main"), "")])
}

#[test]
fn sending_takes_both_uses_of_the_key_and_receiving_one() {
    let all = r#"["sqs:SendMessage","sqs:ReceiveMessage","sqs:GetQueueAttributes"]"#;
    let both = vec!["kms:Decrypt".to_owned(), "kms:GenerateDataKey".to_owned()];
    let whole = index(may(all, r#"["kms:Decrypt","kms:GenerateDataKey"]"#), |_| ());
    assert_eq!(explained(&whole, "sqs:SendMessage"), ("allow".to_owned(), both.clone()));
    assert_eq!(explained(&whole, "sqs:ReceiveMessage"), ("allow".to_owned(), vec!["kms:Decrypt".to_owned()]));
    assert_eq!(explained(&whole, "sqs:GetQueueAttributes"), ("allow".to_owned(), Vec::new()));
    let reads = index(may(all, r#""kms:Decrypt""#), |_| ());
    assert_eq!(explained(&reads, "sqs:SendMessage"), ("deny (implicit)".to_owned(), both));
    assert_eq!(explained(&reads, "sqs:ReceiveMessage").0, "allow");
}

#[test]
fn the_service_of_the_queue_asks_for_the_key() {
    let via = |service: &str| {
        let condition =
            format!(r#","Condition":{{"StringEquals":{{"kms:ViaService":"{service}.{REGION}.amazonaws.com"}}}}"#);
        let reads = [
            statement(r#""sqs:ReceiveMessage""#, &queue_arn("orders"), ""),
            statement(r#""kms:Decrypt""#, &key_arn("main"), &condition),
        ];
        explained(&index(ann(&reads), |_| ()), "sqs:ReceiveMessage").0
    };
    assert_eq!(via("sqs"), "allow");
    assert_eq!(via("s3"), "deny (implicit)");
}

#[test]
fn other_keys_and_none_are_told_apart() {
    let reads = || ann(&[statement(r#""sqs:ReceiveMessage""#, &queue_arn("orders"), "")]);
    let with =
        |encryption: Fact<AtRest>| explained(&index(reads(), |it| it.encryption = encryption), "sqs:ReceiveMessage");
    assert_eq!(with(Fact::Known(AtRest::Provider("SSE-SQS".into()))), ("allow".to_owned(), Vec::new()));
    assert_eq!(with(Fact::Known(AtRest::Key("alias/aws/sqs".into()))), ("allow".to_owned(), Vec::new()));
    assert_eq!(with(Fact::Known(AtRest::Key(key_arn("main")))).0, "deny (implicit)");
    let foreign = key_arn("main").replace(ACCOUNT, FOREIGN);
    assert_eq!(with(Fact::Known(AtRest::Key(foreign))).0, "unknown");
    assert_eq!(with(unknown()).0, "unknown");
}

#[test]
fn who_can_and_the_matrix_say_what_the_explanation_says() {
    let all = r#"["sqs:SendMessage","sqs:ReceiveMessage"]"#;
    for (on_key, reads, writes) in [
        (r#"["kms:Decrypt","kms:GenerateDataKey"]"#, true, true),
        (r#""kms:Decrypt""#, true, false),
        (r#""kms:GenerateDataKey""#, false, false),
    ] {
        let index = index(may(all, on_key), |_| ());
        let subject = index.subject_of(&caller(&index)).unwrap();
        let (store, _) = index.estate().find(&queue_arn("orders")).unwrap();
        let place = index.store_ids().position(|it| it == store).unwrap();
        let options = Options::default();
        let matrix = index.matrix(&options);
        for (access, wanted) in [(Access::Read, reads), (Access::Write, writes)] {
            let cells = index.who_can(Question::Access(access), Whereto::Store(store), &options);
            assert_eq!(cells.iter().any(|it| it.subject == subject), wanted, "{on_key} {access:?}");
            let state = matrix.state(subject, place, access);
            assert_eq!(state == Some(CellState::Allow), wanted, "{on_key} {access:?}");
        }
    }
}

#[test]
fn a_queue_policy_lets_in_another_account_that_has_the_key_too() {
    let sends = format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{{"AWS":"{FOREIGN}"}},"Action":"sqs:SendMessage","Resource":"{}"}}]}}"#,
        queue_arn("orders")
    );
    let index = index(ann(&[statement(r#""sqs:ListQueues""#, "*", "")]), |it| {
        it.policy = policy(sends);
        it.encryption = Fact::Known(AtRest::Provider("SSE-SQS".into()));
    });
    let foreign = Caller::parse(FOREIGN).unwrap();
    let answer = index.explain(&foreign, "sqs:SendMessage", &queue_arn("orders"), &Context::open());
    assert!(!matches!(answer.decision, Decision::Deny(_)), "{}", answer.decision);
    let (store, _) = index.estate().find(&queue_arn("orders")).unwrap();
    let cells = index.who_can(Question::Access(Access::Write), Whereto::Store(store), &Options::default());
    assert!(cells.iter().any(|it| index.subject(it.subject).unwrap().kind.is_outside()), "{cells:?}");
}
