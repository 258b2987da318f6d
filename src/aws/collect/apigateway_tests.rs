//! The API Gateway collectors against canned answers.

use std::sync::Arc;

use serde_json::{Value, json};

use super::apigateway::collect;
use crate::aws::canned::{Canned, Notes, caller, failing};
use crate::model::aws::Api;
use crate::model::{Fact, Failure, Kind, Region, Resource};

const LISTINGS: [&str; 4] = ["GET /restapis", "GET /usageplans", "GET /domainnames", "GET /v2/apis"];

async fn collected(answers: &[(&'static str, Value)]) -> (Canned, Arc<Notes>) {
    let replaced = |name: &str| answers.iter().any(|(held, _)| *held == name);
    let empty = LISTINGS.into_iter().filter(|name| !replaced(name)).map(|name| (name, json!({})));
    let all: Vec<(&str, Value)> = empty.chain(answers.iter().cloned()).collect();
    let (canned, notes) = (Canned::of(&all), Arc::new(Notes::default()));
    collect(&caller(&canned, &notes, "apigateway", Region::from("eu-west-1")).await).await;
    notes.assert_all_calls_were_planned(&canned);
    (canned, notes)
}

fn of_kind(notes: &Notes, kind: Kind) -> Vec<Resource> {
    notes.resources().into_iter().filter(|it| it.kind() == kind).collect()
}

fn api(resource: &Resource) -> &Api {
    resource.rest_api().or_else(|| resource.http_api()).unwrap()
}

#[tokio::test]
async fn rest_apis_of_all_pages_are_read() {
    let policy = r#"{\"Version\":\"2012-10-17\",\"Statement\":[]}"#;
    let orders = json!({ "id": "a1", "name": "orders", "policy": policy, "tags": { "layer": "ingestion" },
        "endpointConfiguration": { "types": ["REGIONAL"] }, "disableExecuteApiEndpoint": true });
    let method = json!({ "httpMethod": "POST", "authorizationType": "NONE", "apiKeyRequired": true, "requestValidatorId": "v",
        "methodIntegration": { "type": "AWS", "httpMethod": "POST", "credentials": "arn:aws:iam::111122223333:role/put",
            "uri": "arn:aws:apigateway:eu-west-1:kinesis:action/PutRecord",
            "requestParameters": { "integration.request.header.Authorization": "'Bearer 0123456789abcdefghijklmnop'" },
            "requestTemplates": { "application/json": "{\"StreamName\": \"clicks\"}", "text/plain": null } } });
    let stage = json!({ "stageName": "live", "cacheClusterEnabled": true, "accessLogSettings": { "destinationArn": "arn:aws:logs:eu-west-1:111122223333:log-group:access" },
        "webAclArn": "acl", "variables": { "password": "hunter2-hunter2", "table": "orders" },
        "methodSettings": { "*/*": { "loggingLevel": "INFO", "dataTraceEnabled": true, "throttlingRateLimit": 50.5, "cachingEnabled": true } } });
    let plan = json!({ "name": "partners", "apiStages": [{ "apiId": "a1", "stage": "live" }, { "apiId": "other", "stage": "x" }], "throttle": { "rateLimit": 10.0 } });
    let (canned, notes) = collected(&[
        ("GET /restapis", json!({ "item": [orders], "position": "p" })),
        ("GET /restapis", json!({ "item": [{ "id": "a2", "name": "plain" }] })),
        (
            "GET /restapis/a1/resources",
            json!({ "item": [{ "path": "/orders", "resourceMethods": { "POST": method } }] }),
        ),
        ("GET /restapis/a1/stages", json!({ "item": [stage] })),
        (
            "GET /restapis/a1/authorizers",
            json!({ "item": [{ "id": "u", "name": "pool", "type": "COGNITO_USER_POOLS", "providerARNs": ["p"] }] }),
        ),
        ("GET /restapis/a1/requestvalidators", json!({ "item": [{ "id": "v", "validateRequestBody": true }] })),
        ("GET /restapis/a2/resources", json!({})),
        ("GET /restapis/a2/stages", json!({})),
        ("GET /restapis/a2/authorizers", json!({})),
        ("GET /restapis/a2/requestvalidators", json!({})),
        ("GET /usageplans", json!({ "item": [plan] })),
    ])
    .await;
    assert!(canned.asked().iter().any(|asked| asked.uri.contains("position=p")));
    assert!(canned.asked().iter().any(|asked| asked.uri.contains("embed=methods")));
    let all = of_kind(&notes, Kind::RestApi);
    assert_eq!(
        (all[0].arn.as_str(), all[0].account.as_str()),
        ("arn:aws:apigateway:eu-west-1::/restapis/a1", "111122223333")
    );
    let it = api(&all[0]);
    assert!(!it.own_host && !it.is_private());
    assert_eq!(it.policy.known().unwrap().as_ref().unwrap().text(), r#"{"Version":"2012-10-17","Statement":[]}"#);
    let route = &it.routes.known().unwrap()[0];
    assert_eq!((route.key.as_str(), route.key_required, route.body_validated), ("POST /orders", true, true));
    let behind = route.integration.as_ref().unwrap();
    assert!(behind.parameters.values().all(crate::model::Redacted::is_secret), "{behind:?}");
    assert_eq!(behind.templates.len(), 1);
    let stage = &it.stages.known().unwrap()[0];
    assert_eq!(
        (stage.rate_limit, stage.data_trace, stage.cached, stage.cache_encrypted),
        (Some(51), true, true, false)
    );
    assert!(stage.variables["password"].is_secret() && !stage.variables["table"].is_secret());
    let plans = it.usage_plans.known().unwrap();
    assert_eq!((plans.len(), plans[0].stages.as_slice(), plans[0].rate_limit), (1, &["live".to_owned()][..], Some(10)));
    assert_eq!(api(&all[1]).policy, Fact::Known(None));
    assert!(notes.gaps().is_empty(), "{:?}", notes.gaps());
}

#[tokio::test]
async fn http_apis_are_read_with_what_is_behind_their_routes() {
    let one = json!({ "apiId": "h1", "name": "clicks", "protocolType": "HTTP", "apiEndpoint": "https://h1.execute-api.eu-west-1.amazonaws.com",
        "corsConfiguration": { "allowOrigins": ["*"], "allowCredentials": false } });
    let (_, notes) = collected(&[
        ("GET /v2/apis", json!({ "items": [one] })),
        ("GET /v2/apis/h1/routes", json!({ "items": [{ "routeKey": "POST /c", "target": "integrations/i", "authorizationType": "JWT", "authorizerId": "j" }], "nextToken": "t" })),
        ("GET /v2/apis/h1/routes", json!({ "items": [{ "routeKey": "$default" }] })),
        ("GET /v2/apis/h1/integrations", json!({ "items": [{ "integrationId": "i", "integrationType": "AWS_PROXY", "integrationSubtype": "SQS-SendMessage",
            "requestParameters": { "QueueUrl": "https://sqs.eu-west-1.amazonaws.com/111122223333/clicks" } }] })),
        ("GET /v2/apis/h1/stages", json!({ "items": [{ "stageName": "$default", "defaultRouteSettings": { "throttlingRateLimit": 10000.0 } }] })),
        ("GET /v2/apis/h1/authorizers", json!({ "items": [{ "authorizerId": "j", "authorizerType": "JWT", "jwtConfiguration": { "issuer": "https://issuer.example.com", "audience": ["app"] } }] })),
    ])
    .await;
    let all = of_kind(&notes, Kind::HttpApi);
    let it = api(&all[0]);
    assert_eq!((it.host.as_str(), it.protocol.as_str()), ("h1.execute-api.eu-west-1.amazonaws.com", "HTTP"));
    let routes = it.routes.known().unwrap();
    assert_eq!(routes[0].integration.as_ref().unwrap().subtype.as_deref(), Some("SQS-SendMessage"));
    assert_eq!((routes[1].authorization.as_str(), routes[1].integration.is_none()), ("NONE", true));
    assert_eq!(it.authorizers.known().unwrap()[0].audience, ["app"]);
    assert_eq!(it.stages.known().unwrap()[0].rate_limit, None);
    assert_eq!(it.policy, Fact::NotApplicable);
    assert!(notes.gaps().is_empty(), "{:?}", notes.gaps());
}

#[tokio::test]
async fn domains_tell_what_is_behind_them_by_the_call_that_knows() {
    let regional = json!({ "domainName": "in.example.com", "securityPolicy": "TLS_1_2", "endpointConfiguration": { "types": ["REGIONAL"] },
        "mutualTlsAuthentication": { "truststoreUri": "s3://trust/ca.pem" } });
    let edge = json!({ "domainName": "old.example.com", "securityPolicy": "TLS_1_0", "endpointConfiguration": { "types": ["EDGE"] } });
    let (_, notes) = collected(&[
        ("GET /domainnames", json!({ "item": [regional, edge] })),
        ("GET /v2/domainnames/in.example.com/apimappings", json!({ "items": [{ "apiId": "h1" }, { "apiId": "h1" }] })),
        ("GET /domainnames/old.example.com/basepathmappings", json!({ "item": [{ "restApiId": "a1" }] })),
    ])
    .await;
    let all = of_kind(&notes, Kind::ApiDomain);
    let behind: Vec<_> = all.iter().map(|it| it.api_domain().unwrap().apis.clone()).collect();
    assert_eq!(behind, [Fact::Known(vec!["h1".to_owned()]), Fact::Known(vec!["a1".to_owned()])]);
    assert_eq!(all[0].api_domain().unwrap().truststore.as_deref(), Some("s3://trust/ca.pem"));
}

#[tokio::test]
async fn what_is_denied_or_malformed_is_a_gap_and_the_rest_is_read() {
    let (_, notes) = collected(&[
        ("GET /restapis", json!({ "item": [{ "id": "a1", "name": "orders" }] })),
        ("GET /restapis/a1/resources", json!({})),
        ("GET /restapis/a1/stages", json!({ "item": [{ "stageName": 7 }] })),
        ("GET /restapis/a1/authorizers", json!({})),
        ("GET /v2/apis", failing(403, "AccessDeniedException")),
    ])
    .await;
    let all = of_kind(&notes, Kind::RestApi);
    let it = api(&all[0]);
    assert!(matches!((&it.routes, &it.stages), (Fact::Unknown(_), Fact::Unknown(_))));
    assert_eq!(it.authorizers, Fact::Known(Vec::new()));
    let reasons: Vec<_> = notes.gaps().iter().map(|gap| (gap.reason, gap.permission.clone())).collect();
    assert_eq!(reasons.iter().filter(|(reason, _)| *reason == Failure::Malformed).count(), 1, "{reasons:?}");
    assert!(reasons.iter().all(|(_, permission)| permission == "apigateway:GET"));
    assert!(matches!(notes.counts().as_slice(), [Fact::Known(1), Fact::Known(0), Fact::Unknown(_)]));
}

#[tokio::test]
async fn a_region_without_apis_has_none() {
    let (_, notes) = collected(&[]).await;
    assert_eq!((notes.counts(), notes.gaps().len()), (vec![Fact::Known(0); 3], 0));
}
