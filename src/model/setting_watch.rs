//! The settings of what is recorded and of what changes by itself: their calls, and their values in an estate.

use super::aws::SecretRotation;
use super::setting::Call;
use super::setting_access::{json, malformed, optional};
use super::{Aspect, Detail, Fact, Setting, SettingError, SettingValue, setting_permission};

/// The call that reads it.
pub(super) fn read_call(setting: &Setting) -> Call {
    match setting.aspect {
        Aspect::SecretRotation => ("DescribeSecret", "secretsmanager:DescribeSecret"),
        _ => ("GetEventSelectors", "cloudtrail:GetEventSelectors"),
    }
}

/// The call that gives it this value.
pub(super) fn write_call(setting: &Setting, value: &SettingValue) -> Call {
    match setting.aspect {
        Aspect::SecretRotation if value.0.is_none() => ("CancelRotateSecret", "secretsmanager:CancelRotateSecret"),
        Aspect::SecretRotation => ("RotateSecret", "secretsmanager:RotateSecret"),
        _ => ("PutEventSelectors", "cloudtrail:PutEventSelectors"),
    }
}

impl Setting {
    /// A permission that giving it this value needs besides that of the call: Secrets Manager tries the function out in
    /// the name of who asks for rotation, and a statement of a function has to go before it comes anew.
    ///
    /// Sources: AWS Secrets Manager API Reference, "RotateSecret"; AWS Lambda API Reference, "AddPermission".
    pub fn also_needs(&self, value: &SettingValue) -> Option<&'static str> {
        match self.aspect {
            Aspect::SecretRotation if value.0.is_some() => Some("lambda:InvokeFunction"),
            Aspect::FunctionPermission { .. } => Some("lambda:RemovePermission"),
            _ => None,
        }
    }
}

/// The value that a setting has.
pub(super) fn read(detail: &Detail, setting: &Setting) -> Result<Fact<SettingValue>, SettingError> {
    match (&setting.aspect, detail) {
        (Aspect::EventSelectors, Detail::Trail(it)) => json(&it.selectors, setting),
        (Aspect::SecretRotation, Detail::Secret(it)) => {
            optional(&Fact::Known(it.rotation.as_ref().map(SecretRotation::as_set)), setting)
        }
        _ => Err(SettingError::NoSetting(setting.to_string())),
    }
}

/// Gives the setting a value in an estate. Whether the resource has such a setting.
pub(super) fn set(detail: &mut Detail, setting: &Setting, value: &SettingValue) -> Result<bool, SettingError> {
    let error = malformed(setting);
    let absent = || SettingError::NoSetting(setting.to_string());
    match (&setting.aspect, detail) {
        (Aspect::EventSelectors, Detail::Trail(it)) => {
            it.selectors = Fact::Known(value.parse().map_err(error)?.ok_or_else(absent)?);
        }
        (Aspect::SecretRotation, Detail::Secret(it)) => {
            let held = std::mem::replace(&mut it.rotation, value.parse().map_err(error)?);
            it.last_function = held.and_then(|it| it.function).filter(|_| it.rotation.is_none());
        }
        (Aspect::FunctionPermission { statement }, Detail::Function(it)) => {
            let wanted = value.parse().map_err(error)?.ok_or_else(absent)?;
            setting_permission::set(it, statement, &wanted).ok_or_else(absent)?;
        }
        _ => return Ok(false),
    }
    Ok(true)
}
