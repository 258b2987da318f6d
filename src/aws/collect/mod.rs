//! The collectors: one service a file, each a function `collect(&Caller)` that reads its unit whole.
//!
//! A collector never fails: what it cannot read becomes a gap, and it goes on. It says `listed` once per kind and
//! region. The runner says `done`.

pub mod access_analyzer;
mod account;
mod airflow;
mod apigateway;
mod apigateway_shape;
mod apigateway_v2;
mod ask;
pub(super) mod athena;
pub mod cloudtrail;
mod cloudtrail_events;
mod datapipeline;
pub(super) mod dynamodb;
mod dynamodb_shape;
mod ec2;
mod emr;
mod emr_serverless;
pub(super) mod emr_shape;
mod events;
pub(super) mod firehose;
mod firehose_shape;
mod glue;
pub(super) mod glue_catalog;
mod glue_integrations;
pub mod iam;
mod iam_activity;
mod iam_details;
mod iam_federation;
mod iam_policies;
mod iam_report;
mod iam_users;
mod kafka;
mod kafka_connect;
mod kafka_shape;
pub(super) mod kinesis;
pub mod kms;
mod lambda;
mod lambda_mappings;
mod lambda_metrics;
mod listed;
pub(super) mod logs;
mod marked;
pub mod organizations;
mod pipes;
mod rds;
mod rds_beside;
mod rds_shape;
mod redshift;
mod redshift_serverless;
pub mod s3;
pub mod s3_access_points;
mod s3_bucket;
mod scheduler;
pub(super) mod secretsmanager;
pub(super) mod sns;
pub(super) mod sqs;
mod states;

#[cfg(test)]
mod access_analyzer_tests;
#[cfg(test)]
mod apigateway_tests;
#[cfg(test)]
mod cloudtrail_events_tests;
#[cfg(test)]
mod cloudtrail_tests;
#[cfg(test)]
mod delivery_tests;
#[cfg(test)]
mod ec2_tests;
#[cfg(test)]
mod events_tests;
#[cfg(test)]
mod glue_tests;
#[cfg(test)]
mod iam_tests;
#[cfg(test)]
mod kms_tests;
#[cfg(test)]
mod lambda_tests;
#[cfg(test)]
mod organizations_tests;
#[cfg(test)]
mod processing_tests;
#[cfg(test)]
mod rds_tests;
#[cfg(test)]
mod redshift_tests;
#[cfg(test)]
mod s3_access_points_tests;
#[cfg(test)]
mod s3_tests;
#[cfg(test)]
mod sns_tests;
#[cfg(test)]
mod sqs_tests;
#[cfg(test)]
mod states_tests;
#[cfg(test)]
mod streaming_tests;

use futures::future::BoxFuture;
use futures::{FutureExt, StreamExt};

use super::call::Caller;

/// A service that is read region by region.
pub struct Collector {
    /// Its name: that of its unit, its limit and its permissions.
    pub service: &'static str,
    /// Reads one region.
    pub read: for<'a> fn(&'a Caller) -> BoxFuture<'a, ()>,
}

/// The services that are read region by region, one a line.
pub const REGIONAL: &[Collector] = &[
    Collector { service: "s3", read: |caller| s3_access_points::collect(caller).boxed() },
    Collector { service: "kms", read: |caller| kms::collect(caller).boxed() },
    Collector { service: "cloudtrail", read: |caller| cloudtrail::collect(caller, true).boxed() },
    Collector { service: "access-analyzer", read: |caller| access_analyzer::collect(caller).boxed() },
    Collector { service: "sqs", read: |caller| sqs::collect(caller).boxed() },
    Collector { service: "rds", read: |caller| rds::collect(caller).boxed() },
    Collector { service: "dynamodb", read: |caller| dynamodb::collect(caller).boxed() },
    Collector { service: "secretsmanager", read: |caller| secretsmanager::collect(caller).boxed() },
    Collector { service: "logs", read: |caller| logs::collect(caller).boxed() },
    Collector { service: "kinesis", read: |caller| kinesis::collect(caller).boxed() },
    Collector { service: "firehose", read: |caller| firehose::collect(caller).boxed() },
    Collector { service: "kafka", read: |caller| kafka::collect(caller).boxed() },
    Collector { service: "kafkaconnect", read: |caller| kafka_connect::collect(caller).boxed() },
    Collector { service: "redshift", read: |caller| redshift::collect(caller).boxed() },
    Collector { service: "redshift-serverless", read: |caller| redshift_serverless::collect(caller).boxed() },
    Collector { service: "apigateway", read: |caller| apigateway::collect(caller).boxed() },
    Collector { service: "sns", read: |caller| sns::collect(caller).boxed() },
    Collector { service: "lambda", read: |caller| lambda::collect(caller).boxed() },
    Collector { service: "events", read: |caller| events::collect(caller).boxed() },
    Collector { service: "pipes", read: |caller| pipes::collect(caller).boxed() },
    Collector { service: "scheduler", read: |caller| scheduler::collect(caller).boxed() },
    Collector { service: "states", read: |caller| states::collect(caller).boxed() },
    Collector { service: "glue", read: |caller| glue::collect(caller).boxed() },
    Collector { service: "athena", read: |caller| athena::collect(caller).boxed() },
    Collector { service: "airflow", read: |caller| airflow::collect(caller).boxed() },
    Collector { service: "emr", read: |caller| emr::collect(caller).boxed() },
    Collector { service: "datapipeline", read: |caller| datapipeline::collect(caller).boxed() },
    Collector { service: "ec2", read: |caller| ec2::collect(caller).boxed() },
];

/// Makes so many calls at once, and gives their answers in the order of the calls. The limiter has the last word.
async fn side_by_side<F: Future>(at_once: usize, calls: impl IntoIterator<Item = F>) -> Vec<F::Output> {
    let calls: Vec<F> = calls.into_iter().collect();
    futures::stream::iter(calls).buffered(at_once).collect().await
}
