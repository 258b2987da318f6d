//! One request over the SDK's runtime, which signs it, sends it, and tries again what may be tried again.

use std::fmt;

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
use aws_smithy_runtime_api::client::interceptors::context::InterceptorContext;
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse, OrchestratorError};
use aws_smithy_runtime_api::client::result::{ConnectorError, SdkError};
use aws_smithy_runtime_api::client::retries::classifiers::{ClassifyRetry, RetryAction, RetryClassifierPriority};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponentsBuilder;
use aws_smithy_runtime_api::client::runtime_plugin::StaticRuntimePlugin;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::config_bag::Layer;
use aws_smithy_types::retry::RetryConfig;
use aws_smithy_types::timeout::TimeoutConfig;
use aws_types::SigningName;
use aws_types::region::SigningRegion;

use crate::aws::transport::{NoSuchHost, names_no_host};

use super::answer::{Received, WireError, received};
use super::endpoint::{endpoint, own};
use super::{Answer, Client, Method};

/// Answers that may be other ones the next time: those that the SDK takes for such, and that there were too many calls.
const PASSING: &[u16] = &[429, 500, 502, 503, 504];

/// A request before it is signed.
pub(super) struct Request {
    /// The method.
    pub(super) method: Method,
    /// Path and query, encoded.
    pub(super) uri: String,
    /// Headers.
    pub(super) headers: Vec<(&'static str, String)>,
    /// The body.
    pub(super) body: Vec<u8>,
}

/// Without the body, which may hold what must not be logged.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method.as_str(), self.uri)
    }
}

impl Client {
    /// Makes one call. On the heap: it would not fit a thread's stack many times.
    pub(super) async fn send(&self, operation: &str, request: Request) -> Answer<Received> {
        let operation = self.operation(operation);
        Box::pin(operation.invoke(request)).await.map_err(|wrong| self.without_host(wrong))
    }

    fn operation(&self, name: &str) -> Operation<Request, Received, WireError> {
        let retries = self.config.retry_config().cloned().unwrap_or_else(RetryConfig::standard);
        let timeouts = self.config.timeout_config().cloned().unwrap_or_else(|| TimeoutConfig::builder().build());
        let protocol = self.service.protocol;
        let mut operation = Operation::builder()
            .service_name(self.service.name)
            .operation_name(name.to_owned())
            .endpoint_url(&endpoint(&self.config, self.service, &self.region))
            .standard_retry(&retries)
            .timeout_config(timeouts)
            .retry_classifier(TransientErrorClassifier::<WireError>::new())
            .retry_classifier(AwsErrorCodeClassifier::<WireError>::new())
            .retry_classifier(HttpStatusCodeClassifier::new_from_codes(PASSING))
            .retry_classifier(NoHost)
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
        operation.serializer(written).deserializer(move |response| received(protocol, response)).build()
    }

    /// Who signs, for which service and region.
    fn signing(&self) -> StaticRuntimePlugin {
        let mut layer = Layer::new("wire");
        layer.store_put(AuthSchemeOptionResolverParams::new(()));
        layer.store_put(ApiMetadata::new(self.service.name, env!("CARGO_PKG_VERSION")));
        layer.store_put(SigV4OperationSigningConfig {
            region: Some(SigningRegion::from(aws_types::region::Region::new(self.region.as_str().to_owned()))),
            region_set: None,
            name: Some(SigningName::from_static(self.service.name)),
            signing_options: SigningOptions::default(),
        });
        let mut parts = RuntimeComponentsBuilder::new("wire")
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

    /// AWS has no address for a service in a region where it does not offer it. An address of the user's own that is not
    /// there stays a failure of the network.
    fn without_host(&self, wrong: SdkError<WireError, HttpResponse>) -> SdkError<WireError, HttpResponse> {
        let SdkError::DispatchFailure(failure) = &wrong else { return wrong };
        let absent = failure.as_connector_error().is_some_and(|error| names_no_host(error));
        if !absent || own(&self.config, self.service).is_some() {
            return wrong;
        }
        let host = endpoint(&self.config, self.service, &self.region).replace("https://", "");
        SdkError::dispatch_failure(ConnectorError::other(NoSuchHost(host).into(), None))
    }
}

/// A host that is not there will not be there a second later either.
#[derive(Debug)]
struct NoHost;

impl ClassifyRetry for NoHost {
    fn classify_retry(&self, context: &InterceptorContext) -> RetryAction {
        let failed = context.output_or_error().and_then(Result::err).and_then(OrchestratorError::as_connector_error);
        if failed.is_some_and(|error| names_no_host(error)) {
            RetryAction::RetryForbidden
        } else {
            RetryAction::NoActionIndicated
        }
    }

    fn name(&self) -> &'static str {
        "no such host"
    }

    fn priority(&self) -> RetryClassifierPriority {
        RetryClassifierPriority::run_after(RetryClassifierPriority::transient_error_classifier())
    }
}

fn written(request: Request) -> Result<HttpRequest, BoxError> {
    let length = request.body.len();
    let mut written = HttpRequest::new(SdkBody::from(request.body));
    written.set_method(request.method.as_str())?;
    written.set_uri(request.uri)?;
    for (name, value) in request.headers {
        written.headers_mut().insert(name, value);
    }
    if length > 0 || !matches!(request.method, Method::Get | Method::Delete) {
        written.headers_mut().insert("content-length", length.to_string());
    }
    Ok(written)
}
