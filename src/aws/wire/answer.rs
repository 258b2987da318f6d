//! What came back: the values of an answer, or the code and message of an error.

use std::fmt;

use aws_smithy_runtime_api::client::orchestrator::{HttpResponse, OrchestratorError};
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_runtime_api::http::StatusCode;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::error::metadata::{ErrorMetadata, ProvideErrorMetadata};
use serde::de::DeserializeOwned;
use serde_json::Value;
use thiserror::Error;

use super::Element;
use super::services::Protocol;

/// An error as a service tells it.
#[derive(Debug, Error)]
#[error("{meta}")]
pub struct WireError {
    meta: ErrorMetadata,
}

impl ProvideErrorMetadata for WireError {
    fn meta(&self) -> &ErrorMetadata {
        &self.meta
    }
}

/// An answer that is not what was asked for. The text names the field and holds no value of it.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{0}")]
pub struct Misread(String);

/// The whole of a good answer. Its text may hold what is nobody's business, so it is never printed.
pub(super) struct Received {
    body: Vec<u8>,
}

impl fmt::Debug for Received {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Received({} bytes)", self.body.len())
    }
}

impl Received {
    /// The answer as the values of a type.
    pub(super) fn json<T: DeserializeOwned>(&self) -> Result<T, Misread> {
        let body = if self.body.is_empty() { b"{}".as_slice() } else { &self.body };
        read(body).or_else(|wrong| match without_nulls(body) {
            Some(body) => read(&body),
            None => Err(wrong),
        })
    }

    /// The answer as a tree.
    pub(super) fn xml(&self) -> Result<Element, Misread> {
        Element::parse(&self.body).map_err(|wrong| Misread(wrong.to_string()))
    }
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Misread> {
    let mut input = serde_json::Deserializer::from_slice(body);
    let read = serde_path_to_error::deserialize(&mut input).map_err(|wrong| misread(&wrong));
    read.and_then(|read| input.end().map(|()| read).map_err(|wrong| Misread(wrong.to_string())))
}

/// The same text without the members that are null; none where there is no such member. AWS's protocols read a member
/// that is null as one that is absent.
///
/// Source: Smithy 2.0, "AWS restJson1 protocol" and "AWS JSON 1.1 protocol", on null values.
fn without_nulls(body: &[u8]) -> Option<Vec<u8>> {
    let mut value: Value = serde_json::from_slice(body).ok()?;
    drop_nulls(&mut value).then(|| value.to_string().into_bytes())
}

fn drop_nulls(value: &mut Value) -> bool {
    match value {
        Value::Object(members) => {
            let before = members.len();
            members.retain(|_, it| !it.is_null());
            let dropped = members.len() < before;
            members.values_mut().fold(dropped, |dropped, it| drop_nulls(it) | dropped)
        }
        Value::Array(items) => items.iter_mut().fold(false, |dropped, it| drop_nulls(it) | dropped),
        _ => false,
    }
}

/// A good status with an answer that is not what was asked for, as the SDK tells it.
pub(super) fn not_understood(wrong: Misread) -> SdkError<WireError, HttpResponse> {
    match StatusCode::try_from(200) {
        Ok(status) => SdkError::response_error(wrong, HttpResponse::new(status, SdkBody::empty())),
        Err(never) => SdkError::construction_failure(never),
    }
}

fn misread(wrong: &serde_path_to_error::Error<serde_json::Error>) -> Misread {
    let words = without_values(&wrong.inner().to_string());
    match wrong.path().to_string().as_str() {
        "." => Misread(format!("the answer is not understood: {words}")),
        path => Misread(format!("{path} is not understood: {words}")),
    }
}

/// Texts of the answer are quoted in the parser's message; they may be anything, also a secret.
fn without_values(words: &str) -> String {
    match (words.find('"'), words.rfind('"')) {
        (Some(from), Some(to)) if from < to => {
            [words.get(..from), Some("(left out)"), words.get(to + 1..)].into_iter().flatten().collect()
        }
        _ => words.to_owned(),
    }
}

/// Keeps a good answer, and understands an error.
pub(super) fn received(protocol: Protocol, response: &HttpResponse) -> Result<Received, OrchestratorError<WireError>> {
    let body = response.body().bytes().unwrap_or_default();
    if response.status().is_success() {
        return Ok(Received { body: body.to_vec() });
    }
    let told = match protocol {
        Protocol::Query { .. } => of_xml(body),
        Protocol::Json { .. } | Protocol::Rest => of_json(response, body),
    };
    let Some((code, message)) = told else { return Err(OrchestratorError::other("the error has no code")) };
    Err(OrchestratorError::operation(WireError { meta: ErrorMetadata::builder().code(code).message(message).build() }))
}

/// EC2 wraps its error once more than the others do.
fn of_xml(body: &[u8]) -> Option<(String, String)> {
    let root = Element::parse(body).ok()?;
    let error = root.descendant("Error")?;
    Some((error.text_of("Code")?.to_owned(), error.text_of("Message").unwrap_or_default().to_owned()))
}

/// The code is in a header or in the body, by several names. Services that once spoke Query also give their old code.
///
/// Source: Smithy 2.0, "AWS JSON protocols" and "AWS REST JSON 1.0 protocol", operation error serialization; "AWS Query
/// compatible".
fn of_json(response: &HttpResponse, body: &[u8]) -> Option<(String, String)> {
    let body: Value = serde_json::from_slice(body).unwrap_or_default();
    let first = |names: &[&str]| names.iter().find_map(|name| body.get(name)?.as_str());
    let code = response
        .headers()
        .get("x-amzn-errortype")
        .or_else(|| first(&["__type", "code", "Code"]))
        .or_else(|| response.headers().get("x-amzn-query-error")?.split(';').next())
        .map(bare)
        .filter(|code| !code.is_empty())?;
    Some((code.to_owned(), first(&["message", "Message", "errorMessage"]).unwrap_or_default().to_owned()))
}

/// A code without the namespace before it and the address behind it.
fn bare(code: &str) -> &str {
    let code = code.split(':').next().unwrap_or_default();
    code.rsplit('#').next().unwrap_or_default().trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_freed_of_what_is_around_them() {
        for code in ["FooError", "FooError:http://internal.amazon.com/coral/x#y/", "aws.restjson#FooError:http://a/"] {
            assert_eq!(bare(code), "FooError");
        }
        assert_eq!(bare("com.amazonaws.dynamodb.v20120810#ResourceNotFoundException"), "ResourceNotFoundException");
    }

    #[test]
    fn messages_of_the_parser_lose_the_values_of_the_answer() {
        let words = "invalid type: string \"hunter \\\"2\\\"\", expected u64 at line 1 column 2";
        assert_eq!(without_values(words), "invalid type: string (left out), expected u64 at line 1 column 2");
        assert_eq!(without_values("missing field `a`"), "missing field `a`");
    }
}
