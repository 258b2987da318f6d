//! The demo estate: checks of identities and logging find what was planted in it, and nothing else.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;
use tidegate::checks::{self, Rules};
use tidegate::finding::Status;
use tidegate::store::snapshot;

type Place = (String, String, String);

fn of_these_families(check: &str) -> bool {
    check.starts_with("iam-") || check.starts_with("cloudtrail-")
}

#[test]
fn identities_and_trails_fail_where_faults_were_planted_and_nowhere_else() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("snapshots/estates");
    let manifest: Value = serde_json::from_slice(&std::fs::read(folder.join("demo.manifest.json")).unwrap()).unwrap();
    let planted: BTreeSet<&str> =
        manifest["planted_checks"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    let text = |fault: &Value, name: &str| fault[name].as_str().unwrap_or_default().to_owned();
    let wanted: BTreeSet<Place> = manifest["faults"]
        .as_array()
        .unwrap()
        .iter()
        .map(|fault| (text(fault, "check"), text(fault, "resource"), text(fault, "locus")))
        .filter(|(check, ..)| of_these_families(check) && planted.contains(check.as_str()))
        .collect();
    assert!(wanted.len() >= 20, "{}", wanted.len());

    let estate = snapshot::open(&folder.join("demo.jsonl.zst")).unwrap();
    let now = estate.header.finished.unwrap_or(estate.header.started);
    let found: BTreeSet<Place> = checks::analyse(&estate, &Rules::default(), now)
        .findings
        .into_iter()
        .filter(|it| it.status == Status::Fail && of_these_families(it.check.id) && planted.contains(it.check.id))
        .map(|it| (it.check.id.to_owned(), estate.resource(it.resource).unwrap().arn.as_str().to_owned(), it.locus))
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
