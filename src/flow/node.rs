//! The ends of hops: resources of the estate, and what lies outside of it.

use serde::Serialize;

use crate::model::{AccountId, ResourceId};

/// An end of a hop.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Node {
    /// A resource of the estate.
    Resource(ResourceId),
    /// Something that the estate does not hold.
    Outside(Outside),
}

/// Something that the estate does not hold.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct Outside {
    /// Its name as configuration gives it: an ARN, a host.
    pub name: String,
    /// What kind of outside.
    pub kind: OutsideKind,
}

/// What kind of outside.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum OutsideKind {
    /// An AWS resource of an account that was scanned: not inventoried, or gone.
    NotInventoried(AccountId),
    /// An AWS resource of another account.
    Account(AccountId),
    /// An AWS resource whose name tells no account, such as a bucket of someone's.
    UnknownAccount,
    /// A service of AWS itself.
    Service,
    /// Another cloud, by its name.
    Cloud(&'static str),
    /// A known vendor of data services, by its name.
    Vendor(&'static str),
    /// A host on the internet.
    Internet,
    /// A host of a private network.
    Private,
}

impl Node {
    /// The resource, where it is one.
    pub fn resource(&self) -> Option<ResourceId> {
        if let Self::Resource(id) = self { Some(*id) } else { None }
    }
}
