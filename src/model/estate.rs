//! Everything inventoried in one scan, across accounts: tables of resources, gaps and listings.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::activity::ActivityKey;
use super::aws::Organization;
use super::{
    AccountId, Activity, Arn, Detail, Fact, Gap, GapId, Kind, Record, Region, Resource, ResourceId, Timestamp,
};

/// Where an estate comes from: the first line of a snapshot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// The version of the tool that read it.
    pub tool: String,
    /// When the scan began.
    pub started: Timestamp,
    /// When the scan ended; none while it runs or when it was cut off.
    #[serde(default)]
    pub finished: Option<Timestamp>,
    /// What was asked for: profiles and regions, in words.
    pub scope: Vec<String>,
    /// Who asked: the ARN of each caller.
    pub callers: Vec<String>,
}

/// An account that the scan reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// The account.
    pub id: AccountId,
    /// The name that its organization or alias gives it.
    pub name: Option<String>,
    /// The ARN that the scan used there.
    pub caller: String,
    /// The regions that were scanned.
    pub regions: Vec<Region>,
}

/// A listing that ended: all resources of a kind in one account and region, or the gap in their place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listing {
    /// The account.
    pub account: AccountId,
    /// The region; `global` for services without regions.
    pub region: Region,
    /// The kind that was listed.
    pub kind: Kind,
    /// How many there are, or why that is not known.
    pub count: Fact<u32>,
}

/// An estate: the pure value that all analysis starts from. Cloning shares the resources.
#[derive(Debug, Clone)]
pub struct Estate {
    /// Where it comes from.
    pub header: Header,
    /// Whether the scan was cut off before its end.
    pub partial: bool,
    accounts: Vec<Account>,
    organization: Option<Organization>,
    resources: Vec<Arc<Resource>>,
    gaps: Vec<Gap>,
    listings: Vec<Listing>,
    activities: BTreeMap<ActivityKey, Activity>,
    done: BTreeSet<String>,
    by_arn: FxHashMap<Arn, ResourceId>,
    by_kind: BTreeMap<Kind, Vec<ResourceId>>,
    /// The places of listings, by what was listed: there is one for each region.
    listed: FxHashMap<(AccountId, Kind), Vec<usize>>,
    /// The places of accounts.
    by_account: FxHashMap<AccountId, usize>,
}

impl Estate {
    /// An empty estate.
    pub fn new(header: Header) -> Self {
        Self {
            header,
            partial: false,
            accounts: Vec::new(),
            organization: None,
            resources: Vec::new(),
            gaps: Vec::new(),
            listings: Vec::new(),
            activities: BTreeMap::new(),
            done: BTreeSet::new(),
            by_arn: FxHashMap::default(),
            by_kind: BTreeMap::new(),
            listed: FxHashMap::default(),
            by_account: FxHashMap::default(),
        }
    }

    /// Takes in one record. A resource, account, listing or reading that is already known is replaced.
    ///
    /// Gap ids in records are kept: the n-th gap must have the id n, which holds for any snapshot.
    pub fn push(&mut self, record: Record) {
        match record {
            Record::Account(account) => self.reach(account),
            Record::Organization(organization) => self.meet(organization),
            Record::Gap { gap, .. } => self.gaps.push(gap),
            Record::Resource(mut resource) => {
                if let (Detail::Trail(trail), Some((_, older))) =
                    (&mut resource.detail, self.find(resource.arn.as_str()))
                    && let Some(seen) = older.trail()
                {
                    trail.complete_from(seen);
                }
                self.insert(Arc::new(*resource));
            }
            Record::Listing(listing) => self.list(listing),
            Record::Activity(activity) => {
                self.activities.insert(activity.key(), *activity);
            }
            Record::Done { unit } => {
                self.done.insert(unit);
            }
        }
    }

    fn reach(&mut self, account: Account) {
        let next = self.accounts.len();
        let place = *self.by_account.entry(account.id.clone()).or_insert(next);
        replace_or_push(&mut self.accounts, place, account);
    }

    fn list(&mut self, listing: Listing) {
        let places = self.listed.entry((listing.account.clone(), listing.kind)).or_default();
        let is_same = |at: &&usize| self.listings.get(**at).is_some_and(|held| held.region == listing.region);
        let known = places.iter().find(is_same).copied();
        let place = known.unwrap_or(self.listings.len());
        if known.is_none() {
            places.push(place);
        }
        replace_or_push(&mut self.listings, place, listing);
    }

    /// A member account sees less of its organization than the management account: what is known is not unlearned.
    fn meet(&mut self, organization: Organization) {
        let knows = |it: &Organization| it.accounts.known().is_some();
        if knows(&organization) || !self.organization.as_ref().is_some_and(knows) {
            self.organization = Some(organization);
        }
    }

    /// Adds a resource, or replaces the one with its ARN.
    pub fn insert(&mut self, resource: Arc<Resource>) -> ResourceId {
        if let Some(&id) = self.by_arn.get(&resource.arn) {
            if let Some(place) = self.resources.get_mut(id.index()) {
                *place = resource;
            }
            return id;
        }
        let id = ResourceId(u32::try_from(self.resources.len()).unwrap_or(u32::MAX));
        self.by_arn.insert(resource.arn.clone(), id);
        self.by_kind.entry(resource.kind()).or_default().push(id);
        self.resources.push(resource);
        id
    }

    /// Puts the resources in order, and gives them new ids: two scans that read the same give the same estate,
    /// whatever was answered first.
    pub fn sort(&mut self) {
        let mut resources = std::mem::take(&mut self.resources);
        resources.par_sort_by(|a, b| a.order().cmp(&b.order()));
        self.by_arn.clear();
        self.by_kind.clear();
        for resource in resources {
            self.insert(resource);
        }
    }

    /// The accounts that were reached, in the order of the scan.
    pub fn accounts(&self) -> &[Account] {
        &self.accounts
    }

    /// The account with this id.
    pub fn account(&self, id: &AccountId) -> Option<&Account> {
        self.accounts.get(*self.by_account.get(id)?)
    }

    /// The name of an account, or its id where no name is known.
    pub fn account_name<'a>(&'a self, id: &'a AccountId) -> &'a str {
        let named = self.account(id).and_then(|account| account.name.as_deref());
        match named.or_else(|| self.member_name(id)).unwrap_or(id.as_str()) {
            // No name, but the old word for what it is in the organization.
            "master" if self.manages(id) => "management account",
            name => name,
        }
    }

    fn manages(&self, id: &AccountId) -> bool {
        self.organization.as_ref().is_some_and(|organization| organization.management_account == *id)
    }

    fn member_name(&self, id: &AccountId) -> Option<&str> {
        let members = self.organization.as_ref()?.accounts.known()?;
        members.iter().find(|member| member.id == *id).map(|member| member.name.as_str())
    }

    /// The organization, when some account could read it.
    pub fn organization(&self) -> Option<&Organization> {
        self.organization.as_ref()
    }

    /// All resources with their ids.
    pub fn resources(&self) -> impl ExactSizeIterator<Item = (ResourceId, &Arc<Resource>)> {
        self.resources.iter().enumerate().map(|(index, it)| (ResourceId(u32::try_from(index).unwrap_or(u32::MAX)), it))
    }

    /// The resource with this id.
    pub fn resource(&self, id: ResourceId) -> Option<&Arc<Resource>> {
        self.resources.get(id.index())
    }

    /// The resource with this ARN.
    pub fn find(&self, arn: &str) -> Option<(ResourceId, &Arc<Resource>)> {
        let id = *self.by_arn.get(arn)?;
        self.resource(id).map(|resource| (id, resource))
    }

    /// The ids of all resources of a kind, in the order of the estate.
    pub fn of_kind(&self, kind: Kind) -> &[ResourceId] {
        self.by_kind.get(&kind).map_or(&[], Vec::as_slice)
    }

    /// All resources of a kind.
    pub fn all(&self, kind: Kind) -> impl Iterator<Item = (ResourceId, &Arc<Resource>)> {
        self.of_kind(kind).iter().filter_map(|&id| self.resource(id).map(|it| (id, it)))
    }

    /// The bucket with this name.
    pub fn bucket_named(&self, name: &str) -> Option<(ResourceId, &Arc<Resource>)> {
        ["aws", "aws-cn", "aws-us-gov"].iter().find_map(|partition| self.find(&format!("arn:{partition}:s3:::{name}")))
    }

    /// The account-wide settings of an account.
    pub fn account_resource(&self, account: &AccountId) -> Option<(ResourceId, &Arc<Resource>)> {
        self.all(Kind::Account).find(|(_, resource)| resource.account == *account)
    }

    /// Everything that could not be read.
    pub fn gaps(&self) -> &[Gap] {
        &self.gaps
    }

    /// The gap with this id.
    pub fn gap(&self, id: GapId) -> Option<&Gap> {
        self.gaps.get(id.index())
    }

    /// All listings that ended.
    pub fn listings(&self) -> &[Listing] {
        &self.listings
    }

    /// The first gap that hides resources of a kind in an account: while there is one, "none" is not known.
    pub fn listing_gap(&self, account: &AccountId, kind: Kind) -> Option<GapId> {
        self.listings_of(account, kind).find_map(|listing| listing.count.gap())
    }

    /// Whether resources of a kind were listed at all in an account.
    pub fn was_listed(&self, account: &AccountId, kind: Kind) -> bool {
        self.listings_of(account, kind).next().is_some()
    }

    /// What records of use said, in a defined order.
    pub fn activities(&self) -> impl Iterator<Item = &Activity> {
        self.activities.values()
    }

    fn listings_of(&self, account: &AccountId, kind: Kind) -> impl Iterator<Item = &Listing> {
        let places = self.listed.get(&(account.clone(), kind));
        places.into_iter().flatten().filter_map(|at| self.listings.get(*at))
    }

    /// Units of work that are complete (`account/service/region`).
    pub fn done(&self) -> &BTreeSet<String> {
        &self.done
    }

    /// Whether an account belongs to this estate or to its organization.
    ///
    /// `Fact::Unknown` never occurs without an organization's gap: without an organization only scanned accounts count.
    pub fn is_own_account(&self, account: &str) -> bool {
        self.by_account.contains_key(account)
            || self.organization.as_ref().is_some_and(|organization| {
                organization.management_account.as_str() == account
                    || organization.accounts.known().is_some_and(|all| all.iter().any(|it| it.id.as_str() == account))
            })
    }
}

/// Puts an item into its place, which may be the one behind the last.
fn replace_or_push<T>(list: &mut Vec<T>, place: usize, item: T) {
    match list.get_mut(place) {
        Some(held) => *held = item,
        None => list.push(item),
    }
}
