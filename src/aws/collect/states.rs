//! Step Functions of one region: its state machines with their definitions.

use serde::Deserialize;
use serde_json::json;

use super::ask::Ask;
use super::side_by_side;
use crate::aws::call::{Api, Caller};
use crate::aws::wire::{Client, services};
use crate::model::aws::{StateMachine, StateMachineDetails};
use crate::model::{Arn, Detail, Fact, Kind, Resource, Tags};

const LIST: Api = Api::new("states:ListStateMachines");
const DESCRIBE: Api = Api::new("states:DescribeStateMachine");
const TAGS: Api = Api::new("states:ListTagsForResource");

/// State machines that are read at once.
const AT_ONCE: usize = 8;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Page {
    #[serde(default)]
    state_machines: Vec<Listed>,
    next_token: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Listed {
    state_machine_arn: String,
    #[serde(rename = "type", default)]
    machine_type: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Described {
    #[serde(default)]
    definition: String,
    #[serde(default)]
    role_arn: String,
    logging_configuration: Option<Logging>,
    tracing_configuration: Option<Tracing>,
    encryption_configuration: Option<Encryption>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Logging {
    level: Option<String>,
    #[serde(default)]
    include_execution_data: bool,
    #[serde(default)]
    destinations: Vec<Destination>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Destination {
    cloud_watch_logs_log_group: Option<Group>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Group {
    log_group_arn: Option<String>,
}

#[derive(Deserialize)]
struct Tracing {
    #[serde(default)]
    enabled: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Encryption {
    kms_key_id: Option<String>,
}

#[derive(Deserialize)]
struct Tagged {
    #[serde(default)]
    tags: Vec<Tag>,
}

#[derive(Deserialize)]
struct Tag {
    key: Option<String>,
    value: Option<String>,
}

/// Reads every state machine of the region.
pub async fn collect(caller: &Caller) {
    let (ask, states) = (Ask::listing(caller), caller.session.wire(services::STEP_FUNCTIONS, &caller.unit.region));
    caller.planned(1);
    let page = |token: Option<String>| {
        let states = &states;
        async move { states.json::<Page>("ListStateMachines", &json!({ "maxResults": 1000, "nextToken": token })).await }
    };
    let listed = ask.pages(LIST, page, |page| (page.state_machines, page.next_token)).await;
    let count = listed.count();
    let unread: Vec<Listed> =
        listed.found.into_iter().filter(|it| !caller.sink.holds_resource(&it.state_machine_arn)).collect();
    caller.planned(unread.len() * 2);
    side_by_side(AT_ONCE, unread.into_iter().map(|it| read(caller, &states, it))).await;
    caller.listed(Kind::StateMachine, count);
}

async fn read(caller: &Caller, states: &Client, listed: Listed) {
    let arn = Arn::new(listed.state_machine_arn.as_str());
    let ask = Ask::about(caller, arn.as_str(), &caller.unit.region);
    let input = json!({ "stateMachineArn": arn.as_str() });
    let described = async {
        let call = || states.json::<Described>("DescribeStateMachine", &input);
        ask.fact(DESCRIBE, call, |told| Ok(shape(caller, told))).await
    };
    let (details, tags) = futures::join!(described, tags(&ask, states, &arn));
    let detail = StateMachine { machine_type: listed.machine_type, details };
    let (account, region) = (arn.account().into(), caller.unit.region.clone());
    caller.put(Resource { arn, account, region, tags, detail: Detail::StateMachine(Box::new(detail)) });
}

async fn tags(ask: &Ask, states: &Client, arn: &Arn) -> Fact<Tags> {
    let input = json!({ "resourceArn": arn.as_str() });
    let pair = |tag: Tag| Some((tag.key?, tag.value.unwrap_or_default()));
    let call = || states.json::<Tagged>("ListTagsForResource", &input);
    ask.fact(TAGS, call, |told| Ok(told.tags.into_iter().filter_map(pair).collect())).await
}

fn shape(caller: &Caller, told: Described) -> StateMachineDetails {
    let logging = told.logging_configuration.as_ref();
    let groups = logging.into_iter().flat_map(|it| &it.destinations);
    StateMachineDetails {
        role: told.role_arn,
        definition: caller.redacted_text(&told.definition),
        log_level: logging.and_then(|it| it.level.clone()).unwrap_or_else(|| "OFF".to_owned()),
        logs_data: logging.is_some_and(|it| it.include_execution_data),
        logs: groups.filter_map(|it| it.cloud_watch_logs_log_group.as_ref()?.log_group_arn.clone()).collect(),
        traced: told.tracing_configuration.is_some_and(|it| it.enabled),
        key: told.encryption_configuration.and_then(|it| it.kms_key_id).filter(|key| !key.is_empty()),
    }
}
