//! EventBridge of one region: buses with their rules and targets, and destinations outside of AWS.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

use super::ask::{Ask, Pages};
use super::side_by_side;
use crate::aws::call::{Api, Caller};
use crate::aws::wire::{Client, services};
use crate::model::aws::{ApiDestination, EventBus, EventRule, RuleTarget};
use crate::model::{Arn, AtRest, Detail, Document, Fact, Kind, Resource, Tags};

const BUSES: Api = Api::new("events:ListEventBuses");
const BUS: Api = Api::new("events:DescribeEventBus");
const RULES: Api = Api::new("events:ListRules");
const TARGETS: Api = Api::new("events:ListTargetsByRule");
const DESTINATIONS: Api = Api::new("events:ListApiDestinations");
const CONNECTIONS: Api = Api::new("events:ListConnections");
const TAGS: Api = Api::new("events:ListTagsForResource");

/// Rules that are read at once.
const AT_ONCE: usize = 8;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Buses {
    #[serde(default)]
    event_buses: Vec<Bus>,
    next_token: Option<String>,
}

#[derive(Deserialize, Clone)]
#[serde(rename_all = "PascalCase")]
struct Bus {
    name: String,
    arn: String,
    policy: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Described {
    kms_key_identifier: Option<String>,
    dead_letter_config: Option<DeadLetter>,
}

#[derive(Deserialize)]
struct DeadLetter {
    #[serde(rename = "Arn")]
    arn: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Rules {
    #[serde(default)]
    rules: Vec<Rule>,
    next_token: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Rule {
    name: String,
    arn: String,
    event_pattern: Option<String>,
    schedule_expression: Option<String>,
    #[serde(default)]
    state: String,
    managed_by: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Targets {
    #[serde(default)]
    targets: Vec<Target>,
    next_token: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Target {
    #[serde(default)]
    id: String,
    arn: String,
    role_arn: Option<String>,
    input: Option<String>,
    input_transformer: Option<Value>,
    dead_letter_config: Option<DeadLetter>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Destinations {
    #[serde(default)]
    api_destinations: Vec<Destination>,
    next_token: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Destination {
    api_destination_arn: String,
    #[serde(default)]
    api_destination_state: String,
    #[serde(default)]
    connection_arn: String,
    #[serde(default)]
    invocation_endpoint: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Connections {
    #[serde(default)]
    connections: Vec<Connection>,
    next_token: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Connection {
    connection_arn: String,
    authorization_type: Option<String>,
}

#[derive(Deserialize)]
struct Tagged {
    #[serde(rename = "Tags", default)]
    tags: Vec<Tag>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Tag {
    key: String,
    #[serde(default)]
    value: String,
}

/// Reads every bus, rule and destination of the region.
pub async fn collect(caller: &Caller) {
    let events = caller.session.wire(services::EVENTBRIDGE, &caller.unit.region);
    futures::join!(buses(caller, &events), destinations(caller, &events));
}

async fn buses(caller: &Caller, events: &Client) {
    let ask = Ask::listing(caller);
    caller.planned(1);
    let page = |token: Option<String>| async move {
        events.json::<Buses>("ListEventBuses", &json!({ "Limit": 100, "NextToken": token })).await
    };
    let listed: Pages<Bus> = ask.pages(BUSES, page, |page| (page.event_buses, page.next_token)).await;
    let gap = listed.gap;
    let count = listed.count();
    let unread: Vec<&Bus> = listed.found.iter().filter(|it| !caller.sink.holds_resource(&it.arn)).collect();
    caller.planned(unread.len() * 2);
    side_by_side(AT_ONCE, unread.into_iter().map(|bus| read_bus(caller, events, bus))).await;
    caller.listed(Kind::EventBus, count);
    caller.planned(listed.found.len());
    let counts = side_by_side(AT_ONCE, listed.found.iter().map(|bus| rules(caller, events, bus))).await;
    let all = counts.into_iter().sum::<Result<usize, _>>();
    caller.listed(Kind::EventRule, gap.map_or(all, Err));
}

async fn read_bus(caller: &Caller, events: &Client, bus: &Bus) {
    let arn = Arn::new(bus.arn.as_str());
    let ask = Ask::about(caller, arn.as_str(), &caller.unit.region);
    let input = json!({ "Name": bus.name });
    let described = async { ask.fact(BUS, || events.json::<Described>("DescribeEventBus", &input), Ok).await };
    let (described, tags) = futures::join!(described, tags(&ask, events, &arn));
    let detail = EventBus {
        policy: Fact::Known(bus.policy.as_deref().filter(|text| !text.is_empty()).map(Document::new)),
        encryption: described.map(|it| AtRest::of(it.kms_key_identifier.as_deref(), Some("AWS owned key"))),
        dead_letter: described.map(|it| it.dead_letter_config.as_ref().and_then(|it| it.arn.clone())),
    };
    put(caller, arn, tags, Detail::EventBus(Box::new(detail)));
}

fn put(caller: &Caller, arn: Arn, tags: Fact<Tags>, detail: Detail) {
    let (account, region) = (arn.account().into(), caller.unit.region.clone());
    caller.put(Resource { arn, account, region, tags, detail });
}

async fn tags(ask: &Ask, events: &Client, arn: &Arn) -> Fact<Tags> {
    let input = json!({ "ResourceARN": arn.as_str() });
    let call = || events.json::<Tagged>("ListTagsForResource", &input);
    ask.fact(TAGS, call, |told| Ok(told.tags.into_iter().map(|it| (it.key, it.value)).collect())).await
}

/// Reads the rules of one bus, and says how many there are.
async fn rules(caller: &Caller, events: &Client, bus: &Bus) -> Result<usize, crate::model::GapId> {
    let ask = Ask::about(caller, &bus.arn, &caller.unit.region);
    let page = |token: Option<String>| async move {
        let input = json!({ "EventBusName": bus.name, "Limit": 100, "NextToken": token });
        events.json::<Rules>("ListRules", &input).await
    };
    let listed = ask.pages(RULES, page, |page| (page.rules, page.next_token)).await;
    let count = listed.count();
    let unread: Vec<Rule> = listed.found.into_iter().filter(|it| !caller.sink.holds_resource(&it.arn)).collect();
    caller.planned(unread.len() * 2);
    side_by_side(AT_ONCE, unread.into_iter().map(|rule| read_rule(caller, events, bus, rule))).await;
    count
}

async fn read_rule(caller: &Caller, events: &Client, bus: &Bus, rule: Rule) {
    let arn = Arn::new(rule.arn.as_str());
    let ask = Ask::about(caller, arn.as_str(), &caller.unit.region);
    let (targets, tags) = futures::join!(targets(&ask, events, bus, &rule.name), tags(&ask, events, &arn));
    let detail = EventRule {
        bus: bus.arn.clone(),
        pattern: rule.event_pattern,
        schedule: rule.schedule_expression,
        enabled: rule.state != "DISABLED",
        managed_by: rule.managed_by,
        targets,
    };
    put(caller, arn, tags, Detail::EventRule(Box::new(detail)));
}

async fn targets(ask: &Ask, events: &Client, bus: &Bus, rule: &str) -> Fact<Vec<RuleTarget>> {
    let page = |token: Option<String>| async move {
        let input = json!({ "Rule": rule, "EventBusName": bus.name, "Limit": 100, "NextToken": token });
        events.json::<Targets>("ListTargetsByRule", &input).await
    };
    let all = ask.pages(TARGETS, page, |page| (page.targets, page.next_token)).await;
    let shape = |it: &Target| RuleTarget {
        id: it.id.clone(),
        arn: it.arn.clone(),
        role: it.role_arn.clone(),
        input: it.input.as_deref().map(|input| ask.caller.redacted("Input", input)),
        transformed: it.input_transformer.is_some(),
        dead_letter: it.dead_letter_config.as_ref().and_then(|it| it.arn.clone()),
    };
    all.whole().map(|all| all.iter().map(shape).collect())
}

async fn destinations(caller: &Caller, events: &Client) {
    let ask = Ask::listing(caller);
    caller.planned(1);
    let page = |token: Option<String>| async move {
        events.json::<Destinations>("ListApiDestinations", &json!({ "Limit": 100, "NextToken": token })).await
    };
    let listed = ask.pages(DESTINATIONS, page, |page| (page.api_destinations, page.next_token)).await;
    let count = listed.count();
    let unread: Vec<Destination> =
        listed.found.into_iter().filter(|it| !caller.sink.holds_resource(&it.api_destination_arn)).collect();
    if !unread.is_empty() {
        let connections = connections(caller, events, &ask).await;
        for it in unread {
            let detail = ApiDestination {
                endpoint: caller.redacted("InvocationEndpoint", &it.invocation_endpoint),
                active: it.api_destination_state != "INACTIVE",
                authorization: connections.map(|all| all.get(&it.connection_arn).cloned()),
                connection: it.connection_arn,
            };
            // API destinations take no tags.
            put(
                caller,
                Arn::new(it.api_destination_arn),
                Fact::Known(Tags::new()),
                Detail::ApiDestination(Box::new(detail)),
            );
        }
    }
    caller.listed(Kind::ApiDestination, count);
}

/// How each connection says who it is, by its ARN.
async fn connections(caller: &Caller, events: &Client, ask: &Ask) -> Fact<BTreeMap<String, String>> {
    caller.planned(1);
    let page = |token: Option<String>| async move {
        events.json::<Connections>("ListConnections", &json!({ "Limit": 100, "NextToken": token })).await
    };
    let all = ask.pages(CONNECTIONS, page, |page| (page.connections, page.next_token)).await;
    let pair = |it: &Connection| Some((it.connection_arn.clone(), it.authorization_type.clone()?));
    all.whole().map(|all| all.iter().filter_map(pair).collect())
}
