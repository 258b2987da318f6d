//! Kinesis data streams of one region, with the consumers that are registered with them.

use serde::Deserialize;
use serde_json::json;

use super::ask::Ask;
use super::listed::{self, Tagged};
use super::side_by_side;
use crate::aws::call::{Api, Caller};
use crate::aws::wire::{Answer, Client, services, time};
use crate::model::aws::{Stream, StreamAttributes, StreamConsumer};
use crate::model::{Arn, AtRest, Detail, Document, Fact, GapId, Kind, Resource, Tags, Timestamp};

const LIST: Api = Api::new("kinesis:ListStreams");
const DESCRIBE: Api = Api::new("kinesis:DescribeStreamSummary");
const POLICY: Api = Api::new("kinesis:GetResourcePolicy");
const STREAM_TAGS: Api = Api::new("kinesis:ListTagsForStream");
const CONSUMERS: Api = Api::new("kinesis:ListStreamConsumers");
const CONSUMER_TAGS: Api = Api::new("kinesis:ListTagsForResource");

/// Calls that every stream takes besides the listing of its consumers.
const CALLS: usize = 3;
/// Calls that every consumer takes.
const CONSUMER_CALLS: usize = 2;
/// Streams that are read at once.
const AT_ONCE: usize = 4;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Described {
    stream_description_summary: Summary,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Summary {
    retention_period_hours: u32,
    #[serde(default, deserialize_with = "time::optional")]
    stream_creation_timestamp: Option<Timestamp>,
    stream_mode_details: Option<Mode>,
    #[serde(default)]
    enhanced_monitoring: Vec<Monitoring>,
    encryption_type: Option<String>,
    key_id: Option<String>,
    open_shard_count: Option<u32>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Mode {
    stream_mode: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Monitoring {
    #[serde(default)]
    shard_level_metrics: Vec<String>,
}

#[derive(Deserialize)]
struct Policy {
    #[serde(rename = "Policy")]
    document: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Consumers {
    #[serde(default)]
    consumers: Vec<Consumer>,
    next_token: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Consumer {
    consumer_name: String,
    #[serde(rename = "ConsumerARN")]
    arn: String,
    #[serde(default)]
    consumer_status: String,
    #[serde(default, deserialize_with = "time::optional")]
    consumer_creation_timestamp: Option<Timestamp>,
}

/// Reads every stream of the region and its consumers.
pub async fn collect(caller: &Caller) {
    let (ask, kinesis) = (Ask::listing(caller), caller.session.wire(services::KINESIS, &caller.unit.region));
    caller.planned(1);
    let listed = listed::names(&ask, &kinesis, LIST, 1000, "ExclusiveStartStreamName").await;
    let (partition, account, region) = (&caller.session.partition, &caller.session.account, &caller.unit.region);
    let arn = |name: &String| Arn::new(format!("arn:{partition}:kinesis:{region}:{account}:stream/{name}"));
    let arns: Vec<Arn> = listed.found.iter().map(arn).collect();
    caller.planned(arns.len());
    let read = side_by_side(AT_ONCE, arns.into_iter().map(|arn| read(caller, &kinesis, arn))).await;
    caller.listed(Kind::Stream, listed.count());
    let consumers: Result<Vec<usize>, GapId> = listed.count().and_then(|_| read.into_iter().collect());
    caller.listed(Kind::StreamConsumer, consumers.map(|counts| counts.iter().sum()));
}

/// Reads the consumers of one stream and then the stream itself, and gives the count of its consumers: a stream that is in
/// the sink is whole.
async fn read(caller: &Caller, kinesis: &Client, arn: Arn) -> Result<usize, GapId> {
    let ask = Ask::about(caller, arn.as_str(), &caller.unit.region);
    let consumers = consumers(caller, &ask, kinesis, &arn).await;
    if caller.sink.holds_resource(arn.as_str()) {
        return consumers;
    }
    caller.planned(CALLS);
    let (summary, policy, tags) = futures::join!(
        describe(&ask, kinesis, &arn),
        policy(&ask, kinesis, arn.as_str()),
        listed::stream_tags(&ask, kinesis, STREAM_TAGS, "StreamARN", arn.as_str())
    );
    let stream = Stream { encryption: summary.map(encryption), policy, attributes: summary.map(attributes) };
    put(caller, arn, tags, Detail::Stream(Box::new(stream)));
    consumers
}

fn put(caller: &Caller, arn: Arn, tags: Fact<Tags>, detail: Detail) {
    let (account, region) = (caller.unit.account.clone(), caller.unit.region.clone());
    caller.put(Resource { arn, account, region, tags, detail });
}

async fn describe(ask: &Ask, kinesis: &Client, arn: &Arn) -> Fact<Summary> {
    let input = json!({ "StreamARN": arn.as_str() });
    let call = || kinesis.json::<Described>("DescribeStreamSummary", &input);
    ask.fact(DESCRIBE, call, |told| Ok(told.stream_description_summary)).await
}

/// How a stream is encrypted now.
pub(in crate::aws) async fn encryption_of(kinesis: &Client, arn: &str) -> Answer<AtRest> {
    let told = kinesis.json::<Described>("DescribeStreamSummary", &json!({ "StreamARN": arn })).await?;
    Ok(encryption(&told.stream_description_summary))
}

fn encryption(told: &Summary) -> AtRest {
    let on = told.encryption_type.as_deref().is_some_and(|kind| kind != "NONE");
    if on { AtRest::Key(told.key_id.clone().unwrap_or_else(|| "alias/aws/kinesis".to_owned())) } else { AtRest::Absent }
}

fn attributes(told: &Summary) -> StreamAttributes {
    StreamAttributes {
        retention_hours: told.retention_period_hours,
        mode: told.stream_mode_details.as_ref().and_then(|it| it.stream_mode.clone()),
        open_shards: told.open_shard_count,
        shard_metrics: told.enhanced_monitoring.iter().flat_map(|it| it.shard_level_metrics.clone()).collect(),
        created: told.stream_creation_timestamp,
    }
}

/// The policy of a stream or a consumer. Without one, the service says that nothing was found, or gives an empty one.
async fn policy(ask: &Ask, kinesis: &Client, arn: &str) -> Fact<Option<Document>> {
    let input = json!({ "ResourceARN": arn });
    let call = || kinesis.json::<Policy>("GetResourcePolicy", &input);
    let document = |told: Option<Policy>| {
        let text = told.and_then(|it| it.document);
        Ok(text.filter(|text| !matches!(text.trim(), "" | "{}")).map(Document::new))
    };
    ask.optional(POLICY, &["ResourceNotFoundException"], call, document).await
}

async fn consumers(caller: &Caller, ask: &Ask, kinesis: &Client, stream: &Arn) -> Result<usize, GapId> {
    let page = |token: Option<String>| {
        let input = json!({ "StreamARN": stream.as_str(), "MaxResults": 100, "NextToken": token });
        async move { kinesis.json::<Consumers>("ListStreamConsumers", &input).await }
    };
    let listed = ask.pages(CONSUMERS, page, |page| (page.consumers, page.next_token)).await;
    let count = listed.count();
    let unread: Vec<_> = listed.found.into_iter().filter(|it| !caller.sink.holds_resource(&it.arn)).collect();
    caller.planned(unread.len() * CONSUMER_CALLS);
    side_by_side(2, unread.into_iter().map(|told| read_consumer(caller, kinesis, stream, told))).await;
    count
}

async fn read_consumer(caller: &Caller, kinesis: &Client, stream: &Arn, told: Consumer) {
    let ask = Ask::about(caller, &told.arn, &caller.unit.region);
    let input = json!({ "ResourceARN": told.arn });
    let tags =
        ask.fact(CONSUMER_TAGS, || kinesis.json::<Tagged>("ListTagsForResource", &input), |told| Ok(told.pairs()));
    let (policy, tags) = futures::join!(policy(&ask, kinesis, &told.arn), tags);
    let consumer = StreamConsumer {
        name: told.consumer_name,
        stream: stream.as_str().to_owned(),
        policy,
        status: told.consumer_status,
        created: told.consumer_creation_timestamp,
    };
    put(caller, Arn::new(told.arn), tags, Detail::StreamConsumer(Box::new(consumer)));
}
