//! Calls of each protocol from the request to the values, over the SDK's runtime and a canned transport.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use aws_config::{BehaviorVersion, SdkConfig};
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_runtime_api::client::http::{HttpConnector, HttpConnectorFuture, SharedHttpConnector, http_client_fn};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::result::ConnectorError;
use serde::Deserialize;
use serde_json::{Value, json};

use super::super::call::{Api, Caller};
use super::super::canned::{Canned, Notes, Reply, caller, failing};
use super::super::error::refusal;
use super::services::{EC2, EVENTBRIDGE, KINESIS, LAMBDA, MWAA, SNS, SQS, Service};
use super::*;
use crate::model::{Failure, Gap};

const API: Api = Api::new("a:B");

#[derive(Debug, Deserialize, PartialEq)]
struct Streams {
    #[serde(rename = "StreamNames")]
    names: Vec<String>,
    #[serde(rename = "NextToken", default)]
    next: Option<String>,
}

async fn with(canned: &Canned, service: Service, region: &str) -> (Caller, Client, Arc<Notes>) {
    let notes = Arc::new(Notes::default());
    let region = Region::from(region);
    let caller: Caller = caller(canned, &notes, service.name, region.clone()).await;
    let client = caller.session.wire(service, &region);
    (caller, client, notes)
}

async fn query(canned: &Canned, service: Service) -> (Option<Element>, Option<Gap>) {
    let (caller, client, notes) = with(canned, service, "eu-central-1").await;
    let answer = caller.call(API, "", || client.query("DescribeVpcs", &[("MaxResults", "5")])).await;
    (answer.ok(), notes.gaps().pop())
}

async fn json<T: DeserializeOwned>(canned: &Canned, region: &str) -> (Option<T>, Option<Gap>) {
    let (caller, client, notes) = with(canned, KINESIS, region).await;
    let input = json!({ "Limit": 1 });
    let answer = caller.call(API, "", || client.json("ListStreams", &input)).await;
    (answer.ok(), notes.gaps().pop())
}

async fn rest(canned: &Canned, path: &str, query: &[(&str, &str)]) -> (Option<Value>, Option<Gap>) {
    let (caller, client, notes) = with(canned, LAMBDA, "eu-west-1").await;
    let answer = caller.call(API, "", || client.rest("GetPolicy", Method::Get, path, query, None)).await;
    (answer.ok(), notes.gaps().pop())
}

async fn refused_query(status: u16, body: &'static str) -> Failure {
    query(&Canned::new(move |_| (status, body.to_owned())), EC2).await.1.unwrap().reason
}

async fn refused_json(reply: Reply) -> (Failure, String) {
    let gap = json::<Streams>(&Canned::new(move |_| reply.clone()), "eu-west-1").await.1.unwrap();
    (gap.reason, gap.message)
}

fn reply(status: u16, headers: &[(&'static str, &str)], body: &str) -> Reply {
    let headers = headers.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
    Reply { status, headers, body: body.to_owned() }
}

#[tokio::test]
async fn a_query_is_a_signed_form_and_its_answer_a_tree() {
    let canned = Canned::new(|_| (200, "<R><vpcSet><item><vpcId>vpc-1</vpcId></item></vpcSet></R>".to_owned()));
    let (answer, gap) = query(&canned, EC2).await;
    let ids: Vec<String> =
        answer.unwrap().items("vpcSet").filter_map(|it| it.text_of("vpcId").map(Into::into)).collect();
    assert_eq!((ids, gap), (vec!["vpc-1".to_owned()], None));
    let asked = canned.asked().pop().unwrap();
    assert_eq!(asked.body, "Action=DescribeVpcs&Version=2016-11-15&MaxResults=5");
    assert_eq!(asked.uri, "https://ec2.eu-central-1.amazonaws.com/");
    assert_eq!(asked.header("content-type"), "application/x-www-form-urlencoded");
    assert!(asked.authorization.contains("/eu-central-1/ec2/aws4_request"), "{}", asked.authorization);
}

#[tokio::test]
async fn the_wrapping_of_a_result_is_taken_off() {
    let body = "<DescribeVpcsResponse><DescribeVpcsResult><A>1</A></DescribeVpcsResult></DescribeVpcsResponse>";
    let answer = query(&Canned::of(&[("DescribeVpcs", json!(body))]), SNS).await.0.unwrap();
    assert_eq!(answer.text_of("A"), Some("1"));
}

#[tokio::test]
async fn errors_in_xml_are_understood_in_both_shapes() {
    let ec2 =
        "<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>no</Message></Error></Errors></Response>";
    let other = "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code></Error></ErrorResponse>";
    assert_eq!(refused_query(403, ec2).await, Failure::Denied);
    assert_eq!(refused_query(403, other).await, Failure::Denied);
    assert_eq!(refused_query(200, "{\"a\":1}").await, Failure::Malformed);
    assert_eq!(refused_query(200, "<a><b>").await, Failure::Malformed);
    assert_eq!(refused_query(404, "<html></html>").await, Failure::Unsupported);
    let disabled = "<Response><Errors><Error><Code>OptInRequired</Code></Error></Errors></Response>";
    assert_eq!(refused_query(401, disabled).await, Failure::RegionDisabled);
}

#[tokio::test]
async fn json_names_its_operation_and_unknown_fields_are_passed_over() {
    let canned = Canned::of(&[("Kinesis_20131202.ListStreams", json!({ "StreamNames": ["a"], "New": [{}] }))]);
    let (answer, gap) = json::<Streams>(&canned, "eu-west-1").await;
    assert_eq!((answer, gap), (Some(Streams { names: vec!["a".to_owned()], next: None }), None));
    assert_eq!(canned.bodies("Kinesis_20131202.ListStreams"), [json!({ "Limit": 1 })]);
    let asked = canned.asked().pop().unwrap();
    assert_eq!(asked.uri, "https://kinesis.eu-west-1.amazonaws.com/");
    assert_eq!((asked.method.as_str(), asked.header("content-type")), ("POST", "application/x-amz-json-1.1"));
    assert!(asked.authorization.contains("/eu-west-1/kinesis/aws4_request"), "{}", asked.authorization);
    assert!(asked.authorization.contains("x-amz-target"), "the target is signed: {}", asked.authorization);
}

#[tokio::test]
async fn json_of_the_other_version_says_so() {
    let canned = Canned::of(&[("AmazonSQS.ListQueues", json!({}))]);
    let (_, client, _) = with(&canned, SQS, "eu-west-1").await;
    let answer: Value = client.json("ListQueues", &json!({})).await.unwrap();
    assert_eq!(answer, json!({}));
    assert_eq!(canned.asked()[0].header("content-type"), "application/x-amz-json-1.0");
}

#[tokio::test]
async fn rest_has_paths_and_queries_that_are_signed_as_sent() {
    let canned = Canned::of(&[("GET /f/a/b:c/policy", json!({ "Policy": "{}" }))]);
    let path = format!("/f/{}/policy", label("a/b:c"));
    let (answer, gap) = rest(&canned, &path, &[("Marker", "x y/="), ("List", "ALL")]).await;
    assert_eq!((answer, gap), (Some(json!({ "Policy": "{}" })), None));
    let asked = canned.asked().pop().unwrap();
    assert_eq!(asked.path(), "/f/a%2Fb%3Ac/policy?Marker=x%20y%2F%3D&List=ALL");
    assert_eq!((asked.header("accept"), asked.body.as_str()), ("application/json", ""));
    assert!(asked.authorization.contains("/eu-west-1/lambda/aws4_request"), "{}", asked.authorization);
    assert!(rest(&canned, "/f/a%2Fb%3Ac/policy?find=x", &[("a", "b")]).await.0.is_some());
    assert_eq!(canned.asked().pop().unwrap().path(), "/f/a%2Fb%3Ac/policy?find=x&a=b");
}

#[tokio::test]
async fn rest_sends_json_and_an_empty_answer_is_an_empty_object() {
    let canned = Canned::new(|asked| (if asked.method == "POST" { 204 } else { 200 }, String::new()));
    let (_, client, _) = with(&canned, MWAA, "eu-west-1").await;
    let tags = json!({ "Tags": { "a": "b" } });
    for method in [Method::Post, Method::Put, Method::Patch] {
        let answer: Value = client.rest("TagResource", method, "/tags/a", &[], Some(&tags)).await.unwrap();
        assert_eq!(answer, json!({}));
    }
    let answer: Value = client.rest("UntagResource", Method::Delete, "/tags/a", &[], None).await.unwrap();
    assert_eq!(answer, json!({}));
    let asked = canned.asked().remove(0);
    assert_eq!((asked.uri.as_str(), asked.json()), ("https://api.airflow.eu-west-1.amazonaws.com/tags/a", tags));
    assert_eq!(asked.header("content-type"), "application/json");
    assert!(asked.authorization.contains("/eu-west-1/airflow/aws4_request"), "{}", asked.authorization);
}

#[tokio::test]
async fn errors_in_json_are_understood_in_every_spelling() {
    let denied = (Failure::Denied, "no".to_owned());
    for (headers, body) in [
        (&[][..], r#"{"__type":"com.amazonaws.kinesis#AccessDeniedException","message":"no"}"#),
        (&[], r#"{"__type":"AccessDeniedException","Message":"no"}"#),
        (&[], r#"{"code":"AccessDeniedException:http://internal/","errorMessage":"no"}"#),
        (&[("x-amzn-errortype", "AccessDeniedException:http://internal.amazon.com/a#b/")], r#"{"message":"no"}"#),
        (&[("x-amzn-query-error", "AccessDenied;Sender")], r#"{"message":"no"}"#),
    ] {
        assert_eq!(refused_json(reply(400, headers, body)).await, denied, "{body}");
    }
    assert_eq!(refused_json(reply(403, &[], "<html>")).await.0, Failure::Denied);
    let gone = r#"{"__type":"com.amazonaws.sqs#QueueDoesNotExist"}"#;
    assert_eq!(refused_json(reply(400, &[], gone)).await.0, Failure::NotFound);
    let expired = r#"{"__type":"ExpiredTokenException","message":"old"}"#;
    assert_eq!(refused_json(reply(400, &[], expired)).await.0, Failure::Expired);
}

#[tokio::test]
async fn a_region_that_does_not_know_the_credentials_is_not_enabled() {
    let canned = Canned::of(&[("Kinesis_20131202.ListStreams", failing(400, "UnrecognizedClientException"))]);
    assert_eq!(json::<Value>(&canned, "me-south-1").await.1.unwrap().reason, Failure::RegionDisabled);
}

#[tokio::test]
async fn throttled_calls_are_tried_again_as_the_sdk_does() {
    for code in ["ThrottlingException", "LimitExceededException"] {
        let throttled = failing(400, code);
        let canned = Canned::of(&[
            ("Kinesis_20131202.ListStreams", throttled),
            ("Kinesis_20131202.ListStreams", json!({ "StreamNames": [] })),
        ]);
        assert_eq!(json::<Streams>(&canned, "eu-west-1").await.1, None);
        assert_eq!(canned.asked().len(), 2);
    }
}

#[tokio::test]
async fn throttling_to_the_end_is_named() {
    let body = r#"{"__type":"LimitExceededException","message":"Rate exceeded for account"}"#;
    assert_eq!(refused_json(reply(400, &[], body)).await.0, Failure::Throttled);
    let quota = r#"{"__type":"LimitExceededException","message":"too many streams"}"#;
    assert_eq!(refused_json(reply(400, &[], quota)).await.0, Failure::Refused);
}

#[tokio::test]
async fn answers_that_do_not_fit_name_the_field_and_no_value() {
    let body = r#"{"StreamNames":["a",{"secret":"s3cr3t"}]}"#;
    let (reason, message) = refused_json(reply(200, &[], body)).await;
    assert_eq!(reason, Failure::Malformed);
    assert!(message.starts_with("StreamNames[1] is not understood: invalid type: map"), "{message}");
    let (_, message) = refused_json(reply(200, &[], r#"{"StreamNames":"s3cr3t"}"#)).await;
    assert!(message.starts_with("StreamNames is not understood") && !message.contains("s3cr3t"), "{message}");
    let (_, message) = refused_json(reply(200, &[], "{}")).await;
    assert!(message.contains("missing field `StreamNames`"), "{message}");
}

#[tokio::test]
async fn members_that_are_null_are_absent_and_a_needed_one_is_missing() {
    #[derive(Debug, Deserialize, PartialEq)]
    struct Told {
        #[serde(default)]
        templates: std::collections::BTreeMap<String, String>,
        name: String,
    }
    let told = |answer| Canned::of(&[("Kinesis_20131202.ListStreams", answer)]);
    let canned = told(json!({ "templates": null, "name": "n" }));
    let (answer, gap) = json::<Told>(&canned, "eu-west-1").await;
    assert_eq!((answer, gap), (Some(Told { templates: [].into(), name: "n".to_owned() }), None));
    let canned = told(json!({ "templates": {}, "name": null }));
    let (answer, gap) = json::<Told>(&canned, "eu-west-1").await;
    let gap = gap.unwrap();
    assert!(answer.is_none() && gap.reason == Failure::Malformed && gap.message.contains("`name`"), "{}", gap.message);
}

#[tokio::test]
async fn torn_answers_are_never_read_as_shorter_ones() {
    for torn in ["", "{", r#"{"StreamNames":["a""#, r#"{"StreamNames":["a"]"#, r#"{"StreamNames":["a"]} {"#] {
        let (answer, gap) = json::<Streams>(&Canned::new(move |_| (200, torn.to_owned())), "eu-west-1").await;
        assert_eq!((answer, gap.unwrap().reason), (None, Failure::Malformed), "{torn}");
    }
    let (answer, gap) = rest(&Canned::new(|_| (200, String::new())), "/a", &[]).await;
    assert_eq!((answer, gap.unwrap().reason), (None, Failure::Malformed));
}

fn config() -> aws_types::sdk_config::Builder {
    let credentials = Credentials::new("AKIAEXAMPLE", "secret", None, None, "test");
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .retry_config(aws_smithy_types::retry::RetryConfig::standard().with_max_attempts(2))
        .credentials_provider(SharedCredentialsProvider::new(credentials))
}

fn client(config: SdkConfig) -> Client {
    Client { service: KINESIS, config, region: Region::from("eu-west-1") }
}

/// A server that promises more than it sends, and closes.
fn torn_server() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming().take(2) {
            let mut stream = stream.unwrap();
            let _ = stream.read(&mut [0; 4096]).unwrap();
            let body = r#"{"StreamNames":[]}"#;
            write!(stream, "HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len() + 10).unwrap();
        }
    });
    address
}

#[tokio::test]
async fn an_answer_shorter_than_promised_is_refused() {
    let http = super::super::transport::watched(super::super::transport::client(), None);
    let client = client(config().http_client(http).endpoint_url(torn_server()).build());
    let wrong = client.json::<Streams>("ListStreams", &json!({})).await.unwrap_err();
    assert_eq!(refusal(&wrong).reason, Failure::Unreachable);
}

/// Fails as a lookup does.
#[derive(Debug, Clone)]
struct Lookup(&'static str, Arc<AtomicUsize>);

impl HttpConnector for Lookup {
    fn call(&self, _: HttpRequest) -> HttpConnectorFuture {
        self.1.fetch_add(1, Ordering::Relaxed);
        let words = format!("failed to lookup address information: {}", self.0);
        HttpConnectorFuture::ready(Err(ConnectorError::io(std::io::Error::other(words).into())))
    }
}

async fn looked_up(words: &'static str, own: Option<&str>) -> (Failure, String, usize) {
    let calls = Arc::new(AtomicUsize::new(0));
    let connector = SharedHttpConnector::new(Lookup(words, Arc::clone(&calls)));
    let mut config = config().http_client(http_client_fn(move |_, _| connector.clone()));
    config.set_endpoint_url(own.map(str::to_owned));
    let wrong = client(config.build()).json::<Value>("ListStreams", &json!({})).await.unwrap_err();
    let refusal = refusal(&wrong);
    (refusal.reason, refusal.message, calls.load(Ordering::Relaxed))
}

#[tokio::test]
async fn a_service_without_a_host_is_not_offered_in_the_region() {
    let (reason, message, calls) = looked_up("Name or service not known", None).await;
    let words = "there is no host kinesis.eu-west-1.amazonaws.com: the service may not be offered in this region";
    assert_eq!((reason, message.as_str(), calls), (Failure::Unsupported, words, 1));
    let (reason, ..) = looked_up("Name or service not known", Some("http://own.example")).await;
    assert_eq!(reason, Failure::Unreachable);
    let (reason, _, calls) = looked_up("Temporary failure in name resolution", None).await;
    assert_eq!((reason, calls), (Failure::Unreachable, 2));
}

#[tokio::test]
async fn a_service_is_not_called_by_the_protocol_of_another() {
    let canned = Canned::of(&[]);
    let (_, client, _) = with(&canned, EVENTBRIDGE, "eu-west-1").await;
    let wrong = client.query("ListRules", &[]).await.unwrap_err();
    assert!(matches!(wrong, SdkError::ConstructionFailure(_)));
    assert!(canned.asked().is_empty());
}

#[tokio::test]
async fn what_has_no_canned_answer_is_denied() {
    let canned = Canned::of(&[("GET /a?b=c", json!({ "close": true })), ("GET /a", json!({ "close": false }))]);
    assert_eq!(rest(&canned, "/a", &[("b", "c")]).await.0, Some(json!({ "close": true })));
    assert_eq!(rest(&canned, "/a", &[("b", "d")]).await.0, Some(json!({ "close": false })));
    assert_eq!(rest(&canned, "/b", &[]).await.1.unwrap().reason, Failure::Denied);
    assert_eq!(query(&canned, EC2).await.1.unwrap().reason, Failure::Denied);
    assert_eq!(canned.names(), ["GET /a?b=c", "GET /a?b=d", "GET /b", "DescribeVpcs"]);
}
