//! Redshift Serverless of one region: namespaces, workgroups, snapshots.

use futures::join;
use serde::Deserialize;
use serde_json::{Value, json};

use super::ask::{Ask, Pages};
use super::rds::put_with;
use super::rds_shape::tls_rule;
use super::redshift::{AT_ONCE, REQUIRE, policy};
use super::side_by_side;
use crate::aws::call::{Api, Caller};
use crate::aws::wire::{Client, services, time};
use crate::model::aws::{RedshiftNamespace, RedshiftSnapshot, RedshiftWorkgroup};
use crate::model::{AtRest, Detail, Document, Fact, Kind, Tags, Timestamp};

const NAMESPACES: Api = Api::new("redshift-serverless:ListNamespaces");
const WORKGROUPS: Api = Api::new("redshift-serverless:ListWorkgroups");
const SNAPSHOTS: Api = Api::new("redshift-serverless:ListSnapshots");
const SNAPSHOT_POLICY: Api = Api::new("redshift-serverless:GetResourcePolicy");
const TAGS: Api = Api::new("redshift-serverless:ListTagsForResource");

/// How every namespace is encrypted where no key is named.
///
/// Source: Amazon Redshift Management Guide, "Encryption in Amazon Redshift Serverless".
const OWN_KEY: &str = "a key that AWS owns";

#[derive(Deserialize)]
struct NamespacePage {
    #[serde(default)]
    namespaces: Vec<Namespace>,
    #[serde(rename = "nextToken")]
    next: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Namespace {
    namespace_arn: String,
    namespace_id: Option<String>,
    namespace_name: String,
    kms_key_id: Option<String>,
    #[serde(default)]
    iam_roles: Vec<String>,
    #[serde(default)]
    log_exports: Vec<String>,
    admin_password_secret_arn: Option<String>,
}

#[derive(Deserialize)]
struct WorkgroupPage {
    #[serde(default)]
    workgroups: Vec<Workgroup>,
    #[serde(rename = "nextToken")]
    next: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Workgroup {
    workgroup_arn: String,
    workgroup_name: String,
    #[serde(default)]
    namespace_name: String,
    endpoint: Option<Endpoint>,
    #[serde(default)]
    publicly_accessible: bool,
    #[serde(default)]
    enhanced_vpc_routing: bool,
    #[serde(default)]
    subnet_ids: Vec<String>,
    #[serde(default)]
    security_group_ids: Vec<String>,
    #[serde(default)]
    config_parameters: Vec<Parameter>,
}

#[derive(Deserialize)]
struct Endpoint {
    address: Option<String>,
    port: Option<u16>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Parameter {
    parameter_key: Option<String>,
    parameter_value: Option<String>,
}

#[derive(Deserialize)]
struct SnapshotPage {
    #[serde(default)]
    snapshots: Vec<Snapshot>,
    #[serde(rename = "nextToken")]
    next: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Snapshot {
    snapshot_arn: String,
    #[serde(default)]
    namespace_arn: String,
    kms_key_id: Option<String>,
    #[serde(default, deserialize_with = "time::optional")]
    snapshot_create_time: Option<Timestamp>,
    #[serde(default)]
    accounts_with_restore_access: Vec<String>,
    #[serde(default)]
    accounts_with_provisioned_restore_access: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Carried {
    resource_policy: Option<CarriedPolicy>,
}

#[derive(Deserialize)]
struct CarriedPolicy {
    policy: Option<String>,
}

#[derive(Deserialize)]
struct Tagged {
    #[serde(default)]
    tags: Vec<Tag>,
}

#[derive(Deserialize)]
struct Tag {
    key: String,
    #[serde(default)]
    value: String,
}

/// Reads everything of the region.
pub async fn collect(caller: &Caller) {
    let serverless = caller.session.wire(services::REDSHIFT_SERVERLESS, &caller.unit.region);
    let redshift = caller.session.wire(services::REDSHIFT, &caller.unit.region);
    let ask = Ask::listing(caller);
    caller.planned(3);
    let call = |operation: &'static str, token: Option<String>| {
        let (serverless, input) = (&serverless, page(token));
        (serverless, operation, input)
    };
    let namespaces = |token| {
        let (client, operation, input) = call("ListNamespaces", token);
        async move { client.json::<NamespacePage>(operation, &input).await }
    };
    let workgroups = |token| {
        let (client, operation, input) = call("ListWorkgroups", token);
        async move { client.json::<WorkgroupPage>(operation, &input).await }
    };
    let snapshots = |token| {
        let (client, operation, input) = call("ListSnapshots", token);
        async move { client.json::<SnapshotPage>(operation, &input).await }
    };
    let (namespaces, workgroups, snapshots) = join!(
        ask.pages(NAMESPACES, namespaces, |page| (page.namespaces, page.next)),
        ask.pages(WORKGROUPS, workgroups, |page| (page.workgroups, page.next)),
        ask.pages(SNAPSHOTS, snapshots, |page| (page.snapshots, page.next)),
    );
    put_namespaces(caller, &serverless, &redshift, namespaces).await;
    put_workgroups(caller, &serverless, workgroups).await;
    put_snapshots(caller, &serverless, snapshots).await;
}

fn page(token: Option<String>) -> Value {
    json!({ "maxResults": 100, "nextToken": token })
}

async fn put_namespaces(caller: &Caller, serverless: &Client, redshift: &Client, pages: Pages<Namespace>) {
    let count = pages.count();
    let unread: Vec<_> = pages.found.into_iter().filter(|it| !caller.sink.holds_resource(&it.namespace_arn)).collect();
    caller.planned(unread.len() * 2);
    let read = unread.into_iter().map(|it| async move {
        let ask = Ask::about(caller, &it.namespace_arn, &caller.unit.region);
        // Its policy is kept by Redshift's own API, also for serverless namespaces.
        let (tags, policy) =
            join!(tags(caller, serverless, &it.namespace_arn), policy(&ask, redshift, Some(&it.namespace_arn)));
        let shares_as = it.namespace_id.as_ref().map(|id| {
            let (partition, region) = (&caller.session.partition, &caller.unit.region);
            format!("arn:{partition}:redshift:{region}:{}:namespace:{id}", caller.session.account)
        });
        let detail = RedshiftNamespace {
            name: it.namespace_name,
            shares_as,
            encryption: encryption(it.kms_key_id.as_deref()),
            roles: it.iam_roles.iter().map(|role| role_arn(role).to_owned()).collect(),
            log_exports: it.log_exports,
            admin_secret: it.admin_password_secret_arn,
            policy,
        };
        put_with(caller, it.namespace_arn, tags, Detail::RedshiftNamespace(Box::new(detail)));
    });
    side_by_side(AT_ONCE, read).await;
    caller.listed(Kind::RedshiftNamespace, count);
}

/// A role is told either plainly or as `IamRole(applyStatus=in-sync, iamRoleArn=arn:...)`.
fn role_arn(told: &str) -> &str {
    let from = told.find("iamRoleArn=").map_or(told, |at| told.get(at + "iamRoleArn=".len()..).unwrap_or(told));
    from.trim_end_matches(')')
}

/// Keys are told as ARNs, or by this word.
fn encryption(key: Option<&str>) -> AtRest {
    AtRest::of(key.filter(|key| *key != "AWS_OWNED_KMS_KEY"), Some(OWN_KEY))
}

async fn put_workgroups(caller: &Caller, serverless: &Client, pages: Pages<Workgroup>) {
    let count = pages.count();
    let unread: Vec<_> = pages.found.into_iter().filter(|it| !caller.sink.holds_resource(&it.workgroup_arn)).collect();
    caller.planned(unread.len());
    let read = unread.into_iter().map(|it| async move {
        let tags = tags(caller, serverless, &it.workgroup_arn).await;
        let arn = it.workgroup_arn.clone();
        put_with(caller, arn, tags, Detail::RedshiftWorkgroup(Box::new(workgroup(it))));
    });
    side_by_side(AT_ONCE, read).await;
    caller.listed(Kind::RedshiftWorkgroup, count);
}

fn workgroup(it: Workgroup) -> RedshiftWorkgroup {
    let rule = it.config_parameters.into_iter().find(|it| it.parameter_key.as_deref() == Some(REQUIRE));
    let endpoint = it.endpoint.and_then(|it| Some((it.address?, it.port)));
    RedshiftWorkgroup {
        name: it.workgroup_name,
        namespace: it.namespace_name,
        endpoint: endpoint.map(|(host, port)| port.map_or_else(|| host.clone(), |port| format!("{host}:{port}"))),
        publicly_accessible: it.publicly_accessible,
        enhanced_routing: it.enhanced_vpc_routing,
        subnets: it.subnet_ids,
        security_groups: it.security_group_ids,
        tls: tls_rule(REQUIRE, rule.and_then(|it| it.parameter_value)),
    }
}

async fn put_snapshots(caller: &Caller, serverless: &Client, pages: Pages<Snapshot>) {
    let count = pages.count();
    let unread: Vec<_> = pages.found.into_iter().filter(|it| !caller.sink.holds_resource(&it.snapshot_arn)).collect();
    caller.planned(unread.len() * 2);
    let read = unread.into_iter().map(|it| async move {
        let (tags, policy) =
            join!(tags(caller, serverless, &it.snapshot_arn), snapshot_policy(caller, serverless, &it.snapshot_arn));
        let mut restorable_by = it.accounts_with_restore_access;
        restorable_by.extend(it.accounts_with_provisioned_restore_access);
        restorable_by.sort();
        restorable_by.dedup();
        let detail = RedshiftSnapshot {
            source: it.namespace_arn,
            created: it.snapshot_create_time,
            encryption: encryption(it.kms_key_id.as_deref()),
            restorable_by,
            policy,
        };
        put_with(caller, it.snapshot_arn, tags, Detail::RedshiftServerlessSnapshot(Box::new(detail)));
    });
    side_by_side(AT_ONCE, read).await;
    caller.listed(Kind::RedshiftServerlessSnapshot, count);
}

/// Redshift Serverless shares snapshots by policies of their own.
async fn snapshot_policy(caller: &Caller, serverless: &Client, arn: &str) -> Fact<Option<Document>> {
    let ask = Ask::about(caller, arn, &caller.unit.region);
    let input = json!({ "resourceArn": arn });
    let call = || serverless.json::<Carried>("GetResourcePolicy", &input);
    let document = |told: Option<Carried>| Ok(told.and_then(|it| it.resource_policy?.policy).map(Document::new));
    ask.optional(SNAPSHOT_POLICY, &["ResourceNotFoundException"], call, document).await
}

async fn tags(caller: &Caller, serverless: &Client, arn: &str) -> Fact<Tags> {
    let ask = Ask::about(caller, arn, &caller.unit.region);
    let input = json!({ "resourceArn": arn });
    let call = || serverless.json::<Tagged>("ListTagsForResource", &input);
    ask.fact(TAGS, call, |told| Ok(told.tags.into_iter().map(|tag| (tag.key, tag.value)).collect())).await
}
