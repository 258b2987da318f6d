//! The collectors of Athena, Airflow, EMR and Data Pipeline against canned answers.

use std::sync::Arc;

use futures::future::BoxFuture;
use serde_json::{Value, json};

use crate::aws::call::Caller;
use crate::aws::canned::{Canned, Notes, caller, failing};
use crate::aws::collect::{airflow, athena, datapipeline, emr};
use crate::model::{AtRest, Fact, Failure, Kind, Network, Region, Resource};

async fn collected(
    service: &'static str,
    collect: for<'a> fn(&'a Caller) -> BoxFuture<'a, ()>,
    answers: &[(&str, Value)],
) -> (Canned, Arc<Notes>) {
    let (canned, notes) = (Canned::of(answers), Arc::new(Notes::default()));
    collect(&caller(&canned, &notes, service, Region::from("eu-west-1")).await).await;
    notes.assert_all_calls_were_planned(&canned);
    (canned, notes)
}

async fn athena_collected(answers: &[(&str, Value)]) -> (Canned, Arc<Notes>) {
    collected("athena", |caller| Box::pin(athena::collect(caller)), answers).await
}

async fn airflow_collected(answers: &[(&str, Value)]) -> (Canned, Arc<Notes>) {
    collected("airflow", |caller| Box::pin(airflow::collect(caller)), answers).await
}

async fn pipelines_collected(answers: &[(&str, Value)]) -> (Canned, Arc<Notes>) {
    collected("datapipeline", |caller| Box::pin(datapipeline::collect(caller)), answers).await
}

async fn emr_collected(answers: &[(&str, Value)]) -> (Canned, Arc<Notes>) {
    let mut all: Vec<(String, Value)> = answers.iter().map(|(name, it)| ((*name).to_owned(), it.clone())).collect();
    for (name, value) in [
        ("ElasticMapReduce.ListClusters", json!({ "Clusters": [] })),
        ("ElasticMapReduce.ListSecurityConfigurations", json!({ "SecurityConfigurations": [] })),
        (
            "ElasticMapReduce.GetBlockPublicAccessConfiguration",
            json!({ "BlockPublicAccessConfiguration": { "BlockPublicSecurityGroupRules": true } }),
        ),
        ("GET /applications", json!({ "applications": [] })),
    ] {
        if !all.iter().any(|(held, _)| held == name) {
            all.push((name.to_owned(), value));
        }
    }
    let all: Vec<(&str, Value)> = all.iter().map(|(name, it)| (name.as_str(), it.clone())).collect();
    collected("emr", |caller| Box::pin(emr::collect(caller)), &all).await
}

fn only(notes: &Notes, kind: Kind) -> Resource {
    let mut found: Vec<Resource> = notes.resources().into_iter().filter(|it| it.kind() == kind).collect();
    assert_eq!(found.len(), 1, "one {kind}");
    found.remove(0)
}

#[tokio::test]
async fn work_groups_and_catalogs_of_all_pages_are_read() {
    let group = json!({ "WorkGroup": { "Name": "primary", "Configuration": {
        "ResultConfiguration": {
            "OutputLocation": "s3://results/", "EncryptionConfiguration": { "EncryptionOption": "SSE_KMS", "KmsKey": "k" },
        },
        "EnforceWorkGroupConfiguration": true, "PublishCloudWatchMetricsEnabled": true,
        "EngineVersion": { "EffectiveEngineVersion": "Athena engine version 3" },
    } } });
    let (_, notes) = athena_collected(&[
        (
            "AmazonAthena.ListWorkGroups",
            json!({ "WorkGroups": [{ "Name": "primary", "State": "ENABLED" }], "NextToken": "t" }),
        ),
        ("AmazonAthena.ListWorkGroups", json!({ "WorkGroups": [{ "Name": "old", "State": "DISABLED" }] })),
        ("AmazonAthena.GetWorkGroup", group),
        ("AmazonAthena.GetWorkGroup", json!({ "WorkGroup": { "Name": "old" } })),
        (
            "AmazonAthena.ListDataCatalogs",
            json!({ "DataCatalogsSummary": [
                { "CatalogName": "AwsDataCatalog", "Type": "GLUE" }, { "CatalogName": "remote", "Type": "LAMBDA" },
            ] }),
        ),
        (
            "AmazonAthena.GetDataCatalog",
            json!({ "DataCatalog": { "Name": "remote", "Type": "LAMBDA", "Parameters": { "function": "arn:f" } } }),
        ),
        ("AmazonAthena.ListTagsForResource", json!({ "Tags": [{ "Key": "layer", "Value": "serving" }] })),
    ])
    .await;
    let all = notes.resources();
    let group = |name: &str| all.iter().find_map(|it| it.athena_work_group().filter(|it| it.name == name)).unwrap();
    let settings = group("primary").settings.known().unwrap();
    assert_eq!((settings.output.as_deref(), settings.enforced), (Some("s3://results/"), true));
    assert_eq!(settings.encryption, AtRest::Key("k".to_owned()));
    let old = group("old");
    assert_eq!((old.enabled, &old.settings.known().unwrap().encryption), (false, &AtRest::Absent));
    let catalog = only(&notes, Kind::AthenaCatalog);
    assert_eq!(catalog.athena_catalog().unwrap().parameters.known().unwrap()["function"].readable(), Some("arn:f"));
    assert_eq!(catalog.tags.known().unwrap()["layer"], "serving");
    assert_eq!(notes.gaps(), []);
}

#[tokio::test]
async fn an_environment_is_read_without_the_secrets_in_its_options() {
    let (_, notes) = airflow_collected(&[
        ("GET /environments?MaxResults=25", json!({ "Environments": ["daily"] })),
        (
            "GET /environments/daily",
            json!({ "Environment": {
                "Name": "daily", "Status": "AVAILABLE", "AirflowVersion": "2.10.3", "CreatedAt": 1.7e9,
                "ExecutionRoleArn": "arn:aws:iam::111122223333:role/airflow", "SourceBucketArn": "arn:aws:s3:::dags",
                "DagS3Path": "dags", "WebserverAccessMode": "PUBLIC_ONLY", "WebserverUrl": "x.airflow.amazonaws.com",
                "NetworkConfiguration": { "SubnetIds": ["a", "b"], "SecurityGroupIds": ["g"] },
                "AirflowConfigurationOptions": { "smtp.smtp_password": "hunter2hunter2", "core.parallelism": "8" },
                "LoggingConfiguration": { "TaskLogs": { "Enabled": true, "CloudWatchLogGroupArn": "arn:l" } },
                "Tags": { "layer": "orchestration" },
            } }),
        ),
    ])
    .await;
    let environment = only(&notes, Kind::AirflowEnvironment);
    assert!(!format!("{environment:?}").contains("hunter2"));
    let settings = environment.airflow_environment().unwrap().settings.known().unwrap();
    assert!(settings.options["smtp.smtp_password"].is_secret());
    assert!(matches!(&settings.network, Network::Vpc { public: true, subnets, .. } if subnets.len() == 2));
    assert_eq!((settings.logs["Task"].enabled, settings.dags.as_deref()), (true, Some("dags")));
    assert_eq!(environment.tags.known().unwrap()["layer"], "orchestration");
    assert_eq!(notes.gaps(), []);
}

#[tokio::test]
async fn a_cluster_is_read_with_its_steps() {
    let configuration = json!({
        "EncryptionConfiguration": {
            "EnableInTransitEncryption": true, "EnableAtRestEncryption": true,
            "InTransitEncryptionConfiguration": { "TLSCertificateConfiguration": {
                "CertificateProviderType": "PEM", "S3Object": "s3://code/c.zip",
            } },
            "AtRestEncryptionConfiguration": {
                "S3EncryptionConfiguration": { "EncryptionMode": "SSE-S3" },
                "LocalDiskEncryptionConfiguration": { "EncryptionKeyProviderType": "AwsKms", "AwsKmsKey": "arn:k" },
            },
        },
        "InstanceMetadataServiceConfiguration": { "MinimumInstanceMetadataServiceVersion": 2 },
    });
    let (canned, notes) = emr_collected(&[
        (
            "ElasticMapReduce.ListClusters",
            json!({ "Clusters": [{ "Id": "j-1", "Name": "nightly", "Status": { "State": "RUNNING" } }] }),
        ),
        ("ElasticMapReduce.ListClusters", json!({ "Clusters": [] })),
        (
            "ElasticMapReduce.DescribeCluster",
            json!({ "Cluster": {
                "Id": "j-1", "Name": "nightly", "LogUri": "s3n://logs/", "ReleaseLabel": "emr-7.5.0",
                "InstanceCollectionType": "INSTANCE_FLEET", "SecurityConfiguration": "strict", "ServiceRole": "emr",
                "Ec2InstanceAttributes": { "Ec2SubnetId": "s-1", "IamInstanceProfile": "crunchers" },
                "Configurations": [{ "Classification": "hive-site", "Properties": {
                    "javax.jdo.option.ConnectionPassword": "hunter2hunter2",
                } }],
                "KerberosAttributes": { "Realm": "R", "KdcAdminPassword": "hunter3hunter3" },
                "Tags": [{ "Key": "layer", "Value": "processing" }],
            } }),
        ),
        (
            "ElasticMapReduce.ListSteps",
            json!({ "Steps": [{ "Name": "crunch", "Status": { "State": "COMPLETED" }, "Config": {
                "Jar": "command-runner.jar", "Args": ["spark-submit", "--password", "hunter4hunter4", "s3://raw/x"],
            } }] }),
        ),
        (
            "ElasticMapReduce.ListBootstrapActions",
            json!({ "BootstrapActions": [{ "Name": "prepare", "ScriptPath": "s3://code/p.sh", "Args": [] }] }),
        ),
        ("ElasticMapReduce.ListInstances", json!({ "Instances": [{ "PublicIpAddress": "203.0.113.7" }, {}] })),
        ("ElasticMapReduce.ListSecurityConfigurations", json!({ "SecurityConfigurations": [{ "Name": "strict" }] })),
        (
            "ElasticMapReduce.DescribeSecurityConfiguration",
            json!({ "Name": "strict", "SecurityConfiguration": configuration.to_string() }),
        ),
    ])
    .await;
    let all = format!("{:?}", notes.resources());
    assert!(["hunter2", "hunter3", "hunter4"].iter().all(|secret| !all.contains(secret)));
    let cluster = only(&notes, Kind::EmrCluster);
    let it = cluster.emr_cluster().unwrap();
    let settings = it.settings.known().unwrap();
    assert_eq!((settings.log_uri.as_deref(), settings.kerberos_realm.as_deref()), (Some("s3n://logs/"), Some("R")));
    assert_eq!(it.public_addresses, Fact::Known(vec!["203.0.113.7".to_owned()]));
    assert_eq!(it.steps.known().unwrap()[0].arguments[3].readable(), Some("s3://raw/x"));
    assert_eq!(canned.bodies("ElasticMapReduce.ListInstances")[0]["InstanceFleetType"], "MASTER");
    let configuration = only(&notes, Kind::EmrSecurityConfiguration);
    let it = configuration.emr_security_configuration().unwrap().settings.known().unwrap();
    assert_eq!((&it.s3, it.in_transit), (&AtRest::Provider("SSE-S3".to_owned()), true));
    assert_eq!((&it.local_disk, it.metadata_tokens), (&AtRest::Key("arn:k".to_owned()), true));
    let block = only(&notes, Kind::EmrPublicAccessBlock);
    assert!(block.emr_public_access_block().unwrap().block.known().unwrap().blocked);
    assert_eq!(notes.gaps(), []);
}

#[tokio::test]
async fn a_security_configuration_that_makes_no_sense_is_a_gap() {
    let (_, notes) = emr_collected(&[
        ("ElasticMapReduce.ListClusters", failing(400, "AccessDeniedException")),
        ("ElasticMapReduce.ListSecurityConfigurations", json!({ "SecurityConfigurations": [{ "Name": "odd" }] })),
        ("ElasticMapReduce.DescribeSecurityConfiguration", json!({ "Name": "odd", "SecurityConfiguration": "{" })),
    ])
    .await;
    let configuration = only(&notes, Kind::EmrSecurityConfiguration);
    assert!(matches!(configuration.emr_security_configuration().unwrap().settings, Fact::Unknown(_)));
    let reasons: Vec<Failure> = notes.gaps().iter().map(|gap| gap.reason).collect();
    assert!(reasons.contains(&Failure::Malformed) && reasons.contains(&Failure::Denied), "{reasons:?}");
}

#[tokio::test]
async fn serverless_applications_are_read() {
    let arn = "arn:aws:emr-serverless:eu-west-1:111122223333:/applications/a1";
    let (_, notes) = emr_collected(&[
        (
            "GET /applications",
            json!({ "applications": [{ "id": "a1", "name": "adhoc", "arn": arn, "type": "Spark", "state": "STARTED" }] }),
        ),
        (
            "GET /applications/a1",
            json!({ "application": {
                "applicationId": "a1", "arn": arn, "tags": { "layer": "processing" },
                "monitoringConfiguration": { "s3MonitoringConfiguration": { "logUri": "s3://logs/" } },
                "runtimeConfiguration": [{ "classification": "spark", "properties": { "x": "s3://code/y" } }],
            } }),
        ),
    ])
    .await;
    let application = only(&notes, Kind::EmrApplication);
    let settings = application.emr_application().unwrap().settings.known().unwrap();
    assert_eq!((settings.log_uri.as_deref(), &settings.network), (Some("s3://logs/"), &Network::Service));
    assert_eq!(settings.properties["spark.x"].readable(), Some("s3://code/y"));
    assert_eq!((application.arn.as_str(), notes.gaps().len()), (arn, 0));
}

#[tokio::test]
async fn pipelines_are_read_with_their_definitions() {
    let (canned, notes) = pipelines_collected(&[
        (
            "DataPipeline.ListPipelines",
            json!({ "pipelineIdList": [{ "id": "df-1", "name": "copy" }], "hasMoreResults": true, "marker": "m" }),
        ),
        ("DataPipeline.ListPipelines", json!({ "pipelineIdList": [], "hasMoreResults": false, "marker": "n" })),
        (
            "DataPipeline.DescribePipelines",
            json!({ "pipelineDescriptionList": [{ "pipelineId": "df-1", "name": "copy", "fields": [], "tags": [
                { "key": "layer", "value": "ingestion" },
            ] }] }),
        ),
        (
            "DataPipeline.GetPipelineDefinition",
            json!({ "pipelineObjects": [
                { "id": "Sales", "name": "Sales", "fields": [
                    { "key": "type", "stringValue": "JdbcDatabase" },
                    { "key": "*password", "stringValue": "hunter2hunter2" },
                    { "key": "username", "stringValue": "#{myUser}" },
                ] },
                { "id": "Rows", "name": "Rows", "fields": [
                    { "key": "type", "stringValue": "SqlDataNode" }, { "key": "database", "refValue": "Sales" },
                ] },
            ], "parameterValues": [{ "id": "myUser", "stringValue": "loader" }] }),
        ),
    ])
    .await;
    assert_eq!(canned.bodies("DataPipeline.ListPipelines").len(), 2);
    let pipeline = only(&notes, Kind::DataPipeline);
    assert!(!format!("{pipeline:?}").contains("hunter2"));
    let it = pipeline.data_pipeline().unwrap();
    let objects = it.objects.known().unwrap();
    assert!(objects[0].fields["*password"].is_secret());
    assert_eq!((objects[0].field("username"), objects[1].references["database"].len()), (Some("#{myUser}"), 1));
    assert_eq!(it.parameters.known().unwrap()["myUser"].readable(), Some("loader"));
    assert_eq!((pipeline.name(), pipeline.tags.known().unwrap()["layer"].as_str()), ("copy", "ingestion"));
    assert_eq!(notes.gaps(), []);
}

#[tokio::test]
async fn what_is_denied_is_a_gap() {
    let (_, notes) = athena_collected(&[]).await;
    assert!(notes.counts().iter().all(|count| matches!(count, Fact::Unknown(_))));
    let (_, notes) = airflow_collected(&[]).await;
    assert_eq!((notes.gaps()[0].api.as_str(), notes.gaps()[0].reason), ("airflow:ListEnvironments", Failure::Denied));
    let (_, notes) = pipelines_collected(&[]).await;
    assert_eq!(notes.gaps()[0].api, "datapipeline:ListPipelines");
}
