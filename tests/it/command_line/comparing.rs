//! `tidegate diff`: two scans compared by what was read, not by numbers that are chance.

use std::path::Path;

use serde_json::{Value, json};
use tempfile::TempDir;
use tidegate::model::aws::Versioning;
use tidegate::model::{AccountId, Estate, Fact, Failure, Gap, GapId, Kind, Listing, Record, Region};
use tidegate::store::snapshot;

use super::{out, tidegate};
use crate::samples::{self, ACCOUNT, REGION, Tweak, bucket, denied, estate_with_gaps};

/// What the program says of two estates.
fn difference(home: &Path, old: &Estate, new: &Estate) -> Value {
    let [old, new] = [("old.jsonl.zst", old), ("new.jsonl.zst", new)].map(|(name, estate)| {
        let path = home.join(name);
        let _ = std::fs::remove_file(&path);
        snapshot::save(&path, estate).unwrap();
        path.display().to_string()
    });
    super::json(home, &["diff", &old, &new, "--format", "json"])
}

/// The checks of a list of findings.
fn checks(difference: &Value, list: &str) -> Vec<String> {
    difference[list].as_array().unwrap().iter().map(|it| it["check"].as_str().unwrap().to_owned()).collect()
}

fn unversioned(name: &str) -> tidegate::model::Resource {
    bucket(name).bucket_with(|it| it.versioning = Fact::Known(Versioning::default()))
}

fn unreadable(name: &str, gap: u32) -> tidegate::model::Resource {
    bucket(name).bucket_with(|it| it.versioning = Fact::Unknown(GapId(gap)))
}

#[test]
fn two_scans_are_compared_by_stable_ids() {
    let home = TempDir::new().unwrap();
    let old = samples::estate([bucket("raw"), bucket("gone")]);
    let difference = difference(home.path(), &old, &samples::estate([unversioned("raw")]));
    assert_eq!(difference["removed"], json!(["arn:aws:s3:::gone"]));
    assert_eq!(difference["changed"], json!(["arn:aws:s3:::raw"]));
    assert_eq!(checks(&difference, "raised"), ["s3-bucket-versioning"]);
}

fn gap_of(name: &str) -> Gap {
    denied("s3:GetBucketVersioning", &format!("arn:aws:s3:::{name}"))
}

#[test]
fn a_gap_with_another_number_is_no_change() {
    let home = TempDir::new().unwrap();
    let other = denied("kms:ListKeys", "");
    let old = estate_with_gaps([gap_of("raw"), gap_of("in")], [unreadable("raw", 0), unreadable("in", 1)]);
    let new = estate_with_gaps([other, gap_of("in"), gap_of("raw")], [unreadable("raw", 2), unreadable("in", 1)]);
    assert_eq!(difference(home.path(), &old, &new)["changed"], json!([]));

    // The same number, but another meaning.
    let throttled = Gap { reason: Failure::Throttled, ..gap_of("in") };
    let new = estate_with_gaps([gap_of("raw"), throttled], [unreadable("raw", 0), unreadable("in", 1)]);
    assert_eq!(difference(home.path(), &old, &new)["changed"], json!(["arn:aws:s3:::in"]));
}

#[test]
fn what_a_scan_could_not_read_is_neither_gone_nor_fixed() {
    let home = TempDir::new().unwrap();
    let old = samples::estate([unversioned("raw"), bucket("in")]);
    let mut new = estate_with_gaps([gap_of("raw"), denied("s3:ListBuckets", "")], [unreadable("raw", 0)]);
    new.push(Record::Listing(Listing {
        account: AccountId::new(ACCOUNT),
        region: Region::new(REGION),
        kind: Kind::Bucket,
        count: Fact::Unknown(GapId(1)),
    }));
    let said = difference(home.path(), &old, &new);
    assert_eq!((&said["removed"], &said["uncertain"]), (&json!([]), &json!(["arn:aws:s3:::in"])));
    assert!(!checks(&said, "fixed").contains(&"s3-bucket-versioning".to_owned()), "{said}");
    let names = ["old.jsonl.zst", "new.jsonl.zst"].map(|name| home.path().join(name).display().to_string());
    let table = out(&tidegate(home.path(), &["diff", &names[0], &names[1]]));
    assert!(table.contains("arn:aws:s3:::in") && table.contains("could not look for it"), "{table}");
}
