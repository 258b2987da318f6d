//! Which key encrypts a store's data: reading it then needs the key as well.
//!
//! Sources: Amazon S3 User Guide, "Using server-side encryption with AWS KMS keys (SSE-KMS)", permissions: `kms:Decrypt`
//! to get an object, `kms:GenerateDataKey` to put one.

use crate::model::aws::{EncryptionAlgorithm, KeyManager};
use crate::model::{Estate, Fact, GapId, KeyNames, Resource};

/// The key that a store's data is encrypted with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum StoreKey {
    /// None that a policy decides about.
    None,
    /// A key with a policy, by its ARN.
    Key(String),
    /// A key that is not in the estate, as written.
    Elsewhere(String),
    /// The setting could not be read.
    Hidden(GapId),
}

/// The action on the key that an action on data needs; none where it reads or writes no data.
///
/// Objects that were written under an earlier default keep their key: only the present default is looked at.
pub(super) fn needed(action: &str) -> Option<&'static str> {
    match action.to_ascii_lowercase().as_str() {
        "s3:getobject" | "s3:getobjectversion" | "s3:replicateobject" => Some("kms:Decrypt"),
        "s3:putobject" => Some("kms:GenerateDataKey"),
        _ => None,
    }
}

/// What is not read of a key that is not in the estate.
pub(super) fn elsewhere(name: &str) -> String {
    format!("the policy of the key {name}, which was not read,")
}

/// The key of a store.
pub(super) fn of(estate: &Estate, names: &KeyNames<'_>, store: &Resource) -> StoreKey {
    let Some(bucket) = store.bucket() else { return StoreKey::None };
    let encryption = match &bucket.encryption {
        Fact::Known(Some(encryption)) => encryption,
        Fact::Known(None) | Fact::NotApplicable => return StoreKey::None,
        Fact::Unknown(gap) => return StoreKey::Hidden(*gap),
    };
    let with_key = |algorithm| matches!(algorithm, EncryptionAlgorithm::Kms | EncryptionAlgorithm::KmsDsse);
    let Some(rule) = encryption.rules.iter().find(|rule| with_key(rule.algorithm)) else { return StoreKey::None };
    match &rule.key {
        None => StoreKey::None,
        Some(name) => find(estate, names, store, name),
    }
}

fn find(estate: &Estate, names: &KeyNames<'_>, store: &Resource, name: &str) -> StoreKey {
    match names.find(estate, name, store).and_then(|id| estate.resource(id)) {
        Some(key) if key.key().is_some_and(|it| it.manager == KeyManager::Customer) => {
            StoreKey::Key(key.arn.as_str().to_owned())
        }
        // A key that AWS manages is open to whoever may use the service in its account.
        Some(_) => StoreKey::None,
        None if name.contains("alias/aws/") => StoreKey::None,
        None => StoreKey::Elsewhere(name.to_owned()),
    }
}
