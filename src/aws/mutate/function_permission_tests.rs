//! Statements of functions read and replaced against canned answers.

use serde_json::{Value, json};

use super::AwsMutate;
use crate::aws::canned::{Canned, failing, session};
use crate::aws::session::Sessions;
use crate::model::{AccountId, Arn, Aspect, Failure, Region, Setting, SettingValue};
use crate::ports::{CloudError, Mutate};

const FUNCTION: &str = "arn:aws:lambda:eu-west-1:111122223333:function:ingest";
const GET: &str = "GET /2015-03-31/functions/ingest/policy";
const REMOVE: &str = "DELETE /2015-03-31/functions/ingest/policy/s3";
const ADD: &str = "POST /2015-03-31/functions/ingest/policy";
const OPEN: &str =
    r#"{"service":"s3.amazonaws.com","action":"lambda:InvokeFunction","source_arn":null,"source_account":null}"#;
const BOUND: &str = r#"{"service":"s3.amazonaws.com","action":"lambda:InvokeFunction","source_arn":"arn:aws:s3:::raw","source_account":"111122223333"}"#;

fn setting() -> Setting {
    let (account, region) = (AccountId::from("111122223333"), Region::from("eu-west-1"));
    let aspect = Aspect::FunctionPermission { statement: "s3".to_owned() };
    Setting { account, region, resource: Arn::from(FUNCTION), aspect }
}

/// The policy of the function, with conditions on its statement `s3`.
fn policy(conditions: &str) -> Value {
    let statement = format!(
        r#"{{"Sid":"s3","Effect":"Allow","Principal":{{"Service":"s3.amazonaws.com"}},"Action":"lambda:InvokeFunction","Resource":"{FUNCTION}"{conditions}}}"#
    );
    let text = format!(r#"{{"Version":"2012-10-17","Id":"default","Statement":[{statement}]}}"#);
    json!({ "Policy": text, "RevisionId": "r1" })
}

fn bound() -> Value {
    policy(
        r#","Condition":{"StringEquals":{"AWS:SourceAccount":"111122223333"},"ArnLike":{"AWS:SourceArn":"arn:aws:s3:::raw"}}"#,
    )
}

async fn mutate(canned: &Canned) -> AwsMutate {
    AwsMutate::new(Sessions::of(vec![session(canned).await]))
}

async fn read(answer: Value) -> Result<SettingValue, CloudError> {
    mutate(&Canned::of(&[(GET, answer)])).await.read(&setting()).await
}

async fn bind(canned: &Canned) -> Result<(), CloudError> {
    mutate(canned).await.write(&setting(), &SettingValue::text(OPEN), &SettingValue::text(BOUND)).await
}

#[tokio::test]
async fn a_statement_is_read_with_its_conditions() {
    assert_eq!(read(policy("")).await, Ok(SettingValue::text(OPEN)));
    assert_eq!(read(bound()).await, Ok(SettingValue::text(BOUND)));
}

#[tokio::test]
async fn what_is_more_than_a_permission_is_not_read_as_one() {
    let more = [
        r#","Condition":{"StringLike":{"AWS:SourceAccount":"1111*"}}"#,
        r#","Condition":{"StringEquals":{"lambda:EventSourceToken":"t"}}"#,
        r#","NotAction":"lambda:GetFunction""#,
    ];
    for conditions in more {
        assert_eq!(read(policy(conditions)).await.unwrap_err().reason, Failure::Malformed, "{conditions}");
    }
    let denied = read(failing(403, "AccessDeniedException")).await.unwrap_err();
    assert_eq!((denied.reason, denied.permission.as_str()), (Failure::Denied, "lambda:GetPolicy"));
}

#[tokio::test]
async fn the_statement_goes_by_the_revision_that_was_read_and_comes_anew_under_its_id() {
    let canned = Canned::of(&[(GET, policy("")), (REMOVE, json!({})), (ADD, json!({}))]);
    assert_eq!(bind(&canned).await, Ok(()));
    let asked = canned.asked();
    let methods: Vec<&str> = asked.iter().map(|it| it.method.as_str()).collect();
    assert_eq!(methods, ["GET", "DELETE", "POST"]);
    assert!(asked[1].uri.ends_with("/policy/s3?RevisionId=r1"), "{}", asked[1].uri);
    let wanted = json!({
        "StatementId": "s3", "Action": "lambda:InvokeFunction", "Principal": "s3.amazonaws.com",
        "SourceArn": "arn:aws:s3:::raw", "SourceAccount": "111122223333",
    });
    assert_eq!(asked[2].json(), wanted);
}

#[tokio::test]
async fn a_statement_that_changed_meanwhile_is_left_alone() {
    let canned = Canned::of(&[(GET, bound()), (REMOVE, json!({})), (ADD, json!({}))]);
    assert_eq!(bind(&canned).await.unwrap_err().reason, Failure::Refused);
    assert_eq!(canned.asked().len(), 1);
    let raced = Canned::of(&[(GET, policy("")), (REMOVE, failing(412, "PreconditionFailedException"))]);
    assert!(bind(&raced).await.is_err());
    assert_eq!(raced.asked().iter().filter(|it| it.method == "POST").count(), 0);
}

#[tokio::test]
async fn the_old_statement_comes_back_where_the_new_one_is_refused() {
    let refused = failing(400, "InvalidParameterValueException");
    let canned = Canned::of(&[(GET, policy("")), (REMOVE, json!({})), (ADD, refused), (ADD, json!({}))]);
    let error = bind(&canned).await.unwrap_err();
    assert_eq!(error.permission, "lambda:AddPermission");
    let added = canned.bodies(ADD);
    let old = json!({ "StatementId": "s3", "Action": "lambda:InvokeFunction", "Principal": "s3.amazonaws.com" });
    assert_eq!(added[1], old);
    let shut = Canned::of(&[(GET, policy("")), (REMOVE, json!({})), (ADD, failing(403, "AccessDeniedException"))]);
    let error = bind(&shut).await.unwrap_err();
    assert!(error.message.contains("could not be put back"), "{}", error.message);
}
