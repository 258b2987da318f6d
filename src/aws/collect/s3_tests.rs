//! The S3 collector against canned answers.

use std::sync::Arc;

use super::s3;
use crate::aws::canned::{Answer, Asked, Canned, Notes, caller, s3_error};
use crate::model::aws::Bucket;
use crate::model::{Fact, Failure, GapId, Region, Resource};

/// The query of each call about a bucket, its name and its permission.
const CALLS: [(&str, &str, &str); 13] = [
    ("encryption", "s3:GetBucketEncryption", "s3:GetEncryptionConfiguration"),
    ("publicAccessBlock", "s3:GetPublicAccessBlock", "s3:GetBucketPublicAccessBlock"),
    ("policy", "s3:GetBucketPolicy", "s3:GetBucketPolicy"),
    ("policyStatus", "s3:GetBucketPolicyStatus", "s3:GetBucketPolicyStatus"),
    ("acl", "s3:GetBucketAcl", "s3:GetBucketAcl"),
    ("ownershipControls", "s3:GetBucketOwnershipControls", "s3:GetBucketOwnershipControls"),
    ("versioning", "s3:GetBucketVersioning", "s3:GetBucketVersioning"),
    ("logging", "s3:GetBucketLogging", "s3:GetBucketLogging"),
    ("notification", "s3:GetBucketNotificationConfiguration", "s3:GetBucketNotification"),
    ("replication", "s3:GetBucketReplication", "s3:GetReplicationConfiguration"),
    ("object-lock", "s3:GetObjectLockConfiguration", "s3:GetBucketObjectLockConfiguration"),
    ("lifecycle", "s3:GetBucketLifecycleConfiguration", "s3:GetLifecycleConfiguration"),
    ("tagging", "s3:GetBucketTagging", "s3:GetBucketTagging"),
];

const POLICY: &str = r#"{"Version": "2012-10-17",  "Statement": []}"#;

fn listing(buckets: &[(&str, Option<&str>)], token: Option<&str>) -> Answer {
    let bucket = |(name, region): &(&str, Option<&str>)| {
        let region = region.map(|region| format!("<BucketRegion>{region}</BucketRegion>")).unwrap_or_default();
        format!("<Bucket><Name>{name}</Name><CreationDate>2026-01-02T03:04:05.000Z</CreationDate>{region}</Bucket>")
    };
    let buckets: String = buckets.iter().map(bucket).collect();
    let token = token.map(|token| format!("<ContinuationToken>{token}</ContinuationToken>")).unwrap_or_default();
    (200, format!("<ListAllMyBucketsResult><Buckets>{buckets}</Buckets>{token}</ListAllMyBucketsResult>"))
}

fn which(asked: &Asked) -> &'static str {
    CALLS.iter().find(|(query, ..)| asked.has(query)).map_or("list", |(query, ..)| query)
}

/// A bucket of which S3 says of every setting that there is none.
fn bare(asked: &Asked) -> Answer {
    match which(asked) {
        "encryption" => s3_error(404, "ServerSideEncryptionConfigurationNotFoundError"),
        "publicAccessBlock" => s3_error(404, "NoSuchPublicAccessBlockConfiguration"),
        "policy" | "policyStatus" => s3_error(404, "NoSuchBucketPolicy"),
        "ownershipControls" => s3_error(404, "OwnershipControlsNotFoundError"),
        "replication" => s3_error(404, "ReplicationConfigurationNotFoundError"),
        "object-lock" => s3_error(404, "ObjectLockConfigurationNotFoundError"),
        "lifecycle" => s3_error(404, "NoSuchLifecycleConfiguration"),
        "tagging" => s3_error(404, "NoSuchTagSet"),
        "acl" => (200, "<AccessControlPolicy><Owner><ID>0a1b</ID></Owner></AccessControlPolicy>".to_owned()),
        "versioning" => (200, "<VersioningConfiguration/>".to_owned()),
        "logging" => (200, "<BucketLoggingStatus/>".to_owned()),
        "notification" => (200, "<NotificationConfiguration/>".to_owned()),
        _ => listing(&[("raw", Some("eu-west-1"))], None),
    }
}

/// A bucket with a policy, and else nothing.
fn with_policy(asked: &Asked) -> Answer {
    match which(asked) {
        "policy" => (200, POLICY.to_owned()),
        "policyStatus" => (200, "<PolicyStatus><IsPublic>true</IsPublic></PolicyStatus>".to_owned()),
        _ => bare(asked),
    }
}

async fn collect(canned: &Canned, notes: Notes, in_scope: s3::Scope<'_>) -> Arc<Notes> {
    let notes = Arc::new(notes);
    s3::collect(&caller(canned, &notes, "s3", Region::global()).await, in_scope).await;
    notes
}

async fn collected(answer: impl Fn(&Asked) -> Answer + Send + Sync + 'static) -> (Canned, Arc<Notes>) {
    let canned = Canned::new(answer);
    let notes = collect(&canned, Notes::default(), &|_| true).await;
    (canned, notes)
}

fn bucket(resource: &Resource) -> &Bucket {
    resource.bucket().unwrap()
}

#[tokio::test]
async fn what_s3_says_there_is_not_is_known_to_be_none() {
    let (canned, notes) = collected(bare).await;
    let resource = notes.resource();
    let it = bucket(&resource);
    assert_eq!((&it.encryption, &it.public_access_block), (&Fact::Known(None), &Fact::Known(None)));
    assert_eq!((&it.policy, &it.policy_status_public), (&Fact::Known(None), &Fact::NotApplicable));
    assert_eq!((&it.ownership, &it.replication), (&Fact::Known(None), &Fact::Known(None)));
    assert_eq!((&it.object_lock, &it.lifecycle), (&Fact::Known(None), &Fact::Known(Vec::new())));
    assert_eq!((&it.logging, &it.notifications), (&Fact::Known(None), &Fact::Known(Vec::new())));
    assert_eq!(resource.tags, Fact::Known(Default::default()));
    assert_eq!((resource.arn.as_str(), resource.region.as_str()), ("arn:aws:s3:::raw", "eu-west-1"));
    assert_eq!((notes.gaps(), notes.counts()), (Vec::new(), vec![Fact::Known(1)]));
    notes.assert_all_calls_were_planned(&canned);
}

#[tokio::test]
async fn a_policy_is_kept_byte_for_byte_and_judged_by_s3() {
    let (canned, notes) = collected(with_policy).await;
    let resource = notes.resource();
    let it = bucket(&resource);
    assert_eq!(it.policy.known().unwrap().as_ref().unwrap().text(), POLICY);
    assert_eq!(it.policy_status_public, Fact::Known(true));
    assert_eq!(canned.asked().len(), 14, "the listing and thirteen calls");
    notes.assert_all_calls_were_planned(&canned);
}

#[tokio::test]
async fn each_denied_call_is_one_gap_with_its_permission() {
    for (query, api, permission) in CALLS {
        let (canned, notes) =
            collected(
                move |asked| {
                    if which(asked) == query { s3_error(403, "AccessDenied") } else { with_policy(asked) }
                },
            )
            .await;
        let gaps = notes.gaps();
        assert_eq!(gaps.len(), 1, "{query}");
        let gap = &gaps[0];
        assert_eq!((gap.api.as_str(), gap.permission.as_str(), gap.reason), (api, permission, Failure::Denied));
        assert_eq!((gap.resource.as_str(), gap.region.as_str()), ("arn:aws:s3:::raw", "eu-west-1"));
        let unknown = serde_json::to_string(&notes.resource()).unwrap().matches("{\"unknown\":0}").count();
        assert_eq!(unknown, 1, "one fact depends on {query}");
        notes.assert_all_calls_were_planned(&canned);
    }
}

#[tokio::test]
async fn each_malformed_answer_is_a_gap_of_its_own_kind() {
    for (query, api, _) in CALLS {
        if query == "policy" {
            continue; // Its body is the document itself, whatever it holds.
        }
        let broken = move |asked: &Asked| {
            if which(asked) == query { (200, "<half a".to_owned()) } else { with_policy(asked) }
        };
        let gaps = collected(broken).await.1.gaps();
        assert!(gaps.iter().all(|gap| !gap.message.is_empty()), "{query}: a gap says what is wrong");
        assert_eq!(
            gaps.iter().map(|gap| (gap.api.as_str(), gap.reason)).collect::<Vec<_>>(),
            [(api, Failure::Malformed)]
        );
    }
}

#[tokio::test]
async fn a_bucket_that_is_gone_is_a_gap_not_an_absence() {
    let gone = |asked: &Asked| if which(asked) == "policy" { s3_error(404, "NoSuchBucket") } else { bare(asked) };
    let (_, notes) = collected(gone).await;
    assert_eq!(bucket(&notes.resource()).policy, Fact::Unknown(GapId(0)));
    assert_eq!(notes.gaps()[0].reason, Failure::NotFound);
}

#[tokio::test]
async fn every_page_of_the_listing_is_read() {
    let (canned, notes) = collected(|asked| match (which(asked), asked.uri.contains("continuation-token=two")) {
        ("list", false) => listing(&[("a", Some("eu-west-1")), ("b", Some("us-east-1"))], Some("two")),
        ("list", true) => listing(&[("c", Some("eu-west-1"))], None),
        _ => bare(asked),
    })
    .await;
    let mut names: Vec<_> = notes.resources().iter().map(|it| bucket(it).name.clone()).collect();
    names.sort();
    assert_eq!((names.join(" ").as_str(), notes.counts()), ("a b c", vec![Fact::Known(3)]));
    notes.assert_all_calls_were_planned(&canned);
}

#[tokio::test]
async fn a_listing_that_breaks_off_is_unknown_and_keeps_what_it_named() {
    let (_, notes) = collected(|asked| match (which(asked), asked.uri.contains("continuation-token=two")) {
        ("list", false) => listing(&[("a", Some("eu-west-1"))], Some("two")),
        ("list", true) => s3_error(403, "AccessDenied"),
        _ => bare(asked),
    })
    .await;
    assert_eq!((notes.resources().len(), notes.counts()), (1, vec![Fact::Unknown(GapId(0))]));
    assert_eq!(notes.gaps()[0].permission, "s3:ListAllMyBuckets");
}

#[tokio::test]
async fn buckets_outside_the_chosen_regions_are_not_read() {
    let canned = Canned::new(|asked| match which(asked) {
        "list" if asked.has("location") => (200, "<LocationConstraint>eu-north-1</LocationConstraint>".to_owned()),
        "list" => listing(&[("a", Some("eu-west-1")), ("b", Some("us-east-1")), ("c", None)], None),
        _ => bare(asked),
    });
    let notes = collect(&canned, Notes::default(), &|region| region.as_str() == "eu-west-1").await;
    assert_eq!(bucket(&notes.resource()).name, "a");
    assert_eq!(notes.counts(), [Fact::Known(1)]);
    notes.assert_all_calls_were_planned(&canned);
}

#[tokio::test]
async fn a_bucket_whose_region_is_not_told_is_wholly_unknown() {
    let (canned, notes) = collected(|asked| match which(asked) {
        "list" if asked.has("location") => s3_error(403, "AccessDenied"),
        "list" => listing(&[("c", None)], None),
        _ => bare(asked),
    })
    .await;
    assert_eq!(bucket(&notes.resource()).versioning, Fact::Unknown(GapId(0)));
    assert_eq!((notes.gaps().len(), notes.gaps()[0].api.as_str()), (1, "s3:GetBucketLocation"));
    notes.assert_all_calls_were_planned(&canned);
}

#[tokio::test]
async fn what_an_earlier_scan_holds_is_not_read_again() {
    let canned = Canned::new(bare);
    let notes = Notes { held: vec!["arn:aws:s3:::raw".to_owned()], ..Notes::default() };
    let notes = collect(&canned, notes, &|_| true).await;
    assert_eq!((canned.asked().len(), notes.counts()), (1, vec![Fact::Known(1)]));
    notes.assert_all_calls_were_planned(&canned);
}

#[tokio::test]
async fn a_policy_that_is_cut_off_or_empty_is_a_gap() {
    for policy in [&POLICY[..POLICY.len() / 2], ""] {
        let (_, notes) = collected(|asked| match which(asked) {
            "policy" => (200, policy.to_owned()),
            _ => with_policy(asked),
        })
        .await;
        let gaps = notes.gaps();
        assert_eq!(bucket(&notes.resource()).policy, Fact::Unknown(GapId(0)), "{policy:?}");
        assert_eq!((gaps.len(), gaps[0].reason, gaps[0].api.as_str()), (1, Failure::Malformed, "s3:GetBucketPolicy"));
    }
}
