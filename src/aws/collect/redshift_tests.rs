//! The Redshift collectors against canned answers.

use std::sync::Arc;

use serde_json::{Value, json};

use super::{redshift, redshift_serverless};
use crate::aws::canned::{Canned, Notes, caller, failing};
use crate::model::aws::WarehouseLogging;
use crate::model::{AtRest, Document, Fact, Failure, Kind, Region, Resource};

const PREFIX: &str = "arn:aws:redshift:eu-west-1:111122223333";
const SERVERLESS: &str = "arn:aws:redshift-serverless:eu-west-1:111122223333";

/// An answer in Query's form: `<ActionResponse><ActionResult>inner</...>`.
fn answer(action: &str, inner: &str) -> Value {
    json!(format!("<{action}Response><{action}Result>{inner}</{action}Result></{action}Response>"))
}

const LISTINGS: [&str; 7] = [
    "DescribeClusters",
    "DescribeScheduledActions",
    "DescribeEndpointAuthorization",
    "DescribeClusterSnapshots",
    "DescribeDataShares",
    "DescribeIntegrations",
    "DescribeEventSubscriptions",
];

async fn provisioned(answers: &[(&'static str, Value)]) -> (Canned, Arc<Notes>) {
    let replaced = |name: &str| answers.iter().any(|(held, _)| *held == name);
    let empty = LISTINGS.into_iter().filter(|name| !replaced(name)).map(|name| (name, answer(name, "")));
    let all: Vec<(&str, Value)> = empty.chain(answers.iter().cloned()).collect();
    let (canned, notes) = (Canned::of(&all), Arc::new(Notes::default()));
    redshift::collect(&caller(&canned, &notes, "redshift", Region::from("eu-west-1")).await).await;
    notes.assert_all_calls_were_planned(&canned);
    (canned, notes)
}

async fn serverless(answers: &[(&str, Value)]) -> Arc<Notes> {
    let (canned, notes) = (Canned::of(answers), Arc::new(Notes::default()));
    let caller = caller(&canned, &notes, "redshift-serverless", Region::from("eu-west-1")).await;
    redshift_serverless::collect(&caller).await;
    notes.assert_all_calls_were_planned(&canned);
    notes
}

fn of_kind(notes: &Notes, kind: Kind) -> Vec<Resource> {
    notes.resources().into_iter().filter(|it| it.kind() == kind).collect()
}

fn cluster(name: &str, more: &str) -> String {
    format!("<Cluster><ClusterIdentifier>{name}</ClusterIdentifier>{more}</Cluster>")
}

#[tokio::test]
async fn clusters_of_all_pages_are_read_with_what_is_around_them() {
    let full = format!(
        "<ClusterNamespaceArn>{PREFIX}:namespace:n</ClusterNamespaceArn><Encrypted>true</Encrypted><KmsKeyId>k</KmsKeyId>\
         <Endpoint><Address>dwh.abc.eu-west-1.redshift.amazonaws.com</Address><Port>5439</Port></Endpoint>\
         <PubliclyAccessible>true</PubliclyAccessible><AutomatedSnapshotRetentionPeriod>7</AutomatedSnapshotRetentionPeriod>\
         <ClusterParameterGroups><ClusterParameterGroup><ParameterGroupName>own</ParameterGroupName></ClusterParameterGroup></ClusterParameterGroups>\
         <IamRoles><ClusterIamRole><IamRoleArn>arn:aws:iam::111122223333:role/copy</IamRoleArn></ClusterIamRole></IamRoles>\
         <Tags><Tag><Key>layer</Key><Value>serving</Value></Tag></Tags>"
    );
    let first = format!("<Clusters>{}</Clusters><Marker>m</Marker>", cluster("dwh", &full));
    let second = format!("<Clusters>{}</Clusters>", cluster("plain", ""));
    let parameters = "<Parameters><Parameter><ParameterName>require_ssl</ParameterName><ParameterValue>true</ParameterValue></Parameter></Parameters>";
    let logged = "<LoggingEnabled>true</LoggingEnabled><BucketName>audit</BucketName><S3KeyPrefix>dwh/</S3KeyPrefix>";
    let action = "<ScheduledActions><ScheduledAction><ScheduledActionName>night</ScheduledActionName><TargetAction><PauseCluster>\
        <ClusterIdentifier>dwh</ClusterIdentifier></PauseCluster></TargetAction><IamRole>arn:aws:iam::111122223333:role/s</IamRole></ScheduledAction></ScheduledActions>";
    let grant = "<EndpointAuthorizationList><member><Grantee>999988887777</Grantee><ClusterIdentifier>dwh</ClusterIdentifier>\
        <Status>Authorized</Status><AllowedAllVPCs>true</AllowedAllVPCs></member></EndpointAuthorizationList>";
    let (canned, notes) = provisioned(&[
        ("DescribeClusters", answer("DescribeClusters", &first)),
        ("DescribeClusters", answer("DescribeClusters", &second)),
        ("DescribeClusterParameters", answer("DescribeClusterParameters", parameters)),
        ("DescribeLoggingStatus", answer("DescribeLoggingStatus", logged)),
        ("DescribeLoggingStatus", answer("DescribeLoggingStatus", "<LoggingEnabled>false</LoggingEnabled>")),
        ("DescribeScheduledActions", answer("DescribeScheduledActions", action)),
        ("DescribeEndpointAuthorization", answer("DescribeEndpointAuthorization", grant)),
        ("GetResourcePolicy", failing(404, "ResourceNotFoundFault")),
    ])
    .await;
    assert!(canned.asked().iter().any(|asked| asked.body.contains("Marker=m")));
    let all = of_kind(&notes, Kind::RedshiftCluster);
    let [dwh, plain] = all.as_slice() else { panic!("{all:?}") };
    assert_eq!(dwh.arn.as_str(), format!("{PREFIX}:cluster:dwh"));
    let it = dwh.redshift_cluster().unwrap();
    assert_eq!(it.encryption, AtRest::Key("k".to_owned()));
    assert_eq!(it.endpoint.as_deref(), Some("dwh.abc.eu-west-1.redshift.amazonaws.com:5439"));
    assert!(it.publicly_accessible && it.tls.known().unwrap().required);
    assert_eq!((it.snapshot_days, it.policy.clone()), (7, Fact::Known(None)));
    let audit = WarehouseLogging::Bucket { bucket: "audit".to_owned(), prefix: Some("dwh/".to_owned()) };
    assert_eq!(it.logging, Fact::Known(Some(audit)));
    assert_eq!(it.scheduled.known().unwrap()[0].action, "PauseCluster");
    assert_eq!(it.endpoint_grants.known().unwrap()[0].account, "999988887777");
    let plain = plain.redshift_cluster().unwrap();
    assert_eq!((plain.logging.clone(), plain.policy.clone()), (Fact::Known(None), Fact::NotApplicable));
    assert!(plain.scheduled.known().unwrap().is_empty() && notes.gaps().is_empty(), "{:?}", notes.gaps());
}

#[tokio::test]
async fn snapshots_shares_integrations_and_subscriptions_are_read() {
    let snapshot = format!(
        "<Snapshots><Snapshot><SnapshotIdentifier>s</SnapshotIdentifier><ClusterIdentifier>dwh</ClusterIdentifier><SnapshotArn>{PREFIX}:snapshot:dwh/s</SnapshotArn>\
         <AccountsWithRestoreAccess><AccountWithRestoreAccess><AccountId>999988887777</AccountId></AccountWithRestoreAccess></AccountsWithRestoreAccess></Snapshot></Snapshots>"
    );
    let share = format!(
        "<DataShares><member><DataShareArn>{PREFIX}:datashare:n/sales</DataShareArn><ProducerArn>{PREFIX}:namespace:n</ProducerArn>\
         <AllowPubliclyAccessibleConsumers>true</AllowPubliclyAccessibleConsumers><DataShareAssociations><member>\
         <ConsumerIdentifier>999988887777</ConsumerIdentifier><Status>ACTIVE</Status></member></DataShareAssociations></member></DataShares>"
    );
    let integration = format!(
        "<Integrations><Integration><IntegrationArn>{PREFIX}:integration:i</IntegrationArn><IntegrationName>table</IntegrationName>\
         <SourceArn>arn:aws:dynamodb:eu-west-1:111122223333:table/t</SourceArn><TargetArn>{PREFIX}:namespace:n</TargetArn></Integration></Integrations>"
    );
    let subscription = "<EventSubscriptionsList><EventSubscription><CustSubscriptionId>alarm</CustSubscriptionId>\
        <SnsTopicArn>arn:aws:sns:eu-west-1:111122223333:t</SnsTopicArn><Enabled>true</Enabled></EventSubscription></EventSubscriptionsList>";
    let (_, notes) = provisioned(&[
        ("DescribeClusterSnapshots", answer("DescribeClusterSnapshots", &snapshot)),
        ("DescribeDataShares", answer("DescribeDataShares", &share)),
        ("DescribeIntegrations", answer("DescribeIntegrations", &integration)),
        ("DescribeEventSubscriptions", answer("DescribeEventSubscriptions", subscription)),
    ])
    .await;
    let snapshots = of_kind(&notes, Kind::RedshiftSnapshot);
    assert_eq!(snapshots[0].redshift_snapshot().unwrap().restorable_by, ["999988887777"]);
    let shares = of_kind(&notes, Kind::DataShare);
    let share = shares[0].data_share().unwrap();
    assert!(share.public_consumers && share.consumers[0].is_open());
    assert_eq!(share.consumers[0].account(), Some("999988887777"));
    assert_eq!(of_kind(&notes, Kind::RedshiftIntegration)[0].name(), "table");
    let subscriptions = of_kind(&notes, Kind::RedshiftEventSubscription);
    assert_eq!(subscriptions[0].arn.as_str(), format!("{PREFIX}:eventsubscription:alarm"));
    assert_eq!(notes.counts().iter().filter(|count| **count == Fact::Known(1)).count(), 4);
}

#[tokio::test]
async fn what_is_denied_or_malformed_is_a_gap() {
    let one = format!("<Clusters>{}</Clusters>", cluster("dwh", ""));
    let (_, notes) = provisioned(&[
        ("DescribeClusters", answer("DescribeClusters", &one)),
        ("DescribeLoggingStatus", failing(403, "AccessDenied")),
        ("DescribeEndpointAuthorization", failing(403, "AccessDenied")),
        ("DescribeDataShares", json!("{")),
    ])
    .await;
    let clusters = of_kind(&notes, Kind::RedshiftCluster);
    let cluster = clusters[0].redshift_cluster().unwrap();
    assert!(matches!((&cluster.logging, &cluster.endpoint_grants), (Fact::Unknown(_), Fact::Unknown(_))));
    let reasons: Vec<Failure> = notes.gaps().iter().map(|gap| gap.reason).collect();
    assert_eq!(reasons.iter().filter(|reason| **reason == Failure::Malformed).count(), 1, "{:?}", notes.gaps());
    assert_eq!(notes.counts().iter().filter(|count| matches!(count, Fact::Unknown(_))).count(), 1);
}

#[tokio::test]
async fn namespaces_and_workgroups_of_all_pages_are_read() {
    let target = |operation: &str| format!("RedshiftServerless.{operation}");
    let (namespaces, workgroups, snapshots, tags) =
        (target("ListNamespaces"), target("ListWorkgroups"), target("ListSnapshots"), target("ListTagsForResource"));
    let shared = target("GetResourcePolicy");
    let lake = json!({ "namespaceArn": format!("{SERVERLESS}:namespace/1"), "namespaceId": "1", "namespaceName": "lake",
        "kmsKeyId": "AWS_OWNED_KMS_KEY", "logExports": ["userlog"],
        "iamRoles": ["IamRole(applyStatus=in-sync, iamRoleArn=arn:aws:iam::111122223333:role/copy)"] });
    let other =
        json!({ "namespaceArn": format!("{SERVERLESS}:namespace/2"), "namespaceName": "other", "kmsKeyId": "k" });
    let group = json!({ "workgroupArn": format!("{SERVERLESS}:workgroup/w"), "workgroupName": "analysts", "namespaceName": "lake",
        "publiclyAccessible": true, "endpoint": { "address": "analysts.1.eu-west-1.redshift-serverless.amazonaws.com", "port": 5439 },
        "configParameters": [{ "parameterKey": "require_ssl", "parameterValue": "true" }] });
    let snapshot = json!({ "snapshotArn": format!("{SERVERLESS}:snapshot/s"), "namespaceArn": format!("{SERVERLESS}:namespace/1"),
        "snapshotCreateTime": "2026-01-01T00:00:00Z", "accountsWithRestoreAccess": ["999988887777"] });
    let other_snapshot = json!({ "snapshotArn": format!("{SERVERLESS}:snapshot/t") });
    let policy = "<ResourcePolicy><Policy>{&quot;Version&quot;:&quot;2012-10-17&quot;}</Policy></ResourcePolicy>";
    let notes = serverless(&[
        (&namespaces, json!({ "namespaces": [lake], "nextToken": "t" })),
        (&namespaces, json!({ "namespaces": [other] })),
        (&workgroups, json!({ "workgroups": [group] })),
        (&snapshots, json!({ "snapshots": [snapshot, other_snapshot] })),
        (&tags, json!({ "tags": [{ "key": "layer", "value": "serving" }] })),
        ("GetResourcePolicy", answer("GetResourcePolicy", policy)),
        (&shared, json!({ "resourcePolicy": { "policy": "{ }", "resourceArn": "a" } })),
        (&shared, failing(400, "ResourceNotFoundException")),
    ])
    .await;
    let all = of_kind(&notes, Kind::RedshiftNamespace);
    let lake = all[0].redshift_namespace().unwrap();
    assert_eq!(lake.encryption, AtRest::Provider("a key that AWS owns".to_owned()));
    assert_eq!(lake.roles, ["arn:aws:iam::111122223333:role/copy"]);
    assert_eq!(lake.shares_as.as_deref(), Some("arn:aws:redshift:eu-west-1:111122223333:namespace:1"));
    assert!(lake.policy.known().unwrap().is_some());
    assert_eq!(all[1].redshift_namespace().unwrap().encryption, AtRest::Key("k".to_owned()));
    let workgroups = of_kind(&notes, Kind::RedshiftWorkgroup);
    let group = workgroups[0].redshift_workgroup().unwrap();
    assert!(group.tls.required && group.publicly_accessible && !group.enhanced_routing);
    assert_eq!(group.endpoint.as_deref(), Some("analysts.1.eu-west-1.redshift-serverless.amazonaws.com:5439"));
    let snapshots = of_kind(&notes, Kind::RedshiftServerlessSnapshot);
    assert!(snapshots[0].redshift_serverless_snapshot().unwrap().created.is_some());
    let policies = snapshots.iter().map(|it| it.redshift_serverless_snapshot().unwrap().policy.clone());
    assert_eq!(policies.collect::<Vec<_>>(), [Fact::Known(Some(Document::new("{ }"))), Fact::Known(None)]);
    assert!(notes.gaps().is_empty(), "{:?}", notes.gaps());
}

#[tokio::test]
async fn a_snapshot_whose_policy_is_refused_or_torn_has_an_unknown_one() {
    const SHARED: &str = "RedshiftServerless.GetResourcePolicy";
    let snapshot = json!({ "snapshotArn": format!("{SERVERLESS}:snapshot/s") });
    for answer in [failing(403, "AccessDeniedException"), json!({ "resourcePolicy": { "policy": 1 } })] {
        let listing = json!({ "snapshots": [snapshot] });
        let notes = serverless(&[("RedshiftServerless.ListSnapshots", listing), (SHARED, answer)]).await;
        let snapshots = of_kind(&notes, Kind::RedshiftServerlessSnapshot);
        assert!(snapshots[0].redshift_serverless_snapshot().unwrap().policy.gap().is_some());
        assert!(notes.gaps().iter().any(|it| it.api == "redshift-serverless:GetResourcePolicy"), "{:?}", notes.gaps());
    }
}

#[tokio::test]
async fn nothing_is_none_and_a_denied_listing_is_not_none() {
    let (_, notes) = provisioned(&[]).await;
    assert_eq!(notes.counts(), vec![Fact::Known(0); 5]);
    let notes = serverless(&[
        ("RedshiftServerless.ListNamespaces", json!({})),
        ("RedshiftServerless.ListSnapshots", json!({ "snapshots": [{}] })),
    ])
    .await;
    let counts = notes.counts();
    assert_eq!(counts[0], Fact::Known(0));
    assert!(matches!((&counts[1], &counts[2]), (Fact::Unknown(_), Fact::Unknown(_))), "{counts:?}");
}
