//! RDS and Aurora.

use tidegate::model::Resource;
use tidegate::model::aws::{ActivityStream, Database, DatabaseExport, DatabaseRole, EventSubscription, InlinePolicy};

use super::hops_in_full;
use crate::samples::{
    ACCOUNT, FOREIGN, REGION, Tweak, bucket, db_cluster, db_event_subscription, db_export, db_instance, db_integration,
    db_proxy, db_snapshot, document, rds_arn, role,
};

fn quiet(name: &str) -> Resource {
    db_instance(name).with(|it: &mut Database| it.log_exports.clear())
}

fn quiet_cluster(name: &str) -> Resource {
    db_cluster(name).with(|it: &mut Database| it.log_exports.clear())
}

fn unlogged(name: &str) -> Resource {
    bucket(name).bucket_with(|it| it.logging = tidegate::model::Fact::Known(None))
}

#[test]
fn logs_and_activity_leave_a_database() {
    let stream = ActivityStream { stream: "aws-rds-das-cluster-1".to_owned(), key: None };
    let cluster = db_cluster("sales").with(|it: &mut Database| it.activity_stream = Some(stream));
    assert_eq!(
        hops_in_full([cluster]),
        [
            format!(
                "db-cluster sales -writes-> outside arn:aws:kinesis:{REGION}:{ACCOUNT}:stream/aws-rds-das-cluster-1 as rds.amazonaws.com (declared: ActivityStreamKinesisStreamName)"
            ),
            format!(
                "db-cluster sales -writes-> outside arn:aws:logs:{REGION}:{ACCOUNT}:log-group:/aws/rds/cluster/sales/postgresql as rds.amazonaws.com (declared: EnabledCloudwatchLogsExports)"
            ),
        ]
    );
}

#[test]
fn replicas_and_members_have_the_data_of_their_source() {
    let replica = quiet("copy").with(|it: &mut Database| it.replica_of = Some("orders".to_owned()));
    let member = quiet("reader").with(|it: &mut Database| it.cluster = Some("sales".to_owned()));
    assert_eq!(
        hops_in_full([quiet("orders"), replica, member, quiet_cluster("sales")]),
        [
            "db-instance orders -copies-> db-instance copy as rds.amazonaws.com (declared: ReadReplicaSourceDBInstanceIdentifier)",
            "db-cluster sales -reads-> db-instance reader as rds.amazonaws.com (declared: DBClusterIdentifier)",
        ]
    );
}

#[test]
fn what_a_role_of_a_database_names_is_a_reference() {
    let text = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":["arn:aws:s3:::raw/*","arn:aws:sqs:eu-west-1:111122223333:q","*"]}}"#;
    let loader = role("loader").role_with(|it| {
        it.inline = vec![InlinePolicy { name: "load".to_owned(), document: document(text) }];
    });
    let arn = format!("arn:aws:iam::{ACCOUNT}:role/loader");
    let orders = quiet("orders").with(|it: &mut Database| {
        it.roles = vec![DatabaseRole { arn, feature: Some("s3Import".to_owned()) }];
    });
    assert_eq!(
        hops_in_full([orders, loader, unlogged("raw")]),
        [
            "bucket raw -reads-> db-instance orders as role loader (referenced: AssociatedRoles s3Import, policy load; the role may read)"
        ]
    );
}

#[test]
fn snapshots_and_exports_follow_the_data() {
    let export = db_export("nightly", "orders", "lake");
    let found =
        hops_in_full([quiet("orders"), db_snapshot("by-hand", "orders"), export, unlogged("lake"), role("exporter")]);
    assert_eq!(
        found,
        [
            "db-instance orders -copies-> db-snapshot by-hand as rds.amazonaws.com (declared: DBInstanceIdentifier)",
            "db-instance orders -reads-> db-export nightly as export.rds.amazonaws.com (declared: SourceArn)",
            "db-export nightly -writes-> bucket lake as role exporter (declared: S3Bucket)",
        ]
    );
}

#[test]
fn an_export_goes_outside_where_the_bucket_is_not_known() {
    let alone = db_export("nightly", "gone", "elsewhere").with(|it: &mut DatabaseExport| it.role = None);
    let found = hops_in_full([alone]);
    assert!(
        found.iter().any(|hop| hop.starts_with("db-export nightly -writes-> outside s3://elsewhere")),
        "{found:#?}"
    );
}

#[test]
fn integrations_copy_from_source_to_target() {
    let target = format!("arn:aws:redshift-serverless:{REGION}:{FOREIGN}:namespace/n");
    let found =
        hops_in_full([quiet_cluster("sales"), db_integration("to-warehouse", &rds_arn("cluster:sales"), &target)]);
    assert_eq!(
        found,
        [
            "db-cluster sales -reads-> db-integration to-warehouse as rds.amazonaws.com (declared: SourceArn)"
                .to_owned(),
            format!(
                "db-integration to-warehouse -writes-> outside {target} as redshift.amazonaws.com (declared: TargetArn)"
            ),
        ]
    );
}

#[test]
fn events_go_to_their_topic_while_they_are_on() {
    let topic = format!("arn:aws:sns:{REGION}:{ACCOUNT}:alarm");
    let off = db_event_subscription("off", &topic).with(|it: &mut EventSubscription| it.enabled = false);
    let found = hops_in_full([db_event_subscription("failures", &topic), off]);
    assert_eq!(
        found,
        [format!(
            "db-event-subscription failures -writes-> outside {topic} as events.rds.amazonaws.com (declared: SnsTopicArn)"
        )]
    );
}

#[test]
fn a_proxy_serves_what_is_behind_it() {
    assert_eq!(
        hops_in_full([quiet_cluster("sales"), db_proxy("front", "sales")]),
        ["db-cluster sales -reads-> db-proxy front as a database user's secret (declared: Targets.RdsResourceId)"]
    );
}
