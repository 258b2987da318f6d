//! KMS: keys, grants and rotation.

use std::collections::HashMap;

use aws_sdk_kms::operation::get_key_rotation_status::GetKeyRotationStatusOutput;
use aws_sdk_kms::types::{self as sdk, GrantListEntry, KeyManagerType, KeyMetadata, OriginType};

use super::{count, filled, time};
use crate::model::aws::{GrantConstraints, Key, KeyGrant, KeyManager, KeyRotation, KeyState};
use crate::model::{Fact, Tags};

/// A key as its description shows it; what other calls read is not applicable until they are made.
pub fn key(metadata: &KeyMetadata) -> Key {
    Key {
        id: metadata.key_id.clone(),
        description: metadata.description.clone().unwrap_or_default(),
        manager: manager(metadata),
        state: state(metadata),
        created: metadata.creation_date.as_ref().and_then(time),
        deletion_date: metadata.deletion_date.as_ref().and_then(time),
        origin: metadata.origin.as_ref().map(|origin| origin.as_str().to_owned()).unwrap_or_default(),
        spec: metadata.key_spec.as_ref().map(|spec| spec.as_str().to_owned()).unwrap_or_default(),
        usage: metadata.key_usage.as_ref().map(|usage| usage.as_str().to_owned()).unwrap_or_default(),
        multi_region: metadata.multi_region.unwrap_or_default(),
        aliases: Fact::NotApplicable,
        policy: Fact::NotApplicable,
        grants: Fact::NotApplicable,
        rotation: Fact::NotApplicable,
    }
}

fn manager(metadata: &KeyMetadata) -> KeyManager {
    match metadata.key_manager {
        Some(KeyManagerType::Aws) => KeyManager::Aws,
        _ => KeyManager::Customer,
    }
}

/// Whether the key can be used.
pub fn state(metadata: &KeyMetadata) -> KeyState {
    match metadata.key_state {
        Some(sdk::KeyState::Enabled) => KeyState::Enabled,
        Some(sdk::KeyState::Disabled) => KeyState::Disabled,
        Some(sdk::KeyState::PendingDeletion | sdk::KeyState::PendingReplicaDeletion) => KeyState::PendingDeletion,
        _ => KeyState::Other,
    }
}

/// Whether KMS rotates such a key by itself when asked to: symmetric material that KMS made for a customer.
///
/// Source: AWS KMS Developer Guide, "Rotate AWS KMS keys".
pub fn can_rotate(metadata: &KeyMetadata) -> bool {
    manager(metadata) == KeyManager::Customer
        && metadata.origin == Some(OriginType::AwsKms)
        && metadata.key_spec == Some(sdk::KeySpec::SymmetricDefault)
}

/// Days between rotations when KMS is not told otherwise.
///
/// Source: AWS KMS API Reference, "GetKeyRotationStatus".
const ROTATION_DAYS: u32 = 365;

/// Automatic rotation. The period of a rotation that is off is left out: it decides nothing, and what is reported for
/// it depends on whether rotation was ever on.
pub fn rotation(output: &GetKeyRotationStatusOutput) -> KeyRotation {
    let enabled = output.key_rotation_enabled;
    let period = output.rotation_period_in_days.and_then(count).unwrap_or(ROTATION_DAYS);
    KeyRotation { enabled, period_days: enabled.then_some(period) }
}

/// A grant.
pub fn grant(entry: &GrantListEntry) -> KeyGrant {
    let either = |principal: &Option<String>, service: &Option<String>| principal.clone().or_else(|| service.clone());
    KeyGrant {
        id: entry.grant_id.clone().unwrap_or_default(),
        name: filled(entry.name.as_deref()),
        grantee: either(&entry.grantee_principal, &entry.grantee_service_principal).unwrap_or_default(),
        retiring: either(&entry.retiring_principal, &entry.retiring_service_principal),
        operations: entry.operations().iter().map(|operation| operation.as_str().to_owned()).collect(),
        created: entry.creation_date.as_ref().and_then(time),
        constraints: entry.constraints.as_ref().and_then(constraints),
    }
}

fn constraints(constraints: &sdk::GrantConstraints) -> Option<GrantConstraints> {
    let kept = GrantConstraints {
        subset: sorted(constraints.encryption_context_subset.as_ref()),
        equals: sorted(constraints.encryption_context_equals.as_ref()),
        source_arn: filled(constraints.source_arn.as_deref()),
    };
    (kept != GrantConstraints::default()).then_some(kept)
}

fn sorted(pairs: Option<&HashMap<String, String>>) -> Vec<(String, String)> {
    let mut pairs: Vec<_> = pairs.into_iter().flatten().map(|(key, value)| (key.clone(), value.clone())).collect();
    pairs.sort();
    pairs
}

/// Tags by key.
pub fn tags<'a>(tags: impl IntoIterator<Item = &'a sdk::Tag>) -> Tags {
    tags.into_iter().map(|tag| (tag.tag_key.clone(), tag.tag_value.clone())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_sdk_kms::types::builders::KeyMetadataBuilder;

    fn builder() -> KeyMetadataBuilder {
        KeyMetadata::builder()
            .key_id("k")
            .key_manager(KeyManagerType::Customer)
            .origin(OriginType::AwsKms)
            .key_spec(sdk::KeySpec::SymmetricDefault)
    }

    fn metadata(state: sdk::KeyState) -> KeyMetadata {
        builder().key_state(state).build().unwrap()
    }

    #[test]
    fn a_primary_that_waits_for_its_replicas_will_be_deleted_too() {
        assert_eq!(state(&metadata(sdk::KeyState::PendingReplicaDeletion)), KeyState::PendingDeletion);
        assert_eq!(state(&metadata(sdk::KeyState::PendingImport)), KeyState::Other);
    }

    #[test]
    fn only_symmetric_material_of_kms_for_a_customer_rotates() {
        let rotates = |builder: KeyMetadataBuilder| can_rotate(&builder.build().unwrap());
        assert!(rotates(builder()));
        assert!(!rotates(builder().origin(OriginType::External)));
        assert!(!rotates(builder().key_spec(sdk::KeySpec::Rsa4096)));
        assert!(!rotates(builder().key_manager(KeyManagerType::Aws)));
    }

    #[test]
    fn rotation_that_is_off_has_no_period() {
        let output = |enabled, period| {
            let builder = GetKeyRotationStatusOutput::builder().key_rotation_enabled(enabled);
            rotation(&builder.set_rotation_period_in_days(period).build())
        };
        assert_eq!(output(true, Some(180)), KeyRotation { enabled: true, period_days: Some(180) });
        assert_eq!(output(true, None), KeyRotation { enabled: true, period_days: Some(365) });
        assert_eq!(output(false, Some(180)), KeyRotation { enabled: false, period_days: None });
    }

    #[test]
    fn a_grant_to_a_service_names_the_service_and_its_source() {
        let narrowed = sdk::GrantConstraints::builder()
            .encryption_context_subset("b", "2")
            .encryption_context_subset("a", "1")
            .source_arn("arn:aws:s3:::raw")
            .build();
        let entry = GrantListEntry::builder()
            .grant_id("g")
            .grantee_service_principal("glue.amazonaws.com")
            .operations(sdk::GrantOperation::Decrypt)
            .constraints(narrowed)
            .build();
        let grant = grant(&entry);
        assert_eq!((grant.grantee.as_str(), grant.operations), ("glue.amazonaws.com", vec!["Decrypt".to_owned()]));
        let constraints = grant.constraints.unwrap();
        assert_eq!(constraints.subset, [("a".to_owned(), "1".to_owned()), ("b".to_owned(), "2".to_owned())]);
        assert_eq!(constraints.source_arn.as_deref(), Some("arn:aws:s3:::raw"));
    }

    #[test]
    fn empty_constraints_are_none() {
        let entry = GrantListEntry::builder().constraints(sdk::GrantConstraints::builder().build()).build();
        assert_eq!(grant(&entry).constraints, None);
    }
}
