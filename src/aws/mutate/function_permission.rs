//! Statements of a function's policy that let a service call it.
//!
//! Lambda refuses a statement under an id that is there, so that the old one goes first. The revision of the policy that
//! was read goes with that call: nothing is taken away that somebody has changed meanwhile. Where the new statement is
//! refused, the old one is put back.

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::{Map, Value};

use super::attempt::Attempt;
use crate::aws::shape::Misshapen;
use crate::aws::wire::{Client, Method, label, services};
use crate::model::aws::FunctionPermission;
use crate::model::{Aspect, SettingValue, permission_in};
use crate::ports::CloudError;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Told {
    policy: String,
    revision_id: String,
}

struct Statement<'a> {
    lambda: Client,
    path: String,
    id: &'a str,
}

impl<'a> Statement<'a> {
    fn of(attempt: &Attempt<'a>) -> Result<Self, CloudError> {
        let Aspect::FunctionPermission { statement } = &attempt.setting.aspect else { return Err(attempt.misplaced()) };
        let lambda = attempt.session.wire(services::LAMBDA, &attempt.setting.region);
        let path = format!("/2015-03-31/functions/{}/policy", label(attempt.setting.function_name()));
        Ok(Self { lambda, path, id: statement })
    }

    /// The permission that the statement is now, and the revision of the policy.
    async fn held(&self, attempt: &Attempt<'_>) -> Result<(FunctionPermission, String), CloudError> {
        let told = attempt.answer(self.lambda.rest::<Told>("GetPolicy", Method::Get, &self.path, &[], None)).await?;
        let permission = permission_in(&told.policy, self.id);
        let permission = permission.ok_or_else(|| Misshapen(format!("no statement {} is a permission", self.id)));
        Ok((attempt.understood(permission)?, told.revision_id))
    }

    async fn add(&self, attempt: &Attempt<'_>, permission: &FunctionPermission) -> Result<(), CloudError> {
        let mut input = Map::new();
        let parts = [
            ("StatementId", Some(self.id)),
            ("Action", Some(permission.action.as_str())),
            ("Principal", Some(permission.service.as_str())),
            ("SourceArn", permission.source_arn.as_deref()),
            ("SourceAccount", permission.source_account.as_deref()),
        ];
        for (name, value) in parts.into_iter().filter_map(|(name, value)| Some((name, value?))) {
            input.insert(name.to_owned(), value.into());
        }
        let input = Value::Object(input);
        let call = self.lambda.rest::<IgnoredAny>("AddPermission", Method::Post, &self.path, &[], Some(&input));
        attempt.done(call).await
    }
}

/// The permission that the statement is now.
pub async fn read(attempt: &Attempt<'_>) -> Result<SettingValue, CloudError> {
    let (permission, _) = Statement::of(attempt)?.held(attempt).await?;
    attempt.json(Ok(permission))
}

/// Puts a permission in the place of the one that is there.
pub async fn write(attempt: &Attempt<'_>, before: &SettingValue, after: &SettingValue) -> Result<(), CloudError> {
    let (before, after): (FunctionPermission, FunctionPermission) = (attempt.present(before)?, attempt.present(after)?);
    let statement = Statement::of(attempt)?;
    let (held, revision) = statement.held(attempt).await?;
    if held != before {
        return Err(attempt.refused("the statement has changed since it was read"));
    }
    let path = format!("{}/{}", statement.path, label(statement.id));
    let query = [("RevisionId", revision.as_str())];
    let remove = statement.lambda.rest::<IgnoredAny>("RemovePermission", Method::Delete, &path, &query, None);
    attempt.done(remove).await?;
    let Err(error) = statement.add(attempt, &after).await else { return Ok(()) };
    match statement.add(attempt, &before).await {
        Ok(()) => Err(error),
        Err(worse) => Err(CloudError {
            message: format!(
                "{}; and the statement that was there could not be put back: {}",
                error.message, worse.message
            ),
            ..error
        }),
    }
}
