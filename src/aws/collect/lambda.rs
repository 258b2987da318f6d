//! Lambda functions of one region, with their policies, addresses and destinations. What feeds them is in
//! `lambda_mappings`.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::ask::{Ask, Pages};
use super::lambda_metrics::{self, LastRuns};
use super::{lambda_mappings, side_by_side};
use crate::aws::call::{Api, Caller};
use crate::aws::wire::{Client, Method, label, services, time};
use crate::model::aws::{AsynchronousCalls, Function, FunctionNetwork, FunctionUrl};
use crate::model::{Arn, Detail, Document, Fact, Kind, Redacted, Resource, Tags, Timestamp};

const LIST: Api = Api::new("lambda:ListFunctions");
const POLICY: Api = Api::new("lambda:GetPolicy");
const URLS: Api = Api::new("lambda:ListFunctionUrlConfigs");
const ASYNCHRONOUS: Api = Api::new("lambda:ListFunctionEventInvokeConfigs");
const SIGNING: Api = Api::new("lambda:GetFunctionCodeSigningConfig");
const CONCURRENCY: Api = Api::new("lambda:GetFunctionConcurrency");
const TAGS: Api = Api::new("lambda:ListTags");

/// Calls that every function takes; images take one less.
const CALLS: usize = 6;

/// Functions that are read at once.
const AT_ONCE: usize = 8;

/// What Lambda says of something that is not set.
const NONE: &[&str] = &["ResourceNotFoundException"];

#[derive(Deserialize)]
struct Page {
    #[serde(rename = "Functions", default)]
    functions: Vec<Listed>,
    #[serde(rename = "NextMarker")]
    next: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Listed {
    function_name: String,
    function_arn: String,
    runtime: Option<String>,
    package_type: Option<String>,
    #[serde(default)]
    role: String,
    timeout: Option<u32>,
    #[serde(default, deserialize_with = "time::optional")]
    last_modified: Option<Timestamp>,
    environment: Option<Environment>,
    #[serde(rename = "KMSKeyArn")]
    key: Option<String>,
    vpc_config: Option<Vpc>,
    dead_letter_config: Option<DeadLetter>,
    tracing_config: Option<Tracing>,
    layers: Option<Vec<Named>>,
    file_system_configs: Option<Vec<Named>>,
    logging_config: Option<Logging>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Environment {
    variables: Option<BTreeMap<String, String>>,
    error: Option<EnvironmentError>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct EnvironmentError {
    error_code: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Vpc {
    vpc_id: Option<String>,
    #[serde(default)]
    subnet_ids: Vec<String>,
    #[serde(default)]
    security_group_ids: Vec<String>,
}

#[derive(Deserialize)]
struct DeadLetter {
    #[serde(rename = "TargetArn")]
    target: Option<String>,
}

#[derive(Deserialize)]
struct Tracing {
    #[serde(rename = "Mode")]
    mode: Option<String>,
}

#[derive(Deserialize)]
struct Named {
    #[serde(rename = "Arn")]
    arn: String,
}

#[derive(Deserialize)]
struct Logging {
    #[serde(rename = "LogGroup")]
    group: Option<String>,
}

#[derive(Deserialize)]
struct Policy {
    #[serde(rename = "Policy")]
    policy: String,
}

#[derive(Deserialize)]
struct Urls {
    #[serde(rename = "FunctionUrlConfigs", default)]
    urls: Vec<Url>,
    #[serde(rename = "NextMarker")]
    next: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Url {
    function_url: String,
    function_arn: String,
    auth_type: String,
    cors: Option<Cors>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase")]
struct Cors {
    #[serde(default)]
    allow_origins: Vec<String>,
    #[serde(default)]
    allow_credentials: bool,
}

#[derive(Deserialize)]
struct Invocations {
    #[serde(rename = "FunctionEventInvokeConfigs", default)]
    all: Vec<Invocation>,
    #[serde(rename = "NextMarker")]
    next: Option<String>,
}

#[derive(Deserialize)]
struct Invocation {
    #[serde(rename = "FunctionArn")]
    arn: String,
    #[serde(rename = "DestinationConfig")]
    destinations: Option<Destinations>,
}

/// Where records go.
#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Destinations {
    on_success: Option<Destination>,
    on_failure: Option<Destination>,
}

#[derive(Deserialize)]
struct Destination {
    #[serde(rename = "Destination")]
    name: Option<String>,
}

impl Destinations {
    fn on_success(&self) -> Option<String> {
        self.on_success.as_ref()?.name.clone()
    }

    /// Where records of failures go.
    pub(super) fn on_failure(&self) -> Option<String> {
        self.on_failure.as_ref()?.name.clone()
    }
}

#[derive(Deserialize)]
struct Signing {
    #[serde(rename = "CodeSigningConfigArn")]
    arn: Option<String>,
}

#[derive(Deserialize)]
struct Concurrency {
    #[serde(rename = "ReservedConcurrentExecutions")]
    reserved: Option<u32>,
}

#[derive(Deserialize)]
struct Tagged {
    #[serde(rename = "Tags", default)]
    tags: Tags,
}

/// Reads every function of the region and every mapping of a source to one.
pub async fn collect(caller: &Caller) {
    let lambda = caller.session.wire(services::LAMBDA, &caller.unit.region);
    futures::join!(functions(caller, &lambda), lambda_mappings::collect(caller, &lambda));
}

async fn functions(caller: &Caller, lambda: &Client) {
    let ask = Ask::listing(caller);
    caller.planned(1);
    let page = |marker: Option<String>| async move {
        let path = paged("/2015-03-31/functions/", "MaxItems=50", marker.as_deref());
        lambda.rest::<Page>("ListFunctions", Method::Get, &path, &[], None).await
    };
    let listed: Pages<Listed> = ask.pages(LIST, page, |page| (page.functions, page.next)).await;
    let count = listed.count();
    let unread: Vec<Listed> =
        listed.found.into_iter().filter(|it| !caller.sink.holds_resource(&it.function_arn)).collect();
    let images = unread.iter().filter(|it| is_image(it)).count();
    caller.planned(unread.len() * CALLS - images);
    let names: Vec<&str> = unread.iter().map(|it| it.function_name.as_str()).collect();
    let runs = &lambda_metrics::last_runs(caller, &names).await;
    side_by_side(AT_ONCE, unread.into_iter().map(|it| read(caller, lambda, runs, it))).await;
    caller.listed(Kind::Function, count);
}

/// A path with the query of a page.
pub(super) fn paged(path: &str, query: &str, marker: Option<&str>) -> String {
    match marker {
        None => format!("{path}?{query}"),
        Some(marker) => format!("{path}?{query}&Marker={}", label(marker)),
    }
}

fn is_image(listed: &Listed) -> bool {
    listed.package_type.as_deref() == Some("Image")
}

/// Reads one function and puts it into the sink.
async fn read(caller: &Caller, lambda: &Client, runs: &LastRuns, listed: Listed) {
    let arn = Arn::new(listed.function_arn.as_str());
    let ask = Ask::about(caller, arn.as_str(), &caller.unit.region);
    let about = About { ask: &ask, lambda, name: label(&listed.function_name) };
    let signing = async { if is_image(&listed) { Fact::NotApplicable } else { about.signing().await } };
    let (policy, urls, asynchronous, code_signing, reserved_concurrency, tags) = futures::join!(
        about.policy(),
        about.urls(),
        about.asynchronous(),
        signing,
        about.concurrency(),
        tags(&ask, lambda, &arn)
    );
    let last_run = runs.of(&listed.function_name);
    let told = shape(caller, &arn, listed);
    let function = Function { policy, urls, asynchronous, code_signing, reserved_concurrency, last_run, ..told };
    let (account, region) = (arn.account().into(), caller.unit.region.clone());
    caller.put(Resource { arn, account, region, tags, detail: Detail::Function(Box::new(function)) });
}

/// The tags of a function or a mapping.
pub(super) async fn tags(ask: &Ask, lambda: &Client, arn: &Arn) -> Fact<Tags> {
    let path = format!("/2017-03-31/tags/{}", label(arn.as_str()));
    ask.fact(TAGS, || lambda.rest::<Tagged>("ListTags", Method::Get, &path, &[], None), |told| Ok(told.tags)).await
}

/// The calls about one function.
struct About<'a> {
    ask: &'a Ask,
    lambda: &'a Client,
    name: String,
}

impl About<'_> {
    async fn get<T: serde::de::DeserializeOwned>(&self, operation: &str, path: &str) -> crate::aws::wire::Answer<T> {
        self.lambda.rest(operation, Method::Get, path, &[], None).await
    }

    async fn policy(&self) -> Fact<Option<Document>> {
        let path = format!("/2015-03-31/functions/{}/policy", self.name);
        let call = || self.get::<Policy>("GetPolicy", &path);
        self.ask.optional(POLICY, NONE, call, |told| Ok(told.map(|it| Document::new(it.policy)))).await
    }

    async fn urls(&self) -> Fact<Vec<FunctionUrl>> {
        let page = |marker: Option<String>| async move {
            let path = paged(&format!("/2021-10-31/functions/{}/urls", self.name), "MaxItems=50", marker.as_deref());
            self.get::<Urls>("ListFunctionUrlConfigs", &path).await
        };
        self.ask.pages(URLS, page, |page| (page.urls.into_iter().map(url).collect(), page.next)).await.whole()
    }

    async fn asynchronous(&self) -> Fact<Vec<AsynchronousCalls>> {
        let page = |marker: Option<String>| async move {
            let path = format!("/2019-09-25/functions/{}/event-invoke-config/list", self.name);
            self.get::<Invocations>("ListFunctionEventInvokeConfigs", &paged(&path, "MaxItems=50", marker.as_deref()))
                .await
        };
        let take = |page: Invocations| (page.all.into_iter().map(asynchronous).collect(), page.next);
        self.ask.pages(ASYNCHRONOUS, page, take).await.whole()
    }

    async fn signing(&self) -> Fact<Option<String>> {
        let path = format!("/2020-06-30/functions/{}/code-signing-config", self.name);
        let call = || self.get::<Signing>("GetFunctionCodeSigningConfig", &path);
        self.ask.optional(SIGNING, NONE, call, |told| Ok(told.and_then(|it| it.arn))).await
    }

    async fn concurrency(&self) -> Fact<Option<u32>> {
        let path = format!("/2019-09-30/functions/{}/concurrency", self.name);
        let call = || self.get::<Concurrency>("GetFunctionConcurrency", &path);
        self.ask.fact(CONCURRENCY, call, |told| Ok(told.reserved)).await
    }
}

fn url(told: Url) -> FunctionUrl {
    let cors = told.cors.unwrap_or_default();
    FunctionUrl {
        url: told.function_url,
        arn: told.function_arn,
        authentication: told.auth_type,
        origins: cors.allow_origins,
        with_credentials: cors.allow_credentials,
    }
}

fn asynchronous(told: Invocation) -> AsynchronousCalls {
    let destinations = told.destinations.unwrap_or_default();
    AsynchronousCalls { arn: told.arn, on_success: destinations.on_success(), on_failure: destinations.on_failure() }
}

/// What the listing says; the facts of other calls are filled in by the caller.
fn shape(caller: &Caller, arn: &Arn, listed: Listed) -> Function {
    let named = |all: Option<Vec<Named>>| all.unwrap_or_default().into_iter().map(|it| it.arn).collect();
    let filled = |text: Option<String>| text.filter(|text| !text.is_empty());
    Function {
        runtime: filled(listed.runtime),
        package: listed.package_type.unwrap_or_else(|| "Zip".to_owned()),
        role: listed.role,
        timeout_seconds: listed.timeout,
        modified: listed.last_modified,
        environment: environment(caller, arn, listed.environment),
        key: filled(listed.key),
        network: listed.vpc_config.and_then(network),
        dead_letter: listed.dead_letter_config.and_then(|it| filled(it.target)),
        traced: listed.tracing_config.and_then(|it| it.mode).as_deref() == Some("Active"),
        layers: named(listed.layers),
        file_systems: named(listed.file_system_configs),
        log_group: listed.logging_config.and_then(|it| filled(it.group)),
        policy: Fact::NotApplicable,
        urls: Fact::NotApplicable,
        asynchronous: Fact::NotApplicable,
        code_signing: Fact::NotApplicable,
        reserved_concurrency: Fact::NotApplicable,
        last_run: Fact::NotApplicable,
    }
}

/// A VPC's id is empty where a function has left its network.
fn network(told: Vpc) -> Option<FunctionNetwork> {
    let vpc = told.vpc_id.filter(|id| !id.is_empty())?;
    Some(FunctionNetwork { vpc, subnets: told.subnet_ids, security_groups: told.security_group_ids })
}

/// The environment without its secrets. Lambda leaves it out where the caller may not use its key, and says so.
fn environment(caller: &Caller, arn: &Arn, told: Option<Environment>) -> Fact<BTreeMap<String, Redacted>> {
    let Some(told) = told else { return Fact::Known(BTreeMap::new()) };
    if let Some(error) = told.error {
        let code = error.error_code.unwrap_or_default();
        let words = format!("Lambda could not decrypt the environment ({code}): the scan needs kms:Decrypt on its key");
        return Fact::Unknown(caller.remark(crate::model::Failure::Denied, LIST, arn.as_str(), &words));
    }
    let all = told.variables.unwrap_or_default().into_iter();
    Fact::Known(all.map(|(name, value)| (name.clone(), caller.redacted(&name, &value))).collect())
}
