//! Glue in one region: jobs with their latest run, crawlers, triggers, workflows, development endpoints. The Data Catalog
//! is in `glue_catalog`.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::ask::{Ask, Pages};
use super::{glue_catalog, glue_integrations, side_by_side};
use crate::aws::call::{Api, Caller};
use crate::aws::redact;
use crate::aws::wire::{Client, services, time};
use crate::model::aws::{
    CrawlTarget, GlueAction, GlueCrawler, GlueEndpoint, GlueJob, GlueRun, GlueStep, GlueTask, GlueTrigger, GlueWorkflow,
};
use crate::model::{AccountId, Arn, Detail, Fact, Kind, Network, Redacted, Resource, Tags, Timestamp};

const JOBS: Api = Api::new("glue:GetJobs");
const RUNS: Api = Api::new("glue:GetJobRuns");
const CRAWLERS: Api = Api::new("glue:GetCrawlers");
const TRIGGERS: Api = Api::new("glue:GetTriggers");
const WORKFLOWS: Api = Api::new("glue:ListWorkflows");
const WORKFLOW: Api = Api::new("glue:GetWorkflow");
const ENDPOINTS: Api = Api::new("glue:GetDevEndpoints");
const TAGS: Api = Api::new("glue:GetTags");

/// Things that are read at once.
pub(super) const AT_ONCE: usize = 8;

/// Reads Glue of the region whole.
pub async fn collect(caller: &Caller) {
    let glue = Glue { caller, client: caller.session.wire(services::GLUE, &caller.unit.region) };
    futures::join!(jobs(&glue), crawlers(&glue), triggers(&glue), workflows(&glue), endpoints(&glue));
    glue_catalog::collect(&glue).await;
    glue_integrations::collect(&glue).await;
}

/// Glue of one region.
pub(super) struct Glue<'c> {
    pub caller: &'c Caller,
    pub client: Client,
}

/// A page of any of Glue's lists.
#[derive(Deserialize)]
struct Page<T> {
    #[serde(
        default = "Vec::new",
        alias = "Jobs",
        alias = "Crawlers",
        alias = "Triggers",
        alias = "Workflows",
        alias = "DevEndpoints",
        alias = "ConnectionList",
        alias = "DatabaseList",
        alias = "TableList",
        alias = "SecurityConfigurations"
    )]
    items: Vec<T>,
    #[serde(rename = "NextToken")]
    next: Option<String>,
}

impl Glue<'_> {
    /// All of a list.
    pub async fn list<T: DeserializeOwned>(&self, api: Api, about: &str, input: Value) -> Pages<T> {
        self.caller.planned(1);
        let operation = api.name.trim_start_matches("glue:");
        let page = |token: Option<String>| {
            let mut input = input.clone();
            if let (Some(token), Some(fields)) = (token, input.as_object_mut()) {
                fields.insert("NextToken".to_owned(), token.into());
            }
            async move { self.client.json::<Page<T>>(operation, &input).await }
        };
        let ask = Ask::about(self.caller, about, &self.caller.unit.region);
        ask.pages(api, page, |page| (page.items, page.next)).await
    }

    /// The ARN of something of Glue here.
    pub fn arn(&self, rest: &str) -> Arn {
        let (session, region) = (&self.caller.session, &self.caller.unit.region);
        Arn::new(format!("arn:{}:glue:{region}:{}:{rest}", session.partition, session.account))
    }

    /// Whether an earlier scan holds it.
    pub fn holds(&self, arn: &Arn) -> bool {
        self.caller.sink.holds_resource(arn.as_str())
    }

    /// The tags of something; one call, which must be planned.
    pub async fn tags(&self, arn: &Arn) -> Fact<Tags> {
        #[derive(Deserialize)]
        struct Tagged {
            #[serde(rename = "Tags", default)]
            tags: Tags,
        }
        let (ask, input) = (self.ask(arn), json!({ "ResourceArn": arn.as_str() }));
        ask.fact(TAGS, || self.client.json::<Tagged>("GetTags", &input), |it| Ok(it.tags)).await
    }

    /// The calls about something.
    pub fn ask(&self, arn: &Arn) -> Ask {
        Ask::about(self.caller, arn.as_str(), &self.caller.unit.region)
    }

    /// Keeps something.
    pub fn put(&self, arn: Arn, tags: Fact<Tags>, detail: Detail) {
        let account: AccountId = self.caller.session.account.clone();
        self.caller.put(Resource { arn, account, region: self.caller.unit.region.clone(), tags, detail });
    }

    /// Reads the tags of each and keeps it, and says that the list has ended.
    pub async fn keep(&self, kind: Kind, listed: Result<usize, crate::model::GapId>, all: Vec<(Arn, Detail)>) {
        let unread: Vec<(Arn, Detail)> = all.into_iter().filter(|(arn, _)| !self.holds(arn)).collect();
        self.caller.planned(unread.len());
        let reads = unread.into_iter().map(async |(arn, detail)| {
            let tags = self.tags(&arn).await;
            self.put(arn, tags, detail);
        });
        side_by_side(AT_ONCE, reads).await;
        self.caller.listed(kind, listed);
    }

    /// Values without the secrets among them.
    pub fn redacted(&self, values: BTreeMap<String, String>) -> BTreeMap<String, Redacted> {
        let key = &self.caller.session.redaction;
        let safe = |(name, value): (String, String)| {
            let value = redact::value(key, &name, &value);
            (name, value)
        };
        values.into_iter().map(safe).collect()
    }
}

/// A text that is not empty.
pub(super) fn filled(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.is_empty())
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", default)]
#[derive(Default)]
struct Job {
    name: String,
    role: Option<String>,
    command: Command,
    default_arguments: BTreeMap<String, String>,
    non_overridable_arguments: BTreeMap<String, String>,
    connections: Connections,
    security_configuration: Option<String>,
    glue_version: Option<String>,
    worker_type: Option<String>,
    number_of_workers: Option<u32>,
    code_gen_configuration_nodes: BTreeMap<String, Map<String, Value>>,
    #[serde(deserialize_with = "time::optional")]
    last_modified_on: Option<Timestamp>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Command {
    name: String,
    script_location: Option<String>,
    python_version: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Connections {
    connections: Vec<String>,
}

async fn jobs(glue: &Glue<'_>) {
    let listed = glue.list::<Job>(JOBS, "", json!({ "MaxResults": 200 })).await;
    let count = listed.count();
    let named = listed.found.into_iter().map(|job| (glue.arn(&format!("job/{}", job.name)), job));
    let unread: Vec<(Arn, Job)> = named.filter(|(arn, _)| !glue.holds(arn)).collect();
    // The latest run and the tags.
    glue.caller.planned(unread.len() * 2);
    let reads = unread.into_iter().map(async |(arn, job)| {
        let (run, tags) = futures::join!(last_run(glue, &arn, &job.name), glue.tags(&arn));
        let job = shape_job(glue, job, run);
        glue.put(arn, tags, Detail::GlueJob(Box::new(job)));
    });
    side_by_side(AT_ONCE, reads).await;
    glue.caller.listed(Kind::GlueJob, count);
}

/// The runs are given with the latest first.
async fn last_run(glue: &Glue<'_>, arn: &Arn, job: &str) -> Fact<Option<GlueRun>> {
    #[derive(Deserialize, Default)]
    #[serde(rename_all = "PascalCase", default)]
    struct Run {
        job_run_state: String,
        #[serde(deserialize_with = "time::optional")]
        started_on: Option<Timestamp>,
        trigger_name: Option<String>,
    }
    #[derive(Deserialize)]
    struct Runs {
        #[serde(rename = "JobRuns", default)]
        runs: Vec<Run>,
    }
    let input = json!({ "JobName": job, "MaxResults": 1 });
    let call = || glue.client.json::<Runs>("GetJobRuns", &input);
    let shape = |run: Run| GlueRun { state: run.job_run_state, started: run.started_on, trigger: run.trigger_name };
    glue.ask(arn).fact(RUNS, call, |answer| Ok(answer.runs.into_iter().next().map(shape))).await
}

fn shape_job(glue: &Glue<'_>, job: Job, last_run: Fact<Option<GlueRun>>) -> GlueJob {
    GlueJob {
        command: job.command.name,
        script: filled(job.command.script_location),
        role: job.role.unwrap_or_default(),
        arguments: glue.redacted(job.default_arguments),
        fixed_arguments: glue.redacted(job.non_overridable_arguments),
        connections: job.connections.connections,
        security_configuration: filled(job.security_configuration),
        version: filled(job.glue_version),
        python: filled(job.command.python_version),
        worker_type: job.worker_type,
        workers: job.number_of_workers,
        steps: job.code_gen_configuration_nodes.values().flatten().filter_map(step).collect(),
        modified: job.last_modified_on,
        last_run,
    }
}

/// A step that reads or writes; none for one that only transforms.
fn step((kind, body): (&String, &Value)) -> Option<GlueStep> {
    let writes = kind.ends_with("Target") || kind == "Spigot";
    if !writes && !kind.ends_with("Source") {
        return None;
    }
    let text = |name: &str| body.get(name).and_then(Value::as_str).map(str::to_owned);
    let connection = text("ConnectionName");
    // With a connection, these are names within the database that it leads to.
    let table = text("Database").zip(text("Table")).filter(|_| connection.is_none());
    let mut places = Vec::new();
    find_places(body, &mut places);
    Some(GlueStep { kind: kind.clone(), writes, places, table, connection })
}

fn find_places(value: &Value, found: &mut Vec<String>) {
    let Some(members) = value.as_object() else { return };
    for (name, member) in members {
        match member {
            Value::String(place) if matches!(name.as_str(), "Path" | "StreamArn") => found.push(place.clone()),
            Value::Array(all) if name == "Paths" => {
                found.extend(all.iter().filter_map(Value::as_str).map(str::to_owned));
            }
            nested => find_places(nested, found),
        }
    }
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Crawler {
    name: String,
    role: Option<String>,
    targets: BTreeMap<String, Vec<Target>>,
    database_name: Option<String>,
    crawler_security_configuration: Option<String>,
    schedule: Option<Schedule>,
    last_crawl: Option<Crawl>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Schedule {
    schedule_expression: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Crawl {
    status: String,
    #[serde(deserialize_with = "time::optional")]
    start_time: Option<Timestamp>,
}

/// A target of any kind.
#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Target {
    path: Option<String>,
    paths: Vec<String>,
    delta_tables: Vec<String>,
    database_name: Option<String>,
    tables: Vec<String>,
    connection_name: Option<String>,
    event_queue_arn: Option<String>,
    dlq_event_queue_arn: Option<String>,
}

async fn crawlers(glue: &Glue<'_>) {
    let listed = glue.list::<Crawler>(CRAWLERS, "", json!({ "MaxResults": 200 })).await;
    let count = listed.count();
    let shape = |it: Crawler| {
        let arn = glue.arn(&format!("crawler/{}", it.name));
        let targets = it.targets.into_iter().flat_map(|(kind, all)| all.into_iter().map(move |it| target(&kind, it)));
        let crawler = GlueCrawler {
            role: it.role.unwrap_or_default(),
            targets: targets.collect(),
            database: filled(it.database_name),
            security_configuration: filled(it.crawler_security_configuration),
            schedule: it.schedule.and_then(|it| filled(it.schedule_expression)),
            last_crawl: it.last_crawl.and_then(|it| Some((it.start_time?, it.status))),
        };
        (arn, Detail::GlueCrawler(Box::new(crawler)))
    };
    glue.keep(Kind::GlueCrawler, count, listed.found.into_iter().map(shape).collect()).await;
}

fn target(kind: &str, it: Target) -> CrawlTarget {
    let database = it.database_name.unwrap_or_default();
    let tables = it.tables.iter().map(|table| format!("{database}/{table}"));
    CrawlTarget {
        kind: kind.to_owned(),
        places: it.path.into_iter().chain(it.paths).chain(it.delta_tables).chain(tables).collect(),
        connection: filled(it.connection_name),
        queue: filled(it.event_queue_arn),
        dead_letter_queue: filled(it.dlq_event_queue_arn),
    }
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Trigger {
    name: String,
    workflow_name: Option<String>,
    r#type: String,
    state: String,
    schedule: Option<String>,
    actions: Vec<Action>,
    predicate: Option<Predicate>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Predicate {
    conditions: Vec<Action>,
}

/// An action of a trigger, or a condition: both name a job or a crawler.
#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Action {
    job_name: Option<String>,
    crawler_name: Option<String>,
    arguments: BTreeMap<String, String>,
    security_configuration: Option<String>,
}

impl Action {
    fn task(&self) -> Option<GlueTask> {
        let job = self.job_name.clone().map(GlueTask::Job);
        job.or_else(|| self.crawler_name.clone().map(GlueTask::Crawler))
    }
}

async fn triggers(glue: &Glue<'_>) {
    let listed = glue.list::<Trigger>(TRIGGERS, "", json!({ "MaxResults": 100 })).await;
    let count = listed.count();
    let shape = |it: Trigger| {
        let action = |it: Action| {
            let (task, security_configuration) = (it.task()?, filled(it.security_configuration));
            Some(GlueAction { task, arguments: glue.redacted(it.arguments), security_configuration })
        };
        let awaited = it.predicate.unwrap_or_default().conditions;
        let trigger = GlueTrigger {
            trigger_type: it.r#type,
            state: it.state,
            workflow: filled(it.workflow_name),
            schedule: filled(it.schedule),
            actions: it.actions.into_iter().filter_map(action).collect(),
            awaited: awaited.iter().filter_map(Action::task).collect(),
        };
        (glue.arn(&format!("trigger/{}", it.name)), Detail::GlueTrigger(Box::new(trigger)))
    };
    glue.keep(Kind::GlueTrigger, count, listed.found.into_iter().map(shape).collect()).await;
}

#[derive(Deserialize)]
struct ToldWorkflow {
    #[serde(rename = "Workflow")]
    workflow: Workflow,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Workflow {
    default_run_properties: BTreeMap<String, String>,
    last_run: Option<WorkflowRun>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct WorkflowRun {
    status: String,
    #[serde(deserialize_with = "time::optional")]
    started_on: Option<Timestamp>,
}

async fn workflows(glue: &Glue<'_>) {
    let listed = glue.list::<String>(WORKFLOWS, "", json!({ "MaxResults": 25 })).await;
    let named = listed.found.iter().map(|name| (glue.arn(&format!("workflow/{name}")), name));
    let unread: Vec<(Arn, &String)> = named.filter(|(arn, _)| !glue.holds(arn)).collect();
    glue.caller.planned(unread.len() * 2);
    let reads = unread.into_iter().map(async |(arn, name)| {
        let (input, ask) = (json!({ "Name": name, "IncludeGraph": false }), glue.ask(&arn));
        let call = || glue.client.json::<ToldWorkflow>("GetWorkflow", &input);
        let (told, tags) = futures::join!(ask.fact(WORKFLOW, call, Ok), glue.tags(&arn));
        let properties = told.as_ref().map(|it| glue.redacted(it.workflow.default_run_properties.clone()));
        let last_run = told.known().and_then(|it| it.workflow.last_run.as_ref());
        let last_run = last_run.and_then(|it| Some((it.started_on?, it.status.clone())));
        glue.put(arn, tags, Detail::GlueWorkflow(Box::new(GlueWorkflow { properties, last_run })));
    });
    side_by_side(AT_ONCE, reads).await;
    glue.caller.listed(Kind::GlueWorkflow, listed.count());
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Endpoint {
    endpoint_name: String,
    role_arn: Option<String>,
    security_group_ids: Vec<String>,
    subnet_id: Option<String>,
    vpc_id: Option<String>,
    public_address: Option<String>,
    public_key: Option<String>,
    public_keys: Vec<String>,
    status: String,
    glue_version: Option<String>,
    extra_python_libs_s3_path: Option<String>,
    extra_jars_s3_path: Option<String>,
    security_configuration: Option<String>,
    arguments: BTreeMap<String, String>,
}

async fn endpoints(glue: &Glue<'_>) {
    let listed = glue.list::<Endpoint>(ENDPOINTS, "", json!({ "MaxResults": 100 })).await;
    let count = listed.count();
    let shape = |it: Endpoint| {
        let arn = glue.arn(&format!("devEndpoint/{}", it.endpoint_name));
        (arn, Detail::GlueEndpoint(Box::new(shape_endpoint(glue, it))))
    };
    glue.keep(Kind::GlueEndpoint, count, listed.found.into_iter().map(shape).collect()).await;
}

fn shape_endpoint(glue: &Glue<'_>, it: Endpoint) -> GlueEndpoint {
    let public_address = filled(it.public_address);
    let network = match filled(it.subnet_id) {
        None => Network::Service,
        Some(subnet) => Network::Vpc {
            vpc: filled(it.vpc_id),
            subnets: vec![subnet],
            security_groups: it.security_group_ids,
            public: public_address.is_some(),
        },
    };
    let libraries = [it.extra_python_libs_s3_path, it.extra_jars_s3_path].into_iter().filter_map(filled);
    let paths = libraries.flat_map(|paths| paths.split(',').map(|path| path.trim().to_owned()).collect::<Vec<_>>());
    GlueEndpoint {
        role: it.role_arn.unwrap_or_default(),
        keys: it.public_keys.len().max(usize::from(it.public_key.is_some())),
        public_address,
        security_configuration: filled(it.security_configuration),
        version: filled(it.glue_version),
        status: it.status,
        libraries: paths.collect(),
        arguments: glue.redacted(it.arguments),
        network,
    }
}
