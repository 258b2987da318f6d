//! Changing a cloud: reads one setting and writes one setting, with one call each.
//!
//! What is to be changed, and whether it may be, is decided elsewhere: here is only how. Every write sets a value as a
//! whole, so that the SDK's retries cannot apply it twice to any effect. Only the statements of functions take two calls:
//! the service has none that changes a statement.

mod account;
mod attempt;
mod bucket;
mod database;
mod exposure;
mod function_permission;
mod identity;
mod key;
mod pipeline;
mod resource_policy;
mod rotation;
mod trail;

#[cfg(test)]
mod function_permission_tests;
#[cfg(test)]
mod pipeline_tests;
#[cfg(test)]
mod reach_tests;
#[cfg(test)]
mod tests;

use futures::FutureExt;
use futures::future::BoxFuture;

use self::attempt::Attempt;
use super::session::Sessions;
use crate::model::{AccountId, Aspect, Setting, SettingValue};
use crate::ports::{CloudError, Mutate};

/// Changes the accounts that these sessions reach.
#[derive(Debug)]
pub struct AwsMutate {
    sessions: Sessions,
}

impl AwsMutate {
    /// Changes through these sessions, each in its own account.
    pub fn new(sessions: Sessions) -> Self {
        Self { sessions }
    }
}

impl Mutate for AwsMutate {
    fn caller<'a>(&'a self, account: &'a AccountId) -> BoxFuture<'a, Result<String, CloudError>> {
        async move { Ok(self.sessions.for_account(account).await?.caller_arn.clone()) }.boxed()
    }

    fn read<'a>(&'a self, setting: &'a Setting) -> BoxFuture<'a, Result<SettingValue, CloudError>> {
        async move {
            let session = self.sessions.for_account(&setting.account).await?;
            read(&Attempt::to_read(&session, setting)).await
        }
        .boxed()
    }

    fn write<'a>(
        &'a self,
        setting: &'a Setting,
        before: &'a SettingValue,
        after: &'a SettingValue,
    ) -> BoxFuture<'a, Result<(), CloudError>> {
        async move {
            let session = self.sessions.for_account(&setting.account).await?;
            write(&Attempt::to_write(&session, setting, after), before, after).await
        }
        .boxed()
    }
}

async fn read(attempt: &Attempt<'_>) -> Result<SettingValue, CloudError> {
    match Part::of(&attempt.setting.aspect) {
        Part::Bucket => bucket::read(attempt).await,
        Part::Account => account::read(attempt).await,
        Part::Key => key::read(attempt).await,
        Part::Identity => identity::read(attempt).await,
        Part::Trail => trail::read(attempt).await,
        Part::Pipeline => pipeline::read(attempt).await,
        Part::ResourcePolicy => resource_policy::read(attempt).await,
        Part::Database => database::read(attempt).await,
        Part::Exposure => exposure::read(attempt).await,
        Part::Rotation => rotation::read(attempt).await,
        Part::FunctionPermission => function_permission::read(attempt).await,
    }
}

async fn write(attempt: &Attempt<'_>, before: &SettingValue, after: &SettingValue) -> Result<(), CloudError> {
    match Part::of(&attempt.setting.aspect) {
        Part::Bucket => bucket::write(attempt, before, after).await,
        Part::Account => account::write(attempt, after).await,
        Part::Key => key::write(attempt, before, after).await,
        Part::Identity => identity::write(attempt, after).await,
        Part::Trail => trail::write(attempt, after).await,
        Part::Pipeline => pipeline::write(attempt, before, after).await,
        Part::ResourcePolicy => resource_policy::write(attempt, after).await,
        Part::Database => database::write(attempt, before, after).await,
        Part::Exposure => exposure::write(attempt, after).await,
        Part::Rotation => rotation::write(attempt, before, after).await,
        Part::FunctionPermission => function_permission::write(attempt, before, after).await,
    }
}

/// The part of the cloud that holds a setting.
enum Part {
    Bucket,
    Account,
    Key,
    Identity,
    Trail,
    Pipeline,
    ResourcePolicy,
    Database,
    Exposure,
    Rotation,
    FunctionPermission,
}

impl Part {
    fn of(aspect: &Aspect) -> Self {
        match aspect {
            Aspect::BucketPublicAccessBlock
            | Aspect::BucketEncryption
            | Aspect::BucketPolicy
            | Aspect::BucketOwnership
            | Aspect::BucketAcl
            | Aspect::BucketVersioning
            | Aspect::BucketLogging => Self::Bucket,
            Aspect::AccountPublicAccessBlock => Self::Account,
            Aspect::KeyPolicy | Aspect::KeyRotation | Aspect::KeyState => Self::Key,
            Aspect::AccessKeyStatus { .. } | Aspect::PolicyAttachment { .. } | Aspect::RoleTrust => Self::Identity,
            Aspect::TrailLogValidation | Aspect::TrailLogging | Aspect::EventSelectors => Self::Trail,
            Aspect::EncryptionAtRest
            | Aspect::PointInTimeRecovery
            | Aspect::LogRetention
            | Aspect::CatalogEncryption
            | Aspect::WorkGroupEnforcement => Self::Pipeline,
            Aspect::ResourcePolicy => Self::ResourcePolicy,
            Aspect::PublicAddress { .. }
            | Aspect::SnapshotSharing
            | Aspect::SnapshotAccess { .. }
            | Aspect::DeletionProtection
            | Aspect::BackupRetention => Self::Database,
            Aspect::UrlAuthentication { .. } | Aspect::EmrPublicAccessBlock => Self::Exposure,
            Aspect::SecretRotation => Self::Rotation,
            Aspect::FunctionPermission { .. } => Self::FunctionPermission,
        }
    }
}
