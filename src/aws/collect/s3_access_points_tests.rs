//! The collector of access points against canned answers.

use std::sync::Arc;

use super::s3_access_points;
use crate::aws::canned::{Answer, Asked, Canned, Notes, caller};
use crate::model::{Fact, Failure, Region};

const PATH: &str = "/v20180820/accesspoint";

/// An error as S3 Control sends it: wrapped once more than S3's.
fn control_error(status: u16, code: &str) -> Answer {
    (status, format!("<ErrorResponse><Error><Code>{code}</Code><Message>as told</Message></Error></ErrorResponse>"))
}

fn listed(name: &str, origin: &str) -> String {
    format!(
        "<AccessPoint><Name>{name}</Name><NetworkOrigin>{origin}</NetworkOrigin><Bucket>raw</Bucket>\
         <AccessPointArn>arn:aws:s3:eu-west-1:111122223333:accesspoint/{name}</AccessPointArn>\
         <BucketAccountId>111122223333</BucketAccountId></AccessPoint>"
    )
}

fn points(asked: &Asked) -> Answer {
    let (path, query) = asked.uri.split_once('?').unwrap_or((&asked.uri, ""));
    let body = match path.split_once(PATH).map(|(_, rest)| rest) {
        Some("") if !query.contains("nextToken") => format!(
            "<ListAccessPointsResult><AccessPointList>{}</AccessPointList><NextToken>more</NextToken>\
             </ListAccessPointsResult>",
            listed("open", "Internet")
        ),
        Some("") => format!(
            "<ListAccessPointsResult><AccessPointList>{}</AccessPointList></ListAccessPointsResult>",
            listed("inner", "VPC")
        ),
        Some("/open/policy") => {
            "<GetAccessPointPolicyResult><Policy>{ \"Version\": \"2012-10-17\" }</Policy></GetAccessPointPolicyResult>"
                .to_owned()
        }
        Some("/inner/policy") => return control_error(404, "NoSuchAccessPointPolicy"),
        Some("/open") => "<GetAccessPointResult><Name>open</Name><PublicAccessBlockConfiguration>\
            <BlockPublicAcls>true</BlockPublicAcls><RestrictPublicBuckets>false</RestrictPublicBuckets>\
            </PublicAccessBlockConfiguration><CreationDate>2025-01-02T03:04:05Z</CreationDate></GetAccessPointResult>"
            .to_owned(),
        Some("/inner") => return control_error(403, "AccessDenied"),
        _ => "<ListTagsForResourceResult><Tags><Tag><Key>team</Key><Value>data</Value></Tag></Tags>\
            </ListTagsForResourceResult>"
            .to_owned(),
    };
    (200, body)
}

async fn collected(canned: &Canned) -> Arc<Notes> {
    let notes = Arc::new(Notes::default());
    s3_access_points::collect(&caller(canned, &notes, "s3", Region::from("eu-west-1")).await).await;
    notes
}

#[tokio::test]
async fn access_points_are_read_page_by_page_with_their_policies_and_blocks() {
    let canned = Canned::new(points);
    let notes = collected(&canned).await;
    notes.assert_all_calls_were_planned(&canned);
    assert_eq!(notes.counts(), [Fact::Known(2)]);
    let mut all = notes.resources();
    all.sort_by(|a, b| b.arn.cmp(&a.arn));
    let [open, inner] = [&all[0], &all[1]].map(|it| it.access_point().unwrap());
    assert_eq!((open.name.as_str(), open.bucket.as_str(), open.internet), ("open", "raw", true));
    assert_eq!(open.policy.known().unwrap().as_ref().unwrap().text(), "{ \"Version\": \"2012-10-17\" }");
    let block = open.public_access_block.known().unwrap();
    assert_eq!((block.block_public_acls, block.restrict_public_buckets), (true, false));
    assert_eq!(open.created.unwrap().to_string(), "2025-01-02T03:04:05Z");
    assert_eq!(all[0].tags.known().unwrap()["team"], "data");
    assert_eq!((inner.internet, &inner.policy), (false, &Fact::Known(None)));
    let gap = &notes.gaps()[inner.public_access_block.gap().unwrap().index()];
    assert_eq!((gap.api.as_str(), gap.reason), ("s3:GetAccessPoint", Failure::Denied));
}

#[tokio::test]
async fn a_listing_that_is_denied_is_a_gap_of_its_region() {
    let notes = collected(&Canned::new(|_| control_error(403, "AccessDenied"))).await;
    let gap = notes.gaps().remove(0);
    assert_eq!((gap.api.as_str(), gap.region.as_str()), ("s3:ListAccessPoints", "eu-west-1"));
    assert!(notes.counts()[0].gap().is_some());
}
