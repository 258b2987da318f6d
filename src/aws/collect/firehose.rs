//! Delivery streams of one region: where records come from, where they go, and what is done to them on the way.

use serde::Deserialize;
use serde_json::json;

use super::ask::Ask;
use super::firehose_shape as shape;
use super::side_by_side;
use crate::aws::call::{Api, Caller};
use crate::aws::wire::{Answer, Client, services};
use crate::model::aws::{DeliveryDescription, DeliveryStream};
use crate::model::{Arn, AtRest, Detail, Fact, Kind, Resource, Tags};

const LIST: Api = Api::new("firehose:ListDeliveryStreams");
const DESCRIBE: Api = Api::new("firehose:DescribeDeliveryStream");
const TAGS: Api = Api::new("firehose:ListTagsForDeliveryStream");

/// Calls that every delivery stream takes.
const CALLS: usize = 2;
/// Delivery streams that are read at once. They are told five times a second.
const AT_ONCE: usize = 4;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Page {
    #[serde(default)]
    delivery_stream_names: Vec<String>,
    #[serde(default)]
    has_more_delivery_streams: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Tagged {
    #[serde(default)]
    tags: Vec<Tag>,
    #[serde(default)]
    has_more_tags: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Tag {
    key: String,
    value: Option<String>,
}

/// Reads every delivery stream of the region.
pub async fn collect(caller: &Caller) {
    let (ask, firehose) = (Ask::listing(caller), caller.session.wire(services::FIREHOSE, &caller.unit.region));
    caller.planned(1);
    let page = |last: Option<String>| {
        let (firehose, input) = (&firehose, json!({ "Limit": 100, "ExclusiveStartDeliveryStreamName": last }));
        async move { firehose.json::<Page>("ListDeliveryStreams", &input).await }
    };
    let listed = ask.pages(LIST, page, |page| {
        let last = page.delivery_stream_names.last().filter(|_| page.has_more_delivery_streams).cloned();
        (page.delivery_stream_names, last)
    });
    let listed = listed.await;
    let (partition, account, region) = (&caller.session.partition, &caller.session.account, &caller.unit.region);
    let arn = |name: &String| Arn::new(format!("arn:{partition}:firehose:{region}:{account}:deliverystream/{name}"));
    let unread: Vec<Arn> = listed.found.iter().map(arn).filter(|it| !caller.sink.holds_resource(it.as_str())).collect();
    caller.planned(unread.len() * CALLS);
    side_by_side(AT_ONCE, unread.into_iter().map(|arn| read(caller, &firehose, arn))).await;
    caller.listed(Kind::DeliveryStream, listed.count());
}

/// Reads one delivery stream and puts it into the sink.
async fn read(caller: &Caller, firehose: &Client, arn: Arn) {
    let ask = Ask::about(caller, arn.as_str(), &caller.unit.region);
    let name = arn.short_name();
    let (description, tags) = futures::join!(describe(&ask, firehose, name), tags(&ask, firehose, name));
    let (account, region) = (caller.unit.account.clone(), caller.unit.region.clone());
    let detail = Detail::DeliveryStream(Box::new(DeliveryStream { description }));
    caller.put(Resource { arn, account, region, tags, detail });
}

async fn describe(ask: &Ask, firehose: &Client, name: &str) -> Fact<DeliveryDescription> {
    let input = json!({ "DeliveryStreamName": name });
    let call = || firehose.json::<shape::Described>("DescribeDeliveryStream", &input);
    ask.fact(DESCRIBE, call, |told| Ok(shape::description(&ask.caller.session.redaction, told))).await
}

/// How records of a delivery stream are encrypted now while they wait.
pub(in crate::aws) async fn encryption_of(firehose: &Client, name: &str) -> Answer<AtRest> {
    let input = json!({ "DeliveryStreamName": name });
    firehose.json::<shape::Described>("DescribeDeliveryStream", &input).await.map(shape::encryption_of)
}

async fn tags(ask: &Ask, firehose: &Client, name: &str) -> Fact<Tags> {
    let page = |last: Option<String>| {
        let input = json!({ "DeliveryStreamName": name, "Limit": 50, "ExclusiveStartTagKey": last });
        async move { firehose.json::<Tagged>("ListTagsForDeliveryStream", &input).await }
    };
    let pages = ask.pages(TAGS, page, |page| {
        let last = page.tags.last().filter(|_| page.has_more_tags).map(|tag| tag.key.clone());
        (page.tags, last)
    });
    let pair = |tag: &Tag| (tag.key.clone(), tag.value.clone().unwrap_or_default());
    pages.await.whole().map(|tags| tags.iter().map(pair).collect())
}
