//! REST APIs and custom domains of one region. HTTP and WebSocket APIs have a file of their own.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::ask::{Ask, Pages};
use super::{apigateway_shape as shape, apigateway_v2, side_by_side};
use crate::aws::call::{Api as Call, Caller};
use crate::aws::wire::{Client, Method, label, services};
use crate::model::aws::{Api, ApiDomain, UsagePlan};
use crate::model::{Arn, Detail, Fact, Kind, Resource, Tags};

const APIS: Call = Call::needs("apigateway:GetRestApis", READ);
const RESOURCES: Call = Call::needs("apigateway:GetResources", READ);
const STAGES: Call = Call::needs("apigateway:GetStages", READ);
const AUTHORIZERS: Call = Call::needs("apigateway:GetAuthorizers", READ);
const VALIDATORS: Call = Call::needs("apigateway:GetRequestValidators", READ);
const PLANS: Call = Call::needs("apigateway:GetUsagePlans", READ);
const DOMAINS: Call = Call::needs("apigateway:GetDomainNames", READ);
const MAPPINGS: Call = Call::needs("apigateway:GetBasePathMappings", READ);
const NEW_MAPPINGS: Call = Call::needs("apigateway:GetApiMappings", READ);

/// All that is read needs one permission.
///
/// Source: Service Authorization Reference, "Actions, resources, and condition keys for Amazon API Gateway Management".
pub(super) const READ: &str = "apigateway:GET";

/// APIs that are read at once; each has its calls side by side.
pub(super) const AT_ONCE: usize = 4;

/// Calls that every REST API takes.
const CALLS: usize = 4;

/// The pages of both versions: what they hold is `item` or `items`, and the next page `position` or `nextToken`.
#[derive(Deserialize)]
pub(super) struct Page<T> {
    #[serde(alias = "items", default = "Vec::new")]
    item: Vec<T>,
    #[serde(alias = "nextToken")]
    position: Option<String>,
}

/// Every page under a path.
pub(super) async fn pages<T: DeserializeOwned>(
    ask: &Ask,
    client: &Client,
    call: Call,
    path: &str,
    query: &[(&str, &str)],
) -> Pages<T> {
    let operation = call.name.split_once(':').map_or(call.name, |(_, operation)| operation);
    let (limit, marker) = if path.starts_with("/v2/") { ("maxResults", "nextToken") } else { ("limit", "position") };
    let page = |position: Option<String>| async move {
        let mut all = query.to_vec();
        // The stages of a REST API come whole: the call has no limit.
        if path.starts_with("/v2/") || !path.ends_with("/stages") {
            all.push((limit, "500"));
        }
        if let Some(position) = &position {
            all.push((marker, position));
        }
        client.rest::<Page<T>>(operation, Method::Get, path, &all, None).await
    };
    ask.pages(call, page, |page| (page.item, page.position)).await
}

/// Reads everything of the region.
pub async fn collect(caller: &Caller) {
    let gateway = caller.session.wire(services::API_GATEWAY, &caller.unit.region);
    let ask = Ask::listing(caller);
    caller.planned(3);
    let (apis, plans, domains) = futures::join!(
        pages::<shape::RestApi>(&ask, &gateway, APIS, "/restapis", &[]),
        pages::<shape::Plan>(&ask, &gateway, PLANS, "/usageplans", &[]),
        pages::<shape::Domain>(&ask, &gateway, DOMAINS, "/domainnames", &[]),
    );
    let plans = plans.whole();
    let count = apis.count();
    let named = apis.found.into_iter().map(|api| (arn(caller, &format!("/restapis/{}", api.id)), api));
    let unread: Vec<_> = named.filter(|(arn, _)| !caller.sink.holds_resource(arn)).collect();
    caller.planned(unread.len() * CALLS);
    side_by_side(AT_ONCE, unread.into_iter().map(|(arn, api)| rest_api(caller, &gateway, arn, api, &plans))).await;
    caller.listed(Kind::RestApi, count);
    put_domains(caller, &gateway, domains).await;
    apigateway_v2::collect(caller).await;
}

/// An ARN of API Gateway: it names no account.
pub(super) fn arn(caller: &Caller, path: &str) -> String {
    format!("arn:{}:apigateway:{}::{path}", caller.session.partition, caller.unit.region)
}

/// Keeps a resource of this account and region.
pub(super) fn put(caller: &Caller, arn: String, tags: Tags, detail: Detail) {
    let (account, region) = (caller.session.account.clone(), caller.unit.region.clone());
    caller.put(Resource { arn: Arn::new(arn), account, region, tags: Fact::Known(tags), detail });
}

async fn rest_api(caller: &Caller, gateway: &Client, arn: String, api: shape::RestApi, plans: &Fact<Vec<shape::Plan>>) {
    let ask = Ask::about(caller, &arn, &caller.unit.region);
    let path = |part: &str| format!("/restapis/{}/{part}", label(&api.id));
    let (resources, stages, authorizers, validators) =
        (path("resources"), path("stages"), path("authorizers"), path("requestvalidators"));
    let (resources, stages, authorizers, validators) = futures::join!(
        pages::<shape::PathResource>(&ask, gateway, RESOURCES, &resources, &[("embed", "methods")]),
        pages::<shape::RestStage>(&ask, gateway, STAGES, &stages, &[]),
        pages::<shape::RestAuthorizer>(&ask, gateway, AUTHORIZERS, &authorizers, &[]),
        pages::<shape::Validator>(&ask, gateway, VALIDATORS, &validators, &[]),
    );
    let validators = validators.whole();
    let of_body = |all: &Vec<shape::Validator>| {
        all.iter().filter(|it| it.validate_request_body).map(|it| it.id.clone()).collect::<Vec<_>>()
    };
    let validating = validators.map(of_body);
    let routes = match validating {
        // Which bodies are validated is part of each route.
        Fact::Known(validating) => {
            resources.whole().map(|all| all.iter().flat_map(|it| shape::methods(caller, it, &validating)).collect())
        }
        Fact::Unknown(gap) => Fact::Unknown(gap),
        Fact::NotApplicable => Fact::NotApplicable,
    };
    let endpoints = api.endpoint_configuration.unwrap_or_default();
    let detail = Api {
        calls_as: calls_as(caller, &api.id),
        protocol: "REST".to_owned(),
        host: host(caller, &api.id),
        own_host: !api.disable_execute_api_endpoint,
        reach: endpoints.types,
        security_policy: api.security_policy,
        policy: Fact::Known(shape::policy(api.policy.as_deref())),
        authorizers: authorizers.whole().map(|all| all.iter().map(shape::rest_authorizer).collect()),
        routes,
        stages: stages.whole().map(|all| all.iter().map(|it| shape::rest_stage(caller, it)).collect()),
        usage_plans: plans.map(|all| all.iter().filter_map(|it| plan(it, &api.id)).collect()),
        cors: None,
        name: api.name,
        id: api.id,
    };
    put(caller, arn, api.tags, Detail::RestApi(Box::new(detail)));
}

/// Source: Amazon API Gateway Developer Guide, "Control access to a REST API with IAM permissions".
pub(super) fn calls_as(caller: &Caller, id: &str) -> String {
    let (partition, region) = (&caller.session.partition, &caller.unit.region);
    format!("arn:{partition}:execute-api:{region}:{}:{id}", caller.session.account)
}

fn host(caller: &Caller, id: &str) -> String {
    format!("{id}.execute-api.{}.amazonaws.com", caller.unit.region)
}

/// A usage plan as far as it is for one API.
fn plan(plan: &shape::Plan, api: &str) -> Option<UsagePlan> {
    let stages: Vec<String> = plan
        .api_stages
        .iter()
        .filter(|it| it.api_id.as_deref() == Some(api))
        .filter_map(|it| it.stage.clone())
        .collect();
    let rate_limit = plan.throttle.as_ref().and_then(|it| it.rate_limit).and_then(shape::rate);
    (!stages.is_empty()).then(|| UsagePlan { name: plan.name.clone(), stages, rate_limit })
}

async fn put_domains(caller: &Caller, gateway: &Client, domains: Pages<shape::Domain>) {
    let count = domains.count();
    let named = domains.found.into_iter().map(|it| (arn(caller, &format!("/domainnames/{}", it.domain_name)), it));
    let unread: Vec<_> = named.filter(|(arn, _)| !caller.sink.holds_resource(arn)).collect();
    caller.planned(unread.len());
    let read = unread.into_iter().map(|(arn, it)| async move {
        let reach = it.endpoint_configuration.clone().unwrap_or_default().types;
        let apis = mapped(caller, gateway, &arn, &it.domain_name, reach.iter().any(|it| it == "EDGE")).await;
        let detail = ApiDomain {
            name: it.domain_name,
            security_policy: it.security_policy,
            truststore: it.mutual_tls_authentication.and_then(|it| it.truststore_uri),
            reach,
            apis,
        };
        put(caller, arn, it.tags, Detail::ApiDomain(Box::new(detail)));
    });
    side_by_side(AT_ONCE, read).await;
    caller.listed(Kind::ApiDomain, count);
}

/// The APIs behind a domain. Only the older call knows domains at the edge, and only the newer one HTTP APIs.
async fn mapped(caller: &Caller, gateway: &Client, arn: &str, name: &str, edge: bool) -> Fact<Vec<String>> {
    let ask = Ask::about(caller, arn, &caller.unit.region);
    let (call, path) = match edge {
        true => (MAPPINGS, format!("/domainnames/{}/basepathmappings", label(name))),
        false => (NEW_MAPPINGS, format!("/v2/domainnames/{}/apimappings", label(name))),
    };
    let all = pages::<BTreeMap<String, serde_json::Value>>(&ask, gateway, call, &path, &[]).await;
    all.whole().map(|all| {
        let id = |it: &BTreeMap<String, serde_json::Value>| {
            it.get("restApiId").or_else(|| it.get("apiId")).and_then(|id| id.as_str()).map(str::to_owned)
        };
        let mut ids: Vec<String> = all.iter().filter_map(id).collect();
        ids.sort();
        ids.dedup();
        ids
    })
}
