//! Settings of an account as a whole.

use super::attempt::Attempt;
use crate::aws::shape::s3 as shape;
use crate::model::aws::PublicAccessBlock;
use crate::model::{Aspect, SettingValue};
use crate::ports::CloudError;

/// The value that a setting of an account has now.
pub async fn read(attempt: &Attempt<'_>) -> Result<SettingValue, CloudError> {
    let Aspect::AccountPublicAccessBlock = attempt.setting.aspect else { return Err(attempt.misplaced()) };
    let call = attempt
        .session
        .s3control(&attempt.setting.region)
        .get_public_access_block()
        .account_id(attempt.setting.account.as_str());
    let output = attempt.answer_or_none(call.send(), shape::none::PUBLIC_ACCESS_BLOCK).await?;
    let block = output.and_then(|output| output.public_access_block_configuration);
    attempt.optional(Ok(block.as_ref().map(shape::account_public_access_block)))
}

/// Gives a setting of an account a value.
pub async fn write(attempt: &Attempt<'_>, after: &SettingValue) -> Result<(), CloudError> {
    let Aspect::AccountPublicAccessBlock = attempt.setting.aspect else { return Err(attempt.misplaced()) };
    let (control, account) = (attempt.session.s3control(&attempt.setting.region), attempt.setting.account.as_str());
    match attempt.parsed::<PublicAccessBlock>(after)?.map(shape::account_public_access_block_for) {
        Some(block) => {
            let call = control.put_public_access_block().account_id(account).public_access_block_configuration(block);
            attempt.done(call.send()).await
        }
        None => attempt.done(control.delete_public_access_block().account_id(account).send()).await,
    }
}
