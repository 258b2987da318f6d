//! Reading a setting's value out of an estate, and putting one in.

use std::sync::Arc;

use thiserror::Error;

use super::aws::{AccessKeyStatus, Acl, AttachedPolicy, BucketEncryption, KeyState, TrailStatus};
use super::{
    Aspect, Detail, Document, Estate, Fact, Resource, Setting, SettingValue, setting_permission, setting_pipeline,
    setting_reach, setting_watch,
};

/// Why a setting could not be read from or put into an estate.
#[derive(Debug, Error)]
pub enum SettingError {
    /// The estate has no such resource.
    #[error("the estate has no {0}")]
    NoResource(String),
    /// The resource has no such setting.
    #[error("there is no {0}")]
    NoSetting(String),
    /// The setting could not be read in the scan.
    #[error("not known: {0}")]
    Unknown(String),
    /// The value is not of the setting's type.
    #[error("the value given for the {setting} is not understood: {source}")]
    Malformed {
        /// The setting.
        setting: String,
        /// What is wrong with the value.
        source: serde_json::Error,
    },
}

impl Estate {
    /// The value that a setting has in this estate.
    ///
    /// # Errors
    /// When the estate lacks the resource or the resource has no such setting.
    pub fn setting(&self, setting: &Setting) -> Result<Fact<SettingValue>, SettingError> {
        let (_, resource) = self
            .find(setting.resource.as_str())
            .ok_or_else(|| SettingError::NoResource(setting.resource.to_string()))?;
        read(resource, setting)
    }

    /// Gives a setting a value: the estate as it would be after the change.
    ///
    /// # Errors
    /// As [`Estate::setting`], and when the value is not of the setting's type.
    pub fn set(&mut self, setting: &Setting, value: &SettingValue) -> Result<(), SettingError> {
        let (_, resource) = self
            .find(setting.resource.as_str())
            .ok_or_else(|| SettingError::NoResource(setting.resource.to_string()))?;
        let mut changed = Resource::clone(resource);
        write(&mut changed, setting, value)?;
        self.insert(Arc::new(changed));
        Ok(())
    }
}

pub(super) fn malformed(setting: &Setting) -> impl Fn(serde_json::Error) -> SettingError + '_ {
    move |source| SettingError::Malformed { setting: setting.to_string(), source }
}

pub(super) fn json<T: serde::Serialize>(fact: &Fact<T>, setting: &Setting) -> Result<Fact<SettingValue>, SettingError> {
    Ok(match fact {
        Fact::Known(value) => Fact::Known(SettingValue::json(value).map_err(malformed(setting))?),
        Fact::Unknown(gap) => Fact::Unknown(*gap),
        Fact::NotApplicable => Fact::NotApplicable,
    })
}

pub(super) fn optional<T: serde::Serialize>(
    fact: &Fact<Option<T>>,
    setting: &Setting,
) -> Result<Fact<SettingValue>, SettingError> {
    match fact {
        Fact::Known(None) => Ok(Fact::Known(SettingValue::NONE)),
        Fact::Known(Some(value)) => json(&Fact::Known(value), setting),
        Fact::Unknown(gap) => Ok(Fact::Unknown(*gap)),
        Fact::NotApplicable => Ok(Fact::NotApplicable),
    }
}

pub(super) fn document(document: &Document) -> SettingValue {
    SettingValue::text(document.text())
}

pub(super) fn flag(on: bool) -> SettingValue {
    SettingValue::text(if on { "true" } else { "false" })
}

fn read(resource: &Resource, setting: &Setting) -> Result<Fact<SettingValue>, SettingError> {
    match (&setting.aspect, &resource.detail) {
        (Aspect::BucketPublicAccessBlock, Detail::Bucket(it)) => optional(&it.public_access_block, setting),
        (Aspect::AccountPublicAccessBlock, Detail::Account(it)) => optional(&it.public_access_block, setting),
        (Aspect::BucketEncryption, Detail::Bucket(it)) => optional(&it.encryption, setting),
        (Aspect::BucketPolicy, Detail::Bucket(it)) => {
            Ok(it.policy.map(|policy| policy.as_ref().map_or(SettingValue::NONE, document)))
        }
        (Aspect::BucketOwnership, Detail::Bucket(it)) => optional(&it.ownership, setting),
        (Aspect::BucketAcl, Detail::Bucket(it)) => json(&it.acl, setting),
        (Aspect::BucketVersioning, Detail::Bucket(it)) => json(&it.versioning, setting),
        (Aspect::BucketLogging, Detail::Bucket(it)) => optional(&it.logging, setting),
        (Aspect::KeyPolicy, Detail::Key(it)) => Ok(it.policy.map(document)),
        (Aspect::KeyRotation, Detail::Key(it)) => json(&it.rotation, setting),
        (Aspect::KeyState, Detail::Key(it)) => json(&Fact::Known(it.state), setting),
        (Aspect::AccessKeyStatus { key }, Detail::User(it)) => {
            let status = it.access_keys.map(|keys| keys.iter().find(|held| held.id == *key).map(|held| held.status));
            optional(&status, setting)
        }
        (Aspect::PolicyAttachment { policy }, detail) => {
            let attached = attachments(detail).ok_or_else(|| SettingError::NoSetting(setting.to_string()))?;
            let there = attached.iter().any(|held| held.arn == *policy);
            Ok(Fact::Known(if there { SettingValue::text("\"attached\"") } else { SettingValue::NONE }))
        }
        (Aspect::RoleTrust, Detail::Role(it)) => Ok(Fact::Known(document(&it.trust))),
        (Aspect::TrailLogValidation, Detail::Trail(it)) => Ok(Fact::Known(flag(it.log_file_validation))),
        (Aspect::TrailLogging, Detail::Trail(it)) => Ok(it.status.map(|status| flag(status.logging))),
        (
            Aspect::EncryptionAtRest
            | Aspect::PointInTimeRecovery
            | Aspect::LogRetention
            | Aspect::CatalogEncryption
            | Aspect::WorkGroupEnforcement,
            detail,
        ) => setting_pipeline::read(detail, setting),
        (Aspect::FunctionPermission { statement }, Detail::Function(it)) => {
            setting_permission::read(it, statement, setting)
        }
        (Aspect::EventSelectors | Aspect::SecretRotation, detail) => setting_watch::read(detail, setting),
        _ => setting_reach::read(resource, setting)?.ok_or_else(|| SettingError::NoSetting(setting.to_string())),
    }
}

fn attachments(detail: &Detail) -> Option<&Vec<AttachedPolicy>> {
    match detail {
        Detail::User(it) => Some(&it.attached),
        Detail::Role(it) => Some(&it.attached),
        Detail::Group(it) => Some(&it.attached),
        _ => None,
    }
}

fn attachments_mut(detail: &mut Detail) -> Option<&mut Vec<AttachedPolicy>> {
    match detail {
        Detail::User(it) => Some(&mut it.attached),
        Detail::Role(it) => Some(&mut it.attached),
        Detail::Group(it) => Some(&mut it.attached),
        _ => None,
    }
}

fn write(resource: &mut Resource, setting: &Setting, value: &SettingValue) -> Result<(), SettingError> {
    if setting_pipeline::set(&mut resource.detail, setting, value)?
        || setting_reach::set(resource, setting, value)?
        || setting_watch::set(&mut resource.detail, setting, value)?
    {
        return Ok(());
    }
    let error = malformed(setting);
    let absent = || SettingError::NoSetting(setting.to_string());
    let text = || value.as_text().ok_or_else(absent);
    match (&setting.aspect, &mut resource.detail) {
        (Aspect::BucketPublicAccessBlock, Detail::Bucket(it)) => {
            it.public_access_block = Fact::Known(value.parse().map_err(error)?);
        }
        (Aspect::AccountPublicAccessBlock, Detail::Account(it)) => {
            it.public_access_block = Fact::Known(value.parse().map_err(error)?);
        }
        (Aspect::BucketEncryption, Detail::Bucket(it)) => {
            it.encryption = Fact::Known(value.parse::<BucketEncryption>().map_err(error)?);
        }
        (Aspect::BucketPolicy, Detail::Bucket(it)) => {
            it.policy = Fact::Known(value.as_text().map(Document::new));
            // The cloud's opinion was about the earlier document.
            it.policy_status_public = Fact::NotApplicable;
        }
        (Aspect::BucketOwnership, Detail::Bucket(it)) => {
            it.ownership = Fact::Known(value.parse().map_err(error)?);
        }
        (Aspect::BucketAcl, Detail::Bucket(it)) => {
            it.acl = Fact::Known(value.parse::<Acl>().map_err(error)?.ok_or_else(absent)?);
        }
        (Aspect::BucketVersioning, Detail::Bucket(it)) => {
            it.versioning = Fact::Known(value.parse().map_err(error)?.unwrap_or_default());
        }
        (Aspect::BucketLogging, Detail::Bucket(it)) => it.logging = Fact::Known(value.parse().map_err(error)?),
        (Aspect::KeyPolicy, Detail::Key(it)) => it.policy = Fact::Known(Document::new(text()?)),
        (Aspect::KeyRotation, Detail::Key(it)) => {
            it.rotation = Fact::Known(value.parse().map_err(error)?.ok_or_else(absent)?);
        }
        (Aspect::KeyState, Detail::Key(it)) => {
            it.state = value.parse::<KeyState>().map_err(error)?.ok_or_else(absent)?;
            if it.state != KeyState::PendingDeletion {
                it.deletion_date = None;
            }
        }
        (Aspect::AccessKeyStatus { key }, Detail::User(it)) => {
            let status = value.parse::<AccessKeyStatus>().map_err(error)?.ok_or_else(absent)?;
            if let Fact::Known(keys) = &mut it.access_keys {
                let held = keys.iter_mut().find(|held| held.id == *key).ok_or_else(absent)?;
                held.status = status;
            }
        }
        (Aspect::PolicyAttachment { policy }, detail) => {
            let attached = attachments_mut(detail).ok_or_else(absent)?;
            let place = attached.iter().position(|held| held.arn == *policy);
            match (place, value.0.is_some()) {
                (Some(place), false) => {
                    attached.remove(place);
                }
                (None, true) => {
                    let name = policy.short_name().to_owned();
                    attached.push(AttachedPolicy { name, arn: policy.clone() });
                }
                _ => {}
            }
        }
        (Aspect::RoleTrust, Detail::Role(it)) => it.trust = Document::new(text()?),
        (Aspect::TrailLogValidation, Detail::Trail(it)) => it.log_file_validation = text()? == "true",
        (Aspect::TrailLogging, Detail::Trail(it)) => {
            let logging = text()? == "true";
            let old = it.status.known().cloned();
            it.status = Fact::Known(match old {
                Some(status) => TrailStatus { logging, ..status },
                None => TrailStatus { logging, latest_delivery: None, delivery_error: None },
            });
        }
        _ => return Err(absent()),
    }
    Ok(())
}
