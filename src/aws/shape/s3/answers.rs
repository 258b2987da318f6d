//! Answers of S3 as settings. Where S3 can say that there is none, no answer is given.

use aws_sdk_s3::operation::get_bucket_encryption::GetBucketEncryptionOutput;
use aws_sdk_s3::operation::get_bucket_lifecycle_configuration::GetBucketLifecycleConfigurationOutput;
use aws_sdk_s3::operation::get_bucket_logging::GetBucketLoggingOutput;
use aws_sdk_s3::operation::get_bucket_ownership_controls::GetBucketOwnershipControlsOutput;
use aws_sdk_s3::operation::get_bucket_policy::GetBucketPolicyOutput;
use aws_sdk_s3::operation::get_bucket_policy_status::GetBucketPolicyStatusOutput;
use aws_sdk_s3::operation::get_bucket_replication::GetBucketReplicationOutput;
use aws_sdk_s3::operation::get_bucket_tagging::GetBucketTaggingOutput;
use aws_sdk_s3::operation::get_object_lock_configuration::GetObjectLockConfigurationOutput;
use aws_sdk_s3::operation::get_public_access_block::GetPublicAccessBlockOutput;
use serde::de::IgnoredAny;

use crate::aws::shape::Misshapen;
use crate::model::aws::{
    BucketEncryption, BucketLogging, LifecycleRule, ObjectLock, ObjectOwnership, PublicAccessBlock, Replication,
};
use crate::model::{Document, Tags};

/// Default encryption.
///
/// # Errors
/// When a rule is not understood.
pub fn encryption(answer: Option<GetBucketEncryptionOutput>) -> Result<Option<BucketEncryption>, Misshapen> {
    let configuration = answer.and_then(|it| it.server_side_encryption_configuration);
    Ok(configuration.as_ref().map(super::encryption).transpose()?.flatten())
}

/// The bucket's own block of public access.
///
/// # Errors
/// Never.
pub fn public_access_block(answer: Option<GetPublicAccessBlockOutput>) -> Result<Option<PublicAccessBlock>, Misshapen> {
    let block = answer.and_then(|it| it.public_access_block_configuration);
    Ok(block.as_ref().map(super::public_access_block))
}

/// The bucket policy, byte for byte. S3 sends it bare, so that nothing but its own end says whether it is whole.
///
/// # Errors
/// When it is not JSON: S3 keeps nothing else, so the answer was cut off or is another's.
pub fn policy(answer: Option<GetBucketPolicyOutput>) -> Result<Option<Document>, Misshapen> {
    let Some(answer) = answer else { return Ok(None) };
    let text = answer.policy.unwrap_or_default();
    match serde_json::from_str::<IgnoredAny>(&text) {
        Ok(_) => Ok(Some(Document::new(text))),
        Err(wrong) => Err(Misshapen(format!("the bucket policy is not JSON: {wrong}"))),
    }
}

/// S3's own opinion whether the policy is public; none when there is no policy.
///
/// # Errors
/// When S3 answers without saying.
pub fn policy_status(answer: Option<GetBucketPolicyStatusOutput>) -> Result<Option<bool>, Misshapen> {
    let Some(answer) = answer else { return Ok(None) };
    let public = answer.policy_status.and_then(|status| status.is_public);
    public.map(Some).ok_or_else(|| Misshapen::missing("whether the policy is public"))
}

/// Object ownership.
///
/// # Errors
/// When the word is not known.
pub fn ownership(answer: Option<GetBucketOwnershipControlsOutput>) -> Result<Option<ObjectOwnership>, Misshapen> {
    let controls = answer.and_then(|it| it.ownership_controls);
    Ok(controls.as_ref().map(super::ownership).transpose()?.flatten())
}

/// Server access logging.
///
/// # Errors
/// When a grant or the key format is not understood.
pub fn logging(answer: GetBucketLoggingOutput) -> Result<Option<BucketLogging>, Misshapen> {
    answer.logging_enabled.as_ref().map(super::logging).transpose()
}

/// Replication.
///
/// # Errors
/// Never.
pub fn replication(answer: Option<GetBucketReplicationOutput>) -> Result<Option<Replication>, Misshapen> {
    Ok(answer.and_then(|it| it.replication_configuration).as_ref().map(super::replication))
}

/// Object lock.
///
/// # Errors
/// Never.
pub fn object_lock(answer: Option<GetObjectLockConfigurationOutput>) -> Result<Option<ObjectLock>, Misshapen> {
    Ok(answer.and_then(|it| it.object_lock_configuration).as_ref().and_then(super::object_lock))
}

/// Lifecycle rules; none of them when there is no configuration.
///
/// # Errors
/// Never.
pub fn lifecycle(answer: Option<GetBucketLifecycleConfigurationOutput>) -> Result<Vec<LifecycleRule>, Misshapen> {
    let rules = answer.and_then(|it| it.rules).unwrap_or_default();
    Ok(rules.iter().map(super::lifecycle).collect())
}

/// Tags; none of them when there is no tag set.
///
/// # Errors
/// Never.
pub fn tags(answer: Option<GetBucketTaggingOutput>) -> Result<Tags, Misshapen> {
    Ok(super::tags(&answer.map(|it| it.tag_set).unwrap_or_default()))
}
