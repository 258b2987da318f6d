//! The KMS collector against canned answers.

use std::sync::Arc;

use super::kms;
use crate::aws::canned::{Answer, Asked, Canned, Notes, caller, json_error};
use crate::model::aws::{KeyManager, KeyState};
use crate::model::{Fact, Failure, GapId, Region};

fn operation(asked: &Asked) -> &str {
    asked.target.rsplit('.').next().unwrap_or_default()
}

fn json(value: serde_json::Value) -> Answer {
    (200, value.to_string())
}

fn arn(id: &str) -> String {
    format!("arn:aws:kms:eu-west-1:111122223333:key/{id}")
}

/// Two keys over two pages: the customer's `k1`, which has two pages of grants, and AWS's `k2`.
fn two_keys(asked: &Asked) -> Answer {
    let next = asked.body.contains("Marker");
    let key = |id| serde_json::json!({"KeyId": id, "KeyArn": arn(id)});
    match operation(asked) {
        "ListKeys" if !next => json(serde_json::json!({"Keys": [key("k1")], "Truncated": true, "NextMarker": "m"})),
        "ListKeys" => json(serde_json::json!({"Keys": [key("k2")], "Truncated": false})),
        "ListAliases" => json(serde_json::json!({"Aliases": [
            {"AliasName": "alias/z", "TargetKeyId": "k1"}, {"AliasName": "alias/a", "TargetKeyId": "k1"},
            {"AliasName": "alias/aws/s3", "TargetKeyId": "k2"}, {"AliasName": "alias/aws/rds"}]})),
        "DescribeKey" if asked.body.contains("k2") => describe("k2", "AWS"),
        "DescribeKey" => describe("k1", "CUSTOMER"),
        "GetKeyPolicy" => json(serde_json::json!({"Policy": "{ }", "PolicyName": "default"})),
        "ListGrants" if !next => json(serde_json::json!({"Grants": [{"GrantId": "g1"}], "NextMarker": "m"})),
        "ListGrants" => json(serde_json::json!({"Grants": [{"GrantId": "g2"}]})),
        "GetKeyRotationStatus" => json(serde_json::json!({"KeyRotationEnabled": true})),
        "ListResourceTags" => json(serde_json::json!({"Tags": [{"TagKey": "layer", "TagValue": "storage"}]})),
        _ => json_error(400, "UnknownOperationException"),
    }
}

fn describe(id: &str, manager: &str) -> Answer {
    json(serde_json::json!({"KeyMetadata": {
        "KeyId": id, "Arn": arn(id), "KeyManager": manager, "KeyState": "Enabled", "Origin": "AWS_KMS",
        "KeySpec": "SYMMETRIC_DEFAULT", "KeyUsage": "ENCRYPT_DECRYPT", "Enabled": true}}))
}

async fn collected(answer: impl Fn(&Asked) -> Answer + Send + Sync + 'static) -> (Canned, Arc<Notes>) {
    let (canned, notes) = (Canned::new(answer), Arc::new(Notes::default()));
    kms::collect(&caller(&canned, &notes, "kms", Region::from("eu-west-1")).await).await;
    (canned, notes)
}

#[tokio::test]
async fn every_page_of_keys_and_grants_is_read() {
    let (canned, notes) = collected(two_keys).await;
    let resources = notes.resources();
    let own = resources.iter().find(|it| it.arn.as_str() == arn("k1")).unwrap();
    let key = own.key().unwrap();
    let grants: Vec<_> = key.grants.known().unwrap().iter().map(|grant| grant.id.as_str()).collect();
    assert_eq!((grants, key.state), (vec!["g1", "g2"], KeyState::Enabled));
    assert_eq!(key.aliases, Fact::Known(vec!["alias/a".to_owned(), "alias/z".to_owned()]));
    assert_eq!(key.policy.known().unwrap().text(), "{ }");
    assert_eq!(own.tags.known().unwrap().get("layer").unwrap(), "storage");
    assert_eq!((notes.counts(), notes.gaps()), (vec![Fact::Known(2)], Vec::new()));
    notes.assert_all_calls_were_planned(&canned);
}

#[tokio::test]
async fn a_key_of_aws_is_asked_no_more_than_what_it_is_and_who_may_use_it() {
    let (canned, notes) = collected(two_keys).await;
    let resources = notes.resources();
    let key = resources.iter().filter_map(|it| it.key()).find(|key| key.id == "k2").unwrap();
    assert_eq!(
        (key.manager, &key.grants, &key.rotation),
        (KeyManager::Aws, &Fact::NotApplicable, &Fact::NotApplicable)
    );
    let about: Vec<_> = canned.asked().into_iter().filter(|asked| asked.body.contains("k2")).collect();
    let mut operations: Vec<_> = about.iter().map(operation).collect();
    operations.sort_unstable();
    assert_eq!(operations, ["DescribeKey", "GetKeyPolicy"]);
}

#[tokio::test]
async fn each_denied_call_is_a_gap_with_its_permission() {
    let apis = ["GetKeyPolicy", "ListGrants", "GetKeyRotationStatus", "ListResourceTags", "ListAliases"];
    for api in apis {
        let (canned, notes) = collected(move |asked| {
            let denied = operation(asked) == api && !asked.body.contains("k2");
            if denied { json_error(400, "AccessDeniedException") } else { two_keys(asked) }
        })
        .await;
        let gaps = notes.gaps();
        assert_eq!(gaps.len(), 1, "{api}");
        assert_eq!((gaps[0].reason, gaps[0].permission.clone()), (Failure::Denied, format!("kms:{api}")));
        assert_eq!(notes.counts(), [Fact::Known(2)]);
        notes.assert_all_calls_were_planned(&canned);
    }
}

#[tokio::test]
async fn a_key_that_may_not_be_described_makes_the_count_unknown() {
    let (_, notes) = collected(|asked| {
        let denied = operation(asked) == "DescribeKey" && asked.body.contains("k1");
        if denied { json_error(400, "AccessDeniedException") } else { two_keys(asked) }
    })
    .await;
    assert_eq!((notes.resources().len(), notes.counts()), (1, vec![Fact::Unknown(GapId(0))]));
    assert_eq!(notes.gaps()[0].resource, arn("k1"));
}

#[tokio::test]
async fn an_answer_that_is_not_json_is_malformed() {
    let (_, notes) = collected(|asked| match operation(asked) {
        "GetKeyPolicy" if asked.body.contains("k1") => (200, "{\"Policy\":".to_owned()),
        _ => two_keys(asked),
    })
    .await;
    assert_eq!(notes.gaps().iter().map(|gap| gap.reason).collect::<Vec<_>>(), [Failure::Malformed]);
}
