//! Look-ups of stores and keys, built once an estate: which key a name means, what uses which key, who owns what.
//!
//! Without them, checks of keys would scan all buckets for each key.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::model::{AccountId, Estate, GapId, KeyNames, Kind, Resource, ResourceId};

/// The account of AWS that delivers CloudFront's access logs: its grant is AWS's own instruction. The second is that
/// of the regions in China.
///
/// Source: Amazon CloudFront Developer Guide, "Configure standard logging (legacy)".
pub(super) const LOG_DELIVERY: [&str; 2] = [
    "c4c1ede66af53448b93c283ce9448c4ba468c9432aa01d700d3878632f77d2d0",
    "a52cb28745c0c06e84ec548334e44bfa7fc2a85c54af20cd59e4969344b7af56",
];

/// Look-ups of stores and keys.
#[derive(Debug, Default)]
pub(super) struct Holdings<'a> {
    /// Account-wide settings by account.
    pub(super) settings: FxHashMap<&'a str, ResourceId>,
    /// Buckets by name.
    pub(super) buckets: FxHashMap<&'a str, ResourceId>,
    /// Access points by the name of their bucket.
    pub(super) access_points: FxHashMap<&'a str, Vec<ResourceId>>,
    /// Whether access points were listed, by account and region.
    pub(super) access_point_listings: FxHashMap<(&'a str, &'a str), Result<(), GapId>>,
    /// Canonical ids of accounts that own buckets of the estate.
    pub(super) canonical: FxHashSet<&'a str>,
    /// Accounts whose canonical id is among them.
    pub(super) told: FxHashSet<&'a str>,
    /// Names of buckets that receive access logs.
    pub(super) log_targets: FxHashSet<&'a str>,
    /// Buckets of which it is not known which key they use, and why.
    pub(super) unread: Vec<(ResourceId, GapId)>,
    /// Why there may be buckets that were not seen at all.
    pub(super) unlisted_buckets: Option<GapId>,
    /// Why there may be trails that were not seen at all.
    pub(super) unlisted_trails: Option<GapId>,
    /// Why an alias that means no key may mean one.
    aliases_gap: Option<GapId>,
    names: KeyNames<'a>,
    uses: FxHashMap<ResourceId, Vec<ResourceId>>,
}

impl<'a> Holdings<'a> {
    pub(super) fn new(estate: &'a Estate) -> Self {
        let mut holdings = Self { names: KeyNames::new(estate), ..Self::default() };
        for (id, resource) in estate.all(Kind::Account) {
            holdings.settings.insert(resource.account.as_str(), id);
        }
        let keys = estate.all(Kind::Key).filter_map(|(_, resource)| resource.key());
        holdings.aliases_gap = keys.filter_map(|key| key.aliases.gap()).next();
        for (id, resource) in estate.all(Kind::Bucket) {
            holdings.add_bucket(id, resource, estate);
        }
        for (id, resource) in estate.all(Kind::Trail) {
            let key = resource.trail().and_then(|trail| trail.kms_key.as_deref());
            holdings.add_use(estate, key, id, resource);
        }
        for (id, resource) in estate.all(Kind::AccessPoint) {
            let Some(point) = resource.access_point() else { continue };
            holdings.access_points.entry(&point.bucket).or_default().push(id);
        }
        for listing in estate.listings().iter().filter(|listing| listing.kind == Kind::AccessPoint) {
            let listed = listing.count.gap().map_or(Ok(()), Err);
            holdings.access_point_listings.insert((listing.account.as_str(), listing.region.as_str()), listed);
        }
        let unlisted = |kind| estate.accounts().iter().find_map(|account| estate.listing_gap(&account.id, kind));
        (holdings.unlisted_buckets, holdings.unlisted_trails) = (unlisted(Kind::Bucket), unlisted(Kind::Trail));
        holdings
    }

    fn add_bucket(&mut self, id: ResourceId, resource: &'a Resource, estate: &Estate) {
        let Some(bucket) = resource.bucket() else { return };
        self.buckets.insert(&bucket.name, id);
        if let Some(acl) = bucket.acl.known() {
            self.canonical.insert(&acl.owner);
            self.told.insert(resource.account.as_str());
        }
        self.log_targets.extend(bucket.logging.known().and_then(Option::as_ref).map(|it| it.target_bucket.as_str()));
        self.unread.extend(bucket.encryption.gap().map(|gap| (id, gap)));
        let rules = bucket.encryption.known().and_then(Option::as_ref).into_iter().flat_map(|it| &it.rules);
        for name in rules.filter_map(|rule| rule.key.as_deref()) {
            let is_found = self.add_use(estate, Some(name), id, resource);
            let hidden = self.aliases_gap.filter(|_| !is_found && name.contains("alias/"));
            self.unread.extend(hidden.map(|gap| (id, gap)));
        }
    }

    /// Notes that a resource uses a key; false when the key is not of the estate.
    fn add_use(&mut self, estate: &Estate, key: Option<&str>, user: ResourceId, resource: &Resource) -> bool {
        let Some(key) = key.and_then(|name| self.key(estate, name, resource)) else { return false };
        // Users come one after the other, so that only the last can be there already.
        let users = self.uses.entry(key).or_default();
        if users.last() != Some(&user) {
            users.push(user);
        }
        true
    }

    /// The key that a resource means by an ARN, an alias ARN, an alias or a bare id.
    pub(super) fn key(&self, estate: &Estate, name: &str, of: &Resource) -> Option<ResourceId> {
        self.names.find(estate, name, of)
    }

    /// Buckets and trails that use a key, in the order in which they were read.
    pub(super) fn users_of(&self, key: ResourceId) -> &[ResourceId] {
        self.uses.get(&key).map_or(&[], Vec::as_slice)
    }

    pub(super) fn settings_of(&self, account: &AccountId) -> Option<ResourceId> {
        self.settings.get(account.as_str()).copied()
    }
}
