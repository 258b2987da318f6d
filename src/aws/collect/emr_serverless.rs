//! EMR Serverless in one region: applications.

use serde::Deserialize;

use super::ask::Ask;
use super::emr::put;
use super::emr_shape::{Classification, properties};
use super::side_by_side;
use crate::aws::call::{Api, Caller};
use crate::aws::wire::{Client, Method, label, services};
use crate::model::aws::{EmrApplication, EmrApplicationSettings};
use crate::model::{Arn, AtRest, Detail, Kind, Network, Tags};

const LIST: Api = Api::new("emr-serverless:ListApplications");
const GET: Api = Api::new("emr-serverless:GetApplication");

/// Applications that are read at once.
const AT_ONCE: usize = 4;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Page {
    #[serde(default)]
    applications: Vec<Listed>,
    next_token: Option<String>,
}

#[derive(Deserialize)]
struct Listed {
    id: String,
    #[serde(default)]
    name: String,
    arn: String,
    #[serde(default)]
    r#type: String,
    #[serde(default)]
    state: String,
}

#[derive(Deserialize)]
struct Told {
    application: Application,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Application {
    release_label: Option<String>,
    tags: Tags,
    network_configuration: Option<NetworkConfiguration>,
    image_configuration: Image,
    runtime_configuration: Vec<Classification>,
    monitoring_configuration: Monitoring,
    disk_encryption_configuration: Disk,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct NetworkConfiguration {
    subnet_ids: Vec<String>,
    security_group_ids: Vec<String>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Image {
    image_uri: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Monitoring {
    #[serde(rename = "s3MonitoringConfiguration")]
    s3: S3Logs,
    cloud_watch_logging_configuration: Logs,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct S3Logs {
    log_uri: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Logs {
    enabled: bool,
    log_group_name: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Disk {
    encryption_key_arn: Option<String>,
}

/// Reads every application of the region.
pub(super) async fn collect(caller: &Caller) {
    let client = caller.session.wire(services::EMR_SERVERLESS, &caller.unit.region);
    caller.planned(1);
    let page = |token: Option<String>| {
        let client = &client;
        async move {
            let mut query = vec![("maxResults", "50")];
            query.extend(token.as_deref().map(|token| ("nextToken", token)));
            client.rest::<Page>("ListApplications", Method::Get, "/applications", &query, None).await
        }
    };
    let listed = Ask::listing(caller).pages(LIST, page, |page| (page.applications, page.next_token)).await;
    let count = listed.count();
    let mut unread = listed.found;
    unread.retain(|it| !caller.sink.holds_resource(&it.arn));
    caller.planned(unread.len());
    side_by_side(AT_ONCE, unread.into_iter().map(|it| read(caller, &client, it))).await;
    caller.listed(Kind::EmrApplication, count);
}

async fn read(caller: &Caller, client: &Client, it: Listed) {
    let ask = Ask::about(caller, &it.arn, &caller.unit.region);
    let path = format!("/applications/{}", label(&it.id));
    let call = || client.rest::<Told>("GetApplication", Method::Get, &path, &[], None);
    let told = ask.fact(GET, call, |told| Ok(told.application)).await;
    let (tags, settings) = (told.map(|it| it.tags.clone()), told.map(|it| settings(caller, it)));
    let application = EmrApplication { name: it.name, engine: it.r#type, state: it.state, settings };
    put(caller, Arn::new(it.arn), tags, Detail::EmrApplication(Box::new(application)));
}

fn settings(caller: &Caller, it: &Application) -> EmrApplicationSettings {
    let logs = &it.monitoring_configuration.cloud_watch_logging_configuration;
    let network = match &it.network_configuration {
        Some(network) if !network.subnet_ids.is_empty() => Network::Vpc {
            vpc: None,
            subnets: network.subnet_ids.clone(),
            security_groups: network.security_group_ids.clone(),
            public: false,
        },
        _ => Network::Service,
    };
    EmrApplicationSettings {
        release: it.release_label.clone(),
        image: it.image_configuration.image_uri.clone(),
        log_uri: it.monitoring_configuration.s3.log_uri.clone(),
        log_group: logs.log_group_name.clone().filter(|_| logs.enabled),
        disk: AtRest::of(it.disk_encryption_configuration.encryption_key_arn.as_deref(), Some("AWS owned key")),
        properties: properties(&caller.session.redaction, &it.runtime_configuration),
        network,
    }
}
