//! What a check may look at besides its resource: the estate, the user's rules, the time, and parsed policies.

use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Serialize};

use crate::flow::{FlowGraph, PipelineRules, Pipelines};
use crate::model::aws::AccountSettings;
use crate::model::{
    AccountId, Classification, ClassificationRules, Document, Estate, Fact, GapId, Kind, Resource, ResourceId,
    Timestamp,
};
use crate::policy::access::Inquiry;
use crate::policy::{Exposure, Inside, Policy, exposure};

use super::flows::Lineage;
use super::holdings::{Holdings, LOG_DELIVERY};
use super::index::Index;
use super::policies::Policies;

/// The user's rules: what counts as too old, whom to trust, which tags classify.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Rules {
    /// Accounts outside the organization that may be granted access.
    pub trusted_accounts: Vec<String>,
    /// Days after which an access key is too old.
    pub access_key_days: u32,
    /// Days without use after which a user, role or access key is dormant.
    pub dormant_days: u32,
    /// Which tags classify.
    pub classification: ClassificationRules,
    /// What the user says about pipelines. The file has it in a table of its own.
    #[serde(skip)]
    pub pipelines: PipelineRules,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            trusted_accounts: Vec::new(),
            access_key_days: 90,
            dormant_days: 90,
            classification: ClassificationRules::default(),
            pipelines: PipelineRules::default(),
        }
    }
}

/// What a check may look at.
#[derive(Debug)]
pub struct Context<'a> {
    /// The estate.
    pub estate: &'a Estate,
    /// The user's rules.
    pub rules: &'a Rules,
    /// The time that ages are counted to: the end of the scan.
    pub now: Timestamp,
    policies: Policies<'a>,
    index: Index,
    holdings: Holdings<'a>,
    flows: OnceLock<FlowGraph>,
    pipelines: OnceLock<Pipelines>,
    lineage: OnceLock<Lineage>,
    inquiry: Inquiry<'a>,
}

impl<'a> Context<'a> {
    /// Parses every document of the estate; those with the same text once.
    pub fn new(estate: &'a Estate, rules: &'a Rules, now: Timestamp) -> Self {
        let look_ups = || (Index::of(estate), Holdings::new(estate));
        let (policies, (index, holdings)) = rayon::join(|| Policies::of(estate), look_ups);
        Self {
            estate,
            rules,
            now,
            policies,
            index,
            holdings,
            flows: OnceLock::new(),
            pipelines: OnceLock::new(),
            lineage: OnceLock::new(),
            inquiry: Inquiry::new(estate),
        }
    }

    /// The parsed form of a document of this estate.
    ///
    /// # Errors
    /// When the document is not a policy. A document that is not of this estate is reported the same way.
    pub fn policy(&self, document: &Document) -> Result<&Policy, String> {
        match self.policies.get(document) {
            Some(Ok(policy)) => Ok(policy),
            Some(Err(wrong)) => Err(wrong.to_string()),
            None => Err("document is not part of this estate".to_owned()),
        }
    }

    /// How data flows through the estate. Drawn when it is first asked for.
    pub fn flows(&self) -> &FlowGraph {
        self.flows.get_or_init(|| FlowGraph::new(self.estate))
    }

    /// The pipelines of the estate, as the user's rules rename, split and join them.
    pub fn pipelines(&self) -> &Pipelines {
        self.pipelines.get_or_init(|| Pipelines::new(self.estate, self.flows(), &self.rules.pipelines))
    }

    /// Where restricted data goes.
    pub(super) fn lineage(&self) -> &Lineage {
        self.lineage.get_or_init(|| Lineage::new(self))
    }

    /// Draws what is shared before the workers need it: it is drawn on all cores itself, and a worker that waited for it
    /// could be asked to do a part of it.
    pub(super) fn prepare(&self) {
        self.pipelines();
        self.lineage();
    }

    /// What the engine of access is asked through. It compiles only what it is asked about.
    pub(super) fn inquiry(&self) -> &Inquiry<'a> {
        &self.inquiry
    }

    /// How many documents were parsed.
    pub fn parsed_documents(&self) -> usize {
        self.policies.len()
    }

    /// The class of a resource's data.
    pub fn classification(&self, resource: &Resource) -> Classification {
        resource.tags.known().map_or(Classification::Unknown, |tags| self.rules.classification.classify(tags))
    }

    /// Whole days from a time to the scan; negative times count as 0.
    pub fn days_since(&self, then: Timestamp) -> u32 {
        u32::try_from((self.now.as_second() - then.as_second()) / 86_400).unwrap_or(0)
    }

    /// Whether an account is of the estate, of its organization, or trusted by the user's rules.
    pub fn is_trusted_account(&self, account: &str) -> bool {
        self.index.own.contains(account) || self.rules.trusted_accounts.iter().any(|trusted| trusted == account)
    }
}

/// What would otherwise be searched for once a resource.
impl Context<'_> {
    /// The resources of a kind in an account; only kinds that account-wide checks count are indexed
    /// (buckets, trails and analyzers).
    pub fn in_account(&self, account: &AccountId, kind: Kind) -> &[ResourceId] {
        self.index.by_account.get(&(kind, account.clone())).map_or(&[], Vec::as_slice)
    }

    /// Whether an account is of the estate or of its organization. Unknown while the organization's accounts are.
    pub fn belongs(&self, account: &str) -> Fact<bool> {
        if self.index.own.contains(account) {
            return Fact::Known(true);
        }
        self.index.organization_gap.map_or(Fact::Known(false), Fact::Unknown)
    }

    /// Whether an account is of the organization. Unknown while the organization's accounts are.
    pub fn is_member(&self, account: &str) -> Fact<bool> {
        if self.index.members.contains(account) {
            return Fact::Known(true);
        }
        self.index.organization_gap.map_or(Fact::Known(false), Fact::Unknown)
    }

    /// An account of the organization that this estate does not hold: the first by its number.
    pub fn unscanned_member(&self) -> Option<&str> {
        let scanned = |id: &str| self.estate.accounts().iter().any(|account| account.id.as_str() == id);
        self.index.members.iter().map(String::as_str).filter(|id| !scanned(id)).min()
    }

    /// Analyzers that watch a whole organization.
    pub fn organization_analyzers(&self) -> impl Iterator<Item = &Arc<Resource>> {
        self.index.organization_analyzers.iter().filter_map(|&id| self.estate.resource(id))
    }

    /// Trails that record a whole organization.
    pub fn organization_trails(&self) -> impl Iterator<Item = &Arc<Resource>> {
        self.index.organization_trails.iter().filter_map(|&id| self.estate.resource(id))
    }

    /// The functions that run under the role with this ARN.
    pub fn functions_as(&self, role: &str) -> &[ResourceId] {
        self.index.functions_by_role.get(role).map_or(&[], Vec::as_slice)
    }

    /// The trails that deliver into the bucket of this name.
    pub fn trails_into(&self, bucket: &str) -> &[ResourceId] {
        self.index.trails_into.get(bucket).map_or(&[], Vec::as_slice)
    }
}

/// Look-ups of stores and keys.
impl<'a> Context<'a> {
    /// The gap that hides which accounts the organization has: while there is one, an account that is not known to
    /// be inside may still be.
    pub fn membership_gap(&self) -> Option<GapId> {
        self.index.organization_gap
    }

    /// Whom a policy of this estate lets in from outside.
    pub fn exposure<'p>(&'p self, policy: &'p Policy) -> Exposure<'p> {
        let inside = Inside {
            account: &|account| self.is_trusted_account(account),
            organization: self.estate.organization().map(|organization| organization.id.as_str()),
            canonical: Some(&|id| self.is_inside_canonical_id(id)),
        };
        exposure(policy, &inside)
    }

    /// Whether a canonical id belongs to an account that owns buckets of this estate, or is AWS's own for delivering
    /// logs.
    pub fn is_inside_canonical_id(&self, id: &str) -> bool {
        self.holdings.canonical.contains(id) || LOG_DELIVERY.contains(&id)
    }

    /// Whether the canonical ids of all accounts that count as inside are known: else an unknown one may be inside.
    pub fn knows_canonical_ids(&self) -> bool {
        let trusted = self.rules.trusted_accounts.iter();
        self.membership_gap().is_none()
            && self.index.own.iter().chain(trusted).all(|account| self.holdings.told.contains(account.as_str()))
    }

    /// The account-wide settings of the account that owns a resource.
    pub fn settings_of(&self, resource: &Resource) -> Option<(ResourceId, &'a AccountSettings)> {
        let id = self.holdings.settings_of(&resource.account)?;
        self.estate.resource(id)?.account_settings().map(|settings| (id, settings))
    }

    /// The bucket with this name.
    pub fn bucket_named(&self, name: &str) -> Option<(ResourceId, &'a Resource)> {
        let id = *self.holdings.buckets.get(name)?;
        self.estate.resource(id).map(|resource| (id, resource.as_ref()))
    }

    /// The access points of the bucket of this name, as far as they are of the estate.
    pub fn access_points_of(&self, bucket: &str) -> impl Iterator<Item = (ResourceId, &'a Resource)> {
        let ids = self.holdings.access_points.get(bucket).map_or(&[][..], Vec::as_slice);
        ids.iter().filter_map(|&id| self.estate.resource(id).map(|it| (id, it.as_ref())))
    }

    /// Whether the access points of a bucket's account and region were listed; none when nobody tried.
    pub fn access_points_listed(&self, bucket: &Resource) -> Option<Result<(), GapId>> {
        self.holdings.access_point_listings.get(&(bucket.account.as_str(), bucket.region.as_str())).copied()
    }

    /// Whether a bucket receives the access logs of a bucket.
    pub fn receives_logs(&self, bucket: &str) -> bool {
        self.holdings.log_targets.contains(bucket)
    }

    /// The key that a resource means by an ARN, an alias or an id.
    pub fn key_named(&self, name: &str, of: &Resource) -> Option<(ResourceId, &'a Resource)> {
        let id = self.holdings.key(self.estate, name, of)?;
        self.estate.resource(id).map(|resource| (id, resource.as_ref()))
    }

    /// Buckets and trails that encrypt with a key, in the order in which they were read.
    pub fn users_of_key(&self, key: ResourceId) -> impl Iterator<Item = (ResourceId, &'a Resource)> {
        self.holdings.users_of(key).iter().filter_map(|&id| self.estate.resource(id).map(|it| (id, it.as_ref())))
    }

    /// Buckets of which it is not known which key they use, and why.
    pub fn buckets_of_unknown_keys(&self) -> impl Iterator<Item = (&'a Resource, GapId)> {
        self.holdings.unread.iter().filter_map(|&(id, gap)| self.estate.resource(id).map(|it| (it.as_ref(), gap)))
    }

    /// The gap that hides buckets as a whole, with whatever keys they use.
    pub fn unlisted_buckets(&self) -> Option<GapId> {
        self.holdings.unlisted_buckets
    }

    /// The gap that may hide a bucket of the key's region or a trail that uses a key: while there is one, "none uses it"
    /// is not known.
    pub fn encryption_gap(&self, key: &Resource) -> Option<GapId> {
        let mut near = self.buckets_of_unknown_keys().filter(|(bucket, _)| bucket.region == key.region);
        near.next().map(|(_, gap)| gap).or(self.holdings.unlisted_buckets).or(self.holdings.unlisted_trails)
    }
}
