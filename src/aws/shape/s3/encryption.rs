//! Default encryption of a bucket.

use aws_sdk_s3::error::BuildError;
use aws_sdk_s3::types::{
    BlockedEncryptionTypes, EncryptionType, ServerSideEncryption, ServerSideEncryptionByDefault,
    ServerSideEncryptionConfiguration, ServerSideEncryptionRule,
};

use crate::aws::shape::{Misshapen, filled};
use crate::model::aws::{BucketEncryption, EncryptionAlgorithm, EncryptionRule};

/// Default encryption; none when it has no rule.
///
/// # Errors
/// When a rule names an algorithm that is not known, or none.
pub fn encryption(it: &ServerSideEncryptionConfiguration) -> Result<Option<BucketEncryption>, Misshapen> {
    let rules = it.rules.iter().map(rule).collect::<Result<Vec<_>, _>>()?;
    Ok((!rules.is_empty()).then_some(BucketEncryption { rules }))
}

fn rule(rule: &ServerSideEncryptionRule) -> Result<EncryptionRule, Misshapen> {
    let default = rule
        .apply_server_side_encryption_by_default
        .as_ref()
        .ok_or_else(|| Misshapen::missing("the algorithm of an encryption rule"))?;
    let blocked = rule.blocked_encryption_types.as_ref().map(BlockedEncryptionTypes::encryption_type);
    Ok(EncryptionRule {
        algorithm: algorithm(&default.sse_algorithm)?,
        key: filled(default.kms_master_key_id.as_deref()),
        bucket_key: rule.bucket_key_enabled.unwrap_or_default(),
        blocked: blocked.unwrap_or_default().iter().map(|kind| kind.as_str().to_owned()).collect(),
    })
}

fn algorithm(algorithm: &ServerSideEncryption) -> Result<EncryptionAlgorithm, Misshapen> {
    match algorithm {
        ServerSideEncryption::Aes256 => Ok(EncryptionAlgorithm::Aes256),
        ServerSideEncryption::AwsKms => Ok(EncryptionAlgorithm::Kms),
        ServerSideEncryption::AwsKmsDsse => Ok(EncryptionAlgorithm::KmsDsse),
        other => Err(Misshapen::unknown("encryption algorithm", other.as_str())),
    }
}

/// Default encryption as the API takes it.
///
/// # Errors
/// When the SDK refuses a rule.
pub fn encryption_for(encryption: &BucketEncryption) -> Result<ServerSideEncryptionConfiguration, BuildError> {
    let rules = encryption.rules.iter().map(rule_for).collect::<Result<_, _>>()?;
    ServerSideEncryptionConfiguration::builder().set_rules(Some(rules)).build()
}

fn rule_for(rule: &EncryptionRule) -> Result<ServerSideEncryptionRule, BuildError> {
    let algorithm = match rule.algorithm {
        EncryptionAlgorithm::Aes256 => ServerSideEncryption::Aes256,
        EncryptionAlgorithm::Kms => ServerSideEncryption::AwsKms,
        EncryptionAlgorithm::KmsDsse => ServerSideEncryption::AwsKmsDsse,
    };
    let default = ServerSideEncryptionByDefault::builder()
        .sse_algorithm(algorithm)
        .set_kms_master_key_id(rule.key.clone())
        .build()?;
    let blocked = rule.blocked.iter().map(|kind| EncryptionType::from(kind.as_str())).collect();
    let blocked = BlockedEncryptionTypes::builder().set_encryption_type(Some(blocked)).build();
    Ok(ServerSideEncryptionRule::builder()
        .apply_server_side_encryption_by_default(default)
        .bucket_key_enabled(rule.bucket_key)
        .set_blocked_encryption_types((!rule.blocked.is_empty()).then_some(blocked))
        .build())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule_of(
        algorithm: EncryptionAlgorithm,
        key: Option<&str>,
        bucket_key: bool,
        blocked: &[&str],
    ) -> EncryptionRule {
        let blocked = blocked.iter().map(|kind| (*kind).to_owned()).collect();
        EncryptionRule { algorithm, key: key.map(str::to_owned), bucket_key, blocked }
    }

    #[test]
    fn encryption_survives_both_ways() {
        use EncryptionAlgorithm::{Aes256, Kms, KmsDsse};
        let rules = [
            rule_of(Aes256, None, false, &[]),
            rule_of(Aes256, None, true, &["SSE-C"]),
            rule_of(Kms, None, true, &["NONE"]),
            rule_of(Kms, Some("alias/raw"), true, &["SSE-C", "SSE-X"]),
            rule_of(KmsDsse, Some("arn:aws:kms:eu-west-1:111122223333:key/k"), false, &[]),
        ];
        for rule in rules {
            let kept = BucketEncryption { rules: vec![rule] };
            assert_eq!(encryption(&encryption_for(&kept).unwrap()), Ok(Some(kept)));
        }
    }

    #[test]
    fn an_algorithm_of_tomorrow_is_not_guessed() {
        let default = ServerSideEncryptionByDefault::builder().sse_algorithm("rot13".into()).build().unwrap();
        let rule = ServerSideEncryptionRule::builder().apply_server_side_encryption_by_default(default).build();
        let refused = encryption(&ServerSideEncryptionConfiguration::builder().rules(rule).build().unwrap());
        assert_eq!(refused.unwrap_err().to_string(), "encryption algorithm \"rot13\" is not known to this version");
    }
}
