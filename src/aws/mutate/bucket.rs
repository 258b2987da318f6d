//! Settings of a bucket.

use aws_sdk_s3::Client;

use super::attempt::Attempt;
use crate::aws::shape::s3::{self as shape, answers, none};
use crate::model::aws::{Acl, BucketEncryption, BucketLogging, ObjectOwnership, PublicAccessBlock, Versioning};
use crate::model::{Aspect, SettingValue};
use crate::ports::CloudError;

/// The value that a setting of a bucket has now.
pub async fn read(attempt: &Attempt<'_>) -> Result<SettingValue, CloudError> {
    let (s3, name) = (attempt.session.s3(&attempt.setting.region), attempt.name());
    match attempt.setting.aspect {
        Aspect::BucketPublicAccessBlock => {
            let call = s3.get_public_access_block().bucket(name).send();
            let answer = attempt.answer_or_none(call, none::PUBLIC_ACCESS_BLOCK).await?;
            attempt.optional(answers::public_access_block(answer))
        }
        Aspect::BucketEncryption => {
            let call = s3.get_bucket_encryption().bucket(name).send();
            attempt.optional(answers::encryption(attempt.answer_or_none(call, none::ENCRYPTION).await?))
        }
        Aspect::BucketPolicy => {
            let call = s3.get_bucket_policy().bucket(name).send();
            let policy = answers::policy(attempt.answer_or_none(call, none::POLICY).await?);
            Ok(attempt.understood(policy)?.map_or(SettingValue::NONE, |policy| SettingValue::text(policy.text())))
        }
        Aspect::BucketOwnership => {
            let call = s3.get_bucket_ownership_controls().bucket(name).send();
            attempt.optional(answers::ownership(attempt.answer_or_none(call, none::OWNERSHIP).await?))
        }
        Aspect::BucketAcl => {
            let answer = attempt.answer(s3.get_bucket_acl().bucket(name).send()).await?;
            attempt.json(shape::acl(&answer))
        }
        Aspect::BucketVersioning => {
            let answer = attempt.answer(s3.get_bucket_versioning().bucket(name).send()).await?;
            attempt.json(shape::versioning(&answer))
        }
        Aspect::BucketLogging => {
            let answer = attempt.answer(s3.get_bucket_logging().bucket(name).send()).await?;
            attempt.optional(answers::logging(answer))
        }
        _ => Err(attempt.misplaced()),
    }
}

/// Gives a setting of a bucket a value.
pub async fn write(attempt: &Attempt<'_>, before: &SettingValue, after: &SettingValue) -> Result<(), CloudError> {
    let s3 = attempt.session.s3(&attempt.setting.region);
    match attempt.setting.aspect {
        Aspect::BucketPublicAccessBlock => write_block(attempt, &s3, attempt.parsed(after)?).await,
        Aspect::BucketEncryption => write_encryption(attempt, &s3, attempt.parsed(after)?).await,
        Aspect::BucketPolicy => write_policy(attempt, &s3, after.as_text()).await,
        Aspect::BucketOwnership => write_ownership(attempt, &s3, attempt.parsed(after)?).await,
        Aspect::BucketAcl => write_acl(attempt, &s3, attempt.present(after)?).await,
        Aspect::BucketVersioning => {
            let before = attempt.parsed(before)?.unwrap_or_default();
            write_versioning(attempt, &s3, before, attempt.present(after)?).await
        }
        Aspect::BucketLogging => write_logging(attempt, &s3, attempt.parsed(after)?).await,
        _ => Err(attempt.misplaced()),
    }
}

async fn write_block(attempt: &Attempt<'_>, s3: &Client, block: Option<PublicAccessBlock>) -> Result<(), CloudError> {
    let name = attempt.name();
    match block.map(shape::public_access_block_for) {
        Some(block) => {
            let call = s3.put_public_access_block().bucket(name).public_access_block_configuration(block);
            attempt.done(call.send()).await
        }
        None => attempt.done(s3.delete_public_access_block().bucket(name).send()).await,
    }
}

async fn write_encryption(
    attempt: &Attempt<'_>,
    s3: &Client,
    encryption: Option<BucketEncryption>,
) -> Result<(), CloudError> {
    let name = attempt.name();
    match encryption.as_ref().map(shape::encryption_for) {
        Some(encryption) => {
            let encryption = attempt.acceptable(encryption)?;
            let call = s3.put_bucket_encryption().bucket(name).server_side_encryption_configuration(encryption);
            attempt.done(call.send()).await
        }
        None => attempt.done(s3.delete_bucket_encryption().bucket(name).send()).await,
    }
}

async fn write_policy(attempt: &Attempt<'_>, s3: &Client, policy: Option<&str>) -> Result<(), CloudError> {
    let name = attempt.name();
    match policy {
        Some(policy) => attempt.done(s3.put_bucket_policy().bucket(name).policy(policy).send()).await,
        None => attempt.done(s3.delete_bucket_policy().bucket(name).send()).await,
    }
}

async fn write_ownership(
    attempt: &Attempt<'_>,
    s3: &Client,
    ownership: Option<ObjectOwnership>,
) -> Result<(), CloudError> {
    let name = attempt.name();
    match ownership.map(shape::ownership_for) {
        Some(controls) => {
            let controls = attempt.acceptable(controls)?;
            attempt.done(s3.put_bucket_ownership_controls().bucket(name).ownership_controls(controls).send()).await
        }
        None => attempt.done(s3.delete_bucket_ownership_controls().bucket(name).send()).await,
    }
}

async fn write_acl(attempt: &Attempt<'_>, s3: &Client, acl: Acl) -> Result<(), CloudError> {
    let list = attempt.acceptable(shape::acl_for(&acl))?;
    attempt.done(s3.put_bucket_acl().bucket(attempt.name()).access_control_policy(list).send()).await
}

async fn write_versioning(
    attempt: &Attempt<'_>,
    s3: &Client,
    before: Versioning,
    after: Versioning,
) -> Result<(), CloudError> {
    let configuration = attempt.acceptable(shape::versioning_for(before, after))?;
    let call = s3.put_bucket_versioning().bucket(attempt.name()).versioning_configuration(configuration);
    attempt.done(call.send()).await
}

async fn write_logging(attempt: &Attempt<'_>, s3: &Client, logging: Option<BucketLogging>) -> Result<(), CloudError> {
    let status = attempt.acceptable(shape::logging_for(logging.as_ref()))?;
    attempt.done(s3.put_bucket_logging().bucket(attempt.name()).bucket_logging_status(status).send()).await
}
