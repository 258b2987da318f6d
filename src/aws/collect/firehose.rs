//! Delivery streams of one region: where records come from, where they go, and what is done to them on the way.

use serde_json::json;

use super::ask::Ask;
use super::firehose_shape as shape;
use super::{listed, side_by_side};
use crate::aws::call::{Api, Caller};
use crate::aws::wire::{Answer, Client, services};
use crate::model::aws::{DeliveryDescription, DeliveryStream};
use crate::model::{Arn, AtRest, Detail, Fact, Kind, Resource};

const LIST: Api = Api::new("firehose:ListDeliveryStreams");
const DESCRIBE: Api = Api::new("firehose:DescribeDeliveryStream");
const TAGS: Api = Api::new("firehose:ListTagsForDeliveryStream");

/// Calls that every delivery stream takes.
const CALLS: usize = 2;
/// Delivery streams that are read at once. They are told five times a second.
const AT_ONCE: usize = 4;

/// Reads every delivery stream of the region.
pub async fn collect(caller: &Caller) {
    let (ask, firehose) = (Ask::listing(caller), caller.session.wire(services::FIREHOSE, &caller.unit.region));
    caller.planned(1);
    let listed = listed::names(&ask, &firehose, LIST, 100, "ExclusiveStartDeliveryStreamName").await;
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
    let (description, tags) = futures::join!(
        describe(&ask, firehose, name),
        listed::stream_tags(&ask, firehose, TAGS, "DeliveryStreamName", name)
    );
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
