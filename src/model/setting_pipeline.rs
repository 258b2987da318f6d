//! Settings of the services that pipelines are made of: reading them out of an estate, and putting them in.

use super::aws::PointInTimeRecovery;
use super::setting_access::{flag, json, malformed, optional};
use super::{Aspect, AtRest, Detail, Fact, Setting, SettingError, SettingValue};

/// The value that a setting has.
pub(super) fn read(detail: &Detail, setting: &Setting) -> Result<Fact<SettingValue>, SettingError> {
    match (&setting.aspect, detail) {
        (Aspect::EncryptionAtRest, detail) if has_encryption(detail) => json(&detail.aspects().at_rest(), setting),
        (Aspect::PointInTimeRecovery, Detail::Table(it)) => json(&it.recovery, setting),
        (Aspect::LogRetention, Detail::LogGroup(it)) => optional(&Fact::Known(it.retention_days), setting),
        (Aspect::CatalogEncryption, Detail::GlueCatalog(it)) => json(&it.encryption, setting),
        (Aspect::WorkGroupEnforcement, Detail::AthenaWorkGroup(it)) => Ok(it.settings.map(|it| flag(it.enforced))),
        _ => Err(SettingError::NoSetting(setting.to_string())),
    }
}

/// Kinds whose encryption is a setting of its own.
fn has_encryption(detail: &Detail) -> bool {
    matches!(
        detail,
        Detail::Queue(_)
            | Detail::Topic(_)
            | Detail::Stream(_)
            | Detail::DeliveryStream(_)
            | Detail::Table(_)
            | Detail::LogGroup(_)
            | Detail::AthenaWorkGroup(_)
    )
}

/// Gives a setting a value.
pub(super) fn put(detail: &mut Detail, setting: &Setting, value: &SettingValue) -> Result<(), SettingError> {
    let error = malformed(setting);
    let absent = || SettingError::NoSetting(setting.to_string());
    match (&setting.aspect, detail) {
        (Aspect::EncryptionAtRest, detail) => {
            let wanted: AtRest = value.parse().map_err(error)?.ok_or_else(absent)?;
            encrypt(detail, wanted).ok_or_else(absent)?;
        }
        (Aspect::PointInTimeRecovery, Detail::Table(it)) => {
            let wanted: PointInTimeRecovery = value.parse().map_err(error)?.ok_or_else(absent)?;
            it.recovery = Fact::Known(wanted);
        }
        (Aspect::LogRetention, Detail::LogGroup(it)) => it.retention_days = value.parse().map_err(error)?,
        (Aspect::CatalogEncryption, Detail::GlueCatalog(it)) => {
            it.encryption = Fact::Known(value.parse().map_err(error)?.ok_or_else(absent)?);
        }
        (Aspect::WorkGroupEnforcement, Detail::AthenaWorkGroup(it)) => {
            it.settings.known_mut().ok_or_else(absent)?.enforced = value.as_text() == Some("true");
        }
        _ => return Err(absent()),
    }
    Ok(())
}

/// Encrypts a resource so; none where it has no such setting, or where what holds it was not read.
fn encrypt(detail: &mut Detail, wanted: AtRest) -> Option<()> {
    match detail {
        Detail::Queue(it) => it.encryption = Fact::Known(wanted),
        Detail::Topic(it) => it.encryption = Fact::Known(wanted),
        Detail::Stream(it) => it.encryption = Fact::Known(wanted),
        Detail::DeliveryStream(it) => it.description.known_mut()?.encryption = Fact::Known(wanted),
        Detail::Table(it) => it.description.known_mut()?.encryption = wanted,
        Detail::LogGroup(it) => it.encryption = wanted,
        Detail::AthenaWorkGroup(it) => it.settings.known_mut()?.encryption = wanted,
        _ => return None,
    }
    Some(())
}
