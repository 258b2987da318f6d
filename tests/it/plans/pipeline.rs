//! Remedies of the services that pipelines are made of: what they choose by themselves, what they refuse, what they say.

use serde_json::{Value, json};
use tidegate::model::aws::Stream;
use tidegate::model::{AtRest, Fact, Resource, SettingValue};
use tidegate::remedy::{BuildError, Plan, Refusal, StepRisk};
use tidegate::report::export::{aws_cli, terraform};

use super::cases::plan_of;
use super::cases_pipeline::{cases, kept_for_ever, plain_queue, plain_stream, plain_topic, work_group};
use super::{found, plan_for};
use crate::samples::{Tweak, estate, key, log_group_arn, policy, queue_arn, stream_arn, topic_arn};

fn plan(resource: Resource, check: &str, choices: &[(&str, &str)]) -> Result<Plan, BuildError> {
    let arn = resource.arn.to_string();
    let estate = estate([resource, key("main")]);
    let findings = found(&estate, &[check], &arn);
    plan_for(&estate, &[(&findings[0], None)], choices)
}

fn refusal(made: Result<Plan, BuildError>) -> Refusal {
    match made {
        Err(BuildError::Refused { refusal, .. }) => refusal,
        other => panic!("not refused: {other:?}"),
    }
}

#[test]
fn keys_that_break_readers_are_not_taken_unasked() {
    let needs = |made| matches!(refusal(made), Refusal::Needs { name: "key", .. });
    assert!(needs(plan(plain_topic(), "sns-topic-unencrypted", &[])));
    let restricted = plain_queue().tag("classification", "restricted");
    assert!(needs(plan(restricted, "sqs-queue-customer-key", &[])));
    // Other accounts cannot use the key that AWS manages, and a policy may let them in.
    let shared = plain_stream().with(|it: &mut Stream| it.policy = policy(r#"{"Statement":[]}"#));
    assert!(needs(plan(shared, "kinesis-stream-unencrypted", &[])));
}

#[test]
fn the_service_s_own_key_disturbs_nobody_and_a_customer_key_may() {
    let own = plan(plain_queue(), "sqs-queue-unencrypted", &[]).unwrap();
    assert_eq!(own.risk(), StepRisk::Reversible);
    let customer = plan(plain_queue(), "sqs-queue-unencrypted", &[("key", "main")]).unwrap();
    assert_eq!(customer.risk(), StepRisk::Disruptive);
    assert!(customer.steps[0].consequences.iter().any(|line| line.contains("kms:Decrypt")));
    let unknown = plan(plain_queue(), "sqs-queue-unencrypted", &[("key", "alias/nowhere")]);
    assert!(matches!(refusal(unknown), Refusal::Impossible(_)));
}

#[test]
fn events_that_would_be_deleted_are_spoken_of() {
    let plan_with = |choices: &[(&str, &str)]| plan(kept_for_ever(), "logs-group-retention-absent", choices);
    let step = plan_with(&[]).unwrap().steps.remove(0);
    assert_eq!((step.risk, step.inverse), (StepRisk::Disruptive, Some(SettingValue::NONE)));
    for part in ["older than 365 days are deleted", "do not come back"] {
        assert!(step.consequences.iter().any(|line| line.contains(part)), "{:?}", step.consequences);
    }
    assert!(refusal(plan_with(&[("days", "366")])).to_string().contains("365, 400"));
}

#[test]
fn enforcing_without_a_place_for_results_is_refused() {
    let nowhere = work_group(|it| (it.enforced, it.output) = (false, None));
    let told = refusal(plan(nowhere, "athena-workgroup-settings-not-enforced", &[])).to_string();
    assert!(told.contains("names no place for results"), "{told}");
    let managed = work_group(|it| (it.managed_results, it.encryption) = (true, AtRest::Absent));
    let told = refusal(plan(managed, "athena-workgroup-results-unencrypted", &[])).to_string();
    assert!(told.contains("keeps the results"), "{told}");
}

/// The request of each command that takes a whole document.
fn requests(plan: &Plan) -> Vec<Value> {
    let script = aws_cli(plan).unwrap();
    let lines = script.lines().filter_map(|line| line.split_once("--cli-input-json '"));
    lines.map(|(_, rest)| serde_json::from_str(rest.split('\'').next().unwrap()).unwrap()).collect()
}

#[test]
fn an_undo_asks_for_what_was_there() {
    let undone = |arn: String, before: AtRest, held: &str| {
        let case =
            cases().into_iter().find(|case| case.arn == arn && plan_of(case).steps[0].after.0 == Some(held.into()));
        let mut plan = plan_of(&case.unwrap());
        let step = &mut plan.steps[0];
        assert_eq!(step.inverse, Some(SettingValue::json(&before).unwrap()));
        (step.before, step.after) = (step.after.clone(), step.before.clone());
        requests(&plan).remove(0)
    };
    let main = r#"{"key":"arn:aws:kms:eu-west-1:111122223333:key/main"}"#;
    let url = "https://sqs.eu-west-1.amazonaws.com/111122223333/orders";
    assert_eq!(
        undone(queue_arn("orders"), AtRest::Absent, main),
        json!({ "QueueUrl": url, "Attributes": { "SqsManagedSseEnabled": "false", "KmsMasterKeyId": "" } })
    );
    assert_eq!(
        undone(topic_arn("news"), AtRest::Absent, main),
        json!({ "TopicArn": topic_arn("news"), "AttributeName": "KmsMasterKeyId", "AttributeValue": "" })
    );
    assert_eq!(
        undone(stream_arn("clicks"), AtRest::Absent, r#"{"key":"alias/aws/kinesis"}"#),
        json!({ "StreamARN": stream_arn("clicks"), "EncryptionType": "KMS", "KeyId": "alias/aws/kinesis" })
    );
    let retention = log_group_arn("/etl/raw");
    let case = cases().into_iter().find(|case| case.arn == retention && case.gives == "365").unwrap();
    let mut plan = plan_of(&case);
    plan.steps[0].after = SettingValue::NONE;
    assert_eq!(requests(&plan)[0], json!({ "logGroupName": "/etl/raw" }));
    assert!(aws_cli(&plan).unwrap().contains("aws logs delete-retention-policy "));
}

#[test]
fn terraform_takes_over_what_it_can_and_says_what_to_change_elsewhere() {
    for case in cases() {
        let text = terraform(&plan_of(&case), Some(&case.estate)).unwrap();
        let (part, import) = match case.remedy {
            "encrypt-queue" => ("resource \"aws_sqs_queue\" \"orders\"", "id = \"https://sqs.eu-west-1."),
            "encrypt-topic" => ("kms_master_key_id = ", "id = \"arn:aws:sns:"),
            "encrypt-stream" => ("encryption_type = \"KMS\"", "id = \"clicks\""),
            "encrypt-log-group" => ("kms_key_id = ", "id = \"/etl/raw\""),
            "set-log-retention" => ("retention_in_days = ", "id = \"/etl/raw\""),
            "encrypt-data-catalog" => ("catalog_encryption_mode = \"SSE-KMS\"", "id = \"111122223333\""),
            "encrypt-connection-passwords" => ("return_connection_password_encrypted = true", "id = \"111122223333\""),
            "set-table-key" | "enable-point-in-time-recovery" => {
                ("aws_dynamodb_table, or run:", "#   aws dynamodb update-")
            }
            "encrypt-delivery-stream" => {
                ("aws_kinesis_firehose_delivery_stream", "#   aws firehose start-delivery-stream-encryption")
            }
            _ => ("aws_athena_workgroup, or run:", "#   aws athena update-work-group"),
        };
        assert!(text.contains(part) && text.contains(import), "{}: {text}", case.remedy);
    }
}

#[test]
fn a_stream_whose_policy_is_hidden_wants_a_choice() {
    let hidden = plain_stream().with(|it: &mut Stream| it.policy = Fact::NotApplicable);
    assert!(matches!(refusal(plan(hidden, "kinesis-stream-unencrypted", &[])), Refusal::Needs { .. }));
}
