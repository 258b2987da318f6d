//! Settings of a KMS key.

use super::attempt::Attempt;
use crate::aws::shape::{Misshapen, kms as shape};
use crate::model::aws::{KeyRotation, KeyState};
use crate::model::{Aspect, SettingValue};
use crate::ports::CloudError;

/// The name of the only policy that a key has.
pub const POLICY_NAME: &str = "default";

/// Days until a key is deleted whose cancelled deletion is taken back. KMS forgets the first date when the deletion is
/// cancelled, so the longest period that it allows is the careful choice.
const DELETION_DAYS: i32 = 30;

/// The value that a setting of a key has now.
pub async fn read(attempt: &Attempt<'_>) -> Result<SettingValue, CloudError> {
    let (kms, key) = (attempt.session.kms(&attempt.setting.region), attempt.name());
    match attempt.setting.aspect {
        Aspect::KeyPolicy => {
            let output = attempt.answer(kms.get_key_policy().key_id(key).policy_name(POLICY_NAME).send()).await?;
            let policy = output.policy.ok_or_else(|| Misshapen::missing("the key policy"));
            attempt.understood(policy).map(SettingValue::text)
        }
        Aspect::KeyRotation => {
            let output = attempt.answer(kms.get_key_rotation_status().key_id(key).send()).await?;
            attempt.json(Ok(shape::rotation(&output)))
        }
        Aspect::KeyState => {
            let output = attempt.answer(kms.describe_key().key_id(key).send()).await?;
            let metadata = output.key_metadata.ok_or_else(|| Misshapen::missing("the key"));
            attempt.json(metadata.map(|metadata| shape::state(&metadata)))
        }
        _ => Err(attempt.misplaced()),
    }
}

/// Gives a setting of a key a value.
pub async fn write(attempt: &Attempt<'_>, before: &SettingValue, after: &SettingValue) -> Result<(), CloudError> {
    match attempt.setting.aspect {
        Aspect::KeyPolicy => {
            let policy = after.as_text().ok_or_else(|| attempt.refused("a key always has a policy"))?;
            let kms = attempt.session.kms(&attempt.setting.region);
            let call = kms.put_key_policy().key_id(attempt.name()).policy_name(POLICY_NAME);
            attempt.done(call.policy(policy).send()).await
        }
        Aspect::KeyRotation => write_rotation(attempt, attempt.present(after)?).await,
        Aspect::KeyState => write_state(attempt, attempt.present(before)?, attempt.present(after)?).await,
        _ => Err(attempt.misplaced()),
    }
}

async fn write_rotation(attempt: &Attempt<'_>, rotation: KeyRotation) -> Result<(), CloudError> {
    let (kms, key) = (attempt.session.kms(&attempt.setting.region), attempt.name());
    if !rotation.enabled {
        return attempt.done(kms.disable_key_rotation().key_id(key).send()).await;
    }
    let days = rotation.period_days.and_then(|days| i32::try_from(days).ok());
    attempt.done(kms.enable_key_rotation().key_id(key).set_rotation_period_in_days(days).send()).await
}

async fn write_state(attempt: &Attempt<'_>, before: KeyState, after: KeyState) -> Result<(), CloudError> {
    let (kms, key) = (attempt.session.kms(&attempt.setting.region), attempt.name());
    match (before, after) {
        (KeyState::PendingDeletion, KeyState::Enabled | KeyState::Disabled) => {
            attempt.done(kms.cancel_key_deletion().key_id(key).send()).await
        }
        (KeyState::Enabled | KeyState::Disabled, KeyState::PendingDeletion) => {
            let call = kms.schedule_key_deletion().key_id(key).pending_window_in_days(DELETION_DAYS);
            attempt.done(call.send()).await
        }
        _ => Err(attempt.refused("only the deletion of a key is cancelled and scheduled again")),
    }
}
