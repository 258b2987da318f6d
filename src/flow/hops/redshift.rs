//! Redshift: audit logs, snapshots, data shares, integrations, workgroups, event subscriptions.
//!
//! What statements load and unload is known to the roles alone: each thing that their policies name is a reference.

use super::granted;
use crate::flow::{Draft, Node, Outside, OutsideKind, Sketch, Transfer};
use crate::model::aws::WarehouseLogging;
use crate::model::{AccountId, Kind};

const SERVICE: &str = "redshift.amazonaws.com";

/// Where a cluster's audit logs go, what its roles name, and who connects from elsewhere.
///
/// Sources: Amazon Redshift Management Guide, "Database audit logging", "Authorizing Amazon Redshift to access AWS services
/// on your behalf", "Redshift-managed VPC endpoints".
pub(super) fn cluster(draft: &mut Draft<'_>) {
    let here = draft.here;
    let Some(cluster) = here.redshift_cluster() else { return };
    match cluster.logging.known() {
        Some(Some(WarehouseLogging::Bucket { bucket, .. })) => {
            let target = format!("s3://{bucket}");
            draft.add(Sketch::to(&target, Transfer::Write).as_service(SERVICE).declared("LoggingStatus.BucketName"));
        }
        Some(Some(WarehouseLogging::Groups(logs))) => {
            log_groups(draft, &format!("/aws/redshift/cluster/{}", here.name()), logs, "LoggingStatus.LogExports");
        }
        Some(None) | None => {}
    }
    for role in &cluster.roles {
        granted::refer(draft, role, "IamRoles", &["s3", "dynamodb", "kinesis", "glue", "lambda"]);
    }
    for grant in cluster.endpoint_grants.known().into_iter().flatten() {
        let sketch = Sketch::to_node(account(draft, &grant.account), Transfer::Read);
        draft.add(sketch.with_credentials("a database user").declared("EndpointAuthorizationList.Grantee"));
    }
}

/// Where a namespace's logs go, and what its roles name.
///
/// Source: Amazon Redshift Management Guide, "Audit logging for Amazon Redshift Serverless".
pub(super) fn namespace(draft: &mut Draft<'_>) {
    let here = draft.here;
    let Some(namespace) = here.redshift_namespace() else { return };
    log_groups(draft, &format!("/aws/redshift/{}", namespace.name), &namespace.log_exports, "logExports");
    for role in &namespace.roles {
        granted::refer(draft, role, "iamRoles", &["s3", "dynamodb", "kinesis", "glue", "lambda"]);
    }
}

fn log_groups(draft: &mut Draft<'_>, prefix: &str, logs: &[String], field: &str) {
    let here = draft.here;
    for log in logs {
        let (partition, region) = (here.arn.partition(), &here.region);
        let group = format!("arn:{partition}:logs:{region}:{}:log-group:{prefix}/{log}", here.account);
        draft.add(Sketch::to(&group, Transfer::Write).as_service(SERVICE).declared(field));
    }
}

/// A workgroup serves the data of its namespace.
///
/// Source: Amazon Redshift Management Guide, "Workgroups and namespaces".
pub(super) fn workgroup(draft: &mut Draft<'_>) {
    let here = draft.here;
    let Some(workgroup) = here.redshift_workgroup() else { return };
    if let Some(id) = draft.names.of_kind(Kind::RedshiftNamespace, &workgroup.namespace, here) {
        let sketch =
            Sketch::from_node(Node::Resource(id), Transfer::Read).as_service("redshift-serverless.amazonaws.com");
        draft.add(sketch.declared("namespaceName"));
    }
}

/// The warehouse that a snapshot was taken of.
///
/// Source: Amazon Redshift Management Guide, "Amazon Redshift snapshots and backups".
pub(super) fn snapshot(draft: &mut Draft<'_>) {
    let here = draft.here;
    let Some(snapshot) = here.redshift_snapshot().or_else(|| here.redshift_serverless_snapshot()) else { return };
    // The warehouse is often long gone, and a snapshot of what nobody holds moves nothing.
    if draft.estate.find(&snapshot.source).is_some() {
        let field = if here.redshift_snapshot().is_some() { "ClusterIdentifier" } else { "namespaceArn" };
        draft.add(Sketch::from(&snapshot.source, Transfer::Copy).as_service(SERVICE).declared(field));
    }
}

/// The producer and the consumers of a data share.
///
/// Source: Amazon Redshift Database Developer Guide, "Data sharing in Amazon Redshift".
pub(super) fn share(draft: &mut Draft<'_>) {
    let here = draft.here;
    let Some(share) = here.data_share() else { return };
    draft.add(Sketch::from(&share.producer, Transfer::Read).as_service(SERVICE).declared("ProducerArn"));
    for consumer in share.consumers.iter().filter(|consumer| consumer.is_open()) {
        let sketch = if consumer.name.starts_with("arn:") {
            Sketch::to(&consumer.name, Transfer::Read)
        } else {
            Sketch::to_node(account(draft, &consumer.name), Transfer::Read)
        };
        draft.add(sketch.as_service(SERVICE).declared("DataShareAssociations.ConsumerIdentifier"));
    }
}

/// Someone unnamed of an account.
fn account(draft: &Draft<'_>, account: &str) -> Node {
    let id = AccountId::new(account);
    let scanned = draft.estate.accounts().iter().any(|own| own.id == id);
    let kind = if scanned { OutsideKind::NotInventoried(id) } else { OutsideKind::Account(id) };
    Node::Outside(Outside { name: format!("account {account}"), kind })
}

/// The source and the target of an integration: a table, a bucket, a database, and the warehouse.
///
/// Source: Amazon Redshift Management Guide, "Zero-ETL integrations" and "S3 event integrations".
pub(super) fn integration(draft: &mut Draft<'_>) {
    let here = draft.here;
    let Some(integration) = here.redshift_integration() else { return };
    draft.add(Sketch::from(&integration.source, Transfer::Read).as_service(SERVICE).declared("SourceArn"));
    draft.add(Sketch::to(&integration.target, Transfer::Write).as_service(SERVICE).declared("TargetArn"));
}

/// The topic that hears of events.
///
/// Source: Amazon Redshift Management Guide, "Amazon Redshift provisioned cluster event notifications".
pub(super) fn events(draft: &mut Draft<'_>) {
    let Some(subscription) = draft.here.redshift_event_subscription().filter(|it| it.enabled) else { return };
    draft.add(Sketch::to(&subscription.topic, Transfer::Write).as_service(SERVICE).declared("SnsTopicArn"));
}
