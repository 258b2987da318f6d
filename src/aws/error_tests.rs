//! What failed calls mean, from the wire up: each answer passes through a real SDK client.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use aws_config::{BehaviorVersion, SdkConfig};
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, SharedHttpClient, SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_types::body::SdkBody;

use super::call::{Api, Caller};
use super::canned::{Canned, Notes, caller, json_error, s3_error};
use super::error::redact;
use super::session::Session;
use crate::model::{AccountId, Failure, Gap, Region};
use crate::ports::{Sink, Unit};

const LIST: Api = Api::needs("s3:ListBuckets", "s3:ListAllMyBuckets");
const KEYS: Api = Api::new("kms:ListKeys");

async fn of_s3(status: u16, body: &str) -> Gap {
    let body = body.to_owned();
    let canned = Canned::new(move |_| (status, body.clone()));
    let notes = Arc::new(Notes::default());
    let caller = caller(&canned, &notes, "s3", Region::global()).await;
    let s3 = caller.session.s3(&Region::global());
    caller.call(LIST, "", || s3.list_buckets().send()).await.unwrap_err();
    notes.gaps().remove(0)
}

async fn of_kms(region: &str, code: &'static str) -> Gap {
    let canned = Canned::new(move |_| json_error(400, code));
    let notes = Arc::new(Notes::default());
    let region = Region::from(region);
    let caller = caller(&canned, &notes, "kms", region.clone()).await;
    let kms = caller.session.kms(&region);
    caller.call(KEYS, "", || kms.list_keys().send()).await.unwrap_err();
    notes.gaps().remove(0)
}

async fn reason_of_s3(status: u16, code: &str) -> Failure {
    of_s3(status, &s3_error(status, code).1).await.reason
}

#[tokio::test]
async fn codes_of_services_become_reasons() {
    assert_eq!(reason_of_s3(403, "AccessDenied").await, Failure::Denied);
    assert_eq!(reason_of_s3(400, "ExpiredToken").await, Failure::Expired);
    assert_eq!(reason_of_s3(404, "NoSuchBucket").await, Failure::NotFound);
    assert_eq!(reason_of_s3(501, "NotImplemented").await, Failure::Unsupported);
    assert_eq!(reason_of_s3(400, "InvalidArgument").await, Failure::Refused);
    assert_eq!(of_kms("eu-west-1", "AccessDeniedException").await.reason, Failure::Denied);
    assert_eq!(of_kms("eu-west-1", "NotFoundException").await.reason, Failure::NotFound);
}

#[tokio::test]
async fn a_gap_says_what_failed_and_what_it_needs() {
    let gap = of_s3(403, &s3_error(403, "AccessDenied").1).await;
    assert_eq!((gap.api.as_str(), gap.permission.as_str()), ("s3:ListBuckets", "s3:ListAllMyBuckets"));
    assert_eq!((gap.account.as_str(), gap.message.as_str()), ("111122223333", "as told"));
}

#[tokio::test]
async fn throttling_is_named_after_all_retries() {
    let asked = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&asked);
    let canned = Canned::new(move |_| {
        counted.fetch_add(1, Ordering::Relaxed);
        json_error(400, "ThrottlingException")
    });
    let notes = Arc::new(Notes::default());
    let caller = caller(&canned, &notes, "kms", Region::from("eu-west-1")).await;
    let kms = caller.session.kms(&Region::from("eu-west-1"));
    caller.call(KEYS, "", || kms.list_keys().send()).await.unwrap_err();
    assert_eq!(notes.gaps()[0].reason, Failure::Throttled);
    assert!(asked.load(Ordering::Relaxed) >= 1);
}

#[tokio::test]
async fn an_answer_that_is_not_the_services_is_malformed_or_unsupported() {
    assert_eq!(of_s3(200, "<html>welcome</html>").await.reason, Failure::Malformed);
    assert_eq!(of_s3(200, "<ListAllMyBucketsResult><Buckets>").await.reason, Failure::Malformed);
    assert_eq!(of_s3(404, "<html>no</html>").await.reason, Failure::Unsupported);
    let gap = of_s3(403, "").await;
    assert_eq!((gap.reason, gap.message.as_str()), (Failure::Denied, "HTTP status 403 without an error code"));
}

#[tokio::test]
async fn a_region_that_does_not_know_the_credentials_is_not_enabled() {
    assert_eq!(of_kms("me-south-1", "UnrecognizedClientException").await.reason, Failure::RegionDisabled);
    assert_eq!(of_kms("eu-west-1", "UnrecognizedClientException").await.reason, Failure::Expired);
}

/// How a connector fails; the first request, which asks who calls, is answered.
#[derive(Debug, Clone, Copy)]
enum Fault {
    TimesOut,
    Breaks,
    SaysExpired,
}

#[derive(Debug, Clone)]
struct Faulty {
    fault: Fault,
    calls: Arc<AtomicUsize>,
}

impl HttpConnector for Faulty {
    fn call(&self, _: HttpRequest) -> HttpConnectorFuture {
        if self.calls.fetch_add(1, Ordering::Relaxed) == 0 {
            return answer(200, IDENTITY);
        }
        match self.fault {
            Fault::TimesOut => HttpConnectorFuture::ready(Err(ConnectorError::timeout("slow".into()))),
            Fault::Breaks => HttpConnectorFuture::ready(Err(ConnectorError::io("connection reset".into()))),
            Fault::SaysExpired => answer(403, EXPIRED),
        }
    }
}

const IDENTITY: &str = "<GetCallerIdentityResponse><GetCallerIdentityResult>\
    <Arn>arn:aws:iam::111122223333:user/auditor</Arn><Account>111122223333</Account>\
    </GetCallerIdentityResult></GetCallerIdentityResponse>";
const EXPIRED: &str =
    "<ErrorResponse><Error><Code>ExpiredToken</Code><Message>expired</Message></Error></ErrorResponse>";

fn answer(status: u16, body: &str) -> HttpConnectorFuture {
    HttpConnectorFuture::ready(Ok(HttpResponse::new(status.try_into().unwrap(), SdkBody::from(body))))
}

async fn faulty(fault: Fault) -> (Caller, Arc<Notes>, Arc<AtomicUsize>) {
    let calls = Arc::new(AtomicUsize::new(0));
    let connector = SharedHttpConnector::new(Faulty { fault, calls: Arc::clone(&calls) });
    let client: SharedHttpClient = http_client_fn(move |_, _| connector.clone());
    let credentials = Credentials::new("AKIAEXAMPLE", "secret", None, None, "test");
    let config = SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .region(aws_types::region::Region::new("eu-west-1"))
        .http_client(client)
        .build();
    let session = Session::of_config(config, "test".to_owned(), None).await.unwrap();
    let notes = Arc::new(Notes::default());
    let unit = Unit { account: AccountId::from("111122223333"), service: "iam", region: Region::global() };
    (Caller::new(session, Arc::clone(&notes) as Arc<dyn Sink>, unit), notes, calls)
}

async fn first_gap(fault: Fault) -> Gap {
    let (caller, notes, _) = faulty(fault).await;
    let iam = caller.session.iam();
    caller.call(Api::new("iam:ListUsers"), "", || iam.list_users().send()).await.unwrap_err();
    notes.gaps().remove(0)
}

#[tokio::test]
async fn broken_and_slow_connections_are_told_apart() {
    assert_eq!(first_gap(Fault::TimesOut).await.reason, Failure::TimedOut);
    assert_eq!(first_gap(Fault::Breaks).await.reason, Failure::Unreachable);
}

#[tokio::test]
async fn once_the_credentials_expired_nothing_more_is_asked() {
    let (caller, notes, calls) = faulty(Fault::SaysExpired).await;
    let iam = caller.session.iam();
    for _ in 0..20 {
        caller.call(Api::new("iam:ListUsers"), "", || iam.list_users().send()).await.unwrap_err();
    }
    assert_eq!(notes.gaps().iter().filter(|gap| gap.reason == Failure::Expired).count(), 20);
    assert_eq!(calls.load(Ordering::Relaxed), 3, "who calls, the first refusal, and whether it is so");
}

#[tokio::test]
async fn one_odd_refusal_ends_nothing_else() {
    let canned = Canned::new(|asked| {
        match asked.body.contains("ListUsers") {
        true => (403, EXPIRED.to_owned()),
        false => (200, "<ListRolesResponse><ListRolesResult><IsTruncated>false</IsTruncated></ListRolesResult></ListRolesResponse>".to_owned()),
    }
    });
    let notes = Arc::new(Notes::default());
    let caller = caller(&canned, &notes, "iam", Region::global()).await;
    let iam = caller.session.iam();
    caller.call(Api::new("iam:ListUsers"), "", || iam.list_users().send()).await.unwrap_err();
    caller.call(Api::new("iam:ListRoles"), "", || iam.list_roles().send()).await.unwrap();
    assert_eq!(notes.gaps().len(), 1);
}

#[test]
fn messages_keep_their_first_line_and_no_tokens() {
    let token = "A1b2".repeat(20);
    let message = format!("denied with {token} here\nx-amz-security-token:{token}");
    assert_eq!(redact(&message), "denied with [left out] here");
    let arn = format!("arn:aws:iam::111122223333:role/{}", "a".repeat(64));
    assert_eq!(redact(&arn), arn);
}
