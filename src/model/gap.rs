//! What could not be read, and why.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{AccountId, Region};

/// One read that failed. Whatever depends on it is unknown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    /// The account that was asked.
    pub account: AccountId,
    /// The region that was asked.
    pub region: Region,
    /// The call that failed, as `service:Operation`, for example `s3:GetBucketPolicy`.
    pub api: String,
    /// What was asked about: an ARN or a name; empty for the listing of a whole account.
    pub resource: String,
    /// Why it failed.
    pub reason: Failure,
    /// The IAM permission that the call needs, for example `s3:GetBucketPolicy`.
    pub permission: String,
    /// The service's own words, without secrets.
    pub message: String,
}

/// Why a call to a cloud failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Failure {
    /// The caller lacks the permission.
    Denied,
    /// Still throttled after all retries.
    Throttled,
    /// No answer in time.
    TimedOut,
    /// The endpoint could not be reached or the connection broke.
    Unreachable,
    /// The credentials expired or were refused as a whole.
    Expired,
    /// No credentials were found anywhere in the chain.
    NoCredentials,
    /// The region is not enabled for the account.
    RegionDisabled,
    /// The answer could not be understood.
    Malformed,
    /// The thing asked about does not exist (any more).
    NotFound,
    /// The service refused the request as invalid or failed itself.
    Refused,
    /// Not implemented by the service at this endpoint.
    Unsupported,
    /// The scan was cancelled before this was read.
    Cancelled,
    /// The scan was told not to ask.
    LeftOut,
}

impl Failure {
    /// The reason in a few plain words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Denied => "access denied",
            Self::Throttled => "throttled",
            Self::TimedOut => "timed out",
            Self::Unreachable => "could not be reached",
            Self::Expired => "credentials expired or refused",
            Self::NoCredentials => "no credentials found",
            Self::RegionDisabled => "region not enabled",
            Self::Malformed => "answer not understood",
            Self::NotFound => "not found",
            Self::Refused => "refused by the service",
            Self::Unsupported => "not supported by this endpoint",
            Self::Cancelled => "cancelled",
            Self::LeftOut => "left out on request",
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.words())
    }
}

impl fmt::Display for Gap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} in {} ({})", self.api, self.account, self.region)?;
        if !self.resource.is_empty() {
            write!(f, " on {}", self.resource)?;
        }
        write!(f, ": {}", self.reason)?;
        if matches!(self.reason, Failure::Denied) {
            write!(f, "; needs {}", self.permission)?;
        }
        Ok(())
    }
}
