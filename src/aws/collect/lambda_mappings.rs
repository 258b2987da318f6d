//! What reads sources and calls Lambda functions: the event source mappings of one region.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::ask::Ask;
use super::lambda::{Destinations, paged, tags};
use super::side_by_side;
use crate::aws::call::{Api, Caller};
use crate::aws::wire::{Client, Method};
use crate::model::aws::{EventSourceMapping, SourceAccess};
use crate::model::{Arn, Detail, Kind, Resource};

const LIST: Api = Api::new("lambda:ListEventSourceMappings");

/// Mappings that are read at once.
const AT_ONCE: usize = 8;

#[derive(Deserialize)]
struct Page {
    #[serde(rename = "EventSourceMappings", default)]
    mappings: Vec<Listed>,
    #[serde(rename = "NextMarker")]
    next: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Listed {
    #[serde(rename = "UUID")]
    id: String,
    event_source_mapping_arn: Option<String>,
    #[serde(default)]
    function_arn: String,
    event_source_arn: Option<String>,
    #[serde(default)]
    state: String,
    topics: Option<Vec<String>>,
    queues: Option<Vec<String>>,
    self_managed_event_source: Option<SelfManaged>,
    source_access_configurations: Option<Vec<Access>>,
    filter_criteria: Option<Filters>,
    #[serde(rename = "KMSKeyArn")]
    key: Option<String>,
    destination_config: Option<Destinations>,
    last_processing_result: Option<String>,
}

#[derive(Deserialize)]
struct SelfManaged {
    #[serde(rename = "Endpoints", default)]
    endpoints: BTreeMap<String, Vec<String>>,
}

#[derive(Deserialize)]
struct Access {
    #[serde(rename = "Type", default)]
    kind: String,
    #[serde(rename = "URI", default)]
    uri: String,
}

#[derive(Deserialize)]
struct Filters {
    #[serde(rename = "Filters", default)]
    filters: Vec<Filter>,
}

#[derive(Deserialize)]
struct Filter {
    #[serde(rename = "Pattern")]
    pattern: Option<String>,
}

/// Reads every mapping of the region.
pub(super) async fn collect(caller: &Caller, lambda: &Client) {
    let ask = Ask::listing(caller);
    caller.planned(1);
    let page = |marker: Option<String>| async move {
        let path = paged("/2015-03-31/event-source-mappings/", "MaxItems=100", marker.as_deref());
        lambda.rest::<Page>("ListEventSourceMappings", Method::Get, &path, &[], None).await
    };
    let listed = ask.pages(LIST, page, |page| (page.mappings, page.next)).await;
    let count = listed.count();
    let named = listed.found.into_iter().map(|it| (arn(caller, &it), it));
    let unread: Vec<(Arn, Listed)> = named.filter(|(arn, _)| !caller.sink.holds_resource(arn.as_str())).collect();
    caller.planned(unread.len());
    side_by_side(AT_ONCE, unread.into_iter().map(|(arn, it)| read(caller, lambda, arn, it))).await;
    caller.listed(Kind::EventSourceMapping, count);
}

/// Older answers leave out the ARN, which follows from the id.
fn arn(caller: &Caller, listed: &Listed) -> Arn {
    let made = || {
        let (partition, account) = (&caller.session.partition, &caller.session.account);
        format!("arn:{partition}:lambda:{}:{account}:event-source-mapping:{}", caller.unit.region, listed.id)
    };
    Arn::new(listed.event_source_mapping_arn.clone().unwrap_or_else(made))
}

async fn read(caller: &Caller, lambda: &Client, arn: Arn, listed: Listed) {
    let ask = Ask::about(caller, arn.as_str(), &caller.unit.region);
    let tags = tags(&ask, lambda, &arn).await;
    let (account, region) = (arn.account().into(), caller.unit.region.clone());
    let detail = Detail::EventSourceMapping(Box::new(shape(listed)));
    caller.put(Resource { arn, account, region, tags, detail });
}

fn shape(listed: Listed) -> EventSourceMapping {
    let access = |it: Access| SourceAccess { kind: it.kind, by: it.uri };
    let servers = listed.self_managed_event_source.into_iter().flat_map(|it| it.endpoints.into_values());
    let filters = listed.filter_criteria.into_iter().flat_map(|it| it.filters);
    EventSourceMapping {
        function: listed.function_arn,
        source: listed.event_source_arn,
        state: listed.state,
        topics: listed.topics.into_iter().chain(listed.queues).flatten().collect(),
        servers: servers.flatten().collect(),
        access: listed.source_access_configurations.into_iter().flatten().map(access).collect(),
        filters: filters.filter_map(|it| it.pattern).collect(),
        key: listed.key,
        on_failure: listed.destination_config.and_then(|it| it.on_failure()),
        last_result: listed.last_processing_result,
    }
}
