//! What a failed call means: every error of every SDK client becomes one [`Failure`] and a message without secrets.

use std::error::Error;

use aws_credential_types::provider::error::CredentialsError;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::{DispatchFailure, SdkError};
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

use crate::model::Failure;
use crate::ports::CloudError;

use super::transport::{CutOff, NoSuchHost};

/// The longest message that is kept.
const LONGEST_MESSAGE: usize = 300;
/// A run of this many characters without a space or punctuation may be a token or a signature.
const LONGEST_WORD: usize = 64;

/// A failed call, understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Why it failed.
    pub reason: Failure,
    /// The service's error code, such as `NoSuchBucketPolicy`; empty when there was none.
    pub code: String,
    /// The service's own words, without secrets.
    pub message: String,
}

impl Refusal {
    /// The same as the error of a port.
    pub fn into_cloud_error(self, operation: impl Into<String>, permission: &str) -> CloudError {
        CloudError {
            operation: operation.into(),
            reason: self.reason,
            permission: permission.to_owned(),
            message: self.message,
        }
    }
}

/// Understands the error of any SDK client.
pub fn refusal<E>(error: &SdkError<E, HttpResponse>) -> Refusal
where
    E: ProvideErrorMetadata + Error + Send + Sync + 'static,
{
    let status = error.raw_response().map(|response| response.status().as_u16());
    let code = error.code().unwrap_or_default().to_owned();
    let (reason, message) = match error {
        SdkError::TimeoutError(_) => (Failure::TimedOut, String::new()),
        SdkError::DispatchFailure(failure) => (of_dispatch(failure), innermost(error)),
        SdkError::ConstructionFailure(_) => (of_chain(error).unwrap_or(Failure::Refused), innermost(error)),
        SdkError::ResponseError(_) => match status {
            Some(status @ 400..) => (of_status(status), without_code(status)),
            _ if was_cut(error) => (Failure::Unreachable, innermost(error)),
            _ => (Failure::Malformed, innermost(error)),
        },
        SdkError::ServiceError(service) => {
            let status = status.unwrap_or_default();
            let told = [service.err().message().unwrap_or_default(), &code].into_iter().find(|words| !words.is_empty());
            let untold = || if status < 400 { innermost(error) } else { without_code(status) };
            let rate = code == "LimitExceededException" && service.err().message().is_some_and(is_of_rate);
            let reason = if rate { Failure::Throttled } else { of_service(&code, status) };
            (reason, told.map_or_else(untold, str::to_owned))
        }
        _ => (Failure::Refused, innermost(error)),
    };
    Refusal { reason, code, message: redact(&message) }
}

fn of_dispatch(failure: &DispatchFailure) -> Failure {
    if failure.is_timeout() {
        return Failure::TimedOut;
    }
    match failure.as_connector_error() {
        Some(error) if chain(error).any(|cause| cause.is::<CutOff>()) => Failure::Malformed,
        Some(error) if chain(error).any(|cause| cause.is::<NoSuchHost>()) => Failure::Unsupported,
        Some(error) => of_chain(error).unwrap_or(Failure::Unreachable),
        None => Failure::Unreachable,
    }
}

fn of_service(code: &str, status: u16) -> Failure {
    by_code(code).unwrap_or_else(|| match status {
        404 if !code.is_empty() => Failure::NotFound,
        // What answers without a code is not the service, or does not know the operation.
        status => of_status(status),
    })
}

/// Whether the limit that was exceeded is one of calls in a time, as Kinesis says it, and not one of things.
fn is_of_rate(message: &str) -> bool {
    message.contains("Rate exceeded")
}

fn of_status(status: u16) -> Failure {
    match status {
        200..300 => Failure::Malformed,
        401 | 403 => Failure::Denied,
        404 | 405 | 501 => Failure::Unsupported,
        408 | 504 => Failure::TimedOut,
        429 => Failure::Throttled,
        _ => Failure::Refused,
    }
}

fn without_code(status: u16) -> String {
    format!("HTTP status {status} without an error code")
}

fn by_code(code: &str) -> Option<Failure> {
    let reason = match code {
        "AccessDenied"
        | "AccessDeniedException"
        | "AccessDeniedFault"
        | "UnauthorizedOperation"
        | "UnauthorizedAccess"
        | "NotAuthorized"
        | "AuthorizationError"
        | "AllAccessDisabled"
        | "AccountProblem"
        | "Forbidden" => Failure::Denied,
        "ExpiredToken"
        | "ExpiredTokenException"
        | "RequestExpired"
        | "TokenRefreshRequired"
        | "InvalidClientTokenId"
        | "UnrecognizedClientException"
        | "InvalidAccessKeyId"
        | "InvalidToken"
        | "AuthFailure"
        | "SignatureDoesNotMatch"
        | "InvalidSignatureException"
        | "IncompleteSignature"
        | "MissingAuthenticationToken"
        | "MissingAuthenticationTokenException"
        | "RequestTimeTooSkewed" => Failure::Expired,
        "OptInRequired" | "RegionDisabledException" => Failure::RegionDisabled,
        "SlowDown"
        | "RequestLimitExceeded"
        | "BandwidthLimitExceeded"
        | "TooManyRequestsException"
        | "TooManyRequests"
        | "PriorRequestNotComplete"
        | "ProvisionedThroughputExceededException"
        | "RequestThrottled"
        | "ThrottledException"
        | "TransactionInProgressException" => Failure::Throttled,
        "RequestTimeout" | "RequestTimeoutException" => Failure::TimedOut,
        "NotImplemented"
        | "InvalidAction"
        | "UnknownOperationException"
        | "UnsupportedOperation"
        | "UnsupportedOperationException"
        | "MethodNotAllowed" => Failure::Unsupported,
        _ if code.contains("Throttl") => Failure::Throttled,
        _ if code.starts_with("NoSuch") || code.ends_with("NotFoundException") || code.ends_with("NotFound") => {
            Failure::NotFound
        }
        _ if code.ends_with("DoesNotExist") || code.ends_with("NonExistentQueue") => Failure::NotFound,
        _ if code.ends_with("NotFoundError") || code.ends_with("NotFoundFault") => Failure::NotFound,
        _ => return None,
    };
    Some(reason)
}

/// Whether a code means that the credentials are not known in this region: what a region that is not enabled answers.
pub fn means_unknown_credentials(code: &str) -> bool {
    matches!(code, "InvalidClientTokenId" | "UnrecognizedClientException" | "AuthFailure" | "InvalidToken")
}

/// An error and all that caused it, the last cause last.
pub(super) fn chain<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |error: &&'a (dyn Error + 'static)| (*error).source())
}

/// Credentials that could not be had are found deep in the chain of causes.
fn of_chain(error: &(dyn Error + 'static)) -> Option<Failure> {
    chain(error).find_map(|cause| match cause.downcast_ref::<CredentialsError>()? {
        CredentialsError::CredentialsNotLoaded(_) => Some(Failure::NoCredentials),
        CredentialsError::ProviderTimedOut(_) => Some(Failure::TimedOut),
        _ => Some(Failure::Expired),
    })
}

/// Whether the connection ended in the middle of an answer.
fn was_cut(error: &(dyn Error + 'static)) -> bool {
    chain(error).any(|cause| {
        let words = cause.to_string();
        cause.is::<std::io::Error>()
            || ["connection closed", "connection reset", "reading a body", "end of file before message length"]
                .iter()
                .any(|sign| words.contains(sign))
    })
}

fn innermost(error: &(dyn Error + 'static)) -> String {
    chain(error).last().map(ToString::to_string).unwrap_or_default()
}

/// The first line of a message, cut to a bearable length, with everything that may be a token left out.
pub fn redact(message: &str) -> String {
    let line = message.lines().next().unwrap_or_default();
    let kept: String = line.chars().take(LONGEST_MESSAGE).collect();
    let words = kept.split(' ').map(|word| if looks_secret(word) { "[left out]" } else { word });
    words.collect::<Vec<_>>().join(" ")
}

fn looks_secret(word: &str) -> bool {
    let run = word.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=' | '_' | '-')));
    run.map(str::len).max().unwrap_or_default() >= LONGEST_WORD && !word.starts_with("arn:")
}
