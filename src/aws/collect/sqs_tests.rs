//! The SQS collector against canned answers.

use std::sync::Arc;

use serde_json::json;

use super::sqs::collect;
use crate::aws::canned::{Canned, Notes, caller, failing};
use crate::model::aws::{Queue, Redrive};
use crate::model::{AtRest, Fact, Failure, Region, Resource};

const LIST: &str = "AmazonSQS.ListQueues";
const ATTRIBUTES: &str = "AmazonSQS.GetQueueAttributes";
const TAGS: &str = "AmazonSQS.ListQueueTags";

fn url(name: &str) -> String {
    format!("https://sqs.eu-west-1.amazonaws.com/111122223333/{name}")
}

async fn collected(answers: &[(&str, serde_json::Value)]) -> (Canned, Arc<Notes>) {
    let (canned, notes) = (Canned::of(answers), Arc::new(Notes::default()));
    collect(&caller(&canned, &notes, "sqs", Region::from("eu-west-1")).await).await;
    notes.assert_all_calls_were_planned(&canned);
    (canned, notes)
}

fn queue(resource: &Resource) -> &Queue {
    resource.queue().unwrap()
}

#[tokio::test]
async fn queues_of_all_pages_are_read() {
    let dead = "arn:aws:sqs:eu-west-1:111122223333:dead";
    let (canned, notes) = collected(&[
        (LIST, json!({ "QueueUrls": [url("orders")], "NextToken": "t" })),
        (LIST, json!({ "QueueUrls": [url("dead")] })),
        (
            ATTRIBUTES,
            json!({ "Attributes": {
                "QueueArn": "arn:aws:sqs:eu-west-1:111122223333:orders", "KmsMasterKeyId": "alias/data",
                "KmsDataKeyReusePeriodSeconds": "300", "MessageRetentionPeriod": "345600", "VisibilityTimeout": "30",
                "CreatedTimestamp": "1700000000", "ApproximateNumberOfMessages": "7", "Policy": "{ \"Version\":\"2012-10-17\"}",
                "RedrivePolicy": format!("{{\"deadLetterTargetArn\":\"{dead}\",\"maxReceiveCount\":\"5\"}}"),
            } }),
        ),
        (ATTRIBUTES, json!({ "Attributes": { "SqsManagedSseEnabled": "true", "FifoQueue": "true" } })),
        (TAGS, json!({ "Tags": { "layer": "ingestion" } })),
        (TAGS, json!({})),
    ])
    .await;
    assert_eq!(canned.bodies(LIST)[1], json!({ "MaxResults": 1000, "NextToken": "t" }));
    let all = notes.resources();
    let [orders, rest] = all.as_slice() else { panic!("{all:?}") };
    assert_eq!(orders.arn.as_str(), "arn:aws:sqs:eu-west-1:111122223333:orders");
    assert_eq!(orders.tags.known().unwrap()["layer"], "ingestion");
    let it = queue(orders);
    assert_eq!(it.encryption, Fact::Known(AtRest::Key("alias/data".to_owned())));
    assert_eq!(it.redrive, Fact::Known(Some(Redrive { target: dead.to_owned(), max_receives: 5 })));
    assert_eq!(it.policy.known().unwrap().as_ref().unwrap().text(), "{ \"Version\":\"2012-10-17\"}");
    let attributes = it.attributes.known().unwrap();
    assert_eq!((attributes.retention_seconds, attributes.messages), (Some(345_600), Some(7)));
    assert_eq!(attributes.created.unwrap().as_second(), 1_700_000_000);
    assert_eq!(queue(rest).encryption, Fact::Known(AtRest::Provider("SSE-SQS".to_owned())));
    assert!(queue(rest).attributes.known().unwrap().fifo);
    assert_eq!(notes.counts(), [Fact::Known(2)]);
}

#[tokio::test]
async fn what_is_denied_is_a_gap_and_the_rest_is_read() {
    let (_, notes) = collected(&[(LIST, json!({ "QueueUrls": [url("orders")] })), (TAGS, json!({}))]).await;
    let all = notes.resources();
    assert!(matches!(queue(&all[0]).policy, Fact::Unknown(_)) && matches!(queue(&all[0]).encryption, Fact::Unknown(_)));
    let gaps = notes.gaps();
    assert_eq!((gaps[0].api.as_str(), gaps[0].reason), ("sqs:GetQueueAttributes", Failure::Denied));
    assert_eq!(gaps[0].resource, "arn:aws:sqs:eu-west-1:111122223333:orders");
}

#[tokio::test]
async fn a_listing_that_fails_leaves_the_count_unknown() {
    let (_, notes) = collected(&[(LIST, failing(400, "AccessDeniedException"))]).await;
    assert!(notes.resources().is_empty());
    assert!(matches!(notes.counts().as_slice(), [Fact::Unknown(_)]));
}

#[tokio::test]
async fn a_redrive_policy_that_makes_no_sense_is_a_gap() {
    let (_, notes) = collected(&[
        (LIST, json!({ "QueueUrls": [url("orders")] })),
        (ATTRIBUTES, json!({ "Attributes": { "RedrivePolicy": "{\"maxReceiveCount\":5}" } })),
        (TAGS, json!({})),
    ])
    .await;
    assert!(matches!(queue(&notes.resource()).redrive, Fact::Unknown(_)));
    assert_eq!(notes.gaps()[0].reason, Failure::Malformed);
    assert!(notes.gaps()[0].message.contains("deadLetterTargetArn"), "{}", notes.gaps()[0].message);
}

#[tokio::test]
async fn no_queues_are_none() {
    let (_, notes) = collected(&[(LIST, json!({}))]).await;
    assert_eq!((notes.counts(), notes.gaps().len()), (vec![Fact::Known(0)], 0));
}
