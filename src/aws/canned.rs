//! An HTTP client with canned answers: what no emulator serves is tested through it.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, SharedHttpClient, SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_types::body::SdkBody;

use super::call::Caller;
use super::session::Session;
use crate::model::{AccountId, Fact, Gap, GapId, Record, Region, Resource};
use crate::ports::{Early, HeldOrganization, Sink, Unit};

/// A request as a test looks at it.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The method.
    pub method: String,
    /// The whole URI.
    pub uri: String,
    /// The operation that JSON protocols name in a header; else empty.
    pub target: String,
    /// The body as text.
    pub body: String,
    /// Who signed, for what.
    pub authorization: String,
}

impl Asked {
    fn of(request: &HttpRequest) -> Self {
        let body = request.body().bytes().unwrap_or_default();
        Self {
            method: request.method().to_owned(),
            uri: request.uri().to_owned(),
            target: request.headers().get("x-amz-target").unwrap_or_default().to_owned(),
            body: String::from_utf8_lossy(body).into_owned(),
            authorization: request.headers().get("authorization").unwrap_or_default().to_owned(),
        }
    }

    /// Whether the query has this parameter.
    pub fn has(&self, parameter: &str) -> bool {
        let query = self.uri.split_once('?').map_or("", |(_, query)| query);
        query.split('&').any(|pair| pair.split('=').next() == Some(parameter))
    }
}

/// Who is asking: every session asks once.
const IDENTITY: &str = "<GetCallerIdentityResponse><GetCallerIdentityResult>\
    <Arn>arn:aws:iam::111122223333:user/auditor</Arn><Account>111122223333</Account>\
    </GetCallerIdentityResult></GetCallerIdentityResponse>";

/// An answer: its status and its body.
pub type Answer = (u16, String);

/// A client that answers by a function, and remembers what it was asked.
#[derive(Clone)]
pub struct Canned {
    answer: Arc<dyn Fn(&Asked) -> Answer + Send + Sync>,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Canned {
    /// Answers by this function.
    pub fn new(answer: impl Fn(&Asked) -> Answer + Send + Sync + 'static) -> Self {
        Self { answer: Arc::new(answer), asked: Arc::default() }
    }

    /// All requests so far.
    pub fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }

    /// As the SDK takes it.
    pub fn client(&self) -> SharedHttpClient {
        let connector = SharedHttpConnector::new(self.clone());
        http_client_fn(move |_, _| connector.clone())
    }
}

impl fmt::Debug for Canned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Canned")
    }
}

impl HttpConnector for Canned {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let asked = Asked::of(&request);
        let (status, body) = if asked.body.starts_with("Action=GetCallerIdentity") {
            (200, IDENTITY.to_owned())
        } else {
            let answer = (self.answer)(&asked);
            self.asked.lock().unwrap().push(asked);
            answer
        };
        HttpConnectorFuture::ready(Ok(HttpResponse::new(status.try_into().unwrap(), SdkBody::from(body))))
    }
}

/// An error as S3 sends it.
pub fn s3_error(status: u16, code: &str) -> Answer {
    (status, format!("<?xml version=\"1.0\"?><Error><Code>{code}</Code><Message>as told</Message></Error>"))
}

/// An error as services with JSON protocols send it.
pub fn json_error(status: u16, code: &str) -> Answer {
    (status, format!("{{\"__type\":\"{code}\",\"message\":\"as told\"}}"))
}

/// A session in account 111122223333 whose every call goes to a canned client.
pub async fn session(canned: &Canned) -> Arc<Session> {
    let credentials = aws_credential_types::Credentials::new("AKIAEXAMPLE", "secret", None, None, "canned");
    let config = aws_config::SdkConfig::builder()
        .behavior_version(aws_config::BehaviorVersion::latest())
        .credentials_provider(aws_credential_types::provider::SharedCredentialsProvider::new(credentials))
        .region(aws_types::region::Region::new("eu-west-1"))
        .http_client(canned.client())
        .build();
    Session::of_config(config, "canned".to_owned(), None).await.unwrap()
}

/// A caller for a unit of such a session.
pub async fn caller(canned: &Canned, notes: &Arc<Notes>, service: &'static str, region: Region) -> Caller {
    let unit = Unit { account: AccountId::from("111122223333"), service, region };
    Caller::new(session(canned).await, Arc::clone(notes) as Arc<dyn Sink>, unit)
}

/// A sink that remembers.
#[derive(Debug, Default)]
pub struct Notes {
    /// Gaps in the order of their ids.
    pub gaps: Mutex<Vec<Gap>>,
    /// Records in the order in which they came.
    pub records: Mutex<Vec<Record>>,
    /// Resources that were read in part, in the order in which they came.
    pub early: Mutex<Vec<Early>>,
    /// Calls that were announced.
    pub planned: AtomicU64,
    /// Calls that were answered.
    pub called: AtomicU64,
    /// ARNs that an earlier scan holds.
    pub held: Vec<String>,
    /// What an earlier scan holds of the organization.
    pub organization: Option<HeldOrganization>,
}

impl Notes {
    /// All resources.
    pub fn resources(&self) -> Vec<Resource> {
        let records = self.records.lock().unwrap();
        let resource = |record: &Record| match record {
            Record::Resource(resource) => Some((**resource).clone()),
            _ => None,
        };
        records.iter().filter_map(resource).collect()
    }

    /// The only resource.
    pub fn resource(&self) -> Resource {
        let mut all = self.resources();
        assert_eq!(all.len(), 1, "one resource");
        all.remove(0)
    }

    /// The counts of the listings that ended.
    pub fn counts(&self) -> Vec<Fact<u32>> {
        let records = self.records.lock().unwrap();
        let count = |record: &Record| match record {
            Record::Listing(listing) => Some(listing.count.clone()),
            _ => None,
        };
        records.iter().filter_map(count).collect()
    }

    /// The gaps so far.
    pub fn gaps(&self) -> Vec<Gap> {
        self.gaps.lock().unwrap().clone()
    }

    /// That each call was announced and each announced call was made.
    pub fn assert_all_calls_were_planned(&self, canned: &Canned) {
        let (planned, called) = (self.planned.load(Ordering::Relaxed), self.called.load(Ordering::Relaxed));
        assert_eq!((planned, called), (canned.asked().len() as u64, canned.asked().len() as u64));
    }
}

impl Sink for Notes {
    fn gap(&self, gap: Gap) -> GapId {
        let mut gaps = self.gaps.lock().unwrap();
        gaps.push(gap);
        GapId(u32::try_from(gaps.len() - 1).unwrap())
    }

    fn put(&self, record: Record) {
        self.records.lock().unwrap().push(record);
    }

    fn early(&self, early: Early) {
        self.early.lock().unwrap().push(early);
    }

    fn unit(&self, _: &Unit) {}

    fn planned(&self, _: &Unit, calls: u64) {
        self.planned.fetch_add(calls, Ordering::Relaxed);
    }

    fn called(&self, _: &Unit) {
        self.called.fetch_add(1, Ordering::Relaxed);
    }

    fn done(&self, _: &Unit) {}

    fn holds_unit(&self, _: &Unit) -> bool {
        false
    }

    fn holds_resource(&self, arn: &str) -> bool {
        self.held.iter().any(|held| held == arn)
    }

    fn holds_organization(&self, _: &AccountId) -> Option<HeldOrganization> {
        self.organization
    }
}
