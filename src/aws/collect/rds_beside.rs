//! What stands beside the databases of a region: snapshots, exports, integrations, event subscriptions, proxies.

use super::ask::{Ask, Pages};
use super::marked::{encryption, is, listing, tags, text, texts, texts_of, word};
use super::rds::{AT_ONCE, is_manual, put, put_with};
use super::side_by_side;
use crate::aws::call::{Api, Caller};
use crate::aws::wire::{Client, Element, time};
use crate::model::aws::{DatabaseExport, DatabaseProxy, DatabaseSnapshot, EventSubscription, Integration, ProxyTarget};
use crate::model::{Detail, Fact, Kind, Tags};

const INSTANCE_SHARES: Api = Api::new("rds:DescribeDBSnapshotAttributes");
const CLUSTER_SHARES: Api = Api::new("rds:DescribeDBClusterSnapshotAttributes");
const EXPORTS: Api = Api::new("rds:DescribeExportTasks");
const INTEGRATIONS: Api = Api::new("rds:DescribeIntegrations");
const SUBSCRIPTIONS: Api = Api::new("rds:DescribeEventSubscriptions");
const PROXIES: Api = Api::new("rds:DescribeDBProxies");
const TARGETS: Api = Api::new("rds:DescribeDBProxyTargets");
const TAGS: Api = Api::new("rds:ListTagsForResource");

/// The snapshots of a region, automated ones too.
pub(super) struct Snapshots<'l> {
    pub(super) of_instances: &'l Pages<Element>,
    pub(super) of_clusters: &'l Pages<Element>,
}

/// The names of the same things in the two sorts of snapshot.
struct Sort {
    arn: &'static str,
    name: &'static str,
    database: &'static str,
    resource: &'static str,
    encrypted: &'static str,
    shares: Api,
    answer: &'static str,
    attributes: &'static str,
}

const OF_INSTANCE: Sort = Sort {
    arn: "DBSnapshotArn",
    name: "DBSnapshotIdentifier",
    database: "DBInstanceIdentifier",
    resource: "db",
    encrypted: "Encrypted",
    shares: INSTANCE_SHARES,
    answer: "DBSnapshotAttributesResult",
    attributes: "DBSnapshotAttributes",
};

const OF_CLUSTER: Sort = Sort {
    arn: "DBClusterSnapshotArn",
    name: "DBClusterSnapshotIdentifier",
    database: "DBClusterIdentifier",
    resource: "cluster",
    encrypted: "StorageEncrypted",
    shares: CLUSTER_SHARES,
    answer: "DBClusterSnapshotAttributesResult",
    attributes: "DBClusterSnapshotAttributes",
};

impl<'l> Snapshots<'l> {
    fn all(&self) -> impl Iterator<Item = (&'static Sort, &'l Element)> {
        let of_instances = self.of_instances.found.iter().map(|it| (&OF_INSTANCE, it));
        of_instances.chain(self.of_clusters.found.iter().map(|it| (&OF_CLUSTER, it)))
    }
}

/// Who may restore each manual snapshot.
pub(super) async fn snapshots(caller: &Caller, rds: &Client, snapshots: &Snapshots<'_>) {
    let manual = snapshots.all().filter(|(_, it)| is_manual(it));
    let named = manual.filter_map(|(sort, it)| Some((sort, it, text(it, sort.arn)?)));
    let all: Vec<_> = named.collect();
    let count = all.len();
    let unread: Vec<_> = all.into_iter().filter(|(.., arn)| !caller.sink.holds_resource(arn)).collect();
    caller.planned(unread.len());
    side_by_side(AT_ONCE, unread.into_iter().map(|(sort, it, arn)| snapshot(caller, rds, sort, it, arn))).await;
    let gap = snapshots.of_instances.gap.or(snapshots.of_clusters.gap);
    caller.listed(Kind::DbSnapshot, gap.map_or(Ok(count), Err));
}

async fn snapshot(caller: &Caller, rds: &Client, sort: &Sort, item: &Element, arn: String) {
    let ask = Ask::about(caller, &arn, &caller.unit.region);
    let name = [(sort.name, item.text_of(sort.name).unwrap_or_default())];
    let action = sort.shares.name.trim_start_matches("rds:");
    let read = |answer: Element| {
        let answer = answer.child(sort.answer).cloned().unwrap_or(answer);
        let restore = answer.items(sort.attributes).find(|it| it.text_of("AttributeName") == Some("restore"));
        Ok(restore.map(|it| texts(it, "AttributeValues")).unwrap_or_default())
    };
    let restorable_by = ask.fact(sort.shares, || rds.query(action, &name), read).await;
    let detail = DatabaseSnapshot {
        database: database_of(caller, sort, item),
        engine: word(item, "Engine"),
        created: item.text_of("SnapshotCreateTime").and_then(time::of_text),
        encryption: encryption(item, sort.encrypted),
        restorable_by,
    };
    put(caller, arn, tags(item, "TagList"), Detail::DbSnapshot(Box::new(detail)));
}

/// The ARN of the database that a snapshot was taken of.
fn database_of(caller: &Caller, sort: &Sort, snapshot: &Element) -> String {
    made(caller, &format!("{}:{}", sort.resource, word(snapshot, sort.database)))
}

/// An ARN of RDS in this account and region.
fn made(caller: &Caller, resource: &str) -> String {
    let (partition, region) = (&caller.session.partition, &caller.unit.region);
    format!("arn:{partition}:rds:{region}:{}:{resource}", caller.session.account)
}

/// Exports to S3.
pub(super) async fn exports(caller: &Caller, rds: &Client, snapshots: &Snapshots<'_>) {
    caller.planned(1);
    let all = listing(&Ask::listing(caller), rds, EXPORTS, "ExportTasks", &[]).await;
    for item in &all.found {
        let source = word(item, "SourceArn");
        let behind = snapshots.all().find(|(sort, it)| it.text_of(sort.arn) == Some(source.as_str()));
        let detail = DatabaseExport {
            database: behind.map(|(sort, it)| database_of(caller, sort, it)),
            source,
            bucket: word(item, "S3Bucket"),
            prefix: text(item, "S3Prefix"),
            role: text(item, "IamRoleArn"),
            key: text(item, "KmsKeyId"),
            status: word(item, "Status"),
            ended: item.text_of("TaskEndTime").and_then(time::of_text),
        };
        let arn = made(caller, &format!("export-task:{}", word(item, "ExportTaskIdentifier")));
        put(caller, arn, Tags::new(), Detail::DbExport(Box::new(detail)));
    }
    caller.listed(Kind::DbExport, all.count());
}

/// Zero-ETL integrations.
pub(super) async fn integrations(caller: &Caller, rds: &Client) {
    caller.planned(1);
    let all = listing(&Ask::listing(caller), rds, INTEGRATIONS, "Integrations", &[]).await;
    for item in &all.found {
        let Some(arn) = text(item, "IntegrationArn") else { continue };
        let detail = Detail::DbIntegration(Box::new(integration(item)));
        put(caller, arn, tags(item, "Tags"), detail);
    }
    caller.listed(Kind::DbIntegration, all.count());
}

/// An integration, as RDS and Redshift both tell it.
pub(super) fn integration(item: &Element) -> Integration {
    Integration {
        name: word(item, "IntegrationName"),
        source: word(item, "SourceArn"),
        target: word(item, "TargetArn"),
        key: text(item, "KMSKeyId"),
        filter: text(item, "DataFilter"),
        status: word(item, "Status"),
    }
}

/// Subscriptions of topics to events.
pub(super) async fn subscriptions(caller: &Caller, rds: &Client) {
    caller.planned(1);
    let all = listing(&Ask::listing(caller), rds, SUBSCRIPTIONS, "EventSubscriptionsList", &[]).await;
    let named = all.found.iter().filter_map(|it| Some((text(it, "EventSubscriptionArn")?, it)));
    let unread: Vec<_> = named.filter(|(arn, _)| !caller.sink.holds_resource(arn)).collect();
    caller.planned(unread.len());
    let read = unread.into_iter().map(|(arn, item)| async move {
        let tags = tags_of(caller, rds, &arn).await;
        put_with(caller, arn, tags, Detail::DbEventSubscription(Box::new(subscription(item))));
    });
    side_by_side(AT_ONCE, read).await;
    caller.listed(Kind::DbEventSubscription, all.count());
}

/// A subscription, as RDS and Redshift both tell it.
pub(super) fn subscription(item: &Element) -> EventSubscription {
    EventSubscription {
        topic: word(item, "SnsTopicArn"),
        source_kind: text(item, "SourceType"),
        categories: texts(item, "EventCategoriesList"),
        enabled: is(item, "Enabled"),
    }
}

/// Proxies and what is behind them.
pub(super) async fn proxies(caller: &Caller, rds: &Client) {
    caller.planned(1);
    let all = listing(&Ask::listing(caller), rds, PROXIES, "DBProxies", &[]).await;
    let named = all.found.iter().filter_map(|it| Some((text(it, "DBProxyArn")?, it)));
    let unread: Vec<_> = named.filter(|(arn, _)| !caller.sink.holds_resource(arn)).collect();
    caller.planned(unread.len() * 2);
    side_by_side(AT_ONCE, unread.into_iter().map(|(arn, item)| proxy(caller, rds, arn, item))).await;
    caller.listed(Kind::DbProxy, all.count());
}

async fn proxy(caller: &Caller, rds: &Client, arn: String, item: &Element) {
    let ask = Ask::about(caller, &arn, &caller.unit.region);
    let name = [("DBProxyName", item.text_of("DBProxyName").unwrap_or_default())];
    let (targets, tags) = futures::join!(listing(&ask, rds, TARGETS, "Targets", &name), tags_of(caller, rds, &arn));
    let iam = |it: &Element| it.text_of("IAMAuth") == Some("REQUIRED");
    let detail = DatabaseProxy {
        family: word(item, "EngineFamily"),
        endpoint: text(item, "Endpoint"),
        tls_required: is(item, "RequireTLS"),
        role: text(item, "RoleArn"),
        secrets: texts_of(item, "Auth", "SecretArn"),
        iam_required: item.items("Auth").count() > 0 && item.items("Auth").all(iam),
        debug_logging: is(item, "DebugLogging"),
        vpc: text(item, "VpcId"),
        subnets: texts(item, "VpcSubnetIds"),
        security_groups: texts(item, "VpcSecurityGroupIds"),
        targets: targets.whole().map(|all| all.iter().filter_map(target).collect()),
    };
    put_with(caller, arn, tags, Detail::DbProxy(Box::new(detail)));
}

fn target(item: &Element) -> Option<ProxyTarget> {
    let cluster = item.text_of("Type") == Some("TRACKED_CLUSTER");
    Some(ProxyTarget { name: text(item, "RdsResourceId")?, cluster })
}

async fn tags_of(caller: &Caller, rds: &Client, arn: &str) -> Fact<Tags> {
    let ask = Ask::about(caller, arn, &caller.unit.region);
    let name = [("ResourceName", arn)];
    ask.fact(TAGS, || rds.query("ListTagsForResource", &name), |answer| Ok(tags(&answer, "TagList"))).await
}
