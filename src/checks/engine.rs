//! Runs every check on every resource of its kind: in parallel, with results in a defined order.

use rayon::prelude::*;

use crate::finding::{Evidence, Factor, Finding, FindingId, Risk, Side, Status};
use crate::model::{Classification, Estate, Kind, Resource, ResourceId, Timestamp};

use super::{CATALOGUE, Check, Context, Fault, Outcome, Reason, Rules};

/// All that the checks say about an estate.
#[derive(Debug, Clone, Default)]
pub struct Posture {
    /// Faults and undecided claims, the highest risk first.
    pub findings: Vec<Finding>,
    /// What each check decided on each resource it applies to, in catalogue order.
    pub results: Vec<CheckResult>,
}

/// What one check decided on one resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CheckResult {
    /// The check's place in [`CATALOGUE`].
    pub check: u16,
    /// The resource.
    pub resource: ResourceId,
    /// The decision.
    pub decision: Decision,
}

/// What a check decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Decision {
    /// All is well.
    Pass,
    /// Something is wrong.
    Fail,
    /// Not decided, because of a gap.
    Unknown,
}

/// How many resources a worker takes at a time: few enough that what the checks of a kind look at one after another is
/// still in the processor's caches.
const CHUNK: usize = 256;

/// Runs the whole catalogue. `now` is the time that ages are counted to.
pub fn analyse(estate: &Estate, rules: &Rules, now: Timestamp) -> Posture {
    let context = Context::new(estate, rules, now);
    context.prepare();
    let mut parts: Vec<Part> = Kind::ALL
        .iter()
        .flat_map(|&kind| estate.of_kind(kind).chunks(CHUNK).map(move |ids| (kind, ids)))
        .collect::<Vec<_>>()
        .into_par_iter()
        .flat_map_iter(|(kind, ids)| checks_of(kind).map(|(index, check)| run(&context, index, check, ids)))
        .collect();
    parts.sort_by_key(|part| part.check);
    let mut posture = Posture::default();
    for part in parts {
        posture.take(part);
    }
    posture.findings.par_sort_by(|a, b| order(a).cmp(&order(b)));
    posture
}

/// The checks that look at a kind, with their places in the catalogue.
fn checks_of(kind: Kind) -> impl Iterator<Item = (u16, &'static Check)> {
    let looks = move |check: &&Check| check.kinds().any(|it| it == kind);
    (0..).zip(CATALOGUE.iter().copied()).filter(move |(_, check)| looks(check))
}

/// What one check says of some resources.
struct Part {
    check: u16,
    posture: Posture,
}

impl Posture {
    fn take(&mut self, part: Part) {
        self.findings.extend(part.posture.findings);
        self.results.extend(part.posture.results);
    }
}

/// What the catalogue says of one resource alone: used to see whether a fix took effect.
pub fn results_for(context: &Context<'_>, id: ResourceId) -> Posture {
    let mut posture = Posture::default();
    let Some(resource) = context.estate.resource(id) else { return posture };
    for (index, check) in checks_of(resource.kind()) {
        posture.take(run(context, index, check, &[id]));
    }
    posture.findings.sort_by(|a, b| order(a).cmp(&order(b)));
    posture
}

/// Faults before undecided ones, high risk before low, then by check, resource and place.
fn order(finding: &Finding) -> (Status, std::cmp::Reverse<u8>, &'static str, ResourceId, &str) {
    (finding.status, std::cmp::Reverse(finding.risk.score()), finding.check.id, finding.resource, &finding.locus)
}

fn run(context: &Context<'_>, index: u16, check: &'static Check, ids: &[ResourceId]) -> Part {
    let mut posture = Posture::default();
    for &id in ids {
        let Some(resource) = context.estate.resource(id) else { continue };
        let decision = match (check.evaluate)(context, id, resource) {
            Outcome::NotApplicable => continue,
            Outcome::Pass => Decision::Pass,
            Outcome::Fail(faults) => {
                posture.findings.extend(faults.into_iter().map(|fault| failed(context, check, id, resource, fault)));
                Decision::Fail
            }
            Outcome::Unknown(reasons) => {
                posture.findings.push(undecided(context, check, id, resource, reasons));
                Decision::Unknown
            }
        };
        posture.results.push(CheckResult { check: index, resource: id, decision });
    }
    Part { check: index, posture }
}

fn failed(context: &Context<'_>, check: &'static Check, id: ResourceId, resource: &Resource, fault: Fault) -> Finding {
    let mut factors = fault.factors;
    factors.extend(classification_factor(context.classification(resource)));
    Finding {
        id: FindingId::of(check.id, resource.arn.as_str(), &fault.locus),
        check,
        resource: id,
        locus: fault.locus,
        status: Status::Fail,
        risk: Risk::new(check.likelihood, check.impact, factors),
        summary: fault.summary,
        evidence: fault.evidence,
    }
}

fn undecided(
    context: &Context<'_>,
    check: &'static Check,
    id: ResourceId,
    resource: &Resource,
    reasons: Vec<Reason>,
) -> Finding {
    let evidence: Vec<Evidence> = reasons
        .into_iter()
        .map(|reason| match reason {
            Reason::Gap(gap) => Evidence::Gap(gap),
            Reason::Note(note) => Evidence::Note(note),
        })
        .collect();
    let why = evidence.iter().find_map(|piece| match piece {
        Evidence::Gap(gap) => context.estate.gap(*gap).map(ToString::to_string),
        Evidence::Note(note) => Some(note.clone()),
        _ => None,
    });
    Finding {
        id: FindingId::of(check.id, resource.arn.as_str(), ""),
        check,
        resource: id,
        locus: String::new(),
        status: Status::Unknown,
        risk: Risk::new(
            check.likelihood,
            check.impact,
            classification_factor(context.classification(resource)).into_iter().collect(),
        ),
        summary: format!("Not known: {}", why.unwrap_or_else(|| "it could not be read".to_owned())),
        evidence,
    }
}

fn classification_factor(class: Classification) -> Option<Factor> {
    let (by, why) = match class {
        Classification::Restricted => (1, "holds restricted data"),
        Classification::Public => (-1, "holds public data"),
        Classification::Internal | Classification::Unknown => return None,
    };
    Some(Factor { on: Side::Impact, by, why: why.into() })
}
