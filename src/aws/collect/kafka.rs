//! Kafka clusters of one region, provisioned and serverless.

use serde::Deserialize;

use super::ask::Ask;
use super::kafka_shape::{self as shape, Listed};
use super::side_by_side;
use crate::aws::call::{Api, Caller};
use crate::aws::wire::{Client, Method, label, services};
use crate::model::{Arn, Detail, Document, Fact, Kind, Resource, Tags};

const LIST: Api = Api::new("kafka:ListClustersV2");
const BROKERS: Api = Api::new("kafka:GetBootstrapBrokers");
const POLICY: Api = Api::new("kafka:GetClusterPolicy");
const SECRETS: Api = Api::new("kafka:ListScramSecrets");

/// Calls that every cluster takes.
const CALLS: usize = 2;
/// Clusters that are read at once.
const AT_ONCE: usize = 4;

#[derive(Deserialize)]
struct Page {
    #[serde(rename = "clusterInfoList", default)]
    clusters: Vec<Listed>,
    #[serde(rename = "nextToken")]
    next: Option<String>,
}

#[derive(Deserialize)]
struct Policy {
    policy: Option<String>,
}

#[derive(Deserialize)]
struct Secrets {
    #[serde(rename = "secretArnList", default)]
    arns: Vec<String>,
    #[serde(rename = "nextToken")]
    next: Option<String>,
}

/// Reads every cluster of the region.
pub async fn collect(caller: &Caller) {
    let (ask, kafka) = (Ask::listing(caller), caller.session.wire(services::KAFKA, &caller.unit.region));
    caller.planned(1);
    let page = |token: Option<String>| {
        let kafka = &kafka;
        async move {
            let token = token.as_deref().map(|token| ("nextToken", token));
            let query: Vec<_> = std::iter::once(("maxResults", "100")).chain(token).collect();
            kafka.rest::<Page>("ListClustersV2", Method::Get, "/api/v2/clusters", &query, None).await
        }
    };
    let listed = ask.pages(LIST, page, |page| (page.clusters, page.next)).await;
    let count = listed.count();
    let unread: Vec<Listed> = listed.found.into_iter().filter(|it| !caller.sink.holds_resource(&it.arn)).collect();
    caller.planned(unread.len() * CALLS + unread.iter().filter(|it| it.has_scram()).count());
    side_by_side(AT_ONCE, unread.into_iter().map(|listed| read(caller, &kafka, listed))).await;
    caller.listed(Kind::KafkaCluster, count);
}

/// Reads what the listing does not tell of one cluster, and puts it into the sink.
async fn read(caller: &Caller, kafka: &Client, listed: Listed) {
    let ask = Ask::about(caller, &listed.arn, &caller.unit.region);
    let base = format!("/v1/clusters/{}", label(&listed.arn));
    let secrets = async { if listed.has_scram() { secrets(&ask, kafka, &base).await } else { Fact::NotApplicable } };
    let (brokers, policy, scram_secrets) =
        futures::join!(brokers(&ask, kafka, &base), policy(&ask, kafka, &base), secrets);
    let (account, region) = (caller.unit.account.clone(), caller.unit.region.clone());
    let tags: Tags = listed.tags.clone();
    let arn = Arn::new(listed.arn.as_str());
    let cluster = shape::cluster(listed, brokers, policy, scram_secrets);
    let detail = Detail::KafkaCluster(Box::new(cluster));
    caller.put(Resource { arn, account, region, tags: Fact::Known(tags), detail });
}

/// The brokers under all of their names.
async fn brokers(ask: &Ask, kafka: &Client, base: &str) -> Fact<Vec<String>> {
    let path = format!("{base}/bootstrap-brokers");
    let call = || kafka.rest::<serde_json::Value>("GetBootstrapBrokers", Method::Get, &path, &[], None);
    ask.fact(BROKERS, call, |told| Ok(shape::brokers(&told))).await
}

async fn policy(ask: &Ask, kafka: &Client, base: &str) -> Fact<Option<Document>> {
    let path = format!("{base}/policy");
    let call = || kafka.rest::<Policy>("GetClusterPolicy", Method::Get, &path, &[], None);
    let document =
        |told: Option<Policy>| Ok(told.and_then(|it| it.policy).filter(|text| !text.is_empty()).map(Document::new));
    ask.optional(POLICY, &["NotFoundException"], call, document).await
}

async fn secrets(ask: &Ask, kafka: &Client, base: &str) -> Fact<Vec<String>> {
    let path = format!("{base}/scram-secrets");
    let page = |token: Option<String>| {
        let path = &path;
        async move {
            let token = token.as_deref().map(|token| ("nextToken", token));
            let query: Vec<_> = std::iter::once(("maxResults", "100")).chain(token).collect();
            kafka.rest::<Secrets>("ListScramSecrets", Method::Get, path, &query, None).await
        }
    };
    ask.pages(SECRETS, page, |page| (page.arns, page.next)).await.whole()
}
