//! Checks of APIs.

use std::collections::BTreeMap;

use tidegate::checks::Decision::{self, Fail, Pass, Unknown};
use tidegate::model::aws::{Api, ApiDomain, ApiRoute, ApiStage, Cors, UsagePlan};
use tidegate::model::{Fact, Redacted, SecretReason};

use crate::samples::{
    ACCOUNT, FOREIGN, REGION, SECOND, Tweak, api_domain, api_domain_arn, decision, estate, http_api, http_api_arn,
    policy, rest_api, rest_api_arn, route, stage, unknown,
};

fn of_rest(check: &str, change: impl FnOnce(&mut Api)) -> Option<Decision> {
    decision(&estate([rest_api().with(change)]), check, &rest_api_arn())
}

fn of_http(check: &str, change: impl FnOnce(&mut Api)) -> Option<Decision> {
    decision(&estate([http_api().with(change)]), check, &http_api_arn())
}

fn of_stage(check: &str, change: impl FnOnce(&mut ApiStage)) -> Option<Decision> {
    let mut live = stage("live");
    change(&mut live);
    of_rest(check, |it| it.stages = Fact::Known(vec![live]))
}

fn open() -> ApiRoute {
    ApiRoute { authorization: "NONE".to_owned(), ..route("POST /orders", "HTTP", "https://backend.example.com") }
}

fn allows(principal: &str, condition: &str) -> Fact<Option<tidegate::model::Document>> {
    policy(format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{principal},"Action":"execute-api:Invoke","Resource":"arn:aws:execute-api:{REGION}:{ACCOUNT}:a1/*"{condition}}}]}}"#
    ))
}

#[test]
fn a_route_that_asks_nobody() {
    const CHECK: &str = "apigateway-route-open";
    assert_eq!(of_rest(CHECK, |_| ()), Some(Pass));
    assert_eq!(of_rest(CHECK, |it| it.routes = Fact::Known(vec![open()])), Some(Fail));
    assert_eq!(of_rest(CHECK, |it| it.routes = unknown()), Some(Unknown));
    let preflight = ApiRoute { key: "OPTIONS /orders".to_owned(), ..open() };
    assert_eq!(of_http(CHECK, |it| it.routes = Fact::Known(vec![preflight])), Some(Pass));
    let private = |it: &mut Api| {
        it.routes = Fact::Known(vec![open()]);
        it.reach = vec!["PRIVATE".to_owned()];
    };
    assert_eq!(of_rest(CHECK, private), None);
    let socket = |key: &str| {
        let route = ApiRoute { key: key.to_owned(), ..open() };
        of_http(CHECK, |it| {
            it.protocol = "WEBSOCKET".to_owned();
            it.routes = Fact::Known(vec![route]);
        })
    };
    assert_eq!((socket("$connect"), socket("send")), (Some(Fail), Some(Pass)));
}

#[test]
fn a_policy_may_narrow_open_routes() {
    const CHECK: &str = "apigateway-route-open";
    let with = |policy| {
        of_rest(CHECK, |it| {
            it.routes = Fact::Known(vec![open()]);
            it.policy = policy;
        })
    };
    let own = format!(r#"{{"AWS":"arn:aws:iam::{ACCOUNT}:root"}}"#);
    assert_eq!(with(allows(&own, "")), Some(Pass));
    assert_eq!(with(allows(r#""*""#, "")), Some(Fail));
    assert_eq!(with(policy("{")), Some(Unknown));
    assert_eq!(with(unknown()), Some(Unknown));
}

#[test]
fn stages() {
    let cases: [(&str, crate::samples::Spoil<ApiStage>); 4] = [
        ("apigateway-stage-throttling", |it| it.rate_limit = None),
        ("apigateway-stage-access-log", |it| it.access_log = None),
        ("apigateway-stage-data-trace", |it| it.data_trace = true),
        ("apigateway-stage-cache-unencrypted", |it| (it.cached, it.cache_encrypted) = (true, false)),
    ];
    for (check, spoil) in cases {
        assert_eq!((of_stage(check, |_| ()), of_stage(check, spoil)), (Some(Pass), Some(Fail)), "{check}");
        assert_eq!(of_rest(check, |it| it.stages = unknown()), Some(Unknown), "{check}");
    }
}

#[test]
fn a_usage_plan_limits_its_stages() {
    let with = |stage_name: &str, plans: Fact<()>| {
        let plan = UsagePlan { name: "p".to_owned(), stages: vec![stage_name.to_owned()], rate_limit: Some(10) };
        of_rest("apigateway-stage-throttling", |it| {
            it.stages = Fact::Known(vec![ApiStage { rate_limit: None, ..stage("live") }]);
            it.usage_plans = plans.map(|()| vec![plan]);
        })
    };
    assert_eq!(with("live", Fact::Known(())), Some(Pass));
    assert_eq!(with("other", Fact::Known(())), Some(Fail));
    assert_eq!(with("live", unknown()), Some(Unknown));
}

#[test]
fn old_tls() {
    const CHECK: &str = "apigateway-old-tls";
    let domain = |policy: Option<&str>| {
        let policy = policy.map(str::to_owned);
        let domain = api_domain("a1").with(|it: &mut ApiDomain| it.security_policy = policy);
        decision(&estate([domain]), CHECK, &api_domain_arn())
    };
    assert_eq!((domain(Some("TLS_1_0")), domain(Some("TLS_1_2")), domain(None)), (Some(Fail), Some(Pass), None));
    assert_eq!(of_rest(CHECK, |it| it.security_policy = Some("TLS_1_0".to_owned())), Some(Fail));
}

#[test]
fn policies_of_apis() {
    const FOREIGN_ACCESS: &str = "apigateway-policy-foreign-access";
    let account = |id: &str| format!(r#"{{"AWS":"arn:aws:iam::{id}:root"}}"#);
    assert_eq!(of_rest(FOREIGN_ACCESS, |it| it.policy = allows(&account(FOREIGN), "")), Some(Fail));
    assert_eq!(of_rest(FOREIGN_ACCESS, |it| it.policy = allows(&account(SECOND), "")), Some(Pass));
    assert_eq!(of_rest(FOREIGN_ACCESS, |it| it.policy = unknown()), Some(Unknown));
    const PUBLIC: &str = "apigateway-private-policy-public";
    let private = |policy| {
        of_rest(PUBLIC, |it| {
            it.reach = vec!["PRIVATE".to_owned()];
            it.policy = policy;
        })
    };
    let narrowed = r#","Condition":{"StringEquals":{"aws:SourceVpce":"vpce-1"}}"#;
    assert_eq!(private(allows(r#""*""#, "")), Some(Fail));
    assert_eq!(private(allows(r#""*""#, narrowed)), Some(Pass));
    assert_eq!(private(unknown()), Some(Unknown));
    assert_eq!(of_rest(PUBLIC, |it| it.policy = allows(r#""*""#, "")), None);
}

#[test]
fn devices_show_certificates() {
    const CHECK: &str = "apigateway-mutual-tls";
    let with = |truststore: Option<&str>, own_host: bool, routes: Fact<Vec<ApiRoute>>| {
        let truststore = truststore.map(str::to_owned);
        let api = rest_api().with(|it: &mut Api| (it.routes, it.own_host) = (routes, own_host));
        let domain = api_domain("a1").with(|it: &mut ApiDomain| it.truststore = truststore);
        decision(&estate([api, domain]), CHECK, &rest_api_arn())
    };
    let routes = || Fact::Known(vec![open()]);
    assert_eq!(with(Some("s3://trust/ca.pem"), false, routes()), Some(Pass));
    assert_eq!(with(Some("s3://trust/ca.pem"), true, routes()), Some(Fail));
    assert_eq!(with(None, false, routes()), Some(Fail));
    assert_eq!(with(None, false, unknown()), Some(Unknown));
    assert_eq!(of_rest(CHECK, |_| ()), None);
}

#[test]
fn a_firewall_before_open_routes() {
    const CHECK: &str = "apigateway-stage-firewall";
    let with = |acl: Option<&str>| {
        let live = ApiStage { web_acl: acl.map(str::to_owned), ..stage("live") };
        of_rest(CHECK, |it| (it.routes, it.stages) = (Fact::Known(vec![open()]), Fact::Known(vec![live])))
    };
    assert_eq!((with(None), with(Some("acl"))), (Some(Fail), Some(Pass)));
    assert_eq!(of_rest(CHECK, |it| it.routes = unknown()), Some(Unknown));
    assert_eq!(of_stage(CHECK, |it| it.web_acl = None), None);
}

#[test]
fn backends_over_plain_http() {
    const CHECK: &str = "apigateway-integration-plain";
    let plain = route("POST /orders", "HTTP", "http://backend.example.com");
    assert_eq!(of_rest(CHECK, |it| it.routes = Fact::Known(vec![plain])), Some(Fail));
    assert_eq!((of_rest(CHECK, |_| ()), of_rest(CHECK, |it| it.routes = unknown())), (Some(Pass), Some(Unknown)));
}

#[test]
fn credentials_from_any_origin() {
    const CHECK: &str = "apigateway-cors-credentials";
    let with = |origin: &str, credentials| {
        let cors = Cors { origins: vec![origin.to_owned()], credentials };
        of_http(CHECK, |it| it.cors = Some(cors))
    };
    assert_eq!((with("https://*", true), with("https://a.example.com", true)), (Some(Fail), Some(Pass)));
    assert_eq!((with("*", false), of_http(CHECK, |_| ())), (Some(Pass), None));
}

#[test]
fn secrets_in_stages_and_integrations() {
    const CHECK: &str = "apigateway-secret-in-configuration";
    let secret = || Redacted::Secret { fingerprint: "0".repeat(16), reason: SecretReason::Name, remainder: None };
    assert_eq!(of_stage(CHECK, |it| it.variables = BTreeMap::from([("password".to_owned(), secret())])), Some(Fail));
    let mut held = open();
    held.integration.as_mut().unwrap().parameters = BTreeMap::from([("x-api-key".to_owned(), secret())]);
    assert_eq!(of_rest(CHECK, |it| it.routes = Fact::Known(vec![held])), Some(Fail));
    assert_eq!((of_rest(CHECK, |_| ()), of_rest(CHECK, |it| it.stages = unknown())), (Some(Pass), Some(Unknown)));
}

#[test]
fn bodies_that_nobody_looks_at() {
    const CHECK: &str = "apigateway-body-validation";
    let unseen = ApiRoute { body_validated: false, ..open() };
    assert_eq!(of_rest(CHECK, |it| it.routes = Fact::Known(vec![unseen])), Some(Fail));
    assert_eq!((of_rest(CHECK, |_| ()), of_rest(CHECK, |it| it.routes = unknown())), (Some(Pass), Some(Unknown)));
    let read = route("GET /orders", "HTTP", "https://backend.example.com");
    assert_eq!(of_rest(CHECK, |it| it.routes = Fact::Known(vec![read])), None);
}
