//! SQS queues of one region: their attributes, with policy and redrive policy among them, and tags.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

use super::ask::Ask;
use super::side_by_side;
use crate::aws::call::{Api, Caller};
use crate::aws::shape::Misshapen;
use crate::aws::wire::{Answer, Client, services, time};
use crate::model::aws::{Queue, QueueAttributes, Redrive};
use crate::model::{Arn, AtRest, Detail, Document, Fact, Kind, Resource, Tags};

const LIST: Api = Api::new("sqs:ListQueues");
const ATTRIBUTES: Api = Api::new("sqs:GetQueueAttributes");
const TAGS: Api = Api::new("sqs:ListQueueTags");

/// Calls that every queue takes.
const CALLS: usize = 2;

/// Queues that are read at once.
const AT_ONCE: usize = 16;

#[derive(Deserialize)]
struct Page {
    #[serde(rename = "QueueUrls", default)]
    urls: Vec<String>,
    #[serde(rename = "NextToken")]
    next: Option<String>,
}

#[derive(Deserialize)]
struct Told {
    #[serde(rename = "Attributes", default)]
    attributes: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct Tagged {
    #[serde(rename = "Tags", default)]
    tags: Tags,
}

/// Reads every queue of the region.
pub async fn collect(caller: &Caller) {
    let (ask, sqs) = (Ask::listing(caller), caller.session.wire(services::SQS, &caller.unit.region));
    caller.planned(1);
    // Without MaxResults the answer is one page of at most 1,000 queues and never says that there are more.
    let page = |token: Option<String>| {
        let (sqs, input) = (&sqs, json!({ "MaxResults": 1000, "NextToken": token }));
        async move { sqs.json::<Page>("ListQueues", &input).await }
    };
    let listed = ask.pages(LIST, page, |page| (page.urls, page.next)).await;
    let count = listed.count();
    let named = listed.found.into_iter().filter_map(|url| Some((arn(caller, &url)?, url)));
    let unread: Vec<(Arn, String)> = named.filter(|(arn, _)| !caller.sink.holds_resource(arn.as_str())).collect();
    caller.planned(unread.len() * CALLS);
    side_by_side(AT_ONCE, unread.into_iter().map(|(arn, url)| read(caller, &sqs, arn, url))).await;
    caller.listed(Kind::Queue, count);
}

/// A queue's ARN, from the account and the name at the end of its address.
///
/// Source: Amazon SQS Developer Guide, "Amazon SQS queue and message identifiers".
fn arn(caller: &Caller, url: &str) -> Option<Arn> {
    let mut ends = url.rsplit('/');
    let (name, account) = (ends.next()?, ends.next()?);
    let (partition, region) = (&caller.session.partition, &caller.unit.region);
    Some(Arn::new(format!("arn:{partition}:sqs:{region}:{account}:{name}")))
}

/// Reads one queue and puts it into the sink.
async fn read(caller: &Caller, sqs: &Client, arn: Arn, url: String) {
    let ask = Ask::about(caller, arn.as_str(), &caller.unit.region);
    let (told, tags) = futures::join!(attributes(&ask, sqs, &url), tags(&ask, sqs, &url));
    let queue = shape(&ask, url, &told);
    let account = arn.account().into();
    let region = caller.unit.region.clone();
    caller.put(Resource { arn, account, region, tags, detail: Detail::Queue(Box::new(queue)) });
}

async fn attributes(ask: &Ask, sqs: &Client, url: &str) -> Fact<BTreeMap<String, String>> {
    let input = json!({ "QueueUrl": url, "AttributeNames": ["All"] });
    let call = || sqs.json::<Told>("GetQueueAttributes", &input);
    ask.fact(ATTRIBUTES, call, |told| Ok(told.attributes)).await
}

async fn tags(ask: &Ask, sqs: &Client, url: &str) -> Fact<Tags> {
    let input = json!({ "QueueUrl": url });
    ask.fact(TAGS, || sqs.json::<Tagged>("ListQueueTags", &input), |told| Ok(told.tags)).await
}

fn shape(ask: &Ask, url: String, told: &Fact<BTreeMap<String, String>>) -> Queue {
    let text = |name: &str| told.map(|all| all.get(name).filter(|text| !text.is_empty()).cloned());
    let redrive = match text("RedrivePolicy") {
        Fact::Known(Some(text)) => ask.shaped(ATTRIBUTES, redrive(&text).map(Some)),
        other => other.map(|_| None),
    };
    Queue {
        url,
        policy: text("Policy").map(|text| text.as_deref().map(Document::new)),
        encryption: told.map(encryption),
        redrive,
        attributes: told.map(|all| {
            let number = |name: &str| all.get(name).and_then(|text| text.parse().ok());
            QueueAttributes {
                fifo: all.get("FifoQueue").is_some_and(|text| text == "true"),
                retention_seconds: number("MessageRetentionPeriod"),
                visibility_seconds: number("VisibilityTimeout"),
                key_reuse_seconds: number("KmsDataKeyReusePeriodSeconds"),
                created: all.get("CreatedTimestamp").and_then(|text| time::of_text(text)),
                messages: number("ApproximateNumberOfMessages").map(u64::from),
            }
        }),
    }
}

/// A KMS key where one is set, else SQS's own keys where they are on.
fn encryption(all: &BTreeMap<String, String>) -> AtRest {
    let own = all.get("SqsManagedSseEnabled").filter(|text| *text == "true").map(|_| "SSE-SQS");
    AtRest::of(all.get("KmsMasterKeyId").map(String::as_str), own)
}

/// How the queue at an address is encrypted now.
pub(in crate::aws) async fn encryption_of(sqs: &Client, url: &str) -> Answer<AtRest> {
    let input = json!({ "QueueUrl": url, "AttributeNames": ["KmsMasterKeyId", "SqsManagedSseEnabled"] });
    sqs.json::<Told>("GetQueueAttributes", &input).await.map(|told| encryption(&told.attributes))
}

/// The policy is JSON in a text, and SQS gives back the count as it was written: a number or a text.
fn redrive(text: &str) -> Result<Redrive, Misshapen> {
    let value: Value = serde_json::from_str(text).map_err(|wrong| Misshapen(format!("RedrivePolicy: {wrong}")))?;
    let target = value.get("deadLetterTargetArn").and_then(Value::as_str);
    let target = target.ok_or_else(|| Misshapen::missing("RedrivePolicy.deadLetterTargetArn"))?.to_owned();
    let count = value.get("maxReceiveCount");
    let number = count.and_then(|it| it.as_u64().or_else(|| it.as_str()?.parse().ok()));
    let max_receives = number.and_then(|it| u32::try_from(it).ok()).unwrap_or_default();
    Ok(Redrive { target, max_receives })
}
