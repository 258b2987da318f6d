//! The figures of an overview, counted once from an estate and its posture so that a screen only shows them.

use rustc_hash::FxHashMap;
use serde::Serialize;

use crate::finding::{Severity, Status};
use crate::model::{AccountId, Classification, Domain, Estate, Kind, Layer, ResourceId};

use super::{CATALOGUE, Decision, Posture, Rules};

/// How many findings an overview shows.
const WORST: usize = 10;

/// How many results passed, failed and could not be decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Tally {
    /// All is well.
    pub pass: u32,
    /// Something is wrong.
    pub fail: u32,
    /// Not decided, because of a gap.
    pub unknown: u32,
}

impl Tally {
    /// Counts one decision.
    fn add(&mut self, decision: Decision) {
        match decision {
            Decision::Pass => self.pass += 1,
            Decision::Fail => self.fail += 1,
            Decision::Unknown => self.unknown += 1,
        }
    }

    /// How many there are in all.
    pub fn total(self) -> u32 {
        self.pass + self.fail + self.unknown
    }

    /// The share that passed, in whole percent; none of nothing. Never 100 while anything failed or is unknown.
    pub fn percent(self) -> Option<u32> {
        (self.pass * 100).checked_div(self.total())
    }
}

/// The figures of one account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AccountSummary {
    /// The account.
    pub account: AccountId,
    /// Its results.
    pub results: Tally,
    /// Its faults by severity, the worst first, as [`Severity::ALL`].
    pub faults: [u32; 4],
    /// How many resources it holds.
    pub resources: u32,
}

/// The figures of an overview.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Default)]
pub struct Summary {
    /// How many accounts were reached.
    pub accounts: u32,
    /// How many resources there are.
    pub resources: u32,
    /// How many of them hold data.
    pub stores: u32,
    /// How many stores each class has, in the order of [`Classification::ALL`].
    pub classes: Vec<(Classification, u32)>,
    /// How many users, roles and groups there are.
    pub identities: u32,
    /// How many resources of each kind there are, without those of which there is none.
    pub kinds: Vec<(Kind, u32)>,
    /// How many reads failed.
    pub gaps: u32,
    /// All results.
    pub results: Tally,
    /// Faults by severity, the worst first, as [`Severity::ALL`].
    pub faults: [u32; 4],
    /// How many claims could not be decided.
    pub undecided: u32,
    /// Results by layer and domain: one row a layer, one column a domain, in the order of their `ALL`.
    pub grid: Vec<Vec<Tally>>,
    /// Results by check, in catalogue order.
    pub checks: Vec<Tally>,
    /// The accounts that hold resources: those reached first, in the order of the scan.
    pub by_account: Vec<AccountSummary>,
    /// The worst faults, as places in [`Posture::findings`].
    pub worst: Vec<usize>,
}

impl Summary {
    /// Counts everything once.
    pub fn of(estate: &Estate, posture: &Posture, rules: &Rules) -> Self {
        let mut summary = Self {
            accounts: count(estate.accounts().len()),
            resources: count(estate.resources().len()),
            gaps: count(estate.gaps().len()),
            grid: vec![vec![Tally::default(); Domain::ALL.len()]; Layer::ALL.len()],
            checks: vec![Tally::default(); CATALOGUE.len()],
            classes: Classification::ALL.iter().map(|&class| (class, 0)).collect(),
            ..Self::default()
        };
        summary.count_kinds(estate);
        summary.count_classes(estate, rules);
        let owners = summary.count_accounts(estate);
        summary.count_results(estate, posture, &owners);
        summary.count_findings(posture, &owners);
        summary
    }

    /// The results of one layer and domain.
    pub fn cell(&self, layer: Layer, domain: Domain) -> Tally {
        self.grid.get(layer as usize).and_then(|row| row.get(domain as usize)).copied().unwrap_or_default()
    }

    /// How many faults have this severity.
    pub fn faults_of(&self, severity: Severity) -> u32 {
        Severity::ALL.iter().zip(self.faults).find(|(it, _)| **it == severity).map_or(0, |(_, count)| count)
    }

    fn count_kinds(&mut self, estate: &Estate) {
        for &kind in Kind::ALL {
            let found = count(estate.of_kind(kind).len());
            if kind.is_store() {
                self.stores += found;
            }
            if kind.is_identity() {
                self.identities += found;
            }
            if found > 0 {
                self.kinds.push((kind, found));
            }
        }
    }

    fn count_classes(&mut self, estate: &Estate, rules: &Rules) {
        for (_, store) in Kind::ALL.iter().filter(|kind| kind.is_store()).flat_map(|&kind| estate.all(kind)) {
            let tags = store.tags.known();
            let class = tags.map_or(Classification::Unknown, |tags| rules.classification.classify(tags));
            if let Some((_, found)) = self.classes.iter_mut().find(|(it, _)| *it == class) {
                *found += 1;
            }
        }
    }

    /// Counts resources by account; returns the place of each resource's account in `by_account`.
    fn count_accounts(&mut self, estate: &Estate) -> Vec<usize> {
        let mut places: FxHashMap<&AccountId, usize> = FxHashMap::default();
        let scanned = estate.accounts().iter().map(|account| &account.id);
        let fresh = |id: &AccountId| AccountSummary {
            account: id.clone(),
            results: Tally::default(),
            faults: [0; 4],
            resources: 0,
        };
        for id in scanned {
            places.insert(id, self.by_account.len());
            self.by_account.push(fresh(id));
        }
        let mut owners = Vec::with_capacity(estate.resources().len());
        for (_, resource) in estate.resources() {
            let next = self.by_account.len();
            let place = *places.entry(&resource.account).or_insert(next);
            if place == next {
                self.by_account.push(fresh(&resource.account));
            }
            if let Some(account) = self.by_account.get_mut(place) {
                account.resources += 1;
            }
            owners.push(place);
        }
        owners
    }

    fn count_results(&mut self, estate: &Estate, posture: &Posture, owners: &[usize]) {
        let layers: Vec<Layer> = estate.resources().map(|(_, resource)| resource.layer()).collect();
        for result in &posture.results {
            let decision = result.decision;
            self.results.add(decision);
            let place = usize::from(result.check);
            if let Some(tally) = self.checks.get_mut(place) {
                tally.add(decision);
            }
            if let Some(account) = self.owner(owners, result.resource) {
                account.results.add(decision);
            }
            let Some(check) = CATALOGUE.get(place) else { continue };
            let Some(layer) = check.layer.or_else(|| layers.get(result.resource.index()).copied()) else { continue };
            if let Some(cell) = self.grid.get_mut(layer as usize).and_then(|row| row.get_mut(check.domain as usize)) {
                cell.add(decision);
            }
        }
    }

    fn count_findings(&mut self, posture: &Posture, owners: &[usize]) {
        for (place, finding) in posture.findings.iter().enumerate() {
            if finding.status == Status::Unknown {
                self.undecided += 1;
                continue;
            }
            let severity = finding.severity();
            bump(&mut self.faults, severity);
            if let Some(account) = self.owner(owners, finding.resource) {
                bump(&mut account.faults, severity);
            }
            if self.worst.len() < WORST {
                self.worst.push(place);
            }
        }
    }

    fn owner(&mut self, owners: &[usize], resource: ResourceId) -> Option<&mut AccountSummary> {
        let place = *owners.get(resource.index())?;
        self.by_account.get_mut(place)
    }
}

fn bump(faults: &mut [u32; 4], severity: Severity) {
    for (count, _) in faults.iter_mut().zip(Severity::ALL).filter(|(_, it)| *it == severity) {
        *count += 1;
    }
}

fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
