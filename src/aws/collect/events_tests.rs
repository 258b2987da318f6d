//! The collectors of EventBridge, Pipes and Scheduler against canned answers.

use std::sync::Arc;

use serde_json::{Value, json};

use super::{events, pipes, scheduler};
use crate::aws::canned::{Canned, Notes, caller, failing};
use crate::model::{AtRest, Fact, Failure, Kind, Redacted, Region, Resource};

const BUSES: &str = "AWSEvents.ListEventBuses";
const RULES: &str = "AWSEvents.ListRules";
const DESTINATIONS: &str = "AWSEvents.ListApiDestinations";
const TAGS: &str = "AWSEvents.ListTagsForResource";
const BUS: &str = "arn:aws:events:eu-west-1:111122223333:event-bus/default";
const RULE: &str = "arn:aws:events:eu-west-1:111122223333:rule/sort";
const PIPE: &str = "arn:aws:pipes:eu-west-1:111122223333:pipe/move";
const SCHEDULE: &str = "arn:aws:scheduler:eu-west-1:111122223333:schedule/default/nightly";

async fn notes(service: &'static str, answers: &[(&str, Value)]) -> (Canned, Arc<Notes>) {
    let (canned, notes) = (Canned::of(answers), Arc::new(Notes::default()));
    let caller = caller(&canned, &notes, service, Region::from("eu-west-1")).await;
    match service {
        "events" => events::collect(&caller).await,
        "pipes" => pipes::collect(&caller).await,
        _ => scheduler::collect(&caller).await,
    }
    notes.assert_all_calls_were_planned(&canned);
    (canned, notes)
}

fn of_kind(notes: &Notes, kind: Kind) -> Resource {
    let mut all: Vec<Resource> = notes.resources().into_iter().filter(|it| it.kind() == kind).collect();
    assert_eq!(all.len(), 1, "one {kind}");
    all.remove(0)
}

#[tokio::test]
async fn buses_rules_and_destinations_are_read() {
    let destination = "arn:aws:events:eu-west-1:111122223333:api-destination/partner/1";
    let connection = "arn:aws:events:eu-west-1:111122223333:connection/partner/1";
    let (canned, notes) = notes(
        "events",
        &[
            (BUSES, json!({ "EventBuses": [{ "Name": "default", "Arn": BUS, "Policy": "{}" }], "NextToken": "t" })),
            (BUSES, json!({ "EventBuses": [] })),
            (
                "AWSEvents.DescribeEventBus",
                json!({ "KmsKeyIdentifier": "alias/data", "DeadLetterConfig": { "Arn": "arn:aws:sqs:eu-west-1:1:dead" } }),
            ),
            (
                RULES,
                json!({ "Rules": [{ "Name": "sort", "Arn": RULE, "EventPattern": "{}", "State": "ENABLED", "EventBusName": "default" }] }),
            ),
            (
                "AWSEvents.ListTargetsByRule",
                json!({ "Targets": [{
                    "Id": "one", "Arn": "arn:aws:sqs:eu-west-1:111122223333:orders", "RoleArn": "arn:aws:iam::1:role/r",
                    "Input": "{\"password\":\"hunter2\",\"to\":\"s3://raw\"}",
                    "InputTransformer": { "InputTemplate": "<a>" },
                    "DeadLetterConfig": { "Arn": "arn:aws:sqs:eu-west-1:111122223333:dead" },
                }] }),
            ),
            (
                DESTINATIONS,
                json!({ "ApiDestinations": [{
                    "ApiDestinationArn": destination, "Name": "partner", "ApiDestinationState": "ACTIVE",
                    "ConnectionArn": connection, "InvocationEndpoint": "https://api.example.com/in",
                }] }),
            ),
            (
                "AWSEvents.ListConnections",
                json!({ "Connections": [{ "ConnectionArn": connection, "AuthorizationType": "API_KEY" }] }),
            ),
            (TAGS, json!({ "Tags": [{ "Key": "layer", "Value": "ingestion" }] })),
        ],
    )
    .await;
    assert!(notes.gaps().is_empty(), "{:?}", notes.gaps());
    assert_eq!(canned.bodies(BUSES)[1]["NextToken"], "t");
    let bus = of_kind(&notes, Kind::EventBus);
    let it = bus.event_bus().unwrap();
    assert_eq!(it.encryption, Fact::Known(AtRest::Key("alias/data".to_owned())));
    assert_eq!(it.dead_letter, Fact::Known(Some("arn:aws:sqs:eu-west-1:1:dead".to_owned())));
    assert_eq!(bus.tags.known().unwrap()["layer"], "ingestion");
    let rule = of_kind(&notes, Kind::EventRule);
    let it = rule.event_rule().unwrap();
    assert_eq!((it.bus.as_str(), it.enabled, it.pattern.as_deref()), (BUS, true, Some("{}")));
    let target = &it.targets.known().unwrap()[0];
    assert!(target.input.as_ref().unwrap().is_secret() && target.transformed);
    assert!(target.input.as_ref().unwrap().readable().unwrap().contains("s3://raw"));
    assert!(!format!("{rule:?}").contains("hunter2"));
    let out = of_kind(&notes, Kind::ApiDestination);
    let it = out.api_destination().unwrap();
    assert_eq!(it.endpoint, Redacted::Plain("https://api.example.com/in".to_owned()));
    assert_eq!(it.authorization, Fact::Known(Some("API_KEY".to_owned())));
    assert_eq!(notes.counts().len(), 3);
}

#[tokio::test]
async fn rules_of_a_bus_that_cannot_be_read_leave_their_count_unknown() {
    let (_, notes) = notes(
        "events",
        &[
            (BUSES, json!({ "EventBuses": [{ "Name": "default", "Arn": BUS }] })),
            (DESTINATIONS, failing(400, "AccessDeniedException")),
            (TAGS, json!({ "Tags": [] })),
        ],
    )
    .await;
    let bus = of_kind(&notes, Kind::EventBus);
    assert!(matches!(bus.event_bus().unwrap().encryption, Fact::Unknown(_)));
    assert_eq!(bus.event_bus().unwrap().policy, Fact::Known(None));
    let unknown = notes.counts().iter().filter(|it| matches!(it, Fact::Unknown(_))).count();
    assert_eq!(unknown, 2, "rules and destinations");
}

#[tokio::test]
async fn pipes_of_all_pages_are_read() {
    let pipe = |name: &str| {
        json!({
            "Name": name, "Arn": format!("arn:aws:pipes:eu-west-1:111122223333:pipe/{name}"), "DesiredState": "RUNNING",
            "Source": "arn:aws:kinesis:eu-west-1:111122223333:stream/clicks",
            "Target": "arn:aws:sqs:eu-west-1:111122223333:orders", "Enrichment": "",
        })
    };
    let (_, notes) = notes(
        "pipes",
        &[
            ("GET /v1/pipes?Limit=100", json!({ "Pipes": [pipe("move")], "NextToken": "t" })),
            ("GET /v1/pipes?Limit=100&NextToken=t", json!({ "Pipes": [pipe("other")] })),
            (
                "GET /v1/pipes/move",
                json!({
                    "RoleArn": "arn:aws:iam::111122223333:role/move", "Tags": { "a": "b" }, "KmsKeyIdentifier": "alias/data",
                    "SourceParameters": { "KinesisStreamParameters": { "DeadLetterConfig": { "Arn": "arn:aws:sqs:eu-west-1:1:dead" } } },
                    "LogConfiguration": {
                        "Level": "ERROR", "IncludeExecutionData": ["ALL"],
                        "S3LogDestination": { "BucketName": "logs" },
                        "CloudwatchLogsLogDestination": { "LogGroupArn": "arn:aws:logs:eu-west-1:1:log-group:g" },
                    },
                }),
            ),
        ],
    )
    .await;
    let all = notes.resources();
    let [moved, other] = all.as_slice() else { panic!("{all:?}") };
    assert_eq!((moved.arn.as_str(), &moved.tags.known().unwrap()["a"]), (PIPE, &"b".to_owned()));
    let it = moved.pipe().unwrap();
    assert_eq!(it.enrichment, None);
    let details = it.details.known().unwrap();
    assert_eq!(details.dead_letter.as_deref(), Some("arn:aws:sqs:eu-west-1:1:dead"));
    assert_eq!(details.logs, ["s3://logs", "arn:aws:logs:eu-west-1:1:log-group:g"]);
    assert!(details.logs_data && details.key.as_deref() == Some("alias/data"));
    assert!(matches!(other.pipe().unwrap().details, Fact::Unknown(_)) && matches!(other.tags, Fact::Unknown(_)));
    assert_eq!(notes.counts(), [Fact::Known(2)]);
}

#[tokio::test]
async fn schedules_are_read_in_their_groups() {
    let (canned, notes) = notes(
        "scheduler",
        &[
            (
                "GET /schedules",
                json!({ "Schedules": [{
                    "Name": "nightly", "GroupName": "default", "Arn": SCHEDULE, "State": "ENABLED",
                    "Target": { "Arn": "arn:aws:lambda:eu-west-1:111122223333:function:load" },
                }] }),
            ),
            (
                "GET /schedules/nightly?groupName=default",
                json!({
                    "ScheduleExpression": "rate(1 day)", "KmsKeyArn": "arn:aws:kms:eu-west-1:1:key/k",
                    "Target": {
                        "Arn": "arn:aws:lambda:eu-west-1:111122223333:function:load",
                        "RoleArn": "arn:aws:iam::111122223333:role/nightly", "Input": "{\"token\":\"hunter2\"}",
                        "DeadLetterConfig": { "Arn": "arn:aws:sqs:eu-west-1:1:dead" },
                    },
                }),
            ),
        ],
    )
    .await;
    assert!(notes.gaps().is_empty(), "{:?} {:?}", notes.gaps(), canned.names());
    let nightly = notes.resource();
    let details = nightly.schedule().unwrap().details.known().unwrap();
    assert_eq!(details.role, "arn:aws:iam::111122223333:role/nightly");
    assert!(details.input.as_ref().unwrap().is_secret() && !format!("{nightly:?}").contains("hunter2"));
    assert_eq!(details.dead_letter.as_deref(), Some("arn:aws:sqs:eu-west-1:1:dead"));
}

#[tokio::test]
async fn listings_that_fail_or_make_no_sense_leave_the_count_unknown() {
    let (_, denied) = notes("pipes", &[]).await;
    assert!(matches!(denied.counts().as_slice(), [Fact::Unknown(_)]));
    let (_, odd) = notes("scheduler", &[("GET /schedules", json!({ "Schedules": [{ "Name": 7 }] }))]).await;
    assert!(matches!(odd.counts().as_slice(), [Fact::Unknown(_)]));
    assert_eq!(odd.gaps()[0].reason, Failure::Malformed);
    let (_, none) = notes("pipes", &[("GET /v1/pipes", json!({ "Pipes": [] }))]).await;
    assert_eq!((none.counts(), none.gaps().len()), (vec![Fact::Known(0)], 0));
}
