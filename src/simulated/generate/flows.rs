//! Made-up pipelines: what moves data from store to store, as densely as in estates that do.
//!
//! Of twenty resources four are roles, three buckets, one is a key, and twelve make a stage: two functions with what feeds
//! them, a queue with its dead-letter queue, a stream and its delivery, a table, a job, a crawler, and a log group. Stages
//! of an account feed each other in runs of ten. The logs of all accounts end in one stream.

use std::collections::BTreeMap;

use super::{Maker, REGIONS};
use crate::model::aws::{
    BasicSelector, CrawlTarget, Delivery, DeliveryBucket, DeliveryDescription, DeliverySource, DeliveryStream,
    DeliveryTarget, EventSelectors, EventSourceMapping, Function, GlueCrawler, GlueJob, GlueRun, LogGroup,
    LogSubscription, Notification, NotificationTarget, PointInTimeRecovery, Queue, QueueAttributes, Redrive, Stream,
    StreamAttributes, Table, TableDescription, Trail, TrailStatus,
};
use crate::model::{AtRest, Detail, Document, Fact, Redacted, Region, Resource};

/// The account in which the logs of all are kept.
const CENTRAL: &str = "100000000000";
/// So many stages feed one another.
const RUN: usize = 10;

/// The names within one stage, which other accounts use as well.
struct Stage<'m> {
    account: &'m str,
    region: &'static str,
    /// The index of its first resource.
    first: usize,
}

impl Stage<'_> {
    fn arn(&self, service: &str, before: &str, place: usize) -> String {
        format!("arn:aws:{service}:{}:{}:{before}{}", self.region, self.account, self.name(place))
    }

    fn name(&self, place: usize) -> String {
        format!("stage-{:06}", self.first + place)
    }

    fn role(&self, place: usize) -> String {
        format!("arn:aws:iam::{}:role/pipeline-stage-{:06}", self.account, self.first + place)
    }

    fn bucket(&self, place: usize) -> String {
        format!("data-{}-{:06}", self.account, self.first + place)
    }

    fn queue(&self) -> String {
        self.arn("sqs", "", 10)
    }

    fn stream(&self) -> String {
        self.arn("kinesis", "stream/", 12)
    }

    fn function(&self, place: usize) -> String {
        self.arn("lambda", "function:", place)
    }

    /// A raw bucket of the stage that feeds this one; of the first its own.
    fn upstream(&self) -> String {
        let stage = self.first / 20;
        let before = if stage.is_multiple_of(RUN) { self.first } else { self.first - 20 };
        format!("s3://data-{}-{:06}/curated/", self.account, before + 8)
    }
}

impl Maker {
    /// One resource of a stage.
    pub(super) fn staged(&mut self, index: usize) -> Resource {
        let place = index % 20;
        let account = self.account.to_string();
        let stage = Stage {
            account: &account,
            region: REGIONS.get(index / 20 % REGIONS.len()).copied().unwrap_or_default(),
            first: index - place,
        };
        let (arn, detail) = match place {
            0..=3 => return self.stage_role(index),
            4 | 5 => function(&stage, place),
            6 => mapping(&stage, place, stage.queue(), 4),
            7..=9 => return self.stage_bucket(&stage, index),
            10 | 11 => queue(&stage, place),
            12 => stream(&stage),
            13 => mapping(&stage, place, stage.stream(), 5),
            14 => delivery(&stage),
            15 => table(&stage),
            16 => job(&stage),
            17 => crawler(&stage),
            18 => return self.key(index),
            _ => log_group(&stage),
        };
        self.make(arn, Region::new(stage.region), detail)
    }

    /// The last role of each stage trusts the first; that of every tenth stage trusts the first of all, which may assume any.
    fn stage_role(&mut self, index: usize) -> Resource {
        let mut resource = self.role(index);
        let account = self.account.to_string();
        let Detail::Role(role) = &mut resource.detail else { return resource };
        if index % 20 == 3 {
            let (of, by) = if index % 200 == 3 { (CENTRAL, 0) } else { (account.as_str(), index - 3) };
            role.trust = Document::new(format!(
                r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{{"AWS":"arn:aws:iam::{of}:role/pipeline-stage-{by:06}"}},"Action":"sts:AssumeRole"}}]}}"#
            ));
        } else if index.is_multiple_of(20)
            && let Some(policy) = role.inline.first_mut()
        {
            policy.document = Document::new(
                r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Resource":"arn:aws:iam::*:role/pipeline-stage-*"}]}"#
                    .to_owned(),
            );
        }
        resource
    }

    /// The first bucket of a stage tells its queue of new objects.
    fn stage_bucket(&mut self, stage: &Stage<'_>, index: usize) -> Resource {
        let mut resource = self.bucket(index);
        if let (7, Detail::Bucket(bucket)) = (index % 20, &mut resource.detail) {
            bucket.notifications = Fact::Known(vec![Notification {
                id: Some("new".to_owned()),
                target: NotificationTarget::Queue(stage.queue()),
                events: vec!["s3:ObjectCreated:*".to_owned()],
            }]);
        }
        resource
    }

    /// The trail of an account: it records the objects of the account's first buckets.
    pub(super) fn trail(&mut self) -> Resource {
        let arns = (0..50).map(|stage| format!("arn:aws:s3:::data-{}-{:06}/", self.account, stage * 20 + 7)).collect();
        let basic = BasicSelector {
            read_write: "All".to_owned(),
            management_events: true,
            data_resources: vec![("AWS::S3::Object".to_owned(), arns)],
            excluded_sources: Vec::new(),
        };
        let trail = Trail {
            multi_region: true,
            organization_trail: false,
            global_service_events: true,
            log_file_validation: true,
            bucket: Some(format!("data-{}-000007", self.account)),
            prefix: None,
            kms_key: None,
            log_group: None,
            topic: None,
            status: Fact::Known(TrailStatus { logging: true, latest_delivery: None, delivery_error: None }),
            selectors: Fact::Known(EventSelectors { basic: vec![basic], advanced: Vec::new() }),
        };
        let arn = format!("arn:aws:cloudtrail:eu-west-1:{}:trail/main", self.account);
        self.make(arn, Region::new("eu-west-1"), Detail::Trail(Box::new(trail)))
    }
}

fn plain<const N: usize>(values: [(&str, String); N]) -> BTreeMap<String, Redacted> {
    values.into_iter().map(|(name, value)| (name.to_owned(), Redacted::Plain(value))).collect()
}

/// A function that names stores in its environment, by an ARN, an address, a path and a bare name.
fn function(stage: &Stage<'_>, place: usize) -> (String, Detail) {
    let address = format!("https://sqs.{}.amazonaws.com/{}/{}", stage.region, stage.account, stage.name(10));
    let environment = plain([
        ("BUCKET", stage.bucket(place + 4)),
        ("LOG_LEVEL", "info".to_owned()),
        ("QUEUE_URL", address),
        ("TABLE_NAME", stage.name(15)),
        ("UPSTREAM", stage.upstream()),
    ]);
    let function = Function {
        runtime: Some("python3.13".to_owned()),
        package: "Zip".to_owned(),
        role: stage.role(place - 4),
        timeout_seconds: Some(30),
        modified: None,
        environment: Fact::Known(environment),
        key: None,
        network: None,
        dead_letter: Some(stage.arn("sqs", "", 11)),
        traced: true,
        layers: Vec::new(),
        file_systems: Vec::new(),
        log_group: Some(format!("/aws/lambda/{}", stage.name(place))),
        policy: Fact::Known(None),
        urls: Fact::Known(Vec::new()),
        asynchronous: Fact::Known(Vec::new()),
        code_signing: Fact::Known(None),
        reserved_concurrency: Fact::Known(None),
        last_run: Fact::Known(None),
    };
    (stage.function(place), Detail::Function(Box::new(function)))
}

fn mapping(stage: &Stage<'_>, place: usize, source: String, function: usize) -> (String, Detail) {
    let mapping = EventSourceMapping {
        function: stage.function(function),
        source: Some(source),
        state: "Enabled".to_owned(),
        topics: Vec::new(),
        servers: Vec::new(),
        access: Vec::new(),
        filters: Vec::new(),
        key: None,
        on_failure: None,
        last_result: None,
    };
    (stage.arn("lambda", "event-source-mapping:", place), Detail::EventSourceMapping(Box::new(mapping)))
}

/// The queue of a stage, which gives up after five times, or the one where it then puts its messages.
fn queue(stage: &Stage<'_>, place: usize) -> (String, Detail) {
    let redrive = (place == 10).then(|| Redrive { target: stage.arn("sqs", "", 11), max_receives: 5 });
    let queue = Queue {
        url: format!("https://sqs.{}.amazonaws.com/{}/{}", stage.region, stage.account, stage.name(place)),
        policy: Fact::Known(None),
        encryption: Fact::Known(AtRest::Provider("SSE-SQS".to_owned())),
        redrive: Fact::Known(redrive),
        attributes: Fact::Known(QueueAttributes {
            fifo: false,
            retention_seconds: Some(345_600),
            visibility_seconds: Some(30),
            key_reuse_seconds: None,
            created: None,
            messages: None,
        }),
    };
    (stage.arn("sqs", "", place), Detail::Queue(Box::new(queue)))
}

fn stream(stage: &Stage<'_>) -> (String, Detail) {
    let stream = Stream {
        encryption: Fact::Known(AtRest::Absent),
        policy: Fact::Known(None),
        attributes: Fact::Known(StreamAttributes {
            retention_hours: 24,
            mode: None,
            open_shards: Some(2),
            shard_metrics: Vec::new(),
            created: None,
        }),
    };
    (stage.stream(), Detail::Stream(Box::new(stream)))
}

/// What brings the stream of a stage into its second bucket.
fn delivery(stage: &Stage<'_>) -> (String, Detail) {
    let role = Some(stage.role(2));
    let bucket = DeliveryBucket {
        arn: format!("arn:aws:s3:::{}", stage.bucket(8)),
        role: role.clone(),
        prefix: None,
        key: None,
        log_group: None,
    };
    let destination = Delivery {
        to: DeliveryTarget::S3,
        role: role.clone(),
        bucket: Some(bucket),
        backup: None,
        backup_mode: None,
        functions: vec![stage.function(5)],
        schema: None,
        log_group: None,
        network: None,
        secret: None,
        attributes: BTreeMap::new(),
    };
    let description = DeliveryDescription {
        status: "ACTIVE".to_owned(),
        source: DeliverySource::Kinesis { stream: stage.stream(), role },
        encryption: Fact::Known(AtRest::Absent),
        destination: Some(destination),
        created: None,
    };
    let detail = DeliveryStream { description: Fact::Known(description) };
    (stage.arn("firehose", "deliverystream/", 14), Detail::DeliveryStream(Box::new(detail)))
}

fn table(stage: &Stage<'_>) -> (String, Detail) {
    let table = Table {
        description: Fact::Known(TableDescription {
            encryption: AtRest::Provider("AWS owned key".to_owned()),
            deletion_protection: false,
            stream: None,
            replicas: Vec::new(),
            class: None,
            items: None,
            bytes: None,
            created: None,
        }),
        recovery: Fact::Known(PointInTimeRecovery { enabled: true, days: Some(35) }),
        policy: Fact::Known(None),
        stream_policy: Fact::Known(None),
        time_to_live: Fact::Known(None),
        backups: Fact::Known(Vec::new()),
        exports: Fact::Known(Vec::new()),
        imports: Fact::Known(Vec::new()),
        kinesis_destinations: Fact::Known(vec![stage.stream()]),
    };
    (stage.arn("dynamodb", "table/", 15), Detail::Table(Box::new(table)))
}

/// A job that reads what the stage before and its own deliver, and writes into the third bucket.
fn job(stage: &Stage<'_>) -> (String, Detail) {
    let arguments = plain([
        ("--TempDir", format!("s3://{}/temporary/", stage.bucket(9))),
        ("--job-language", "python".to_owned()),
        ("--source", format!("s3://{}/curated/", stage.bucket(8))),
        ("--table", stage.arn("dynamodb", "table/", 15)),
        ("--target", format!("s3://{}/results/", stage.bucket(9))),
        ("--upstream", stage.upstream()),
        ("--vendor", "https://warehouse.snowflakecomputing.com/load".to_owned()),
    ]);
    let job = GlueJob {
        command: "glueetl".to_owned(),
        script: Some(format!("s3://data-{}-000009/scripts/{}.py", stage.account, stage.name(16))),
        role: stage.role(3),
        arguments,
        fixed_arguments: BTreeMap::new(),
        connections: Vec::new(),
        security_configuration: None,
        version: Some("5.0".to_owned()),
        python: Some("3".to_owned()),
        worker_type: None,
        workers: None,
        steps: Vec::new(),
        modified: None,
        last_run: Fact::Known(Some(GlueRun {
            state: "SUCCEEDED".to_owned(),
            started: super::second(0),
            trigger: None,
        })),
    };
    (stage.arn("glue", "job/", 16), Detail::GlueJob(Box::new(job)))
}

fn crawler(stage: &Stage<'_>) -> (String, Detail) {
    let target = CrawlTarget {
        kind: "S3Targets".to_owned(),
        places: vec![format!("s3://{}/results/", stage.bucket(9))],
        connection: None,
        queue: Some(stage.queue()),
        dead_letter_queue: None,
    };
    let crawler = GlueCrawler {
        role: stage.role(3),
        targets: vec![target],
        database: Some(format!("stage_{:06}", stage.first)),
        security_configuration: None,
        schedule: None,
        last_crawl: None,
    };
    (stage.arn("glue", "crawler/", 17), Detail::GlueCrawler(Box::new(crawler)))
}

/// The log group of a stage's first function, whose events go where those of all accounts go.
fn log_group(stage: &Stage<'_>) -> (String, Detail) {
    let name = format!("/aws/lambda/{}", stage.name(4));
    let central = Stage { account: CENTRAL, region: REGIONS.first().copied().unwrap_or_default(), first: 0 };
    let subscription = LogSubscription {
        name: "central".to_owned(),
        destination: central.stream(),
        role: Some(stage.role(0)),
        pattern: String::new(),
    };
    let group = LogGroup {
        name: name.clone(),
        encryption: AtRest::Provider("CloudWatch Logs' own key".to_owned()),
        retention_days: Some(365),
        class: None,
        bytes: None,
        data_protection: false,
        deletion_protection: false,
        metric_filters: 0,
        created: None,
        subscriptions: Fact::Known(vec![subscription]),
        account_subscriptions: Fact::Known(Vec::new()),
    };
    let arn = format!("arn:aws:logs:{}:{}:log-group:{name}", stage.region, stage.account);
    (arn, Detail::LogGroup(Box::new(group)))
}
