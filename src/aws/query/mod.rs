//! Calls over the signed wire protocol that AWS names Query, for services of which too little is read to carry an SDK.
//!
//! Signing, retries, timeouts, proxies and endpoints are those of the SDK's own clients: the same runtime does them,
//! with the same configuration. What is left to do here is to write the form and to read the XML.

mod element;

use aws_config::SdkConfig;
use aws_runtime::auth::sigv4::{SCHEME_ID, SigV4AuthScheme};
use aws_runtime::auth::{SigV4OperationSigningConfig, SigningOptions};
use aws_runtime::invocation_id::InvocationIdInterceptor;
use aws_runtime::request_info::RequestInfoInterceptor;
use aws_runtime::retries::classifiers::AwsErrorCodeClassifier;
use aws_runtime::user_agent::{ApiMetadata, UserAgentInterceptor};
use aws_smithy_runtime::client::orchestrator::operation::Operation;
use aws_smithy_runtime::client::retries::classifiers::{HttpStatusCodeClassifier, TransientErrorClassifier};
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::auth::AuthSchemeOptionResolverParams;
use aws_smithy_runtime_api::client::auth::static_resolver::StaticAuthSchemeOptionResolver;
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse, OrchestratorError};
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponentsBuilder;
use aws_smithy_runtime_api::client::runtime_plugin::StaticRuntimePlugin;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::config_bag::Layer;
use aws_smithy_types::error::metadata::{ErrorMetadata, ProvideErrorMetadata};
use aws_smithy_types::retry::RetryConfig;
use aws_smithy_types::timeout::TimeoutConfig;
use aws_types::SigningName;
use aws_types::region::SigningRegion;
use aws_types::service_config::ServiceConfigKey;
use thiserror::Error;

pub use element::Element;

use crate::model::Region;

use super::session::Session;

/// A service that speaks the Query protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Service {
    /// Its name in host names and signatures.
    pub name: &'static str,
    /// Its name in the user's configuration: `AWS_ENDPOINT_URL_` and this word in capitals.
    pub id: &'static str,
    /// The version of its API.
    pub version: &'static str,
}

/// EC2: regions, networks, security groups.
pub const EC2: Service = Service { name: "ec2", id: "EC2", version: "2016-11-15" };

/// What a call to a service gives back.
pub type Answer = Result<Element, SdkError<QueryError, HttpResponse>>;

/// An error as a Query service tells it.
#[derive(Debug, Error)]
#[error("{meta}")]
pub struct QueryError {
    meta: ErrorMetadata,
}

impl ProvideErrorMetadata for QueryError {
    fn meta(&self) -> &ErrorMetadata {
        &self.meta
    }
}

/// A service in one region, called by one session.
#[derive(Debug, Clone)]
pub struct Client {
    service: Service,
    config: SdkConfig,
    region: Region,
}

impl Session {
    /// A service without an SDK, in a region.
    pub fn query(&self, service: Service, region: &Region) -> Client {
        Client { service, config: self.config(region), region: self.regional(region).clone() }
    }
}

impl Client {
    /// Makes one call and gives the first element of the answer. Parameters are written in their order.
    ///
    /// # Errors
    /// As the SDK's clients fail.
    pub async fn send(&self, action: &'static str, parameters: &[(&str, &str)]) -> Answer {
        let form = form(action, self.service.version, parameters);
        let retries = self.config.retry_config().cloned().unwrap_or_else(RetryConfig::standard);
        let timeouts = self.config.timeout_config().cloned().unwrap_or_else(|| TimeoutConfig::builder().build());
        let mut operation = Operation::builder()
            .service_name(self.service.name)
            .operation_name(action)
            .endpoint_url(&endpoint(&self.config, self.service, &self.region))
            .standard_retry(&retries)
            .timeout_config(timeouts)
            .retry_classifier(TransientErrorClassifier::<QueryError>::new())
            .retry_classifier(AwsErrorCodeClassifier::<QueryError>::new())
            .retry_classifier(HttpStatusCodeClassifier::default())
            .interceptor(RequestInfoInterceptor::new())
            .interceptor(InvocationIdInterceptor::new())
            .interceptor(UserAgentInterceptor::new())
            .with_connection_poisoning()
            .runtime_plugin(self.signing());
        if let Some(version) = self.config.behavior_version() {
            operation = operation.behavior_version(version);
        }
        if let Some(client) = self.config.http_client() {
            operation = operation.http_client(client);
        }
        operation.serializer(request).deserializer(answer).build().invoke(form).await
    }

    /// Who signs, for which service and region.
    fn signing(&self) -> StaticRuntimePlugin {
        let mut layer = Layer::new("query");
        layer.store_put(AuthSchemeOptionResolverParams::new(()));
        layer.store_put(ApiMetadata::new(self.service.name, env!("CARGO_PKG_VERSION")));
        layer.store_put(SigV4OperationSigningConfig {
            region: Some(SigningRegion::from(aws_types::region::Region::new(self.region.as_str().to_owned()))),
            region_set: None,
            name: Some(SigningName::from_static(self.service.name)),
            signing_options: SigningOptions::default(),
        });
        let mut parts = RuntimeComponentsBuilder::new("query")
            .with_auth_scheme(SigV4AuthScheme::new())
            .with_auth_scheme_option_resolver(Some(StaticAuthSchemeOptionResolver::new(vec![SCHEME_ID])))
            .with_identity_cache(self.config.identity_cache())
            .with_sleep_impl(self.config.sleep_impl())
            .with_time_source(self.config.time_source());
        if let Some(credentials) = self.config.credentials_provider() {
            parts.set_identity_resolver(SCHEME_ID, credentials);
        }
        StaticRuntimePlugin::new().with_config(layer.freeze()).with_runtime_components(parts)
    }
}

/// The address of a service: the user's own for it, the user's own for all, else AWS's.
///
/// Source: AWS General Reference, "Amazon EC2 endpoints and quotas"; AWS SDKs and Tools Reference Guide,
/// "Service-specific endpoints".
fn endpoint(config: &SdkConfig, service: Service, region: &Region) -> String {
    let key = ServiceConfigKey::builder().service_id(service.id).env("AWS_ENDPOINT_URL").profile("endpoint_url");
    let own = key.build().ok().and_then(|key| config.service_config().and_then(|held| held.load_config(key)));
    own.or_else(|| config.endpoint_url().map(str::to_owned)).unwrap_or_else(|| {
        let fips = if config.use_fips() == Some(true) { "-fips" } else { "" };
        let china = region.as_str().starts_with("cn-");
        let domain = match (config.use_dual_stack() == Some(true), china) {
            (false, false) => "amazonaws.com",
            (false, true) => "amazonaws.com.cn",
            (true, false) => "api.aws",
            (true, true) => "api.amazonwebservices.com.cn",
        };
        format!("https://{}{fips}.{region}.{domain}", service.name)
    })
}

fn form(action: &str, version: &str, parameters: &[(&str, &str)]) -> String {
    let head = [("Action", action), ("Version", version)];
    let pairs = head.iter().chain(parameters).map(|(name, value)| format!("{}={}", encoded(name), encoded(value)));
    pairs.collect::<Vec<_>>().join("&")
}

/// A text as a form holds it: everything but unreserved characters percent-encoded.
fn encoded(text: &str) -> String {
    let keep = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~');
    let one = |byte: u8| if keep(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    text.bytes().map(one).collect()
}

fn request(form: String) -> Result<HttpRequest, BoxError> {
    let length = form.len().to_string();
    let mut request = HttpRequest::new(SdkBody::from(form));
    request.set_method("POST")?;
    request.set_uri("/")?;
    request.headers_mut().insert("content-type", "application/x-www-form-urlencoded");
    request.headers_mut().insert("content-length", length);
    Ok(request)
}

fn answer(response: &HttpResponse) -> Result<Element, OrchestratorError<QueryError>> {
    let body = response.body().bytes().unwrap_or_default();
    let root = Element::parse(body);
    if response.status().is_success() {
        return root.map_err(OrchestratorError::other);
    }
    // EC2 wraps its error once more than the others do.
    let error = root.ok().and_then(|root| root.descendant("Error").cloned());
    let Some(code) = error.as_ref().and_then(|error| error.text_of("Code")) else {
        return Err(OrchestratorError::other("the error has no code"));
    };
    let message = error.as_ref().and_then(|error| error.text_of("Message")).unwrap_or_default();
    Err(OrchestratorError::operation(QueryError { meta: ErrorMetadata::builder().code(code).message(message).build() }))
}

#[cfg(test)]
mod tests;
