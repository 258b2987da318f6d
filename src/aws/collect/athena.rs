//! Athena in one region: work groups, and data catalogs besides Glue's own.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::json;

use super::ask::Ask;
use super::side_by_side;
use crate::aws::call::{Api, Caller};
use crate::aws::redact;
use crate::aws::wire::{Answer, Client, services};
use crate::model::aws::{AthenaCatalog, AthenaWorkGroup, WorkGroupSettings};
use crate::model::{Arn, AtRest, Detail, Fact, Kind, Resource, Tags};

const GROUPS: Api = Api::new("athena:ListWorkGroups");
const GROUP: Api = Api::new("athena:GetWorkGroup");
const CATALOGS: Api = Api::new("athena:ListDataCatalogs");
const CATALOG: Api = Api::new("athena:GetDataCatalog");
const TAGS: Api = Api::new("athena:ListTagsForResource");

/// Calls that each work group and each catalog takes.
const CALLS: usize = 2;

/// Things that are read at once.
const AT_ONCE: usize = 8;

/// Reads Athena of the region.
pub async fn collect(caller: &Caller) {
    let athena = caller.session.wire(services::ATHENA, &caller.unit.region);
    futures::join!(groups(caller, &athena), catalogs(caller, &athena));
}

#[derive(Deserialize)]
struct Groups {
    #[serde(rename = "WorkGroups", default)]
    groups: Vec<Listed>,
    #[serde(rename = "NextToken")]
    next: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Listed {
    name: String,
    state: Option<String>,
}

#[derive(Deserialize)]
struct ToldGroup {
    #[serde(rename = "WorkGroup")]
    group: Group,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Group {
    configuration: Configuration,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Configuration {
    result_configuration: Results,
    managed_query_results_configuration: Managed,
    enforce_work_group_configuration: bool,
    publish_cloud_watch_metrics_enabled: bool,
    bytes_scanned_cutoff_per_query: Option<u64>,
    requester_pays_enabled: bool,
    engine_version: Engine,
    execution_role: Option<String>,
    monitoring_configuration: Monitoring,
    identity_center_configuration: IdentityCenter,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Results {
    output_location: Option<String>,
    encryption_configuration: Option<Encryption>,
    expected_bucket_owner: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Encryption {
    encryption_option: Option<String>,
    kms_key: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Managed {
    enabled: bool,
    encryption_configuration: Option<Encryption>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Engine {
    effective_engine_version: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Monitoring {
    #[serde(rename = "S3LoggingConfiguration")]
    s3: Logging,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Logging {
    enabled: bool,
    log_location: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct IdentityCenter {
    enable_identity_center: bool,
}

async fn groups(caller: &Caller, athena: &Client) {
    caller.planned(1);
    let page = |token: Option<String>| {
        let input = json!({ "MaxResults": 50, "NextToken": token });
        async move { athena.json::<Groups>("ListWorkGroups", &input).await }
    };
    let listed = Ask::listing(caller).pages(GROUPS, page, |page| (page.groups, page.next)).await;
    let count = listed.count();
    let named = listed.found.into_iter().map(|it| (arn(caller, "workgroup", &it.name), it));
    let unread: Vec<(Arn, Listed)> = named.filter(|(arn, _)| !caller.sink.holds_resource(arn.as_str())).collect();
    caller.planned(unread.len() * CALLS);
    let reads = unread.into_iter().map(async |(arn, it)| {
        let (ask, input) = (Ask::about(caller, arn.as_str(), &caller.unit.region), json!({ "WorkGroup": it.name }));
        let call = || athena.json::<ToldGroup>("GetWorkGroup", &input);
        let read = ask.fact(GROUP, call, |told| Ok(settings(told.group.configuration)));
        let (settings, tags) = futures::join!(read, tags(&ask, athena, &arn));
        let enabled = it.state.as_deref() != Some("DISABLED");
        let group = AthenaWorkGroup { name: it.name, enabled, settings };
        put(caller, arn, tags, Detail::AthenaWorkGroup(Box::new(group)));
    });
    side_by_side(AT_ONCE, reads).await;
    caller.listed(Kind::AthenaWorkGroup, count);
}

/// How a work group is set up now.
pub(in crate::aws) async fn settings_of(athena: &Client, name: &str) -> Answer<WorkGroupSettings> {
    let told = athena.json::<ToldGroup>("GetWorkGroup", &json!({ "WorkGroup": name })).await?;
    Ok(settings(told.group.configuration))
}

fn settings(it: Configuration) -> WorkGroupSettings {
    let managed = it.managed_query_results_configuration;
    let encryption = if managed.enabled {
        // What Athena keeps is always encrypted, with a key of its own unless one is named.
        AtRest::of(managed.encryption_configuration.and_then(|it| it.kms_key).as_deref(), Some("Athena's own key"))
    } else {
        let told = it.result_configuration.encryption_configuration.unwrap_or_default();
        AtRest::of(told.kms_key.as_deref(), told.encryption_option.as_deref())
    };
    let logging = it.monitoring_configuration.s3;
    WorkGroupSettings {
        output: filled(it.result_configuration.output_location),
        managed_results: managed.enabled,
        encryption,
        enforced: it.enforce_work_group_configuration,
        metrics: it.publish_cloud_watch_metrics_enabled,
        requester_pays: it.requester_pays_enabled,
        expected_owner: filled(it.result_configuration.expected_bucket_owner),
        engine: filled(it.engine_version.effective_engine_version),
        role: filled(it.execution_role),
        log_location: filled(logging.log_location).filter(|_| logging.enabled),
        identity_center: it.identity_center_configuration.enable_identity_center,
        bytes_limit: it.bytes_scanned_cutoff_per_query,
    }
}

fn filled(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.is_empty())
}

#[derive(Deserialize)]
struct Catalogs {
    #[serde(rename = "DataCatalogsSummary", default)]
    catalogs: Vec<Summary>,
    #[serde(rename = "NextToken")]
    next: Option<String>,
}

#[derive(Deserialize)]
struct Summary {
    #[serde(rename = "CatalogName")]
    name: String,
    #[serde(rename = "Type", default)]
    kind: String,
}

#[derive(Deserialize)]
struct ToldCatalog {
    #[serde(rename = "DataCatalog")]
    catalog: Catalog,
}

#[derive(Deserialize)]
struct Catalog {
    #[serde(rename = "Parameters", default)]
    parameters: BTreeMap<String, String>,
}

/// Glue's own catalog, which every account has, is read with Glue.
async fn catalogs(caller: &Caller, athena: &Client) {
    caller.planned(1);
    let page = |token: Option<String>| {
        let input = json!({ "MaxResults": 50, "NextToken": token });
        async move { athena.json::<Catalogs>("ListDataCatalogs", &input).await }
    };
    let mut listed = Ask::listing(caller).pages(CATALOGS, page, |page| (page.catalogs, page.next)).await;
    listed.found.retain(|it| it.name != "AwsDataCatalog");
    let count = listed.count();
    let named = listed.found.into_iter().map(|it| (arn(caller, "datacatalog", &it.name), it));
    let unread: Vec<(Arn, Summary)> = named.filter(|(arn, _)| !caller.sink.holds_resource(arn.as_str())).collect();
    caller.planned(unread.len() * CALLS);
    let reads = unread.into_iter().map(async |(arn, it)| {
        let (ask, input) = (Ask::about(caller, arn.as_str(), &caller.unit.region), json!({ "Name": it.name }));
        let call = || athena.json::<ToldCatalog>("GetDataCatalog", &input);
        let (told, tags) = futures::join!(ask.fact(CATALOG, call, Ok), tags(&ask, athena, &arn));
        let key = &caller.session.redaction;
        let safe = |(name, value): (&String, &String)| (name.clone(), redact::value(key, name, value));
        let parameters = told.map(|told| told.catalog.parameters.iter().map(safe).collect());
        let catalog = AthenaCatalog { catalog_type: it.kind, parameters };
        put(caller, arn, tags, Detail::AthenaCatalog(Box::new(catalog)));
    });
    side_by_side(AT_ONCE, reads).await;
    caller.listed(Kind::AthenaCatalog, count);
}

fn arn(caller: &Caller, what: &str, name: &str) -> Arn {
    let (session, region) = (&caller.session, &caller.unit.region);
    Arn::new(format!("arn:{}:athena:{region}:{}:{what}/{name}", session.partition, session.account))
}

fn put(caller: &Caller, arn: Arn, tags: Fact<Tags>, detail: Detail) {
    let (account, region) = (caller.session.account.clone(), caller.unit.region.clone());
    caller.put(Resource { arn, account, region, tags, detail });
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

/// No resource has more tags than one page holds.
async fn tags(ask: &Ask, athena: &Client, arn: &Arn) -> Fact<Tags> {
    let input = json!({ "ResourceARN": arn.as_str() });
    let call = || athena.json::<Tagged>("ListTagsForResource", &input);
    ask.fact(TAGS, call, |told| Ok(told.tags.into_iter().map(|tag| (tag.key, tag.value)).collect())).await
}
