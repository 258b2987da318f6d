//! S3 access points of one region: whom each lets in, beside the bucket policy.

use aws_sdk_s3control::Client;
use aws_sdk_s3control::types::{AccessPoint as Listed, NetworkOrigin};
use futures::stream::{self, StreamExt};

use super::ask::Ask;
use crate::aws::call::{Api, Caller};
use crate::aws::shape::s3::{account_public_access_block, none};
use crate::aws::shape::{Misshapen, filled, time};
use crate::model::aws::{AccessPoint, PublicAccessBlock};
use crate::model::{AccountId, Arn, Detail, Document, Fact, Kind, Resource, Tags, Timestamp};

const LIST: Api = Api::new("s3:ListAccessPoints");
const GET: Api = Api::new("s3:GetAccessPoint");
const POLICY: Api = Api::new("s3:GetAccessPointPolicy");
const TAGS: Api = Api::new("s3:ListTagsForResource");

/// Access points that are read at once.
const AT_ONCE: usize = 4;
/// Calls that every access point takes.
const CALLS: usize = 3;

/// Reads every access point of the account in the region. They stand where their buckets stand.
pub async fn collect(caller: &Caller) {
    let (ask, s3) = (Ask::listing(caller), caller.session.s3control(&caller.unit.region));
    let account = caller.session.account.as_str();
    caller.planned(1);
    let page = |token| s3.list_access_points().account_id(account).max_results(1000).set_next_token(token).send();
    let mut points = ask.pages(LIST, page, |page| (page.access_point_list.unwrap_or_default(), page.next_token)).await;
    let count = points.count();
    points.found.retain(|listed| !caller.sink.holds_resource(arn(caller, listed).as_str()));
    caller.planned(points.found.len() * CALLS);
    stream::iter(points.found).for_each_concurrent(AT_ONCE, |listed| read(caller, &s3, listed)).await;
    caller.listed(Kind::AccessPoint, count);
}

fn arn(caller: &Caller, listed: &Listed) -> Arn {
    let made = || {
        let (partition, region, account) = (&caller.session.partition, &caller.unit.region, &caller.session.account);
        format!("arn:{partition}:s3:{region}:{account}:accesspoint/{}", listed.name)
    };
    Arn::new(filled(listed.access_point_arn()).unwrap_or_else(made))
}

/// What one call says of an access point.
#[derive(Clone)]
struct Settings {
    block: PublicAccessBlock,
    created: Option<Timestamp>,
}

async fn read(caller: &Caller, s3: &Client, listed: Listed) {
    let arn = arn(caller, &listed);
    let ask = Ask::about(caller, arn.as_str(), &caller.unit.region);
    let (settings, policy, tags) =
        futures::join!(settings(&ask, s3, &listed), policy(&ask, s3, &listed), tags(&ask, s3, &arn));
    let point = AccessPoint {
        internet: listed.network_origin != NetworkOrigin::Vpc,
        vpc: listed.vpc_configuration.map(|it| it.vpc_id),
        bucket_account: filled(listed.bucket_account_id.as_deref()).map(AccountId::new),
        bucket: listed.bucket,
        name: listed.name,
        created: settings.known().and_then(|it| it.created),
        public_access_block: settings.map(|it| it.block),
        policy,
    };
    let (account, region) = (caller.unit.account.clone(), caller.unit.region.clone());
    caller.put(Resource { arn, account, region, tags, detail: Detail::AccessPoint(Box::new(point)) });
}

async fn settings(ask: &Ask, s3: &Client, listed: &Listed) -> Fact<Settings> {
    let account = ask.caller.session.account.as_str();
    let call = || s3.get_access_point().account_id(account).name(&listed.name).send();
    ask.fact(GET, call, |answer| {
        let block = answer.public_access_block_configuration.as_ref().map(account_public_access_block);
        let block = block.ok_or_else(|| Misshapen::missing("the block of public access"))?;
        Ok(Settings { block, created: answer.creation_date.as_ref().and_then(time) })
    })
    .await
}

async fn policy(ask: &Ask, s3: &Client, listed: &Listed) -> Fact<Option<Document>> {
    let account = ask.caller.session.account.as_str();
    let call = || s3.get_access_point_policy().account_id(account).name(&listed.name).send();
    ask.optional(POLICY, none::ACCESS_POINT_POLICY, call, |answer| {
        Ok(answer.and_then(|it| it.policy).filter(|text| !text.is_empty()).map(Document::new))
    })
    .await
}

async fn tags(ask: &Ask, s3: &Client, arn: &Arn) -> Fact<Tags> {
    let account = ask.caller.session.account.as_str();
    let call = || s3.list_tags_for_resource().account_id(account).resource_arn(arn.as_str()).send();
    ask.fact(TAGS, call, |answer| {
        Ok(answer.tags.unwrap_or_default().into_iter().map(|tag| (tag.key, tag.value)).collect())
    })
    .await
}
