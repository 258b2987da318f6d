//! `narrow-key-policy-statement`.

use super::common::{resource, target};
use super::narrow::{ACCOUNT, Narrowing, ORGANIZATION, accounts, must_name_insiders, narrow, organization};
use crate::finding::Finding;
use crate::model::Aspect;
use crate::remedy::{Edit, Refusal, Situation};

define_remedy! {
    /// Adds a condition to the offending statement of a key policy, so that it lets in only callers of an organization
    /// or of accounts. Without a choice it takes the estate's own organization, and without one the key's account.
    ///
    /// Callers outside can no longer decrypt what the key protects.
    ///
    /// Source: AWS KMS Developer Guide, "AWS KMS condition keys", section "kms:CallerAccount".
    id: "narrow-key-policy-statement",
    title: "Narrow the offending statement of the key policy",
    choices: &[ORGANIZATION, ACCOUNT],
    propose: propose,
}

fn propose(situation: &Situation<'_>, finding: &Finding) -> Result<Vec<Edit>, Refusal> {
    let resource = resource(situation, finding)?;
    resource.key().ok_or(Refusal::NotForThis(REMEDY.id))?;
    let Some(target) = target(situation, finding, resource, Aspect::KeyPolicy)? else { return Ok(Vec::new()) };
    let mut narrowings: Vec<Narrowing> = accounts(situation, "kms:CallerAccount")?.into_iter().collect();
    let by_default = narrowings.is_empty() && !situation.choices.contains_key(ORGANIZATION.name);
    narrowings.extend(organization(situation, !by_default)?);
    if narrowings.is_empty() {
        narrowings.push(Narrowing::new("kms:CallerAccount", "account", vec![resource.account.to_string()]));
    }
    if by_default {
        must_name_insiders(situation, &target)?;
    }
    narrow(&target, &narrowings, &format!("the policy of key {}", resource.name())).map(|edit| vec![edit])
}
