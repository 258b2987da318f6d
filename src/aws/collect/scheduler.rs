//! EventBridge Scheduler of one region: its schedules.

use serde::Deserialize;

use super::ask::Ask;
use super::listed;
use crate::aws::call::{Api, Caller};
use crate::aws::wire::{Client, Method, label, services};
use crate::model::aws::{Schedule, ScheduleDetails};
use crate::model::{Arn, Detail, Fact, Kind, Resource, Tags};

const LIST: Api = Api::new("scheduler:ListSchedules");
const GET: Api = Api::new("scheduler:GetSchedule");

/// Schedules that are read at once.
const AT_ONCE: usize = 8;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Page {
    #[serde(default)]
    schedules: Vec<Listed>,
    next_token: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Listed {
    name: String,
    arn: String,
    group_name: Option<String>,
    #[serde(default)]
    state: String,
    target: Option<ListedTarget>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ListedTarget {
    arn: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Got {
    #[serde(default)]
    schedule_expression: String,
    kms_key_arn: Option<String>,
    target: Target,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Target {
    #[serde(default)]
    role_arn: String,
    input: Option<String>,
    dead_letter_config: Option<DeadLetter>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct DeadLetter {
    arn: Option<String>,
}

/// Reads every schedule of the region.
pub async fn collect(caller: &Caller) {
    let (ask, scheduler) = (Ask::listing(caller), caller.session.wire(services::SCHEDULER, &caller.unit.region));
    caller.planned(1);
    let items = |page: Page| (page.schedules, page.next_token);
    let listed = listed::by_token(&ask, &scheduler, LIST, ("/schedules", "MaxResults"), items).await;
    listed::each(caller, (Kind::Schedule, AT_ONCE), listed, |it| &it.arn, |it| read(caller, &scheduler, it)).await;
}

async fn read(caller: &Caller, scheduler: &Client, listed: Listed) {
    let arn = Arn::new(listed.arn.as_str());
    let ask = Ask::about(caller, arn.as_str(), &caller.unit.region);
    let path = format!("/schedules/{}", label(&listed.name));
    let query: Vec<(&str, &str)> = listed.group_name.as_deref().map(|group| ("groupName", group)).into_iter().collect();
    let call = || scheduler.rest::<Got>("GetSchedule", Method::Get, &path, &query, None);
    let got = ask.fact(GET, call, Ok).await;
    let detail = Schedule {
        target: listed.target.map(|it| it.arn).unwrap_or_default(),
        enabled: listed.state != "DISABLED",
        details: got.map(|it| ScheduleDetails {
            expression: it.schedule_expression.clone(),
            role: it.target.role_arn.clone(),
            input: it.target.input.as_deref().map(|input| caller.redacted("Input", input)),
            dead_letter: it.target.dead_letter_config.as_ref().and_then(|it| it.arn.clone()),
            key: it.kms_key_arn.clone().filter(|key| !key.is_empty()),
        }),
    };
    let (account, region) = (arn.account().into(), caller.unit.region.clone());
    // Only groups of schedules take tags.
    let tags = Fact::Known(Tags::new());
    caller.put(Resource { arn, account, region, tags, detail: Detail::Schedule(Box::new(detail)) });
}
