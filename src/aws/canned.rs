//! An HTTP client with canned answers: what no emulator serves is tested through it.

use std::collections::HashMap;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, SharedHttpClient, SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_types::body::SdkBody;

use serde_json::{Value, json};

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
    headers: Vec<(String, String)>,
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
            headers: request.headers().iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
        }
    }

    /// A header; empty when it was not sent.
    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(held, _)| held == name).map_or("", |(_, value)| value.as_str())
    }

    /// The body as JSON; null when it is none.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_default()
    }

    /// Path and query as they were sent, without the host.
    pub fn path(&self) -> &str {
        let rest = self.uri.split_once("://").map_or(self.uri.as_str(), |(_, rest)| rest);
        rest.find('/').map_or("/", |from| &rest[from..])
    }

    /// All names by which [`Canned::of`] finds an answer, the closest first.
    fn names(&self) -> Vec<String> {
        if !self.target.is_empty() {
            return vec![self.target.clone()];
        }
        if let Some(action) = self.body.strip_prefix("Action=") {
            return vec![action.split('&').next().unwrap_or_default().to_owned()];
        }
        let bare = self.path().split('?').next().unwrap_or_default();
        [self.path(), bare]
            .iter()
            .flat_map(|path| [format!("{} {path}", self.method), format!("{} {}", self.method, decoded(path))])
            .collect()
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

/// A text with its percent-encoding taken back.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let code = after.get(..2).filter(|_| *first == b'%').and_then(|hex| std::str::from_utf8(hex).ok());
        let byte = code.and_then(|hex| u8::from_str_radix(hex, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { &after[2..] } else { after };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// An answer: its status and its body.
pub type Answer = (u16, String);

/// An answer with headers.
#[derive(Debug, Clone)]
pub struct Reply {
    /// The status.
    pub status: u16,
    /// Headers.
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: String,
}

impl From<Answer> for Reply {
    fn from((status, body): Answer) -> Self {
        Self { status, headers: Vec::new(), body }
    }
}

/// A client that answers by a function, and remembers what it was asked.
#[derive(Clone)]
pub struct Canned {
    answer: Arc<dyn Fn(&Asked) -> Reply + Send + Sync>,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Canned {
    /// Answers by this function: of an [`Answer`] or a [`Reply`].
    pub fn new<R: Into<Reply>>(answer: impl Fn(&Asked) -> R + Send + Sync + 'static) -> Self {
        Self { answer: Arc::new(move |asked| answer(asked).into()), asked: Arc::default() }
    }

    /// Answers by name. The name of a call is, after its protocol,
    ///
    /// - JSON: what `x-amz-target` says, such as `Kinesis_20131202.ListStreams`;
    /// - Query: the action, such as `DescribeDBInstances`;
    /// - REST: method and path, such as `GET /2015-03-31/functions/`, with the query or without. One with the query is
    ///   closer. Labels may be written plain: `GET /tags/arn:aws:lambda:eu-west-1:1:function:a`.
    ///
    /// JSON is answered as it is, a text as the body itself (XML for Query), [`failing`] as an error in the protocol of
    /// the call. A name that is there several times gives its answers in turn, the last one for ever: so pages are
    /// written. What has no answer is denied, which a test sees as a gap.
    ///
    /// ```ignore
    /// let canned = Canned::of(&[
    ///     ("Kinesis_20131202.ListStreams", json!({ "StreamNames": ["a"], "HasMoreStreams": true, "NextToken": "t" })),
    ///     ("Kinesis_20131202.ListStreams", json!({ "StreamNames": ["b"], "HasMoreStreams": false })),
    ///     ("GET /2015-03-31/functions/", json!({ "Functions": [{ "FunctionName": "f" }] })),
    ///     ("GET /2015-03-31/functions/f/policy", failing(404, "ResourceNotFoundException")),
    ///     ("ListTopics", json!("<ListTopicsResponse><ListTopicsResult/></ListTopicsResponse>")),
    /// ]);
    /// let notes = Arc::new(Notes::default());
    /// let caller = caller(&canned, &notes, "kinesis", Region::from("eu-west-1")).await;
    /// collect(&caller).await;
    /// assert_eq!(canned.bodies("Kinesis_20131202.ListStreams")[1], json!({ "NextToken": "t" }));
    /// assert!(notes.gaps().is_empty());
    /// ```
    pub fn of(answers: &[(&str, Value)]) -> Self {
        let answers: Vec<(String, Value)> =
            answers.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        let given = Mutex::new(HashMap::<String, usize>::new());
        Self::new(move |asked| {
            let of_name = |name: &String| answers.iter().filter(|(held, _)| held == name).collect::<Vec<_>>();
            let found = asked.names().into_iter().map(|name| (of_name(&name), name)).find(|(all, _)| !all.is_empty());
            let Some((all, name)) = found else {
                return rendered(&failing(403, "AccessDeniedException"), asked);
            };
            let mut given = given.lock().unwrap();
            let turn = given.entry(name).or_default();
            let (_, value) = all[(*turn).min(all.len() - 1)];
            *turn += 1;
            rendered(value, asked)
        })
    }

    /// The bodies of all calls of a name, as JSON, in the order in which they were asked.
    pub fn bodies(&self, name: &str) -> Vec<Value> {
        let calls = self.asked().into_iter().filter(|asked| asked.names().iter().any(|held| held == name));
        calls.map(|asked| asked.json()).collect()
    }

    /// The names of all calls, in the order in which they were asked.
    pub fn names(&self) -> Vec<String> {
        self.asked().iter().filter_map(|asked| asked.names().into_iter().next()).collect()
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
        let reply = if asked.body.starts_with("Action=GetCallerIdentity") {
            Reply::from((200, IDENTITY.to_owned()))
        } else {
            let answer = (self.answer)(&asked);
            self.asked.lock().unwrap().push(asked);
            answer
        };
        let mut response = HttpResponse::new(reply.status.try_into().unwrap(), SdkBody::from(reply.body));
        for (name, value) in reply.headers {
            response.headers_mut().insert(name, value);
        }
        HttpConnectorFuture::ready(Ok(response))
    }
}

/// An error for [`Canned::of`], in the protocol of whoever asks.
pub fn failing(status: u16, code: &str) -> Value {
    json!({ "__status": status, "__type": code, "message": "as told" })
}

fn rendered(value: &Value, asked: &Asked) -> Answer {
    let status = value.get("__status").and_then(Value::as_u64).map_or(200, |status| u16::try_from(status).unwrap());
    match value {
        Value::String(body) => (status, body.clone()),
        _ if status >= 400 && asked.body.starts_with("Action=") => {
            let code = value["__type"].as_str().unwrap_or_default();
            let error = format!("<Error><Code>{code}</Code><Message>as told</Message></Error>");
            (status, format!("<ErrorResponse>{error}</ErrorResponse>"))
        }
        _ => (status, value.to_string()),
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
