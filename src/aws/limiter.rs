//! How fast an account is called: a cap of concurrent calls per region and service, and one rate for the whole run.
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

/// Caps the calls to one account. One per session.
#[derive(Debug, Default)]
pub struct Limiter {
    services: Mutex<HashMap<(Region, &'static str), Arc<Semaphore>>>,
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
        Self { services: Mutex::default(), rate }
    }

    /// Waits until one more call to a service may be made.
    pub async fn acquire(&self, region: &Region, service: &'static str) -> Permit {
        let held = self.semaphore(region, service).acquire_owned().await.ok();
        if let Some(rate) = &self.rate {
            rate.wait().await;
        }
        Permit { _held: held }
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
