//! The HTTP client under every SDK client: rustls with ring, the rate charged for each retry, and cut answers refused.

use std::error::Error;
use std::sync::Arc;

use aws_smithy_http_client::{Builder, tls};
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::byte_stream::ByteStream;
use thiserror::Error as ThisError;

use super::error::chain;
use super::limiter::Rate;

/// The client that all sessions of a run share.
pub fn client() -> SharedHttpClient {
    Builder::new().tls_provider(tls::Provider::Rustls(tls::rustls_provider::CryptoMode::Ring)).build_https()
}

/// The same client, watched: answers that were cut off are refused.
pub fn watched(inner: SharedHttpClient, rate: Option<Arc<Rate>>) -> SharedHttpClient {
    SharedHttpClient::new(Watched { inner, rate })
}

/// An answer to a read that is empty, or one in XML that ends before its first element does. The SDK would take it for
/// an answer that says there is none, or for a shorter one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ThisError)]
#[error("the answer was cut off before its end")]
pub struct CutOff;

/// Names are looked up, and there is none such.
#[derive(Debug, Clone, PartialEq, Eq, ThisError)]
#[error("there is no host {0}: the service may not be offered in this region")]
pub struct NoSuchHost(pub String);

/// Whether the connection failed because the host's name is known to nobody. That the lookup itself failed, as without a
/// network, is another matter.
pub fn names_no_host(error: &(dyn Error + 'static)) -> bool {
    // As the systems' resolvers say it: glibc, macOS, musl, Windows.
    const SIGNS: [&str; 4] =
        ["Name or service not known", "nodename nor servname", "Name does not resolve", "No such host is known"];
    let told = |cause: &(dyn Error + 'static)| SIGNS.iter().any(|sign| cause.to_string().contains(sign));
    chain(error).any(told)
}

/// Charges every attempt after the first to the rate (the first was charged when its permit was taken), and refuses
/// answers that were cut off.
#[derive(Debug)]
struct Watched<T> {
    inner: T,
    rate: Option<Arc<Rate>>,
}

impl HttpClient for Watched<SharedHttpClient> {
    fn http_connector(&self, settings: &HttpConnectorSettings, parts: &RuntimeComponents) -> SharedHttpConnector {
        let inner = self.inner.http_connector(settings, parts);
        SharedHttpConnector::new(Watched { inner, rate: self.rate.clone() })
    }
}

impl HttpConnector for Watched<SharedHttpConnector> {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let attempt = request.headers().get("amz-sdk-request").unwrap_or("attempt=1;");
        if let Some(rate) = self.rate.as_ref().filter(|_| !attempt.starts_with("attempt=1;")) {
            rate.charge();
        }
        let reads = is_read(&request);
        let answer = self.inner.call(request);
        HttpConnectorFuture::new(async move { whole(answer.await?, reads).await })
    }
}

/// How operations that only read begin.
const READS: [&str; 8] = ["Get", "List", "Describe", "BatchGet", "Query", "Search", "Lookup", "Filter"];

/// Whether an answer must say something: writes are often answered by the status alone.
fn is_read(request: &HttpRequest) -> bool {
    let named = request.headers().get("x-amz-target").and_then(|target| target.rsplit('.').next());
    match named {
        Some(operation) => READS.iter().any(|verb| operation.starts_with(verb)),
        None => matches!(request.method(), "GET" | "POST"),
    }
}

/// Reads the answer to its end and looks whether it is all there.
async fn whole(mut answer: HttpResponse, reads: bool) -> Result<HttpResponse, ConnectorError> {
    if !answer.status().is_success() {
        return Ok(answer);
    }
    let body = std::mem::replace(answer.body_mut(), SdkBody::taken());
    let body = ByteStream::new(body).collect().await.map_err(|wrong| ConnectorError::io(wrong.into()))?.into_bytes();
    if !ends_as_it_begins(&body) || (reads && body.is_empty() && !says_so(&answer)) {
        return Err(ConnectorError::other(CutOff.into(), None));
    }
    *answer.body_mut() = SdkBody::from(body);
    Ok(answer)
}

/// Whether the status itself says that there is no content.
fn says_so(answer: &HttpResponse) -> bool {
    answer.status().as_u16() == 204
}

/// Whether XML ends with the end of its first element. Anything else is left to its parser, which notices.
fn ends_as_it_begins(body: &[u8]) -> bool {
    let text = body.trim_ascii();
    if !text.starts_with(b"<") {
        return true;
    }
    let root = text.split(|byte| *byte == b'<').find(|part| part.first().is_some_and(u8::is_ascii_alphabetic));
    let Some(root) = root else { return false };
    let name = root.split(|byte| byte.is_ascii_whitespace() || matches!(byte, b'>' | b'/')).next().unwrap_or_default();
    let end = [b"</".as_slice(), name, b">"].concat();
    text.ends_with(&end) || (text.ends_with(b"/>") && text.ends_with(root))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_writes_may_be_answered_by_the_status_alone() {
        let request = |method: &str, target: &'static str| {
            let mut request = HttpRequest::empty();
            request.set_method(method).unwrap();
            if !target.is_empty() {
                request.headers_mut().insert("x-amz-target", target);
            }
            is_read(&request)
        };
        assert!(request("GET", "") && request("POST", "") && request("POST", "TrentService.ListKeys"));
        assert!(!request("PUT", "") && !request("DELETE", "") && !request("POST", "TrentService.EnableKeyRotation"));
    }

    #[test]
    fn xml_must_end_as_it_begins() {
        for whole in [
            "",
            "{\"a\":",
            "<a/>",
            "<a></a>\n",
            "<?xml version=\"1.0\"?>\n<List xmlns=\"x\"><Item/></List>",
            "<a><b/></a>",
        ] {
            assert!(ends_as_it_begins(whole.as_bytes()), "{whole}");
        }
        for cut in ["<", "<?xml version=\"1.0\"?>", "<List><Item/>", "<List><Item></Item>", "<List", "<List></Li"] {
            assert!(!ends_as_it_begins(cut.as_bytes()), "{cut}");
        }
    }
}
