//! Server access logging of a bucket.

use aws_sdk_s3::error::BuildError;
use aws_sdk_s3::types::{
    BucketLoggingStatus, LoggingEnabled, PartitionDateSource, PartitionedPrefix, SimplePrefix, TargetObjectKeyFormat,
};

use super::{target_grant, target_grant_for};
use crate::aws::shape::Misshapen;
use crate::model::aws::BucketLogging;

const SIMPLE: &str = "simple";
const PARTITIONED: &str = "partitioned";
const BY_EVENT: &str = "partitioned:event-time";
const BY_DELIVERY: &str = "partitioned:delivery-time";

/// Where a bucket's access is logged to.
///
/// # Errors
/// When a grant or the key format is not understood.
pub fn logging(it: &LoggingEnabled) -> Result<BucketLogging, Misshapen> {
    Ok(BucketLogging {
        target_bucket: it.target_bucket.clone(),
        target_prefix: it.target_prefix.clone(),
        target_grants: it.target_grants().iter().map(target_grant).collect::<Result<_, _>>()?,
        key_format: it.target_object_key_format.as_ref().map(key_format).transpose()?.flatten(),
    })
}

fn key_format(format: &TargetObjectKeyFormat) -> Result<Option<String>, Misshapen> {
    let word = match (&format.partitioned_prefix, &format.simple_prefix) {
        (Some(prefix), _) => match &prefix.partition_date_source {
            Some(PartitionDateSource::EventTime) => BY_EVENT,
            Some(PartitionDateSource::DeliveryTime) => BY_DELIVERY,
            None => PARTITIONED,
            Some(other) => return Err(Misshapen::unknown("partition date source", other.as_str())),
        },
        (None, Some(_)) => SIMPLE,
        (None, None) => return Ok(None),
    };
    Ok(Some(word.to_owned()))
}

/// Logging as the API takes it; off when there is none.
///
/// # Errors
/// When the SDK refuses a part of it.
pub fn logging_for(logging: Option<&BucketLogging>) -> Result<BucketLoggingStatus, BuildError> {
    let Some(logging) = logging else { return Ok(BucketLoggingStatus::builder().build()) };
    let grants = logging.target_grants.iter().map(target_grant_for).collect::<Result<Vec<_>, _>>()?;
    let enabled = LoggingEnabled::builder()
        .target_bucket(&logging.target_bucket)
        .target_prefix(&logging.target_prefix)
        .set_target_grants((!grants.is_empty()).then_some(grants))
        .set_target_object_key_format(logging.key_format.as_deref().and_then(key_format_for))
        .build()?;
    Ok(BucketLoggingStatus::builder().logging_enabled(enabled).build())
}

fn key_format_for(word: &str) -> Option<TargetObjectKeyFormat> {
    let partitioned = |source| PartitionedPrefix::builder().set_partition_date_source(source).build();
    let builder = TargetObjectKeyFormat::builder();
    let builder = match word {
        SIMPLE => builder.simple_prefix(SimplePrefix::builder().build()),
        BY_EVENT => builder.partitioned_prefix(partitioned(Some(PartitionDateSource::EventTime))),
        BY_DELIVERY => builder.partitioned_prefix(partitioned(Some(PartitionDateSource::DeliveryTime))),
        PARTITIONED => builder.partitioned_prefix(partitioned(None)),
        _ => return None,
    };
    Some(builder.build())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::aws::{AclGrant, Grantee};

    fn logged(key_format: Option<&str>, target_grants: Vec<AclGrant>) -> BucketLogging {
        BucketLogging {
            target_bucket: "logs".to_owned(),
            target_prefix: String::new(),
            target_grants,
            key_format: key_format.map(str::to_owned),
        }
    }

    #[test]
    fn logging_survives_both_ways() {
        let grant = AclGrant { grantee: Grantee::CanonicalUser("0a1b".to_owned()), permission: "READ".to_owned() };
        for format in [None, Some(SIMPLE), Some(PARTITIONED), Some(BY_EVENT), Some(BY_DELIVERY)] {
            for grants in [Vec::new(), vec![grant.clone()]] {
                let kept = logged(format, grants);
                let sent = logging_for(Some(&kept)).unwrap().logging_enabled.unwrap();
                assert_eq!(logging(&sent), Ok(kept));
            }
        }
    }

    #[test]
    fn no_logging_is_an_empty_status() {
        assert_eq!(logging_for(None).unwrap().logging_enabled, None);
    }
}
