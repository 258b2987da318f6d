//! S3 buckets: the listing, and each bucket whole as soon as its own calls are answered.

use futures::stream::{self, StreamExt};

use super::ask::{Ask, Pages};
use super::s3_bucket::{self, Listed};
use crate::aws::call::{Api, Caller};
use crate::model::{Arn, GapId, Kind, Region, Resource};

const LIST: Api = Api::needs("s3:ListBuckets", "s3:ListAllMyBuckets");
const LOCATION: Api = Api::new("s3:GetBucketLocation");

/// Buckets a page. S3 names regions only in answers to requests that have a parameter.
const PAGE: i32 = 1000;

/// Buckets that are read at once. Each has twelve calls, so the limiter is what holds them back, and few wait in memory.
const AT_ONCE: usize = 16;

/// A bucket to read, and its region where the listing says it.
type Found = (Listed, Option<Region>);

/// Which regions are read.
pub type Scope<'a> = &'a (dyn Fn(&Region) -> bool + Sync);

/// Reads every bucket of the account that lies in the chosen regions.
pub async fn collect(caller: &Caller, in_scope: Scope<'_>) {
    let mut listing = list(caller).await;
    listing.found.retain(|(_, region)| region.as_ref().is_none_or(in_scope));
    let count = listing.count();
    listing.found.retain(|(listed, _)| !caller.sink.holds_resource(arn(caller, listed).as_str()));
    plan(caller, &listing.found);
    let reads = stream::iter(listing.found).map(|found| read(caller, found, in_scope));
    let outside = reads.buffer_unordered(AT_ONCE).filter(|read| std::future::ready(!read)).count().await;
    caller.listed(Kind::Bucket, count.map(|count| count.saturating_sub(outside)));
}

/// All buckets that the listing names.
async fn list(caller: &Caller) -> Pages<Found> {
    let s3 = caller.session.s3(&caller.session.home);
    caller.planned(1);
    let request = |token| s3.list_buckets().max_buckets(PAGE).set_continuation_token(token).send();
    let ask = Ask::listing(caller);
    let pages = ask.pages(LIST, request, |page| {
        let found = page.buckets().iter().filter_map(|bucket| {
            let region = bucket.bucket_region.as_deref().filter(|region| !region.is_empty()).map(Region::from);
            Some((Listed::of(bucket)?, region))
        });
        (found.collect(), page.continuation_token)
    });
    pages.await
}

fn plan(caller: &Caller, found: &[Found]) {
    let calls = found.iter().map(|(_, region)| if region.is_some() { s3_bucket::CALLS } else { 1 });
    caller.planned(calls.sum());
}

fn arn(caller: &Caller, listed: &Listed) -> Arn {
    Arn::new(format!("arn:{}:s3:::{}", caller.session.partition, listed.name))
}

/// Reads one bucket; false when it turns out to lie outside the chosen regions.
async fn read(caller: &Caller, (listed, region): Found, in_scope: Scope<'_>) -> bool {
    let arn = arn(caller, &listed);
    let located = match region {
        Some(region) => Ok(region),
        None => match locate(caller, &arn, &listed).await {
            Ok(region) if !in_scope(&region) => return false,
            located => located.inspect(|_| caller.planned(s3_bucket::CALLS)),
        },
    };
    let region = located.as_ref().unwrap_or(&caller.unit.region).clone();
    let (tags, detail) = match located {
        Ok(_) => {
            let (ask, s3) = (Ask::about(caller, arn.as_str(), &region), caller.session.s3(&region));
            s3_bucket::read(&ask, &s3, listed).await
        }
        Err(gap) => s3_bucket::unread(listed, gap),
    };
    caller.put(Resource { arn, account: caller.unit.account.clone(), region, tags, detail });
    true
}

/// The region of a bucket whose listing does not name it.
async fn locate(caller: &Caller, arn: &Arn, listed: &Listed) -> Result<Region, GapId> {
    let s3 = caller.session.s3(&caller.session.home);
    let request = || s3.get_bucket_location().bucket(&listed.name).send();
    let answer = caller.call(LOCATION, arn.as_str(), request).await?;
    let constraint = answer.location_constraint.as_ref().map(|constraint| constraint.as_str());
    Ok(region_of(constraint.unwrap_or_default()))
}

/// The region of a location constraint.
///
/// Source: Amazon S3 API Reference, "GetBucketLocation".
fn region_of(constraint: &str) -> Region {
    match constraint {
        "" => Region::from("us-east-1"),
        "EU" => Region::from("eu-west-1"),
        named => Region::from(named),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_location_constraints_are_regions_too() {
        assert_eq!(region_of("").as_str(), "us-east-1");
        assert_eq!(region_of("EU").as_str(), "eu-west-1");
        assert_eq!(region_of("eu-central-1").as_str(), "eu-central-1");
    }
}
