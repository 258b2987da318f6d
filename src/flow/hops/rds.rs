//! RDS and Aurora: replicas, snapshots, exports, integrations, activity streams, logs, proxies, event subscriptions.
//!
//! What a database's roles may read and write is told by their policies; SQL says what is read and written.

use super::granted;
use crate::flow::{Draft, Node, Sketch, Transfer};
use crate::model::Kind;
use crate::model::aws::Database;

const SERVICE: &str = "rds.amazonaws.com";

/// What follows a database, what it records, and where its logs go.
///
/// Sources: Amazon RDS User Guide, "Working with DB instance read replicas", "Monitoring Amazon RDS with Database Activity
/// Streams", "Publishing database logs to Amazon CloudWatch Logs".
pub(super) fn database(draft: &mut Draft<'_>) {
    let (here, resource) = (draft.here, draft.here.arn.resource());
    let Some(database) = here.db_instance().or_else(|| here.db_cluster()) else { return };
    let sort = if here.db_cluster().is_some() { "cluster" } else { "instance" };
    let name = resource.rsplit(':').next().unwrap_or(resource);
    replica(draft, database);
    if let Some(stream) = &database.activity_stream {
        let target = beside(draft, "kinesis", &format!("stream/{}", stream.stream));
        let sketch = Sketch::to(&target, Transfer::Write).as_service(SERVICE);
        draft.add(sketch.declared("ActivityStreamKinesisStreamName"));
    }
    for log in &database.log_exports {
        let target = beside(draft, "logs", &format!("log-group:/aws/rds/{sort}/{name}/{log}"));
        draft.add(Sketch::to(&target, Transfer::Write).as_service(SERVICE).declared("EnabledCloudwatchLogsExports"));
    }
    for role in &database.roles {
        let place = format!("AssociatedRoles {}", role.feature.as_deref().unwrap_or_default());
        granted::refer(draft, &role.arn, place.trim_end(), &["s3", "lambda"]);
    }
    member(draft, database);
}

/// A member of a cluster serves the cluster's data.
fn member(draft: &mut Draft<'_>, database: &Database) {
    let Some(cluster) = &database.cluster else { return };
    let cluster = beside(draft, "rds", &format!("cluster:{cluster}"));
    draft.add(Sketch::from(&cluster, Transfer::Read).as_service(SERVICE).declared("DBClusterIdentifier"));
}

fn replica(draft: &mut Draft<'_>, database: &Database) {
    let Some(source) = &database.replica_of else { return };
    let arn = if source.starts_with("arn:") { source.clone() } else { beside(draft, "rds", &format!("db:{source}")) };
    draft.add(Sketch::from(&arn, Transfer::Copy).as_service(SERVICE).declared("ReadReplicaSourceDBInstanceIdentifier"));
}

/// The database that a snapshot was taken of.
///
/// Source: Amazon RDS User Guide, "Creating a DB snapshot for a Single-AZ DB instance".
pub(super) fn snapshot(draft: &mut Draft<'_>) {
    let Some(snapshot) = draft.here.db_snapshot() else { return };
    let field =
        if draft.here.arn.resource().starts_with("cluster-") { "DBClusterIdentifier" } else { "DBInstanceIdentifier" };
    // The database is often long gone, and a snapshot of what nobody holds moves nothing.
    if draft.estate.find(&snapshot.database).is_some() {
        draft.add(Sketch::from(&snapshot.database, Transfer::Copy).as_service(SERVICE).declared(field));
    }
}

/// The bucket that a snapshot or a cluster is exported to.
///
/// Source: Amazon RDS User Guide, "Exporting DB snapshot data to Amazon S3".
pub(super) fn export(draft: &mut Draft<'_>) {
    let Some(export) = draft.here.db_export() else { return };
    let held = draft.estate.find(&export.source).is_some();
    let source = if held { &export.source } else { export.database.as_ref().unwrap_or(&export.source) };
    let bucket = format!("s3://{}", export.bucket);
    let role = export.role.as_deref().unwrap_or_default();
    draft.add(Sketch::from(source, Transfer::Read).as_service("export.rds.amazonaws.com").declared("SourceArn"));
    draft.add(Sketch::to(&bucket, Transfer::Write).as_role(role).declared("S3Bucket"));
}

/// The source and the target of a zero-ETL integration.
///
/// Sources: Amazon RDS User Guide, "Working with Amazon RDS zero-ETL integrations"; Amazon Redshift Management Guide,
/// "Zero-ETL integrations".
pub(super) fn integration(draft: &mut Draft<'_>) {
    let here = draft.here;
    let Some(integration) = here.db_integration() else { return };
    draft.add(Sketch::from(&integration.source, Transfer::Read).as_service(SERVICE).declared("SourceArn"));
    draft.add(
        Sketch::to(&integration.target, Transfer::Write).as_service("redshift.amazonaws.com").declared("TargetArn"),
    );
}

/// The topic that hears of events.
///
/// Source: Amazon RDS User Guide, "Working with Amazon RDS event notification".
pub(super) fn events(draft: &mut Draft<'_>) {
    let Some(subscription) = draft.here.db_event_subscription().filter(|it| it.enabled) else { return };
    let sketch = Sketch::to(&subscription.topic, Transfer::Write).as_service("events.rds.amazonaws.com");
    draft.add(sketch.declared("SnsTopicArn"));
}

/// The databases behind a proxy. Data comes out of them, and statements go in.
///
/// Source: Amazon RDS User Guide, "Amazon RDS Proxy".
pub(super) fn proxy(draft: &mut Draft<'_>) {
    let here = draft.here;
    let Some(proxy) = here.db_proxy() else { return };
    for target in proxy.targets.known().into_iter().flatten() {
        let kind = if target.cluster { Kind::DbCluster } else { Kind::DbInstance };
        let Some(id) = draft.names.of_kind(kind, &target.name, here) else { continue };
        let sketch = Sketch::from_node(Node::Resource(id), Transfer::Read).with_credentials("a database user's secret");
        draft.add(sketch.declared("Targets.RdsResourceId"));
    }
}

/// The ARN of something in the same account and region.
fn beside(draft: &Draft<'_>, service: &str, resource: &str) -> String {
    let here = draft.here;
    format!("arn:{}:{service}:{}:{}:{resource}", here.arn.partition(), here.region, here.account)
}
