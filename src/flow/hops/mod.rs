//! The hops of each service: one file a service, one rule a kind of resource.
//!
//! A rule looks at one resource and adds what its configuration declares or names. It never guesses a direction: what
//! only names something is a reference.

mod apigateway;
mod dynamodb;
mod firehose;
mod granted;
mod kafka;
mod kinesis;
mod logs;
mod rds;
mod redshift;
mod s3;
mod secretsmanager;
mod sqs;

use super::Draft;
use crate::model::Kind;

/// Tells the hops of one resource.
pub(super) type Rule = fn(&mut Draft<'_>);

/// The rules, by the kind that they look at. A kind without a rule declares no hops itself.
pub(super) const RULES: &[(Kind, Rule)] = &[
    // s3
    (Kind::Bucket, s3::bucket),
    // sqs
    (Kind::Queue, sqs::queue),
    // sns
    // lambda
    // kinesis
    (Kind::StreamConsumer, kinesis::consumer),
    // firehose
    (Kind::DeliveryStream, firehose::delivery_stream),
    // kafka
    (Kind::KafkaCluster, kafka::cluster),
    (Kind::KafkaConnector, kafka::connector),
    // events
    // states
    // glue
    // athena
    // airflow
    // emr
    // datapipeline
    // redshift
    (Kind::RedshiftCluster, redshift::cluster),
    (Kind::RedshiftSnapshot, redshift::snapshot),
    (Kind::DataShare, redshift::share),
    (Kind::RedshiftIntegration, redshift::integration),
    (Kind::RedshiftEventSubscription, redshift::events),
    (Kind::RedshiftNamespace, redshift::namespace),
    (Kind::RedshiftWorkgroup, redshift::workgroup),
    (Kind::RedshiftServerlessSnapshot, redshift::snapshot),
    // rds
    (Kind::DbInstance, rds::database),
    (Kind::DbCluster, rds::database),
    (Kind::DbSnapshot, rds::snapshot),
    (Kind::DbExport, rds::export),
    (Kind::DbIntegration, rds::integration),
    (Kind::DbEventSubscription, rds::events),
    (Kind::DbProxy, rds::proxy),
    // dynamodb
    (Kind::Table, dynamodb::table),
    // secretsmanager
    (Kind::Secret, secretsmanager::secret),
    // logs
    (Kind::LogGroup, logs::group),
    (Kind::LogDestination, logs::destination),
    // apigateway
    (Kind::RestApi, apigateway::api),
    (Kind::HttpApi, apigateway::api),
    (Kind::ApiDomain, apigateway::domain),
];
