//! Reading of CloudTrail events against canned answers.

use std::sync::Arc;

use serde_json::{Value, json};

use super::cloudtrail::collect;
use crate::aws::canned::{Answer, Asked, Canned, Notes, caller, json_error};
use crate::model::{Activity, EventLog, Failure, Record, Region};

const ROLE: &str = "arn:aws:iam::111122223333:role/etl/load";
const GROUP: &str = "arn:aws:logs:eu-west-1:111122223333:log-group:trails:*";
const LOOKUP: &str = "LookupEvents";
const FILTER: &str = "FilterLogEvents";

fn operation(asked: &Asked) -> &str {
    asked.target.rsplit('.').next().unwrap_or_default()
}

/// Answers to the two calls for events; there is one trail, which sends data events to a log group.
async fn collected(events: impl Fn(&Asked) -> Answer + Send + Sync + 'static) -> (Canned, Arc<Notes>) {
    reading(events, true, GROUP).await
}

async fn reading(
    events: impl Fn(&Asked) -> Answer + Send + Sync + 'static,
    wanted: bool,
    group: &'static str,
) -> (Canned, Arc<Notes>) {
    let canned = Canned::new(move |asked: &Asked| {
        let trail = "arn:aws:cloudtrail:eu-west-1:111122223333:trail/own";
        let answer = match operation(asked) {
            "DescribeTrails" => json!({ "trailList": [{ "TrailARN": trail, "CloudWatchLogsLogGroupArn": group }] }),
            "GetTrailStatus" => json!({ "IsLogging": true }),
            "GetEventSelectors" => json!({ "AdvancedEventSelectors": [
                { "FieldSelectors": [{ "Field": "eventCategory", "Equals": ["Data"] }] }] }),
            "ListTags" => json!({ "ResourceTagList": [] }),
            _ => return events(asked),
        };
        (200, answer.to_string())
    });
    let notes = Arc::new(Notes::default());
    collect(&caller(&canned, &notes, "cloudtrail", Region::from("eu-west-1")).await, wanted).await;
    // Tries after a throttled call are asked, and not planned.
    let [planned, called] = [&notes.planned, &notes.called].map(|it| it.load(std::sync::atomic::Ordering::Relaxed));
    assert_eq!(planned, called);
    (canned, notes)
}

fn told(answer: Value) -> Answer {
    (200, answer.to_string())
}

/// No events of the one sort, these of the other.
fn none_but(call: &'static str, answer: Value) -> impl Fn(&Asked) -> Answer {
    move |asked| if operation(asked) == call { told(answer.clone()) } else { told(json!({})) }
}

fn activities(notes: &Notes) -> Vec<Activity> {
    let records = notes.records.lock().unwrap();
    let activity = |record: &Record| if let Record::Activity(it) = record { Some((**it).clone()) } else { None };
    records.iter().filter_map(activity).collect()
}

/// The uses that were found, in words.
fn uses(notes: &Notes) -> Vec<String> {
    let all = activities(notes).into_iter().flat_map(|it| it.uses.known().cloned().unwrap_or_default());
    let all = all.map(|it| format!("{} {} {} {} {}", it.identity, it.action, it.resource, it.at, it.count));
    let all: std::collections::BTreeSet<String> = all.collect();
    all.into_iter().collect()
}

fn session() -> Value {
    json!({ "type": "AssumedRole", "arn": "arn:aws:sts::111122223333:assumed-role/load/someone@example.com",
        "accessKeyId": "ASIAEXAMPLE", "invokedBy": "fas.s3.amazonaws.com",
        "sessionContext": { "sessionIssuer": { "type": "Role", "arn": ROLE } } })
}

/// An event as CloudTrail writes it: what is not kept is in it too.
fn event(action: &str, at: &str, change: Value) -> Value {
    let (service, name) = action.split_once(':').unwrap();
    let mut event = json!({
        "eventVersion": "1.11", "eventTime": at, "eventSource": format!("{service}.amazonaws.com"), "eventName": name,
        "awsRegion": "eu-west-1", "sourceIPAddress": "203.0.113.9", "userAgent": "agent", "userIdentity": session(),
        "recipientAccountId": "111122223333", "requestParameters": null, "responseElements": null,
    });
    event.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
    event
}

fn looked_up(events: &[Value]) -> Value {
    json!({ "Events": events.iter().map(|it| json!({ "CloudTrailEvent": it.to_string() })).collect::<Vec<_>>() })
}

fn logged(events: &[Value]) -> Value {
    let each = |it: &Value| json!({ "timestamp": 1, "message": it.to_string() });
    json!({ "events": events.iter().map(each).collect::<Vec<_>>() })
}

fn context(name: &str, value: &str) -> Value {
    json!({ "requestParameters": { "encryptionContext": { name: value } } })
}

/// What of one management event is kept: action, resource.
async fn kept(action: &str, change: Value) -> Vec<String> {
    let event = event(action, "2026-02-01T10:00:00Z", change);
    let (_, notes) = collected(none_but(LOOKUP, looked_up(&[event]))).await;
    uses(&notes).iter().map(|it| it.split(' ').skip(1).take(2).collect::<Vec<_>>().join(" ")).collect()
}

#[tokio::test]
async fn uses_of_keys_name_what_the_key_encrypts() {
    for (name, value, wanted) in [
        ("aws:s3:arn", "arn:aws:s3:::raw/secret/key.csv", "arn:aws:s3:::raw"),
        ("aws:s3:arn", "arn:aws:s3:::raw", "arn:aws:s3:::raw"),
        ("aws:sqs:arn", "arn:aws:sqs:eu-west-1:111122223333:orders", "arn:aws:sqs:eu-west-1:111122223333:orders"),
        ("aws:sns:topicArn", "arn:aws:sns:eu-west-1:1:news", "arn:aws:sns:eu-west-1:1:news"),
        ("aws:kinesis:arn", "arn:aws:kinesis:eu-west-1:1:stream/c", "arn:aws:kinesis:eu-west-1:1:stream/c"),
    ] {
        assert_eq!(kept("kms:Decrypt", context(name, value)).await, [format!("kms:Decrypt {wanted}")]);
    }
    let table = json!({ "aws:dynamodb:tableName": "sales", "aws:dynamodb:subscriberId": "111122223333" });
    let table = json!({ "requestParameters": { "encryptionContext": table } });
    assert_eq!(
        kept("kms:GenerateDataKey", table).await,
        ["kms:GenerateDataKey arn:aws:dynamodb:eu-west-1:111122223333:table/sales"]
    );
    // Of another service, without a context, and by a caller who may write anything into it.
    assert!(kept("kms:Decrypt", context("aws:lambda:FunctionArn", "arn:aws:lambda:r:1:function:f")).await.is_empty());
    assert!(kept("kms:Decrypt", json!({})).await.is_empty());
    let mut direct = context("aws:s3:arn", "arn:aws:s3:::raw");
    direct["userIdentity"] = session();
    direct["userIdentity"].as_object_mut().unwrap().remove("invokedBy");
    assert!(kept("kms:Decrypt", direct).await.is_empty());
}

#[tokio::test]
async fn what_is_started_and_read_is_named_by_its_arn() {
    let of = |service: &str, rest: &str| format!("arn:aws:{service}:eu-west-1:111122223333:{rest}");
    let machine = of("states", "stateMachine:nightly");
    for (action, parameter, value, wanted) in [
        ("secretsmanager:GetSecretValue", "secretId", "db", of("secretsmanager", "secret:db")),
        ("athena:StartQueryExecution", "workGroup", "analysts", of("athena", "workgroup/analysts")),
        ("glue:StartJobRun", "jobName", "clean", of("glue", "job/clean")),
        ("states:StartExecution", "stateMachineArn", machine.as_str(), machine.clone()),
    ] {
        let found = kept(action, json!({ "requestParameters": { parameter: value } })).await;
        assert_eq!(found, [format!("{action} {wanted}")]);
        assert!(kept(action, json!({ "requestParameters": { "other": 1 } })).await.is_empty());
    }
}

#[tokio::test]
async fn only_identity_action_resource_time_and_count_are_kept() {
    let at = |time: &str| event("kms:Decrypt", time, context("aws:s3:arn", "arn:aws:s3:::raw/people/anna.csv"));
    let (_, notes) =
        collected(none_but(LOOKUP, looked_up(&[at("2026-02-02T10:00:00Z"), at("2026-02-01T10:00:00Z")]))).await;
    assert_eq!(uses(&notes), [format!("{ROLE} kms:Decrypt arn:aws:s3:::raw 2026-02-02T10:00:00Z 2")]);
    let written = serde_json::to_string(&activities(&notes)).unwrap();
    for word in ["203.0.113.9", "someone@example.com", "anna", "ASIAEXAMPLE", "agent"] {
        assert!(!written.contains(word), "{word}");
    }
}

#[tokio::test]
async fn refused_calls_services_and_unnamed_callers_are_no_use() {
    let used = context("aws:s3:arn", "arn:aws:s3:::raw");
    let with = |name: &str, value: Value| {
        let mut change = used.clone();
        change[name] = value;
        change
    };
    let nobody = json!({ "type": "AWSService", "invokedBy": "s3.amazonaws.com" });
    let other = json!({ "type": "AWSAccount", "accountId": "444455556666", "invokedBy": "s3.amazonaws.com" });
    for change in [
        with("errorCode", json!("AccessDenied")),
        with("userIdentity", nobody),
        with("userIdentity", other),
        with("userIdentity", Value::Null),
    ] {
        assert!(kept("kms:Decrypt", change).await.is_empty());
    }
    let user = json!({ "type": "IAMUser", "arn": "arn:aws:iam::111122223333:user/anna", "invokedBy": "AWS Internal" });
    assert_eq!(kept("kms:Decrypt", with("userIdentity", user)).await.len(), 1);
}

#[tokio::test]
async fn data_events_are_read_from_the_log_group_of_a_trail() {
    let bucket = json!({ "resources": [
        { "type": "AWS::S3::Object", "ARN": "arn:aws:s3:::raw/a/b.csv" },
        { "type": "AWS::S3::Bucket", "ARN": "arn:aws:s3:::raw", "accountId": "111122223333" },
    ] });
    let function = json!({ "resources": [{ "ARN": "arn:aws:lambda:eu-west-1:1:function:next" }] });
    let key = json!({ "resources": [{ "ARN": "arn:aws:kms:eu-west-1:1:key/k" }] });
    let events = [
        event("s3:GetObject", "2026-02-01T10:00:00Z", bucket),
        event("lambda:Invoke", "2026-02-01T11:00:00Z", function),
        event("dynamodb:GetItem", "2026-02-01T11:00:00Z", key),
    ];
    let (canned, notes) = collected(none_but(FILTER, logged(&events))).await;
    // Each time that is looked at has the same events here.
    assert_eq!(
        uses(&notes),
        [
            format!("{ROLE} lambda:Invoke arn:aws:lambda:eu-west-1:1:function:next 2026-02-01T11:00:00Z 3"),
            format!("{ROLE} s3:GetObject arn:aws:s3:::raw 2026-02-01T10:00:00Z 3"),
        ]
    );
    let asked = canned.bodies("Logs_20140328.FilterLogEvents");
    let span = |body: &Value| (body["endTime"].as_i64().unwrap() - body["startTime"].as_i64().unwrap()) / 3_600_000;
    assert_eq!(asked.iter().map(span).collect::<Vec<_>>(), [1, 23, 144], "seven days in all");
    assert!(
        asked.iter().all(|it| it["logGroupName"] == "trails" && it["filterPattern"].as_str().unwrap().contains("Data"))
    );
    let data: Vec<_> = activities(&notes).into_iter().filter(|it| it.log == EventLog::Data).collect();
    assert_eq!((data.len(), data[0].events, data[0].cut_off), (1, 9, false));
    assert_eq!(data[0].subject, GROUP.strip_suffix(":*").unwrap());
}

#[tokio::test]
async fn a_log_group_elsewhere_is_left_to_those_who_have_it() {
    for group in
        ["arn:aws:logs:eu-west-1:999900001111:log-group:trails:*", "arn:aws:logs:us-east-1:111122223333:log-group:t:*"]
    {
        let (canned, notes) = reading(|_| told(json!({})), true, group).await;
        assert!(canned.bodies("Logs_20140328.FilterLogEvents").is_empty());
        assert!(notes.gaps().is_empty());
    }
}

/// How often each of the two calls was made.
fn calls(canned: &Canned) -> (usize, usize) {
    let count = |call: &str| canned.asked().iter().filter(|it| operation(it) == call).count();
    (count(LOOKUP), count(FILTER))
}

#[tokio::test]
async fn what_is_read_is_bounded_however_much_there_is() {
    let pages = std::sync::atomic::AtomicUsize::new(0);
    let (canned, notes) = collected(move |asked| {
        let token = pages.fetch_add(1, std::sync::atomic::Ordering::Relaxed).to_string();
        let name = if operation(asked) == LOOKUP { "NextToken" } else { "nextToken" };
        told(json!({ name: token }))
    })
    .await;
    assert_eq!(calls(&canned), (16, 9));
    assert!(activities(&notes).iter().all(|it| it.cut_off), "and says that there is more");
    assert!(notes.gaps().is_empty());
    // The same page for ever.
    let (canned, _) = collected(|_| told(json!({ "NextToken": "same", "nextToken": "same" }))).await;
    assert_eq!(calls(&canned), (16, 9));
    // Nothing at all: one call an action, one a time.
    let (canned, notes) = collected(|_| told(json!({}))).await;
    assert_eq!(calls(&canned), (6, 3));
    assert!(activities(&notes).iter().all(|it| !it.cut_off && it.uses.known().is_some_and(Vec::is_empty)));
    assert_eq!(activities(&notes).len(), 7);
}

#[tokio::test]
async fn each_page_is_asked_for_with_the_name_and_the_token() {
    let (canned, _) = collected(|asked| {
        let more = asked.json()["NextToken"].is_null() && asked.body.contains("GetSecretValue");
        told(if more { json!({ "NextToken": "second" }) } else { json!({}) })
    })
    .await;
    let of = |it: &Asked| it.body.contains("\"AttributeKey\":\"EventName\"") && it.body.contains("GetSecretValue");
    let asked: Vec<Value> = canned.asked().iter().filter(|it| of(it)).map(Asked::json).collect();
    assert_eq!(asked.len(), 2);
    assert_eq!((&asked[1]["NextToken"], &asked[1]["MaxResults"]), (&json!("second"), &json!(50)));
    assert_eq!(asked[0]["LookupAttributes"], asked[1]["LookupAttributes"]);
}

#[tokio::test]
async fn what_cannot_be_read_is_one_gap_and_ends_the_asking() {
    for (status, code, reason) in
        [(400, "AccessDeniedException", Failure::Denied), (400, "ThrottlingException", Failure::Throttled)]
    {
        let (canned, notes) = collected(move |_| json_error(status, code)).await;
        let gaps = notes.gaps();
        let mut found: Vec<_> = gaps.iter().map(|it| (it.permission.as_str(), it.reason, it.region.as_str())).collect();
        found.sort_unstable();
        assert_eq!(
            found,
            [("cloudtrail:LookupEvents", reason, "eu-west-1"), ("logs:FilterLogEvents", reason, "eu-west-1")]
        );
        assert!(activities(&notes).iter().all(|it| it.uses.gap().is_some()));
        assert!(calls(&canned).0 <= 5, "no more than the attempts of one call");
    }
}

#[tokio::test]
async fn torn_answers_and_torn_events_are_gaps() {
    let torn = |body: &'static str| move |_: &Asked| (200, body.to_owned());
    let (_, notes) = collected(torn("{\"Events\": [")).await;
    assert!(notes.gaps().iter().all(|it| it.reason == Failure::Malformed));
    assert_eq!(notes.gaps().len(), 2);
    for event in [json!({ "CloudTrailEvent": "{\"eventTime\": \"2026" }), json!({ "EventName": "Decrypt" })] {
        let (_, notes) = collected(none_but(LOOKUP, json!({ "Events": [event] }))).await;
        let gap = &notes.gaps()[0];
        assert_eq!((gap.reason, gap.api.as_str()), (Failure::Malformed, "cloudtrail:LookupEvents"));
        assert!(!gap.message.contains("2026"), "{}", gap.message);
    }
    let (_, notes) = collected(none_but(FILTER, json!({ "events": [{ "message": "no event" }] }))).await;
    assert_eq!((notes.gaps().len(), notes.gaps()[0].api.as_str()), (1, "logs:FilterLogEvents"));
}

#[tokio::test]
async fn events_that_are_not_wanted_are_not_asked_for() {
    let (canned, notes) = reading(|_| told(json!({})), false, GROUP).await;
    assert_eq!(calls(&canned), (0, 0));
    assert_eq!(notes.gaps().iter().map(|it| it.reason).collect::<Vec<_>>(), [Failure::LeftOut]);
    assert!(activities(&notes).iter().all(|it| it.uses.gap().is_some()));
}
