//! The Access Analyzer collector against canned answers: no emulator serves it.

use std::sync::Arc;

use serde_json::json;

use super::access_analyzer;
use crate::aws::canned::{Answer, Asked, Canned, Notes, caller, json_error};
use crate::model::aws::Analyzer;
use crate::model::{Detail, Fact, Failure, Kind, Record, Region};

const ARN: &str = "arn:aws:access-analyzer:eu-west-1:111122223333:analyzer/organization";

/// One analyzer with two pages of findings.
fn one_analyzer(asked: &Asked) -> Answer {
    if !asked.uri.contains("findingv2") {
        let analyzer = json!({
            "arn": ARN, "name": "organization", "type": "ORGANIZATION", "status": "ACTIVE",
            "createdAt": "2026-01-02T03:04:05Z", "tags": {"environment": "prod"},
        });
        return (200, json!({"analyzers": [analyzer]}).to_string());
    }
    let finding = |id: &str| {
        json!({
            "id": id, "status": "ACTIVE", "resource": "arn:aws:s3:::landing", "resourceType": "AWS::S3::Bucket",
            "resourceOwnerAccount": "111122223333", "findingType": "ExternalAccess",
            "analyzedAt": "2026-02-03T04:05:06Z", "createdAt": "2026-02-03T04:05:06Z",
            "updatedAt": "2026-02-03T04:05:06Z",
        })
    };
    let page = if asked.body.contains("\"next\"") {
        json!({"findings": [finding("f-2")]})
    } else {
        json!({"findings": [finding("f-1")], "nextToken": "next"})
    };
    (200, page.to_string())
}

async fn collected(canned: &Canned) -> Arc<Notes> {
    let notes = Arc::new(Notes::default());
    access_analyzer::collect(&caller(canned, &notes, "access-analyzer", Region::from("eu-west-1")).await).await;
    notes
}

fn analyzers(notes: &Notes) -> Vec<Analyzer> {
    let records = notes.records.lock().unwrap();
    let analyzer = |record: &Record| match record {
        Record::Resource(resource) => match &resource.detail {
            Detail::Analyzer(analyzer) => Some((**analyzer).clone()),
            _ => None,
        },
        _ => None,
    };
    records.iter().filter_map(analyzer).collect()
}

/// How many analyzers there are, as the listing says.
fn listed(notes: &Notes) -> Option<Fact<u32>> {
    let records = notes.records.lock().unwrap();
    records.iter().find_map(|record| match record {
        Record::Listing(listing) if listing.kind == Kind::Analyzer => Some(listing.count.clone()),
        _ => None,
    })
}

#[tokio::test]
async fn active_findings_are_read_page_by_page() {
    let canned = Canned::new(one_analyzer);
    let notes = collected(&canned).await;
    assert_eq!(notes.gaps(), Vec::new());
    assert_eq!(listed(&notes), Some(Fact::Known(1)));
    let found = analyzers(&notes);
    let findings = found[0].findings.known().unwrap();
    let ids: Vec<&str> = findings.iter().map(|finding| finding.id.as_str()).collect();
    assert_eq!(ids, ["f-1", "f-2"]);
    assert_eq!(
        (found[0].analyzer_type.as_str(), findings[0].finding_type.as_str()),
        ("ORGANIZATION", "ExternalAccess")
    );
    assert_eq!(findings[0].updated, Some("2026-02-03T04:05:06Z".parse().unwrap()));
    let filtered = |asked: &Asked| !asked.uri.contains("findingv2") || asked.body.contains("ACTIVE");
    assert!(canned.asked().iter().all(filtered), "only active findings are asked for");
}

#[tokio::test]
async fn a_refused_listing_is_a_gap_and_no_count() {
    let notes = collected(&Canned::new(|_| json_error(403, "AccessDeniedException"))).await;
    let gaps = notes.gaps();
    assert_eq!((gaps.len(), gaps[0].api.as_str()), (1, "access-analyzer:ListAnalyzers"));
    assert_eq!(gaps[0].reason, Failure::Denied);
    assert!(listed(&notes).unwrap().gap().is_some());
}

#[tokio::test]
async fn refused_findings_leave_the_analyzer_with_a_gap() {
    let notes = collected(&Canned::new(|asked: &Asked| match asked.uri.contains("findingv2") {
        true => json_error(403, "AccessDeniedException"),
        false => one_analyzer(asked),
    }))
    .await;
    let gaps = notes.gaps();
    assert_eq!((gaps.len(), gaps[0].permission.as_str()), (1, "access-analyzer:ListFindings"));
    assert!(analyzers(&notes)[0].findings.gap().is_some());
}
