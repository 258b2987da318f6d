//! `cloudtrail-data-events`.

use crate::checks::{Context, Fault, Mapping, Outcome, Reason, Threat};
use crate::finding::{Evidence, Factor, Side};
use crate::flow::{Recorded, takes_objects};
use crate::model::aws::EventSelectors;
use crate::model::{Classification, Domain, Fact, Kind, Resource, ResourceId};

use super::coverage::{Covering, hears, is_logging};

/// How many stores a finding names.
const NAMED: usize = 25;

define_check! {
    /// Management events tell who changed a bucket; only data events tell who read or deleted what is in it. Without
    /// them, the question after a breach, "what was taken?", has no answer.
    ///
    /// Passes when a trail of the account or its organization that is logging records both the reads and the writes of
    /// all objects of every bucket. Buckets that are classified public, and those that receive trails, are left out.
    /// Selectors of a part of a bucket, or of some actions, do not count. The finding names the stores left out, those
    /// with restricted data first. Event data stores of CloudTrail Lake are not read: where one records the objects,
    /// accept this finding.
    ///
    /// By hand: `aws cloudtrail put-event-selectors` with an advanced selector `eventCategory` = `Data`,
    /// `resources.type` = `AWS::S3::Object`, limited by `resources.ARN` where cost asks for it.
    ///
    /// Source: AWS CloudTrail User Guide, "Logging data events".
    id: "cloudtrail-data-events",
    title: "Reads and writes of stored data are recorded",
    kind: Kind::Account,
    domain: Domain::Runtime,
    threat: Threat::DataExfiltration,
    likelihood: 3,
    impact: 3,
    mappings: &[
        Mapping::cis("3.8"), Mapping::cis("3.9"), Mapping::soc2("CC7.2"), Mapping::pci("10.2.1.1"),
        Mapping::hipaa("164.312(b)"), Mapping::gdpr("Art. 33(3)"),
    ],
    remedies: &["record-data-events"],
    evaluate: evaluate,
}

fn evaluate(context: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let stores = stores(context, resource);
    if stores.is_empty() {
        return context
            .estate
            .listing_gap(&resource.account, Kind::Bucket)
            .map_or(Outcome::NotApplicable, |gap| Outcome::Unknown(vec![Reason::Gap(gap)]));
    }
    let (mut bare, reasons) = bare(context, resource, &stores);
    match (bare.is_empty(), reasons.is_empty()) {
        (true, _) => Outcome::Pass,
        (false, false) => Outcome::Unknown(reasons),
        (false, true) => Outcome::fault(fault(context, &mut bare, stores.len())),
    }
}

/// The buckets of an account whose objects no trail records whole, all of those that the finding counts.
pub fn unrecorded(context: &Context<'_>, account: &Resource) -> Vec<ResourceId> {
    bare(context, account, &stores(context, account)).0.into_iter().map(|(id, _)| id).collect()
}

/// Those of the stores whose objects no trail records whole, and why there may be fewer.
fn bare<'a>(
    context: &'a Context<'_>,
    account: &Resource,
    stores: &[(ResourceId, &'a Resource)],
) -> (Vec<(ResourceId, &'a Resource)>, Vec<Reason>) {
    let Covering { trails, unknown: mut reasons } = Covering::of(context, account);
    let mut live: Vec<(&Resource, &crate::model::aws::Trail, &EventSelectors)> = Vec::new();
    for (place, trail) in trails {
        match (is_logging(trail), &trail.selectors) {
            (Fact::Known(true), Fact::Known(selectors)) => live.push((place, trail, selectors)),
            (Fact::Unknown(gap), _) => reasons.push(Reason::Gap(gap)),
            (Fact::Known(true), Fact::Unknown(gap)) => reasons.push(Reason::Gap(*gap)),
            _ => {}
        }
    }
    let mut bare = Vec::new();
    for (id, store) in stores {
        let heard = live.iter().filter(|(place, trail, _)| hears(place, trail, &store.region));
        let taken = heard.fold(Recorded::default(), |all, (_, _, it)| all.or(takes_objects(it, store.arn.as_str())));
        if !taken.all() {
            bare.push((*id, *store));
        }
    }
    (bare, reasons)
}

/// The buckets of an account whose objects should be watched.
fn stores<'a>(context: &'a Context<'_>, account: &Resource) -> Vec<(ResourceId, &'a Resource)> {
    let ids = context.in_account(&account.account, Kind::Bucket).iter();
    ids.filter_map(|&id| context.estate.resource(id).map(|it| (id, &**it)))
        .filter(|(_, it)| context.classification(it) != Classification::Public)
        .filter(|(_, it)| it.bucket().is_some_and(|bucket| context.trails_into(&bucket.name).is_empty()))
        .collect()
}

fn fault(context: &Context<'_>, bare: &mut [(ResourceId, &Resource)], all: usize) -> Fault {
    let is_restricted = |store: &Resource| context.classification(store) == Classification::Restricted;
    // Sorting asks for a key again and again, and a class is looked up among the tags.
    bare.sort_by_cached_key(|(id, store)| (!is_restricted(store), *id));
    let restricted = bare.iter().filter(|(_, store)| is_restricted(store)).count();
    let summary = format!("{} of {all} stores have no record of who reads and writes their objects", bare.len());
    let mut fault = Fault::new(summary);
    if restricted > 0 {
        let why = format!("{restricted} of them hold restricted data").into();
        fault = fault.factor(Factor { on: Side::Impact, by: 1, why });
    }
    for &(resource, _) in bare.iter().take(NAMED) {
        fault = fault.with(Evidence::Related { relation: "not recorded", resource });
    }
    match bare.len().saturating_sub(NAMED) {
        0 => fault,
        more => fault.with(Evidence::Note(format!("and {more} more"))),
    }
}
