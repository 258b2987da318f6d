//! Firehose's answers, as far as they are kept, and the model's values from them. No call is made here.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::aws::redact;
use crate::aws::wire::time;
use crate::model::aws::{
    Delivery, DeliveryBucket, DeliveryDescription, DeliverySchema, DeliverySource, DeliveryTarget,
};
use crate::model::{AtRest, Fact, Network, Redacted, Timestamp};

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Described {
    delivery_stream_description: Told,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Told {
    delivery_stream_status: String,
    delivery_stream_type: Option<String>,
    delivery_stream_encryption_configuration: Option<Encryption>,
    #[serde(default, deserialize_with = "time::optional")]
    create_timestamp: Option<Timestamp>,
    source: Option<Source>,
    #[serde(default)]
    destinations: Vec<Destination>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Encryption {
    #[serde(rename = "KeyARN")]
    key: Option<String>,
    status: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Source {
    kinesis_stream_source_description: Option<KinesisSource>,
    #[serde(rename = "MSKSourceDescription")]
    kafka: Option<KafkaSource>,
    database_source_description: Option<DatabaseSource>,
}

#[derive(Deserialize)]
struct KinesisSource {
    #[serde(rename = "KinesisStreamARN")]
    stream: String,
    #[serde(rename = "RoleARN")]
    role: Option<String>,
}

#[derive(Deserialize)]
struct KafkaSource {
    #[serde(rename = "MSKClusterARN")]
    cluster: String,
    #[serde(rename = "TopicName")]
    topic: Option<String>,
    #[serde(rename = "AuthenticationConfiguration")]
    authentication: Option<Authentication>,
}

#[derive(Deserialize)]
struct Authentication {
    #[serde(rename = "RoleARN")]
    role: Option<String>,
    #[serde(rename = "Connectivity")]
    connectivity: Option<String>,
}

#[derive(Deserialize)]
struct DatabaseSource {
    #[serde(rename = "Endpoint", default)]
    endpoint: String,
    #[serde(rename = "SSLMode")]
    tls: Option<String>,
    #[serde(rename = "DatabaseSourceAuthenticationConfiguration")]
    authentication: Option<DatabaseAuthentication>,
}

#[derive(Deserialize)]
struct DatabaseAuthentication {
    #[serde(rename = "SecretsManagerConfiguration")]
    secret: Option<SecretConfiguration>,
}

#[derive(Deserialize)]
struct SecretConfiguration {
    #[serde(rename = "SecretARN")]
    arn: Option<String>,
    #[serde(rename = "Enabled", default)]
    enabled: bool,
}

/// A destination: one of these is there, and the older form of the first beside it.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Destination {
    #[serde(rename = "ExtendedS3DestinationDescription")]
    extended: Option<Target>,
    #[serde(rename = "S3DestinationDescription")]
    s3: Option<Target>,
    #[serde(rename = "RedshiftDestinationDescription")]
    redshift: Option<Target>,
    #[serde(rename = "ElasticsearchDestinationDescription")]
    elasticsearch: Option<Target>,
    #[serde(rename = "AmazonopensearchserviceDestinationDescription")]
    opensearch: Option<Target>,
    #[serde(rename = "AmazonOpenSearchServerlessDestinationDescription")]
    collection: Option<Target>,
    #[serde(rename = "SplunkDestinationDescription")]
    splunk: Option<Target>,
    #[serde(rename = "HttpEndpointDestinationDescription")]
    http: Option<Target>,
    #[serde(rename = "SnowflakeDestinationDescription")]
    snowflake: Option<Target>,
    #[serde(rename = "IcebergDestinationDescription")]
    iceberg: Option<Target>,
}

/// What any destination may hold.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Target {
    #[serde(rename = "RoleARN")]
    role: Option<String>,
    #[serde(flatten)]
    own_bucket: Option<Bucket>,
    s3_destination_description: Option<Bucket>,
    s3_backup_mode: Option<String>,
    s3_backup_description: Option<Bucket>,
    processing_configuration: Option<Processing>,
    data_format_conversion_configuration: Option<Conversion>,
    cloud_watch_logging_options: Option<Logging>,
    vpc_configuration_description: Option<Vpc>,
    snowflake_vpc_configuration: Option<serde_json::Value>,
    secrets_manager_configuration: Option<SecretConfiguration>,
    #[serde(rename = "ClusterJDBCURL")]
    jdbc: Option<String>,
    #[serde(rename = "DomainARN")]
    domain: Option<String>,
    cluster_endpoint: Option<String>,
    collection_endpoint: Option<String>,
    #[serde(rename = "HECEndpoint")]
    collector: Option<String>,
    #[serde(rename = "HECToken")]
    token: Option<String>,
    endpoint_configuration: Option<Endpoint>,
    request_configuration: Option<RequestConfiguration>,
    account_url: Option<String>,
    catalog_configuration: Option<Catalog>,
    #[serde(default)]
    destination_table_configuration_list: Vec<IcebergTable>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Bucket {
    #[serde(rename = "BucketARN")]
    arn: String,
    #[serde(rename = "RoleARN")]
    role: Option<String>,
    prefix: Option<String>,
    encryption_configuration: Option<BucketEncryption>,
    cloud_watch_logging_options: Option<Logging>,
}

#[derive(Deserialize)]
struct BucketEncryption {
    #[serde(rename = "KMSEncryptionConfig")]
    key: Option<BucketKey>,
}

#[derive(Deserialize)]
struct BucketKey {
    #[serde(rename = "AWSKMSKeyARN")]
    arn: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Logging {
    #[serde(default)]
    enabled: bool,
    log_group_name: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Processing {
    #[serde(default)]
    enabled: bool,
    #[serde(default)]
    processors: Vec<Processor>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Processor {
    #[serde(default)]
    parameters: Vec<Parameter>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Parameter {
    parameter_name: String,
    parameter_value: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Conversion {
    enabled: Option<bool>,
    schema_configuration: Option<Schema>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Schema {
    #[serde(rename = "RoleARN")]
    role: Option<String>,
    catalog_id: Option<String>,
    database_name: Option<String>,
    table_name: Option<String>,
    region: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Vpc {
    #[serde(default)]
    subnet_ids: Vec<String>,
    #[serde(default)]
    security_group_ids: Vec<String>,
    vpc_id: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Endpoint {
    #[serde(default)]
    url: String,
    name: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct RequestConfiguration {
    #[serde(default)]
    common_attributes: Vec<Attribute>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Attribute {
    attribute_name: String,
    attribute_value: String,
}

#[derive(Deserialize)]
struct Catalog {
    #[serde(rename = "CatalogARN")]
    arn: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct IcebergTable {
    destination_table_name: String,
    destination_database_name: String,
}

pub(super) fn description(key: &redact::Key, told: Described) -> DeliveryDescription {
    let told = told.delivery_stream_description;
    let kind = told.delivery_stream_type.unwrap_or_default();
    let source = source(told.source, kind);
    let encryption = match source {
        DeliverySource::DirectPut => Fact::Known(encryption(told.delivery_stream_encryption_configuration)),
        _ => Fact::NotApplicable,
    };
    DeliveryDescription {
        status: told.delivery_stream_status,
        source,
        encryption,
        destination: told.destinations.into_iter().next().and_then(|it| destination(key, it)),
        created: told.create_timestamp,
    }
}

pub(super) fn encryption_of(told: Described) -> AtRest {
    encryption(told.delivery_stream_description.delivery_stream_encryption_configuration)
}

fn encryption(told: Option<Encryption>) -> AtRest {
    match told.filter(|it| matches!(it.status.as_deref(), Some("ENABLED" | "ENABLING"))) {
        Some(on) => AtRest::of(on.key.as_deref(), Some("AWS owned key")),
        None => AtRest::Absent,
    }
}

fn source(told: Option<Source>, kind: String) -> DeliverySource {
    let told = told.unwrap_or(Source {
        kinesis_stream_source_description: None,
        kafka: None,
        database_source_description: None,
    });
    if let Some(KinesisSource { stream, role }) = told.kinesis_stream_source_description {
        return DeliverySource::Kinesis { stream, role };
    }
    if let Some(KafkaSource { cluster, topic, authentication }) = told.kafka {
        let (role, connectivity) = authentication.map_or((None, None), |it| (it.role, it.connectivity));
        return DeliverySource::Kafka { cluster, topic, role, connectivity };
    }
    if let Some(database) = told.database_source_description {
        let secret = database.authentication.and_then(|it| it.secret);
        return DeliverySource::Database {
            host: database.endpoint,
            tls: database.tls.as_deref() == Some("Enabled"),
            secret: secret.and_then(|it| it.arn),
        };
    }
    if kind == "DirectPut" || kind.is_empty() { DeliverySource::DirectPut } else { DeliverySource::Other(kind) }
}

fn destination(key: &redact::Key, told: Destination) -> Option<Delivery> {
    let address = |name: &str, text: Option<&String>| redact::value(key, name, text.map_or("", String::as_str));
    let name_of = |it: &Target| it.domain.clone().or(it.cluster_endpoint.clone()).or(it.collection_endpoint.clone());
    let (target, to): (Target, DeliveryTarget) = if let Some(it) = told.extended {
        (it, DeliveryTarget::S3)
    } else if let Some(it) = told.redshift {
        let to = DeliveryTarget::Redshift(address("ClusterJDBCURL", it.jdbc.as_ref()));
        (it, to)
    } else if let Some(it) = told.elasticsearch.or(told.opensearch).or(told.collection) {
        let to = DeliveryTarget::OpenSearch(name_of(&it).unwrap_or_default());
        (it, to)
    } else if let Some(it) = told.splunk {
        let to = DeliveryTarget::Splunk(address("HECEndpoint", it.collector.as_ref()));
        (it, to)
    } else if let Some(it) = told.http {
        let endpoint = it.endpoint_configuration.as_ref();
        let url = address("Url", endpoint.map(|it| &it.url));
        let to = DeliveryTarget::Http { url, name: endpoint.and_then(|it| it.name.clone()) };
        (it, to)
    } else if let Some(it) = told.snowflake {
        let to = DeliveryTarget::Snowflake(address("AccountUrl", it.account_url.as_ref()));
        (it, to)
    } else if let Some(it) = told.iceberg {
        let name = |it: &IcebergTable| format!("{}.{}", it.destination_database_name, it.destination_table_name);
        let tables = it.destination_table_configuration_list.iter().map(name).collect();
        let catalog = it.catalog_configuration.as_ref().and_then(|it| it.arn.clone());
        (it, DeliveryTarget::Iceberg { catalog, tables })
    } else {
        (told.s3?, DeliveryTarget::S3)
    };
    Some(delivery(key, target, to))
}

fn delivery(key: &redact::Key, told: Target, to: DeliveryTarget) -> Delivery {
    let processors = told.processing_configuration.filter(|it| it.enabled).map(|it| it.processors);
    let parameters = processors.into_iter().flatten().flat_map(|it| it.parameters);
    let functions = parameters.filter(|it| it.parameter_name == "LambdaArn").map(|it| it.parameter_value).collect();
    let conversion = told.data_format_conversion_configuration.filter(|it| it.enabled != Some(false));
    let common = told.request_configuration.map(|it| it.common_attributes).unwrap_or_default();
    let token = told.token.map(|token| Attribute { attribute_name: "HECToken".to_owned(), attribute_value: token });
    let attribute = |it: Attribute| {
        let value = redact::value(key, &it.attribute_name, &it.attribute_value);
        (it.attribute_name, value)
    };
    let attributes: BTreeMap<String, Redacted> = common.into_iter().chain(token).map(attribute).collect();
    let log_group = told.cloud_watch_logging_options.and_then(logged);
    let (role, log) = (told.role.clone(), log_group.clone());
    let own = told.own_bucket.map(|it| DeliveryBucket { role, log_group: log, ..bucket(it) });
    Delivery {
        to,
        role: told.role,
        bucket: own.or(told.s3_destination_description.map(bucket)),
        backup: told.s3_backup_description.map(bucket),
        backup_mode: told.s3_backup_mode,
        functions,
        schema: conversion.and_then(|it| it.schema_configuration).and_then(schema),
        log_group,
        network: told
            .vpc_configuration_description
            .map(network)
            .or(told.snowflake_vpc_configuration.map(|_| private())),
        secret: told.secrets_manager_configuration.filter(|it| it.enabled).and_then(|it| it.arn),
        attributes,
    }
}

fn bucket(told: Bucket) -> DeliveryBucket {
    DeliveryBucket {
        arn: told.arn,
        role: told.role,
        prefix: told.prefix.filter(|prefix| !prefix.is_empty()),
        key: told.encryption_configuration.and_then(|it| it.key).map(|it| it.arn),
        log_group: told.cloud_watch_logging_options.and_then(logged),
    }
}

fn logged(told: Logging) -> Option<String> {
    told.log_group_name.filter(|_| told.enabled)
}

fn schema(told: Schema) -> Option<DeliverySchema> {
    let Schema { role, catalog_id, database_name, table_name, region } = told;
    Some(DeliverySchema { catalog: catalog_id, database: database_name?, table: table_name?, region, role })
}

fn network(told: Vpc) -> Network {
    Network::Vpc { vpc: told.vpc_id, subnets: told.subnet_ids, security_groups: told.security_group_ids, public: false }
}

/// Over an endpoint of AWS PrivateLink, whose network is Snowflake's.
fn private() -> Network {
    Network::Vpc { vpc: None, subnets: Vec::new(), security_groups: Vec::new(), public: false }
}
