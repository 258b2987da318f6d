//! `enable-account-public-access-block`.

use super::common::{resource, typed};
use super::exposure;
use crate::finding::Finding;
use crate::model::aws::PublicAccessBlock;
use crate::model::{Aspect, Kind};
use crate::remedy::{Edit, Refusal, Situation};

define_remedy! {
    /// Turns on all four settings that block public access for every bucket of an account, those made later included.
    ///
    /// Do not use it in an account that serves public data directly from buckets.
    ///
    /// Source: Amazon S3 User Guide, "Configuring block public access settings for your account".
    id: "enable-account-public-access-block",
    title: "Block public access to all buckets of the account",
    choices: &[],
    propose: propose,
}

fn propose(situation: &Situation<'_>, finding: &Finding) -> Result<Vec<Edit>, Refusal> {
    let account = &resource(situation, finding)?.account;
    let (_, settings) = situation
        .estate
        .account_resource(account)
        .ok_or_else(|| Refusal::Unknown(format!("the settings of account {account} were not read")))?;
    let buckets = situation.estate.all(Kind::Bucket).filter(|(_, it)| it.account == *account);
    let buckets: Vec<_> = buckets.filter_map(|(_, it)| it.bucket()).collect();
    let summary = format!("Block all public access to every bucket of account {account}.");
    let mut edit = typed(settings, Aspect::AccountPublicAccessBlock, &PublicAccessBlock::ALL, summary)?;
    edit.consequences.push(format!("Applies to all {} buckets of the account and to new ones.", buckets.len()));
    edit.consequences.extend(buckets.iter().flat_map(|bucket| exposure::lost_by_blocking(bucket)));
    edit.disruptive = edit.consequences.len() > 1;
    Ok(vec![edit])
}
