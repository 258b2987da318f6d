//! The hops of each service: one file a service, one rule a kind of resource.
//!
//! A rule looks at one resource and adds what its configuration declares or names. It never guesses a direction: what
//! only names something is a reference.

mod airflow;
mod apigateway;
mod athena;
mod datapipeline;
mod dynamodb;
mod emr;
mod events;
mod firehose;
mod glue;
mod glue_catalog;
mod granted;
mod kafka;
mod kinesis;
mod lambda;
mod logs;
mod rds;
mod redshift;
mod s3;
mod secretsmanager;
mod sns;
mod sqs;
mod states;

use serde_json::Value;

use super::{Draft, Transfer};
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
    (Kind::Topic, sns::topic),
    // lambda
    (Kind::Function, lambda::function),
    (Kind::EventSourceMapping, lambda::mapping),
    // kinesis
    (Kind::StreamConsumer, kinesis::consumer),
    // firehose
    (Kind::DeliveryStream, firehose::delivery_stream),
    // kafka
    (Kind::KafkaCluster, kafka::cluster),
    (Kind::KafkaConnector, kafka::connector),
    // events
    (Kind::EventBus, events::bus),
    (Kind::EventRule, events::rule),
    (Kind::ApiDestination, events::destination),
    (Kind::Pipe, events::pipe),
    (Kind::Schedule, events::schedule),
    // states
    (Kind::StateMachine, states::machine),
    // glue
    (Kind::GlueJob, glue::job),
    (Kind::GlueCrawler, glue::crawler),
    (Kind::GlueTrigger, glue::trigger),
    (Kind::GlueWorkflow, glue::workflow),
    (Kind::GlueEndpoint, glue::endpoint),
    (Kind::GlueDatabase, glue_catalog::database),
    (Kind::GlueTable, glue_catalog::table),
    (Kind::GlueConnection, glue_catalog::connection),
    (Kind::GlueIntegration, glue_catalog::integration),
    // athena
    (Kind::AthenaWorkGroup, athena::work_group),
    (Kind::AthenaCatalog, athena::catalog),
    // airflow
    (Kind::AirflowEnvironment, airflow::environment),
    // emr
    (Kind::EmrCluster, emr::cluster),
    (Kind::EmrSecurityConfiguration, emr::security_configuration),
    (Kind::EmrApplication, emr::application),
    // datapipeline
    (Kind::DataPipeline, datapipeline::pipeline),
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

/// What is done to a target with this ARN: stores and what passes messages on are written to, all else is set off.
fn delivery(arn: &str) -> Transfer {
    const WRITTEN: [&str; 8] = ["sqs", "sns", "kinesis", "firehose", "logs", "events", "s3", "dynamodb"];
    let service = arn.split(':').nth(2).unwrap_or_default();
    // An address outside of AWS is written to through a resource of EventBridge's.
    if WRITTEN.contains(&service) { Transfer::Write } else { Transfer::Invoke }
}

/// Adds a hop to everything that the members of a JSON text name, by their values; of a text that is none, to everything
/// in it.
fn refer_members(draft: &mut Draft<'_>, place: &str, text: &str, role: &str) {
    match serde_json::from_str::<Value>(text) {
        Ok(value) => refer_below(draft, place, "", &value, role),
        Err(_) => draft.refer(place, text, Some(role)),
    }
}

fn refer_below(draft: &mut Draft<'_>, place: &str, name: &str, value: &Value, role: &str) {
    match value {
        Value::Object(all) => all.iter().for_each(|(name, it)| refer_below(draft, place, name, it, role)),
        Value::Array(all) => all.iter().for_each(|it| refer_below(draft, place, name, it, role)),
        Value::String(text) => draft.refer_value(place, name, text, Some(role)),
        _ => {}
    }
}
