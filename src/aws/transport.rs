//! The HTTP client under every SDK client: rustls with ring, and the rate charged for each retry.

use std::sync::Arc;

use aws_smithy_http_client::{Builder, tls};
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;

use super::limiter::Rate;

/// The client that all sessions of a run share.
pub fn client(rate: Option<Arc<Rate>>) -> SharedHttpClient {
    let plain =
        Builder::new().tls_provider(tls::Provider::Rustls(tls::rustls_provider::CryptoMode::Ring)).build_https();
    match rate {
        Some(rate) => SharedHttpClient::new(Charged { inner: plain, rate }),
        None => plain,
    }
}

/// Charges every attempt after the first to the rate. The first one was charged when its permit was taken.
#[derive(Debug)]
struct Charged<T> {
    inner: T,
    rate: Arc<Rate>,
}

impl HttpClient for Charged<SharedHttpClient> {
    fn http_connector(&self, settings: &HttpConnectorSettings, parts: &RuntimeComponents) -> SharedHttpConnector {
        let inner = self.inner.http_connector(settings, parts);
        SharedHttpConnector::new(Charged { inner, rate: Arc::clone(&self.rate) })
    }
}

impl HttpConnector for Charged<SharedHttpConnector> {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        if request.headers().get("amz-sdk-request").is_some_and(|attempt| !attempt.starts_with("attempt=1;")) {
            self.rate.charge();
        }
        self.inner.call(request)
    }
}
