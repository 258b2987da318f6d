//! What the services refuse and what they derive, as far as it matters to remedies and their undos.

use std::sync::Arc;

use crate::model::aws::{Bucket, KeyRotation, KeyState, ObjectOwnership, Versioning};
use crate::model::{Aspect, Detail, Estate, Fact, Failure, Resource, Setting, SettingValue};
use crate::policy::{Inside, Policy, exposure};

/// Why the service would refuse a value, if it would.
pub(super) fn refusal(estate: &Estate, setting: &Setting, value: &SettingValue) -> Option<(Failure, String)> {
    let (_, resource) = estate.find(setting.resource.as_str())?;
    if setting.aspect.is_document()
        && let Some(text) = value.as_text()
        && let Err(error) = Policy::parse(text)
    {
        return Some((Failure::Refused, format!("MalformedPolicyDocument: {error}")));
    }
    let refused = |message: &str| Some((Failure::Refused, message.to_owned()));
    match (&setting.aspect, &resource.detail) {
        (Aspect::BucketVersioning, Detail::Bucket(bucket)) if forgets_versioning(bucket, value) => {
            refused("IllegalVersioningConfiguration: versioning that was enabled can only be suspended")
        }
        (Aspect::BucketAcl, Detail::Bucket(bucket))
            if bucket.ownership == Fact::Known(Some(ObjectOwnership::BucketOwnerEnforced)) =>
        {
            refused("AccessControlListNotSupported: the bucket does not allow access control lists")
        }
        (Aspect::BucketPolicy, Detail::Bucket(bucket))
            if is_public(value.as_text()) && blocks_public_policy(estate, resource, bucket) =>
        {
            let message = "public policies are blocked by the BlockPublicPolicy setting".to_owned();
            Some((Failure::Denied, message))
        }
        (Aspect::KeyRotation, Detail::Key(key)) if key.state != KeyState::Enabled => {
            let on = value.parse::<KeyRotation>().ok().flatten().is_some_and(|rotation| rotation.enabled);
            if on { refused("KMSInvalidStateException: the key is not enabled") } else { None }
        }
        _ => None,
    }
}

/// S3 keeps no way back to a bucket that never had versions.
fn forgets_versioning(bucket: &Bucket, value: &SettingValue) -> bool {
    let status = |versioning: &Versioning| versioning.status.is_some();
    let had = bucket.versioning.known().is_some_and(status);
    let keeps = value.parse::<Versioning>().ok().flatten().as_ref().is_some_and(status);
    had && !keeps
}

fn blocks_public_policy(estate: &Estate, resource: &Resource, bucket: &Bucket) -> bool {
    let own = bucket.public_access_block.known().copied().flatten();
    let settings = estate.account_resource(&resource.account).and_then(|(_, account)| account.account_settings());
    let account = settings.and_then(|settings| settings.public_access_block.known().copied().flatten());
    own.into_iter().chain(account).any(|block| block.block_public_policy)
}

/// Whether S3 would call a policy public: it lets in everyone, and no condition keeps it to fixed values.
fn is_public(policy: Option<&str>) -> bool {
    let inside = Inside { account: &|_| true, organization: None, canonical: None };
    policy.and_then(|text| Policy::parse(text).ok()).is_some_and(|policy| !exposure(&policy, &inside).public.is_empty())
}

/// Brings up to date what S3 derives from a policy.
pub(super) fn derive(estate: &mut Estate, setting: &Setting) {
    let Some((_, resource)) = estate.find(setting.resource.as_str()) else { return };
    let mut changed = Resource::clone(resource);
    let Detail::Bucket(bucket) = &mut changed.detail else { return };
    let policy = bucket.policy.known().map(|policy| policy.as_ref().map(|document| document.text().to_owned()));
    match policy {
        Some(None) => bucket.policy_status_public = Fact::NotApplicable,
        Some(Some(text)) => bucket.policy_status_public = Fact::Known(is_public(Some(&text))),
        None => return,
    }
    estate.insert(Arc::new(changed));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::aws::{PublicAccessBlock, VersioningStatus};
    use crate::simulated::generate;

    const OPEN: &str =
        r#"{"Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*"}]}"#;

    /// An estate with its first bucket changed, and a setting of that bucket.
    fn with(aspect: Aspect, change: impl FnOnce(&mut Bucket)) -> (Estate, Setting) {
        let mut estate = generate(20);
        let mut resource = Resource::clone(estate.bucket_named("data-100000000000-000007").unwrap().1);
        if let Detail::Bucket(bucket) = &mut resource.detail {
            change(bucket);
        }
        let (account, region) = (resource.account.clone(), resource.region.clone());
        let setting = Setting { account, region, resource: resource.arn.clone(), aspect };
        estate.insert(Arc::new(resource));
        (estate, setting)
    }

    fn refused(estate: &Estate, setting: &Setting, value: &SettingValue) -> String {
        refusal(estate, setting, value).map(|(_, message)| message).unwrap_or_default()
    }

    #[test]
    fn versioning_that_was_enabled_cannot_be_forgotten() {
        let on = Versioning { status: Some(VersioningStatus::Enabled), mfa_delete: false };
        let (estate, setting) = with(Aspect::BucketVersioning, |it| it.versioning = Fact::Known(on));
        let never = SettingValue::json(&Versioning::default()).unwrap();
        assert!(refused(&estate, &setting, &never).starts_with("IllegalVersioningConfiguration"));
        let suspended = Versioning { status: Some(VersioningStatus::Suspended), mfa_delete: false };
        assert_eq!(refusal(&estate, &setting, &SettingValue::json(&suspended).unwrap()), None);
    }

    #[test]
    fn a_public_policy_is_refused_while_public_policies_are_blocked() {
        let blocked = Fact::Known(Some(PublicAccessBlock::ALL));
        let (estate, setting) = with(Aspect::BucketPolicy, |it| it.public_access_block = blocked);
        assert!(refused(&estate, &setting, &SettingValue::text(OPEN)).contains("BlockPublicPolicy"));
        let narrow = OPEN.replace("\"*\"", r#"{"AWS":"arn:aws:iam::999988887777:root"}"#);
        assert_eq!(refusal(&estate, &setting, &SettingValue::text(narrow)), None);
        assert!(refused(&estate, &setting, &SettingValue::text("{}")).starts_with("MalformedPolicyDocument"));
    }

    #[test]
    fn access_control_lists_cannot_be_written_where_they_are_disabled() {
        let enforced = Fact::Known(Some(ObjectOwnership::BucketOwnerEnforced));
        let (estate, setting) = with(Aspect::BucketAcl, |it| it.ownership = enforced);
        let value = estate.setting(&setting).unwrap().known().unwrap().clone();
        assert!(refused(&estate, &setting, &value).starts_with("AccessControlListNotSupported"));
    }

    #[test]
    fn the_status_of_a_policy_follows_the_policy() {
        let (mut estate, setting) = with(Aspect::BucketPolicy, |_| {});
        let mut status_with = |value: SettingValue| {
            estate.set(&setting, &value).unwrap();
            derive(&mut estate, &setting);
            let (_, resource) = estate.find(setting.resource.as_str()).unwrap();
            resource.bucket().unwrap().policy_status_public.clone()
        };
        assert_eq!(status_with(SettingValue::text(OPEN)), Fact::Known(true));
        assert_eq!(status_with(SettingValue::NONE), Fact::NotApplicable);
    }
}
