//! Redshift, provisioned and serverless.

use tidegate::model::aws::{
    DataShare, EndpointGrant, EventSubscription, InlinePolicy, RedshiftCluster, WarehouseLogging,
};
use tidegate::model::{Detail, Fact, Resource};

use super::hops_in_full;
use crate::samples::{
    ACCOUNT, FOREIGN, REGION, SECOND, Tweak, bucket, data_share, db_event_subscription, document, redshift_arn,
    redshift_cluster, redshift_integration, redshift_namespace, redshift_snapshot, redshift_workgroup, role,
};

fn unlogged(name: &str) -> Resource {
    bucket(name).bucket_with(|it| it.logging = Fact::Known(None))
}

fn quiet() -> Resource {
    redshift_cluster("dwh").with(|it: &mut RedshiftCluster| it.logging = Fact::Known(None))
}

#[test]
fn audit_logs_go_to_a_bucket_or_to_log_groups() {
    let groups = redshift_cluster("other").with(|it: &mut RedshiftCluster| {
        it.namespace = None;
        it.logging = Fact::Known(Some(WarehouseLogging::Groups(vec!["connectionlog".to_owned()])));
    });
    let logs = format!("outside arn:aws:logs:{REGION}:{ACCOUNT}:log-group:/aws/redshift");
    let service = "as redshift.amazonaws.com";
    assert_eq!(
        hops_in_full([redshift_cluster("dwh"), groups, unlogged("audit"), redshift_namespace("lake")]),
        [
            format!("redshift-cluster dwh -writes-> bucket audit {service} (declared: LoggingStatus.BucketName)"),
            format!(
                "redshift-cluster other -writes-> {logs}/cluster/other/connectionlog {service} (declared: LoggingStatus.LogExports)"
            ),
            format!("redshift-namespace lake -writes-> {logs}/lake/userlog {service} (declared: logExports)"),
        ]
    );
}

#[test]
fn what_roles_name_is_a_reference_and_grants_are_read_from_outside() {
    let text =
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::raw/*"}}"#;
    let copy = role("copy").role_with(|it| {
        it.inline = vec![InlinePolicy { name: "load".to_owned(), document: document(text) }];
    });
    let dwh = quiet().with(|it: &mut RedshiftCluster| {
        it.roles = vec![format!("arn:aws:iam::{ACCOUNT}:role/copy")];
        it.endpoint_grants = Fact::Known(vec![EndpointGrant { account: FOREIGN.to_owned(), all_networks: true }]);
    });
    assert_eq!(
        hops_in_full([dwh, copy, unlogged("raw")]),
        [
            "redshift-cluster dwh -reads and writes-> bucket raw as role copy (referenced: IamRoles, policy load; the role may read and write)".to_owned(),
            format!(
                "redshift-cluster dwh -reads-> outside account {FOREIGN} as a database user (declared: EndpointAuthorizationList.Grantee)"
            ),
        ]
    );
}

#[test]
fn snapshots_shares_and_integrations_name_the_warehouse_by_its_namespace() {
    let found = hops_in_full([
        quiet(),
        redshift_snapshot("s", "dwh"),
        data_share("sales").with(|it: &mut DataShare| it.consumers[0].name = FOREIGN.to_owned()),
        redshift_integration("files", "arn:aws:s3:::raw"),
        unlogged("raw"),
    ]);
    let service = "as redshift.amazonaws.com";
    let wanted = [
        format!("bucket raw -reads-> redshift-integration files {service} (declared: SourceArn)"),
        format!("redshift-cluster dwh -copies-> redshift-snapshot s {service} (declared: ClusterIdentifier)"),
        format!("redshift-cluster dwh -reads-> data-share sales {service} (declared: ProducerArn)"),
        format!(
            "data-share sales -reads-> outside account {FOREIGN} {service} (declared: DataShareAssociations.ConsumerIdentifier)"
        ),
        format!("redshift-integration files -writes-> redshift-cluster dwh {service} (declared: TargetArn)"),
    ];
    let mut found_sorted = found.clone();
    let mut wanted_sorted = wanted.to_vec();
    found_sorted.sort();
    wanted_sorted.sort();
    assert_eq!(found_sorted, wanted_sorted);
}

#[test]
fn a_refused_consumer_gets_nothing_and_a_scanned_account_is_not_foreign() {
    let refused = data_share("sales").with(|it: &mut DataShare| it.consumers[0].status = "REJECTED".to_owned());
    assert_eq!(hops_in_full([quiet(), refused]).len(), 1);
    let found = hops_in_full([quiet(), data_share("sales")]);
    assert!(found.iter().any(|hop| hop.contains(&format!("outside account {SECOND}"))), "{found:#?}");
}

#[test]
fn a_workgroup_serves_its_namespace() {
    let lake =
        redshift_namespace("lake").with(|it: &mut tidegate::model::aws::RedshiftNamespace| it.log_exports.clear());
    assert_eq!(
        hops_in_full([lake, redshift_workgroup("analysts", "lake")]),
        [
            "redshift-namespace lake -reads-> redshift-workgroup analysts as redshift-serverless.amazonaws.com (declared: namespaceName)"
        ]
    );
}

#[test]
fn events_go_to_their_topic() {
    let topic = format!("arn:aws:sns:{REGION}:{ACCOUNT}:alarm");
    let subscription =
        EventSubscription { topic: topic.clone(), source_kind: None, categories: Vec::new(), enabled: true };
    let mut events = db_event_subscription("alarm", &topic);
    events.arn = tidegate::model::Arn::new(redshift_arn("eventsubscription:alarm"));
    events.detail = Detail::RedshiftEventSubscription(Box::new(subscription));
    assert_eq!(
        hops_in_full([events]),
        [format!(
            "redshift-event-subscription alarm -writes-> outside {topic} as redshift.amazonaws.com (declared: SnsTopicArn)"
        )]
    );
}
