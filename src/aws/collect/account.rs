//! The account as a whole: its alias, summary, password policy, root user and public access block.

use std::collections::BTreeMap;

use aws_sdk_iam::types::PasswordPolicy as SdkPasswordPolicy;
use futures::future::join4;

use crate::model::aws::{AccountSettings, PasswordPolicy, PublicAccessBlock, RootUser};
use crate::model::{Detail, Fact, GapId, Kind, Region};

use super::super::call::{Api, Caller};
use super::super::shape;
use super::super::shape::s3::{account_public_access_block, none};
use super::iam_details::resource;
use super::iam_report::{Report, Row};

const ALIASES: Api = Api::new("iam:ListAccountAliases");
const SUMMARY: Api = Api::new("iam:GetAccountSummary");
const PASSWORDS: Api = Api::new("iam:GetAccountPasswordPolicy");
const BLOCK: Api = Api::needs("s3:GetPublicAccessBlock", "s3:GetAccountPublicAccessBlock");

/// Keeps the account as a resource, under the ARN of its root.
pub(super) async fn collect(caller: &Caller, report: &Result<Report, GapId>, regions: &Result<Vec<Region>, GapId>) {
    let arn = format!("arn:{}:iam::{}:root", caller.session.partition, caller.session.account);
    if !caller.sink.holds_resource(&arn) {
        let (alias, summary, password_policy, block) =
            join4(alias(caller), summary(caller), password_policy(caller), public_access_block(caller, &arn)).await;
        let settings = AccountSettings {
            root: root(caller, &summary, report).into(),
            alias: alias.into(),
            summary: summary.into(),
            password_policy: password_policy.into(),
            public_access_block: block.into(),
            regions: regions
                .as_ref()
                .map(|all| all.iter().map(ToString::to_string).collect())
                .map_err(|gap| *gap)
                .into(),
        };
        caller.put(resource(caller, &arn, Fact::NotApplicable, Detail::Account(Box::new(settings))));
    }
    caller.listed(Kind::Account, Ok(1));
}

async fn alias(caller: &Caller) -> Result<Option<String>, GapId> {
    let client = caller.session.iam();
    let mut first = None;
    let request = |marker: Option<String>| client.list_account_aliases().set_marker(marker).send();
    caller
        .pages(ALIASES, "", request, |page| {
            first = first.take().or_else(|| page.account_aliases().first().cloned());
            page.marker.filter(|_| page.is_truncated)
        })
        .await?;
    Ok(first)
}

async fn summary(caller: &Caller) -> Result<BTreeMap<String, i64>, GapId> {
    let client = caller.session.iam();
    let answer = caller.call(SUMMARY, "", || client.get_account_summary().send()).await?;
    let map = answer.summary_map.unwrap_or_default();
    Ok(map.into_iter().map(|(key, value)| (key.as_str().to_owned(), i64::from(value))).collect())
}

async fn password_policy(caller: &Caller) -> Result<Option<PasswordPolicy>, GapId> {
    let client = caller.session.iam();
    let request = || client.get_account_password_policy().send();
    let answer = caller.call_optional(PASSWORDS, "", &["NoSuchEntity", "NoSuchEntityException"], request).await?;
    Ok(answer.and_then(|answer| answer.password_policy).map(|policy| rules(&policy)))
}

fn rules(policy: &SdkPasswordPolicy) -> PasswordPolicy {
    let expires = policy.max_password_age().and_then(shape::count).filter(|days| *days > 0);
    PasswordPolicy {
        // AWS asks for 6 characters where a policy names no number.
        minimum_length: policy.minimum_password_length().and_then(shape::count).unwrap_or(6),
        require_uppercase: policy.require_uppercase_characters(),
        require_lowercase: policy.require_lowercase_characters(),
        require_numbers: policy.require_numbers(),
        require_symbols: policy.require_symbols(),
        maximum_age_days: expires,
        reuse_prevention: policy.password_reuse_prevention().and_then(shape::count).filter(|count| *count > 0),
        users_may_change: policy.allow_users_to_change_password(),
    }
}

async fn public_access_block(caller: &Caller, arn: &str) -> Result<Option<PublicAccessBlock>, GapId> {
    let client = caller.session.s3control(&caller.session.home);
    let account = caller.session.account.as_str();
    let request = || client.get_public_access_block().account_id(account).send();
    let answer = caller.call_optional(BLOCK, arn, none::PUBLIC_ACCESS_BLOCK, request).await?;
    let block = answer.and_then(|answer| answer.public_access_block_configuration);
    Ok(block.as_ref().map(account_public_access_block))
}

/// The root user, from the summary and the report: either is enough.
fn root(
    caller: &Caller,
    summary: &Result<BTreeMap<String, i64>, GapId>,
    report: &Result<Report, GapId>,
) -> Result<RootUser, GapId> {
    let row = report.as_ref().ok().and_then(Report::root);
    let said = |key: &str| summary.as_ref().ok()?.get(key).copied();
    let (mfa, access_keys) = match (said("AccountMFAEnabled").zip(said("AccountAccessKeysPresent")), row) {
        (Some((mfa, present)), row) => (mfa > 0, active_keys(present, row)),
        (None, Some(row)) => (row.mfa, row.keys.iter().filter(|key| key.active).count()),
        (None, None) => {
            let missing = || caller.malformed(SUMMARY, "", "the answer says nothing of the root user");
            return Err(summary.as_ref().err().copied().unwrap_or_else(missing));
        }
    };
    let password_last_used = match (row, report) {
        (Some(row), _) => Fact::Known(row.password_last_used),
        (None, Ok(_)) => Fact::NotApplicable,
        (None, Err(gap)) => Fact::Unknown(*gap),
    };
    Ok(RootUser { mfa, access_keys: u32::try_from(access_keys).unwrap_or(u32::MAX), password_last_used })
}

/// The summary says whether there are keys now; the report, up to four hours old, whether they are active.
fn active_keys(present: i64, row: Option<&Row>) -> usize {
    let present = usize::try_from(present).unwrap_or_default();
    let known = row.filter(|row| present > 0 && row.keys.iter().any(|key| key.rotated.is_some()));
    known.map_or(present, |row| row.keys.iter().filter(|key| key.active).count())
}

#[cfg(test)]
mod tests {
    use super::super::iam_report::ReportedKey;
    use super::*;

    fn row(active: bool, made: bool) -> Row {
        let key = |active, made: bool| ReportedKey {
            active,
            rotated: made.then(|| "2024-01-02T03:04:05Z".parse().unwrap()),
            last_used: None,
        };
        Row {
            password_enabled: None,
            password_last_used: None,
            mfa: true,
            keys: [key(active, made), key(false, false)],
        }
    }

    #[test]
    fn keys_of_root_are_counted_from_both_sources() {
        assert_eq!(active_keys(0, Some(&row(true, true))), 0, "deleted since the report");
        assert_eq!(active_keys(1, Some(&row(true, true))), 1);
        assert_eq!(active_keys(1, Some(&row(false, true))), 0, "there is one, inactive");
        assert_eq!(active_keys(1, Some(&row(false, false))), 1, "made since the report");
        assert_eq!(active_keys(1, None), 1);
    }
}
