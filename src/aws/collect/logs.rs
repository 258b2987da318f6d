//! CloudWatch Logs of one region: groups with what passes their events on, destinations, and policies of the account.

use serde::Deserialize;
use serde_json::json;

use super::ask::{Ask, Pages};
use super::side_by_side;
use crate::aws::call::{Api, Caller};
use crate::aws::shape::Misshapen;
use crate::aws::wire::{Answer, Client, services, time};
use crate::model::aws::{LogDestination, LogGroup, LogResourcePolicy, LogSubscription};
use crate::model::{Arn, AtRest, Detail, Document, Fact, Kind, Resource, Tags, Timestamp};

const GROUPS: Api = Api::new("logs:DescribeLogGroups");
const FILTERS: Api = Api::new("logs:DescribeSubscriptionFilters");
const ACCOUNT: Api = Api::new("logs:DescribeAccountPolicies");
const DESTINATIONS: Api = Api::new("logs:DescribeDestinations");
const POLICIES: Api = Api::new("logs:DescribeResourcePolicies");
const TAGS: Api = Api::new("logs:ListTagsForResource");

/// Groups that are read at once. Filters are told ten times a second.
const AT_ONCE: usize = 8;

/// What a group without a KMS key is encrypted with.
///
/// Source: Amazon CloudWatch Logs User Guide, "Encrypt log data in CloudWatch Logs using AWS KMS".
const OWN: &str = "CloudWatch Logs";

/// One page of any listing.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Page {
    #[serde(default)]
    log_groups: Vec<Group>,
    #[serde(default)]
    subscription_filters: Vec<Filter>,
    #[serde(default)]
    account_policies: Vec<AccountPolicy>,
    #[serde(default)]
    destinations: Vec<Destination>,
    #[serde(default)]
    resource_policies: Vec<Policy>,
    next_token: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Group {
    log_group_name: String,
    log_group_arn: Option<String>,
    arn: Option<String>,
    #[serde(default, deserialize_with = "time::optional_millis")]
    creation_time: Option<Timestamp>,
    retention_in_days: Option<u32>,
    metric_filter_count: Option<u32>,
    stored_bytes: Option<u64>,
    kms_key_id: Option<String>,
    data_protection_status: Option<String>,
    #[serde(default)]
    inherited_properties: Vec<String>,
    log_group_class: Option<String>,
    #[serde(default)]
    deletion_protection_enabled: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Filter {
    #[serde(default)]
    filter_name: String,
    #[serde(default)]
    filter_pattern: String,
    destination_arn: String,
    role_arn: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct AccountPolicy {
    #[serde(default)]
    policy_name: String,
    policy_document: String,
    selection_criteria: Option<String>,
}

/// The document of an account's policy of the type `SUBSCRIPTION_FILTER_POLICY`.
///
/// Source: Amazon CloudWatch Logs API Reference, "PutAccountPolicy".
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct AccountFilter {
    destination_arn: String,
    role_arn: Option<String>,
    #[serde(default)]
    filter_pattern: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Destination {
    arn: String,
    #[serde(default)]
    target_arn: String,
    #[serde(default)]
    role_arn: String,
    access_policy: Option<String>,
    #[serde(default, deserialize_with = "time::optional_millis")]
    creation_time: Option<Timestamp>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Policy {
    policy_name: String,
    policy_document: Option<String>,
    #[serde(default, deserialize_with = "time::optional_millis")]
    last_updated_time: Option<Timestamp>,
}

#[derive(Deserialize)]
struct Tagged {
    #[serde(default)]
    tags: Tags,
}

/// Reads the log groups, destinations and policies of the region.
pub async fn collect(caller: &Caller) {
    let (ask, logs) = (Ask::listing(caller), caller.session.wire(services::LOGS, &caller.unit.region));
    caller.planned(3);
    futures::join!(groups(caller, &ask, &logs), destinations(caller, &ask, &logs), policies(caller, &ask, &logs));
}

/// Every page of a listing.
async fn pages<T>(
    ask: &Ask,
    logs: &Client,
    api: Api,
    operation: &str,
    input: serde_json::Value,
    items: impl Fn(Page) -> (Vec<T>, Option<String>),
) -> Pages<T> {
    let page = |token: Option<String>| {
        let mut input = input.clone();
        if let Some(fields) = input.as_object_mut().filter(|_| token.is_some()) {
            fields.insert("nextToken".to_owned(), json!(token));
        }
        async move { logs.json::<Page>(operation, &input).await }
    };
    ask.pages(api, page, items).await
}

/// How the log group of a name is encrypted now, and for how many days it keeps events; none where there is none. Groups are
/// told in the order of their names, so that it is the first of those that begin like it.
pub(in crate::aws) async fn group_of(logs: &Client, name: &str) -> Answer<Option<(AtRest, Option<u32>)>> {
    let input = json!({ "logGroupNamePrefix": name, "limit": 50 });
    let page = logs.json::<Page>("DescribeLogGroups", &input).await?;
    let group = page.log_groups.into_iter().find(|it| it.log_group_name == name);
    Ok(group.map(|it| (AtRest::of(it.kms_key_id.as_deref(), Some(OWN)), it.retention_in_days)))
}

async fn groups(caller: &Caller, ask: &Ask, logs: &Client) {
    let input = json!({ "limit": 50 });
    let listed = pages(ask, logs, GROUPS, "DescribeLogGroups", input, |it| (it.log_groups, it.next_token)).await;
    let count = listed.count();
    let named = listed.found.into_iter().filter_map(|group| Some((group_arn(&group)?, group)));
    let unread: Vec<(Arn, Group)> = named.filter(|(arn, _)| !caller.sink.holds_resource(arn.as_str())).collect();
    if !unread.is_empty() {
        let filtered = unread.iter().filter(|(_, group)| has_filters(group)).count();
        caller.planned(1 + unread.len() + filtered);
        let account = account_filters(ask, logs).await;
        side_by_side(AT_ONCE, unread.into_iter().map(|(arn, group)| read(caller, logs, arn, group, &account))).await;
    }
    caller.listed(Kind::LogGroup, count);
}

/// The ARN without the `:*` that stands for its streams.
fn group_arn(group: &Group) -> Option<Arn> {
    let arn = group.log_group_arn.as_deref().or(group.arn.as_deref())?;
    Some(Arn::new(arn.strip_suffix(":*").unwrap_or(arn)))
}

/// Other classes have no subscription filters.
///
/// Source: Amazon CloudWatch Logs User Guide, "Log classes".
fn has_filters(group: &Group) -> bool {
    group.log_group_class.as_deref().is_none_or(|class| class == "STANDARD")
}

/// A subscription of the account, and which groups it leaves out.
type AccountFilters = Fact<Vec<(LogSubscription, String)>>;

async fn account_filters(ask: &Ask, logs: &Client) -> AccountFilters {
    let input = json!({ "policyType": "SUBSCRIPTION_FILTER_POLICY" });
    let items = |it: Page| (it.account_policies, it.next_token);
    let listed = pages(ask, logs, ACCOUNT, "DescribeAccountPolicies", input, items).await;
    match listed.whole() {
        Fact::Known(all) => ask.shaped(ACCOUNT, all.into_iter().map(account_filter).collect()),
        Fact::Unknown(gap) => Fact::Unknown(gap),
        Fact::NotApplicable => Fact::NotApplicable,
    }
}

fn account_filter(told: AccountPolicy) -> Result<(LogSubscription, String), Misshapen> {
    let filter: AccountFilter = serde_json::from_str(&told.policy_document)
        .map_err(|wrong| Misshapen(format!("the account's policy {}: {wrong}", told.policy_name)))?;
    let AccountFilter { destination_arn, role_arn, filter_pattern } = filter;
    let subscription = LogSubscription {
        name: told.policy_name,
        destination: destination_arn,
        role: role_arn,
        pattern: filter_pattern,
    };
    Ok((subscription, told.selection_criteria.unwrap_or_default()))
}

/// Reads what the listing does not tell of one group, and puts it into the sink.
async fn read(caller: &Caller, logs: &Client, arn: Arn, group: Group, account: &AccountFilters) {
    let ask = Ask::about(caller, arn.as_str(), &caller.unit.region);
    let subscriptions =
        async { if has_filters(&group) { filters(&ask, logs, &group).await } else { Fact::NotApplicable } };
    let (subscriptions, tags) = futures::join!(subscriptions, tags(&ask, logs, &arn));
    // The only criterion that there is names groups that are left out: `LogGroupName NOT IN ["a", "b"]`.
    let leaves_out = |criteria: &str| criteria.contains(&format!("\"{}\"", group.log_group_name));
    let account_subscriptions = if has_filters(&group) {
        account.map(|all| all.iter().filter(|(_, out)| !leaves_out(out)).map(|(it, _)| it.clone()).collect())
    } else {
        Fact::NotApplicable
    };
    let detail = Detail::LogGroup(Box::new(shape(group, subscriptions, account_subscriptions)));
    let (account, region) = (caller.unit.account.clone(), caller.unit.region.clone());
    caller.put(Resource { arn, account, region, tags, detail });
}

async fn filters(ask: &Ask, logs: &Client, group: &Group) -> Fact<Vec<LogSubscription>> {
    let input = json!({ "logGroupName": group.log_group_name, "limit": 50 });
    let items = |it: Page| (it.subscription_filters, it.next_token);
    let listed = pages(ask, logs, FILTERS, "DescribeSubscriptionFilters", input, items).await.whole();
    listed.map(|all| all.iter().map(filter).collect())
}

fn filter(told: &Filter) -> LogSubscription {
    LogSubscription {
        name: told.filter_name.clone(),
        destination: told.destination_arn.clone(),
        role: told.role_arn.clone(),
        pattern: told.filter_pattern.clone(),
    }
}

async fn tags(ask: &Ask, logs: &Client, arn: &Arn) -> Fact<Tags> {
    let input = json!({ "resourceArn": arn.as_str() });
    ask.fact(TAGS, || logs.json::<Tagged>("ListTagsForResource", &input), |told| Ok(told.tags)).await
}

fn shape(
    told: Group,
    subscriptions: Fact<Vec<LogSubscription>>,
    account_subscriptions: Fact<Vec<LogSubscription>>,
) -> LogGroup {
    let inherited = told.inherited_properties.iter().any(|word| word == "ACCOUNT_DATA_PROTECTION");
    LogGroup {
        name: told.log_group_name,
        encryption: AtRest::of(told.kms_key_id.as_deref(), Some(OWN)),
        retention_days: told.retention_in_days,
        class: told.log_group_class,
        bytes: told.stored_bytes,
        data_protection: inherited || told.data_protection_status.as_deref() == Some("ACTIVATED"),
        deletion_protection: told.deletion_protection_enabled,
        metric_filters: told.metric_filter_count.unwrap_or_default(),
        created: told.creation_time,
        subscriptions,
        account_subscriptions,
    }
}

async fn destinations(caller: &Caller, ask: &Ask, logs: &Client) {
    let input = json!({ "limit": 50 });
    let items = |it: Page| (it.destinations, it.next_token);
    let listed = pages(ask, logs, DESTINATIONS, "DescribeDestinations", input, items).await;
    let count = listed.count();
    let unread: Vec<_> = listed.found.into_iter().filter(|it| !caller.sink.holds_resource(&it.arn)).collect();
    caller.planned(unread.len());
    let read = unread.into_iter().map(|it| async move {
        let arn = Arn::new(it.arn.as_str());
        let ask = Ask::about(caller, arn.as_str(), &caller.unit.region);
        let tags = tags(&ask, logs, &arn).await;
        let policy = Fact::Known(it.access_policy.filter(|text| !text.is_empty()).map(Document::new));
        let detail = LogDestination { target: it.target_arn, role: it.role_arn, policy, created: it.creation_time };
        let (account, region) = (caller.unit.account.clone(), caller.unit.region.clone());
        caller.put(Resource { arn, account, region, tags, detail: Detail::LogDestination(Box::new(detail)) });
    });
    side_by_side(AT_ONCE, read).await;
    caller.listed(Kind::LogDestination, count);
}

async fn policies(caller: &Caller, ask: &Ask, logs: &Client) {
    let input = json!({ "limit": 50 });
    let items = |it: Page| (it.resource_policies, it.next_token);
    let listed = pages(ask, logs, POLICIES, "DescribeResourcePolicies", input, items).await;
    let count = listed.count();
    for told in listed.found {
        let (partition, account, region) = (&caller.session.partition, &caller.unit.account, &caller.unit.region);
        let arn = format!("arn:{partition}:logs:{region}:{account}:resource-policy:{}", told.policy_name);
        if caller.sink.holds_resource(&arn) {
            continue;
        }
        let policy = Fact::Known(told.policy_document.map(Document::new));
        let detail = LogResourcePolicy { name: told.policy_name, policy, changed: told.last_updated_time };
        caller.put(Resource {
            arn: Arn::new(arn),
            account: account.clone(),
            region: region.clone(),
            tags: Fact::NotApplicable,
            detail: Detail::LogResourcePolicy(Box::new(detail)),
        });
    }
    caller.listed(Kind::LogResourcePolicy, count);
}
