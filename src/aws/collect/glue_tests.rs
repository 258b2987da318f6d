//! The Glue collector against canned answers.

use std::sync::Arc;

use serde_json::{Value, json};

use super::glue::collect;
use crate::aws::canned::{Canned, Notes, caller, failing};
use crate::model::aws::{GlueRun, GlueTask};
use crate::model::{AtRest, Fact, Failure, Kind, Network, Region, Resource};

const LISTS: [(&str, &str); 7] = [
    ("GetJobs", "Jobs"),
    ("GetCrawlers", "Crawlers"),
    ("GetTriggers", "Triggers"),
    ("ListWorkflows", "Workflows"),
    ("GetDevEndpoints", "DevEndpoints"),
    ("GetConnections", "ConnectionList"),
    ("GetSecurityConfigurations", "SecurityConfigurations"),
];

/// These answers; all other lists are empty, the catalog has no policy, and nothing has tags.
async fn collected(answers: &[(&str, Value)]) -> (Canned, Arc<Notes>) {
    let mut all: Vec<(String, Value)> =
        answers.iter().map(|(name, value)| (format!("AWSGlue.{name}"), value.clone())).collect();
    let mut default = |name: &str, value: Value| {
        let name = format!("AWSGlue.{name}");
        if !all.iter().any(|(held, _)| *held == name) {
            all.push((name, value));
        }
    };
    for (operation, list) in LISTS {
        default(operation, json!({ list: [] }));
    }
    default("GetDatabases", json!({ "DatabaseList": [] }));
    default("GetDataCatalogEncryptionSettings", json!({ "DataCatalogEncryptionSettings": {} }));
    default("GetResourcePolicy", failing(400, "EntityNotFoundException"));
    default("GetTags", json!({ "Tags": {} }));
    default("DescribeIntegrations", json!({ "Integrations": [] }));
    let all: Vec<(&str, Value)> = all.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
    let (canned, notes) = (Canned::of(&all), Arc::new(Notes::default()));
    collect(&caller(&canned, &notes, "glue", Region::from("eu-west-1")).await).await;
    notes.assert_all_calls_were_planned(&canned);
    (canned, notes)
}

fn only(notes: &Notes, kind: Kind) -> Resource {
    let mut found: Vec<Resource> = notes.resources().into_iter().filter(|it| it.kind() == kind).collect();
    assert_eq!(found.len(), 1, "one {kind}");
    found.remove(0)
}

#[tokio::test]
async fn jobs_of_all_pages_are_read_and_their_secrets_left_out() {
    let job = json!({
        "Name": "load", "Role": "arn:aws:iam::111122223333:role/loader",
        "Command": { "Name": "glueetl", "ScriptLocation": "s3://scripts/load.py", "PythonVersion": "3" },
        "DefaultArguments": { "--TempDir": "s3://scratch/", "--password": "hunter2hunter2" },
        "Connections": { "Connections": ["sales"] }, "SecurityConfiguration": "strict", "GlueVersion": "5.0",
        "NumberOfWorkers": 2, "WorkerType": "G.1X", "LastModifiedOn": 1.7e9,
        "CodeGenConfigurationNodes": {
            "node-1": { "S3CsvSource": { "Name": "in", "Paths": ["s3://raw/in/"], "Separator": "comma" } },
            "node-2": { "SelectFields": { "Name": "pick", "Inputs": ["node-1"], "Paths": [["a"]] } },
            "node-3": { "S3CatalogTarget": { "Name": "out", "Database": "sales", "Table": "orders" } },
        },
    });
    let (canned, notes) = collected(&[
        ("GetJobs", json!({ "Jobs": [job], "NextToken": "t" })),
        ("GetJobs", json!({ "Jobs": [{ "Name": "old", "Role": "loader" }] })),
        (
            "GetJobRuns",
            json!({ "JobRuns": [{ "JobRunState": "FAILED", "StartedOn": 1.7e9, "TriggerName": "nightly" }] }),
        ),
        ("GetJobRuns", json!({ "JobRuns": [] })),
        ("GetTags", json!({ "Tags": { "layer": "processing" } })),
    ])
    .await;
    assert_eq!(canned.bodies("AWSGlue.GetJobs")[1]["NextToken"], "t");
    assert!(!format!("{:?}", notes.resources()).contains("hunter2"));
    let all = notes.resources();
    let load = all.iter().find(|it| it.arn.as_str() == "arn:aws:glue:eu-west-1:111122223333:job/load").unwrap();
    assert_eq!(load.tags.known().unwrap()["layer"], "processing");
    let it = load.glue_job().unwrap();
    assert!(it.arguments["--password"].is_secret() && !it.arguments["--TempDir"].is_secret());
    assert_eq!((it.script.as_deref(), it.version.as_deref()), (Some("s3://scripts/load.py"), Some("5.0")));
    let run = GlueRun {
        state: "FAILED".to_owned(),
        started: Some("2023-11-14T22:13:20Z".parse().unwrap()),
        trigger: Some("nightly".to_owned()),
    };
    assert_eq!(it.last_run, Fact::Known(Some(run)));
    let [read, written] = it.steps.as_slice() else { panic!("{:?}", it.steps) };
    assert_eq!((read.writes, read.places.as_slice()), (false, ["s3://raw/in/".to_owned()].as_slice()));
    assert_eq!((written.writes, &written.table), (true, &Some(("sales".to_owned(), "orders".to_owned()))));
    let old = all.iter().find_map(|it| it.glue_job().filter(|_| it.name() == "old")).unwrap();
    assert_eq!((old.last_run.clone(), old.version.clone()), (Fact::Known(None), None));
    assert_eq!(notes.gaps(), []);
}

#[tokio::test]
async fn crawlers_triggers_and_workflows_are_read() {
    let (_, notes) = collected(&[
        (
            "GetCrawlers",
            json!({ "Crawlers": [{
                "Name": "look", "Role": "loader", "DatabaseName": "sales",
                "Targets": {
                    "S3Targets": [{ "Path": "s3://raw/", "EventQueueArn": "arn:aws:sqs:eu-west-1:1:q", "Exclusions": [] }],
                    "DynamoDBTargets": [{ "Path": "carts", "scanAll": true, "scanRate": 0.5 }],
                    "CatalogTargets": [{ "DatabaseName": "sales", "Tables": ["a", "b"] }],
                    "IcebergTargets": [{ "Paths": ["s3://lake/"], "ConnectionName": "net" }],
                    "JdbcTargets": [],
                },
                "Schedule": { "ScheduleExpression": "cron(0 1 * * ? *)", "State": "SCHEDULED" },
                "LastCrawl": { "Status": "SUCCEEDED", "StartTime": 1.7e9 },
            }] }),
        ),
        (
            "GetTriggers",
            json!({ "Triggers": [{
                "Name": "nightly", "Type": "CONDITIONAL", "State": "ACTIVATED", "WorkflowName": "orders",
                "Actions": [{ "JobName": "load", "Arguments": { "--to": "s3://raw/" } }],
                "Predicate": { "Logical": "ANY", "Conditions": [{ "CrawlerName": "look", "CrawlState": "SUCCEEDED" }] },
            }] }),
        ),
        ("ListWorkflows", json!({ "Workflows": ["orders"] })),
        (
            "GetWorkflow",
            json!({ "Workflow": {
                "Name": "orders", "DefaultRunProperties": { "bucket": "raw" },
                "LastRun": { "Status": "COMPLETED", "StartedOn": 1.7e9 },
            } }),
        ),
    ])
    .await;
    let crawler = only(&notes, Kind::GlueCrawler);
    let crawler = crawler.glue_crawler().unwrap();
    let kinds: Vec<(&str, &[String])> =
        crawler.targets.iter().map(|it| (it.kind.as_str(), it.places.as_slice())).collect();
    assert_eq!(
        kinds,
        [
            ("CatalogTargets", ["sales/a".to_owned(), "sales/b".to_owned()].as_slice()),
            ("DynamoDBTargets", &["carts".to_owned()]),
            ("IcebergTargets", &["s3://lake/".to_owned()]),
            ("S3Targets", &["s3://raw/".to_owned()]),
        ]
    );
    assert!(crawler.targets[3].queue.is_some() && crawler.last_crawl.is_some() && crawler.schedule.is_some());
    let trigger = only(&notes, Kind::GlueTrigger);
    let trigger = trigger.glue_trigger().unwrap();
    assert_eq!(trigger.actions[0].task, GlueTask::Job("load".to_owned()));
    assert_eq!(trigger.awaited, [GlueTask::Crawler("look".to_owned())]);
    let workflow = only(&notes, Kind::GlueWorkflow);
    let workflow = workflow.glue_workflow().unwrap();
    assert_eq!(workflow.properties.known().unwrap()["bucket"].readable(), Some("raw"));
    assert!(workflow.last_run.is_some());
    assert_eq!(notes.gaps(), []);
}

#[tokio::test]
async fn the_catalog_is_read_with_its_tables_and_connections() {
    let settings = json!({ "DataCatalogEncryptionSettings": {
        "EncryptionAtRest": { "CatalogEncryptionMode": "SSE-KMS", "SseAwsKmsKeyId": "alias/data" },
        "ConnectionPasswordEncryption": { "ReturnConnectionPasswordEncrypted": true, "AwsKmsKeyId": "alias/data" },
    } });
    let (canned, notes) = collected(&[
        ("GetDataCatalogEncryptionSettings", settings),
        ("GetResourcePolicy", json!({ "PolicyInJson": "{}", "PolicyHash": "h" })),
        (
            "GetDatabases",
            json!({ "DatabaseList": [
                { "Name": "sales", "LocationUri": "s3://raw/" },
                { "Name": "shared", "TargetDatabase": { "CatalogId": "444455556666", "DatabaseName": "sales" } },
            ] }),
        ),
        ("GetTables", json!({ "TableList": [{ "Name": "orders", "DatabaseName": "sales" }], "NextToken": "t" })),
        (
            "GetTables",
            json!({ "TableList": [{
                "Name": "carts", "TableType": "EXTERNAL_TABLE", "UpdateTime": 1.7e9,
                "Parameters": { "classification": "parquet", "UPDATED_BY_CRAWLER": "look" },
                "StorageDescriptor": { "Location": "s3://raw/carts/", "Columns": [{ "Name": "id", "Type": "int" }] },
            }] }),
        ),
        (
            "GetConnections",
            json!({ "ConnectionList": [{
                "Name": "sales", "ConnectionType": "JDBC",
                "ConnectionProperties": {
                    "JDBC_CONNECTION_URL": "jdbc:mysql://db.example.com:3306/x", "SECRET_ID": "prod/sales",
                    "JDBC_ENFORCE_SSL": "true",
                },
                "PhysicalConnectionRequirements": { "SubnetId": "subnet-1", "SecurityGroupIdList": ["sg-1"] },
            }] }),
        ),
        (
            "GetSecurityConfigurations",
            json!({ "SecurityConfigurations": [{ "Name": "strict", "EncryptionConfiguration": {
                "S3Encryption": [{ "S3EncryptionMode": "SSE-S3" }],
                "CloudWatchEncryption": { "CloudWatchEncryptionMode": "SSE-KMS", "KmsKeyArn": "alias/data" },
                "JobBookmarksEncryption": { "JobBookmarksEncryptionMode": "DISABLED" },
            } }] }),
        ),
    ])
    .await;
    let catalog = only(&notes, Kind::GlueCatalog);
    let encryption = catalog.glue_catalog().unwrap().encryption.known().unwrap().clone();
    assert_eq!((encryption.at_rest, encryption.passwords_encrypted), (AtRest::Key("alias/data".to_owned()), true));
    assert_eq!(canned.bodies("AWSGlue.GetTables").len(), 2, "tables of a linked database are not of this catalog");
    let tables: Vec<Resource> = notes.resources().into_iter().filter(|it| it.kind() == Kind::GlueTable).collect();
    let carts = tables.iter().find_map(|it| it.glue_table().filter(|_| it.name() == "carts")).unwrap();
    assert_eq!((carts.location.as_deref(), carts.crawler.as_deref()), (Some("s3://raw/carts/"), Some("look")));
    assert_eq!((tables.len(), carts.format.as_deref()), (2, Some("parquet")));
    let connection = only(&notes, Kind::GlueConnection);
    let it = connection.glue_connection().unwrap();
    assert_eq!((it.secret.as_deref(), it.enforces_tls()), (Some("prod/sales"), Some(true)));
    assert!(matches!(&it.network, Network::Vpc { subnets, .. } if subnets == &["subnet-1"]));
    assert_eq!(canned.bodies("AWSGlue.GetConnections")[0]["HidePassword"], true);
    let configuration = only(&notes, Kind::GlueSecurityConfiguration);
    let it = configuration.glue_security_configuration().unwrap();
    assert_eq!((&it.s3, &it.bookmarks), (&AtRest::Provider("SSE-S3".to_owned()), &AtRest::Absent));
    assert_eq!(notes.gaps(), []);
}

#[tokio::test]
async fn a_development_endpoint_is_read_without_its_keys() {
    let (_, notes) = collected(&[(
        "GetDevEndpoints",
        json!({ "DevEndpoints": [{
            "EndpointName": "lab", "RoleArn": "arn:aws:iam::111122223333:role/lab", "PublicAddress": "ec2-1.example.com",
            "SubnetId": "subnet-1", "PublicKeys": ["ssh-rsa AAAA"], "Status": "READY", "ExtraJarsS3Path": "s3://a/x, s3://b/y",
        }] }),
    )])
    .await;
    let endpoint = only(&notes, Kind::GlueEndpoint);
    let it = endpoint.glue_endpoint().unwrap();
    assert_eq!((it.keys, it.libraries.as_slice()), (1, ["s3://a/x".to_owned(), "s3://b/y".to_owned()].as_slice()));
    assert!(matches!(it.network, Network::Vpc { public: true, .. }));
}

#[tokio::test]
async fn what_is_denied_or_makes_no_sense_is_a_gap_and_the_rest_is_read() {
    let (_, notes) = collected(&[
        ("GetJobs", failing(400, "AccessDeniedException")),
        ("GetCrawlers", json!({ "Crawlers": "many" })),
        ("GetDatabases", json!({ "DatabaseList": [{ "Name": "sales" }] })),
        ("GetTables", failing(400, "AccessDeniedException")),
        ("GetDataCatalogEncryptionSettings", failing(400, "AccessDeniedException")),
    ])
    .await;
    let gaps = notes.gaps();
    let told: Vec<(&str, Failure)> = gaps.iter().map(|gap| (gap.api.as_str(), gap.reason)).collect();
    assert!(told.contains(&("glue:GetJobs", Failure::Denied)), "{told:?}");
    assert!(told.contains(&("glue:GetCrawlers", Failure::Malformed)), "{told:?}");
    assert!(told.contains(&("glue:GetTables", Failure::Denied)), "{told:?}");
    assert!(matches!(only(&notes, Kind::GlueCatalog).glue_catalog().unwrap().encryption, Fact::Unknown(_)));
    let unknown = notes.counts().into_iter().filter(|count| matches!(count, Fact::Unknown(_))).count();
    assert_eq!((unknown, only(&notes, Kind::GlueDatabase).name()), (3, "sales"));
}

fn integration(name: &str, source: &str, target: &str) -> Value {
    json!({
        "IntegrationArn": format!("arn:aws:glue:eu-west-1:111122223333:integration:{name}"), "IntegrationName": name,
        "SourceArn": source, "TargetArn": target, "Status": "ACTIVE", "CreateTime": 1.7e9,
        "KmsKeyId": "arn:aws:kms:eu-west-1:111122223333:key/k", "Tags": [{ "key": "pipeline", "value": "sales" }],
    })
}

const CONNECTION: &str = "arn:aws:glue:eu-west-1:111122223333:connection/crm";
const DATABASE: &str = "arn:aws:glue:eu-west-1:111122223333:database/crm";
const TABLE: &str = "arn:aws:dynamodb:eu-west-1:111122223333:table/orders";

#[tokio::test]
async fn integrations_of_all_pages_are_read_with_the_roles_of_their_ends() {
    let mut other = integration("warehouse", TABLE, DATABASE);
    other["IntegrationArn"] = json!("arn:aws:redshift:eu-west-1:111122223333:integration:w");
    let (canned, notes) = collected(&[
        ("DescribeIntegrations", json!({ "Integrations": [integration("crm", CONNECTION, DATABASE)], "Marker": "m" })),
        ("DescribeIntegrations", json!({ "Integrations": [integration("orders", TABLE, DATABASE), other] })),
        (
            "GetIntegrationResourceProperty",
            json!({ "ResourceArn": CONNECTION, "SourceProcessingProperties": { "RoleArn": "arn:aws:iam::1:role/read" },
                "TargetProcessingProperties": { "RoleArn": "arn:aws:iam::1:role/read" } }),
        ),
        ("GetIntegrationResourceProperty", failing(400, "EntityNotFoundException")),
    ])
    .await;
    assert_eq!(canned.bodies("AWSGlue.DescribeIntegrations")[1], json!({ "Marker": "m" }));
    assert!(notes.gaps().is_empty());
    let all: Vec<Resource> = notes.resources().into_iter().filter(|it| it.kind() == Kind::GlueIntegration).collect();
    assert_eq!(all.len(), 2, "those of Redshift are read there");
    let crm = all.iter().find(|it| it.name() == "crm").unwrap();
    let it = crm.glue_integration().unwrap();
    assert_eq!((it.integration.source.as_str(), it.integration.status.as_str()), (CONNECTION, "active"));
    assert_eq!(it.integration.key.as_deref(), Some("arn:aws:kms:eu-west-1:111122223333:key/k"));
    assert_eq!(crm.tags.known().unwrap()["pipeline"], "sales");
    assert!(matches!(&it.source_role, Fact::Known(Some(role)) if role.ends_with("/read")));
    // A table is read in Glue's own name; of a database that was not set up there is no role.
    let orders = all.iter().find(|it| it.name() == "orders").unwrap().glue_integration().unwrap();
    assert_eq!((&orders.source_role, &orders.target_role), (&Fact::NotApplicable, &Fact::Known(None)));
}

#[tokio::test]
async fn integrations_or_roles_that_are_denied_are_gaps() {
    let denied = || failing(400, "AccessDeniedException");
    let (_, notes) = collected(&[("DescribeIntegrations", denied())]).await;
    assert_eq!((notes.gaps().len(), notes.gaps()[0].permission.as_str()), (1, "glue:DescribeIntegrations"));
    assert_eq!(notes.counts().iter().filter(|count| count.gap().is_some()).count(), 1);
    let one = json!({ "Integrations": [integration("crm", CONNECTION, DATABASE)] });
    let (_, notes) = collected(&[("DescribeIntegrations", one), ("GetIntegrationResourceProperty", denied())]).await;
    let it = only(&notes, Kind::GlueIntegration);
    let it = it.glue_integration().unwrap();
    assert!(it.source_role.gap().is_some() && it.target_role.gap().is_some());
    assert!(notes.gaps().iter().all(|gap| gap.permission == "glue:GetIntegrationResourceProperty"));
}
