//! Values that may be secrets: kept as they are, or as a fingerprint and a reason. What counts as a secret, and the key
//! of fingerprints, is no matter of this module.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A value of a configuration that may hold a secret, such as that of an environment variable.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Redacted {
    /// It is no secret, or only says where one is kept.
    Plain(String),
    /// It is or holds a secret, which is not kept.
    Secret {
        /// Tells equal secrets of one scan from different ones: 16 hexadecimal digits of a keyed hash, whose key is random
        /// and not kept. Empty where no random key could be had.
        fingerprint: String,
        /// Why it counts as one.
        reason: SecretReason,
        /// The value with the secret left out, where more than the secret was in it, such as the host of a connection
        /// string.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        remainder: Option<String>,
    },
}

impl Redacted {
    /// What can be read of it: the value, or what is left of it without the secret. What names anything stands here.
    pub fn readable(&self) -> Option<&str> {
        match self {
            Self::Plain(value) => Some(value),
            Self::Secret { remainder, .. } => remainder.as_deref(),
        }
    }

    /// Whether it is or holds a secret.
    pub fn is_secret(&self) -> bool {
        matches!(self, Self::Secret { .. })
    }
}

/// Why a value counts as a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SecretReason {
    /// Its name says so.
    Name,
    /// It has the shape of an AWS access key.
    AccessKey,
    /// It is a private key.
    PrivateKey,
    /// It has the shape of a JSON Web Token.
    WebToken,
    /// It has the shape of a token of a known service.
    ServiceToken,
    /// It is an address with a password in it.
    Address,
    /// It looks random.
    Random,
}

impl SecretReason {
    /// The reason in words, to follow "because".
    pub fn words(self) -> &'static str {
        match self {
            Self::Name => "its name says so",
            Self::AccessKey => "it has the shape of an AWS access key",
            Self::PrivateKey => "it is a private key",
            Self::WebToken => "it has the shape of a JSON Web Token",
            Self::ServiceToken => "it has the shape of a service's token",
            Self::Address => "it is an address with a password",
            Self::Random => "it looks random",
        }
    }
}

impl fmt::Display for SecretReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.words())
    }
}

/// A text, such as a definition or a script, whose secrets are left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RedactedText {
    /// The text. In the place of each secret stands `***FINGERPRINT***`.
    pub text: String,
    /// The secrets that were found, in their order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub secrets: Vec<FoundSecret>,
}

/// A secret that was found in a text.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct FoundSecret {
    /// Where: the path of the member in a JSON document, such as `States.Load.Parameters.password`; empty in free text.
    pub place: String,
    /// As of [`Redacted::Secret`].
    pub fingerprint: String,
    /// Why it counts as one.
    pub reason: SecretReason,
}
