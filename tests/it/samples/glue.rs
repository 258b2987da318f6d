//! Well-kept jobs, crawlers and triggers of Glue, and its Data Catalog.

use std::collections::BTreeMap;

use tidegate::model::aws::{
    CatalogEncryption, CrawlTarget, GlueAction, GlueCatalog, GlueConnection, GlueCrawler, GlueDatabase, GlueEndpoint,
    GlueIntegration, GlueJob, GlueRun, GlueSecurityConfiguration, GlueTable, GlueTask, GlueTrigger, GlueWorkflow,
    Integration,
};
use tidegate::model::{AtRest, Detail, Fact, Network, Redacted, Resource, SecretReason};

use super::builders::resource;
use super::{ACCOUNT, REGION, key_arn, time};

/// The ARN of something of Glue.
pub fn glue_arn(what: &str) -> String {
    format!("arn:aws:glue:{REGION}:{ACCOUNT}:{what}")
}

/// A value that is no secret.
pub fn plain(value: &str) -> Redacted {
    Redacted::Plain(value.to_owned())
}

/// A value that was a secret.
pub fn hidden() -> Redacted {
    let fingerprint = "0011223344556677".to_owned();
    Redacted::Secret { fingerprint, reason: SecretReason::Name, remainder: None }
}

fn role_arn(name: &str) -> String {
    format!("arn:aws:iam::{ACCOUNT}:role/{name}")
}

/// A subnet of the own account, not reached from outside.
pub fn private_network() -> Network {
    Network::Vpc {
        vpc: None,
        subnets: vec!["subnet-1".to_owned()],
        security_groups: vec!["sg-1".to_owned()],
        public: false,
    }
}

/// A Spark job that works as the role `loader` with the security configuration `strict`; it ran yesterday.
pub fn glue_job(name: &str) -> Resource {
    let job = GlueJob {
        command: "glueetl".to_owned(),
        script: Some("s3://scripts/load.py".to_owned()),
        role: role_arn("loader"),
        arguments: BTreeMap::from([("--job-bookmark-option".to_owned(), plain("job-bookmark-enable"))]),
        fixed_arguments: BTreeMap::new(),
        connections: Vec::new(),
        security_configuration: Some("strict".to_owned()),
        version: Some("5.0".to_owned()),
        python: Some("3".to_owned()),
        worker_type: Some("G.1X".to_owned()),
        workers: Some(2),
        steps: Vec::new(),
        modified: Some(time("2026-02-01T00:00:00Z")),
        last_run: Fact::Known(Some(GlueRun {
            state: "SUCCEEDED".to_owned(),
            started: Some(time("2026-02-28T12:00:00Z")),
            trigger: None,
        })),
    };
    resource(glue_arn(&format!("job/{name}")), ACCOUNT, REGION, Detail::GlueJob(Box::new(job)))
}

/// A security configuration that encrypts everything with the key `main`.
pub fn glue_security_configuration(name: &str) -> Resource {
    let key = || AtRest::Key(key_arn("main"));
    let it = GlueSecurityConfiguration { s3: key(), logs: key(), bookmarks: key() };
    let arn = glue_arn(&format!("securityConfiguration/{name}"));
    resource(arn, ACCOUNT, REGION, Detail::GlueSecurityConfiguration(Box::new(it)))
}

/// A crawler that looks at the bucket `raw` as the role `loader` and writes into the database `sales`.
pub fn glue_crawler(name: &str) -> Resource {
    let crawler = GlueCrawler {
        role: role_arn("loader"),
        targets: vec![CrawlTarget {
            kind: "S3Targets".to_owned(),
            places: vec!["s3://raw/in/".to_owned()],
            connection: None,
            queue: None,
            dead_letter_queue: None,
        }],
        database: Some("sales".to_owned()),
        security_configuration: Some("strict".to_owned()),
        schedule: None,
        last_crawl: None,
    };
    resource(glue_arn(&format!("crawler/{name}")), ACCOUNT, REGION, Detail::GlueCrawler(Box::new(crawler)))
}

/// A trigger that sets off the job `load` each night.
pub fn glue_trigger(name: &str) -> Resource {
    let task = GlueTask::Job("load".to_owned());
    let trigger = GlueTrigger {
        trigger_type: "SCHEDULED".to_owned(),
        state: "ACTIVATED".to_owned(),
        workflow: None,
        schedule: Some("cron(0 2 * * ? *)".to_owned()),
        actions: vec![GlueAction { task, arguments: BTreeMap::new(), security_configuration: None }],
        awaited: Vec::new(),
    };
    resource(glue_arn(&format!("trigger/{name}")), ACCOUNT, REGION, Detail::GlueTrigger(Box::new(trigger)))
}

/// A workflow without properties.
pub fn glue_workflow(name: &str) -> Resource {
    let workflow = GlueWorkflow { properties: Fact::Known(BTreeMap::new()), last_run: None };
    resource(glue_arn(&format!("workflow/{name}")), ACCOUNT, REGION, Detail::GlueWorkflow(Box::new(workflow)))
}

/// A development endpoint without a public address.
pub fn glue_endpoint(name: &str) -> Resource {
    let endpoint = GlueEndpoint {
        role: role_arn("loader"),
        public_address: None,
        keys: 1,
        security_configuration: Some("strict".to_owned()),
        version: Some("1.0".to_owned()),
        status: "READY".to_owned(),
        libraries: vec!["s3://scripts/lib.zip".to_owned()],
        arguments: BTreeMap::new(),
        network: private_network(),
    };
    resource(glue_arn(&format!("devEndpoint/{name}")), ACCOUNT, REGION, Detail::GlueEndpoint(Box::new(endpoint)))
}

/// The catalog: encrypted with the key `main`, without a policy.
pub fn glue_catalog() -> Resource {
    let catalog = GlueCatalog {
        encryption: Fact::Known(CatalogEncryption {
            at_rest: AtRest::Key(key_arn("main")),
            role: None,
            passwords_encrypted: true,
            password_key: Some(key_arn("main")),
        }),
        policy: Fact::Known(None),
    };
    resource(glue_arn("catalog"), ACCOUNT, REGION, Detail::GlueCatalog(Box::new(catalog)))
}

/// A database without a location.
pub fn glue_database(name: &str) -> Resource {
    let database = GlueDatabase { location: None, target: None, connection: None };
    resource(glue_arn(&format!("database/{name}")), ACCOUNT, REGION, Detail::GlueDatabase(Box::new(database)))
}

/// A table of the database `sales` in the bucket `raw`.
pub fn glue_table(name: &str) -> Resource {
    let table = GlueTable {
        database: "sales".to_owned(),
        location: Some("s3://raw/orders/".to_owned()),
        more_locations: Vec::new(),
        table_type: Some("EXTERNAL_TABLE".to_owned()),
        format: Some("parquet".to_owned()),
        crawler: None,
        connection: None,
        target: None,
        lake_formation: false,
        updated: Some(time("2026-02-01T00:00:00Z")),
    };
    resource(glue_arn(&format!("table/sales/{name}")), ACCOUNT, REGION, Detail::GlueTable(Box::new(table)))
}

/// A connection to a database in a private network over TLS, with its credentials in a secret.
pub fn glue_connection(name: &str) -> Resource {
    let properties = [("JDBC_CONNECTION_URL", "jdbc:postgresql://10.1.2.3:5432/sales"), ("JDBC_ENFORCE_SSL", "true")];
    let connection = GlueConnection {
        connection_type: "JDBC".to_owned(),
        properties: properties.into_iter().map(|(name, value)| (name.to_owned(), plain(value))).collect(),
        secret: Some(format!("arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:sales-a1b2c3")),
        network: private_network(),
    };
    resource(glue_arn(&format!("connection/{name}")), ACCOUNT, REGION, Detail::GlueConnection(Box::new(connection)))
}

/// An integration that copies what a source holds into a target; a connection is read, and a database written, as `copier`.
pub fn glue_integration(name: &str, source: &str, target: &str) -> Resource {
    let role = |has_one: bool| {
        let role = Fact::Known(Some(format!("arn:aws:iam::{ACCOUNT}:role/copier")));
        if has_one { role } else { Fact::NotApplicable }
    };
    let detail = GlueIntegration {
        integration: Integration {
            name: name.to_owned(),
            source: source.to_owned(),
            target: target.to_owned(),
            key: Some(key_arn("main")),
            filter: None,
            status: "active".to_owned(),
        },
        source_role: role(source.contains(":connection/")),
        target_role: role(target.contains(":database/")),
    };
    let arn = glue_arn(&format!("integration:{name}"));
    resource(arn, ACCOUNT, REGION, Detail::GlueIntegration(Box::new(detail)))
}
