//! The SNS collector against canned answers.

use std::sync::Arc;

use serde_json::{Value, json};

use super::sns::collect;
use crate::aws::canned::{Canned, Notes, caller, failing};
use crate::model::aws::Topic;
use crate::model::{AtRest, Fact, Failure, Redacted, Region, Resource};

const ORDERS: &str = "arn:aws:sns:eu-west-1:111122223333:orders";

async fn collected(answers: &[(&str, Value)]) -> (Canned, Arc<Notes>) {
    let (canned, notes) = (Canned::of(answers), Arc::new(Notes::default()));
    collect(&caller(&canned, &notes, "sns", Region::from("eu-west-1")).await).await;
    notes.assert_all_calls_were_planned(&canned);
    (canned, notes)
}

fn topic(resource: &Resource) -> &Topic {
    resource.topic().unwrap()
}

fn answer(action: &str, inner: &str) -> Value {
    json!(format!("<{action}Response><{action}Result>{inner}</{action}Result></{action}Response>"))
}

fn topics(arns: &[&str], next: &str) -> Value {
    let all: String = arns.iter().map(|arn| format!("<member><TopicArn>{arn}</TopicArn></member>")).collect();
    answer("ListTopics", &format!("<Topics>{all}</Topics><NextToken>{next}</NextToken>"))
}

fn attributes(action: &str, pairs: &[(&str, &str)]) -> Value {
    let entry = |(key, value): &(&str, &str)| format!("<entry><key>{key}</key><value>{value}</value></entry>");
    answer(action, &format!("<Attributes>{}</Attributes>", pairs.iter().map(entry).collect::<String>()))
}

fn subscription(arn: &str, protocol: &str, endpoint: &str) -> String {
    format!(
        "<member><SubscriptionArn>{arn}</SubscriptionArn><Owner>111122223333</Owner><Protocol>{protocol}</Protocol>\
        <Endpoint>{endpoint}</Endpoint><TopicArn>{ORDERS}</TopicArn></member>"
    )
}

fn subscriptions(members: &[String], next: &str) -> Value {
    let all = members.concat();
    let page = format!("<Subscriptions>{all}</Subscriptions><NextToken>{next}</NextToken>");
    answer("ListSubscriptionsByTopic", &page)
}

#[tokio::test]
async fn topics_of_all_pages_are_read_with_their_subscriptions() {
    let queue = "arn:aws:sqs:eu-west-1:111122223333:orders";
    let (canned, notes) = collected(&[
        ("ListTopics", topics(&[ORDERS], "t")),
        ("ListTopics", topics(&["arn:aws:sns:eu-west-1:111122223333:plain"], "")),
        (
            "GetTopicAttributes",
            attributes(
                "GetTopicAttributes",
                &[
                    ("Policy", "{&quot;Version&quot;:&quot;2012-10-17&quot;}"),
                    ("KmsMasterKeyId", "alias/data"),
                    ("FifoTopic", "true"),
                    ("SignatureVersion", "2"),
                    ("ArchivePolicy", "{&quot;MessageRetentionPeriod&quot;:&quot;30&quot;}"),
                    ("LambdaFailureFeedbackRoleArn", "arn:aws:iam::111122223333:role/feedback"),
                ],
            ),
        ),
        ("GetTopicAttributes", attributes("GetTopicAttributes", &[("DisplayName", "")])),
        ("ListSubscriptionsByTopic", subscriptions(&[subscription("arn:aws:sns:a:1:orders:1", "sqs", queue)], "s")),
        (
            "ListSubscriptionsByTopic",
            subscriptions(&[subscription("PendingConfirmation", "email", "jane.doe@example.com")], ""),
        ),
        ("ListSubscriptionsByTopic", subscriptions(&[], "")),
        (
            "GetSubscriptionAttributes",
            attributes(
                "GetSubscriptionAttributes",
                &[
                    ("RawMessageDelivery", "true"),
                    ("RedrivePolicy", "{&quot;deadLetterTargetArn&quot;:&quot;arn:aws:sqs:eu-west-1:1:dead&quot;}"),
                ],
            ),
        ),
        (
            "ListTagsForResource",
            answer("ListTagsForResource", "<Tags><member><Key>layer</Key><Value>ingestion</Value></member></Tags>"),
        ),
    ])
    .await;
    assert!(notes.gaps().is_empty(), "{:?}", notes.gaps());
    assert!(
        canned
            .asked()
            .iter()
            .any(|asked| asked.body.contains("Action=ListTopics") && asked.body.contains("NextToken=t"))
    );
    let all = notes.resources();
    let [orders, plain] = all.as_slice() else { panic!("{all:?}") };
    assert_eq!((orders.arn.as_str(), orders.account.as_str()), (ORDERS, "111122223333"));
    assert_eq!(orders.tags.known().unwrap()["layer"], "ingestion");
    let it = topic(orders);
    assert_eq!(it.encryption, Fact::Known(AtRest::Key("alias/data".to_owned())));
    assert_eq!(it.policy.known().unwrap().as_ref().unwrap().text(), r#"{"Version":"2012-10-17"}"#);
    let held = it.attributes.known().unwrap();
    assert_eq!((held.fifo, held.signature_version, held.archived_days), (true, Some(2), Some(30)));
    assert_eq!(held.delivery_logging[0].protocol, "Lambda");
    let [mail, to_queue] = it.subscriptions.known().unwrap().as_slice() else { panic!("{it:?}") };
    assert_eq!((&mail.arn, &mail.endpoint), (&None, &Redacted::Plain("***@example.com".to_owned())));
    assert_eq!(mail.details, Fact::NotApplicable);
    assert_eq!(to_queue.endpoint, Redacted::Plain(queue.to_owned()));
    assert!(to_queue.details.known().unwrap().raw);
    assert_eq!(to_queue.dead_letter(), Some("arn:aws:sqs:eu-west-1:1:dead"));
    assert_eq!(topic(plain).encryption, Fact::Known(AtRest::Absent));
    assert_eq!(topic(plain).policy, Fact::Known(None));
    assert_eq!(notes.counts(), [Fact::Known(2)]);
}

#[tokio::test]
async fn endpoints_are_kept_without_what_is_personal_or_secret() {
    let all = [
        subscription("PendingConfirmation", "sms", "+4915112345678"),
        subscription("PendingConfirmation", "https", "https://loader:hunter2@hooks.example.com/in"),
    ];
    let (_, notes) = collected(&[
        ("ListTopics", topics(&[ORDERS], "")),
        ("GetTopicAttributes", attributes("GetTopicAttributes", &[])),
        ("ListSubscriptionsByTopic", subscriptions(&all, "")),
        ("ListTagsForResource", answer("ListTagsForResource", "<Tags/>")),
    ])
    .await;
    let text = format!("{:?}", notes.resources());
    assert!(!text.contains("hunter2") && !text.contains("123456"), "{text}");
    assert!(text.contains("***78") && text.contains("@hooks.example.com/in"), "{text}");
}

#[tokio::test]
async fn what_is_denied_is_a_gap_and_the_rest_is_read() {
    let (_, notes) = collected(&[
        ("ListTopics", topics(&[ORDERS], "")),
        ("ListSubscriptionsByTopic", subscriptions(&[], "")),
        ("ListTagsForResource", answer("ListTagsForResource", "<Tags/>")),
    ])
    .await;
    let orders = notes.resource();
    assert!(matches!(topic(&orders).policy, Fact::Unknown(_)));
    assert_eq!(topic(&orders).subscriptions, Fact::Known(Vec::new()));
    let gaps = notes.gaps();
    assert_eq!((gaps[0].api.as_str(), gaps[0].reason), ("sns:GetTopicAttributes", Failure::Denied));
    assert_eq!(gaps[0].resource, ORDERS);
}

#[tokio::test]
async fn an_answer_that_is_no_xml_is_a_gap() {
    let (_, notes) = collected(&[("ListTopics", json!("<ListTopicsResponse>"))]).await;
    assert!(matches!(notes.counts().as_slice(), [Fact::Unknown(_)]));
    assert_eq!(notes.gaps()[0].reason, Failure::Malformed);
}

#[tokio::test]
async fn a_listing_that_fails_leaves_the_count_unknown_and_none_are_none() {
    let (_, notes) = collected(&[("ListTopics", failing(403, "AuthorizationError"))]).await;
    assert!(matches!(notes.counts().as_slice(), [Fact::Unknown(_)]));
    let (_, notes) = collected(&[("ListTopics", topics(&[], ""))]).await;
    assert_eq!((notes.counts(), notes.gaps().len()), (vec![Fact::Known(0)], 0));
}
