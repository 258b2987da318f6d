//! The settings of what is recorded: their calls, and their values in an estate.

use super::setting::Call;
use super::setting_access::{json, malformed};
use super::{Aspect, Detail, Fact, Setting, SettingError, SettingValue};

/// The call that reads it.
pub(super) fn read_call(_: &Setting) -> Call {
    ("GetEventSelectors", "cloudtrail:GetEventSelectors")
}

/// The call that gives it this value.
pub(super) fn write_call(_: &Setting, _: &SettingValue) -> Call {
    ("PutEventSelectors", "cloudtrail:PutEventSelectors")
}

/// The value that a setting has.
pub(super) fn read(detail: &Detail, setting: &Setting) -> Result<Fact<SettingValue>, SettingError> {
    match (&setting.aspect, detail) {
        (Aspect::EventSelectors, Detail::Trail(it)) => json(&it.selectors, setting),
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
        _ => return Ok(false),
    }
    Ok(true)
}
