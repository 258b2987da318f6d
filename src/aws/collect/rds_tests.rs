//! The RDS collector against canned answers.

use std::sync::Arc;

use serde_json::{Value, json};

use super::rds::collect;
use crate::aws::canned::{Canned, Notes, caller, failing};
use crate::model::aws::{Database, TlsRule};
use crate::model::{AtRest, Fact, Failure, Kind, Region, Resource};

const PREFIX: &str = "arn:aws:rds:eu-west-1:111122223333";

/// An answer in Query's form: `<ActionResponse><ActionResult>inner</...>`.
fn answer(action: &str, inner: &str) -> Value {
    json!(format!("<{action}Response><{action}Result>{inner}</{action}Result></{action}Response>"))
}

/// Every listing of a region, empty.
fn nothing() -> Vec<(&'static str, Value)> {
    [
        "DescribeDBInstances",
        "DescribeDBClusters",
        "DescribeDBSnapshots",
        "DescribeDBClusterSnapshots",
        "DescribeDBMajorEngineVersions",
        "DescribeExportTasks",
        "DescribeIntegrations",
        "DescribeEventSubscriptions",
        "DescribeDBProxies",
    ]
    .map(|action| (action, answer(action, "")))
    .to_vec()
}

/// Collects with these answers in the place of empty ones.
async fn collected(answers: &[(&'static str, Value)]) -> (Canned, Arc<Notes>) {
    let replaced = |name: &str| answers.iter().any(|(held, _)| *held == name);
    let mut all: Vec<(&str, Value)> = nothing().into_iter().filter(|(name, _)| !replaced(name)).collect();
    all.extend(answers.iter().cloned());
    let (canned, notes) = (Canned::of(&all), Arc::new(Notes::default()));
    collect(&caller(&canned, &notes, "rds", Region::from("eu-west-1")).await).await;
    notes.assert_all_calls_were_planned(&canned);
    (canned, notes)
}

fn of_kind(notes: &Notes, kind: Kind) -> Vec<Resource> {
    notes.resources().into_iter().filter(|it| it.kind() == kind).collect()
}

fn instance(name: &str, more: &str) -> String {
    format!(
        "<DBInstance><DBInstanceIdentifier>{name}</DBInstanceIdentifier><DBInstanceArn>{PREFIX}:db:{name}</DBInstanceArn>\
         <Engine>postgres</Engine><EngineVersion>16.4</EngineVersion>{more}</DBInstance>"
    )
}

const FULL: &str = "<Endpoint><Address>orders.abc.eu-west-1.rds.amazonaws.com</Address><Port>5432</Port></Endpoint>\
    <StorageEncrypted>true</StorageEncrypted><KmsKeyId>arn:aws:kms:eu-west-1:111122223333:key/k</KmsKeyId>\
    <PubliclyAccessible>true</PubliclyAccessible><BackupRetentionPeriod>7</BackupRetentionPeriod>\
    <DBParameterGroups><DBParameterGroup><DBParameterGroupName>own</DBParameterGroupName></DBParameterGroup></DBParameterGroups>\
    <VpcSecurityGroups><VpcSecurityGroupMembership><VpcSecurityGroupId>sg-1</VpcSecurityGroupId></VpcSecurityGroupMembership></VpcSecurityGroups>\
    <DBSubnetGroup><VpcId>vpc-1</VpcId><Subnets><Subnet><SubnetIdentifier>subnet-1</SubnetIdentifier></Subnet></Subnets></DBSubnetGroup>\
    <AssociatedRoles><DBInstanceRole><RoleArn>arn:aws:iam::111122223333:role/loader</RoleArn><FeatureName>s3Import</FeatureName></DBInstanceRole></AssociatedRoles>\
    <EnabledCloudwatchLogsExports><member>postgresql</member></EnabledCloudwatchLogsExports>\
    <CertificateDetails><CAIdentifier>rds-ca-rsa2048-g1</CAIdentifier><ValidTill>2027-01-01T00:00:00Z</ValidTill></CertificateDetails>\
    <MasterUserSecret><SecretArn>arn:aws:secretsmanager:eu-west-1:111122223333:secret:s</SecretArn></MasterUserSecret>\
    <TagList><Tag><Key>layer</Key><Value>source</Value></Tag></TagList>";

fn database(resource: &Resource) -> &Database {
    resource.db_instance().or_else(|| resource.db_cluster()).unwrap()
}

#[tokio::test]
async fn instances_of_all_pages_are_read_with_their_parameters() {
    let parameter = "<Parameters><Parameter><ParameterName>rds.force_ssl</ParameterName>\
        <ParameterValue>1</ParameterValue></Parameter></Parameters>";
    let version = "<DBMajorEngineVersions><DBMajorEngineVersion><Engine>postgres</Engine>\
        <MajorEngineVersion>16</MajorEngineVersion><SupportedEngineLifecycles><SupportedEngineLifecycle>\
        <LifecycleSupportName>open-source-rds-standard-support</LifecycleSupportName>\
        <LifecycleSupportEndDate>2029-02-28T23:59:59.999Z</LifecycleSupportEndDate></SupportedEngineLifecycle>\
        </SupportedEngineLifecycles></DBMajorEngineVersion></DBMajorEngineVersions>";
    let first = format!("<DBInstances>{}</DBInstances><Marker>m</Marker>", instance("orders", FULL));
    let second = format!("<DBInstances>{}</DBInstances>", instance("plain", ""));
    let (canned, notes) = collected(&[
        ("DescribeDBInstances", answer("DescribeDBInstances", &first)),
        ("DescribeDBInstances", answer("DescribeDBInstances", &second)),
        ("DescribeDBParameters", answer("DescribeDBParameters", parameter)),
        ("DescribeDBMajorEngineVersions", answer("DescribeDBMajorEngineVersions", version)),
    ])
    .await;
    assert!(canned.asked().iter().any(|asked| asked.body.contains("MaxRecords=100&Marker=m")));
    let all = of_kind(&notes, Kind::DbInstance);
    let [orders, plain] = all.as_slice() else { panic!("{all:?}") };
    assert_eq!(orders.tags.known().unwrap()["layer"], "source");
    let it = database(orders);
    assert_eq!(it.encryption, AtRest::Key("arn:aws:kms:eu-west-1:111122223333:key/k".to_owned()));
    assert_eq!(it.endpoints, ["orders.abc.eu-west-1.rds.amazonaws.com:5432"]);
    assert_eq!((it.publicly_accessible, it.backup_days, it.vpc.as_deref()), (Some(true), 7, Some("vpc-1")));
    assert_eq!(
        (it.subnets.as_slice(), it.security_groups.as_slice()),
        (&["subnet-1".to_owned()][..], &["sg-1".to_owned()][..])
    );
    assert_eq!(
        (it.roles[0].feature.as_deref(), it.log_exports.as_slice()),
        (Some("s3Import"), &["postgresql".to_owned()][..])
    );
    let rule = TlsRule { parameter: "rds.force_ssl".to_owned(), value: Some("1".to_owned()), required: true };
    assert_eq!(it.tls, Fact::Known(rule));
    assert!(it.supported_until.known().unwrap().is_some_and(|end| end.to_string().starts_with("2029-02-28")));
    assert!(it.certificate.as_ref().unwrap().valid_until.is_some() && it.admin_secret.is_some());
    assert_eq!((&database(plain).encryption, &database(plain).tls), (&AtRest::Absent, &Fact::NotApplicable));
    assert!(notes.gaps().is_empty(), "{:?}", notes.gaps());
}

#[tokio::test]
async fn members_of_a_cluster_leave_tls_to_the_cluster() {
    let member = instance(
        "reader",
        "<DBClusterIdentifier>sales</DBClusterIdentifier><DBParameterGroups><DBParameterGroup>\
        <DBParameterGroupName>own</DBParameterGroupName></DBParameterGroup></DBParameterGroups>",
    );
    let cluster = format!(
        "<DBClusters><DBCluster><DBClusterArn>{PREFIX}:cluster:sales</DBClusterArn><Engine>aurora-mysql</Engine>\
         <EngineVersion>8.0.mysql_aurora.3.05.2</EngineVersion><DBClusterParameterGroup>g</DBClusterParameterGroup>\
         <Endpoint>sales.cluster-x.eu-west-1.rds.amazonaws.com</Endpoint><Port>3306</Port>\
         <ReaderEndpoint>sales.cluster-ro-x.eu-west-1.rds.amazonaws.com</ReaderEndpoint></DBCluster></DBClusters>"
    );
    let parameter =
        "<Parameters><Parameter><ParameterName>require_secure_transport</ParameterName></Parameter></Parameters>";
    let (_, notes) = collected(&[
        ("DescribeDBInstances", answer("DescribeDBInstances", &format!("<DBInstances>{member}</DBInstances>"))),
        ("DescribeDBClusters", answer("DescribeDBClusters", &cluster)),
        ("DescribeDBClusterParameters", answer("DescribeDBClusterParameters", parameter)),
    ])
    .await;
    assert_eq!(database(&of_kind(&notes, Kind::DbInstance)[0]).tls, Fact::NotApplicable);
    let clusters = of_kind(&notes, Kind::DbCluster);
    assert_eq!(database(&clusters[0]).endpoints.len(), 2);
    assert!(!database(&clusters[0]).tls.known().unwrap().required);
}

#[tokio::test]
async fn manual_snapshots_tell_who_may_restore_them_and_automated_ones_are_counted() {
    let one = |name: &str, kind: &str| {
        format!(
            "<DBSnapshot><DBSnapshotIdentifier>{name}</DBSnapshotIdentifier><DBSnapshotArn>{PREFIX}:snapshot:{name}</DBSnapshotArn>\
             <DBInstanceIdentifier>orders</DBInstanceIdentifier><SnapshotType>{kind}</SnapshotType><Encrypted>true</Encrypted>\
             <KmsKeyId>k</KmsKeyId></DBSnapshot>"
        )
    };
    let snapshots =
        format!("<DBSnapshots>{}{}</DBSnapshots>", one("by-hand", "manual"), one("rds:orders-1", "automated"));
    let shared = "<DBSnapshotAttributesResult><DBSnapshotAttributes><DBSnapshotAttribute><AttributeName>restore</AttributeName>\
        <AttributeValues><AttributeValue>all</AttributeValue></AttributeValues></DBSnapshotAttribute></DBSnapshotAttributes></DBSnapshotAttributesResult>";
    let export = format!(
        "<ExportTasks><ExportTask><ExportTaskIdentifier>e</ExportTaskIdentifier><SourceArn>{PREFIX}:snapshot:rds:orders-1</SourceArn>\
         <S3Bucket>lake</S3Bucket><IamRoleArn>arn:aws:iam::111122223333:role/exporter</IamRoleArn><Status>COMPLETE</Status></ExportTask></ExportTasks>"
    );
    let (_, notes) = collected(&[
        (
            "DescribeDBInstances",
            answer("DescribeDBInstances", &format!("<DBInstances>{}</DBInstances>", instance("orders", ""))),
        ),
        ("DescribeDBSnapshots", answer("DescribeDBSnapshots", &snapshots)),
        ("DescribeDBSnapshotAttributes", answer("DescribeDBSnapshotAttributes", shared)),
        ("DescribeExportTasks", answer("DescribeExportTasks", &export)),
    ])
    .await;
    assert_eq!(database(&of_kind(&notes, Kind::DbInstance)[0]).automated_snapshots, Fact::Known(1));
    let snapshots = of_kind(&notes, Kind::DbSnapshot);
    let [snapshot] = snapshots.as_slice() else { panic!("{snapshots:?}") };
    let snapshot = snapshot.db_snapshot().unwrap();
    assert_eq!(snapshot.restorable_by, Fact::Known(vec!["all".to_owned()]));
    assert_eq!(snapshot.database, format!("{PREFIX}:db:orders"));
    let exports = of_kind(&notes, Kind::DbExport);
    assert_eq!(exports[0].arn.as_str(), format!("{PREFIX}:export-task:e"));
    assert_eq!(exports[0].db_export().unwrap().database, Some(format!("{PREFIX}:db:orders")));
}

#[tokio::test]
async fn integrations_subscriptions_and_proxies_are_read() {
    let integration = format!(
        "<Integrations><Integration><IntegrationArn>{PREFIX}:integration:i</IntegrationArn><IntegrationName>to-warehouse</IntegrationName>\
         <SourceArn>{PREFIX}:cluster:sales</SourceArn><TargetArn>arn:aws:redshift-serverless:eu-west-1:111122223333:namespace/n</TargetArn>\
         <Status>active</Status></Integration></Integrations>"
    );
    let subscription = format!(
        "<EventSubscriptionsList><EventSubscription><EventSubscriptionArn>{PREFIX}:es:failures</EventSubscriptionArn>\
         <SnsTopicArn>arn:aws:sns:eu-west-1:111122223333:alarm</SnsTopicArn><Enabled>true</Enabled></EventSubscription></EventSubscriptionsList>"
    );
    let proxy = format!(
        "<DBProxies><member><DBProxyName>front</DBProxyName><DBProxyArn>{PREFIX}:db-proxy:prx-1</DBProxyArn><RequireTLS>true</RequireTLS>\
         <Auth><member><IAMAuth>REQUIRED</IAMAuth><SecretArn>s</SecretArn></member></Auth></member></DBProxies>"
    );
    let targets =
        "<Targets><member><Type>TRACKED_CLUSTER</Type><RdsResourceId>sales</RdsResourceId></member></Targets>";
    let (_, notes) = collected(&[
        ("DescribeIntegrations", answer("DescribeIntegrations", &integration)),
        ("DescribeEventSubscriptions", answer("DescribeEventSubscriptions", &subscription)),
        ("DescribeDBProxies", answer("DescribeDBProxies", &proxy)),
        ("DescribeDBProxyTargets", answer("DescribeDBProxyTargets", targets)),
        ("ListTagsForResource", answer("ListTagsForResource", "<TagList/>")),
    ])
    .await;
    let integrations = of_kind(&notes, Kind::DbIntegration);
    assert_eq!(integrations[0].name(), "to-warehouse");
    assert!(of_kind(&notes, Kind::DbEventSubscription)[0].db_event_subscription().unwrap().enabled);
    let proxies = of_kind(&notes, Kind::DbProxy);
    let proxy = proxies[0].db_proxy().unwrap();
    assert!(proxy.tls_required && proxy.iam_required);
    let targets = proxy.targets.known().unwrap();
    assert_eq!((targets[0].name.as_str(), targets[0].cluster), ("sales", true));
    assert!(notes.gaps().is_empty(), "{:?}", notes.gaps());
}

#[tokio::test]
async fn what_is_denied_or_malformed_is_a_gap_and_the_rest_is_read() {
    let one = format!("<DBInstances>{}</DBInstances>", instance("orders", FULL));
    let (_, notes) = collected(&[
        ("DescribeDBInstances", answer("DescribeDBInstances", &one)),
        ("DescribeDBParameters", failing(403, "AccessDenied")),
        ("DescribeDBClusters", failing(403, "AccessDenied")),
        ("DescribeIntegrations", json!("no XML")),
    ])
    .await;
    assert!(matches!(database(&of_kind(&notes, Kind::DbInstance)[0]).tls, Fact::Unknown(_)));
    let mut gaps: Vec<_> = notes.gaps().into_iter().map(|gap| (gap.api, gap.reason)).collect();
    gaps.sort_by(|a, b| a.0.cmp(&b.0));
    assert_eq!(
        gaps,
        [
            ("rds:DescribeDBClusters".to_owned(), Failure::Denied),
            ("rds:DescribeDBParameters".to_owned(), Failure::Denied),
            ("rds:DescribeIntegrations".to_owned(), Failure::Malformed),
        ]
    );
    assert_eq!(notes.counts().iter().filter(|count| matches!(count, Fact::Unknown(_))).count(), 2);
}

#[tokio::test]
async fn a_region_without_databases_has_none() {
    let (_, notes) = collected(&[]).await;
    assert_eq!(notes.counts(), vec![Fact::Known(0); 7]);
    assert!(notes.resources().is_empty() && notes.gaps().is_empty());
}
