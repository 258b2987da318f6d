//! Managed Workflows for Apache Airflow in one region: environments.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::ask::Ask;
use super::side_by_side;
use crate::aws::call::{Api, Caller};
use crate::aws::redact;
use crate::aws::wire::{Client, Method, label, services, time};
use crate::model::aws::{AirflowEnvironment, AirflowLog, AirflowSettings};
use crate::model::{Arn, Detail, Kind, Network, Resource, Tags, Timestamp};

const LIST: Api = Api::new("airflow:ListEnvironments");
const GET: Api = Api::new("airflow:GetEnvironment");

/// Environments that are read at once.
const AT_ONCE: usize = 4;

#[derive(Deserialize)]
struct Page {
    #[serde(rename = "Environments", default)]
    names: Vec<String>,
    #[serde(rename = "NextToken")]
    next: Option<String>,
}

#[derive(Deserialize)]
struct Told {
    #[serde(rename = "Environment")]
    environment: Environment,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Environment {
    status: String,
    #[serde(deserialize_with = "time::optional")]
    created_at: Option<Timestamp>,
    webserver_url: Option<String>,
    execution_role_arn: Option<String>,
    kms_key: Option<String>,
    airflow_version: Option<String>,
    source_bucket_arn: Option<String>,
    #[serde(rename = "DagS3Path")]
    dags: Option<String>,
    #[serde(rename = "PluginsS3Path")]
    plugins: Option<String>,
    #[serde(rename = "RequirementsS3Path")]
    requirements: Option<String>,
    #[serde(rename = "StartupScriptS3Path")]
    startup_script: Option<String>,
    airflow_configuration_options: BTreeMap<String, String>,
    network_configuration: NetworkConfiguration,
    logging_configuration: BTreeMap<String, Log>,
    webserver_access_mode: Option<String>,
    tags: Tags,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct NetworkConfiguration {
    subnet_ids: Vec<String>,
    security_group_ids: Vec<String>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Log {
    enabled: bool,
    log_level: Option<String>,
    cloud_watch_log_group_arn: Option<String>,
}

/// Reads every environment of the region.
pub async fn collect(caller: &Caller) {
    let airflow = caller.session.wire(services::MWAA, &caller.unit.region);
    caller.planned(1);
    let page = |token: Option<String>| {
        let airflow = &airflow;
        async move {
            let mut query = vec![("MaxResults", "25")];
            query.extend(token.as_deref().map(|token| ("NextToken", token)));
            airflow.rest::<Page>("ListEnvironments", Method::Get, "/environments", &query, None).await
        }
    };
    let listed = Ask::listing(caller).pages(LIST, page, |page| (page.names, page.next)).await;
    let named = listed.found.iter().map(|name| (arn(caller, name), name));
    let unread: Vec<(Arn, &String)> = named.filter(|(arn, _)| !caller.sink.holds_resource(arn.as_str())).collect();
    caller.planned(unread.len());
    side_by_side(AT_ONCE, unread.into_iter().map(|(arn, name)| read(caller, &airflow, arn, name))).await;
    caller.listed(Kind::AirflowEnvironment, listed.count());
}

fn arn(caller: &Caller, name: &str) -> Arn {
    let (session, region) = (&caller.session, &caller.unit.region);
    Arn::new(format!("arn:{}:airflow:{region}:{}:environment/{name}", session.partition, session.account))
}

async fn read(caller: &Caller, airflow: &Client, arn: Arn, name: &str) {
    let ask = Ask::about(caller, arn.as_str(), &caller.unit.region);
    let path = format!("/environments/{}", label(name));
    let call = || airflow.rest::<Told>("GetEnvironment", Method::Get, &path, &[], None);
    let told =
        ask.fact(GET, call, |told| Ok((told.environment.tags.clone(), settings(caller, told.environment)))).await;
    let tags = told.map(|(tags, _)| tags.clone());
    let detail = Detail::AirflowEnvironment(Box::new(AirflowEnvironment { settings: told.map(|(_, it)| it.clone()) }));
    let (account, region) = (caller.session.account.clone(), caller.unit.region.clone());
    caller.put(Resource { arn, account, region, tags, detail });
}

fn settings(caller: &Caller, it: Environment) -> AirflowSettings {
    let filled = |text: Option<String>| text.filter(|text| !text.is_empty());
    let key = &caller.session.redaction;
    let safe = |(name, value): (String, String)| {
        let value = redact::value(key, &name, &value);
        (name, value)
    };
    let access = filled(it.webserver_access_mode);
    let network = Network::Vpc {
        vpc: None,
        subnets: it.network_configuration.subnet_ids,
        security_groups: it.network_configuration.security_group_ids,
        public: access.as_deref().is_some_and(|access| access != "PRIVATE_ONLY"),
    };
    let log = |(name, log): (String, Log)| {
        let group = filled(log.cloud_watch_log_group_arn);
        let name = name.strip_suffix("Logs").unwrap_or(&name).to_owned();
        (name, AirflowLog { enabled: log.enabled, level: log.log_level, group })
    };
    AirflowSettings {
        status: it.status,
        version: filled(it.airflow_version),
        role: it.execution_role_arn.unwrap_or_default(),
        bucket: filled(it.source_bucket_arn),
        dags: filled(it.dags),
        plugins: filled(it.plugins),
        requirements: filled(it.requirements),
        startup_script: filled(it.startup_script),
        key: filled(it.kms_key),
        options: it.airflow_configuration_options.into_iter().map(safe).collect(),
        access,
        address: filled(it.webserver_url),
        network,
        logs: it.logging_configuration.into_iter().map(log).collect(),
        created: it.created_at,
    }
}
