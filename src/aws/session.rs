//! Who calls: credentials by the SDK's standard chain, the account behind them, and one client per service and region.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use aws_config::sts::AssumeRoleProvider;
use aws_config::{BehaviorVersion, SdkConfig};
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider, error::CredentialsError};
use aws_smithy_types::retry::RetryConfig;
use aws_smithy_types::timeout::TimeoutConfig;
use aws_types::service_config::ServiceConfigKey;
use tokio::sync::OnceCell;

use crate::model::{AccountId, Arn, Failure, Region};
use crate::ports::CloudError;

use super::clients::Clients;
use super::error::{redact as without_tokens, refusal};
use super::limiter::{Limiter, Rate};
use super::redact;
use super::transport;

/// Where a call goes when neither the profile nor the environment names a region.
const FALLBACK_REGION: &str = "us-east-1";
/// What is asked first, and the permission for it.
const IDENTITY: &str = "sts:GetCallerIdentity";
/// Attempts in all, as the SDK's standard retry counts them.
const ATTEMPTS: u32 = 5;

/// Which accounts to reach, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Profiles, each an account; empty for the standard chain alone.
    pub profiles: Vec<String>,
    /// Regions to read; empty for all that are enabled.
    pub regions: Vec<Region>,
    /// A role to assume from each profile.
    pub role_arn: Option<String>,
    /// The external id that the role asks for.
    pub external_id: Option<String>,
    /// Calls a second over all accounts; none for no cap.
    pub max_rate: Option<u32>,
    /// Whether to read when each identity last reached each service.
    pub service_last_accessed: bool,
    /// Whether to read what CloudTrail recorded lately.
    pub events: bool,
    /// How long one attempt of a call may take.
    pub attempt_timeout: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            profiles: Vec::new(),
            regions: Vec::new(),
            role_arn: None,
            external_id: None,
            max_rate: None,
            service_last_accessed: true,
            events: true,
            attempt_timeout: Duration::from_secs(20),
        }
    }
}

/// An account as reached by one profile.
#[derive(Debug)]
pub struct Session {
    /// The account.
    pub account: AccountId,
    /// The ARN of the caller.
    pub caller_arn: String,
    /// The partition: `aws`, `aws-cn`, `aws-us-gov`.
    pub partition: String,
    /// The region that the profile or the environment names.
    pub home: Region,
    /// The profile's name, or `default credentials`.
    pub label: String,
    pub(super) config: SdkConfig,
    pub(super) clients: Clients,
    pub(super) limiter: Limiter,
    /// The key of the fingerprints of secrets that this session comes across.
    pub redaction: redact::Key,
    expired: AtomicBool,
    probing: tokio::sync::Mutex<()>,
}

impl Session {
    /// Loads credentials and asks whose they are.
    ///
    /// # Errors
    /// When there are no credentials, or they are refused, or the account cannot be reached.
    pub async fn load(
        profile: Option<&str>,
        options: &Options,
        rate: Option<Arc<Rate>>,
        redaction: redact::Key,
    ) -> Result<Arc<Self>, CloudError> {
        let label = profile.map_or_else(|| "default credentials".to_owned(), |name| format!("profile {name}"));
        let mut config = load_config(profile, options).await;
        check_credentials(&config, &label).await?;
        if let Some(role) = &options.role_arn {
            config = assume(&config, role, options.external_id.as_deref()).await;
        }
        Self::identified(config, label, rate, redaction).await
    }

    /// Asks whose credentials a configuration holds.
    ///
    /// # Errors
    /// When they are refused or the account cannot be reached.
    pub async fn of_config(config: SdkConfig, label: String, rate: Option<Arc<Rate>>) -> Result<Arc<Self>, CloudError> {
        Self::identified(config, label, rate, redact::Key::random()).await
    }

    async fn identified(
        config: SdkConfig,
        label: String,
        rate: Option<Arc<Rate>>,
        redaction: redact::Key,
    ) -> Result<Arc<Self>, CloudError> {
        let http = transport::watched(config.http_client().unwrap_or_else(transport::client), rate.clone());
        let config = config.to_builder().http_client(http).build();
        let home = config.region().map_or_else(|| Region::from(FALLBACK_REGION), |it| Region::from(it.as_ref()));
        let sts = aws_sdk_sts::Client::new(&in_region(&config, &home));
        let own_endpoint = has_own_endpoint(&config);
        let limiter = Limiter::new(rate).at_own_endpoint(own_endpoint);
        let permit = limiter.acquire(&Region::global(), "sts").await;
        let identity = sts.get_caller_identity().send().await;
        drop(permit);
        let identity = identity
            .map_err(|wrong| refusal(&wrong).into_cloud_error(format!("ask who {label} is ({IDENTITY})"), IDENTITY))?;
        let caller_arn = identity.arn().unwrap_or_default().to_owned();
        Ok(Arc::new(Self {
            account: AccountId::new(identity.account().unwrap_or_default()),
            partition: partition_of(&caller_arn),
            caller_arn,
            home,
            label,
            clients: Clients::new(own_endpoint),
            config,
            limiter,
            redaction,
            expired: AtomicBool::new(false),
            probing: tokio::sync::Mutex::new(()),
        }))
    }

    /// The configuration for one region; the pseudo-region `global` is the home region.
    pub fn config(&self, region: &Region) -> SdkConfig {
        in_region(&self.config, self.regional(region))
    }

    /// The region to sign for.
    pub fn regional<'a>(&'a self, region: &'a Region) -> &'a Region {
        if region.as_str() == "global" { &self.home } else { region }
    }

    /// Whether the credentials have been found expired: nothing more need be tried.
    pub fn is_expired(&self) -> bool {
        self.expired.load(Ordering::Acquire)
    }

    /// After one call was told that its credentials expired: asks who we are, so that one odd answer ends nothing else.
    pub(super) async fn confirm_expired(&self) {
        let _turn = self.probing.lock().await;
        if self.is_expired() {
            return;
        }
        let _permit = self.limiter.acquire(&Region::global(), "sts").await;
        if let Err(wrong) = self.sts().get_caller_identity().send().await {
            let gone = matches!(refusal(&wrong).reason, Failure::Expired | Failure::NoCredentials);
            self.expired.store(gone, Ordering::Release);
        }
    }
}

/// Sessions of all profiles, each loaded when first asked for. A copy shares them.
#[derive(Debug, Clone)]
pub struct Sessions {
    lazies: Vec<Arc<Lazy>>,
}

/// A session that is loaded when first asked for, and then kept.
#[derive(Debug)]
pub struct Lazy {
    profile: Option<String>,
    options: Options,
    rate: Option<Arc<Rate>>,
    redaction: redact::Key,
    session: OnceCell<Arc<Session>>,
}

impl Sessions {
    /// One session per profile; the standard chain alone where no profile is named.
    pub fn new(options: &Options) -> Self {
        let rate = options.max_rate.map(|calls| Arc::new(Rate::per_second(calls)));
        // One key, so that a secret that two accounts use shows as one.
        let redaction = redact::Key::random();
        let lazy = |profile: Option<&String>| {
            Arc::new(Lazy {
                profile: profile.cloned(),
                options: options.clone(),
                rate: rate.clone(),
                redaction: redaction.clone(),
                session: OnceCell::new(),
            })
        };
        let mut lazies: Vec<Arc<Lazy>> = options.profiles.iter().map(|profile| lazy(Some(profile))).collect();
        if lazies.is_empty() {
            lazies.push(lazy(None));
        }
        Self { lazies }
    }

    /// Sessions that are loaded already.
    pub fn of(sessions: Vec<Arc<Session>>) -> Self {
        let lazy = |session: Arc<Session>| {
            let session = OnceCell::new_with(Some(session));
            let redaction = session.get().map_or_else(redact::Key::random, |it| it.redaction.clone());
            Arc::new(Lazy { profile: None, options: Options::default(), rate: None, redaction, session })
        };
        Self { lazies: sessions.into_iter().map(lazy).collect() }
    }

    /// All of them, in the order of the profiles.
    pub fn all(&self) -> &[Arc<Lazy>] {
        &self.lazies
    }

    /// The session that reaches an account.
    ///
    /// # Errors
    /// When no profile reaches it; the error of the last profile that failed says more.
    pub async fn for_account(&self, account: &AccountId) -> Result<Arc<Session>, CloudError> {
        let mut reached = Vec::new();
        let mut last_error = None;
        for lazy in &self.lazies {
            match lazy.get().await {
                Ok(session) if session.account == *account => return Ok(session),
                Ok(session) => reached.push(format!("{} is account {}", session.label, session.account)),
                Err(wrong) => last_error = Some(wrong),
            }
        }
        Err(last_error.unwrap_or_else(|| CloudError {
            operation: format!("reach account {account}"),
            reason: Failure::NoCredentials,
            permission: String::new(),
            message: format!("{}; name a profile of account {account} with --aws", reached.join(", ")),
        }))
    }
}

impl Lazy {
    /// The session.
    ///
    /// # Errors
    /// As [`Session::load`]. A failed load is tried again when asked for again.
    pub async fn get(&self) -> Result<Arc<Session>, CloudError> {
        let load = || Session::load(self.profile.as_deref(), &self.options, self.rate.clone(), self.redaction.clone());
        self.session.get_or_try_init(load).await.cloned()
    }

    /// The profile in words.
    pub fn label(&self) -> String {
        self.profile.clone().unwrap_or_else(|| "default credentials".to_owned())
    }

    /// The options it is loaded with.
    pub fn options(&self) -> &Options {
        &self.options
    }
}

async fn load_config(profile: Option<&str>, options: &Options) -> SdkConfig {
    let mut loader = aws_config::defaults(BehaviorVersion::latest())
        .http_client(transport::client())
        .retry_config(retries())
        .timeout_config(timeouts(options.attempt_timeout));
    if let Some(profile) = profile {
        loader = loader.profile_name(profile);
    }
    loader.load().await
}

fn retries() -> RetryConfig {
    RetryConfig::standard().with_max_attempts(ATTEMPTS).with_initial_backoff(Duration::from_millis(400))
}

fn timeouts(attempt: Duration) -> TimeoutConfig {
    TimeoutConfig::builder()
        .connect_timeout(attempt.min(Duration::from_secs(5)))
        .operation_attempt_timeout(attempt)
        .operation_timeout(attempt * 3)
        .build()
}

async fn assume(config: &SdkConfig, role: &str, external_id: Option<&str>) -> SdkConfig {
    let mut provider = AssumeRoleProvider::builder(role).session_name("tidegate").configure(config);
    if let Some(external_id) = external_id {
        provider = provider.external_id(external_id);
    }
    let provider = SharedCredentialsProvider::new(provider.build().await);
    config.to_builder().credentials_provider(provider).build()
}

async fn check_credentials(config: &SdkConfig, label: &str) -> Result<(), CloudError> {
    let wrong = match config.credentials_provider() {
        None => CredentialsError::not_loaded_no_source(),
        Some(provider) => match provider.provide_credentials().await {
            Ok(_) => return Ok(()),
            Err(wrong) => wrong,
        },
    };
    let (reason, message) = match &wrong {
        CredentialsError::CredentialsNotLoaded(_) => (
            Failure::NoCredentials,
            "name a profile with --aws PROFILE, run 'aws sso login', or set AWS_PROFILE; then run 'tidegate doctor'"
                .to_owned(),
        ),
        _ => (Failure::Expired, format!("{}; sign in again, for example with 'aws sso login'", last_cause(&wrong))),
    };
    Err(CloudError { operation: format!("get credentials for {label}"), reason, permission: String::new(), message })
}

fn last_cause(error: &dyn std::error::Error) -> String {
    let mut error = error;
    while let Some(source) = error.source() {
        error = source;
    }
    without_tokens(&error.to_string())
}

fn in_region(config: &SdkConfig, region: &Region) -> SdkConfig {
    config.to_builder().region(aws_types::region::Region::new(region.as_str().to_owned())).build()
}

fn partition_of(arn: &str) -> String {
    let partition = Arn::new(arn).partition().to_owned();
    if partition.is_empty() { "aws".to_owned() } else { partition }
}

/// Whether S3 is reached at an address of the user's own, where buckets cannot be part of the host name.
fn has_own_endpoint(config: &SdkConfig) -> bool {
    let key = ServiceConfigKey::builder().service_id("S3").env("AWS_ENDPOINT_URL").profile("endpoint_url").build();
    let of_service = key.ok().and_then(|key| config.service_config().and_then(|held| held.load_config(key)));
    config.endpoint_url().is_some() || of_service.is_some()
}
