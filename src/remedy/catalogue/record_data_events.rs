//! `record-data-events`.

use std::collections::BTreeMap;

use super::common::{known, resource, typed};
use crate::checks::logging::data_events::unrecorded;
use crate::finding::Finding;
use crate::flow::{data_type, takes_data};
use crate::model::aws::{AdvancedSelector, BasicSelector, EventSelectors, FieldSelector, Trail};
use crate::model::{Arn, Aspect, Kind, Resource};
use crate::remedy::{Choice, Edit, Refusal, Situation};

const TRAIL: Choice = Choice {
    name: "trail",
    help: "the name or the ARN of the trail that is to record them; by default one of the store's own account",
    required: false,
};

/// The types that basic selectors know.
const BASIC: [&str; 3] = ["AWS::S3::Object", "AWS::Lambda::Function", "AWS::DynamoDB::Table"];
/// Selectors that a trail holds at most, and names that they hold between them.
///
/// Source: AWS CloudTrail User Guide, "Quotas in AWS CloudTrail".
const BASIC_SELECTORS: usize = 5;
const BASIC_NAMES: usize = 250;
const ADVANCED_NAMES: usize = 500;

define_remedy! {
    /// Adds the stores by name to the data events of a trail that is logging there, reads and writes. The selectors that
    /// the trail has stay as they are; an undo puts them back alone.
    ///
    /// CloudTrail charges for every data event, and a busy store makes many. Stores that receive the files of a trail are
    /// left out: their events would be about themselves. A trail with basic selectors records objects of S3, functions and
    /// tables only; for other stores, give it advanced selectors by hand first. What was read and written before stays
    /// without a record.
    ///
    /// Source: AWS CloudTrail User Guide, "Logging data events"; AWS CloudTrail API Reference, "PutEventSelectors".
    id: "record-data-events",
    title: "Record the data events of stores in a trail",
    choices: &[TRAIL],
    propose: propose,
}

fn propose(situation: &Situation<'_>, finding: &Finding) -> Result<Vec<Edit>, Refusal> {
    let resource = resource(situation, finding)?;
    let stores: Vec<&Resource> = match resource.kind() {
        Kind::Account => {
            let ids = unrecorded(situation.context, resource);
            ids.into_iter().filter_map(|id| situation.estate.resource(id)).map(AsRef::as_ref).collect()
        }
        _ => vec![resource],
    };
    let mut wanted: BTreeMap<&Arn, (&Resource, Vec<&Resource>)> = BTreeMap::new();
    for store in stores {
        let trail = trail_for(situation, store)?;
        wanted.entry(&trail.arn).or_insert((trail, Vec::new())).1.push(store);
    }
    let edits = wanted.into_values().map(|(trail, stores)| record(situation, trail, &stores));
    edits.filter_map(Result::transpose).collect()
}

/// The edit that adds stores to a trail; none where an earlier edit of the plan already did.
fn record(situation: &Situation<'_>, resource: &Resource, stores: &[&Resource]) -> Result<Option<Edit>, Refusal> {
    let trail = resource.trail().ok_or(Refusal::NotForThis(REMEDY.id))?;
    let selectors = known(situation.estate, &trail.selectors, "event selectors of the trail")?;
    let mut missing: BTreeMap<&'static str, Vec<&Resource>> = BTreeMap::new();
    for &store in stores {
        let data = data_type(store).ok_or(Refusal::NotForThis(REMEDY.id))?;
        if !takes_data(selectors, data, store.arn.as_str()).all() {
            missing.entry(data).or_default().push(store);
        }
    }
    let (mut after, mut names) = (selectors.clone(), Vec::new());
    for (data, stores) in missing {
        after = with(&after, data, &stores)?;
        names.extend(stores.iter().map(|it| format!("{} {}", it.kind(), it.name())));
    }
    let what = match names.as_slice() {
        [] => return Ok(None),
        [one] => one.clone(),
        many => format!("{} stores", many.len()),
    };
    let summary = format!("Record the data events of {what} in trail {}.", resource.name());
    let mut edit = typed(resource, Aspect::EventSelectors, &after, summary)?;
    edit.consequences.push("CloudTrail charges for every data event; a busy store makes many.".to_owned());
    if trail.organization_trail {
        edit.consequences.push(format!("Trail {} is the organization's: it belongs to all accounts.", resource.name()));
    }
    Ok(Some(edit))
}

/// The trail that is to record a store: the chosen one, or one of its account before one of its organization.
fn trail_for<'a>(situation: &Situation<'a>, store: &Resource) -> Result<&'a Resource, Refusal> {
    let name = store.name();
    if store.bucket().is_some_and(|it| !situation.context.trails_into(&it.name).is_empty()) {
        let why =
            format!("{name} receives the files of a trail, and recording them would make events about themselves");
        return Err(Refusal::Impossible(why));
    }
    let chosen = situation.choices.get(TRAIL.name);
    let is_chosen = |it: &Resource| chosen.is_none_or(|wanted| it.name() == wanted || it.arn.as_str() == wanted);
    let member = situation.estate.is_own_account(store.account.as_str());
    let mut trails: Vec<(&Resource, &Trail)> = situation
        .estate
        .all(Kind::Trail)
        .filter_map(|(_, it)| Some((&**it, it.trail()?)))
        .filter(|(it, trail)| it.account == store.account || (trail.organization_trail && member))
        .filter(|(it, trail)| (trail.multi_region || it.region == store.region) && is_chosen(it))
        .collect();
    trails.sort_by_key(|(it, trail)| (it.account != store.account, !trail.multi_region, it.arn.as_str()));
    let mut refusal = None;
    for (resource, trail) in trails {
        let status = known(situation.estate, &trail.status, "status of the trail");
        let selectors = known(situation.estate, &trail.selectors, "event selectors of the trail");
        match (status, selectors) {
            (Ok(status), Ok(_)) if status.logging => return Ok(resource),
            (Ok(status), Err(why)) if status.logging => refusal = refusal.or(Some(why)),
            (Err(why), _) => refusal = refusal.or(Some(why)),
            _ => {}
        }
    }
    Err(refusal.unwrap_or_else(|| {
        let trail = chosen.map_or_else(|| "no trail".to_owned(), |name| format!("no trail {name}"));
        let region = &store.region;
        Refusal::Impossible(format!("{trail} of its account is logging in {region}: make one or start one first"))
    }))
}

/// The selectors with stores of one type added.
fn with(selectors: &EventSelectors, data: &'static str, stores: &[&Resource]) -> Result<EventSelectors, Refusal> {
    let mut after = selectors.clone();
    let names: Vec<String> = stores.iter().map(|store| name_of(data, store)).collect();
    let knows = BASIC.contains(&data);
    if after == EventSelectors::default() {
        after = if knows { EventSelectors::unselected() } else { management() };
    }
    if !after.advanced.is_empty() {
        after.advanced.push(advanced(data, names));
        let fields = after.advanced.iter().flat_map(|it| &it.fields);
        let held: usize = fields.map(|it| it.equals.len() + it.starts_with.len()).sum();
        return if held > ADVANCED_NAMES { Err(full(held, ADVANCED_NAMES)) } else { Ok(after) };
    }
    if !knows {
        let why = format!("the trail has basic selectors, which cannot name {data}: give it advanced ones first");
        return Err(Refusal::Impossible(why));
    }
    after.basic.push(BasicSelector {
        read_write: "All".to_owned(),
        management_events: false,
        data_resources: vec![(data.to_owned(), names)],
        excluded_sources: Vec::new(),
    });
    let held: usize = after.basic.iter().flat_map(|it| &it.data_resources).map(|(_, arns)| arns.len()).sum();
    match after.basic.len() {
        count if count > BASIC_SELECTORS => Err(full(count, BASIC_SELECTORS)),
        _ if held > BASIC_NAMES => Err(full(held, BASIC_NAMES)),
        _ => Ok(after),
    }
}

fn full(held: usize, limit: usize) -> Refusal {
    Refusal::Impossible(format!(
        "its selectors would hold {held} entries, and CloudTrail takes {limit}: widen one by hand"
    ))
}

/// How a selector names a store whole: objects lie behind a slash.
fn name_of(data: &str, store: &Resource) -> String {
    if data == "AWS::S3::Object" { format!("{}/", store.arn) } else { store.arn.to_string() }
}

fn is(field: &str, value: &str) -> FieldSelector {
    FieldSelector { field: field.to_owned(), equals: vec![value.to_owned()], ..FieldSelector::default() }
}

/// What a trail without selectors records, as an advanced selector.
fn management() -> EventSelectors {
    let all = AdvancedSelector { name: None, fields: vec![is("eventCategory", "Management")] };
    EventSelectors { basic: Vec::new(), advanced: vec![all] }
}

fn advanced(data: &'static str, names: Vec<String>) -> AdvancedSelector {
    let mut which = FieldSelector { field: "resources.ARN".to_owned(), ..FieldSelector::default() };
    if data == "AWS::S3::Object" {
        which.starts_with = names;
    } else {
        which.equals = names;
    }
    let fields = vec![is("eventCategory", "Data"), is("resources.type", data), which];
    AdvancedSelector { name: Some("Data of named stores".to_owned()), fields }
}
