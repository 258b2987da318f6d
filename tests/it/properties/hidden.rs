//! What cannot be read never makes anything better: hiding facts of an estate turns no decision into a pass, and makes
//! none go away while its resource is there.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Arc, LazyLock};

use proptest::prelude::*;
use serde_json::{Value, json};
use tidegate::checks::{self, CATALOGUE, Decision, Rules};
use tidegate::model::aws::Organization;
use tidegate::model::{Estate, Fact, GapId, Kind, Listing, Record, Resource};
use tidegate::store::snapshot;

use super::cases::cases;
use crate::samples::denied;

/// What was decided, by check and resource.
type Decisions = BTreeMap<(&'static str, String), Decision>;

struct Whole {
    estate: Estate,
    decisions: Decisions,
    /// Every resource as it is written to a snapshot.
    written: Vec<Value>,
    /// The places of all known facts.
    places: Vec<Place>,
}

/// A known fact: the resource's place in the estate, and where the fact is in what is written of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    resource: usize,
    path: String,
}

impl Place {
    /// The same aspect of all resources has the same name; entries of lists are not told apart.
    fn aspect(&self) -> String {
        self.path.split('/').filter(|word| word.parse::<usize>().is_err()).collect::<Vec<_>>().join("/")
    }
}

static WHOLE: LazyLock<Whole> = LazyLock::new(|| {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("snapshots/estates/demo.jsonl.zst");
    let estate = snapshot::open(&file).unwrap();
    let written: Vec<Value> = estate.resources().map(|(_, it)| serde_json::to_value(it.as_ref()).unwrap()).collect();
    let mut places = Vec::new();
    for (resource, value) in written.iter().enumerate() {
        find_facts(value, String::new(), &mut |path| places.push(Place { resource, path }));
    }
    let decisions = decisions(&estate);
    Whole { estate, decisions, written, places }
});

fn find_facts(value: &Value, path: String, found: &mut impl FnMut(String)) {
    match value {
        Value::Object(fields) => {
            if fields.len() == 1 && fields.contains_key("known") {
                found(path.clone());
            }
            for (name, inner) in fields {
                find_facts(inner, format!("{path}/{name}"), found);
            }
        }
        Value::Array(items) => {
            for (index, inner) in items.iter().enumerate() {
                find_facts(inner, format!("{path}/{index}"), found);
            }
        }
        _ => {}
    }
}

fn decisions(estate: &Estate) -> Decisions {
    let now = estate.header.finished.unwrap_or(estate.header.started);
    let results = checks::analyse(estate, &Rules::default(), now).results;
    let named = results.into_iter().map(|result| {
        let arn = estate.resource(result.resource).unwrap().arn.to_string();
        ((CATALOGUE[usize::from(result.check)].id, arn), result.decision)
    });
    named.collect()
}

/// What got better though nothing but a gap was added.
fn improved(estate: &Estate) -> Vec<String> {
    let (before, after) = (&WHOLE.decisions, decisions(estate));
    let passes =
        after.iter().filter(|(at, decision)| **decision == Decision::Pass && before.get(*at) != Some(&Decision::Pass));
    let passes =
        passes.map(|((check, arn), _)| format!("{check} {arn}: {:?} passes", before.get(&(check, arn.clone()))));
    // The check may say of the account what it can no longer say of each resource.
    let is_told = |check: &str| {
        // Those of flows say it together.
        let teller = |it: &str| it == check || (check.starts_with("flow-") && it == "flow-unread");
        let mut same = after.iter().filter(|((it, arn), _)| teller(it) && arn.ends_with(":root"));
        same.any(|(_, decision)| *decision == Decision::Unknown)
    };
    let gone =
        before.iter().filter(|(at, _)| !after.contains_key(*at) && estate.find(&at.1).is_some() && !is_told(at.0));
    passes.chain(gone.map(|((check, arn), decision)| format!("{check} {arn}: {decision:?} is gone"))).collect()
}

fn with_gap() -> (Estate, GapId) {
    let mut estate = WHOLE.estate.clone();
    let id = GapId(u32::try_from(estate.gaps().len()).unwrap());
    estate.push(Record::Gap { id, gap: denied("service:Operation", "") });
    (estate, id)
}

fn hidden<'a>(places: impl IntoIterator<Item = &'a Place>) -> Estate {
    let (mut estate, gap) = with_gap();
    let mut changed: BTreeMap<usize, Value> = BTreeMap::new();
    for place in places {
        let value = changed.entry(place.resource).or_insert_with(|| WHOLE.written[place.resource].clone());
        // A fact inside one that is hidden already is hidden with it.
        if let Some(fact) = value.pointer_mut(&place.path) {
            *fact = json!({"unknown": gap});
        }
    }
    for value in changed.into_values() {
        let resource: Resource = serde_json::from_value(value).unwrap();
        estate.insert(Arc::new(resource));
    }
    estate
}

/// The estate made anew of what a change leaves of its records: an estate unlearns nothing it was told.
fn rebuilt(change: impl Fn(Record, GapId) -> Option<Record>) -> Estate {
    let (whole, gap) = with_gap();
    let mut estate = Estate::new(whole.header.clone());
    for (id, gap) in whole.gaps().iter().enumerate() {
        estate.push(Record::Gap { id: GapId(u32::try_from(id).unwrap()), gap: gap.clone() });
    }
    let accounts = whole.accounts().iter().cloned().map(Record::Account);
    let organization = whole.organization().cloned().map(Record::Organization);
    let resources = whole.resources().map(|(_, it)| Record::Resource(Box::new(it.as_ref().clone())));
    let listings = whole.listings().iter().cloned().map(Record::Listing);
    let records = accounts.chain(organization).chain(resources).chain(listings);
    records.filter_map(|record| change(record, gap)).for_each(|record| estate.push(record));
    estate
}

/// Without the resources of one kind in one account and region, as when their listing is denied.
fn unlisted(listing: &Listing) -> Estate {
    let is_lost = |it: &Resource| {
        (it.kind(), &it.account) == (listing.kind, &listing.account)
            && (it.region == listing.region || listing.region.as_str() == "global")
    };
    rebuilt(|record, gap| match record {
        Record::Resource(it) if is_lost(&it) => None,
        Record::Listing(it) if it == *listing => Some(Record::Listing(Listing { count: Fact::Unknown(gap), ..it })),
        other => Some(other),
    })
}

#[test]
fn nothing_hidden_changes_nothing() {
    assert_eq!(improved(&hidden([])), Vec::<String>::new());
    assert!(WHOLE.places.len() > 500 && WHOLE.decisions.len() > 500);
}

#[test]
fn an_aspect_hidden_everywhere_lets_nothing_pass() {
    let aspects: BTreeSet<String> = WHOLE.places.iter().map(Place::aspect).collect();
    assert!(aspects.len() > 30, "{aspects:?}");
    let mut wrong = Vec::new();
    for aspect in aspects {
        let estate = hidden(WHOLE.places.iter().filter(|place| place.aspect() == aspect));
        wrong.extend(improved(&estate).into_iter().map(|it| format!("without {aspect}: {it}")));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_listing_that_is_denied_lets_nothing_pass() {
    let mut wrong = Vec::new();
    let mut lost = 0;
    for listing in WHOLE.estate.listings().iter().filter(|it| it.kind != Kind::Account) {
        let estate = unlisted(listing);
        lost += WHOLE.estate.resources().len() - estate.resources().len();
        let of = format!("without {:?} of {} in {}", listing.kind, listing.account, listing.region);
        wrong.extend(improved(&estate).into_iter().map(|it| format!("{of}: {it}")));
    }
    assert!(lost > 100, "{lost}");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_members_of_the_organization_hidden_let_nothing_pass() {
    assert!(WHOLE.estate.organization().is_some_and(|it| it.accounts.known().is_some()));
    let estate = rebuilt(|record, gap| match record {
        Record::Organization(it) => Some(Record::Organization(Organization { accounts: Fact::Unknown(gap), ..it })),
        other => Some(other),
    });
    assert_eq!(improved(&estate), Vec::<String>::new());
}

proptest! {
    #![proptest_config(cases(48))]

    #[test]
    fn any_facts_hidden_let_nothing_pass(chosen in prop::collection::vec(any::<prop::sample::Index>(), 1..200)) {
        let places: BTreeSet<&Place> = chosen.iter().map(|index| index.get(&WHOLE.places)).collect();
        prop_assert_eq!(improved(&hidden(places)), Vec::<String>::new());
    }
}
