//! The calls about one resource: each answer as a fact, each failure as the gap in its place.
//!
//! Each request of the SDK is put on the heap: a dozen of them side by side would not fit a thread's stack.

use std::error::Error;

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

use crate::aws::call::{Api, Caller};
use crate::aws::error::Refusal;
use crate::aws::shape::Misshapen;
use crate::model::{Fact, Failure, GapId, Region};

/// What the SDK gives back from a call.
type Answer<T, E> = Result<T, SdkError<E, HttpResponse>>;

/// Everything that a pager found, and the gap that cut it short.
#[derive(Debug)]
pub struct Pages<T> {
    /// What was found.
    pub found: Vec<T>,
    /// Why there may be more.
    pub gap: Option<GapId>,
}

impl<T> Pages<T> {
    /// All that was found, or the gap when a page is missing.
    pub fn whole(self) -> Fact<Vec<T>> {
        match self.gap {
            None => Fact::Known(self.found),
            Some(gap) => Fact::Unknown(gap),
        }
    }

    /// How many were found, or the gap when a page is missing.
    pub fn count(&self) -> Result<usize, GapId> {
        self.gap.map_or(Ok(self.found.len()), Err)
    }
}

/// The calls about one resource of a unit.
pub struct Ask {
    /// Makes the calls, in the resource's region.
    pub caller: Caller,
    resource: String,
}

impl Ask {
    /// About the listing of a unit.
    pub fn listing(caller: &Caller) -> Self {
        Self { caller: caller.clone(), resource: String::new() }
    }

    /// About a resource in a region.
    pub fn about(caller: &Caller, resource: &str, region: &Region) -> Self {
        Self { caller: caller.in_region(region), resource: resource.to_owned() }
    }

    /// A fact that one call answers.
    pub async fn fact<T, E, U, F>(
        &self,
        api: Api,
        request: impl FnOnce() -> F,
        shape: impl FnOnce(T) -> Result<U, Misshapen>,
    ) -> Fact<U>
    where
        F: Future<Output = Answer<T, E>>,
        E: ProvideErrorMetadata + Error + Send + Sync + 'static,
    {
        match self.caller.call(api, &self.resource, || Box::pin(request())).await {
            Ok(answer) => self.shaped(api, shape(answer)),
            Err(gap) => Fact::Unknown(gap),
        }
    }

    /// A fact that one call answers, or of which the service says with one of these codes that there is none.
    pub async fn optional<T, E, U, F>(
        &self,
        api: Api,
        none: &[&str],
        request: impl FnOnce() -> F,
        shape: impl FnOnce(Option<T>) -> Result<U, Misshapen>,
    ) -> Fact<U>
    where
        F: Future<Output = Answer<T, E>>,
        E: ProvideErrorMetadata + Error + Send + Sync + 'static,
    {
        match self.caller.call_optional(api, &self.resource, none, || Box::pin(request())).await {
            Ok(answer) => self.shaped(api, shape(answer)),
            Err(gap) => Fact::Unknown(gap),
        }
    }

    /// Every page of a pager: `request` asks for the page at a marker, `items` takes a page apart into its items and the
    /// next marker. Only the first page need be planned.
    pub async fn pages<T, E, U, F>(
        &self,
        api: Api,
        request: impl Fn(Option<String>) -> F,
        items: impl Fn(T) -> (Vec<U>, Option<String>),
    ) -> Pages<U>
    where
        F: Future<Output = Answer<T, E>>,
        E: ProvideErrorMetadata + Error + Send + Sync + 'static,
    {
        let mut found = Vec::new();
        let read = self.caller.pages(
            api,
            &self.resource,
            |marker| Box::pin(request(marker)),
            |page| {
                let (mut items, next) = items(page);
                found.append(&mut items);
                let next = next.filter(|next| !next.is_empty());
                if next.is_some() {
                    self.caller.planned(1);
                }
                next
            },
        );
        let gap = read.await.err();
        Pages { found, gap }
    }

    /// A fact that was read, or the gap that says why it makes no sense.
    pub fn shaped<T>(&self, api: Api, shaped: Result<T, Misshapen>) -> Fact<T> {
        shaped
            .map_err(|why| {
                let refusal = Refusal { reason: Failure::Malformed, code: String::new(), message: why.to_string() };
                self.caller.gap(api, &self.resource, refusal)
            })
            .into()
    }
}
