//! The demo estate: the planted checks find what was planted in it, and nothing else.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;
use tidegate::checks::{self, Rules};
use tidegate::finding::Status;
use tidegate::model::{Detail, Resource};
use tidegate::store::snapshot;

type Place = (String, String, String);

/// The manifest names the statement, policy or key at fault as these families do; of stores and keys it may name
/// who is let in instead.
fn place(check: String, resource: String, locus: String) -> Place {
    let named = check.starts_with("iam-") || check.starts_with("cloudtrail-");
    (check, resource, if named { locus } else { String::new() })
}

#[test]
fn the_demo_fails_where_faults_were_planted_and_nowhere_else() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("snapshots/estates");
    let manifest: Value = serde_json::from_slice(&std::fs::read(folder.join("demo.manifest.json")).unwrap()).unwrap();
    let planted: BTreeSet<&str> =
        manifest["planted_checks"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    let text = |fault: &Value, name: &str| fault[name].as_str().unwrap_or_default().to_owned();
    let wanted: BTreeSet<Place> = manifest["faults"]
        .as_array()
        .unwrap()
        .iter()
        .map(|fault| place(text(fault, "check"), text(fault, "resource"), text(fault, "locus")))
        .filter(|(check, ..)| planted.contains(check.as_str()))
        .collect();
    assert!(wanted.len() >= 50, "{}", wanted.len());

    let estate = snapshot::open(&folder.join("demo.jsonl.zst")).unwrap();
    let now = estate.header.finished.unwrap_or(estate.header.started);
    let found: BTreeSet<Place> = checks::analyse(&estate, &Rules::default(), now)
        .findings
        .into_iter()
        .filter(|it| it.status == Status::Fail && planted.contains(it.check.id))
        .map(|it| {
            let resource = estate.resource(it.resource).unwrap().arn.as_str().to_owned();
            place(it.check.id.to_owned(), resource, it.locus)
        })
        .collect();
    assert_eq!(found, wanted);
}

#[test]
fn every_summary_begins_as_a_sentence_and_has_no_full_stop() {
    let demo = Path::new(env!("CARGO_MANIFEST_DIR")).join("snapshots/estates/demo.jsonl.zst");
    for estate in [snapshot::open(&demo).unwrap(), tidegate::simulated::generate(1_000)] {
        let now = estate.header.finished.unwrap_or(estate.header.started);
        for finding in checks::analyse(&estate, &Rules::default(), now).findings {
            let summary = finding.summary;
            let begins = summary.starts_with(|first: char| first.is_uppercase() || first.is_ascii_digit());
            assert!(begins && !summary.ends_with('.'), "{}: {summary}", finding.check.id);
        }
    }
}

/// Ages count to the day of the recording, so that they stay what they are; and nothing in it was made on that day.
#[test]
fn nothing_in_the_demo_was_made_on_the_day_of_its_recording() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("snapshots/estates");
    let estate = snapshot::open(&folder.join("demo.jsonl.zst")).unwrap();
    let day = estate.header.started.as_second() - 86_400;
    let made = |resource: &Resource| match &resource.detail {
        Detail::Bucket(it) => it.created,
        Detail::Key(it) => it.created,
        Detail::User(it) => it.created,
        Detail::Role(it) => it.created,
        _ => None,
    };
    let dated: Vec<_> = estate.resources().filter_map(|(_, it)| Some((&it.arn, made(it)?))).collect();
    assert!(dated.len() > 200, "{}", dated.len());
    for (arn, created) in dated {
        assert!(created.as_second() < day, "{arn} was made at {created}");
    }
}
