//! Settings of the services that pipelines are made of. They are called over the wire, with the requests of
//! [`Setting::request`](crate::model::Setting::request).

use serde::de::IgnoredAny;

use super::attempt::Attempt;
use crate::aws::collect::{athena, dynamodb, firehose, glue_catalog, kinesis, logs, sns, sqs};
use crate::aws::shape::Misshapen;
use crate::aws::wire::{Client, Protocol, Service, services};
use crate::model::aws::Queue;
use crate::model::{Aspect, AtRest, SettingValue};
use crate::ports::CloudError;

/// The service that holds the setting's resource.
fn service(attempt: &Attempt<'_>) -> Result<Service, CloudError> {
    Ok(match attempt.setting.resource.service() {
        "sqs" => services::SQS,
        "sns" => services::SNS,
        "kinesis" => services::KINESIS,
        "firehose" => services::FIREHOSE,
        "dynamodb" => services::DYNAMODB,
        "logs" => services::LOGS,
        "glue" => services::GLUE,
        "athena" => services::ATHENA,
        _ => return Err(attempt.misplaced()),
    })
}

fn client(attempt: &Attempt<'_>, service: Service) -> Client {
    attempt.session.wire(service, &attempt.setting.region)
}

/// The value that a setting has now.
pub async fn read(attempt: &Attempt<'_>) -> Result<SettingValue, CloudError> {
    let (client, name) = (client(attempt, service(attempt)?), attempt.name());
    match attempt.setting.aspect {
        Aspect::EncryptionAtRest => {
            let at_rest = encryption(attempt, &client).await?;
            attempt.json(Ok(at_rest))
        }
        Aspect::PointInTimeRecovery => {
            let recovery = attempt.answer(dynamodb::recovery_of(&client, name)).await?;
            attempt.json(Ok(recovery))
        }
        Aspect::LogRetention => {
            let (_, days) = log_group(attempt, &client).await?;
            attempt.optional(Ok(days))
        }
        Aspect::CatalogEncryption => {
            let settings = attempt.answer(glue_catalog::encryption_of(&client)).await?;
            attempt.json(Ok(settings))
        }
        Aspect::WorkGroupEnforcement => {
            let settings = attempt.answer(athena::settings_of(&client, name)).await?;
            attempt.json(Ok(settings.enforced))
        }
        _ => Err(attempt.misplaced()),
    }
}

async fn encryption(attempt: &Attempt<'_>, client: &Client) -> Result<AtRest, CloudError> {
    let (arn, name) = (&attempt.setting.resource, attempt.name());
    match arn.service() {
        "sqs" => attempt.answer(sqs::encryption_of(client, &Queue::address(arn))).await,
        "sns" => attempt.answer(sns::encryption_of(client, arn.as_str())).await,
        "kinesis" => attempt.answer(kinesis::encryption_of(client, arn.as_str())).await,
        "firehose" => attempt.answer(firehose::encryption_of(client, name)).await,
        "dynamodb" => {
            let table = attempt.answer(dynamodb::encryption_of(client, name)).await?;
            attempt.understood(table.ok_or_else(|| Misshapen::missing("the table")))
        }
        "logs" => log_group(attempt, client).await.map(|(at_rest, _)| at_rest),
        _ => attempt.answer(athena::settings_of(client, name)).await.map(|it| it.encryption),
    }
}

async fn log_group(attempt: &Attempt<'_>, client: &Client) -> Result<(AtRest, Option<u32>), CloudError> {
    let group = attempt.answer(logs::group_of(client, attempt.setting.identifier())).await?;
    attempt.understood(group.ok_or_else(|| Misshapen::missing("the log group")))
}

/// Gives a setting a value.
pub async fn write(attempt: &Attempt<'_>, before: &SettingValue, after: &SettingValue) -> Result<(), CloudError> {
    let (service, operation) = (service(attempt)?, attempt.setting.write_call(after).operation);
    let request = attempt.acceptable(attempt.setting.request(before, after))?.ok_or_else(|| attempt.misplaced())?;
    let client = client(attempt, service);
    if !matches!(service.protocol, Protocol::Query { .. }) {
        return attempt.done(client.json::<IgnoredAny>(operation, &request)).await;
    }
    let fields = request.as_object().into_iter().flatten();
    let parameters: Vec<(&str, &str)> = fields.filter_map(|(name, it)| Some((name.as_str(), it.as_str()?))).collect();
    attempt.done(client.query(operation, &parameters)).await
}
