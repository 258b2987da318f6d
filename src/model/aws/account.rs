//! Settings and facts of a whole AWS account.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::PublicAccessBlock;
use crate::model::{Fact, Timestamp};

/// What is read about an account as a whole.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AccountSettings {
    /// The first alias, when there is one (`iam:ListAccountAliases`).
    pub alias: Fact<Option<String>>,
    /// The account summary as IAM reports it (`iam:GetAccountSummary`), such as `AccountMFAEnabled`.
    pub summary: Fact<BTreeMap<String, i64>>,
    /// The password policy; none when the account never set one (`iam:GetAccountPasswordPolicy`).
    pub password_policy: Fact<Option<PasswordPolicy>>,
    /// The root user, from the summary and the credential report.
    pub root: Fact<RootUser>,
    /// S3's block of public access for the whole account; none when it was never set.
    pub public_access_block: Fact<Option<PublicAccessBlock>>,
    /// Regions that are enabled and were scanned.
    pub regions: Fact<Vec<String>>,
}

/// The root user of an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RootUser {
    /// Whether a second factor is set.
    pub mfa: bool,
    /// How many access keys of the root user are active.
    pub access_keys: u32,
    /// When its password was last used, from the credential report.
    pub password_last_used: Fact<Option<Timestamp>>,
}

/// The rules for passwords of IAM users.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasswordPolicy {
    /// Least number of characters.
    pub minimum_length: u32,
    /// A capital letter is required.
    pub require_uppercase: bool,
    /// A small letter is required.
    pub require_lowercase: bool,
    /// A digit is required.
    pub require_numbers: bool,
    /// A symbol is required.
    pub require_symbols: bool,
    /// Days until a password expires; none when it never does.
    pub maximum_age_days: Option<u32>,
    /// How many earlier passwords may not be used again.
    pub reuse_prevention: Option<u32>,
    /// Users may change their own password.
    pub users_may_change: bool,
}
