//! The Lambda collector against canned answers.

use std::sync::Arc;

use serde_json::{Value, json};

use super::lambda::collect;
use crate::aws::canned::{Canned, Notes, caller, failing};
use crate::model::{Detail, Fact, Failure, Kind, Redacted, Region, Resource};

const LIST: &str = "GET /2015-03-31/functions/";
const MAPPINGS: &str = "GET /2015-03-31/event-source-mappings/";
const METRICS: &str = "GetMetricData";
const LOAD: &str = "arn:aws:lambda:eu-west-1:111122223333:function:load";

async fn collected(answers: &[(&str, Value)]) -> (Canned, Arc<Notes>) {
    let (canned, notes) = (Canned::of(answers), Arc::new(Notes::default()));
    collect(&caller(&canned, &notes, "lambda", Region::from("eu-west-1")).await).await;
    notes.assert_all_calls_were_planned(&canned);
    (canned, notes)
}

fn listed(name: &str) -> Value {
    json!({
        "FunctionName": name, "FunctionArn": format!("arn:aws:lambda:eu-west-1:111122223333:function:{name}"),
        "Runtime": "python3.13", "Role": "arn:aws:iam::111122223333:role/load", "Timeout": 30,
        "LastModified": "2026-01-02T03:04:05.000+0000", "PackageType": "Zip", "Version": "$LATEST",
    })
}

fn of_kind(notes: &Notes, kind: Kind) -> Vec<Resource> {
    notes.resources().into_iter().filter(|it| it.kind() == kind).collect()
}

/// All calls about the function `load`, with nothing set.
fn about_load() -> Vec<(&'static str, Value)> {
    vec![
        ("GET /2015-03-31/functions/load/policy", failing(404, "ResourceNotFoundException")),
        ("GET /2021-10-31/functions/load/urls", json!({ "FunctionUrlConfigs": [] })),
        ("GET /2019-09-25/functions/load/event-invoke-config/list", json!({ "FunctionEventInvokeConfigs": [] })),
        ("GET /2020-06-30/functions/load/code-signing-config", json!({})),
        ("GET /2019-09-30/functions/load/concurrency", json!({})),
        ("GET /2017-03-31/tags/arn:aws:lambda:eu-west-1:111122223333:function:load", json!({ "Tags": {} })),
        (MAPPINGS, json!({ "EventSourceMappings": [] })),
        (METRICS, metrics("m0", "Complete", &[])),
    ]
}

/// What CloudWatch tells of one question: how much was counted on which day.
fn metrics(id: &str, status: &str, days: &[(&str, &str)]) -> Value {
    let list = |values: Vec<&str>| values.iter().map(|it| format!("<member>{it}</member>")).collect::<String>();
    let (times, values): (Vec<&str>, Vec<&str>) = days.iter().copied().unzip();
    let (times, values) = (list(times), list(values));
    json!(format!(
        "<GetMetricDataResponse><GetMetricDataResult><MetricDataResults><member><Id>{id}</Id>\
         <Label>x</Label><StatusCode>{status}</StatusCode><Timestamps>{times}</Timestamps><Values>{values}</Values>\
         </member></MetricDataResults></GetMetricDataResult></GetMetricDataResponse>"
    ))
}

/// When the one function last ran.
async fn last_run(answers: &[Value]) -> (Canned, Arc<Notes>, Fact<Option<String>>) {
    let mut all = vec![(LIST, json!({ "Functions": [listed("load")] }))];
    all.extend(answers.iter().map(|answer| (METRICS, answer.clone())));
    all.extend(about_load().into_iter().filter(|(name, _)| *name != METRICS));
    let (canned, notes) = collected(&all).await;
    let told = notes.resource().function().unwrap().last_run.map(|day| day.map(|it| it.to_string()));
    (canned, notes, told)
}

#[tokio::test]
async fn a_function_ran_on_the_last_day_with_a_count() {
    let days = [("2026-03-01T00:00:00Z", "0.0"), ("2026-02-27T00:00:00Z", "4.0"), ("2026-02-20T00:00:00Z", "1.0")];
    let (canned, notes, told) = last_run(&[metrics("m0", "Complete", &days)]).await;
    assert!(notes.gaps().is_empty(), "{:?}", notes.gaps());
    assert_eq!(told, Fact::Known(Some("2026-02-27T00:00:00Z".to_owned())));
    let asked = canned.asked().into_iter().find(|asked| asked.body.contains("GetMetricData")).unwrap();
    for part in ["MetricName=Invocations", "Dimensions.member.1.Value=load", "Period=86400", "Stat=Sum"] {
        assert!(asked.body.contains(part), "{part} in {}", asked.body);
    }
    assert!(asked.uri.starts_with("https://monitoring.eu-west-1.amazonaws.com"), "{}", asked.uri);
}

#[tokio::test]
async fn a_function_without_counts_did_not_run_and_one_that_was_not_read_is_unknown() {
    let (_, notes, told) = last_run(&[metrics("m0", "Complete", &[])]).await;
    assert_eq!((told, notes.gaps().len()), (Fact::Known(None), 0));
    let (_, notes, told) = last_run(&[failing(403, "AccessDenied")]).await;
    assert!(matches!(told, Fact::Unknown(_)));
    assert_eq!(notes.gaps()[0].permission, "cloudwatch:GetMetricData");
    let (_, notes, told) = last_run(&[metrics("m0", "InternalError", &[])]).await;
    assert!(matches!(told, Fact::Unknown(_)));
    assert_eq!((notes.gaps().len(), notes.gaps()[0].reason), (1, Failure::Refused));
}

#[tokio::test]
async fn hundreds_of_functions_take_one_call() {
    let functions: Vec<Value> = (0..501).map(|at| listed(&format!("f{at}"))).collect();
    let answers = [(LIST, json!({ "Functions": functions })), (METRICS, failing(403, "AccessDenied"))];
    let (canned, notes) = collected(&answers).await;
    let asked = canned.asked().iter().filter(|asked| asked.body.contains("GetMetricData")).count();
    assert_eq!(asked, 1, "after a denial no other is asked for");
    let all = of_kind(&notes, Kind::Function);
    assert!(all.len() == 501 && all.iter().all(|it| matches!(it.function().unwrap().last_run, Fact::Unknown(_))));
}

#[tokio::test]
async fn functions_are_read_with_all_that_is_set() {
    let mut load = listed("load");
    load["Environment"] = json!({ "Variables": { "BUCKET": "raw", "DB_PASSWORD": "hunter2" } });
    load["KMSKeyArn"] = json!("arn:aws:kms:eu-west-1:111122223333:key/main");
    load["VpcConfig"] = json!({ "VpcId": "vpc-1", "SubnetIds": ["subnet-1"], "SecurityGroupIds": ["sg-1"] });
    load["DeadLetterConfig"] = json!({ "TargetArn": "arn:aws:sqs:eu-west-1:111122223333:dead" });
    load["TracingConfig"] = json!({ "Mode": "Active" });
    load["Layers"] = json!([{ "Arn": "arn:aws:lambda:eu-west-1:111122223333:layer:tools:3", "CodeSize": 1 }]);
    load["LoggingConfig"] = json!({ "LogGroup": "/aws/lambda/load" });
    let mut answers = vec![
        (LIST, json!({ "Functions": [load], "NextMarker": "m" })),
        (LIST, json!({ "Functions": [], "NextMarker": null })),
        (
            "GET /2015-03-31/functions/load/policy",
            json!({ "Policy": "{\"Version\":\"2012-10-17\"}", "RevisionId": "r" }),
        ),
        (
            "GET /2021-10-31/functions/load/urls",
            json!({ "FunctionUrlConfigs": [{
                "FunctionUrl": "https://abc.lambda-url.eu-west-1.on.aws/", "FunctionArn": LOAD, "AuthType": "NONE",
                "Cors": { "AllowOrigins": ["*"], "AllowCredentials": true },
            }] }),
        ),
        (
            "GET /2019-09-25/functions/load/event-invoke-config/list",
            json!({ "FunctionEventInvokeConfigs": [{
                "FunctionArn": LOAD, "LastModified": 1.7e9,
                "DestinationConfig": { "OnSuccess": {}, "OnFailure": { "Destination": "arn:aws:sqs:eu-west-1:1:dead" } },
            }] }),
        ),
        (
            "GET /2020-06-30/functions/load/code-signing-config",
            json!({ "CodeSigningConfigArn": "arn:csc", "FunctionName": "load" }),
        ),
        ("GET /2019-09-30/functions/load/concurrency", json!({ "ReservedConcurrentExecutions": 5 })),
    ];
    answers.extend(about_load());
    let (canned, notes) = collected(&answers).await;
    assert!(notes.gaps().is_empty(), "{:?}", notes.gaps());
    assert!(canned.asked().iter().any(|asked| asked.path() == "/2015-03-31/functions/?MaxItems=50&Marker=m"));
    let load = notes.resource();
    assert_eq!(load.arn.as_str(), LOAD);
    let it = load.function().unwrap();
    let environment = it.environment.known().unwrap();
    assert_eq!(environment["BUCKET"], Redacted::Plain("raw".to_owned()));
    assert!(environment["DB_PASSWORD"].is_secret() && !format!("{load:?}").contains("hunter2"));
    assert_eq!(it.network.as_ref().unwrap().subnets, ["subnet-1"]);
    assert_eq!(it.dead_letter.as_deref(), Some("arn:aws:sqs:eu-west-1:111122223333:dead"));
    assert!(it.traced && it.layers.len() == 1);
    assert_eq!(it.log_group.as_deref(), Some("/aws/lambda/load"));
    assert_eq!(it.policy.known().unwrap().as_ref().unwrap().text(), "{\"Version\":\"2012-10-17\"}");
    let url = &it.urls.known().unwrap()[0];
    assert_eq!((url.authentication.as_str(), url.with_credentials), ("NONE", true));
    assert_eq!(it.asynchronous.known().unwrap()[0].on_failure.as_deref(), Some("arn:aws:sqs:eu-west-1:1:dead"));
    assert_eq!(it.code_signing, Fact::Known(Some("arn:csc".to_owned())));
    assert_eq!(it.reserved_concurrency, Fact::Known(Some(5)));
    assert_eq!(load.detail.aspects().endpoints(), ["abc.lambda-url.eu-west-1.on.aws"]);
}

#[tokio::test]
async fn what_is_not_set_is_none_and_an_image_is_not_asked_for_signing() {
    let mut load = listed("load");
    load["PackageType"] = json!("Image");
    load["Runtime"] = json!(null);
    load["VpcConfig"] = json!({ "VpcId": "", "SubnetIds": [], "SecurityGroupIds": [] });
    let mut answers = vec![(LIST, json!({ "Functions": [load] }))];
    answers.extend(about_load());
    let (_, notes) = collected(&answers).await;
    assert!(notes.gaps().is_empty(), "{:?}", notes.gaps());
    let load = notes.resource();
    let it = load.function().unwrap();
    assert_eq!((&it.policy, &it.code_signing), (&Fact::Known(None), &Fact::NotApplicable));
    assert_eq!((&it.runtime, &it.network, &it.reserved_concurrency), (&None, &None, &Fact::Known(None)));
}

#[tokio::test]
async fn an_environment_that_lambda_could_not_decrypt_is_a_gap() {
    let mut load = listed("load");
    load["Environment"] = json!({ "Error": { "ErrorCode": "AccessDeniedException", "Message": "no" } });
    let mut answers = vec![(LIST, json!({ "Functions": [load] }))];
    answers.extend(about_load());
    let (_, notes) = collected(&answers).await;
    assert!(matches!(notes.resource().function().unwrap().environment, Fact::Unknown(_)));
    assert!(notes.gaps()[0].message.contains("kms:Decrypt"));
}

#[tokio::test]
async fn mappings_of_all_kinds_are_read() {
    let id = "0f2b9c1e-7d44-4a5e-9a3c-5b6d7e8f9a0b";
    let (_, notes) = collected(&[
        (LIST, json!({ "Functions": [] })),
        (
            MAPPINGS,
            json!({ "EventSourceMappings": [{
                "UUID": id, "FunctionArn": LOAD, "EventSourceArn": "arn:aws:sqs:eu-west-1:111122223333:orders",
                "State": "Enabled", "LastModified": 1.7e9, "LastProcessingResult": "OK",
                "FilterCriteria": { "Filters": [{ "Pattern": "{}" }] },
                "DestinationConfig": { "OnFailure": { "Destination": "arn:aws:s3:::failed" } },
            }], "NextMarker": "m" }),
        ),
        (
            MAPPINGS,
            json!({ "EventSourceMappings": [{
                "UUID": "second", "EventSourceMappingArn": "arn:aws:lambda:eu-west-1:111122223333:event-source-mapping:second",
                "FunctionArn": LOAD, "State": "Disabled", "Topics": ["orders"],
                "SelfManagedEventSource": { "Endpoints": { "KAFKA_BOOTSTRAP_SERVERS": ["broker.example.com:9092"] } },
                "SourceAccessConfigurations": [{ "Type": "SASL_SCRAM_512_AUTH", "URI": "arn:aws:secretsmanager:eu-west-1:1:secret:k" }],
            }] }),
        ),
        ("GET /2017-03-31/tags/arn:aws:lambda:eu-west-1:111122223333:event-source-mapping:second", json!({ "Tags": { "a": "b" } })),
    ])
    .await;
    let all = of_kind(&notes, Kind::EventSourceMapping);
    let [queue, kafka] = all.as_slice() else { panic!("{all:?}") };
    assert_eq!(queue.arn.as_str(), format!("arn:aws:lambda:eu-west-1:111122223333:event-source-mapping:{id}"));
    assert!(matches!(queue.tags, Fact::Unknown(_)), "its tags have no answer");
    let Detail::EventSourceMapping(it) = &queue.detail else { panic!() };
    assert_eq!((it.on_failure.as_deref(), it.filters.len(), it.is_on()), (Some("arn:aws:s3:::failed"), 1, true));
    let Detail::EventSourceMapping(it) = &kafka.detail else { panic!() };
    assert_eq!((it.servers.as_slice(), it.is_on()), (["broker.example.com:9092".to_owned()].as_slice(), false));
    assert_eq!(it.access[0].kind, "SASL_SCRAM_512_AUTH");
    assert_eq!(kafka.tags.known().unwrap()["a"], "b");
}

#[tokio::test]
async fn listings_that_fail_leave_both_counts_unknown() {
    let (_, notes) = collected(&[(LIST, json!({ "Functions": [{ "FunctionArn": 7 }] }))]).await;
    assert!(notes.counts().iter().all(|count| matches!(count, Fact::Unknown(_))), "{:?}", notes.counts());
    let reasons: Vec<Failure> = notes.gaps().iter().map(|gap| gap.reason).collect();
    assert!(reasons.contains(&Failure::Malformed) && reasons.contains(&Failure::Denied), "{reasons:?}");
}
