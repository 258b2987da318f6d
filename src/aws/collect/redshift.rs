//! Redshift clusters of one region, with snapshots, data shares, integrations and event subscriptions.

use std::collections::{BTreeMap, BTreeSet};

use super::ask::{Ask, Pages};
use super::marked::{encryption, endpoint, is, listing, tags, text, texts, texts_of, word};
use super::rds::put;
use super::rds_beside::{integration, subscription};
use super::rds_shape::tls_rule;
use super::side_by_side;
use crate::aws::call::{Api, Caller};
use crate::aws::wire::{Client, Element, services, time};
use crate::model::aws::{
    DataShare, DataShareConsumer, EndpointGrant, RedshiftCluster, RedshiftSnapshot, ScheduledAction, TlsRule,
    WarehouseLogging,
};
use crate::model::{Detail, Document, Fact, Kind};

const CLUSTERS: Api = Api::new("redshift:DescribeClusters");
const LOGGING: Api = Api::new("redshift:DescribeLoggingStatus");
const PARAMETERS: Api = Api::new("redshift:DescribeClusterParameters");
const SNAPSHOTS: Api = Api::new("redshift:DescribeClusterSnapshots");
const SHARES: Api = Api::new("redshift:DescribeDataShares");
const SCHEDULED: Api = Api::new("redshift:DescribeScheduledActions");
const GRANTS: Api = Api::new("redshift:DescribeEndpointAuthorization");
pub(super) const POLICY: Api = Api::new("redshift:GetResourcePolicy");
const INTEGRATIONS: Api = Api::new("redshift:DescribeIntegrations");
const SUBSCRIPTIONS: Api = Api::new("redshift:DescribeEventSubscriptions");

/// Clusters that are read at once.
pub(super) const AT_ONCE: usize = 8;

/// The listings of a region.
const LISTINGS: usize = 7;

/// The parameter that decides about TLS.
///
/// Source: Amazon Redshift Management Guide, "Configuring security options for connections".
pub(super) const REQUIRE: &str = "require_ssl";

/// What was listed before clusters are put together.
struct Around {
    scheduled: Fact<Vec<Element>>,
    grants: Fact<Vec<Element>>,
    rules: BTreeMap<String, Fact<TlsRule>>,
}

/// Reads everything of the region.
pub async fn collect(caller: &Caller) {
    let redshift = caller.session.wire(services::REDSHIFT, &caller.unit.region);
    let ask = Ask::listing(caller);
    caller.planned(LISTINGS);
    let (clusters, scheduled, grants, snapshots, shares, integrations, subscriptions) = futures::join!(
        listing(&ask, &redshift, CLUSTERS, "Clusters", &[]),
        listing(&ask, &redshift, SCHEDULED, "ScheduledActions", &[]),
        listing(&ask, &redshift, GRANTS, "EndpointAuthorizationList", &[]),
        listing(&ask, &redshift, SNAPSHOTS, "Snapshots", &[("SnapshotType", "manual")]),
        listing(&ask, &redshift, SHARES, "DataShares", &[]),
        listing(&ask, &redshift, INTEGRATIONS, "Integrations", &[]),
        listing(&ask, &redshift, SUBSCRIPTIONS, "EventSubscriptionsList", &[]),
    );
    let rules = rules(caller, &redshift, &clusters).await;
    let around = Around { scheduled: scheduled.whole(), grants: grants.whole(), rules };
    put_clusters(caller, &redshift, &clusters, &around).await;
    put_all(caller, Kind::RedshiftSnapshot, &snapshots, snapshot);
    put_all(caller, Kind::DataShare, &shares, share);
    put_all(caller, Kind::RedshiftIntegration, &integrations, |_, item| {
        Some((text(item, "IntegrationArn")?, Detail::RedshiftIntegration(Box::new(integration(item)))))
    });
    put_all(caller, Kind::RedshiftEventSubscription, &subscriptions, |caller, item| {
        let arn = made(caller, &format!("eventsubscription:{}", text(item, "CustSubscriptionId")?));
        Some((arn, Detail::RedshiftEventSubscription(Box::new(subscription(item)))))
    });
}

/// Keeps everything that one listing tells whole.
fn put_all(
    caller: &Caller,
    kind: Kind,
    pages: &Pages<Element>,
    shape: impl Fn(&Caller, &Element) -> Option<(String, Detail)>,
) {
    for item in &pages.found {
        if let Some((arn, detail)) = shape(caller, item) {
            put(caller, arn, tags(item, "Tags"), detail);
        }
    }
    caller.listed(kind, pages.count());
}

/// An ARN of Redshift in this account and region, where the answer has none.
///
/// Source: Service Authorization Reference, "Resource types defined by Amazon Redshift".
fn made(caller: &Caller, resource: &str) -> String {
    let (partition, region) = (&caller.session.partition, &caller.unit.region);
    format!("arn:{partition}:redshift:{region}:{}:{resource}", caller.session.account)
}

/// The rule about TLS of every parameter group in use, each asked for once.
async fn rules(caller: &Caller, redshift: &Client, clusters: &Pages<Element>) -> BTreeMap<String, Fact<TlsRule>> {
    let groups: BTreeSet<String> = clusters.found.iter().filter_map(parameter_group).collect();
    caller.planned(groups.len());
    let read = groups.into_iter().map(|group| async move {
        let ask = Ask::about(caller, &group, &caller.unit.region);
        let name = [("ParameterGroupName", group.as_str())];
        let all = listing(&ask, redshift, PARAMETERS, "Parameters", &name).await.whole();
        let rule = all.map(|all| {
            let held = all.iter().find(|it| it.text_of("ParameterName") == Some(REQUIRE));
            tls_rule(REQUIRE, held.and_then(|it| text(it, "ParameterValue")))
        });
        (group, rule)
    });
    side_by_side(AT_ONCE, read).await.into_iter().collect()
}

fn parameter_group(cluster: &Element) -> Option<String> {
    texts_of(cluster, "ClusterParameterGroups", "ParameterGroupName").into_iter().next()
}

async fn put_clusters(caller: &Caller, redshift: &Client, clusters: &Pages<Element>, around: &Around) {
    let named =
        clusters.found.iter().map(|it| (made(caller, &format!("cluster:{}", word(it, "ClusterIdentifier"))), it));
    let unread: Vec<_> = named.filter(|(arn, _)| !caller.sink.holds_resource(arn)).collect();
    let with_namespace = unread.iter().filter(|(_, it)| it.text_of("ClusterNamespaceArn").is_some()).count();
    caller.planned(unread.len() + with_namespace);
    let read = unread.into_iter().map(|(arn, item)| async move {
        let ask = Ask::about(caller, &arn, &caller.unit.region);
        let namespace = text(item, "ClusterNamespaceArn");
        let (logging, policy) =
            futures::join!(logging(&ask, redshift, item), policy(&ask, redshift, namespace.as_deref()));
        let detail = RedshiftCluster { logging, policy, namespace, ..cluster(item, around) };
        put(caller, arn, tags(item, "Tags"), Detail::RedshiftCluster(Box::new(detail)));
    });
    side_by_side(AT_ONCE, read).await;
    caller.listed(Kind::RedshiftCluster, clusters.count());
}

async fn logging(ask: &Ask, redshift: &Client, item: &Element) -> Fact<Option<WarehouseLogging>> {
    let name = [("ClusterIdentifier", item.text_of("ClusterIdentifier").unwrap_or_default())];
    let read = |answer: Element| {
        if !is(&answer, "LoggingEnabled") {
            return Ok(None);
        }
        Ok(Some(match text(&answer, "BucketName") {
            Some(bucket) => WarehouseLogging::Bucket { bucket, prefix: text(&answer, "S3KeyPrefix") },
            None => WarehouseLogging::Groups(texts(&answer, "LogExports")),
        }))
    };
    ask.fact(LOGGING, || redshift.query("DescribeLoggingStatus", &name), read).await
}

/// The policy of a namespace, a cluster's or a serverless one.
pub(super) async fn policy(ask: &Ask, redshift: &Client, namespace: Option<&str>) -> Fact<Option<Document>> {
    let Some(namespace) = namespace else { return Fact::NotApplicable };
    let name = [("ResourceArn", namespace)];
    let read = |answer: Option<Element>| {
        let policy = answer.as_ref().and_then(|it| it.child("ResourcePolicy")?.text_of("Policy"));
        Ok(policy.map(Document::new))
    };
    let call = || redshift.query("GetResourcePolicy", &name);
    ask.optional(POLICY, &["ResourceNotFoundFault", "ResourceNotFound"], call, read).await
}

fn cluster(item: &Element, around: &Around) -> RedshiftCluster {
    let name = word(item, "ClusterIdentifier");
    let reached = item.child("Endpoint");
    let group = parameter_group(item);
    let days = |name: &str| item.text_of(name).and_then(|it| it.parse().ok()).unwrap_or_default();
    RedshiftCluster {
        namespace: None,
        encryption: encryption(item, "Encrypted"),
        endpoint: reached.and_then(|it| endpoint(it, "Address", it.text_of("Port"))),
        publicly_accessible: is(item, "PubliclyAccessible"),
        vpc: text(item, "VpcId"),
        security_groups: texts_of(item, "VpcSecurityGroups", "VpcSecurityGroupId"),
        enhanced_routing: is(item, "EnhancedVpcRouting"),
        roles: texts_of(item, "IamRoles", "IamRoleArn"),
        admin_secret: text(item, "MasterPasswordSecretArn"),
        snapshot_days: days("AutomatedSnapshotRetentionPeriod"),
        copies_to: item.child("ClusterSnapshotCopyStatus").and_then(|it| text(it, "DestinationRegion")),
        tls: group.as_ref().and_then(|group| around.rules.get(group).cloned()).unwrap_or(Fact::NotApplicable),
        parameter_group: group,
        logging: Fact::NotApplicable,
        endpoint_grants: around.grants.map(|all| {
            let own = all.iter().filter(|it| it.text_of("ClusterIdentifier") == Some(&name));
            own.filter_map(grant).collect()
        }),
        scheduled: around.scheduled.map(|all| all.iter().filter_map(|it| scheduled(it, &name)).collect()),
        policy: Fact::NotApplicable,
    }
}

fn grant(item: &Element) -> Option<EndpointGrant> {
    let revoking = item.text_of("Status") == Some("Revoking");
    let account = text(item, "Grantee").filter(|_| !revoking)?;
    Some(EndpointGrant { account, all_networks: is(item, "AllowedAllVPCs") })
}

/// What is done on a schedule, if it is done to this cluster.
fn scheduled(item: &Element, cluster: &str) -> Option<ScheduledAction> {
    let target = item.child("TargetAction")?;
    let done = ["ResizeCluster", "PauseCluster", "ResumeCluster"];
    let action = done
        .into_iter()
        .find(|action| target.child(action).and_then(|it| it.text_of("ClusterIdentifier")) == Some(cluster))?;
    Some(ScheduledAction {
        name: word(item, "ScheduledActionName"),
        action: action.to_owned(),
        role: text(item, "IamRole"),
    })
}

fn snapshot(caller: &Caller, item: &Element) -> Option<(String, Detail)> {
    let (cluster, name) = (word(item, "ClusterIdentifier"), text(item, "SnapshotIdentifier")?);
    let arn = text(item, "SnapshotArn").unwrap_or_else(|| made(caller, &format!("snapshot:{cluster}/{name}")));
    let detail = RedshiftSnapshot {
        source: made(caller, &format!("cluster:{cluster}")),
        created: item.text_of("SnapshotCreateTime").and_then(time::of_text),
        encryption: encryption(item, "Encrypted"),
        restorable_by: texts_of(item, "AccountsWithRestoreAccess", "AccountId"),
        policy: Fact::NotApplicable,
    };
    Some((arn, Detail::RedshiftSnapshot(Box::new(detail))))
}

fn share(_: &Caller, item: &Element) -> Option<(String, Detail)> {
    let consumer = |it: &Element| {
        Some(DataShareConsumer {
            name: text(it, "ConsumerIdentifier")?,
            status: word(it, "Status"),
            region: text(it, "ConsumerRegion"),
            writes: is(it, "ProducerAllowedWrites"),
        })
    };
    let detail = DataShare {
        producer: word(item, "ProducerArn"),
        public_consumers: is(item, "AllowPubliclyAccessibleConsumers"),
        consumers: item.items("DataShareAssociations").filter_map(consumer).collect(),
        managed_by: text(item, "ManagedBy"),
    };
    Some((text(item, "DataShareArn")?, Detail::DataShare(Box::new(detail))))
}
