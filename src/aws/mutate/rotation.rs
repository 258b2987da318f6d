//! The rotation of secrets.

use serde::de::IgnoredAny;

use super::attempt::Attempt;
use crate::aws::collect::secretsmanager;
use crate::aws::wire::{Client, services};
use crate::model::SettingValue;
use crate::ports::CloudError;

fn client(attempt: &Attempt<'_>) -> Client {
    attempt.session.wire(services::SECRETS_MANAGER, &attempt.setting.region)
}

/// How the secret is rotated now.
pub async fn read(attempt: &Attempt<'_>) -> Result<SettingValue, CloudError> {
    let (client, secret) = (client(attempt), attempt.setting.resource.as_str());
    let rotation = attempt.answer(secretsmanager::rotation_of(&client, secret)).await?;
    attempt.optional(Ok(rotation))
}

/// Has the secret rotated so from its next window on, or no more.
pub async fn write(attempt: &Attempt<'_>, before: &SettingValue, after: &SettingValue) -> Result<(), CloudError> {
    let operation = attempt.setting.write_call(after).operation;
    let mut request = attempt.acceptable(attempt.setting.request(before, after))?.ok_or_else(|| attempt.misplaced())?;
    if let Some(asked) = request.as_object_mut().filter(|_| after.0.is_some()) {
        asked.insert("ClientRequestToken".to_owned(), attempt.acceptable(token())?.into());
    }
    attempt.done(client(attempt).json::<IgnoredAny>(operation, &request)).await
}

/// What makes a retry of the request known as one, and names the version that the function is tried with.
///
/// Source: AWS Secrets Manager API Reference, "RotateSecret".
fn token() -> Result<String, getrandom::Error> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)?;
    Ok(hex::encode(bytes))
}
