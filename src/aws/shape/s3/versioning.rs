//! Versioning of a bucket and its second factor.

use aws_sdk_s3::operation::get_bucket_versioning::GetBucketVersioningOutput;
use aws_sdk_s3::types::{BucketVersioningStatus, MfaDelete, MfaDeleteStatus, VersioningConfiguration};

use crate::aws::shape::Misshapen;
use crate::model::aws::{Versioning, VersioningStatus};

/// Versioning; without a status it was never enabled.
///
/// # Errors
/// When the status is not known.
pub fn versioning(output: &GetBucketVersioningOutput) -> Result<Versioning, Misshapen> {
    let status = match &output.status {
        None => None,
        Some(BucketVersioningStatus::Enabled) => Some(VersioningStatus::Enabled),
        Some(BucketVersioningStatus::Suspended) => Some(VersioningStatus::Suspended),
        Some(other) => return Err(Misshapen::unknown("versioning status", other.as_str())),
    };
    Ok(Versioning { status, mfa_delete: output.mfa_delete == Some(MfaDeleteStatus::Enabled) })
}

/// Versioning as the API takes it.
///
/// MFA delete is only sent when it changes: sending it at all asks for the root user's second factor.
///
/// # Errors
/// When versioning was enabled once and should look as if it never was: S3 knows no such change.
pub fn versioning_for(before: Versioning, after: Versioning) -> Result<VersioningConfiguration, Misshapen> {
    let status = match after.status {
        Some(VersioningStatus::Enabled) => BucketVersioningStatus::Enabled,
        Some(VersioningStatus::Suspended) => BucketVersioningStatus::Suspended,
        None => {
            let why = "versioning that was enabled once can be suspended, not removed";
            return Err(Misshapen(why.to_owned()));
        }
    };
    let mfa = if after.mfa_delete { MfaDelete::Enabled } else { MfaDelete::Disabled };
    let mfa = (before.mfa_delete != after.mfa_delete).then_some(mfa);
    Ok(VersioningConfiguration::builder().status(status).set_mfa_delete(mfa).build())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(status: Option<VersioningStatus>, mfa_delete: bool) -> Versioning {
        Versioning { status, mfa_delete }
    }

    #[test]
    fn versioning_survives_both_ways() {
        for status in [VersioningStatus::Enabled, VersioningStatus::Suspended] {
            for mfa in [true, false] {
                let sent = versioning_for(of(None, !mfa), of(Some(status), mfa)).unwrap();
                let mfa_status = sent.mfa_delete.map(|word| MfaDeleteStatus::from(word.as_str()));
                let output = GetBucketVersioningOutput::builder().set_status(sent.status).set_mfa_delete(mfa_status);
                assert_eq!(versioning(&output.build()), Ok(of(Some(status), mfa)));
            }
        }
    }

    #[test]
    fn a_second_factor_that_stays_is_not_sent() {
        let sent = versioning_for(of(None, true), of(Some(VersioningStatus::Enabled), true)).unwrap();
        assert_eq!(sent.mfa_delete, None);
    }

    #[test]
    fn versioning_cannot_be_unmade() {
        let before = of(Some(VersioningStatus::Enabled), false);
        assert!(versioning_for(before, of(None, false)).is_err());
    }
}
