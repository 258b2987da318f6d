//! The CloudTrail collector against canned answers.

use std::sync::Arc;

use super::cloudtrail;
use crate::aws::canned::{Answer, Asked, Canned, Notes, caller, json_error};
use crate::model::{Fact, Failure, GapId, Region};

const OWN: &str = "arn:aws:cloudtrail:eu-west-1:111122223333:trail/own";
const SHARED: &str = "arn:aws:cloudtrail:eu-west-1:444455556666:trail/shared";

fn operation(asked: &Asked) -> &str {
    asked.target.rsplit('.').next().unwrap_or_default()
}

fn trails(asked: &Asked) -> Answer {
    let answer = match operation(asked) {
        "DescribeTrails" => serde_json::json!({"trailList": [
            {"TrailARN": OWN, "S3BucketName": "logs", "LogFileValidationEnabled": true},
            {"TrailARN": SHARED, "IsOrganizationTrail": true, "IsMultiRegionTrail": true}]}),
        "GetTrailStatus" => serde_json::json!({"IsLogging": true, "LatestDeliveryTime": 1_767_323_045.0}),
        "GetEventSelectors" => serde_json::json!({"AdvancedEventSelectors": [
            {"Name": "n", "FieldSelectors": [{"Field": "eventCategory", "Equals": ["Data"]}]}]}),
        "ListTags" if asked.body.contains("NextToken") => {
            serde_json::json!({"ResourceTagList": [{"TagsList": [{"Key": "b", "Value": "2"}]}]})
        }
        "ListTags" => {
            serde_json::json!({"ResourceTagList": [{"TagsList": [{"Key": "a", "Value": "1"}]}], "NextToken": "t"})
        }
        "LookupEvents" => serde_json::json!({ "Events": [] }),
        _ => return json_error(400, "UnknownOperationException"),
    };
    (200, answer.to_string())
}

async fn collected(
    answer: impl Fn(&Asked) -> Answer + Send + Sync + 'static,
    held: Vec<String>,
) -> (Canned, Arc<Notes>) {
    let (canned, notes) = (Canned::new(answer), Arc::new(Notes { held, ..Notes::default() }));
    cloudtrail::collect(&caller(&canned, &notes, "cloudtrail", Region::from("eu-west-1")).await, true).await;
    (canned, notes)
}

#[tokio::test]
async fn a_trail_is_read_whole_in_its_home_region() {
    let (canned, notes) = collected(trails, Vec::new()).await;
    let resources = notes.resources();
    let own = resources.iter().find(|it| it.arn.as_str() == OWN).unwrap();
    let trail = own.trail().unwrap();
    assert!(trail.log_file_validation && trail.status.known().unwrap().logging);
    assert_eq!(trail.selectors.known().unwrap().advanced[0].fields[0].equals, ["Data"]);
    assert_eq!(own.tags.known().unwrap().len(), 2, "both pages of tags");
    assert!(canned.asked()[0].body.contains("\"includeShadowTrails\":false"));
    notes.assert_all_calls_were_planned(&canned);
}

#[tokio::test]
async fn the_trail_of_an_organization_belongs_to_its_management_account() {
    let (_, notes) = collected(trails, Vec::new()).await;
    let resources = notes.resources();
    let shared = resources.iter().find(|it| it.arn.as_str() == SHARED).unwrap();
    assert_eq!(shared.account.as_str(), "444455556666");
    assert_eq!(notes.counts(), [Fact::Known(2)]);
}

#[tokio::test]
async fn each_denied_call_is_a_gap_with_its_permission() {
    for api in ["GetTrailStatus", "GetEventSelectors", "ListTags"] {
        let denied = move |asked: &Asked| {
            if operation(asked) == api && asked.body.contains("own") {
                json_error(400, "AccessDeniedException")
            } else {
                trails(asked)
            }
        };
        let gaps = collected(denied, Vec::new()).await.1.gaps();
        assert_eq!(gaps.len(), 1, "{api}");
        assert_eq!((gaps[0].reason, gaps[0].permission.clone()), (Failure::Denied, format!("cloudtrail:{api}")));
        assert_eq!(gaps[0].resource, OWN);
    }
}

#[tokio::test]
async fn trails_that_may_not_be_listed_are_not_none() {
    let (canned, notes) = collected(|_| json_error(400, "AccessDeniedException"), Vec::new()).await;
    assert_eq!(notes.counts(), [Fact::Unknown(GapId(0))]);
    notes.assert_all_calls_were_planned(&canned);
}

#[tokio::test]
async fn what_an_earlier_scan_holds_is_not_read_again() {
    let (canned, notes) = collected(trails, vec![OWN.to_owned()]).await;
    assert_eq!(notes.resource().arn.as_str(), SHARED);
    assert!(canned.asked().iter().all(|asked| !asked.body.contains("trail/own")));
    assert_eq!(notes.counts(), [Fact::Known(2)]);
}
