//! The Step Functions collector against canned answers.

use std::sync::Arc;

use serde_json::{Value, json};

use super::states::collect;
use crate::aws::canned::{Canned, Notes, caller};
use crate::model::{Fact, Failure, Region};

const LIST: &str = "AWSStepFunctions.ListStateMachines";
const DESCRIBE: &str = "AWSStepFunctions.DescribeStateMachine";
const TAGS: &str = "AWSStepFunctions.ListTagsForResource";

async fn collected(answers: &[(&str, Value)]) -> (Canned, Arc<Notes>) {
    let (canned, notes) = (Canned::of(answers), Arc::new(Notes::default()));
    collect(&caller(&canned, &notes, "states", Region::from("eu-west-1")).await).await;
    notes.assert_all_calls_were_planned(&canned);
    (canned, notes)
}

fn listed(name: &str) -> Value {
    let arn = format!("arn:aws:states:eu-west-1:111122223333:stateMachine:{name}");
    json!({ "stateMachineArn": arn, "name": name, "type": "EXPRESS", "creationDate": 1.7e9 })
}

#[tokio::test]
async fn state_machines_of_all_pages_are_read_without_their_secrets() {
    let definition = r#"{"States":{"Load":{"Parameters":{"password":"hunter2","Bucket":"raw"}}}}"#;
    let (canned, notes) = collected(&[
        (LIST, json!({ "stateMachines": [listed("flow")], "nextToken": "t" })),
        (LIST, json!({ "stateMachines": [listed("bare")] })),
        (
            DESCRIBE,
            json!({
                "definition": definition, "roleArn": "arn:aws:iam::111122223333:role/flow", "creationDate": 1.7e9,
                "loggingConfiguration": {
                    "level": "ALL", "includeExecutionData": true,
                    "destinations": [{ "cloudWatchLogsLogGroup": { "logGroupArn": "arn:aws:logs:eu-west-1:1:log-group:g:*" } }],
                },
                "tracingConfiguration": { "enabled": true },
                "encryptionConfiguration": { "type": "CUSTOMER_MANAGED_KMS_KEY", "kmsKeyId": "alias/data" },
            }),
        ),
        (DESCRIBE, json!({ "definition": "{}", "roleArn": "r", "encryptionConfiguration": { "type": "AWS_OWNED_KEY" } })),
        (TAGS, json!({ "tags": [{ "key": "layer", "value": "orchestration" }] })),
    ])
    .await;
    assert!(notes.gaps().is_empty(), "{:?}", notes.gaps());
    assert_eq!(canned.bodies(LIST)[1]["nextToken"], "t");
    let all = notes.resources();
    let [flow, bare] = all.as_slice() else { panic!("{all:?}") };
    let details = flow.state_machine().unwrap().details.known().unwrap();
    assert_eq!(details.definition.secrets[0].place, "States.Load.Parameters.password");
    assert!(details.definition.text.contains("raw") && !format!("{flow:?}").contains("hunter2"));
    assert_eq!((details.log_level.as_str(), details.logs_data, details.traced), ("ALL", true, true));
    assert_eq!(details.logs, ["arn:aws:logs:eu-west-1:1:log-group:g:*"]);
    assert_eq!(details.key.as_deref(), Some("alias/data"));
    assert_eq!(flow.tags.known().unwrap()["layer"], "orchestration");
    let details = bare.state_machine().unwrap().details.known().unwrap();
    assert_eq!((details.log_level.as_str(), details.traced, &details.key), ("OFF", false, &None));
    assert_eq!(notes.counts(), [Fact::Known(2)]);
}

#[tokio::test]
async fn a_definition_that_is_denied_is_a_gap_and_the_tags_are_read() {
    let (_, notes) =
        collected(&[(LIST, json!({ "stateMachines": [listed("flow")] })), (TAGS, json!({ "tags": [] }))]).await;
    let flow = notes.resource();
    assert!(matches!(flow.state_machine().unwrap().details, Fact::Unknown(_)));
    assert_eq!(notes.gaps()[0].api, "states:DescribeStateMachine");
}

#[tokio::test]
async fn listings_that_fail_or_make_no_sense_leave_the_count_unknown() {
    let (_, denied) = collected(&[]).await;
    assert!(matches!(denied.counts().as_slice(), [Fact::Unknown(_)]));
    let (_, odd) = collected(&[(LIST, json!({ "stateMachines": [{ "stateMachineArn": 7 }] }))]).await;
    assert_eq!(odd.gaps()[0].reason, Failure::Malformed);
    let (_, none) = collected(&[(LIST, json!({ "stateMachines": [] }))]).await;
    assert_eq!((none.counts(), none.gaps().len()), (vec![Fact::Known(0)], 0));
}
