//! Calls over AWS's signed wire protocols, for services of which too little is read to carry an SDK crate each.
//!
//! Signing, retries, timeouts, proxies and endpoints are those of the SDK's own clients: the same runtime does them,
//! with the same configuration. What is left to do here is to write the request and to read the answer into exactly the
//! values that are kept. What is asked of which service stays with the collectors.

mod answer;
mod element;
mod encode;
mod endpoint;
mod send;
pub mod services;
pub mod time;

use aws_config::SdkConfig;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use serde::de::DeserializeOwned;
use serde_json::Value;

pub use answer::{Misread, WireError};
pub use element::Element;
pub use encode::{greedy_label, label};
pub use services::{Protocol, Service};

use crate::model::Region;

use super::session::Session;
use answer::not_understood;
use encode::{form, pairs};
use send::Request;

/// What a call to a service gives back.
pub type Answer<T> = Result<T, SdkError<WireError, HttpResponse>>;

/// The method of a REST call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Reads.
    Get,
    /// Makes or does.
    Post,
    /// Sets.
    Put,
    /// Changes a part.
    Patch,
    /// Removes.
    Delete,
}

impl Method {
    /// As HTTP writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

/// A service in one region, called by one session. A copy is cheap.
///
/// ```ignore
/// let kinesis = session.wire(services::KINESIS, &region);
/// let page: Streams = kinesis.json("ListStreams", &json!({ "Limit": 100 })).await?;
///
/// let lambda = session.wire(services::LAMBDA, &region);
/// let path = format!("/2015-03-31/functions/{}/policy", label(name));
/// let policy: Policy = lambda.rest("GetPolicy", Method::Get, &path, &[], None).await?;
///
/// let rds = session.wire(services::RDS, &region);
/// let page = rds.query("DescribeDBInstances", &[("MaxRecords", "100")]).await?;
/// let names: Vec<&str> = page.items("DBInstances").filter_map(|it| it.text_of("DBInstanceIdentifier")).collect();
/// ```
#[derive(Debug, Clone)]
pub struct Client {
    service: Service,
    config: SdkConfig,
    region: Region,
}

impl Session {
    /// A service without an SDK crate, in a region.
    pub fn wire(&self, service: Service, region: &Region) -> Client {
        Client { service, config: self.config(region), region: self.regional(region).clone() }
    }
}

impl Client {
    /// Calls an action of a service with the protocol Query and gives its result: the element `<Action>Result` where the
    /// service wraps it so, else the first element. Parameters are written in their order.
    ///
    /// # Errors
    /// As the SDK's clients fail.
    pub async fn query(&self, action: &str, parameters: &[(&str, &str)]) -> Answer<Element> {
        let version = match self.service.protocol {
            Protocol::Query { version } => version,
            Protocol::Json { .. } | Protocol::Rest => return Err(wrong_protocol(self.service, action)),
        };
        let body = form(action, version, parameters).into_bytes();
        let headers = vec![("content-type", "application/x-www-form-urlencoded".to_owned())];
        let received = self.send(action, Request { method: Method::Post, uri: "/".to_owned(), headers, body }).await?;
        let root = received.xml().map_err(not_understood)?;
        let result = root.child(&format!("{action}Result")).cloned();
        Ok(result.unwrap_or(root))
    }

    /// Calls an operation of a service with one of the JSON protocols and reads the answer. Fields that `T` does not
    /// have are passed over; an empty answer is read as `{}`.
    ///
    /// # Errors
    /// As the SDK's clients fail. An answer that is not a `T` is an error that names the field.
    pub async fn json<T: DeserializeOwned>(&self, operation: &str, input: &Value) -> Answer<T> {
        let (version, target) = match self.service.protocol {
            Protocol::Json { version, target } => (version, target),
            Protocol::Query { .. } | Protocol::Rest => return Err(wrong_protocol(self.service, operation)),
        };
        let headers = vec![
            ("content-type", format!("application/x-amz-json-{version}")),
            ("x-amz-target", format!("{target}.{operation}")),
        ];
        let body = input.to_string().into_bytes();
        let request = Request { method: Method::Post, uri: "/".to_owned(), headers, body };
        self.send(operation, request).await?.json().map_err(not_understood)
    }

    /// Calls an operation of a service with paths of its own and reads the answer, as [`Client::json`] does. The path is
    /// sent as it is: parts that come from outside go through [`label`]. Pairs of the query are encoded here.
    ///
    /// # Errors
    /// As [`Client::json`].
    pub async fn rest<T: DeserializeOwned>(
        &self,
        operation: &str,
        method: Method,
        path: &str,
        query: &[(&str, &str)],
        input: Option<&Value>,
    ) -> Answer<T> {
        let separator = if path.contains('?') { '&' } else { '?' };
        let uri = if query.is_empty() { path.to_owned() } else { format!("{path}{separator}{}", pairs(query)) };
        // API Gateway answers in another form of JSON unless asked for this one.
        let mut headers = vec![("accept", "application/json".to_owned())];
        if input.is_some() {
            headers.push(("content-type", "application/json".to_owned()));
        }
        let body = input.map(|input| input.to_string().into_bytes()).unwrap_or_default();
        self.send(operation, Request { method, uri, headers, body }).await?.json().map_err(not_understood)
    }
}

fn wrong_protocol(service: Service, operation: &str) -> SdkError<WireError, HttpResponse> {
    SdkError::construction_failure(format!("{} is called by another protocol than {operation} was", service.id))
}

#[cfg(test)]
mod tests;
