//! Settings of the services that pipelines are made of, read and written over canned answers.

use serde_json::{Value, json};

use super::AwsMutate;
use crate::aws::canned::{Answer, Asked, Canned, json_error, session};
use crate::aws::session::Sessions;
use crate::model::{AccountId, Arn, Aspect, Failure, Region, Setting, SettingValue};
use crate::ports::Mutate;

const KEY: &str = "arn:aws:kms:eu-west-1:111122223333:key/k1";
const KEYED: &str = r#"{"key":"arn:aws:kms:eu-west-1:111122223333:key/k1"}"#;
const ABSENT: &str = r#""absent""#;

fn setting(service: &str, rest: &str, aspect: Aspect) -> Setting {
    let (account, region) = (AccountId::from("111122223333"), Region::from("eu-west-1"));
    let resource = Arn::new(format!("arn:aws:{service}:{region}:{account}:{rest}"));
    Setting { account, region, resource, aspect }
}

fn encryption(service: &str) -> Setting {
    let rest = match service {
        "sqs" | "sns" => "orders",
        "kinesis" => "stream/orders",
        "firehose" => "deliverystream/orders",
        "dynamodb" => "table/orders",
        "logs" => "log-group:/etl/orders",
        _ => "workgroup/orders",
    };
    setting(service, rest, Aspect::EncryptionAtRest)
}

fn value(text: Option<&str>) -> SettingValue {
    SettingValue(text.map(str::to_owned))
}

async fn mutate(canned: &Canned) -> AwsMutate {
    AwsMutate::new(Sessions::of(vec![session(canned).await]))
}

async fn read(setting: &Setting, answer: Value) -> Option<String> {
    let canned = Canned::new(move |_: &Asked| (200, answer.to_string()));
    mutate(&canned).await.read(setting).await.unwrap().0
}

fn topic(attributes: &str) -> Answer {
    let result = format!("<GetTopicAttributesResult><Attributes>{attributes}</Attributes></GetTopicAttributesResult>");
    (200, format!("<GetTopicAttributesResponse>{result}</GetTopicAttributesResponse>"))
}

/// What each service answers when data is encrypted with the key `k1`.
fn keyed(service: &str) -> Value {
    match service {
        "sqs" => json!({ "Attributes": { "KmsMasterKeyId": KEY, "SqsManagedSseEnabled": "false" } }),
        "kinesis" => json!({ "StreamDescriptionSummary": {
            "RetentionPeriodHours": 24, "EncryptionType": "KMS", "KeyId": KEY } }),
        "firehose" => json!({ "DeliveryStreamDescription": {
            "DeliveryStreamStatus": "ACTIVE", "DeliveryStreamType": "DirectPut",
            "DeliveryStreamEncryptionConfiguration": { "KeyARN": KEY, "Status": "ENABLED" } } }),
        "dynamodb" => json!({ "Table": {
            "SSEDescription": { "SSEType": "KMS", "KMSMasterKeyArn": KEY, "Status": "ENABLED" } } }),
        "logs" => json!({ "logGroups": [
            { "logGroupName": "/etl/orders", "arn": "arn:x", "kmsKeyId": KEY, "retentionInDays": 30 },
            { "logGroupName": "/etl/orders/old", "arn": "arn:y" }] }),
        _ => json!({ "WorkGroup": { "Configuration": {
            "EnforceWorkGroupConfiguration": true,
            "ResultConfiguration": { "EncryptionConfiguration": { "EncryptionOption": "SSE_KMS", "KmsKey": KEY } } } } }),
    }
}

const SERVICES: [&str; 6] = ["sqs", "kinesis", "firehose", "dynamodb", "logs", "athena"];

#[tokio::test]
async fn the_key_in_use_is_read() {
    for service in SERVICES {
        assert_eq!(read(&encryption(service), keyed(service)).await.as_deref(), Some(KEYED), "{service}");
    }
    let canned =
        Canned::new(|_: &Asked| topic(&format!("<entry><key>KmsMasterKeyId</key><value>{KEY}</value></entry>")));
    let told = mutate(&canned).await.read(&encryption("sns")).await.unwrap();
    assert_eq!(told.as_text(), Some(KEYED));
    let canned = Canned::new(|_: &Asked| topic(""));
    assert_eq!(mutate(&canned).await.read(&encryption("sns")).await.unwrap().as_text(), Some(ABSENT));
}

#[tokio::test]
async fn other_settings_are_read() {
    let group = setting("logs", "log-group:/etl/orders", Aspect::LogRetention);
    assert_eq!(read(&group, keyed("logs")).await.as_deref(), Some("30"));
    let forever = json!({ "logGroups": [{ "logGroupName": "/etl/orders", "arn": "arn:x" }] });
    assert_eq!(read(&group, forever).await, None);
    let enforced = setting("athena", "workgroup/orders", Aspect::WorkGroupEnforcement);
    assert_eq!(read(&enforced, keyed("athena")).await.as_deref(), Some("true"));
    let recovery = setting("dynamodb", "table/orders", Aspect::PointInTimeRecovery);
    let on = json!({ "ContinuousBackupsDescription": { "ContinuousBackupsStatus": "ENABLED",
        "PointInTimeRecoveryDescription": { "PointInTimeRecoveryStatus": "ENABLED", "RecoveryPeriodInDays": 35 } } });
    assert_eq!(read(&recovery, on).await.as_deref(), Some(r#"{"enabled":true,"days":35}"#));
    let catalog = json!({ "DataCatalogEncryptionSettings": {
        "EncryptionAtRest": { "CatalogEncryptionMode": "SSE-KMS", "SseAwsKmsKeyId": KEY },
        "ConnectionPasswordEncryption": { "ReturnConnectionPasswordEncrypted": false } } });
    let told = read(&setting("glue", "catalog", Aspect::CatalogEncryption), catalog).await.unwrap();
    assert!(
        told.starts_with(&format!("{{\"at_rest\":{KEYED},")) && told.contains("\"passwords_encrypted\":false"),
        "{told}"
    );
}

fn operation(asked: &Asked) -> String {
    match asked.body.strip_prefix("Action=") {
        Some(action) => action.split('&').next().unwrap_or_default().to_owned(),
        None => asked.target.rsplit('.').next().unwrap_or_default().to_owned(),
    }
}

/// A change, and a part of the one request that makes it.
type Change = (Setting, Option<&'static str>, Option<&'static str>, &'static str);

fn changes() -> Vec<Change> {
    let own = r#"{"provider":"AWS owned key"}"#;
    let on = r#"{"enabled":true,"days":null}"#;
    let catalog = r#"{"at_rest":{"key":"k"},"role":"r","passwords_encrypted":true,"password_key":"p"}"#;
    let retention = || setting("logs", "log-group:/etl/orders", Aspect::LogRetention);
    vec![
        (encryption("sqs"), Some(ABSENT), Some(r#"{"provider":"SSE-SQS"}"#), r#""SqsManagedSseEnabled":"true""#),
        (encryption("sqs"), Some(KEYED), Some(ABSENT), r#""KmsMasterKeyId":"""#),
        (encryption("sqs"), Some(ABSENT), Some(KEYED), r#"amazonaws.com/111122223333/orders"#),
        (encryption("sns"), Some(ABSENT), Some(KEYED), "AttributeName=KmsMasterKeyId&AttributeValue=arn%3Aaws%3Akms"),
        (encryption("sns"), Some(KEYED), Some(ABSENT), "AttributeName=KmsMasterKeyId&AttributeValue="),
        (encryption("kinesis"), Some(ABSENT), Some(KEYED), r#""EncryptionType":"KMS""#),
        (encryption("kinesis"), Some(KEYED), Some(ABSENT), KEY),
        (encryption("firehose"), Some(ABSENT), Some(own), "AWS_OWNED_CMK"),
        (encryption("firehose"), Some(ABSENT), Some(KEYED), "CUSTOMER_MANAGED_CMK"),
        (encryption("firehose"), Some(own), Some(ABSENT), r#"{"DeliveryStreamName":"orders"}"#),
        (encryption("dynamodb"), Some(own), Some(KEYED), r#""SSEType":"KMS""#),
        (encryption("dynamodb"), Some(KEYED), Some(own), r#"{"Enabled":false}"#),
        (encryption("logs"), Some(own), Some(KEYED), r#""logGroupName":"/etl/orders""#),
        (encryption("logs"), Some(KEYED), Some(own), r#"{"logGroupName":"/etl/orders"}"#),
        (encryption("athena"), Some(ABSENT), Some(r#"{"provider":"SSE_S3"}"#), r#""EncryptionOption":"SSE_S3""#),
        (encryption("athena"), Some(KEYED), Some(ABSENT), r#""RemoveEncryptionConfiguration":true"#),
        (setting("dynamodb", "table/orders", Aspect::PointInTimeRecovery), None, Some(on), "RecoveryEnabled\":true}"),
        (retention(), None, Some("365"), r#""retentionInDays":365"#),
        (retention(), Some("365"), None, r#"{"logGroupName":"/etl/orders"}"#),
        (setting("glue", "catalog", Aspect::CatalogEncryption), None, Some(catalog), "SSE-KMS-WITH-SERVICE-ROLE"),
        (
            setting("athena", "workgroup/orders", Aspect::WorkGroupEnforcement),
            Some("false"),
            Some("true"),
            r#""EnforceWorkGroupConfiguration":true"#,
        ),
    ]
}

#[tokio::test]
async fn each_change_is_the_one_request_that_the_plan_names() {
    for (setting, before, after, part) in changes() {
        let canned = Canned::new(|asked: &Asked| match asked.target.is_empty() {
            true => (200, "<Response/>".to_owned()),
            false => (200, "{}".to_owned()),
        });
        let written = mutate(&canned).await.write(&setting, &value(before), &value(after)).await;
        assert_eq!(written, Ok(()), "{setting}");
        let asked = canned.asked();
        let called: Vec<String> = asked.iter().map(operation).collect();
        assert_eq!(called, [setting.write_call(&value(after)).operation], "{setting}");
        assert!(asked[0].body.contains(part), "{setting}: {}", asked[0].body);
    }
}

#[tokio::test]
async fn what_is_denied_or_torn_is_never_taken_for_a_value() {
    for service in SERVICES {
        let setting = encryption(service);
        let canned = Canned::new(|_: &Asked| json_error(400, "AccessDeniedException"));
        let aws = mutate(&canned).await;
        let error = aws.read(&setting).await.unwrap_err();
        assert_eq!((error.reason, error.permission.as_str()), (Failure::Denied, setting.read_call().permission));
        let error = aws.write(&setting, &value(Some(KEYED)), &value(Some(ABSENT))).await.unwrap_err();
        assert_eq!(error.reason, Failure::Denied, "{service}");
        assert_eq!(error.permission, setting.write_call(&value(Some(ABSENT))).permission);

        let whole = keyed(service).to_string();
        let torn = Canned::new(move |_: &Asked| (200, whole[..whole.len() / 2].to_owned()));
        let error = mutate(&torn).await.read(&setting).await.unwrap_err();
        assert_eq!(error.reason, Failure::Malformed, "{service}");
    }
    let torn = Canned::new(|_: &Asked| (200, "<GetTopicAttributesResponse><GetTopic".to_owned()));
    assert_eq!(mutate(&torn).await.read(&encryption("sns")).await.unwrap_err().reason, Failure::Malformed);
}

#[tokio::test]
async fn a_group_of_another_name_is_not_the_one_asked_for() {
    let canned = Canned::new(|_: &Asked| (200, r#"{"logGroups":[{"logGroupName":"/etl/orders-2"}]}"#.to_owned()));
    let error = mutate(&canned).await.read(&encryption("logs")).await.unwrap_err();
    assert_eq!(error.reason, Failure::Malformed);
}

#[tokio::test]
async fn a_value_that_is_not_of_the_setting_is_refused_without_a_call() {
    let canned = Canned::new(|_: &Asked| (200, "{}".to_owned()));
    let aws = mutate(&canned).await;
    let retention = setting("logs", "log-group:/etl/orders", Aspect::LogRetention);
    let wrong =
        [(encryption("sqs"), "{}"), (retention, "\"long\""), (setting("s3", "raw", Aspect::EncryptionAtRest), ABSENT)];
    for (setting, after) in wrong {
        let error = aws.write(&setting, &SettingValue::NONE, &value(Some(after))).await.unwrap_err();
        assert_eq!(error.reason, Failure::Refused, "{setting}");
    }
    // Kinesis wants to be told the key that is in use.
    let error = aws.write(&encryption("kinesis"), &value(Some(ABSENT)), &value(Some(ABSENT))).await.unwrap_err();
    assert_eq!(error.reason, Failure::Refused);
    assert!(canned.asked().is_empty());
}
