//! HTTP and WebSocket APIs of one region.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::apigateway::{AT_ONCE, READ, arn, calls_as, pages, put};
use super::apigateway_shape::{AccessLog, rate, redacted, templates};
use super::ask::Ask;
use super::side_by_side;
use crate::aws::call::{Api as Call, Caller};
use crate::aws::wire::{Client, label, services};
use crate::model::aws::{Api, ApiAuthorizer, ApiIntegration, ApiRoute, ApiStage, Cors};
use crate::model::{Detail, Fact, Kind, Tags};

const APIS: Call = Call::needs("apigateway:GetApis", READ);
const ROUTES: Call = Call::needs("apigateway:GetRoutes", READ);
const INTEGRATIONS: Call = Call::needs("apigateway:GetIntegrations", READ);
const STAGES: Call = Call::needs("apigateway:GetStages", READ);
const AUTHORIZERS: Call = Call::needs("apigateway:GetAuthorizers", READ);

/// Calls that every API takes.
const CALLS: usize = 4;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct HttpApi {
    api_id: String,
    #[serde(default)]
    name: String,
    api_endpoint: Option<String>,
    #[serde(default)]
    protocol_type: String,
    cors_configuration: Option<CorsConfiguration>,
    #[serde(default)]
    disable_execute_api_endpoint: bool,
    #[serde(default)]
    tags: Tags,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct CorsConfiguration {
    #[serde(default)]
    allow_credentials: bool,
    #[serde(default)]
    allow_origins: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Route {
    #[serde(default)]
    route_key: String,
    authorization_type: Option<String>,
    authorizer_id: Option<String>,
    #[serde(default)]
    api_key_required: bool,
    target: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Integration {
    #[serde(default)]
    integration_id: String,
    #[serde(default)]
    integration_type: String,
    integration_subtype: Option<String>,
    integration_method: Option<String>,
    integration_uri: Option<String>,
    credentials_arn: Option<String>,
    connection_id: Option<String>,
    #[serde(default)]
    request_parameters: BTreeMap<String, String>,
    #[serde(default)]
    request_templates: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Authorizer {
    #[serde(default)]
    authorizer_id: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    authorizer_type: String,
    authorizer_uri: Option<String>,
    authorizer_credentials_arn: Option<String>,
    jwt_configuration: Option<Jwt>,
}

#[derive(Deserialize)]
struct Jwt {
    #[serde(default)]
    audience: Vec<String>,
    issuer: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Stage {
    stage_name: String,
    access_log_settings: Option<AccessLog>,
    client_certificate_id: Option<String>,
    default_route_settings: Option<RouteSettings>,
    #[serde(default)]
    route_settings: BTreeMap<String, RouteSettings>,
    #[serde(default)]
    stage_variables: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RouteSettings {
    #[serde(default)]
    data_trace_enabled: bool,
    logging_level: Option<String>,
    throttling_rate_limit: Option<f64>,
}

/// Reads every API of the region.
pub(super) async fn collect(caller: &Caller) {
    let gateway = caller.session.wire(services::API_GATEWAY_V2, &caller.unit.region);
    caller.planned(1);
    let apis = pages::<HttpApi>(&Ask::listing(caller), &gateway, APIS, "/v2/apis", &[]).await;
    let count = apis.count();
    let named = apis.found.into_iter().map(|api| (arn(caller, &format!("/apis/{}", api.api_id)), api));
    let unread: Vec<_> = named.filter(|(arn, _)| !caller.sink.holds_resource(arn)).collect();
    caller.planned(unread.len() * CALLS);
    side_by_side(AT_ONCE, unread.into_iter().map(|(arn, api)| http_api(caller, &gateway, arn, api))).await;
    caller.listed(Kind::HttpApi, count);
}

async fn http_api(caller: &Caller, gateway: &Client, arn: String, api: HttpApi) {
    let ask = Ask::about(caller, &arn, &caller.unit.region);
    let path = |part: &str| format!("/v2/apis/{}/{part}", label(&api.api_id));
    let (routes, integrations, stages, authorizers) =
        (path("routes"), path("integrations"), path("stages"), path("authorizers"));
    let (routes, integrations, stages, authorizers) = futures::join!(
        pages::<Route>(&ask, gateway, ROUTES, &routes, &[]),
        pages::<Integration>(&ask, gateway, INTEGRATIONS, &integrations, &[]),
        pages::<Stage>(&ask, gateway, STAGES, &stages, &[]),
        pages::<Authorizer>(&ask, gateway, AUTHORIZERS, &authorizers, &[]),
    );
    let behind = integrations.whole();
    let routes = match &behind {
        Fact::Known(behind) => routes.whole().map(|all| all.iter().map(|it| route(caller, it, behind)).collect()),
        Fact::Unknown(gap) => Fact::Unknown(*gap),
        Fact::NotApplicable => Fact::NotApplicable,
    };
    let endpoint = api.api_endpoint.unwrap_or_default();
    let cors = api.cors_configuration.map(|it| Cors { origins: it.allow_origins, credentials: it.allow_credentials });
    let detail = Api {
        calls_as: calls_as(caller, &api.api_id),
        protocol: api.protocol_type,
        host: endpoint.split_once("://").map_or(endpoint.as_str(), |(_, host)| host).to_owned(),
        own_host: !api.disable_execute_api_endpoint,
        reach: vec!["REGIONAL".to_owned()],
        security_policy: None,
        policy: Fact::NotApplicable,
        authorizers: authorizers.whole().map(|all| all.iter().map(authorizer).collect()),
        routes,
        stages: stages.whole().map(|all| all.iter().map(|it| stage(caller, it)).collect()),
        usage_plans: Fact::NotApplicable,
        cors,
        name: api.name,
        id: api.api_id,
    };
    put(caller, arn, api.tags, Detail::HttpApi(Box::new(detail)));
}

fn route(caller: &Caller, it: &Route, behind: &[Integration]) -> ApiRoute {
    let id = it.target.as_deref().and_then(|target| target.strip_prefix("integrations/"));
    let integration = behind.iter().find(|it| Some(it.integration_id.as_str()) == id);
    ApiRoute {
        key: it.route_key.clone(),
        authorization: it.authorization_type.clone().unwrap_or_else(|| "NONE".to_owned()),
        authorizer: it.authorizer_id.clone(),
        key_required: it.api_key_required,
        body_validated: false,
        integration: integration.map(|it| ApiIntegration {
            sort: it.integration_type.clone(),
            subtype: it.integration_subtype.clone(),
            method: it.integration_method.clone(),
            uri: it.integration_uri.as_deref().map(|uri| caller.redacted("uri", uri)),
            role: it.credentials_arn.clone(),
            link: it.connection_id.clone(),
            parameters: redacted(caller, &it.request_parameters),
            templates: templates(caller, &it.request_templates),
        }),
    }
}

fn authorizer(it: &Authorizer) -> ApiAuthorizer {
    ApiAuthorizer {
        id: it.authorizer_id.clone(),
        name: it.name.clone(),
        sort: it.authorizer_type.clone(),
        uri: it.authorizer_uri.clone(),
        role: it.authorizer_credentials_arn.clone(),
        providers: Vec::new(),
        issuer: it.jwt_configuration.as_ref().and_then(|it| it.issuer.clone()),
        audience: it.jwt_configuration.as_ref().map(|it| it.audience.clone()).unwrap_or_default(),
    }
}

fn stage(caller: &Caller, it: &Stage) -> ApiStage {
    let every = it.default_route_settings.as_ref();
    ApiStage {
        name: it.stage_name.clone(),
        access_log: it.access_log_settings.as_ref().and_then(|it| it.destination_arn.clone()),
        execution_log: every.and_then(|it| it.logging_level.clone()).unwrap_or_else(|| "OFF".to_owned()),
        data_trace: every.into_iter().chain(it.route_settings.values()).any(|it| it.data_trace_enabled),
        rate_limit: every.and_then(|it| it.throttling_rate_limit).and_then(rate),
        web_acl: None,
        client_certificate: it.client_certificate_id.clone(),
        cached: false,
        cache_encrypted: true,
        traced: false,
        variables: redacted(caller, &it.stage_variables),
    }
}
