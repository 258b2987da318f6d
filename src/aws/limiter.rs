//! How fast an account is called: a cap of concurrent calls per region and service, a rate for the one service that
//! needs it, and one rate for the whole run.
//!
//! Retries are the SDK's; what they cost is charged to the rate by [`super::transport`].

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, sleep_until};

use crate::model::Region;

/// Calls in flight to one service of one region of one account.
const CONCURRENT: usize = 8;
/// The same for S3, which allows thousands of requests a second.
const CONCURRENT_S3: usize = 16;

/// The name under which events of CloudTrail are looked up.
pub const LOOKUPS: &str = "cloudtrail-events";
/// How often a second they may be, in one region of one account. Tests need not wait for it.
///
/// Source: AWS CloudTrail API Reference, "LookupEvents".
const LOOKUPS_A_SECOND: u32 = if cfg!(test) { 100 } else { 2 };

/// Caps the calls to one account. One per session.
#[derive(Debug, Default)]
pub struct Limiter {
    services: Mutex<HashMap<(Region, &'static str), Arc<Semaphore>>>,
    lookups: Mutex<HashMap<Region, Arc<Rate>>>,
    /// At an endpoint of the user's own, AWS's rates do not hold.
    own_endpoint: bool,
    rate: Option<Arc<Rate>>,
}

/// The right to make one call; it ends when dropped.
#[derive(Debug)]
pub struct Permit {
    _held: Option<OwnedSemaphorePermit>,
}

impl Limiter {
    /// A limiter that shares the rate of the whole run.
    pub fn new(rate: Option<Arc<Rate>>) -> Self {
        Self { rate, ..Self::default() }
    }

    /// The same for an endpoint of the user's own.
    #[must_use]
    pub fn at_own_endpoint(self, own_endpoint: bool) -> Self {
        Self { own_endpoint, ..self }
    }

    /// Waits until one more call to a service may be made.
    pub async fn acquire(&self, region: &Region, service: &'static str) -> Permit {
        let held = self.semaphore(region, service).acquire_owned().await.ok();
        if service == LOOKUPS && !self.own_endpoint {
            self.lookups_of(region).wait().await;
        }
        if let Some(rate) = &self.rate {
            rate.wait().await;
        }
        Permit { _held: held }
    }

    fn lookups_of(&self, region: &Region) -> Arc<Rate> {
        let mut lookups = self.lookups.lock().unwrap_or_else(PoisonError::into_inner);
        let rate = || Arc::new(Rate::per_second(LOOKUPS_A_SECOND));
        Arc::clone(lookups.entry(region.clone()).or_insert_with(rate))
    }

    fn semaphore(&self, region: &Region, service: &'static str) -> Arc<Semaphore> {
        let mut services = self.services.lock().unwrap_or_else(PoisonError::into_inner);
        let cap = if service == "s3" { CONCURRENT_S3 } else { CONCURRENT };
        Arc::clone(services.entry((region.clone(), service)).or_insert_with(|| Arc::new(Semaphore::new(cap))))
    }
}

/// A cap on calls a second over all accounts: calls get evenly spaced slots.
#[derive(Debug)]
pub struct Rate {
    spacing: Duration,
    next: Mutex<Option<Instant>>,
}

impl Rate {
    /// So many calls a second; 0 counts as 1.
    pub fn per_second(calls: u32) -> Self {
        Self { spacing: Duration::from_secs(1) / calls.max(1), next: Mutex::new(None) }
    }

    /// Takes the next slot and waits for it.
    pub async fn wait(&self) {
        sleep_until(self.charge()).await;
    }

    /// Takes the next slot without waiting: for a retry, which the SDK has already decided to send.
    pub fn charge(&self) -> Instant {
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        let slot = next.map_or(now, |next| next.max(now));
        *next = Some(slot + self.spacing);
        slot
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_service_takes_no_more_than_its_cap() {
        let limiter = Limiter::new(None);
        let region = Region::new("eu-west-1");
        let mut held = Vec::new();
        for _ in 0..CONCURRENT {
            held.push(limiter.acquire(&region, "kms").await);
        }
        let soon = Duration::from_millis(20);
        assert!(tokio::time::timeout(soon, limiter.acquire(&region, "kms")).await.is_err());
        assert!(tokio::time::timeout(soon, limiter.acquire(&region, "iam")).await.is_ok());
        held.pop();
        assert!(tokio::time::timeout(soon, limiter.acquire(&region, "kms")).await.is_ok());
    }

    #[tokio::test]
    async fn lookups_of_events_are_spaced_in_each_region() {
        let (limiter, region) = (Limiter::new(None), Region::new("eu-west-1"));
        let begun = Instant::now();
        for _ in 0..5 {
            limiter.acquire(&region, LOOKUPS).await;
        }
        let spacing = Duration::from_secs(1) / LOOKUPS_A_SECOND;
        assert!(begun.elapsed() >= spacing * 4);
        let other = Instant::now();
        limiter.acquire(&Region::new("eu-central-1"), LOOKUPS).await;
        assert!(other.elapsed() < spacing);
        let own = Limiter::new(None).at_own_endpoint(true);
        let begun = Instant::now();
        for _ in 0..5 {
            own.acquire(&region, LOOKUPS).await;
        }
        assert!(begun.elapsed() < spacing);
    }

    #[tokio::test]
    async fn slots_are_evenly_spaced_and_retries_take_one() {
        let rate = Rate::per_second(100);
        let first = rate.charge();
        rate.charge();
        assert_eq!(rate.charge() - first, Duration::from_millis(20));
        let begun = Instant::now();
        rate.wait().await;
        assert!(begun.elapsed() >= Duration::from_millis(20));
    }
}
