//! A scan of the seeded demo estate finds what the seed planted, and leaves the gaps that the emulator is known for.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

use serde_json::Value;
use tidegate::checks::Decision;
use tidegate::model::{Estate, Gap};
use tidegate::operations::Analysis;
use tidegate::store;

use super::furnished;
use super::server::Server;
use super::venv::{needs_emulators, root};
use super::world::{Home, Scanned, analysis, decided, json, script};

/// Every region that the estate uses.
const REGIONS: [&str; 3] = ["eu-central-1", "eu-west-1", "us-east-1"];

/// The demo estate on an emulator, scanned once for all tests.
pub struct Demo {
    /// The emulator; it ends with this process.
    pub server: Server,
    /// What was seeded, and where.
    pub manifest: Value,
    scanned: Scanned,
    /// The analysis of the scan, with what the emulator cannot hold laid over.
    pub analysis: Analysis,
    /// Where the program finds a profile for each account.
    pub home: Home,
}

/// The one demo estate of this process.
pub static DEMO: LazyLock<Demo> = LazyLock::new(seeded);

/// A demo estate on an emulator of its own.
pub fn seeded() -> Demo {
    let server = Server::moto();
    let home = Home::empty(&server.url);
    let at = |name: &str| home.directory.path().join(name);
    let manifest = at("manifest.json");
    server.script("scripts/demo/seed.py", &["{url}", "--reset", "-o", &manifest.to_string_lossy()]);
    let profiles = script("scripts/demo/profiles.py", &[&manifest, &home.config()]);
    let mut arguments = vec!["--skip-last-accessed"];
    for profile in profiles.lines() {
        arguments.extend(["--aws", profile]);
    }
    for region in REGIONS {
        arguments.extend(["--region", region]);
    }
    let scanned = home.scan_with(&arguments);
    let annotated = at("annotated.jsonl.zst");
    script("scripts/demo/annotate.py", &[&scanned.path, &root().join("scripts/demo/annotate.json"), &annotated]);
    let analysis = analysis(&Arc::new(store::open(&annotated).unwrap()));
    Demo { manifest: json(&manifest), server, scanned, analysis, home }
}

fn words<'a>(value: &'a Value, name: &str) -> BTreeSet<&'a str> {
    value[name].as_array().unwrap().iter().map(|word| word.as_str().unwrap()).collect()
}

fn planted(manifest: &Value) -> BTreeSet<String> {
    let checks = words(manifest, "planted_checks");
    let faults = manifest["faults"].as_array().unwrap().iter();
    let named = |fault: &Value| Some((fault["check"].as_str()?.to_owned(), fault["resource"].as_str()?.to_owned()));
    let kept = faults.filter_map(named).filter(|(check, _)| checks.contains(check.as_str()));
    kept.map(|(check, resource)| format!("{check} {resource}")).collect()
}

fn failing(analysis: &Analysis, manifest: &Value) -> BTreeSet<String> {
    let checks = words(manifest, "planted_checks");
    let failing = decided(analysis, Decision::Fail).into_iter();
    failing.filter(|it| checks.contains(it.split(' ').next().unwrap())).collect()
}

#[test]
fn the_demo_fails_exactly_where_faults_were_planted() {
    needs_emulators!("the_demo_fails_exactly_where_faults_were_planted");
    let demo = &*DEMO;
    assert_eq!(demo.scanned.status, 0, "{}", demo.scanned.told);
    let (found, planted) = (failing(&demo.analysis, &demo.manifest), planted(&demo.manifest));
    let missed: Vec<_> = planted.difference(&found).collect();
    let unexpected: Vec<_> = found.difference(&planted).collect();
    assert!(missed.is_empty() && unexpected.is_empty(), "missed: {missed:#?}\nunexpected: {unexpected:#?}");
}

#[test]
fn the_gaps_of_the_demo_are_what_the_emulator_lacks() {
    needs_emulators!("the_gaps_of_the_demo_are_what_the_emulator_lacks");
    let mut found: BTreeMap<String, usize> = BTreeMap::new();
    let all = DEMO.scanned.estate.gaps();
    assert_eq!(furnished::faults_of_the_others(all), Vec::<&Gap>::new());
    for gap in furnished::gaps(all) {
        *found.entry(format!("{}: {}", gap.api, gap.reason)).or_default() += 1;
    }
    let expected = [
        // In three accounts and three regions each: moto has no analyzers.
        ("access-analyzer:ListAnalyzers: refused by the service", 9),
        // In three accounts: left out by --skip-last-accessed, because moto fails at it.
        ("iam:GenerateServiceLastAccessedDetails: left out on request", 3),
        // In three accounts and three regions each: the answer of moto is not what AWS documents.
        ("s3:ListAccessPoints: answer not understood", 9),
    ];
    assert_eq!(found, expected.map(|(gap, many)| (gap.to_owned(), many)).into());
}

/// The recording is a scan of what the seed makes today: the same resources, and the same decisions about them.
#[test]
fn the_recorded_demo_is_what_a_scan_gives_now() {
    needs_emulators!("the_recorded_demo_is_what_a_scan_gives_now");
    let recorded = store::open(&root().join("snapshots/estates/demo.jsonl.zst")).unwrap();
    let arns = |estate: &Estate| -> BTreeSet<String> {
        estate.resources().map(|(_, resource)| resource.arn.to_string()).filter(|arn| !made_up(arn)).collect()
    };
    assert_eq!(arns(&recorded), arns(&DEMO.scanned.estate));
    let manifest = json(&root().join("snapshots/estates/demo.manifest.json"));
    assert_eq!(failing(&analysis(&Arc::new(recorded)), &manifest), planted(&manifest));
}

/// Identifiers that the emulator makes up anew with each start.
fn made_up(arn: &str) -> bool {
    let redshift_snapshot = arn.contains(":redshift:") && arn.contains(":snapshot:");
    let network = arn.contains(":ec2:");
    arn.contains(":organizations::") || arn.contains(":kms:") || redshift_snapshot || network
}
