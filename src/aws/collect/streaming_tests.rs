//! The collectors of DynamoDB, Secrets Manager, CloudWatch Logs and Kinesis against canned answers.

use std::sync::Arc;

use futures::future::BoxFuture;
use serde_json::{Value, json};

use super::{dynamodb, kinesis, logs, secretsmanager};
use crate::aws::call::Caller;
use crate::aws::canned::{Canned, Notes, caller, failing};
use crate::model::{AtRest, Fact, Failure, Region, Resource};

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

fn named<'r>(all: &'r [Resource], name: &str) -> &'r Resource {
    all.iter().find(|it| it.name() == name).unwrap_or_else(|| panic!("no {name}"))
}

mod tables {
    use super::*;

    const TABLE: &str = "arn:aws:dynamodb:eu-west-1:111122223333:table/orders";

    async fn read(answers: &[(&str, Value)]) -> (Canned, Arc<Notes>) {
        let mut all: Vec<(String, Value)> = answers.iter().map(|(name, it)| (target(name), it.clone())).collect();
        for (name, answer) in [
            (
                "DescribeContinuousBackups",
                json!({ "ContinuousBackupsDescription": { "ContinuousBackupsStatus": "ENABLED" } }),
            ),
            ("GetResourcePolicy", failing(400, "PolicyNotFoundException")),
            ("DescribeTimeToLive", json!({ "TimeToLiveDescription": { "TimeToLiveStatus": "DISABLED" } })),
            ("DescribeKinesisStreamingDestination", json!({ "TableName": "orders" })),
            ("ListTagsOfResource", json!({ "Tags": [] })),
            ("ListBackups", json!({})),
            ("ListExports", json!({})),
            ("ListImports", json!({})),
        ] {
            if !all.iter().any(|(held, _)| *held == target(name)) {
                all.push((target(name), answer));
            }
        }
        let all: Vec<(&str, Value)> = all.iter().map(|(name, it)| (name.as_str(), it.clone())).collect();
        collected("dynamodb", |caller| Box::pin(dynamodb::collect(caller)), &all).await
    }

    fn target(operation: &str) -> String {
        format!("DynamoDB_20120810.{operation}")
    }

    #[tokio::test]
    async fn a_table_is_read_whole() {
        let stream = format!("{TABLE}/stream/2026-01-01T00:00:00.000");
        let export = |id: &str| json!({ "ExportArn": format!("{TABLE}/export/{id}"), "ExportStatus": "COMPLETED" });
        let (canned, notes) = read(&[
            ("ListTables", json!({ "TableNames": ["orders"], "LastEvaluatedTableName": "orders" })),
            ("ListTables", json!({ "TableNames": [] })),
            (
                "DescribeTable",
                json!({ "Table": {
                    "TableName": "orders", "TableArn": TABLE, "ItemCount": 7, "TableSizeBytes": 70,
                    "CreationDateTime": 1_700_000_000.5, "DeletionProtectionEnabled": true,
                    "SSEDescription": { "Status": "ENABLED", "SSEType": "KMS", "KMSMasterKeyArn": "arn:k" },
                    "StreamSpecification": { "StreamEnabled": true, "StreamViewType": "NEW_IMAGE" },
                    "LatestStreamArn": stream, "TableClassSummary": { "TableClass": "STANDARD" },
                    "Replicas": [{ "RegionName": "us-east-1", "KMSMasterKeyId": "arn:r" }],
                } }),
            ),
            (
                "DescribeContinuousBackups",
                json!({ "ContinuousBackupsDescription": {
                    "ContinuousBackupsStatus": "ENABLED",
                    "PointInTimeRecoveryDescription": { "PointInTimeRecoveryStatus": "ENABLED", "RecoveryPeriodInDays": 35 },
                } }),
            ),
            ("GetResourcePolicy", json!({ "Policy": "{}", "RevisionId": "1" })),
            ("GetResourcePolicy", failing(400, "PolicyNotFoundException")),
            ("DescribeTimeToLive", json!({ "TimeToLiveDescription": { "TimeToLiveStatus": "ENABLED", "AttributeName": "until" } })),
            (
                "DescribeKinesisStreamingDestination",
                json!({ "KinesisDataStreamDestinations": [
                    { "StreamArn": "arn:s", "DestinationStatus": "ACTIVE" },
                    { "StreamArn": "arn:off", "DestinationStatus": "DISABLED" },
                ] }),
            ),
            ("ListTagsOfResource", json!({ "Tags": [{ "Key": "a", "Value": "1" }], "NextToken": "t" })),
            ("ListTagsOfResource", json!({ "Tags": [{ "Key": "b", "Value": "2" }] })),
            (
                "ListBackups",
                json!({ "BackupSummaries": [{ "TableArn": TABLE, "BackupArn": "arn:b", "BackupName": "b", "BackupType": "USER" }] }),
            ),
            ("ListExports", json!({ "ExportSummaries": [export("1-old")], "NextToken": "t" })),
            ("ListExports", json!({ "ExportSummaries": [export("2-new")] })),
            (
                "DescribeExport",
                json!({ "ExportDescription": {
                    "ExportStatus": "COMPLETED", "S3Bucket": "lake", "S3BucketOwner": "444455556666",
                    "S3SseAlgorithm": "KMS", "S3SseKmsKeyId": "arn:e", "StartTime": 1_700_000_000,
                } }),
            ),
            (
                "ListImports",
                json!({ "ImportSummaryList": [{ "ImportArn": "arn:i", "TableArn": TABLE, "S3BucketSource": { "S3Bucket": "seed" } }] }),
            ),
        ])
        .await;
        assert_eq!(notes.gaps(), []);
        let resource = notes.resource();
        assert_eq!((resource.arn.as_str(), resource.tags.known().unwrap().len()), (TABLE, 2));
        let table = resource.table().unwrap();
        let told = table.description.known().unwrap();
        assert_eq!((told.encryption.key(), told.deletion_protection, told.items), (Some("arn:k"), true, Some(7)));
        assert_eq!(told.stream.as_ref().map(|it| it.arn.as_str()), Some(stream.as_str()));
        assert_eq!(told.replicas[0].key.as_deref(), Some("arn:r"));
        assert!(table.recovery.known().unwrap().enabled);
        assert_eq!(table.recovery.known().unwrap().days, Some(35));
        assert_eq!(table.policy.known().unwrap().as_ref().map(|it| it.text()), Some("{}"));
        assert_eq!(table.stream_policy, Fact::Known(None));
        assert_eq!(table.time_to_live, Fact::Known(Some("until".to_owned())));
        assert_eq!(table.kinesis_destinations, Fact::Known(vec!["arn:s".to_owned()]));
        assert_eq!(table.backups.known().unwrap()[0].name, "b");
        let exports = table.exports.known().unwrap();
        assert_eq!((exports.len(), exports[0].arn.ends_with("2-new")), (2, true));
        assert_eq!(exports[0].told.known().unwrap().encryption, Some(AtRest::Key("arn:e".to_owned())));
        assert_eq!(table.imports.known().unwrap()[0].bucket, "seed");
        assert_eq!(notes.counts(), [Fact::Known(1)]);
        assert_eq!(canned.bodies(&target("ListTables"))[1]["ExclusiveStartTableName"], "orders");
    }

    #[tokio::test]
    async fn what_is_denied_is_a_gap_and_the_table_is_kept() {
        let (_, notes) = read(&[
            ("ListTables", json!({ "TableNames": ["orders"] })),
            ("GetResourcePolicy", failing(400, "AccessDeniedException")),
        ])
        .await;
        let resource = notes.resource();
        let table = resource.table().unwrap();
        assert!(table.description.gap().is_some() && table.stream_policy.gap() == table.description.gap());
        assert!(table.policy.gap().is_some());
        assert_eq!(table.recovery.map(|it| it.enabled), Fact::Known(false));
        assert!(notes.gaps().iter().all(|gap| gap.reason == Failure::Denied && gap.resource == TABLE));
    }

    #[tokio::test]
    async fn an_export_without_a_bucket_is_malformed() {
        let export = json!({ "ExportSummaries": [{ "ExportArn": format!("{TABLE}/export/1-a") }] });
        let (_, notes) = read(&[
            ("ListTables", json!({ "TableNames": ["orders"] })),
            ("DescribeTable", json!({ "Table": {} })),
            ("ListExports", export),
            ("DescribeExport", json!({ "ExportDescription": { "ExportStatus": "COMPLETED" } })),
        ])
        .await;
        let resource = notes.resource();
        let table = resource.table().unwrap();
        assert!(table.exports.known().unwrap()[0].told.gap().is_some());
        assert_eq!(
            table.description.map(|it| it.encryption.clone()),
            Fact::Known(AtRest::Provider("AWS owned key".into()))
        );
        assert_eq!(table.stream_policy, Fact::NotApplicable);
        assert_eq!(notes.gaps()[0].reason, Failure::Malformed);
    }

    #[tokio::test]
    async fn no_tables_take_one_call() {
        let (canned, notes) = read(&[("ListTables", json!({}))]).await;
        assert_eq!((canned.asked().len(), notes.counts()), (1, vec![Fact::Known(0)]));
        let (_, notes) = read(&[("ListTables", failing(400, "AccessDeniedException"))]).await;
        assert!(matches!(notes.counts().as_slice(), [Fact::Unknown(_)]));
    }
}

mod secrets {
    use super::*;

    const LIST: &str = "secretsmanager.ListSecrets";
    const POLICY: &str = "secretsmanager.GetResourcePolicy";
    const DESCRIBE: &str = "secretsmanager.DescribeSecret";

    async fn read(answers: &[(&str, Value)]) -> (Canned, Arc<Notes>) {
        collected("secretsmanager", |caller| Box::pin(secretsmanager::collect(caller)), answers).await
    }

    fn secret(name: &str, more: Value) -> Value {
        let mut all = json!({ "ARN": format!("arn:aws:secretsmanager:eu-west-1:1:secret:{name}-x"), "Name": name });
        all.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        all
    }

    #[tokio::test]
    async fn secrets_of_all_pages_are_read_and_never_their_values() {
        let (canned, notes) = read(&[
            (
                LIST,
                json!({ "NextToken": "t", "SecretList": [secret("db", json!({
                    "KmsKeyId": "arn:k", "RotationEnabled": true, "RotationLambdaARN": "arn:f",
                    "RotationRules": { "AutomaticallyAfterDays": 30 }, "LastRotatedDate": 1_700_000_000,
                    "LastAccessedDate": 1_700_000_001.0, "NextRotationDate": 1_700_000_002, "CreatedDate": 1,
                    "Tags": [{ "Key": "classification", "Value": "restricted" }],
                }))] }),
            ),
            (LIST, json!({ "SecretList": [secret("old", json!({ "DeletedDate": 1_700_000_000, "OwningService": "rds" }))] })),
            (POLICY, json!({ "Name": "db", "ResourcePolicy": "{\"Statement\":[]}" })),
            (DESCRIBE, json!({ "Name": "db", "ReplicationStatus": [{ "Region": "us-east-1", "Status": "InSync" }] })),
        ])
        .await;
        let all = notes.resources();
        let db = named(&all, "db");
        assert_eq!(db.tags.known().unwrap()["classification"], "restricted");
        let db = db.secret().unwrap();
        let rotation = db.rotation.as_ref().unwrap();
        assert_eq!((rotation.function.as_deref(), rotation.days), (Some("arn:f"), Some(30)));
        assert_eq!(db.encryption, AtRest::Key("arn:k".to_owned()));
        assert_eq!(db.rotated.map(|time| time.as_second()), Some(1_700_000_000));
        assert_eq!(db.replicas.known().unwrap()[0].region, "us-east-1");
        assert!(db.policy.known().unwrap().is_some());
        let old = named(&all, "old").secret().unwrap();
        assert_eq!((old.policy.clone(), old.owner.as_deref()), (Fact::NotApplicable, Some("rds")));
        assert_eq!(old.encryption, AtRest::Key("alias/aws/secretsmanager".to_owned()));
        assert_eq!((notes.counts(), notes.gaps().len()), (vec![Fact::Known(2)], 0));
        assert!(canned.names().iter().all(|name| !name.contains("GetSecretValue")));
    }

    #[tokio::test]
    async fn what_is_denied_is_a_gap() {
        let (_, notes) = read(&[
            (LIST, json!({ "SecretList": [secret("db", json!({}))] })),
            (DESCRIBE, json!({ "ReplicationStatus": [{}] })),
        ])
        .await;
        let resource = notes.resource();
        let db = resource.secret().unwrap();
        assert!(db.policy.gap().is_some() && db.replicas.gap().is_some() && db.rotation.is_none());
        let mut reasons: Vec<_> = notes.gaps().iter().map(|gap| gap.reason).collect();
        reasons.sort_by_key(|reason| format!("{reason:?}"));
        assert_eq!(reasons, [Failure::Denied, Failure::Malformed]);
        let (_, notes) = read(&[]).await;
        assert!(matches!(notes.counts().as_slice(), [Fact::Unknown(_)]));
        let (_, notes) = read(&[(LIST, json!({}))]).await;
        assert_eq!(notes.counts(), [Fact::Known(0)]);
    }
}

mod log_groups {
    use super::*;

    async fn read(answers: &[(&str, Value)]) -> (Canned, Arc<Notes>) {
        let all: Vec<(String, Value)> =
            answers.iter().map(|(name, it)| (format!("Logs_20140328.{name}"), it.clone())).collect();
        let all: Vec<(&str, Value)> = all.iter().map(|(name, it)| (name.as_str(), it.clone())).collect();
        collected("logs", |caller| Box::pin(logs::collect(caller)), &all).await
    }

    fn group(name: &str, more: Value) -> Value {
        let arn = format!("arn:aws:logs:eu-west-1:111122223333:log-group:{name}");
        let mut all = json!({ "logGroupName": name, "arn": format!("{arn}:*"), "creationTime": 1_700_000_000_000_i64 });
        all.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        all
    }

    #[tokio::test]
    async fn groups_destinations_and_policies_are_read() {
        let account =
            json!({ "DestinationArn": "arn:aws:kinesis:eu-west-1:1:stream/all", "RoleArn": "arn:r" }).to_string();
        let (canned, notes) = read(&[
            (
                "DescribeLogGroups",
                json!({ "nextToken": "t", "logGroups": [group("/etl", json!({
                    "retentionInDays": 30, "kmsKeyId": "arn:k", "storedBytes": 5, "metricFilterCount": 2,
                    "dataProtectionStatus": "ACTIVATED", "logGroupClass": "STANDARD",
                }))] }),
            ),
            ("DescribeLogGroups", json!({ "logGroups": [group("/rare", json!({ "logGroupClass": "INFREQUENT_ACCESS" }))] })),
            ("DescribeLogGroups", json!({ "logGroups": [] })),
            (
                "DescribeAccountPolicies",
                json!({ "accountPolicies": [
                    { "policyName": "all", "policyDocument": account },
                    { "policyName": "most", "policyDocument": account, "selectionCriteria": "LogGroupName NOT IN [\"/etl\"]" },
                ] }),
            ),
            (
                "DescribeSubscriptionFilters",
                json!({ "subscriptionFilters": [{ "filterName": "out", "filterPattern": "ERROR", "destinationArn": "arn:d" }] }),
            ),
            ("ListTagsForResource", json!({ "tags": { "team": "data" } })),
            (
                "DescribeDestinations",
                json!({ "destinations": [{
                    "destinationName": "siem", "arn": "arn:aws:logs:eu-west-1:111122223333:destination:siem",
                    "targetArn": "arn:t", "roleArn": "arn:r", "accessPolicy": "{}",
                }] }),
            ),
            (
                "DescribeResourcePolicies",
                json!({ "resourcePolicies": [{ "policyName": "es", "policyDocument": "{}", "lastUpdatedTime": 1 }] }),
            ),
        ])
        .await;
        assert_eq!(notes.gaps(), []);
        let all = notes.resources();
        let etl = named(&all, "/etl");
        assert_eq!(etl.arn.as_str(), "arn:aws:logs:eu-west-1:111122223333:log-group:/etl");
        assert_eq!(etl.tags.known().unwrap()["team"], "data");
        let etl = etl.log_group().unwrap();
        assert_eq!((etl.retention_days, etl.metric_filters, etl.data_protection), (Some(30), 2, true));
        assert_eq!(etl.encryption, AtRest::Key("arn:k".to_owned()));
        assert_eq!(etl.subscriptions.known().unwrap()[0].pattern, "ERROR");
        let names: Vec<_> = etl.account_subscriptions.known().unwrap().iter().map(|it| it.name.as_str()).collect();
        assert_eq!(names, ["all"]);
        let rare = named(&all, "/rare").log_group().unwrap();
        assert_eq!((rare.subscriptions.clone(), rare.retention_days), (Fact::NotApplicable, None));
        assert_eq!(named(&all, "siem").log_destination().unwrap().target, "arn:t");
        assert_eq!(named(&all, "es").arn.as_str(), "arn:aws:logs:eu-west-1:111122223333:resource-policy:es");
        assert_eq!(canned.bodies("Logs_20140328.DescribeLogGroups")[1], json!({ "limit": 50, "nextToken": "t" }));
        let mut counts: Vec<_> = notes.counts().iter().filter_map(|count| count.known().copied()).collect();
        counts.sort_unstable();
        assert_eq!(counts, [1, 1, 2]);
    }

    #[tokio::test]
    async fn what_is_denied_or_makes_no_sense_is_a_gap() {
        let (_, notes) = read(&[
            ("DescribeLogGroups", json!({ "logGroups": [group("/etl", json!({}))] })),
            ("DescribeAccountPolicies", json!({ "accountPolicies": [{ "policyName": "p", "policyDocument": "{}" }] })),
        ])
        .await;
        let resource = notes.resource();
        let etl = resource.log_group().unwrap();
        assert!(etl.subscriptions.gap().is_some() && etl.account_subscriptions.gap().is_some());
        assert!(resource.tags.gap().is_some());
        assert_eq!(notes.counts().iter().filter(|count| count.gap().is_some()).count(), 2);
        assert!(
            notes.gaps().iter().any(|gap| gap.reason == Failure::Malformed && gap.message.contains("DestinationArn"))
        );
    }

    #[tokio::test]
    async fn nothing_is_nothing() {
        let (canned, notes) = read(&[
            ("DescribeLogGroups", json!({})),
            ("DescribeDestinations", json!({})),
            ("DescribeResourcePolicies", json!({})),
        ])
        .await;
        assert_eq!((canned.asked().len(), notes.counts()), (3, vec![Fact::Known(0); 3]));
    }
}

mod streams {
    use super::*;

    const STREAM: &str = "arn:aws:kinesis:eu-west-1:111122223333:stream/events";

    async fn read(answers: &[(&str, Value)]) -> (Canned, Arc<Notes>) {
        let all: Vec<(String, Value)> =
            answers.iter().map(|(name, it)| (format!("Kinesis_20131202.{name}"), it.clone())).collect();
        let all: Vec<(&str, Value)> = all.iter().map(|(name, it)| (name.as_str(), it.clone())).collect();
        collected("kinesis", |caller| Box::pin(kinesis::collect(caller)), &all).await
    }

    #[tokio::test]
    async fn streams_and_consumers_are_read() {
        let consumer = format!("{STREAM}/consumer/fraud:1");
        let (canned, notes) = read(&[
            ("ListStreams", json!({ "StreamNames": ["events"], "HasMoreStreams": true })),
            ("ListStreams", json!({ "StreamNames": [], "HasMoreStreams": false })),
            (
                "DescribeStreamSummary",
                json!({ "StreamDescriptionSummary": {
                    "StreamName": "events", "StreamARN": STREAM, "StreamStatus": "ACTIVE", "RetentionPeriodHours": 48,
                    "StreamCreationTimestamp": 1_700_000_000, "EncryptionType": "KMS", "KeyId": "alias/data",
                    "StreamModeDetails": { "StreamMode": "ON_DEMAND" }, "OpenShardCount": 4,
                    "EnhancedMonitoring": [{ "ShardLevelMetrics": ["IteratorAgeMilliseconds"] }],
                } }),
            ),
            ("GetResourcePolicy", json!({ "Policy": "{\"Statement\":[]}" })),
            ("ListTagsForStream", json!({ "Tags": [{ "Key": "a", "Value": "1" }], "HasMoreTags": true })),
            ("ListTagsForStream", json!({ "Tags": [{ "Key": "b" }], "HasMoreTags": false })),
            (
                "ListStreamConsumers",
                json!({ "Consumers": [{ "ConsumerName": "fraud", "ConsumerARN": consumer, "ConsumerStatus": "ACTIVE" }] }),
            ),
            ("ListTagsForResource", json!({ "Tags": [] })),
        ])
        .await;
        assert_eq!(notes.gaps(), []);
        let all = notes.resources();
        let events = named(&all, "events");
        assert_eq!(events.tags.known().unwrap().len(), 2);
        let stream = events.stream().unwrap();
        assert_eq!(stream.encryption, Fact::Known(AtRest::Key("alias/data".to_owned())));
        let told = stream.attributes.known().unwrap();
        assert_eq!((told.retention_hours, told.open_shards, told.shard_metrics.len()), (48, Some(4), 1));
        let fraud = named(&all, "fraud").stream_consumer().unwrap();
        assert_eq!((fraud.stream.as_str(), fraud.status.as_str()), (STREAM, "ACTIVE"));
        assert_eq!(notes.counts(), [Fact::Known(1), Fact::Known(1)]);
        assert_eq!(canned.bodies("Kinesis_20131202.ListStreams")[1]["ExclusiveStartStreamName"], "events");
        assert_eq!(canned.bodies("Kinesis_20131202.ListTagsForStream")[1]["ExclusiveStartTagKey"], "a");
    }

    #[tokio::test]
    async fn a_stream_without_policy_or_encryption() {
        let (_, notes) = read(&[
            ("ListStreams", json!({ "StreamNames": ["events"], "HasMoreStreams": false })),
            (
                "DescribeStreamSummary",
                json!({ "StreamDescriptionSummary": { "RetentionPeriodHours": 24, "EncryptionType": "NONE" } }),
            ),
            ("GetResourcePolicy", failing(400, "ResourceNotFoundException")),
            ("ListTagsForStream", json!({ "Tags": [], "HasMoreTags": false })),
            ("ListStreamConsumers", json!({ "Consumers": [] })),
        ])
        .await;
        let resource = notes.resource();
        let stream = resource.stream().unwrap();
        assert_eq!(
            (stream.encryption.clone(), stream.policy.clone()),
            (Fact::Known(AtRest::Absent), Fact::Known(None))
        );
        assert_eq!(notes.counts(), [Fact::Known(1), Fact::Known(0)]);
    }

    #[tokio::test]
    async fn what_is_denied_is_a_gap_and_the_stream_is_kept() {
        let (_, notes) = read(&[("ListStreams", json!({ "StreamNames": ["events"], "HasMoreStreams": false }))]).await;
        let resource = notes.resource();
        let stream = resource.stream().unwrap();
        assert!(stream.encryption.gap().is_some() && stream.policy.gap().is_some() && resource.tags.gap().is_some());
        let counts = notes.counts();
        assert!(matches!(counts.as_slice(), [Fact::Known(1), Fact::Unknown(_)]), "{counts:?}");
        let (_, notes) = read(&[]).await;
        assert!(matches!(notes.counts().as_slice(), [Fact::Unknown(_), Fact::Unknown(_)]));
    }
}
