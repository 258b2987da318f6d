//! SNS topics of one region: their attributes, with the topic policy among them, their subscriptions, and tags.

use std::collections::BTreeMap;

use serde_json::Value;

use super::ask::Ask;
use super::side_by_side;
use crate::aws::call::{Api, Caller};
use crate::aws::wire::{Answer, Client, Element, services};
use crate::model::aws::{DeliveryLogging, Subscription, SubscriptionDetails, Topic, TopicAttributes};
use crate::model::{Arn, AtRest, Detail, Document, Fact, Kind, Redacted, Resource, Tags};

const LIST: Api = Api::new("sns:ListTopics");
const ATTRIBUTES: Api = Api::new("sns:GetTopicAttributes");
const SUBSCRIPTIONS: Api = Api::new("sns:ListSubscriptionsByTopic");
const SUBSCRIPTION: Api = Api::new("sns:GetSubscriptionAttributes");
const TAGS: Api = Api::new("sns:ListTagsForResource");

/// Calls that every topic takes.
const CALLS: usize = 3;

/// Topics that are read at once, and subscriptions of each.
const AT_ONCE: usize = 8;

/// Names and texts of one map.
type Told = BTreeMap<String, String>;

/// Reads every topic of the region.
pub async fn collect(caller: &Caller) {
    let (ask, sns) = (Ask::listing(caller), caller.session.wire(services::SNS, &caller.unit.region));
    caller.planned(1);
    let page = |token: Option<String>| {
        let sns = &sns;
        async move { sns.query("ListTopics", &marked(&[], token.as_deref())).await }
    };
    let listed = ask
        .pages(LIST, page, |page| {
            let arns = page.items("Topics").filter_map(|topic| topic.text_of("TopicArn").map(Arn::from));
            (arns.collect(), page.text_of("NextToken").map(str::to_owned))
        })
        .await;
    let count = listed.count();
    let unread: Vec<Arn> = listed.found.into_iter().filter(|arn| !caller.sink.holds_resource(arn.as_str())).collect();
    caller.planned(unread.len() * CALLS);
    side_by_side(AT_ONCE, unread.into_iter().map(|arn| read(caller, &sns, arn))).await;
    caller.listed(Kind::Topic, count);
}

/// Parameters with the marker of the next page.
fn marked<'p>(parameters: &[(&'p str, &'p str)], token: Option<&'p str>) -> Vec<(&'p str, &'p str)> {
    parameters.iter().copied().chain(token.map(|token| ("NextToken", token))).collect()
}

/// Reads one topic and puts it into the sink.
async fn read(caller: &Caller, sns: &Client, arn: Arn) {
    let ask = Ask::about(caller, arn.as_str(), &caller.unit.region);
    let (told, subscriptions, tags) =
        futures::join!(attributes(&ask, sns, &arn), subscriptions(&ask, sns, &arn), tags(&ask, sns, &arn));
    let text = |name: &str| told.map(|all| all.get(name).filter(|text| !text.is_empty()).cloned());
    let topic = Topic {
        policy: text("Policy").map(|text| text.as_deref().map(Document::new)),
        encryption: text("KmsMasterKeyId").map(|key| AtRest::of(key.as_deref(), None)),
        attributes: told.map(shape),
        subscriptions,
    };
    let (account, region) = (arn.account().into(), caller.unit.region.clone());
    caller.put(Resource { arn, account, region, tags, detail: Detail::Topic(Box::new(topic)) });
}

async fn attributes(ask: &Ask, sns: &Client, arn: &Arn) -> Fact<Told> {
    let input = [("TopicArn", arn.as_str())];
    ask.fact(ATTRIBUTES, || sns.query("GetTopicAttributes", &input), |answer| Ok(entries(&answer))).await
}

/// How a topic is encrypted now.
pub(in crate::aws) async fn encryption_of(sns: &Client, arn: &str) -> Answer<AtRest> {
    let told = sns.query("GetTopicAttributes", &[("TopicArn", arn)]).await.map(|answer| entries(&answer))?;
    Ok(AtRest::of(told.get("KmsMasterKeyId").map(String::as_str), None))
}

fn entries(answer: &Element) -> Told {
    answer.entries("Attributes").map(|(key, value)| (key.to_owned(), value.to_owned())).collect()
}

async fn tags(ask: &Ask, sns: &Client, arn: &Arn) -> Fact<Tags> {
    let input = [("ResourceArn", arn.as_str())];
    let pair = |tag: &Element| Some((tag.text_of("Key")?.to_owned(), tag.text_of("Value").unwrap_or("").to_owned()));
    let call = || sns.query("ListTagsForResource", &input);
    ask.fact(TAGS, call, |answer| Ok(answer.items("Tags").filter_map(pair).collect())).await
}

/// Protocols as the names of the attributes about logging begin.
///
/// Source: Amazon SNS API Reference, "SetTopicAttributes".
const LOGGED: [&str; 5] = ["HTTP", "Firehose", "Lambda", "SQS", "Application"];

fn shape(all: &Told) -> TopicAttributes {
    let text = |name: &str| all.get(name).filter(|text| !text.is_empty()).cloned();
    let logging = |protocol: &&str| DeliveryLogging {
        protocol: (*protocol).to_owned(),
        success_role: text(&format!("{protocol}SuccessFeedbackRoleArn")),
        failure_role: text(&format!("{protocol}FailureFeedbackRoleArn")),
    };
    let logged = |it: &DeliveryLogging| it.success_role.is_some() || it.failure_role.is_some();
    let archive: Option<Value> = text("ArchivePolicy").and_then(|text| serde_json::from_str(&text).ok());
    let days = archive.as_ref().and_then(|it| it.get("MessageRetentionPeriod"));
    TopicAttributes {
        display_name: text("DisplayName"),
        fifo: all.get("FifoTopic").is_some_and(|text| text == "true"),
        signature_version: text("SignatureVersion").and_then(|text| text.parse().ok()),
        archived_days: days.and_then(|it| it.as_u64().or_else(|| it.as_str()?.parse().ok())).map(|it| it as u32),
        delivery_logging: LOGGED.iter().map(logging).filter(logged).collect(),
    }
}

async fn subscriptions(ask: &Ask, sns: &Client, arn: &Arn) -> Fact<Vec<Subscription>> {
    let page = |token: Option<String>| async move {
        sns.query("ListSubscriptionsByTopic", &marked(&[("TopicArn", arn.as_str())], token.as_deref())).await
    };
    let listed = ask.pages(SUBSCRIPTIONS, page, |page| {
        let all = page.items("Subscriptions").cloned().collect();
        (all, page.text_of("NextToken").map(str::to_owned))
    });
    let listed = match listed.await.whole() {
        Fact::Known(listed) => listed,
        Fact::Unknown(gap) => return Fact::Unknown(gap),
        Fact::NotApplicable => return Fact::NotApplicable,
    };
    ask.caller.planned(listed.iter().filter(|it| confirmed(it).is_some()).count());
    let mut all = side_by_side(AT_ONCE, listed.iter().map(|it| subscription(ask, sns, it))).await;
    all.sort_by(|a, b| (&a.protocol, &a.endpoint).cmp(&(&b.protocol, &b.endpoint)));
    Fact::Known(all)
}

/// The ARN of a subscription; until it is confirmed, and when it is gone, a word stands in its place.
fn confirmed(listed: &Element) -> Option<&str> {
    listed.text_of("SubscriptionArn").filter(|arn| arn.starts_with("arn:"))
}

async fn subscription(ask: &Ask, sns: &Client, listed: &Element) -> Subscription {
    let text = |name: &str| listed.text_of(name).unwrap_or_default();
    let details = match confirmed(listed) {
        None => Fact::NotApplicable,
        Some(arn) => {
            let input = [("SubscriptionArn", arn)];
            let call = || sns.query("GetSubscriptionAttributes", &input);
            ask.fact(SUBSCRIPTION, call, |answer| Ok(details(&entries(&answer)))).await
        }
    };
    Subscription {
        arn: confirmed(listed).map(str::to_owned),
        owner: text("Owner").to_owned(),
        protocol: text("Protocol").to_owned(),
        endpoint: endpoint(&ask.caller, text("Protocol"), text("Endpoint")),
        details,
    }
}

fn details(all: &Told) -> SubscriptionDetails {
    let text = |name: &str| all.get(name).filter(|text| !text.is_empty()).cloned();
    let redrive: Option<Value> = text("RedrivePolicy").and_then(|text| serde_json::from_str(&text).ok());
    SubscriptionDetails {
        raw: all.get("RawMessageDelivery").is_some_and(|text| text == "true"),
        dead_letter: redrive.and_then(|it| it.get("deadLetterTargetArn")?.as_str().map(str::to_owned)),
        filter: text("FilterPolicy"),
        role: text("SubscriptionRoleArn"),
    }
}

/// An endpoint without what is personal or secret in it.
fn endpoint(caller: &Caller, protocol: &str, endpoint: &str) -> Redacted {
    match protocol {
        "email" | "email-json" => {
            let domain = endpoint.rsplit_once('@').map_or("", |(_, domain)| domain);
            Redacted::Plain(format!("***@{domain}"))
        }
        "sms" => {
            let end: String = endpoint.chars().skip(endpoint.chars().count().saturating_sub(2)).collect();
            Redacted::Plain(format!("***{end}"))
        }
        _ => caller.redacted("Endpoint", endpoint),
    }
}
