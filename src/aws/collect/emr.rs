//! EMR in one region: clusters, security configurations, the block of public access, applications of EMR Serverless.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

use super::ask::Ask;
use super::side_by_side;
use crate::aws::call::{Api, Caller};
use crate::aws::shape::Misshapen;
use crate::aws::wire::{Client, services, time};
use crate::model::aws::{EmrBootstrap, EmrCluster, EmrPublicAccessBlock, EmrSecurityConfiguration, EmrStep};
use crate::model::{Arn, Detail, Fact, Kind, Resource, Tags, Timestamp};

use super::emr_shape::{Cluster, ToldBlock, redacted, security, settings};

const LIST: Api = Api::new("elasticmapreduce:ListClusters");
const DESCRIBE: Api = Api::new("elasticmapreduce:DescribeCluster");
const STEPS: Api = Api::new("elasticmapreduce:ListSteps");
const BOOTSTRAP: Api = Api::new("elasticmapreduce:ListBootstrapActions");
const INSTANCES: Api = Api::new("elasticmapreduce:ListInstances");
const CONFIGURATIONS: Api = Api::new("elasticmapreduce:ListSecurityConfigurations");
const CONFIGURATION: Api = Api::new("elasticmapreduce:DescribeSecurityConfiguration");
const BLOCK: Api = Api::new("elasticmapreduce:GetBlockPublicAccessConfiguration");

/// Things that are read at once. EMR allows few calls a second.
const AT_ONCE: usize = 4;

/// For how many days after it was made a cluster that has ended is still read.
const DAYS: i64 = 30;

/// Reads EMR of the region.
pub async fn collect(caller: &Caller) {
    let emr = caller.session.wire(services::EMR, &caller.unit.region);
    futures::join!(clusters(caller, &emr), configurations(caller, &emr), block(caller, &emr));
    super::emr_serverless::collect(caller).await;
}

/// The ARN of something of EMR here.
fn arn(caller: &Caller, rest: &str) -> Arn {
    let (session, region) = (&caller.session, &caller.unit.region);
    Arn::new(format!("arn:{}:elasticmapreduce:{region}:{}:{rest}", session.partition, session.account))
}

/// Keeps something of the unit's account and region.
pub(super) fn put(caller: &Caller, arn: Arn, tags: Fact<Tags>, detail: Detail) {
    let (account, region) = (caller.session.account.clone(), caller.unit.region.clone());
    caller.put(Resource { arn, account, region, tags, detail });
}

#[derive(Deserialize)]
struct Clusters {
    #[serde(rename = "Clusters", default)]
    clusters: Vec<Listed>,
    #[serde(rename = "Marker")]
    marker: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Listed {
    id: String,
    name: String,
    status: Status,
    cluster_arn: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Status {
    state: String,
    timeline: Timeline,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Timeline {
    #[serde(deserialize_with = "time::optional")]
    creation_date_time: Option<Timestamp>,
    #[serde(deserialize_with = "time::optional")]
    start_date_time: Option<Timestamp>,
}

/// Clusters that are there, and those that were made lately and have ended.
async fn clusters(caller: &Caller, emr: &Client) {
    let since = Timestamp::now().as_second() - DAYS * 86_400;
    let there = json!({ "ClusterStates": ["STARTING", "BOOTSTRAPPING", "RUNNING", "WAITING", "TERMINATING"] });
    let ended = json!({ "ClusterStates": ["TERMINATED", "TERMINATED_WITH_ERRORS"], "CreatedAfter": since });
    let mut all = Vec::new();
    let mut count = Ok(0);
    for input in [there, ended] {
        caller.planned(1);
        let page = |marker: Option<String>| {
            let input = with_marker(&input, marker);
            async move { emr.json::<Clusters>("ListClusters", &input).await }
        };
        let listed = Ask::listing(caller).pages(LIST, page, |page| (page.clusters, page.marker)).await;
        count = count.and_then(|sum| Ok(sum + listed.count()?));
        all.extend(listed.found);
    }
    let named = all.into_iter().map(|it| {
        let own = it.cluster_arn.as_deref().map(Arn::from);
        (own.unwrap_or_else(|| arn(caller, &format!("cluster/{}", it.id))), it)
    });
    let unread: Vec<(Arn, Listed)> = named.filter(|(arn, _)| !caller.sink.holds_resource(arn.as_str())).collect();
    side_by_side(AT_ONCE, unread.into_iter().map(|(arn, it)| cluster(caller, emr, arn, it))).await;
    caller.listed(Kind::EmrCluster, count);
}

fn with_marker(input: &Value, marker: Option<String>) -> Value {
    let mut input = input.clone();
    if let (Some(marker), Some(fields)) = (marker, input.as_object_mut()) {
        fields.insert("Marker".to_owned(), marker.into());
    }
    input
}

#[derive(Deserialize)]
struct Told {
    #[serde(rename = "Cluster")]
    cluster: Cluster,
}

async fn cluster(caller: &Caller, emr: &Client, arn: Arn, it: Listed) {
    let ask = Ask::about(caller, arn.as_str(), &caller.unit.region);
    let input = json!({ "ClusterId": it.id });
    caller.planned(3);
    let describe = || emr.json::<Told>("DescribeCluster", &input);
    let (told, steps, bootstrap) = futures::join!(
        ask.fact(DESCRIBE, describe, Ok),
        steps(caller, &ask, emr, &input),
        bootstrap(caller, &ask, emr, &input)
    );
    let fleets = told.known().is_some_and(|told| told.cluster.has_fleets());
    let public_addresses = if it.status.state.starts_with("TERMINAT") {
        Fact::NotApplicable
    } else {
        caller.planned(1);
        addresses(&ask, emr, &it.id, fleets).await
    };
    let tags = told.map(|told| told.cluster.tags());
    let settings = told.map(|told| settings(&caller.session.redaction, &told.cluster));
    let (name, state, created) = (it.name, it.status.state, it.status.timeline.creation_date_time);
    let cluster = EmrCluster { name, state, created, settings, steps, bootstrap, public_addresses };
    put(caller, arn, tags, Detail::EmrCluster(Box::new(cluster)));
}

#[derive(Deserialize)]
struct Steps {
    #[serde(rename = "Steps", default)]
    steps: Vec<Step>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Step {
    name: String,
    config: Config,
    status: Status,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Config {
    jar: Option<String>,
    args: Vec<String>,
}

/// The first page alone: the 50 latest steps.
async fn steps(caller: &Caller, ask: &Ask, emr: &Client, input: &Value) -> Fact<Vec<EmrStep>> {
    let key = &caller.session.redaction;
    let shape = |it: Step| EmrStep {
        name: it.name,
        state: it.status.state,
        jar: it.config.jar.filter(|jar| !jar.is_empty()),
        arguments: redacted(key, &it.config.args),
        started: it.status.timeline.start_date_time,
    };
    let call = || emr.json::<Steps>("ListSteps", input);
    ask.fact(STEPS, call, |told| Ok(told.steps.into_iter().map(shape).collect())).await
}

#[derive(Deserialize)]
struct Actions {
    #[serde(rename = "BootstrapActions", default)]
    actions: Vec<Action>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Action {
    name: String,
    script_path: String,
    args: Vec<String>,
}

/// A cluster has at most 16, which one page holds.
async fn bootstrap(caller: &Caller, ask: &Ask, emr: &Client, input: &Value) -> Fact<Vec<EmrBootstrap>> {
    let key = &caller.session.redaction;
    let shape = |it: Action| EmrBootstrap { name: it.name, path: it.script_path, arguments: redacted(key, &it.args) };
    let call = || emr.json::<Actions>("ListBootstrapActions", input);
    ask.fact(BOOTSTRAP, call, |told| Ok(told.actions.into_iter().map(shape).collect())).await
}

#[derive(Deserialize)]
struct Instances {
    #[serde(rename = "Instances", default)]
    instances: Vec<Instance>,
}

#[derive(Deserialize)]
struct Instance {
    #[serde(rename = "PublicIpAddress")]
    address: Option<String>,
}

/// The addresses of the primary machines, of which there are at most three.
async fn addresses(ask: &Ask, emr: &Client, id: &str, fleets: bool) -> Fact<Vec<String>> {
    let mut input = json!({ "ClusterId": id, "InstanceStates": ["PROVISIONING", "BOOTSTRAPPING", "RUNNING"] });
    if let Some(fields) = input.as_object_mut() {
        let (field, value) =
            if fleets { ("InstanceFleetType", json!("MASTER")) } else { ("InstanceGroupTypes", json!(["MASTER"])) };
        fields.insert(field.to_owned(), value);
    }
    let call = || emr.json::<Instances>("ListInstances", &input);
    let shape = |told: Instances| {
        Ok(told.instances.into_iter().filter_map(|it| it.address.filter(|address| !address.is_empty())).collect())
    };
    ask.fact(INSTANCES, call, shape).await
}

#[derive(Deserialize)]
struct Configurations {
    #[serde(rename = "SecurityConfigurations", default)]
    all: Vec<Named>,
    #[serde(rename = "Marker")]
    marker: Option<String>,
}

#[derive(Deserialize)]
struct Named {
    #[serde(rename = "Name")]
    name: String,
}

#[derive(Deserialize)]
struct Described {
    #[serde(rename = "SecurityConfiguration", default)]
    text: String,
}

/// Security configurations have neither tags nor an ARN of AWS's.
async fn configurations(caller: &Caller, emr: &Client) {
    caller.planned(1);
    let page = |marker: Option<String>| {
        let input = with_marker(&json!({}), marker);
        async move { emr.json::<Configurations>("ListSecurityConfigurations", &input).await }
    };
    let listed = Ask::listing(caller).pages(CONFIGURATIONS, page, |page| (page.all, page.marker)).await;
    let named = listed.found.iter().map(|it| (arn(caller, &format!("securityConfiguration/{}", it.name)), it));
    let unread: Vec<(Arn, &Named)> = named.filter(|(arn, _)| !caller.sink.holds_resource(arn.as_str())).collect();
    caller.planned(unread.len());
    let reads = unread.into_iter().map(async |(arn, it)| {
        let (ask, input) = (Ask::about(caller, arn.as_str(), &caller.unit.region), json!({ "Name": it.name }));
        let call = || emr.json::<Described>("DescribeSecurityConfiguration", &input);
        let read = |told: Described| {
            let document: Value = serde_json::from_str(&told.text)
                .map_err(|wrong| Misshapen(format!("SecurityConfiguration: {wrong}")))?;
            Ok(security(&document))
        };
        let settings = ask.fact(CONFIGURATION, call, read).await;
        let detail = Detail::EmrSecurityConfiguration(Box::new(EmrSecurityConfiguration { settings }));
        put(caller, arn, Fact::NotApplicable, detail);
    });
    side_by_side(AT_ONCE, reads).await;
    caller.listed(Kind::EmrSecurityConfiguration, listed.count());
}

/// Every account has one in each region.
async fn block(caller: &Caller, emr: &Client) {
    let arn = arn(caller, "block-public-access");
    if !caller.sink.holds_resource(arn.as_str()) {
        caller.planned(1);
        let ask = Ask::about(caller, arn.as_str(), &caller.unit.region);
        let input = json!({});
        let call = || emr.json::<ToldBlock>("GetBlockPublicAccessConfiguration", &input);
        let block = ask.fact(BLOCK, call, ToldBlock::shape).await;
        let detail = Detail::EmrPublicAccessBlock(Box::new(EmrPublicAccessBlock { block }));
        put(caller, arn, Fact::NotApplicable, detail);
    }
    caller.listed(Kind::EmrPublicAccessBlock, Ok(1));
}

/// Tags as EMR writes them.
#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct Tag {
    key: String,
    value: String,
}

/// Tags by key.
pub(super) fn by_key(tags: &[Tag]) -> BTreeMap<String, String> {
    tags.iter().map(|tag| (tag.key.clone(), tag.value.clone())).collect()
}
