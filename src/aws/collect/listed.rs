//! Listings that several services have in the same way, and the reading of what is in them.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::ask::{Ask, Pages};
use super::side_by_side;
use crate::aws::call::{Api, Caller};
use crate::aws::wire::{Client, Method};
use crate::model::{Fact, Kind, Tags};

/// Names of streams, as Kinesis and Firehose list them: each page goes on after the last name of the one before.
#[derive(Deserialize)]
struct Names {
    #[serde(rename = "StreamNames", alias = "DeliveryStreamNames", default)]
    names: Vec<String>,
    #[serde(rename = "HasMoreStreams", alias = "HasMoreDeliveryStreams", default)]
    more: bool,
}

/// Tags, as Kinesis and Firehose list them.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Tagged {
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

impl Tagged {
    /// The tags of one page.
    pub(super) fn pairs(&self) -> Tags {
        pairs(&self.tags)
    }
}

fn pairs(tags: &[Tag]) -> Tags {
    tags.iter().map(|tag| (tag.key.clone(), tag.value.clone().unwrap_or_default())).collect()
}

/// The operation that a call's name tells, without its service.
fn operation(api: Api) -> &'static str {
    api.name.split_once(':').map_or(api.name, |(_, operation)| operation)
}

/// Every name of a listing; `after` is the field for the last name of the page before.
pub(super) async fn names(ask: &Ask, client: &Client, api: Api, limit: u32, after: &str) -> Pages<String> {
    let page = |last: Option<String>| async move {
        client.json::<Names>(operation(api), &json!({ "Limit": limit, after: last })).await
    };
    let items = |page: Names| {
        let last = page.names.last().filter(|_| page.more).cloned();
        (page.names, last)
    };
    ask.pages(api, page, items).await
}

/// Every tag of a stream that `field` names.
pub(super) async fn stream_tags(ask: &Ask, client: &Client, api: Api, field: &str, name: &str) -> Fact<Tags> {
    let page = |last: Option<String>| async move {
        let input: Value = json!({ field: name, "Limit": 50, "ExclusiveStartTagKey": last });
        client.json::<Tagged>(operation(api), &input).await
    };
    let items = |page: Tagged| {
        let last = page.tags.last().filter(|_| page.has_more_tags).map(|tag| tag.key.clone());
        (page.tags, last)
    };
    ask.pages(api, page, items).await.whole().map(|tags| pairs(tags))
}

/// Every item of a listing over REST that pages by `NextToken`; `limit` is the field for the most items of a page.
pub(super) async fn by_token<Page: DeserializeOwned, T>(
    ask: &Ask,
    client: &Client,
    api: Api,
    (path, limit): (&str, &str),
    items: impl Fn(Page) -> (Vec<T>, Option<String>),
) -> Pages<T> {
    let page = |token: Option<String>| async move {
        let marker = token.as_deref().map(|token| ("NextToken", token));
        let query: Vec<(&str, &str)> = std::iter::once((limit, "100")).chain(marker).collect();
        client.rest::<Page>(operation(api), Method::Get, path, &query, None).await
    };
    ask.pages(api, page, items).await
}

/// Reads each thing of a listing that the sink does not hold yet, and says that the kind was listed.
pub(super) async fn each<T, F: Future<Output = ()>>(
    caller: &Caller,
    (kind, at_once): (Kind, usize),
    listed: Pages<T>,
    arn: impl Fn(&T) -> &str,
    read: impl Fn(T) -> F,
) {
    let count = listed.count();
    let unread: Vec<T> = listed.found.into_iter().filter(|it| !caller.sink.holds_resource(arn(it))).collect();
    caller.planned(unread.len());
    side_by_side(at_once, unread.into_iter().map(read)).await;
    caller.listed(kind, count);
}
