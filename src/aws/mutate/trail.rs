//! Settings of a trail.

use super::attempt::Attempt;
use crate::aws::shape::{Misshapen, cloudtrail as shape};
use crate::model::{Aspect, SettingValue};
use crate::ports::CloudError;

/// The value that a setting of a trail has now.
pub async fn read(attempt: &Attempt<'_>) -> Result<SettingValue, CloudError> {
    let (cloudtrail, trail) = (attempt.session.cloudtrail(&attempt.setting.region), attempt.setting.resource.as_str());
    let on = match attempt.setting.aspect {
        Aspect::TrailLogValidation => {
            let output = attempt.answer(cloudtrail.get_trail().name(trail).send()).await?;
            let trail = output.trail.ok_or_else(|| Misshapen::missing("the trail"));
            attempt.understood(trail)?.log_file_validation_enabled
        }
        Aspect::TrailLogging => attempt.answer(cloudtrail.get_trail_status().name(trail).send()).await?.is_logging,
        Aspect::EventSelectors => {
            let output = attempt.answer(cloudtrail.get_event_selectors().trail_name(trail).send()).await?;
            return attempt.json(Ok(shape::selectors(&output)));
        }
        _ => return Err(attempt.misplaced()),
    };
    attempt.json(Ok(on.unwrap_or_default()))
}

/// Gives a setting of a trail a value.
pub async fn write(attempt: &Attempt<'_>, after: &SettingValue) -> Result<(), CloudError> {
    let (cloudtrail, trail) = (attempt.session.cloudtrail(&attempt.setting.region), attempt.setting.resource.as_str());
    let on = || attempt.present::<bool>(after);
    match attempt.setting.aspect {
        Aspect::TrailLogValidation => {
            attempt.done(cloudtrail.update_trail().name(trail).enable_log_file_validation(on()?).send()).await
        }
        Aspect::TrailLogging if on()? => attempt.done(cloudtrail.start_logging().name(trail).send()).await,
        Aspect::TrailLogging => attempt.done(cloudtrail.stop_logging().name(trail).send()).await,
        Aspect::EventSelectors => {
            let (basic, advanced) = attempt.acceptable(shape::asked(&attempt.present(after)?))?;
            let call = cloudtrail.put_event_selectors().trail_name(trail);
            let call = call.set_event_selectors(basic).set_advanced_event_selectors(advanced);
            attempt.done(call.send()).await
        }
        _ => Err(attempt.misplaced()),
    }
}
