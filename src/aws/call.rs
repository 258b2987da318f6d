//! One call to a cloud, made the same way by every collector: limited, counted, and turned into a gap when it fails.

use std::error::Error;
use std::future::Future;
use std::sync::Arc;

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

use crate::model::{Failure, Gap, GapId, Kind, Listing, Record, Redacted, RedactedText, Region, Resource};
use crate::ports::{Early, Sink, Unit};

use super::error::{Refusal, means_unknown_credentials, refusal};
use super::redact;
use super::session::Session;

/// An operation of a service and the permission that it needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Api {
    /// As `service:Operation`, such as `s3:GetBucketEncryption`.
    pub name: &'static str,
    /// Such as `s3:GetEncryptionConfiguration`.
    pub permission: &'static str,
}

impl Api {
    /// An operation whose permission has its name.
    pub const fn new(name: &'static str) -> Self {
        Self { name, permission: name }
    }

    /// An operation whose permission has another name.
    pub const fn needs(name: &'static str, permission: &'static str) -> Self {
        Self { name, permission }
    }
}

/// Makes the calls of one unit.
#[derive(Clone)]
pub struct Caller {
    /// The session to call with.
    pub session: Arc<Session>,
    /// Who is told.
    pub sink: Arc<dyn Sink>,
    /// The unit that the calls count for.
    pub unit: Unit,
    region: Region,
    /// The service whose limit counts.
    service: &'static str,
}

impl Caller {
    /// A caller for a unit of a session.
    pub fn new(session: Arc<Session>, sink: Arc<dyn Sink>, unit: Unit) -> Self {
        let (region, service) = (unit.region.clone(), unit.service);
        Self { session, sink, unit, region, service }
    }

    /// The same unit, calling another region: buckets are listed once and read where they are.
    #[must_use]
    pub fn in_region(&self, region: &Region) -> Self {
        Self { region: region.clone(), ..self.clone() }
    }

    /// The same unit, calling another service.
    #[must_use]
    pub fn of_service(&self, service: &'static str) -> Self {
        Self { service, ..self.clone() }
    }

    /// Makes one call.
    ///
    /// # Errors
    /// The gap that was recorded in place of the answer.
    pub async fn call<T, E, F>(&self, api: Api, resource: &str, request: impl FnOnce() -> F) -> Result<T, GapId>
    where
        F: Future<Output = Result<T, SdkError<E, HttpResponse>>>,
        E: ProvideErrorMetadata + Error + Send + Sync + 'static,
    {
        self.try_call(request).await.map_err(|refusal| self.gap(api, resource, refusal))
    }

    /// Makes one call whose answer may be that there is none, told by one of these codes.
    ///
    /// # Errors
    /// The gap that was recorded in place of the answer.
    pub async fn call_optional<T, E, F>(
        &self,
        api: Api,
        resource: &str,
        absent: &[&str],
        request: impl FnOnce() -> F,
    ) -> Result<Option<T>, GapId>
    where
        F: Future<Output = Result<T, SdkError<E, HttpResponse>>>,
        E: ProvideErrorMetadata + Error + Send + Sync + 'static,
    {
        match self.try_call(request).await {
            Ok(answer) => Ok(Some(answer)),
            Err(refusal) if absent.contains(&refusal.code.as_str()) => Ok(None),
            Err(refusal) => Err(self.gap(api, resource, refusal)),
        }
    }

    /// Reads every page. `request` takes the marker of the page; `take` keeps a page and gives the next marker.
    ///
    /// # Errors
    /// The gap of the page that failed; the pages before it were taken.
    pub async fn pages<T, E, F>(
        &self,
        api: Api,
        resource: &str,
        request: impl Fn(Option<String>) -> F,
        take: impl FnMut(T) -> Option<String>,
    ) -> Result<(), GapId>
    where
        F: Future<Output = Result<T, SdkError<E, HttpResponse>>>,
        E: ProvideErrorMetadata + Error + Send + Sync + 'static,
    {
        self.try_pages(request, take).await.map_err(|refusal| self.gap(api, resource, refusal))
    }

    /// The same, and leaves the judgement of a failure to the caller. Nothing is recorded.
    ///
    /// # Errors
    /// The failure of a page, understood.
    pub async fn try_pages<T, E, F>(
        &self,
        request: impl Fn(Option<String>) -> F,
        mut take: impl FnMut(T) -> Option<String>,
    ) -> Result<(), Refusal>
    where
        F: Future<Output = Result<T, SdkError<E, HttpResponse>>>,
        E: ProvideErrorMetadata + Error + Send + Sync + 'static,
    {
        let mut marker: Option<String> = None;
        loop {
            let page = self.try_call(|| request(marker.clone())).await?;
            let next = take(page).filter(|next| !next.is_empty());
            match next {
                None => return Ok(()),
                // A service that hands out the same marker again would be read for ever.
                Some(next) if marker.as_ref() == Some(&next) => {
                    let message = "the same page was announced twice".to_owned();
                    return Err(Refusal { reason: Failure::Malformed, code: String::new(), message });
                }
                next => marker = next,
            }
        }
    }

    /// Makes one call and leaves the judgement of its failure to the caller. Nothing is recorded.
    ///
    /// # Errors
    /// The failure, understood.
    pub async fn try_call<T, E, F>(&self, request: impl FnOnce() -> F) -> Result<T, Refusal>
    where
        F: Future<Output = Result<T, SdkError<E, HttpResponse>>>,
        E: ProvideErrorMetadata + Error + Send + Sync + 'static,
    {
        // Before the wait for a permit too: with a low rate, thousands of calls that need not be made would wait.
        if self.session.is_expired() {
            return Err(expired_earlier());
        }
        let answer = {
            let _permit = self.session.limiter.acquire(&self.region, self.service).await;
            if self.session.is_expired() {
                return Err(expired_earlier());
            }
            request().await
        };
        self.sink.called(&self.unit);
        match answer {
            Ok(answer) => Ok(answer),
            Err(error) => Err(self.judge(refusal(&error)).await),
        }
    }

    /// A region that is not enabled does not know the credentials; anywhere else that means that they are no good.
    async fn judge(&self, mut refusal: Refusal) -> Refusal {
        if refusal.reason == Failure::Expired {
            if *self.session.regional(&self.region) != self.session.home && means_unknown_credentials(&refusal.code) {
                refusal.reason = Failure::RegionDisabled;
            } else {
                self.session.confirm_expired().await;
            }
        }
        refusal
    }

    /// Records a gap.
    pub fn gap(&self, api: Api, resource: &str, refusal: Refusal) -> GapId {
        self.sink.gap(self.gap_of(api, resource, refusal.reason, refusal.message))
    }

    fn gap_of(&self, api: Api, resource: &str, reason: Failure, message: String) -> Gap {
        Gap {
            account: self.session.account.clone(),
            region: self.region.clone(),
            api: api.name.to_owned(),
            resource: resource.to_owned(),
            reason,
            permission: api.permission.to_owned(),
            message,
        }
    }

    /// Records that an answer could not be understood.
    pub fn malformed(&self, api: Api, resource: &str, message: &str) -> GapId {
        self.remark(Failure::Malformed, api, resource, message)
    }

    /// Records that something did not come about in time, though each call was answered.
    pub fn timed_out(&self, api: Api, resource: &str, message: &str) -> GapId {
        self.remark(Failure::TimedOut, api, resource, message)
    }

    /// Records a gap in our own words.
    pub fn remark(&self, reason: Failure, api: Api, resource: &str, message: &str) -> GapId {
        self.gap(api, resource, Refusal { reason, code: String::new(), message: message.to_owned() })
    }

    /// Keeps a resource.
    pub fn put(&self, resource: Resource) {
        self.sink.put(Record::Resource(Box::new(resource)));
    }

    /// Keeps a resource as far as it was read: what the n-th of these calls says is still `GapId::to_come(n)`.
    pub fn early(&self, resource: Resource, to_come: &[Api]) {
        let words = "the scan ended before this was read";
        let gap = |api: &Api| self.gap_of(*api, "", Failure::Cancelled, words.to_owned());
        self.sink.early(Early { resource, to_come: to_come.iter().map(gap).collect() });
    }

    /// Keeps the end of a listing: how many there are, or the gap in their place.
    pub fn listed(&self, kind: Kind, count: Result<usize, GapId>) {
        self.sink.put(Record::Listing(Listing {
            account: self.session.account.clone(),
            region: self.unit.region.clone(),
            kind,
            count: count.map(|count| u32::try_from(count).unwrap_or(u32::MAX)).into(),
        }));
    }

    /// A value under its name, without what looks like a secret. What collectors keep of configurations goes through here.
    pub fn redacted(&self, name: &str, value: &str) -> Redacted {
        redact::value(&self.session.redaction, name, value)
    }

    /// A definition or a script without what looks like a secret in it.
    pub fn redacted_text(&self, text: &str) -> RedactedText {
        redact::text(&self.session.redaction, text)
    }

    /// So many calls more will follow.
    pub fn planned(&self, calls: usize) {
        self.sink.planned(&self.unit, calls as u64);
    }
}

fn expired_earlier() -> Refusal {
    let message = "the credentials expired earlier in this scan".to_owned();
    Refusal { reason: Failure::Expired, code: String::new(), message }
}
