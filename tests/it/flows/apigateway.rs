//! API Gateway.

use std::collections::BTreeMap;

use tidegate::model::aws::{Api, ApiAuthorizer, ApiIntegration, ApiRoute};
use tidegate::model::{Fact, Redacted, RedactedText};

use super::hops_in_full;
use crate::samples::{ACCOUNT, REGION, Tweak, api_domain, function, http_api, queue, rest_api, role, route};

/// What the routes of the REST API do, without its access log.
fn behind(routes: Vec<ApiRoute>) -> Vec<String> {
    let api = rest_api().with(|it: &mut Api| {
        it.routes = Fact::Known(routes);
        it.stages = Fact::Known(Vec::new());
    });
    hops_in_full([api, queue("orders"), role("caller")])
}

fn aws(call: &str, change: impl FnOnce(&mut ApiIntegration)) -> ApiRoute {
    let mut made = route("POST /x", "AWS", &format!("arn:aws:apigateway:{REGION}:{call}"));
    let integration = made.integration.as_mut().unwrap();
    integration.role = Some(format!("arn:aws:iam::{ACCOUNT}:role/caller"));
    change(integration);
    made
}

fn body(text: &str) -> impl FnOnce(&mut ApiIntegration) {
    move |it| it.templates = vec![RedactedText { text: text.to_owned(), secrets: Vec::new() }]
}

fn given(name: &str, value: &str) -> impl FnOnce(&mut ApiIntegration) {
    move |it| it.parameters = BTreeMap::from([(name.to_owned(), Redacted::Plain(value.to_owned()))])
}

#[test]
fn services_are_named_by_path_parameter_or_body() {
    let own = |service: &str, rest: &str| format!("outside arn:aws:{service}:{REGION}:{ACCOUNT}:{rest}");
    let queue_path = format!("sqs:path/{ACCOUNT}/orders");
    let topic = format!("'arn:aws:sns:{REGION}:{ACCOUNT}:news'");
    let machine = format!("arn:aws:states:{REGION}:{ACCOUNT}:stateMachine:load");
    let start = format!(r#"{{"input": "x", "stateMachineArn": "{machine}"}}"#);
    let url = format!("Action=SendMessage&QueueUrl=https://sqs.{REGION}.amazonaws.com/{ACCOUNT}/orders&MessageBody=$x");
    let cases: Vec<(ApiRoute, &str, String)> = vec![
        (aws(&queue_path, |_| ()), "writes", "queue orders".to_owned()),
        (aws("sqs:action/SendMessage", body(&url)), "writes", "queue orders".to_owned()),
        (
            aws("kinesis:action/PutRecord", body(r#"{"StreamName" : "clicks"}"#)),
            "writes",
            own("kinesis", "stream/clicks"),
        ),
        (
            aws("firehose:action/PutRecord", body(r#"{"DeliveryStreamName":"f"}"#)),
            "writes",
            own("firehose", "deliverystream/f"),
        ),
        (
            aws("sns:action/Publish", given("integration.request.querystring.TopicArn", &topic)),
            "writes",
            own("sns", "news"),
        ),
        (aws("states:action/StartExecution", body(&start)), "invokes", own("states", "stateMachine:load")),
        (aws("dynamodb:action/PutItem", body(r#"{"TableName":"t"}"#)), "writes", own("dynamodb", "table/t")),
        (aws("events:action/PutEvents", body("{}")), "writes", own("events", "event-bus/default")),
        (aws("s3:path/raw/{key}", |_| ()), "writes", "outside s3://raw".to_owned()),
    ];
    for (route, verb, target) in cases {
        let wanted = format!("rest-api orders -{verb}-> {target} as role caller (declared: integration of POST /x)");
        assert_eq!(behind(vec![route]), [wanted]);
    }
}

#[test]
fn a_read_comes_from_the_store() {
    let query = aws("dynamodb:action/Query", body(r#"{"TableName":"t"}"#));
    let table = format!("outside arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/t");
    let wanted = format!("{table} -reads-> rest-api orders as role caller (declared: integration of POST /x)");
    assert_eq!(behind(vec![query]), [wanted]);
    let get = aws("s3:path/raw/file", |it| it.method = Some("GET".to_owned()));
    assert!(behind(vec![get])[0].starts_with("outside s3://raw -reads-> rest-api orders"));
}

#[test]
fn what_a_request_fills_in_names_nothing() {
    assert!(behind(vec![aws("kinesis:action/PutRecord", body(r#"{"StreamName":"$input.params('s')"}"#))]).is_empty());
    assert!(behind(vec![aws("s3:path/{bucket}/{key}", |_| ())]).is_empty());
    assert!(behind(vec![route("GET /x", "MOCK", "")]).is_empty());
}

#[test]
fn functions_hosts_and_links_are_called() {
    let function = format!("arn:aws:lambda:{REGION}:{ACCOUNT}:function:take");
    let uri = format!("arn:aws:apigateway:{REGION}:lambda:path/2015-03-31/functions/{function}/invocations");
    let service = "as apigateway.amazonaws.com (declared: integration of POST /x)";
    assert_eq!(
        behind(vec![route("POST /x", "AWS_PROXY", &uri)]),
        [format!("rest-api orders -invokes-> outside {function} {service}")]
    );
    let host = behind(vec![route("POST /x", "HTTP", "https://backend.example.com/a")]);
    assert!(host[0].starts_with("rest-api orders -invokes-> outside backend.example.com"), "{host:?}");
    let mut linked = route("POST /x", "HTTP", "http://orders.internal.example.com/a");
    linked.integration.as_mut().unwrap().link = Some("l1".to_owned());
    let found = behind(vec![linked]);
    assert!(
        found[0].contains("outside orders.internal.example.com") && found[0].contains("by a VPC link"),
        "{found:?}"
    );
}

#[test]
fn calls_of_http_apis_are_named_by_their_subtype() {
    let mut sent = route("POST /c", "AWS_PROXY", "");
    let integration = sent.integration.as_mut().unwrap();
    integration.subtype = Some("SQS-SendMessage".to_owned());
    given("QueueUrl", &format!("https://sqs.{REGION}.amazonaws.com/{ACCOUNT}/orders"))(integration);
    let api = http_api().with(|it: &mut Api| {
        it.routes = Fact::Known(vec![sent]);
        it.stages = Fact::Known(Vec::new());
    });
    let wanted =
        "http-api orders -writes-> queue orders as apigateway.amazonaws.com (declared: integration of POST /c)";
    assert_eq!(hops_in_full([api, queue("orders")]), [wanted]);
}

#[test]
fn a_function_that_an_http_api_names_by_its_arn_is_called_by_the_service() {
    let arn = format!("arn:aws:lambda:{REGION}:{ACCOUNT}:function:score");
    let api = http_api().with(|it: &mut Api| {
        it.routes = Fact::Known(vec![route("POST /score", "AWS_PROXY", &arn)]);
        it.stages = Fact::Known(Vec::new());
    });
    let wanted =
        "http-api orders -invokes-> function score as apigateway.amazonaws.com (declared: integration of POST /score)";
    assert_eq!(hops_in_full([api, function("score")]), [wanted]);
}

#[test]
fn the_internet_comes_in_where_nobody_is_asked() {
    let mut open = route("POST /x", "HTTP", "https://backend.example.com/a");
    open.authorization = "NONE".to_owned();
    let mut preflight = route("OPTIONS /x", "MOCK", "");
    preflight.authorization = "NONE".to_owned();
    let found = behind(vec![open, preflight]);
    let coming: Vec<&String> = found.iter().filter(|hop| hop.starts_with("outside internet")).collect();
    assert_eq!(
        coming,
        ["outside internet -invokes-> rest-api orders as unknown (declared: authorizationType NONE of POST /x)"]
    );
    assert!(behind(vec![route("POST /x", "HTTP", "https://backend.example.com/a")]).len() == 1);
}

#[test]
fn authorizers_are_called_and_calls_are_logged() {
    let function = format!("arn:aws:lambda:{REGION}:{ACCOUNT}:function:decide");
    let authorizer = ApiAuthorizer {
        id: "u".to_owned(),
        name: "door".to_owned(),
        sort: "TOKEN".to_owned(),
        uri: Some(format!("arn:aws:apigateway:{REGION}:lambda:path/2015-03-31/functions/{function}/invocations")),
        role: None,
        providers: Vec::new(),
        issuer: None,
        audience: Vec::new(),
    };
    let api = rest_api().with(|it: &mut Api| {
        it.routes = Fact::Known(Vec::new());
        it.authorizers = Fact::Known(vec![authorizer]);
    });
    let service = "as apigateway.amazonaws.com (declared:";
    assert_eq!(
        hops_in_full([api]),
        [
            format!("rest-api orders -invokes-> outside {function} {service} authorizerUri of door)"),
            format!(
                "rest-api orders -writes-> outside arn:aws:logs:{REGION}:{ACCOUNT}:log-group:access {service} accessLogSettings.destinationArn of live)"
            ),
        ]
    );
}

#[test]
fn a_domain_leads_to_its_api() {
    let api = rest_api().with(|it: &mut Api| {
        it.routes = Fact::Known(Vec::new());
        it.stages = Fact::Known(Vec::new());
    });
    let wanted = "api-domain in.example.com -invokes-> rest-api orders as apigateway.amazonaws.com (declared: apiMappings.apiId)";
    assert_eq!(hops_in_full([api, api_domain("a1")]), [wanted]);
}
