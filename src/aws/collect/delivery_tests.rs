//! The collectors of Firehose, MSK and MSK Connect against canned answers.

use std::sync::Arc;

use futures::future::BoxFuture;
use serde_json::{Value, json};

use super::{firehose, kafka, kafka_connect};
use crate::aws::call::Caller;
use crate::aws::canned::{Canned, Notes, caller, failing};
use crate::model::aws::{DeliverySource, DeliveryTarget};
use crate::model::{AtRest, Fact, Failure, Network, Redacted, Region, Resource};

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

mod deliveries {
    use super::*;

    const LIST: &str = "Firehose_20150804.ListDeliveryStreams";
    const DESCRIBE: &str = "Firehose_20150804.DescribeDeliveryStream";
    const TAGS: &str = "Firehose_20150804.ListTagsForDeliveryStream";

    async fn read(answers: &[(&str, Value)]) -> (Canned, Arc<Notes>) {
        collected("firehose", |caller| Box::pin(firehose::collect(caller)), answers).await
    }

    /// The delivery stream that is described so.
    async fn described(more: Value) -> Resource {
        let mut told = json!({ "DeliveryStreamName": "orders", "DeliveryStreamStatus": "ACTIVE" });
        told.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let (_, notes) = read(&[
            (LIST, json!({ "DeliveryStreamNames": ["orders"], "HasMoreDeliveryStreams": false })),
            (DESCRIBE, json!({ "DeliveryStreamDescription": told })),
            (TAGS, json!({ "Tags": [], "HasMoreTags": false })),
        ])
        .await;
        assert_eq!(notes.gaps(), []);
        notes.resource()
    }

    #[tokio::test]
    async fn delivery_streams_of_all_pages_are_read() {
        let s3 = |bucket: &str| {
            json!({
                "RoleARN": "arn:role", "BucketARN": format!("arn:aws:s3:::{bucket}"), "Prefix": "in/",
                "EncryptionConfiguration": { "KMSEncryptionConfig": { "AWSKMSKeyARN": "arn:key" } },
                "CloudWatchLoggingOptions": { "Enabled": true, "LogGroupName": "/firehose" },
            })
        };
        let mut extended = s3("lake");
        extended.as_object_mut().unwrap().extend(
            json!({
                "S3BackupMode": "Enabled", "S3BackupDescription": s3("backup"),
                "ProcessingConfiguration": { "Enabled": true, "Processors": [{ "Type": "Lambda", "Parameters": [
                    { "ParameterName": "LambdaArn", "ParameterValue": "arn:function" },
                    { "ParameterName": "NumberOfRetries", "ParameterValue": "3" },
                ] }] },
                "DataFormatConversionConfiguration": { "Enabled": true, "SchemaConfiguration": {
                    "RoleARN": "arn:schema", "DatabaseName": "sales", "TableName": "orders", "Region": "eu-west-1",
                } },
            })
            .as_object()
            .unwrap()
            .clone(),
        );
        let (canned, notes) = read(&[
            (LIST, json!({ "DeliveryStreamNames": ["orders"], "HasMoreDeliveryStreams": true })),
            (LIST, json!({ "DeliveryStreamNames": [], "HasMoreDeliveryStreams": false })),
            (
                DESCRIBE,
                json!({ "DeliveryStreamDescription": {
                    "DeliveryStreamStatus": "ACTIVE", "DeliveryStreamType": "DirectPut", "CreateTimestamp": 1.5,
                    "DeliveryStreamEncryptionConfiguration": { "Status": "ENABLED", "KeyARN": "arn:own", "KeyType": "CUSTOMER_MANAGED_CMK" },
                    "Destinations": [{ "DestinationId": "d", "ExtendedS3DestinationDescription": extended, "S3DestinationDescription": s3("lake") }],
                } }),
            ),
            (TAGS, json!({ "Tags": [{ "Key": "a", "Value": "1" }], "HasMoreTags": true })),
            (TAGS, json!({ "Tags": [{ "Key": "b" }], "HasMoreTags": false })),
        ])
        .await;
        assert_eq!(notes.gaps(), []);
        assert_eq!(canned.bodies(LIST)[1]["ExclusiveStartDeliveryStreamName"], "orders");
        let resource = notes.resource();
        assert_eq!(resource.tags.known().unwrap().len(), 2);
        let told = resource.delivery_stream().unwrap().description.known().unwrap().clone();
        assert_eq!(told.encryption, Fact::Known(AtRest::Key("arn:own".to_owned())));
        assert_eq!(told.source, DeliverySource::DirectPut);
        let to = told.destination.unwrap();
        assert_eq!(
            (to.to, to.role.as_deref(), to.log_group.as_deref()),
            (DeliveryTarget::S3, Some("arn:role"), Some("/firehose"))
        );
        let bucket = to.bucket.unwrap();
        assert_eq!(
            (bucket.arn.as_str(), bucket.role.as_deref(), bucket.key.as_deref()),
            ("arn:aws:s3:::lake", Some("arn:role"), Some("arn:key"))
        );
        assert_eq!(bucket.prefix.as_deref(), Some("in/"));
        assert_eq!(to.backup.unwrap().arn, "arn:aws:s3:::backup");
        assert_eq!((to.functions, to.schema.unwrap().table), (vec!["arn:function".to_owned()], "orders".to_owned()));
    }

    #[tokio::test]
    async fn sources_and_secrets_of_targets_are_understood() {
        let resource = described(json!({
            "DeliveryStreamType": "KinesisStreamAsSource",
            "Source": { "KinesisStreamSourceDescription": { "KinesisStreamARN": "arn:stream", "RoleARN": "arn:r" } },
            "Destinations": [{ "SplunkDestinationDescription": {
                "HECEndpoint": "https://splunk.example.com", "HECToken": "b7e2-secret-token",
                "S3DestinationDescription": { "BucketARN": "arn:aws:s3:::failed" },
            } }],
        }))
        .await;
        let told = resource.delivery_stream().unwrap().description.known().unwrap();
        assert_eq!(told.encryption, Fact::NotApplicable);
        assert!(matches!(&told.source, DeliverySource::Kinesis { stream, .. } if stream == "arn:stream"));
        let to = told.destination.as_ref().unwrap();
        assert!(to.attributes["HECToken"].is_secret());
        assert!(!serde_json::to_string(&resource).unwrap().contains("b7e2-secret-token"));
        assert_eq!(to.bucket.as_ref().unwrap().arn, "arn:aws:s3:::failed");
    }

    #[tokio::test]
    async fn each_target_is_known_by_its_address() {
        let to = |field: &'static str, told: Value| async move {
            let resource = described(json!({ "Destinations": [{ field: told }] })).await;
            resource.delivery_stream().unwrap().description.known().unwrap().destination.clone().unwrap()
        };
        let plain = |text: &str| Redacted::Plain(text.to_owned());
        let http = json!({ "EndpointConfiguration": { "Url": "https://in.example.com", "Name": "in" } });
        let http = to("HttpEndpointDestinationDescription", http).await.to;
        assert_eq!(http, DeliveryTarget::Http { url: plain("https://in.example.com"), name: Some("in".to_owned()) });
        let jdbc = "jdbc:redshift://dwh.example.com:5439/sales";
        let redshift = to("RedshiftDestinationDescription", json!({ "ClusterJDBCURL": jdbc })).await.to;
        assert_eq!(redshift, DeliveryTarget::Redshift(plain(jdbc)));
        let snowflake = json!({ "AccountUrl": "https://a.snowflakecomputing.com", "SnowflakeVpcConfiguration": { "PrivateLinkVpceId": "x" } });
        let snowflake = to("SnowflakeDestinationDescription", snowflake).await;
        assert!(matches!((snowflake.to, snowflake.network), (DeliveryTarget::Snowflake(_), Some(Network::Vpc { .. }))));
        let domain =
            json!({ "DomainARN": "arn:domain", "VpcConfigurationDescription": { "SubnetIds": ["s"], "VpcId": "v" } });
        let domain = to("AmazonopensearchserviceDestinationDescription", domain).await;
        assert_eq!(domain.to, DeliveryTarget::OpenSearch("arn:domain".to_owned()));
        assert!(matches!(domain.network, Some(Network::Vpc { vpc: Some(vpc), .. }) if vpc == "v"));
        let tables = json!({ "DestinationTableConfigurationList": [{ "DestinationTableName": "t", "DestinationDatabaseName": "d" }] });
        let iceberg = to("IcebergDestinationDescription", tables).await.to;
        assert_eq!(iceberg, DeliveryTarget::Iceberg { catalog: None, tables: vec!["d.t".to_owned()] });
    }

    #[tokio::test]
    async fn what_is_denied_or_malformed_is_a_gap() {
        let one = || (LIST, json!({ "DeliveryStreamNames": ["orders"], "HasMoreDeliveryStreams": false }));
        let (_, notes) = read(&[one(), (TAGS, json!({ "Tags": [] }))]).await;
        assert!(notes.resource().delivery_stream().unwrap().description.gap().is_some());
        assert_eq!(notes.gaps()[0].reason, Failure::Denied);
        let (_, notes) = read(&[one(), (TAGS, json!({ "Tags": [] })), (DESCRIBE, json!({}))]).await;
        assert_eq!(notes.gaps()[0].reason, Failure::Malformed);
        let (_, notes) = read(&[]).await;
        assert!(matches!(notes.counts().as_slice(), [Fact::Unknown(_)]));
        let (_, notes) = read(&[(LIST, json!({ "DeliveryStreamNames": [], "HasMoreDeliveryStreams": false }))]).await;
        assert_eq!(notes.counts(), [Fact::Known(0)]);
    }
}

mod clusters {
    use super::*;

    const ARN: &str = "arn:aws:kafka:eu-west-1:111122223333:cluster/events/1";

    async fn read(answers: &[(&str, Value)]) -> (Canned, Arc<Notes>) {
        collected("kafka", |caller| Box::pin(kafka::collect(caller)), answers).await
    }

    #[tokio::test]
    async fn clusters_of_both_kinds_are_read() {
        let (brokers, policy, secrets) = (
            format!("GET /v1/clusters/{ARN}/bootstrap-brokers"),
            format!("GET /v1/clusters/{ARN}/policy"),
            format!("GET /v1/clusters/{ARN}/scram-secrets"),
        );
        let other = ARN.replace("events", "small");
        let (other_brokers, other_policy) =
            (format!("GET /v1/clusters/{other}/bootstrap-brokers"), format!("GET /v1/clusters/{other}/policy"));
        let (_, notes) = read(&[
            (
                "GET /api/v2/clusters",
                json!({ "nextToken": "t", "clusterInfoList": [{
                    "clusterArn": ARN, "clusterName": "events", "clusterType": "PROVISIONED", "state": "ACTIVE",
                    "creationTime": "2025-01-01T00:00:00Z", "tags": { "team": "data" },
                    "provisioned": {
                        "brokerNodeGroupInfo": {
                            "clientSubnets": ["subnet-1"], "securityGroups": ["sg-1"], "instanceType": "kafka.m7g.large",
                            "connectivityInfo": { "publicAccess": { "type": "SERVICE_PROVIDED_EIPS" } },
                        },
                        "currentBrokerSoftwareInfo": { "kafkaVersion": "3.7.x" },
                        "clientAuthentication": {
                            "sasl": { "scram": { "enabled": true }, "iam": { "enabled": false } },
                            "tls": { "certificateAuthorityArnList": ["arn:ca"] }, "unauthenticated": { "enabled": true },
                        },
                        "encryptionInfo": {
                            "encryptionAtRest": { "dataVolumeKMSKeyId": "arn:key" },
                            "encryptionInTransit": { "clientBroker": "TLS_PLAINTEXT", "inCluster": true },
                        },
                        "enhancedMonitoring": "PER_BROKER",
                        "loggingInfo": { "brokerLogs": {
                            "cloudWatchLogs": { "enabled": false, "logGroup": "off" }, "s3": { "enabled": true, "bucket": "lake" },
                        } },
                    },
                }] }),
            ),
            (
                "GET /api/v2/clusters",
                json!({ "clusterInfoList": [{
                    "clusterArn": other, "clusterName": "small", "clusterType": "SERVERLESS", "state": "ACTIVE",
                    "serverless": { "vpcConfigs": [{ "subnetIds": ["subnet-2"] }], "clientAuthentication": { "sasl": { "iam": { "enabled": true } } } },
                }] }),
            ),
            (&brokers, json!({ "bootstrapBrokerString": "b-1:9092,b-2:9092", "bootstrapBrokerStringTls": "b-1:9094" })),
            (&policy, json!({ "policy": "{\"Statement\":[]}" })),
            (&secrets, json!({ "secretArnList": ["arn:secret"] })),
            (&other_brokers, json!({})),
            (&other_policy, failing(404, "NotFoundException")),
        ])
        .await;
        assert_eq!(notes.gaps(), []);
        let all = notes.resources();
        let events = all.iter().find(|it| it.name() == "events").unwrap();
        assert_eq!(events.tags.known().unwrap()["team"], "data");
        let events = events.kafka_cluster().unwrap();
        assert_eq!((events.client_broker.as_str(), events.in_cluster), ("TLS_PLAINTEXT", true));
        let ways = events.authentication;
        assert_eq!((ways.iam, ways.scram, ways.tls, ways.unauthenticated), (false, true, true, true));
        assert!(matches!(events.network, Network::Vpc { public: true, .. }));
        assert_eq!((events.logs.log_group.as_deref(), events.logs.bucket.as_deref()), (None, Some("lake")));
        assert_eq!(events.encryption, AtRest::Key("arn:key".to_owned()));
        assert_eq!(events.brokers.known().unwrap(), &["b-1:9092", "b-1:9094", "b-2:9092"]);
        assert!(events.policy.known().unwrap().is_some());
        assert_eq!(events.scram_secrets, Fact::Known(vec!["arn:secret".to_owned()]));
        let small = all.iter().find(|it| it.name() == "small").unwrap().kafka_cluster().unwrap();
        assert_eq!((small.serverless, small.authentication.iam, small.policy.clone()), (true, true, Fact::Known(None)));
        assert_eq!(small.scram_secrets, Fact::NotApplicable);
        assert_eq!(notes.counts(), [Fact::Known(2)]);
    }

    #[tokio::test]
    async fn what_is_denied_or_malformed_is_a_gap() {
        let bare = json!({ "clusterInfoList": [{ "clusterArn": ARN, "clusterName": "events", "serverless": {} }] });
        let (_, notes) = read(&[("GET /api/v2/clusters", bare)]).await;
        let resource = notes.resource();
        let events = resource.kafka_cluster().unwrap();
        assert!(events.brokers.gap().is_some() && events.policy.gap().is_some());
        let (_, notes) = read(&[("GET /api/v2/clusters", json!({ "clusterInfoList": [{}] }))]).await;
        assert_eq!(notes.gaps()[0].reason, Failure::Malformed);
        assert!(matches!(notes.counts().as_slice(), [Fact::Unknown(_)]));
        let (_, notes) = read(&[("GET /api/v2/clusters", json!({}))]).await;
        assert_eq!(notes.counts(), [Fact::Known(0)]);
    }
}

mod connectors {
    use super::*;

    const ARN: &str = "arn:aws:kafkaconnect:eu-west-1:111122223333:connector/sink/1";
    const PLUGIN: &str = "arn:aws:kafkaconnect:eu-west-1:111122223333:custom-plugin/p/1";
    const WORKERS: &str = "arn:aws:kafkaconnect:eu-west-1:111122223333:worker-configuration/w/1";

    async fn read(answers: &[(&str, Value)]) -> (Canned, Arc<Notes>) {
        collected("kafkaconnect", |caller| Box::pin(kafka_connect::collect(caller)), answers).await
    }

    fn listed() -> Value {
        json!({ "connectors": [{
            "connectorArn": ARN, "connectorName": "sink", "connectorState": "RUNNING",
            "kafkaCluster": { "apacheKafkaCluster": { "bootstrapServers": "b-1:9098", "vpc": { "subnets": ["s"], "securityGroups": ["g"] } } },
            "kafkaClusterClientAuthentication": { "authenticationType": "IAM" },
            "kafkaClusterEncryptionInTransit": { "encryptionType": "TLS" },
            "logDelivery": { "workerLogDelivery": { "cloudWatchLogs": { "enabled": true, "logGroup": "/connect" } } },
            "plugins": [{ "customPlugin": { "customPluginArn": PLUGIN, "revision": 1 } }],
            "serviceExecutionRoleArn": "arn:role",
            "workerConfiguration": { "workerConfigurationArn": WORKERS, "revision": 1 },
        }] })
    }

    #[tokio::test]
    async fn connectors_are_read_without_their_secrets() {
        let properties =
            aws_smithy_types::base64::encode("# comment\nkey.converter=Json\nsasl.password = hunter2hunter2\n");
        let (_, notes) = read(&[
            ("GET /v1/connectors", listed()),
            (
                &format!("GET /v1/connectors/{ARN}"),
                json!({ "connectorConfiguration": { "connector.class": "S3SinkConnector", "database.password": "swordfish-9" } }),
            ),
            (&format!("GET /v1/tags/{ARN}"), json!({ "tags": { "team": "data" } })),
            (
                &format!("GET /v1/custom-plugins/{PLUGIN}"),
                json!({ "latestRevision": { "location": { "s3Location": { "bucketArn": "arn:aws:s3:::lake", "fileKey": "sink.zip" } } } }),
            ),
            (
                &format!("GET /v1/worker-configurations/{WORKERS}"),
                json!({ "latestRevision": { "propertiesFileContent": properties } }),
            ),
        ])
        .await;
        assert_eq!(notes.gaps(), []);
        let resource = notes.resource();
        let text = serde_json::to_string(&resource).unwrap();
        assert!(!text.contains("swordfish") && !text.contains("hunter2"), "{text}");
        let sink = resource.kafka_connector().unwrap();
        assert!(sink.configuration.known().unwrap()["database.password"].is_secret());
        let workers = sink.workers.known().unwrap();
        assert_eq!((workers.len(), workers["sasl.password"].is_secret()), (2, true));
        assert_eq!(sink.plugins[0].source, Fact::Known(Some("s3://lake/sink.zip".to_owned())));
        assert_eq!((sink.brokers.as_str(), sink.in_transit.as_deref()), ("b-1:9098", Some("TLS")));
        assert_eq!(sink.logs.log_group.as_deref(), Some("/connect"));
        assert_eq!(notes.counts(), [Fact::Known(1)]);
    }

    #[tokio::test]
    async fn what_is_denied_or_malformed_is_a_gap() {
        let (_, notes) = read(&[
            ("GET /v1/connectors", listed()),
            (
                &format!("GET /v1/worker-configurations/{WORKERS}"),
                json!({ "latestRevision": { "propertiesFileContent": "no base64 %" } }),
            ),
        ])
        .await;
        let resource = notes.resource();
        let sink = resource.kafka_connector().unwrap();
        assert!(sink.configuration.gap().is_some() && sink.workers.gap().is_some() && resource.tags.gap().is_some());
        assert!(sink.plugins[0].source.gap().is_some());
        assert!(notes.gaps().iter().any(|gap| gap.reason == Failure::Malformed));
        let (_, notes) = read(&[("GET /v1/connectors", json!({}))]).await;
        assert_eq!(notes.counts(), [Fact::Known(0)]);
        let (_, notes) = read(&[]).await;
        assert!(matches!(notes.counts().as_slice(), [Fact::Unknown(_)]));
    }
}
