//! The corpus of the fuzz targets, run once.

use std::fs;
use std::path::Path;

use super::{condition, decision, pattern, policy, simulate};

/// Runs a check over all files of a target's corpus.
fn replay(target: &str, check: impl Fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target);
    let mut files: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(files.len() >= 10, "{} files in {}", files.len(), folder.display());
    let mut size = 0;
    for file in files {
        let data = fs::read(&file).unwrap();
        size += data.len();
        // A check that fails says what, the last line before it where.
        eprintln!("{}", file.display());
        check(&data);
    }
    assert!(size < 200_000, "the corpus of {target} has grown to {size} bytes");
}

#[test]
fn policies() {
    replay("policy", policy::check);
}

#[test]
fn conditions() {
    replay("condition", condition::check);
}

#[test]
fn patterns() {
    replay("pattern", pattern::check);
}

#[test]
fn decisions() {
    replay("decision", decision::check);
}

#[test]
fn simulations() {
    replay("simulate", simulate::check);
}
