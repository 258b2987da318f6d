//! CloudTrail of one region: each trail once, in its home region, and what was recorded lately.

use aws_sdk_cloudtrail::Client;
use aws_sdk_cloudtrail::types::Trail;

use super::ask::Ask;
use super::cloudtrail_events;
use crate::aws::call::{Api, Caller};
use crate::aws::shape::cloudtrail as shape;
use crate::model::aws::{EventSelectors, TrailStatus};
use crate::model::{AccountId, Arn, Detail, Fact, Kind, Resource, Tags};

const DESCRIBE: Api = Api::new("cloudtrail:DescribeTrails");
const STATUS: Api = Api::new("cloudtrail:GetTrailStatus");
const SELECTORS: Api = Api::new("cloudtrail:GetEventSelectors");
const TAGS: Api = Api::new("cloudtrail:ListTags");

/// Calls that every trail takes.
const CALLS: usize = 3;

/// Reads every trail whose home is the region, and events where they are wanted.
pub async fn collect(caller: &Caller, events: bool) {
    let data = async {
        let groups = trails(caller).await;
        if events {
            cloudtrail_events::data(caller, groups).await;
        }
    };
    futures::join!(data, cloudtrail_events::management(caller, events));
}

/// Reads trails. Gives the log groups that data events go to, as far as is known.
async fn trails(caller: &Caller) -> Vec<String> {
    let cloudtrail = caller.session.cloudtrail(&caller.unit.region);
    caller.planned(1);
    let request = || cloudtrail.describe_trails().include_shadow_trails(false).send();
    let listed = match caller.call(DESCRIBE, "", request).await {
        Ok(answer) => answer.trail_list.unwrap_or_default(),
        Err(gap) => {
            caller.listed(Kind::Trail, Err(gap));
            return Vec::new();
        }
    };
    let trails: Vec<_> = listed.iter().filter_map(|trail| Some((arn(trail)?, trail))).collect();
    let is_held = |(arn, _): &&(Arn, &Trail)| caller.sink.holds_resource(arn.as_str());
    let (held, unread): (Vec<_>, Vec<_>) = trails.iter().partition(is_held);
    caller.planned(unread.len() * CALLS);
    let reads = unread.into_iter().map(|(arn, trail)| read(caller, &cloudtrail, arn, trail));
    let found = futures::future::join_all(reads).await;
    caller.listed(Kind::Trail, Ok(trails.len()));
    // What a held trail selects is not at hand.
    let of_held = held.into_iter().map(|(_, trail)| trail.cloud_watch_logs_log_group_arn.clone());
    found.into_iter().chain(of_held).flatten().collect()
}

fn arn(trail: &Trail) -> Option<Arn> {
    trail.trail_arn.as_deref().map(Arn::from)
}

/// Reads one trail and puts it into the sink. The trail of an organization belongs to its management account, also when
/// a member account is what shows it. Gives the log group, where data events may go there.
async fn read(caller: &Caller, cloudtrail: &Client, arn: &Arn, trail: &Trail) -> Option<String> {
    let ask = Ask::about(caller, arn.as_str(), &caller.unit.region);
    let (status, selectors, tags) =
        futures::join!(status(&ask, cloudtrail, arn), selectors(&ask, cloudtrail, arn), tags(&ask, cloudtrail, arn));
    let takes_data = selectors.known().is_none_or(EventSelectors::takes_some_data);
    caller.put(Resource {
        arn: arn.clone(),
        account: AccountId::from(arn.account()),
        region: caller.unit.region.clone(),
        tags,
        detail: Detail::Trail(Box::new(shape::trail(trail, status, selectors))),
    });
    trail.cloud_watch_logs_log_group_arn.clone().filter(|_| takes_data)
}

async fn status(ask: &Ask, cloudtrail: &Client, arn: &Arn) -> Fact<TrailStatus> {
    let call = || cloudtrail.get_trail_status().name(arn.as_str()).send();
    ask.fact(STATUS, call, |answer| Ok(shape::status(&answer))).await
}

async fn selectors(ask: &Ask, cloudtrail: &Client, arn: &Arn) -> Fact<EventSelectors> {
    let call = || cloudtrail.get_event_selectors().trail_name(arn.as_str()).send();
    ask.fact(SELECTORS, call, |answer| Ok(shape::selectors(&answer))).await
}

async fn tags(ask: &Ask, cloudtrail: &Client, arn: &Arn) -> Fact<Tags> {
    let page = |token| cloudtrail.list_tags().resource_id_list(arn.as_str()).set_next_token(token).send();
    let pages = ask.pages(TAGS, page, |page| {
        let lists = page.resource_tag_list.unwrap_or_default().into_iter();
        (lists.flat_map(|list| list.tags_list.unwrap_or_default()).collect(), page.next_token)
    });
    pages.await.whole().map(|tags| shape::tags(tags))
}
