//! Before a partial scan goes on: what is to be read again is dropped, with the gaps that would then be stale.
//!
//! A resource is read again when credentials expired while it was read. A gap goes when nothing that stays refers to
//! it and its unit is read again anyway. The gaps that stay are numbered anew, so that the n-th has the id n.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::model::{Estate, Fact, Failure, Gap, GapId, Record, Resource};

/// The estate as a resumed scan should find it.
pub(super) fn tidy(estate: Estate) -> Result<Estate, serde_json::Error> {
    if estate.gaps().is_empty() {
        return Ok(estate);
    }
    let passing: BTreeSet<GapId> = ids(&estate).filter(|(_, gap)| has_passed(gap)).map(|(id, _)| id).collect();
    let stays = |refers: &BTreeSet<GapId>| refers.is_disjoint(&passing);
    let mut kept: Vec<Record> = Vec::new();
    let mut needed: BTreeSet<GapId> = BTreeSet::new();
    let mut keep = |record: Record, refers: BTreeSet<GapId>| {
        if stays(&refers) {
            kept.push(record);
            needed.extend(refers);
        }
    };
    if let Some(organization) = estate.organization() {
        keep(Record::Organization(organization.clone()), references(organization)?);
    }
    for (_, resource) in estate.resources() {
        keep(Record::Resource(Box::new(Resource::clone(resource))), references(&**resource)?);
    }
    for listing in estate.listings() {
        keep(Record::Listing(listing.clone()), listing.count.gap().into_iter().collect());
    }
    for activity in estate.activities() {
        keep(Record::Activity(Box::new(activity.clone())), activity.uses.gap().into_iter().collect());
    }
    needed.extend(
        ids(&estate).filter(|(id, gap)| !passing.contains(id) && is_of_done_unit(&estate, gap)).map(|(id, _)| id),
    );
    if needed.len() == estate.gaps().len() {
        return Ok(estate);
    }
    rebuild(&estate, kept, &needed)
}

fn ids(estate: &Estate) -> impl Iterator<Item = (GapId, &Gap)> {
    (0..).map(GapId).zip(estate.gaps())
}

/// Whether the reason is gone once the user signs in again and goes on.
fn has_passed(gap: &Gap) -> bool {
    matches!(gap.reason, Failure::Expired | Failure::Cancelled)
}

/// Whether the unit that met the gap is complete: it is not read again, so the gap stays.
fn is_of_done_unit(estate: &Estate, gap: &Gap) -> bool {
    let service = gap.api.split(':').next().unwrap_or_default();
    let unit = |region: &str| format!("{}/{service}/{region}", gap.account);
    estate.done().contains(&unit(gap.region.as_str())) || estate.done().contains(&unit("global"))
}

fn rebuild(estate: &Estate, kept: Vec<Record>, needed: &BTreeSet<GapId>) -> Result<Estate, serde_json::Error> {
    let numbers: BTreeMap<GapId, GapId> = needed.iter().copied().zip((0..).map(GapId)).collect();
    let mut tidied = Estate::new(estate.header.clone());
    tidied.partial = estate.partial;
    for account in estate.accounts() {
        tidied.push(Record::Account(account.clone()));
    }
    for (id, gap) in ids(estate).filter(|(id, _)| needed.contains(id)) {
        tidied.push(Record::Gap { id: numbers.get(&id).copied().unwrap_or(id), gap: gap.clone() });
    }
    for record in kept {
        tidied.push(renumbered(record, &numbers)?);
    }
    for unit in estate.done() {
        tidied.push(Record::Done { unit: unit.clone() });
    }
    Ok(tidied)
}

fn renumbered(record: Record, numbers: &BTreeMap<GapId, GapId>) -> Result<Record, serde_json::Error> {
    match record {
        Record::Resource(resource) => Ok(Record::Resource(Box::new(renumber(*resource, numbers)?))),
        Record::Organization(organization) => Ok(Record::Organization(renumber(organization, numbers)?)),
        Record::Listing(mut listing) => {
            if let Fact::Unknown(id) = &mut listing.count
                && let Some(new) = numbers.get(id)
            {
                *id = *new;
            }
            Ok(Record::Listing(listing))
        }
        Record::Activity(activity) => Ok(Record::Activity(Box::new(renumber(*activity, numbers)?))),
        other => Ok(other),
    }
}

/// The same value with gaps named by other ids.
///
/// # Errors
/// When the value is not what it becomes in a snapshot.
pub fn renumber<T: Serialize + DeserializeOwned>(
    value: T,
    numbers: &BTreeMap<GapId, GapId>,
) -> Result<T, serde_json::Error> {
    let mut json = serde_json::to_value(&value)?;
    let mut found = false;
    each_reference(&mut json, &mut |number| {
        found = true;
        let new = u32::try_from(*number).ok().and_then(|id| numbers.get(&GapId(id)));
        *number = new.map_or(*number, |id| u64::from(id.0));
    });
    if found { serde_json::from_value(json) } else { Ok(value) }
}

/// The gaps that the facts of a value refer to.
fn references<T: Serialize>(value: &T) -> Result<BTreeSet<GapId>, serde_json::Error> {
    let mut json = serde_json::to_value(value)?;
    let mut found = BTreeSet::new();
    each_reference(&mut json, &mut |number| found.extend(u32::try_from(*number).map(GapId)));
    Ok(found)
}

/// Visits every unknown fact: an object with the one key `unknown` and a number. No tag and no count is one.
fn each_reference(json: &mut Value, visit: &mut impl FnMut(&mut u64)) {
    match json {
        Value::Array(items) => items.iter_mut().for_each(|item| each_reference(item, visit)),
        Value::Object(fields) => {
            if fields.len() == 1
                && let Some(value) = fields.get_mut("unknown")
                && let Some(mut number) = value.as_u64()
            {
                visit(&mut number);
                *value = number.into();
                return;
            }
            fields.values_mut().for_each(|field| each_reference(field, visit));
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Activity, Detail, EventLog, Kind, Listing, Region};
    use crate::simulated::generate;

    const ACCOUNT: &str = "100000000000";

    fn gap(api: &str, reason: Failure) -> Gap {
        Gap {
            account: ACCOUNT.into(),
            region: Region::global(),
            api: api.to_owned(),
            resource: String::new(),
            reason,
            permission: String::new(),
            message: String::new(),
        }
    }

    fn activity(region: &str, gap: GapId) -> Activity {
        Activity {
            account: ACCOUNT.into(),
            region: region.into(),
            log: EventLog::Management,
            subject: "kms:Decrypt".to_owned(),
            uses: Fact::Unknown(gap),
            events: 0,
            cut_off: false,
        }
    }

    /// Four gaps: expired at a bucket, stale, denied at a bucket, met by a unit that is done.
    fn estate() -> Estate {
        let mut estate = generate(40);
        let gaps = [
            gap("s3:GetBucketPolicy", Failure::Expired),
            gap("s3:GetBucketAcl", Failure::TimedOut),
            gap("s3:GetBucketPolicy", Failure::Denied),
            gap("iam:GetCredentialReport", Failure::Denied),
        ];
        for (id, gap) in (0..).map(GapId).zip(gaps) {
            estate.push(Record::Gap { id, gap });
        }
        for (bucket, id) in [("data-100000000000-000007", 0), ("data-100000000000-000008", 2)] {
            let mut resource = Resource::clone(estate.bucket_named(bucket).unwrap().1);
            let Detail::Bucket(it) = &mut resource.detail else { panic!("not a bucket") };
            it.policy = Fact::Unknown(GapId(id));
            estate.push(Record::Resource(Box::new(resource)));
        }
        estate.push(Record::Listing(Listing {
            account: ACCOUNT.into(),
            region: Region::global(),
            kind: Kind::Trail,
            count: Fact::Unknown(GapId(0)),
        }));
        for (region, id) in [("eu-west-1", 0), ("eu-central-1", 2)] {
            estate.push(Record::Activity(Box::new(activity(region, GapId(id)))));
        }
        estate.push(Record::Done { unit: format!("{ACCOUNT}/iam/global") });
        estate
    }

    #[test]
    fn what_expired_credentials_cut_off_is_read_again_and_stale_gaps_go() {
        let tidied = tidy(estate()).unwrap();
        let left: Vec<(&str, Failure)> = tidied.gaps().iter().map(|gap| (gap.api.as_str(), gap.reason)).collect();
        let (denied, report) = (("s3:GetBucketPolicy", Failure::Denied), ("iam:GetCredentialReport", Failure::Denied));
        assert_eq!(left, [denied, report]);
        assert!(tidied.bucket_named("data-100000000000-000007").is_none(), "it is to be read again");
        let (_, bucket) = tidied.bucket_named("data-100000000000-000008").unwrap();
        assert_eq!(bucket.bucket().unwrap().policy, Fact::Unknown(GapId(0)), "its gap has a new number");
        assert!(!tidied.was_listed(&ACCOUNT.into(), Kind::Trail));
        assert_eq!(tidied.resources().len(), 39);
        let read: Vec<_> = tidied.activities().cloned().collect();
        assert_eq!(read, [activity("eu-central-1", GapId(0))], "the other is to be read again");
    }

    #[test]
    fn an_estate_without_stale_gaps_stays_as_it_is() {
        let before = generate::with_gap(generate(40), "data-100000000000-000007");
        let after = tidy(before.clone()).unwrap();
        assert_eq!(after.gaps(), before.gaps());
        assert!(before.resources().zip(after.resources()).all(|(a, b)| a == b));
    }
}
