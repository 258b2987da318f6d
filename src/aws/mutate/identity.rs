//! Settings of users, roles and groups.

use super::attempt::Attempt;
use crate::aws::shape::{Misshapen, iam as shape};
use crate::model::aws::AccessKeyStatus;
use crate::model::{Arn, Aspect, SettingValue};
use crate::ports::CloudError;

const ATTACHED: &str = "\"attached\"";

/// The value that a setting of an identity has now.
pub async fn read(attempt: &Attempt<'_>) -> Result<SettingValue, CloudError> {
    match &attempt.setting.aspect {
        Aspect::AccessKeyStatus { key } => read_key_status(attempt, key).await,
        Aspect::PolicyAttachment { policy } => {
            let there = is_attached(attempt, policy).await?;
            Ok(if there { SettingValue::text(ATTACHED) } else { SettingValue::NONE })
        }
        Aspect::RoleTrust => {
            let output = attempt.answer(attempt.session.iam().get_role().role_name(attempt.name()).send()).await?;
            let trust = output.role.and_then(|role| role.assume_role_policy_document);
            let trust = trust.ok_or_else(|| Misshapen::missing("the trust policy"));
            let document = attempt.understood(trust.and_then(|trust| shape::document(&trust)))?;
            Ok(SettingValue::text(document.text()))
        }
        _ => Err(attempt.misplaced()),
    }
}

async fn read_key_status(attempt: &Attempt<'_>, key: &str) -> Result<SettingValue, CloudError> {
    let call = attempt.session.iam().list_access_keys().user_name(attempt.name());
    let mut pages = call.into_paginator().send();
    while let Some(page) = pages.next().await {
        let page = attempt.answered(page)?;
        let found = page.access_key_metadata.iter().find(|held| held.access_key_id.as_deref() == Some(key));
        if let Some(status) = found.and_then(|held| held.status.as_ref()) {
            return attempt.json(shape::key_status(status));
        }
    }
    Ok(SettingValue::NONE)
}

async fn is_attached(attempt: &Attempt<'_>, policy: &Arn) -> Result<bool, CloudError> {
    let (iam, name, wanted) = (attempt.session.iam(), attempt.name(), Some(policy.as_str()));
    macro_rules! listed {
        ($call:expr) => {{
            let mut pages = $call.into_paginator().send();
            while let Some(page) = pages.next().await {
                let page = attempt.answered(page)?;
                if page.attached_policies().iter().any(|held| held.policy_arn.as_deref() == wanted) {
                    return Ok(true);
                }
            }
            Ok(false)
        }};
    }
    match attempt.setting.identity_kind() {
        "user" => listed!(iam.list_attached_user_policies().user_name(name)),
        "group" => listed!(iam.list_attached_group_policies().group_name(name)),
        _ => listed!(iam.list_attached_role_policies().role_name(name)),
    }
}

/// Gives a setting of an identity a value.
pub async fn write(attempt: &Attempt<'_>, after: &SettingValue) -> Result<(), CloudError> {
    let (iam, name) = (attempt.session.iam(), attempt.name());
    match &attempt.setting.aspect {
        Aspect::AccessKeyStatus { key } => {
            let status = shape::key_status_for(attempt.present::<AccessKeyStatus>(after)?);
            attempt.done(iam.update_access_key().user_name(name).access_key_id(key).status(status).send()).await
        }
        Aspect::PolicyAttachment { policy } if after.0.is_some() => attach(attempt, policy).await,
        Aspect::PolicyAttachment { policy } => detach(attempt, policy).await,
        Aspect::RoleTrust => {
            let trust = after.as_text().ok_or_else(|| attempt.refused("a role always has a trust policy"))?;
            attempt.done(iam.update_assume_role_policy().role_name(name).policy_document(trust).send()).await
        }
        _ => Err(attempt.misplaced()),
    }
}

async fn attach(attempt: &Attempt<'_>, policy: &Arn) -> Result<(), CloudError> {
    let (iam, name, policy) = (attempt.session.iam(), attempt.name(), policy.as_str());
    match attempt.setting.identity_kind() {
        "user" => attempt.done(iam.attach_user_policy().user_name(name).policy_arn(policy).send()).await,
        "group" => attempt.done(iam.attach_group_policy().group_name(name).policy_arn(policy).send()).await,
        _ => attempt.done(iam.attach_role_policy().role_name(name).policy_arn(policy).send()).await,
    }
}

async fn detach(attempt: &Attempt<'_>, policy: &Arn) -> Result<(), CloudError> {
    let (iam, name, policy) = (attempt.session.iam(), attempt.name(), policy.as_str());
    match attempt.setting.identity_kind() {
        "user" => attempt.done(iam.detach_user_policy().user_name(name).policy_arn(policy).send()).await,
        "group" => attempt.done(iam.detach_group_policy().group_name(name).policy_arn(policy).send()).await,
        _ => attempt.done(iam.detach_role_policy().role_name(name).policy_arn(policy).send()).await,
    }
}
