//! Which key a name means: an ARN, an alias's ARN, an alias, or a bare id.
//!
//! Source: AWS KMS Developer Guide, "Key identifiers (KeyId)".

use rustc_hash::FxHashMap;

use super::{Estate, Kind, Resource, ResourceId};

/// The keys of an estate by account, region, and alias or id.
#[derive(Debug, Default)]
pub struct KeyNames<'e>(FxHashMap<(&'e str, &'e str, &'e str), ResourceId>);

impl<'e> KeyNames<'e> {
    /// The names of all keys of an estate.
    pub fn new(estate: &'e Estate) -> Self {
        let mut names = FxHashMap::default();
        for (id, resource) in estate.all(Kind::Key) {
            let Some(key) = resource.key() else { continue };
            let (account, region) = (resource.account.as_str(), resource.region.as_str());
            let aliases = key.aliases.known().into_iter().flatten().map(String::as_str);
            names.extend(aliases.chain([key.id.as_str()]).map(|name| ((account, region, name), id)));
        }
        Self(names)
    }

    /// The key that a resource means by a name. A name that is no ARN is of the resource's own account and region.
    pub fn find(&self, estate: &Estate, name: &str, of: &Resource) -> Option<ResourceId> {
        if let Some((id, _)) = estate.find(name) {
            return Some(id);
        }
        let (account, region, name) = match name.strip_prefix("arn:") {
            Some(rest) => {
                let mut parts = rest.splitn(5, ':').skip(2);
                let (region, account, name) = (parts.next()?, parts.next()?, parts.next()?);
                (account, region, name.strip_prefix("key/").unwrap_or(name))
            }
            None => (of.account.as_str(), of.region.as_str(), name),
        };
        self.0.get(&(account, region, name)).copied()
    }
}
