//! An estate with its posture and the rows that screens show, made once on a worker thread.
//!
//! Everything here is cleaned for the screen when it is made, so that drawing a frame touches only visible rows.

mod subject;

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::flows::Flows;
use super::text::{Safe, safe};
use crate::checks::{Exposure, Posture, Rules, Summary, exposures};
use crate::finding::{Finding, Severity, Status};
use crate::flow::PipelineRules;
use crate::model::aws::{EncryptionAlgorithm, KeyManager};
use crate::model::{AccountId, AtRest, Classification, Detail, Estate, Fact, Kind, Layer, Resource, ResourceId};
use crate::operations;
use crate::policy::access::AccessIndex;
use crate::policy::access::store_kinds;

pub use subject::{FindingSubject, ResourceSubject};

/// An estate as the console shows it.
#[derive(Debug)]
pub struct Analysis {
    /// One row a resource, in the order of the estate.
    pub resources: Vec<ResourceRow>,
    /// One row a finding, in the order of the posture.
    pub findings: Vec<FindingRow>,
    /// The figures of the overview.
    pub summary: Summary,
    /// Resources that questions of access are about: stores, then principals.
    pub subjects: Vec<ResourceId>,
    /// How data moves.
    pub flows: Flows,
    access: OnceLock<AccessIndex>,
    base: Arc<operations::Analysis>,
    accounts: Vec<Safe>,
    regions: Vec<Safe>,
    of_resource: Vec<Vec<u32>>,
    by_id: FxHashMap<String, u32>,
}

/// What a table says of a resource.
#[derive(Debug, Clone)]
pub struct ResourceRow {
    /// Its name.
    pub name: Safe,
    /// What it is.
    pub kind: Kind,
    /// Its layer.
    pub layer: Layer,
    /// The class of its data.
    pub class: Classification,
    /// How it is encrypted, in words.
    pub encryption: &'static str,
    /// Who can reach it.
    pub exposure: Exposure,
    /// Findings by severity, the worst first.
    pub counts: [u32; 4],
    /// Results that could not be decided.
    pub unknown: u32,
    account: u32,
    region: u32,
    words: String,
}

/// What a table says of a finding.
#[derive(Debug, Clone)]
pub struct FindingRow {
    /// The name of its resource.
    pub resource: Safe,
    /// The sentence that says what is wrong.
    pub summary: Safe,
    words: String,
}

impl Analysis {
    /// Makes the rows. Takes time that grows with the estate: call it on a worker thread.
    pub fn new(base: Arc<operations::Analysis>) -> Self {
        Self::ruled(base, &PipelineRules::default())
    }

    /// The same, with what a person says about pipelines.
    pub fn ruled(base: Arc<operations::Analysis>, pipelines: &PipelineRules) -> Self {
        let (estate, posture, rules) = (&base.estate, &base.posture, &base.rules);
        let mut of_resource = vec![Vec::new(); estate.resources().len()];
        let mut by_id = FxHashMap::default();
        for (at, finding) in posture.findings.iter().enumerate() {
            let at = u32::try_from(at).unwrap_or(u32::MAX);
            by_id.insert(finding.id.0.clone(), at);
            if let Some(list) = of_resource.get_mut(finding.resource.index()) {
                list.push(at);
            }
        }
        let (accounts, account_of) = interned(estate, |it| it.account.as_str());
        let (regions, region_of) = interned(estate, |it| it.region.as_str());
        let accounts = accounts.into_iter().map(|id| account_name(estate, &id)).collect();
        let exposures = exposures(of_resource.len(), posture);
        let all: Vec<(ResourceId, &Arc<Resource>)> = estate.resources().collect();
        let resources: Vec<ResourceRow> = all
            .par_iter()
            .map(|(id, resource)| {
                let at = id.index();
                let found = of_resource.get(at).map_or(&[][..], Vec::as_slice);
                let place = |list: &[u32]| list.get(at).copied().unwrap_or_default();
                let exposure = exposures.get(at).copied().unwrap_or_default();
                let row = resource_row(resource, rules, posture, found, (place(&account_of), place(&region_of)));
                ResourceRow { exposure, ..row }
            })
            .collect();
        let findings = posture.findings.par_iter().map(|finding| finding_row(estate, finding)).collect();
        let summary = Summary::of(estate, posture, rules);
        let regions = regions.iter().map(|name| Safe::new(name)).collect();
        let kinds = store_kinds().chain([Kind::User, Kind::Role]);
        let subjects = kinds.flat_map(|kind| estate.of_kind(kind)).copied().collect();
        let access = OnceLock::new();
        let mut flows = Flows::new(estate, pipelines);
        flows.rows = flows.rows(estate, &resources);
        Self { resources, findings, summary, subjects, flows, access, base, accounts, regions, of_resource, by_id }
    }

    /// The estate with all that the checks say, as operations take it.
    pub fn base(&self) -> &Arc<operations::Analysis> {
        &self.base
    }

    /// The estate.
    pub fn estate(&self) -> &Arc<Estate> {
        &self.base.estate
    }

    /// The estate ready for questions of access. Made when it is first asked for, which takes time: call it on a worker
    /// thread.
    pub fn access(&self) -> &AccessIndex {
        self.access.get_or_init(|| AccessIndex::new(Arc::clone(self.estate())))
    }

    /// What the checks say.
    pub fn posture(&self) -> &Posture {
        &self.base.posture
    }

    /// The resource with this id.
    pub fn resource(&self, id: ResourceId) -> Option<&Resource> {
        self.estate().resource(id).map(AsRef::as_ref)
    }

    /// The row of a resource.
    pub fn resource_row(&self, id: ResourceId) -> Option<&ResourceRow> {
        self.resources.get(id.index())
    }

    /// The place of a finding, by its id.
    pub fn finding_at(&self, id: &str) -> Option<u32> {
        self.by_id.get(id).copied()
    }

    /// The finding and its row at a place.
    pub fn finding(&self, at: u32) -> Option<(&Finding, &FindingRow)> {
        Some((self.posture().findings.get(at as usize)?, self.findings.get(at as usize)?))
    }

    /// Places of the findings of a resource, the worst first.
    pub fn findings_of(&self, id: ResourceId) -> &[u32] {
        self.of_resource.get(id.index()).map_or(&[], Vec::as_slice)
    }

    /// The name of a resource's account.
    pub fn account(&self, row: &ResourceRow) -> Safe {
        self.accounts.get(row.account as usize).cloned().unwrap_or_default()
    }

    /// The name of a resource's region.
    pub fn region(&self, row: &ResourceRow) -> Safe {
        self.regions.get(row.region as usize).cloned().unwrap_or_default()
    }

    /// How many gaps there are for each reason, the most frequent first.
    pub fn gaps_by_reason(&self) -> Vec<(&'static str, usize)> {
        let mut counts: BTreeMap<&'static str, usize> = BTreeMap::new();
        for gap in self.estate().gaps() {
            *counts.entry(gap.reason.words()).or_default() += 1;
        }
        let mut list: Vec<_> = counts.into_iter().collect();
        list.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        list
    }
}

/// The name of an account with its number, as far as both are known.
pub fn account_name(estate: &Estate, id: &str) -> Safe {
    let id = AccountId::new(id);
    let name = estate.account_name(&id);
    if name == id.as_str() { Safe::new(name) } else { safe!("{name}") }
}

fn count(counts: &mut [u32; 4], severity: Severity) {
    for (held, slot) in Severity::ALL.iter().zip(counts.iter_mut()) {
        *slot += u32::from(*held == severity);
    }
}

/// Each different name once, and for each resource which one it has.
fn interned<'a>(estate: &'a Estate, name: impl Fn(&'a Resource) -> &'a str) -> (Vec<String>, Vec<u32>) {
    let mut names: Vec<String> = Vec::new();
    let mut places: FxHashMap<&str, u32> = FxHashMap::default();
    let of = estate.resources().map(|(_, resource)| {
        let name = name(resource);
        *places.entry(name).or_insert_with(|| {
            names.push(name.to_owned());
            u32::try_from(names.len() - 1).unwrap_or(u32::MAX)
        })
    });
    let of = of.collect();
    (names, of)
}

fn resource_row(resource: &Resource, rules: &Rules, posture: &Posture, found: &[u32], at: (u32, u32)) -> ResourceRow {
    let mut counts = [0; 4];
    let mut unknown = 0;
    for finding in found.iter().filter_map(|&at| posture.findings.get(at as usize)) {
        match finding.status {
            Status::Fail => count(&mut counts, finding.severity()),
            Status::Unknown => unknown += 1,
        }
    }
    let name = Safe::new(resource.name());
    ResourceRow {
        words: format!("{name} {}", resource.kind().word()),
        name,
        kind: resource.kind(),
        layer: resource.layer(),
        class: resource.tags.known().map_or(Classification::Unknown, |tags| rules.classification.classify(tags)),
        encryption: encryption(resource),
        exposure: Exposure::NotAsked,
        counts,
        unknown,
        account: at.0,
        region: at.1,
    }
}

/// How a resource is encrypted, in words.
fn encryption(resource: &Resource) -> &'static str {
    match &resource.detail {
        Detail::Bucket(bucket) => match &bucket.encryption {
            Fact::Unknown(_) => "unknown",
            Fact::NotApplicable | Fact::Known(None) => "none",
            Fact::Known(Some(held)) => match held.rules.first() {
                Some(rule) if rule.algorithm == EncryptionAlgorithm::Aes256 => "S3 key",
                Some(rule) if rule.key.is_some() => "customer key",
                Some(_) => "AWS key",
                None => "none",
            },
        },
        Detail::Key(key) if key.manager == KeyManager::Aws => "AWS key",
        Detail::Key(_) => "customer key",
        Detail::Trail(_) if of_provider(resource) => "S3 default",
        detail => match detail.aspects().at_rest() {
            Fact::Known(AtRest::Absent) => "none",
            Fact::Known(AtRest::Provider(_)) => "provider key",
            Fact::Known(AtRest::Key(name)) if name.contains("alias/aws/") => "AWS key",
            Fact::Known(AtRest::Key(_)) => "customer key",
            Fact::Unknown(_) => "unknown",
            Fact::NotApplicable => "",
        },
    }
}

fn of_provider(resource: &Resource) -> bool {
    matches!(resource.detail.aspects().at_rest(), Fact::Known(AtRest::Provider(_)))
}

fn finding_row(estate: &Estate, finding: &Finding) -> FindingRow {
    let resource = estate.resource(finding.resource);
    let name = Safe::new(resource.map_or("", |it| it.name()));
    let words = format!("{name} {}", finding.check.id);
    FindingRow { resource: name, summary: Safe::new(&finding.summary), words }
}
