//! Glue: jobs, crawlers, triggers, workflows, development endpoints.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Integration;
use crate::model::{Aspects, AtRest, Fact, Network, Redacted, Resource, Timestamp};

/// A Glue job: what runs, as whom, with what. One call tells all but its runs.
///
/// Source: AWS Glue Web API Reference, "Job".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GlueJob {
    /// How it runs: `glueetl`, `gluestreaming`, `pythonshell`, `glueray`.
    pub command: String,
    /// The path of its script.
    pub script: Option<String>,
    /// The role that it works as, by ARN or by name.
    pub role: String,
    /// Arguments of every run that gives none of its own, by name; names begin with `--`.
    pub arguments: BTreeMap<String, Redacted>,
    /// Arguments that no run can change.
    pub fixed_arguments: BTreeMap<String, Redacted>,
    /// Names of the connections that it may use.
    pub connections: Vec<String>,
    /// The name of its security configuration.
    pub security_configuration: Option<String>,
    /// The Glue version, such as `5.0`; none where the job is so old that it names none.
    pub version: Option<String>,
    /// The version of Python, such as `3` or `3.9`.
    pub python: Option<String>,
    /// The kind of worker, such as `G.1X`.
    pub worker_type: Option<String>,
    /// How many workers.
    pub workers: Option<u32>,
    /// What a job that was drawn reads and writes.
    pub steps: Vec<GlueStep>,
    /// When it was changed last.
    pub modified: Option<Timestamp>,
    /// Its latest run; none when it never ran.
    pub last_run: Fact<Option<GlueRun>>,
}

impl GlueJob {
    /// An argument as every run has it: one that is fixed comes first.
    pub fn argument(&self, name: &str) -> Option<&Redacted> {
        self.fixed_arguments.get(name).or_else(|| self.arguments.get(name))
    }
}

/// A step of a job that was drawn in Glue Studio, as far as it reads or writes something.
///
/// Source: AWS Glue Web API Reference, "CodeGenConfigurationNode".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GlueStep {
    /// What it is, such as `S3CsvSource`.
    pub kind: String,
    /// Whether it writes; else it reads.
    pub writes: bool,
    /// ARNs, addresses and paths that it names.
    pub places: Vec<String>,
    /// The table of the catalog that it names: database and table.
    pub table: Option<(String, String)>,
    /// The connection that it names.
    pub connection: Option<String>,
}

/// A run of a job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GlueRun {
    /// Its state, such as `SUCCEEDED`.
    pub state: String,
    /// When it began.
    pub started: Option<Timestamp>,
    /// The trigger that set it off.
    pub trigger: Option<String>,
}

impl Aspects for GlueJob {
    fn roles(&self) -> Vec<&str> {
        vec![&self.role]
    }
}

/// A crawler: looks at stores and writes tables into the catalog.
///
/// Source: AWS Glue Web API Reference, "Crawler".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GlueCrawler {
    /// The role that it works as, by ARN or by name.
    pub role: String,
    /// What it looks at.
    pub targets: Vec<CrawlTarget>,
    /// The database that it writes tables into; none where it only keeps tables that are there.
    pub database: Option<String>,
    /// The name of its security configuration.
    pub security_configuration: Option<String>,
    /// When it runs, as a cron expression.
    pub schedule: Option<String>,
    /// When it ran last, and how that ended.
    pub last_crawl: Option<(Timestamp, String)>,
}

/// Something that a crawler looks at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CrawlTarget {
    /// What it is, in Glue's word: `S3Targets`, `JdbcTargets`, `MongoDBTargets`, `DynamoDBTargets`, `CatalogTargets`,
    /// `DeltaTargets`, `IcebergTargets`, `HudiTargets`.
    pub kind: String,
    /// Where: paths, a table of DynamoDB, tables of the catalog as `database/table`.
    pub places: Vec<String>,
    /// The connection that it is reached through.
    pub connection: Option<String>,
    /// The ARN of the queue that tells of changes.
    pub queue: Option<String>,
    /// The ARN of the queue for what could not be worked off.
    pub dead_letter_queue: Option<String>,
}

impl Aspects for GlueCrawler {
    fn roles(&self) -> Vec<&str> {
        vec![&self.role]
    }
}

/// A trigger: sets off jobs and crawlers.
///
/// Source: AWS Glue Web API Reference, "Trigger".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GlueTrigger {
    /// What makes it act: `SCHEDULED`, `CONDITIONAL`, `ON_DEMAND`, `EVENT`.
    pub trigger_type: String,
    /// Its state, such as `ACTIVATED`.
    pub state: String,
    /// The workflow that it belongs to.
    pub workflow: Option<String>,
    /// When it acts, as a cron expression.
    pub schedule: Option<String>,
    /// What it sets off.
    pub actions: Vec<GlueAction>,
    /// The jobs and crawlers that it waits for.
    pub awaited: Vec<GlueTask>,
}

/// A job or a crawler, by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GlueTask {
    /// A job.
    Job(String),
    /// A crawler.
    Crawler(String),
}

/// What a trigger sets off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GlueAction {
    /// The job or crawler.
    pub task: GlueTask,
    /// Arguments that it hands over.
    pub arguments: BTreeMap<String, Redacted>,
    /// The security configuration that it sets for the run.
    pub security_configuration: Option<String>,
}

impl Aspects for GlueTrigger {}

/// A workflow: triggers, jobs and crawlers that belong together.
///
/// Source: AWS Glue Web API Reference, "Workflow".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GlueWorkflow {
    /// Properties that every run begins with.
    pub properties: Fact<BTreeMap<String, Redacted>>,
    /// When it ran last, and how that ended.
    pub last_run: Option<(Timestamp, String)>,
}

impl Aspects for GlueWorkflow {}

/// A development endpoint: a cluster to which people connect by SSH. AWS has retired them; those that are there stay.
///
/// Source: AWS Glue Developer Guide, "Developing scripts using development endpoints".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GlueEndpoint {
    /// The role that it works as.
    pub role: String,
    /// The address by which it is reached from the internet.
    pub public_address: Option<String>,
    /// How many SSH keys let in.
    pub keys: usize,
    /// The name of its security configuration.
    pub security_configuration: Option<String>,
    /// The Glue version.
    pub version: Option<String>,
    /// Its state, such as `READY`.
    pub status: String,
    /// Paths of the libraries that it loads.
    pub libraries: Vec<String>,
    /// Its arguments.
    pub arguments: BTreeMap<String, Redacted>,
    /// Where it stands.
    pub network: Network,
}

impl Aspects for GlueEndpoint {
    fn roles(&self) -> Vec<&str> {
        vec![&self.role]
    }

    fn network(&self) -> Fact<Network> {
        Fact::Known(self.network.clone())
    }
}

/// A zero-ETL integration: a source whose changes Glue copies into a database of the Data Catalog, a catalog of tables or a
/// warehouse.
///
/// Sources: AWS Glue Web API Reference, "Integration", "GetIntegrationResourceProperty".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GlueIntegration {
    /// What is copied, and where to.
    pub integration: Integration,
    /// The role that reads the source, by ARN; without meaning where the source is no connection.
    pub source_role: Fact<Option<String>>,
    /// The role that writes the target, by ARN; without meaning where the target is no database of the catalog.
    pub target_role: Fact<Option<String>>,
}

impl Aspects for GlueIntegration {
    fn name(&self) -> Option<&str> {
        self.integration.name()
    }

    fn at_rest(&self) -> Fact<AtRest> {
        self.integration.at_rest()
    }

    fn roles(&self) -> Vec<&str> {
        [&self.source_role, &self.target_role].into_iter().filter_map(|it| it.known()?.as_deref()).collect()
    }
}

/// The ARN of something of Glue that belongs to the account and region of a resource. Security configurations have none of
/// AWS's; theirs is made in the same way.
///
/// Source: Service Authorization Reference, "Actions, resources, and condition keys for AWS Glue".
pub fn glue_arn(beside: &Resource, what: &str, name: &str) -> String {
    format!("arn:{}:glue:{}:{}:{what}/{name}", beside.arn.partition(), beside.region, beside.account)
}
