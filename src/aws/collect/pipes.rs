//! EventBridge Pipes of one region.

use serde::Deserialize;
use serde_json::Value;

use super::ask::Ask;
use super::listed;
use crate::aws::call::{Api, Caller};
use crate::aws::wire::{Client, Method, label, services};
use crate::model::aws::{Pipe, PipeDetails};
use crate::model::{Arn, Detail, Kind, Resource, Tags};

const LIST: Api = Api::new("pipes:ListPipes");
const DESCRIBE: Api = Api::new("pipes:DescribePipe");

/// Pipes that are read at once.
const AT_ONCE: usize = 8;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Page {
    #[serde(default)]
    pipes: Vec<Listed>,
    next_token: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Listed {
    name: String,
    arn: String,
    #[serde(default)]
    desired_state: String,
    #[serde(default)]
    source: String,
    #[serde(default)]
    target: String,
    enrichment: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Described {
    #[serde(default)]
    role_arn: String,
    #[serde(default)]
    source_parameters: Value,
    log_configuration: Option<Logs>,
    kms_key_identifier: Option<String>,
    #[serde(default)]
    tags: Tags,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase")]
struct Logs {
    level: Option<String>,
    #[serde(default)]
    include_execution_data: Vec<String>,
    s3_log_destination: Option<S3>,
    firehose_log_destination: Option<Firehose>,
    cloudwatch_logs_log_destination: Option<CloudWatch>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct S3 {
    bucket_name: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Firehose {
    delivery_stream_arn: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct CloudWatch {
    log_group_arn: String,
}

/// Reads every pipe of the region.
pub async fn collect(caller: &Caller) {
    let (ask, pipes) = (Ask::listing(caller), caller.session.wire(services::PIPES, &caller.unit.region));
    caller.planned(1);
    let items = |page: Page| (page.pipes, page.next_token);
    let listed = listed::by_token(&ask, &pipes, LIST, ("/v1/pipes", "Limit"), items).await;
    listed::each(caller, (Kind::Pipe, AT_ONCE), listed, |it| &it.arn, |it| read(caller, &pipes, it)).await;
}

async fn read(caller: &Caller, pipes: &Client, listed: Listed) {
    let arn = Arn::new(listed.arn.as_str());
    let ask = Ask::about(caller, arn.as_str(), &caller.unit.region);
    let path = format!("/v1/pipes/{}", label(&listed.name));
    let call = || pipes.rest::<Described>("DescribePipe", Method::Get, &path, &[], None);
    let described = ask.fact(DESCRIBE, call, Ok).await;
    let tags = described.map(|it| it.tags.clone());
    let detail = Pipe {
        source: listed.source,
        target: listed.target,
        enrichment: listed.enrichment.filter(|arn| !arn.is_empty()),
        running: listed.desired_state != "STOPPED",
        details: described.map(shape),
    };
    let (account, region) = (arn.account().into(), caller.unit.region.clone());
    caller.put(Resource { arn, account, region, tags, detail: Detail::Pipe(Box::new(detail)) });
}

fn shape(told: &Described) -> PipeDetails {
    let none = Logs::default();
    let logs = told.log_configuration.as_ref().unwrap_or(&none);
    let places = [
        logs.s3_log_destination.as_ref().map(|it| format!("s3://{}", it.bucket_name)),
        logs.firehose_log_destination.as_ref().map(|it| it.delivery_stream_arn.clone()),
        logs.cloudwatch_logs_log_destination.as_ref().map(|it| it.log_group_arn.clone()),
    ];
    // Each kind of source has its settings under a name of its own.
    let mut kinds = told.source_parameters.as_object().into_iter().flat_map(|all| all.values());
    let dead_letter = kinds.find_map(|it| it.get("DeadLetterConfig")?.get("Arn")?.as_str());
    PipeDetails {
        role: told.role_arn.clone(),
        dead_letter: dead_letter.map(str::to_owned),
        log_level: logs.level.clone().unwrap_or_else(|| "OFF".to_owned()),
        logs_data: !logs.include_execution_data.is_empty(),
        logs: places.into_iter().flatten().collect(),
        key: told.kms_key_identifier.clone().filter(|key| !key.is_empty()),
    }
}
