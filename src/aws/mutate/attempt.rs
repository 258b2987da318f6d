//! One read or write of one setting: its subject, its call, and how its failures are told.

use std::fmt::Display;

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use serde::{Deserialize, Serialize};

use crate::aws::error::refusal;
use crate::aws::session::Session;
use crate::aws::shape::Misshapen;
use crate::model::{ApiCall, Failure, Setting, SettingValue};
use crate::ports::CloudError;

/// What the SDK gives back from a call.
type Answer<T, E> = Result<T, SdkError<E, HttpResponse>>;

/// One read or write of one setting.
pub struct Attempt<'a> {
    /// The session in the setting's account.
    pub session: &'a Session,
    /// The setting.
    pub setting: &'a Setting,
    verb: &'static str,
    call: ApiCall,
}

impl<'a> Attempt<'a> {
    /// To read a setting.
    pub fn to_read(session: &'a Session, setting: &'a Setting) -> Self {
        Self { session, setting, verb: "read", call: setting.read_call() }
    }

    /// To give a setting this value.
    pub fn to_write(session: &'a Session, setting: &'a Setting, after: &SettingValue) -> Self {
        Self { session, setting, verb: "change", call: setting.write_call(after) }
    }

    /// The resource's own name, as its service's calls take it.
    pub fn name(&self) -> &'a str {
        self.setting.resource.short_name()
    }

    /// The answer of a call.
    pub async fn answer<T, E>(&self, call: impl Future<Output = Answer<T, E>>) -> Result<T, CloudError>
    where
        E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
    {
        self.answered(call.await)
    }

    /// The answer of a page of a pager.
    pub fn answered<T, E>(&self, answer: Answer<T, E>) -> Result<T, CloudError>
    where
        E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
    {
        answer.map_err(|error| self.failed(&error))
    }

    /// The answer of a call, or none when the service says with one of these codes that there is none.
    pub async fn answer_or_none<T, E>(
        &self,
        call: impl Future<Output = Answer<T, E>>,
        none: &[&str],
    ) -> Result<Option<T>, CloudError>
    where
        E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
    {
        match call.await {
            Ok(output) => Ok(Some(output)),
            Err(error) if error.code().is_some_and(|code| none.contains(&code)) => Ok(None),
            Err(error) => Err(self.failed(&error)),
        }
    }

    /// A call whose answer says nothing more than that it was carried out.
    pub async fn done<T, E>(&self, call: impl Future<Output = Answer<T, E>>) -> Result<(), CloudError>
    where
        E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
    {
        self.answer(call).await.map(drop)
    }

    /// A typed setting as a value.
    pub fn json<T: Serialize>(&self, setting: Result<T, Misshapen>) -> Result<SettingValue, CloudError> {
        let setting = self.understood(setting)?;
        SettingValue::json(&setting).map_err(|error| self.error(Failure::Malformed, error.to_string()))
    }

    /// A typed setting as a value, or none.
    pub fn optional<T: Serialize>(&self, setting: Result<Option<T>, Misshapen>) -> Result<SettingValue, CloudError> {
        match self.understood(setting)? {
            Some(setting) => self.json(Ok(setting)),
            None => Ok(SettingValue::NONE),
        }
    }

    /// A value as a typed setting, or none.
    pub fn parsed<T: for<'de> Deserialize<'de>>(&self, value: &SettingValue) -> Result<Option<T>, CloudError> {
        value.parse().map_err(|error| self.refused(&format!("the value to give is not understood: {error}")))
    }

    /// A value as a typed setting that must be there.
    pub fn present<T: for<'de> Deserialize<'de>>(&self, value: &SettingValue) -> Result<T, CloudError> {
        self.parsed(value)?.ok_or_else(|| self.refused("this setting always has a value"))
    }

    /// A part of an answer that was understood, or not.
    pub fn understood<T>(&self, part: Result<T, Misshapen>) -> Result<T, CloudError> {
        part.map_err(|why| self.error(Failure::Malformed, why.to_string()))
    }

    /// A part of a request that the API can hold, or not.
    pub fn acceptable<T, E: Display>(&self, part: Result<T, E>) -> Result<T, CloudError> {
        part.map_err(|why| self.refused(&why.to_string()))
    }

    /// A change that is not sent at all.
    pub fn refused(&self, why: &str) -> CloudError {
        self.error(Failure::Refused, why.to_owned())
    }

    /// A setting that is not of this part of the cloud.
    pub fn misplaced(&self) -> CloudError {
        self.refused("the resource has no such setting")
    }

    fn failed<E>(&self, error: &SdkError<E, HttpResponse>) -> CloudError
    where
        E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
    {
        refusal(error).into_cloud_error(self.operation(), self.call.permission)
    }

    fn error(&self, reason: Failure, message: String) -> CloudError {
        CloudError { operation: self.operation(), reason, permission: self.call.permission.to_owned(), message }
    }

    /// What is tried, in words: `change the bucket policy of arn:aws:s3:::raw in 111122223333 (eu-west-1) by PutBucketPolicy`.
    fn operation(&self) -> String {
        let Setting { account, region, .. } = self.setting;
        let operation = self.call.operation;
        format!("{} the {} in {account} ({region}) by {operation}", self.verb, self.setting)
    }
}
