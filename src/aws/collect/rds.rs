//! RDS and Aurora of one region: instances, clusters, snapshots, and what is listed beside them.
//!
//! Listings tell nearly everything. Asked one by one are the parameters about TLS, once a parameter group, and who may
//! restore a snapshot.

use std::collections::{BTreeMap, BTreeSet};

use super::ask::{Ask, Pages};
use super::marked::{listing, tags, text, word};
use super::{rds_beside, rds_shape, side_by_side};
use crate::aws::call::{Api, Caller};
use crate::aws::wire::{Client, Element, services, time};
use crate::model::aws::{Database, TlsRule};
use crate::model::{Arn, Detail, Fact, GapId, Kind, Resource, Tags, Timestamp};

const INSTANCES: Api = Api::new("rds:DescribeDBInstances");
const CLUSTERS: Api = Api::new("rds:DescribeDBClusters");
const INSTANCE_SNAPSHOTS: Api = Api::new("rds:DescribeDBSnapshots");
const CLUSTER_SNAPSHOTS: Api = Api::new("rds:DescribeDBClusterSnapshots");
const INSTANCE_PARAMETERS: Api = Api::new("rds:DescribeDBParameters");
const CLUSTER_PARAMETERS: Api = Api::new("rds:DescribeDBClusterParameters");
const VERSIONS: Api = Api::new("rds:DescribeDBMajorEngineVersions");

/// Parameter groups, and snapshots, that are read at once.
pub(super) const AT_ONCE: usize = 8;

/// The listings of a region that are read at once.
const LISTINGS: usize = 5;

/// What was listed before anything is put together.
struct Listed {
    instances: Pages<Element>,
    clusters: Pages<Element>,
    instance_snapshots: Pages<Element>,
    cluster_snapshots: Pages<Element>,
    supported: Fact<BTreeMap<(String, String), Timestamp>>,
}

/// A parameter group whose rule about TLS is asked for: whether of clusters, its name, and the parameter.
type Group = (bool, String, &'static str);

/// Reads everything of the region.
pub async fn collect(caller: &Caller) {
    let rds = caller.session.wire(services::RDS, &caller.unit.region);
    caller.planned(LISTINGS);
    let listed = list(caller, &rds).await;
    let rules = rules(caller, &rds, &listed).await;
    put_databases(caller, &listed, &rules);
    let snapshots =
        rds_beside::Snapshots { of_instances: &listed.instance_snapshots, of_clusters: &listed.cluster_snapshots };
    rds_beside::snapshots(caller, &rds, &snapshots).await;
    rds_beside::exports(caller, &rds, &snapshots).await;
    rds_beside::integrations(caller, &rds).await;
    rds_beside::subscriptions(caller, &rds).await;
    rds_beside::proxies(caller, &rds).await;
}

async fn list(caller: &Caller, rds: &Client) -> Listed {
    let ask = Ask::listing(caller);
    let (instances, clusters, instance_snapshots, cluster_snapshots, supported) = futures::join!(
        listing(&ask, rds, INSTANCES, "DBInstances", &[]),
        listing(&ask, rds, CLUSTERS, "DBClusters", &[]),
        listing(&ask, rds, INSTANCE_SNAPSHOTS, "DBSnapshots", &[]),
        listing(&ask, rds, CLUSTER_SNAPSHOTS, "DBClusterSnapshots", &[]),
        listing(&ask, rds, VERSIONS, "DBMajorEngineVersions", &[]),
    );
    let supported = supported.whole().map(|all| all.iter().filter_map(support).collect());
    Listed { instances, clusters, instance_snapshots, cluster_snapshots, supported }
}

/// The end of standard support of a major version.
///
/// Source: Amazon RDS API Reference, "SupportedEngineLifecycle".
fn support(version: &Element) -> Option<((String, String), Timestamp)> {
    let standard = |it: &&Element| it.text_of("LifecycleSupportName") == Some("open-source-rds-standard-support");
    let cycle = version.items("SupportedEngineLifecycles").find(standard)?;
    let end = cycle.text_of("LifecycleSupportEndDate").and_then(time::of_text)?;
    Some(((text(version, "Engine")?, text(version, "MajorEngineVersion")?), end))
}

/// The rule of every parameter group in use, each asked for once.
async fn rules(caller: &Caller, rds: &Client, listed: &Listed) -> BTreeMap<Group, Fact<TlsRule>> {
    let of_instances = listed.instances.found.iter().filter_map(|it| group(it, false));
    let of_clusters = listed.clusters.found.iter().filter_map(|it| group(it, true));
    let groups: BTreeSet<Group> = of_instances.chain(of_clusters).collect();
    caller.planned(groups.len());
    let read = groups.into_iter().map(|group| async move {
        let rule = rule(caller, rds, &group).await;
        (group, rule)
    });
    side_by_side(AT_ONCE, read).await.into_iter().collect()
}

/// The parameter group of a database that decides about TLS. Members of a cluster leave that to the cluster.
fn group(database: &Element, cluster: bool) -> Option<Group> {
    if !cluster && database.text_of("DBClusterIdentifier").is_some() {
        return None;
    }
    let parameter = rds_shape::tls_parameter(database.text_of("Engine")?)?;
    Some((cluster, rds_shape::parameter_group(database, cluster)?, parameter))
}

async fn rule(caller: &Caller, rds: &Client, (cluster, group, parameter): &Group) -> Fact<TlsRule> {
    let ask = Ask::about(caller, group, &caller.unit.region);
    let (api, name) = match cluster {
        true => (CLUSTER_PARAMETERS, "DBClusterParameterGroupName"),
        false => (INSTANCE_PARAMETERS, "DBParameterGroupName"),
    };
    let only = [
        (name, group.as_str()),
        ("Filters.Filter.1.Name", "parameter-name"),
        ("Filters.Filter.1.Values.Value.1", parameter),
    ];
    let all = listing(&ask, rds, api, "Parameters", &only).await.whole();
    all.map(|all| {
        let held = all.iter().find(|it| it.text_of("ParameterName") == Some(parameter));
        rds_shape::tls_rule(parameter, held.and_then(|it| text(it, "ParameterValue")))
    })
}

fn put_databases(caller: &Caller, listed: &Listed, rules: &BTreeMap<Group, Fact<TlsRule>>) {
    for (cluster, pages, kind) in
        [(false, &listed.instances, Kind::DbInstance), (true, &listed.clusters, Kind::DbCluster)]
    {
        for item in &pages.found {
            let Some(arn) = text(item, if cluster { "DBClusterArn" } else { "DBInstanceArn" }) else { continue };
            let mut database = if cluster { rds_shape::cluster(item) } else { rds_shape::instance(item) };
            database.tls =
                group(item, cluster).and_then(|group| rules.get(&group).cloned()).unwrap_or(Fact::NotApplicable);
            database.supported_until = supported_until(&database, &listed.supported);
            database.automated_snapshots = automated(item, cluster, listed);
            put(
                caller,
                arn,
                tags(item, "TagList"),
                match cluster {
                    true => Detail::DbCluster(Box::new(database)),
                    false => Detail::DbInstance(Box::new(database)),
                },
            );
        }
        caller.listed(kind, pages.count());
    }
}

/// Versions are told as `16.4` and as `8.0.39`, their major versions as `16` and as `8.0`.
fn supported_until(
    database: &Database,
    supported: &Fact<BTreeMap<(String, String), Timestamp>>,
) -> Fact<Option<Timestamp>> {
    let version = database.version.as_deref().unwrap_or_default();
    supported.map(|all| {
        let mut of_engine = all.iter().filter(|((engine, _), _)| *engine == database.engine);
        let same =
            |major: &str| version.strip_prefix(major).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
        of_engine.find(|((_, major), _)| same(major)).map(|(_, end)| *end)
    })
}

fn automated(item: &Element, cluster: bool, listed: &Listed) -> Fact<u32> {
    let (name, all) = match cluster {
        true => ("DBClusterIdentifier", &listed.cluster_snapshots),
        false => ("DBInstanceIdentifier", &listed.instance_snapshots),
    };
    let of_this =
        |it: &&Element| it.text_of(name) == item.text_of(name) && it.text_of("SnapshotType") == Some("automated");
    let count = all.found.iter().filter(of_this).count();
    let counted: Result<u32, GapId> = all.gap.map_or(Ok(u32::try_from(count).unwrap_or(u32::MAX)), Err);
    counted.into()
}

/// Keeps a resource of this region.
pub(super) fn put(caller: &Caller, arn: String, tags: Tags, detail: Detail) {
    put_with(caller, arn, Fact::Known(tags), detail);
}

/// The same, with tags that may not have been read.
pub(super) fn put_with(caller: &Caller, arn: String, tags: Fact<Tags>, detail: Detail) {
    let arn = Arn::new(arn);
    let account = arn.account().into();
    if !caller.sink.holds_resource(arn.as_str()) {
        caller.put(Resource { arn, account, region: caller.unit.region.clone(), tags, detail });
    }
}

/// Whether a snapshot was taken by a person or a program, and not by RDS itself.
pub(super) fn is_manual(snapshot: &Element) -> bool {
    word(snapshot, "SnapshotType") == "manual"
}
