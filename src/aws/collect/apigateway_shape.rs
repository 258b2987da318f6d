//! What API Gateway's answers about REST APIs and domains mean. No call is made here.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::aws::call::Caller;
use crate::model::aws::{ApiAuthorizer, ApiIntegration, ApiRoute, ApiStage};
use crate::model::{Document, Redacted, RedactedText, Tags};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RestApi {
    pub(super) id: String,
    #[serde(default)]
    pub(super) name: String,
    pub(super) endpoint_configuration: Option<EndpointConfiguration>,
    pub(super) policy: Option<String>,
    #[serde(default)]
    pub(super) tags: Tags,
    #[serde(default)]
    pub(super) disable_execute_api_endpoint: bool,
    pub(super) security_policy: Option<String>,
}

#[derive(Deserialize, Default, Clone)]
pub(super) struct EndpointConfiguration {
    #[serde(default)]
    pub(super) types: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Plan {
    #[serde(default)]
    pub(super) name: String,
    #[serde(default)]
    pub(super) api_stages: Vec<PlanStage>,
    pub(super) throttle: Option<Throttle>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PlanStage {
    pub(super) api_id: Option<String>,
    pub(super) stage: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Throttle {
    pub(super) rate_limit: Option<f64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Domain {
    pub(super) domain_name: String,
    pub(super) endpoint_configuration: Option<EndpointConfiguration>,
    pub(super) security_policy: Option<String>,
    pub(super) mutual_tls_authentication: Option<MutualTls>,
    #[serde(default)]
    pub(super) tags: Tags,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct MutualTls {
    pub(super) truststore_uri: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Validator {
    pub(super) id: String,
    #[serde(default)]
    pub(super) validate_request_body: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PathResource {
    #[serde(default)]
    path: String,
    #[serde(default)]
    resource_methods: BTreeMap<String, RestMethod>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RestMethod {
    #[serde(default)]
    authorization_type: String,
    authorizer_id: Option<String>,
    #[serde(default)]
    api_key_required: bool,
    request_validator_id: Option<String>,
    method_integration: Option<RestIntegration>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RestIntegration {
    #[serde(rename = "type", default)]
    sort: String,
    http_method: Option<String>,
    uri: Option<String>,
    connection_id: Option<String>,
    credentials: Option<String>,
    #[serde(default)]
    request_parameters: BTreeMap<String, String>,
    #[serde(default)]
    request_templates: BTreeMap<String, Option<String>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RestAuthorizer {
    #[serde(default)]
    id: String,
    #[serde(default)]
    name: String,
    #[serde(rename = "type", default)]
    sort: String,
    #[serde(rename = "providerARNs", default)]
    providers: Vec<String>,
    authorizer_uri: Option<String>,
    authorizer_credentials: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RestStage {
    stage_name: String,
    client_certificate_id: Option<String>,
    #[serde(default)]
    cache_cluster_enabled: bool,
    #[serde(default)]
    method_settings: BTreeMap<String, MethodSetting>,
    #[serde(default)]
    variables: BTreeMap<String, String>,
    access_log_settings: Option<AccessLog>,
    #[serde(default)]
    tracing_enabled: bool,
    web_acl_arn: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct MethodSetting {
    logging_level: Option<String>,
    #[serde(default)]
    data_trace_enabled: bool,
    throttling_rate_limit: Option<f64>,
    #[serde(default)]
    caching_enabled: bool,
    #[serde(default)]
    cache_data_encrypted: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct AccessLog {
    pub(super) destination_arn: Option<String>,
}

/// Every method of a path.
pub(super) fn methods(caller: &Caller, resource: &PathResource, validating: &[String]) -> Vec<ApiRoute> {
    let route = |(method, it): (&String, &RestMethod)| ApiRoute {
        key: format!("{method} {}", resource.path),
        authorization: it.authorization_type.clone(),
        authorizer: it.authorizer_id.clone(),
        key_required: it.api_key_required,
        body_validated: it.request_validator_id.as_ref().is_some_and(|id| validating.contains(id)),
        integration: it.method_integration.as_ref().map(|it| integration(caller, it)),
    };
    resource.resource_methods.iter().map(route).collect()
}

fn integration(caller: &Caller, it: &RestIntegration) -> ApiIntegration {
    ApiIntegration {
        sort: it.sort.clone(),
        subtype: None,
        method: it.http_method.clone(),
        uri: it.uri.as_deref().map(|uri| caller.redacted("uri", uri)),
        role: it.credentials.clone(),
        link: it.connection_id.clone(),
        parameters: redacted(caller, &it.request_parameters),
        templates: it.request_templates.values().flatten().map(|text| caller.redacted_text(text)).collect(),
    }
}

/// Values under their names, without what looks like a secret.
pub(super) fn redacted(caller: &Caller, all: &BTreeMap<String, String>) -> BTreeMap<String, Redacted> {
    all.iter().map(|(name, value)| (name.clone(), caller.redacted(name, value))).collect()
}

/// Templates without what looks like a secret.
pub(super) fn templates(caller: &Caller, all: &BTreeMap<String, String>) -> Vec<RedactedText> {
    all.values().map(|text| caller.redacted_text(text)).collect()
}

pub(super) fn rest_authorizer(it: &RestAuthorizer) -> ApiAuthorizer {
    ApiAuthorizer {
        id: it.id.clone(),
        name: it.name.clone(),
        sort: it.sort.clone(),
        uri: it.authorizer_uri.clone(),
        role: it.authorizer_credentials.clone(),
        providers: it.providers.clone(),
        issuer: None,
        audience: Vec::new(),
    }
}

pub(super) fn rest_stage(caller: &Caller, it: &RestStage) -> ApiStage {
    let all = || it.method_settings.values();
    // The setting of all methods; single methods may have others.
    let every = it.method_settings.get("*/*");
    let cached: Vec<&MethodSetting> = all().filter(|it| it.caching_enabled).collect();
    ApiStage {
        name: it.stage_name.clone(),
        access_log: it.access_log_settings.as_ref().and_then(|it| it.destination_arn.clone()),
        execution_log: every.and_then(|it| it.logging_level.clone()).unwrap_or_else(|| "OFF".to_owned()),
        data_trace: all().any(|it| it.data_trace_enabled),
        rate_limit: every.and_then(|it| it.throttling_rate_limit).and_then(rate),
        web_acl: it.web_acl_arn.clone(),
        client_certificate: it.client_certificate_id.clone(),
        cached: it.cache_cluster_enabled && !cached.is_empty(),
        cache_encrypted: cached.iter().all(|it| it.cache_data_encrypted),
        traced: it.tracing_enabled,
        variables: redacted(caller, &it.variables),
    }
}

/// A limit that is one: whatever is as high as the account's own limit, or negative, limits nothing further.
///
/// Source: Amazon API Gateway Developer Guide, "Throttle requests to your REST APIs": 10,000 a second in an account and
/// region unless raised.
pub(super) fn rate(limit: f64) -> Option<u32> {
    const OF_ACCOUNT: f64 = 10_000.0;
    (0.0..OF_ACCOUNT).contains(&limit).then(|| limit.ceil() as u32)
}

/// The policy comes as JSON within a text whose quotes are escaped once more.
pub(super) fn policy(text: Option<&str>) -> Option<Document> {
    let text = text.filter(|text| !text.is_empty())?;
    let plain = serde_json::from_str::<String>(&format!("\"{text}\"")).ok();
    Some(Document::new(plain.as_deref().unwrap_or(text)))
}
