//! DynamoDB tables of one region: what they are, how they recover, who may reach them, and where they are copied.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::json;

use super::ask::Ask;
use super::dynamodb_shape::{self as shape, Transfers};
use super::side_by_side;
use crate::aws::call::{Api, Caller};
use crate::aws::shape::Misshapen;
use crate::aws::wire::{Answer, Client, services};
use crate::model::aws::{PointInTimeRecovery, Table, TableDescription, TableExport};
use crate::model::{Arn, AtRest, Detail, Document, Fact, Kind, Resource, Tags};

const LIST: Api = Api::new("dynamodb:ListTables");
const DESCRIBE: Api = Api::new("dynamodb:DescribeTable");
const RECOVERY: Api = Api::new("dynamodb:DescribeContinuousBackups");
const POLICY: Api = Api::new("dynamodb:GetResourcePolicy");
const TIME_TO_LIVE: Api = Api::new("dynamodb:DescribeTimeToLive");
const KINESIS: Api = Api::new("dynamodb:DescribeKinesisStreamingDestination");
const TAGS: Api = Api::new("dynamodb:ListTagsOfResource");
const BACKUPS: Api = Api::new("dynamodb:ListBackups");
const EXPORTS: Api = Api::new("dynamodb:ListExports");
const EXPORT: Api = Api::new("dynamodb:DescribeExport");
const IMPORTS: Api = Api::new("dynamodb:ListImports");

/// Calls that every table takes.
const CALLS: usize = 6;
/// Tables that are read at once.
const AT_ONCE: usize = 8;
/// Exports of a table that are asked for where they went: the newest.
const EXPORTS_READ: usize = 10;

/// Reads every table of the region.
pub async fn collect(caller: &Caller) {
    let (ask, dynamodb) = (Ask::listing(caller), caller.session.wire(services::DYNAMODB, &caller.unit.region));
    caller.planned(1);
    let page = |last: Option<String>| {
        let (dynamodb, input) = (&dynamodb, json!({ "Limit": 100, "ExclusiveStartTableName": last }));
        async move { dynamodb.json::<shape::Tables>("ListTables", &input).await }
    };
    let listed = ask.pages(LIST, page, |page| (page.names, page.last)).await;
    let count = listed.count();
    let (partition, account, region) = (&caller.session.partition, &caller.session.account, &caller.unit.region);
    let arn = |name: &String| Arn::new(format!("arn:{partition}:dynamodb:{region}:{account}:table/{name}"));
    let unread: Vec<Arn> = listed.found.iter().map(arn).filter(|it| !caller.sink.holds_resource(it.as_str())).collect();
    if !unread.is_empty() {
        caller.planned(3 + unread.len() * CALLS);
        let transfers = transfers(&ask, &dynamodb).await;
        side_by_side(AT_ONCE, unread.into_iter().map(|arn| read(caller, &dynamodb, arn, &transfers))).await;
    }
    caller.listed(Kind::Table, count);
}

/// Backups, exports and imports of all tables of the region, by the ARN of the table.
async fn transfers(ask: &Ask, dynamodb: &Client) -> Transfers {
    let backups = async {
        let page = |last: Option<String>| {
            let input = json!({ "BackupType": "ALL", "Limit": 100, "ExclusiveStartBackupArn": last });
            async move { dynamodb.json::<shape::Backups>("ListBackups", &input).await }
        };
        ask.pages(BACKUPS, page, |page| (page.backups, page.last)).await.whole()
    };
    let exports = async {
        let page = |token: Option<String>| {
            let input = json!({ "MaxResults": 25, "NextToken": token });
            async move { dynamodb.json::<shape::Exports>("ListExports", &input).await }
        };
        ask.pages(EXPORTS, page, |page| (page.exports, page.next)).await.whole()
    };
    let imports = async {
        let page = |token: Option<String>| {
            let input = json!({ "PageSize": 25, "NextToken": token });
            async move { dynamodb.json::<shape::Imports>("ListImports", &input).await }
        };
        ask.pages(IMPORTS, page, |page| (page.imports, page.next)).await.whole()
    };
    let (backups, exports, imports) = futures::join!(backups, exports, imports);
    Transfers::of(&backups, &exports, &imports)
}

/// Reads one table and puts it into the sink.
async fn read(caller: &Caller, dynamodb: &Client, arn: Arn, transfers: &Transfers) {
    let ask = Ask::about(caller, arn.as_str(), &caller.unit.region);
    let name = json!({ "TableName": arn.short_name() });
    let (description, recovery, policy, time_to_live, kinesis_destinations, tags) = futures::join!(
        description(&ask, dynamodb, &name),
        recovery(&ask, dynamodb, &name),
        policy(&ask, dynamodb, arn.as_str()),
        time_to_live(&ask, dynamodb, &name),
        kinesis(&ask, dynamodb, &name),
        tags(&ask, dynamodb, arn.as_str()),
    );
    let table = Table {
        stream_policy: stream_policy(&ask, dynamodb, &description).await,
        description,
        recovery,
        policy,
        time_to_live,
        backups: transfers.backups(&arn),
        exports: exports(&ask, dynamodb, &arn, transfers).await,
        imports: transfers.imports(&arn),
        kinesis_destinations,
    };
    let (account, region) = (caller.unit.account.clone(), caller.unit.region.clone());
    caller.put(Resource { arn, account, region, tags, detail: Detail::Table(Box::new(table)) });
}

type Name = serde_json::Value;

async fn description(ask: &Ask, dynamodb: &Client, name: &Name) -> Fact<TableDescription> {
    let call = || dynamodb.json::<shape::Described>("DescribeTable", name);
    ask.fact(DESCRIBE, call, |told| told.table.map(shape::description).ok_or_else(|| Misshapen::missing("Table"))).await
}

async fn recovery(ask: &Ask, dynamodb: &Client, name: &Name) -> Fact<PointInTimeRecovery> {
    let call = || dynamodb.json::<shape::ContinuousBackups>("DescribeContinuousBackups", name);
    ask.fact(RECOVERY, call, |told| Ok(shape::recovery(&told))).await
}

/// How a table is encrypted now; none where the answer tells of no table.
pub(in crate::aws) async fn encryption_of(dynamodb: &Client, name: &str) -> Answer<Option<AtRest>> {
    let told = dynamodb.json::<shape::Described>("DescribeTable", &json!({ "TableName": name })).await?;
    Ok(told.table.map(|table| shape::description(table).encryption))
}

/// Whether a table can be restored to a point in time now.
pub(in crate::aws) async fn recovery_of(dynamodb: &Client, name: &str) -> Answer<PointInTimeRecovery> {
    let input = json!({ "TableName": name });
    dynamodb
        .json::<shape::ContinuousBackups>("DescribeContinuousBackups", &input)
        .await
        .map(|told| shape::recovery(&told))
}

async fn time_to_live(ask: &Ask, dynamodb: &Client, name: &Name) -> Fact<Option<String>> {
    let call = || dynamodb.json::<shape::TimeToLive>("DescribeTimeToLive", name);
    ask.fact(TIME_TO_LIVE, call, |told| Ok(shape::time_to_live(told))).await
}

async fn kinesis(ask: &Ask, dynamodb: &Client, name: &Name) -> Fact<Vec<String>> {
    let call = || dynamodb.json::<shape::Destinations>("DescribeKinesisStreamingDestination", name);
    ask.fact(KINESIS, call, |told| Ok(shape::destinations(told))).await
}

#[derive(Deserialize)]
struct Told {
    #[serde(rename = "Policy")]
    policy: Option<String>,
}

async fn policy(ask: &Ask, dynamodb: &Client, arn: &str) -> Fact<Option<Document>> {
    let input = json!({ "ResourceArn": arn });
    let call = || dynamodb.json::<Told>("GetResourcePolicy", &input);
    let document = |told: Option<Told>| Ok(told.and_then(|it| it.policy).map(Document::new));
    ask.optional(POLICY, &["PolicyNotFoundException"], call, document).await
}

async fn stream_policy(ask: &Ask, dynamodb: &Client, table: &Fact<TableDescription>) -> Fact<Option<Document>> {
    match table.map(|it| it.stream.clone()) {
        Fact::Known(Some(stream)) => {
            ask.caller.planned(1);
            policy(ask, dynamodb, &stream.arn).await
        }
        Fact::Unknown(gap) => Fact::Unknown(gap),
        Fact::Known(None) | Fact::NotApplicable => Fact::NotApplicable,
    }
}

/// Where the newest exports of a table went.
async fn exports(ask: &Ask, dynamodb: &Client, table: &Arn, transfers: &Transfers) -> Fact<Vec<TableExport>> {
    let all = match transfers.exports(table) {
        Fact::Known(all) => all,
        Fact::Unknown(gap) => return Fact::Unknown(gap),
        Fact::NotApplicable => return Fact::NotApplicable,
    };
    let newest = all.into_iter().take(EXPORTS_READ).collect::<Vec<_>>();
    ask.caller.planned(newest.len());
    let read = newest.into_iter().map(|arn| async move {
        let input = json!({ "ExportArn": arn });
        let call = || dynamodb.json::<shape::DescribedExport>("DescribeExport", &input);
        let told = ask.fact(EXPORT, call, shape::export).await;
        TableExport { arn, told }
    });
    Fact::Known(side_by_side(2, read).await)
}

async fn tags(ask: &Ask, dynamodb: &Client, arn: &str) -> Fact<Tags> {
    let page = |token: Option<String>| {
        let input = json!({ "ResourceArn": arn, "NextToken": token });
        async move { dynamodb.json::<shape::Tagged>("ListTagsOfResource", &input).await }
    };
    let pages = ask.pages(TAGS, page, |page| (page.tags, page.next)).await.whole();
    pages.map(|tags| tags.iter().map(|tag| (tag.key.clone(), tag.value.clone())).collect::<BTreeMap<_, _>>())
}
