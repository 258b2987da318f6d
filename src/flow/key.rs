//! Whose key the data of a hop is encrypted with, where it lies.

use serde::Serialize;

use super::{Hop, Transfer};
use crate::model::aws::KeyManager;
use crate::model::{AtRest, Fact, GapId, Layer, Resource};

/// Whose key data is encrypted with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyOwner {
    /// Nobody's: it is not encrypted.
    Absent,
    /// A key of the service, which nobody in the account sees.
    Service,
    /// A key that AWS manages in the account.
    Managed,
    /// A customer's.
    Customer,
    /// It is not known; why, where one gap hides it.
    Unknown(Option<GapId>),
}

impl KeyOwner {
    /// The words a person reads.
    pub fn words(self) -> &'static str {
        match self {
            Self::Absent => "none",
            Self::Service => "AWS owned",
            Self::Managed => "AWS managed",
            Self::Customer => "customer",
            Self::Unknown(_) => "unknown",
        }
    }
}

/// Whose key a resource's data is encrypted with, given the keys that can be found by name; none for what holds none.
///
/// Source: AWS KMS Developer Guide, "AWS KMS keys": customer managed, AWS managed and AWS owned keys.
pub fn key_owner<'k>(resource: &Resource, find: impl FnOnce(&str) -> Option<&'k Resource>) -> Option<KeyOwner> {
    let name = match resource.detail.aspects().at_rest() {
        Fact::NotApplicable => return None,
        Fact::Unknown(gap) => return Some(KeyOwner::Unknown(Some(gap))),
        Fact::Known(AtRest::Absent) => return Some(KeyOwner::Absent),
        Fact::Known(AtRest::Provider(_)) => return Some(KeyOwner::Service),
        Fact::Known(AtRest::Key(name)) => name,
    };
    if name.contains("alias/aws/") {
        return Some(KeyOwner::Managed);
    }
    Some(match find(&name).and_then(Resource::key) {
        Some(key) if key.manager == KeyManager::Aws => KeyOwner::Managed,
        Some(_) => KeyOwner::Customer,
        // No account can use a key that AWS manages in another, and all aliases of such keys begin alike.
        None if name.contains("alias/") || account(&name).is_some_and(|it| it != resource.account.as_str()) => {
            KeyOwner::Customer
        }
        None => KeyOwner::Unknown(None),
    })
}

/// The account of a key that is named by an ARN.
fn account(name: &str) -> Option<&str> {
    name.strip_prefix("arn:")?.split(':').nth(3).filter(|account| !account.is_empty())
}

/// Whether the key of what a hop calls is that of its data: of what is read or written, and not of what works on it.
pub(super) fn is_of_data(hop: &Hop, called: &Resource) -> bool {
    let works = matches!(called.layer(), Layer::Processing | Layer::Orchestration | Layer::Serving);
    hop.transfer != Transfer::Invoke && (called.kind().is_store() || !works)
}
