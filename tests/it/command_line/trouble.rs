//! What the program says when its files, arguments or readers are not as they should be.

use std::io::Read;
use std::process::{Command, Stdio};

use tempfile::TempDir;
use tidegate::store::snapshot;

use super::{err, json, out, tidegate};
use crate::samples::{self, bucket};

/// Damages the bytes of a snapshot.
type Damage = fn(&mut Vec<u8>);

#[test]
fn a_damaged_snapshot_is_named_with_what_is_wrong() {
    let home = TempDir::new().unwrap();
    let cases: [(&str, Damage, &str); 3] = [
        ("empty.jsonl.zst", |bytes| bytes.clear(), "is empty"),
        ("foreign.jsonl.zst", |bytes| *bytes = b"{\"a\": 1}\n".to_vec(), "is not a Tidegate snapshot"),
        ("damaged.jsonl.zst", |bytes| flip(bytes), "damaged"),
    ];
    for (name, damage, says) in cases {
        let path = home.path().join(name);
        snapshot::save(&path, &samples::estate([bucket("raw")])).unwrap();
        let mut bytes = std::fs::read(&path).unwrap();
        damage(&mut bytes);
        std::fs::write(&path, bytes).unwrap();
        for verb in ["findings", "inventory", "open"] {
            let output = tidegate(home.path(), &[verb, path.to_str().unwrap()]);
            assert_eq!(output.status.code(), Some(2), "{verb} {name}: {}", err(&output));
            assert!(err(&output).contains(name) && err(&output).contains(says), "{verb} {name}: {}", err(&output));
            assert_eq!(out(&output), "", "{verb} {name}");
        }
    }
}

fn flip(bytes: &mut [u8]) {
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0xFF;
}

#[test]
fn wrong_usage_is_status_2_and_help_is_status_0() {
    let home = TempDir::new().unwrap();
    for arguments in [
        vec!["no-such-verb"],
        vec!["findings", "demo", "--format", "xml"],
        vec!["findings", "demo", "--fail-on", "awful"],
        vec!["diff", "demo"],
        vec!["scan", "--external-id", "x"],
        vec!["plan"],
        vec!["permissions", "--read", "--remedy", "enable-bucket-versioning"],
        vec!["--config", "no-such-file.toml", "checks"],
    ] {
        let output = tidegate(home.path(), &arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(out(&output).is_empty() && !err(&output).is_empty(), "{arguments:?}");
    }
    for arguments in [vec!["--help"], vec!["--version"], vec!["findings", "--help"], vec!["completions", "bash"]] {
        let output = tidegate(home.path(), &arguments);
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", err(&output));
        assert!(!out(&output).is_empty() && err(&output).is_empty(), "{arguments:?}");
    }
}

#[test]
fn a_wrong_field_of_the_configuration_is_named_with_its_line() {
    let home = TempDir::new().unwrap();
    let path = home.path().join("config.toml");
    std::fs::write(&path, "[rules]\naccess_key_dayz = 3\n").unwrap();
    let output = tidegate(home.path(), &["--config", path.to_str().unwrap(), "checks"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(err(&output).contains("config.toml:2: ") && err(&output).contains("access_key_dayz"), "{}", err(&output));
}

#[test]
fn every_format_of_the_inventory_holds_the_same_resources() {
    let home = TempDir::new().unwrap();
    let count = |answer: &serde_json::Value| answer["resources"].as_array().unwrap().len();
    let all = count(&json(home.path(), &["inventory", "demo", "--format", "json"]));
    let buckets = count(&json(home.path(), &["inventory", "demo", "--kind", "bucket", "--format", "json"]));
    assert!(buckets > 5 && all > buckets, "{buckets} of {all}");
    let text = out(&tidegate(home.path(), &["inventory", "demo", "--format", "csv"]));
    let rows = csv::Reader::from_reader(text.as_bytes()).into_records().map(Result::unwrap).count();
    assert_eq!(rows, all);
    let table = out(&tidegate(home.path(), &["inventory", "demo", "--kind", "bucket"]));
    assert_eq!(table.lines().count(), buckets + 1);
}

/// A reader such as `head` that goes away is no error: nothing is said, and the program just ends.
#[test]
fn a_reader_that_goes_away_is_no_error() {
    let home = TempDir::new().unwrap();
    let mut program = Command::new(env!("CARGO_BIN_EXE_tidegate"))
        .args(["inventory", "demo", "--format", "json"])
        .env("TIDEGATE_HOME", home.path())
        .env("XDG_CONFIG_HOME", home.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // More than a pipe holds is still to come when the reader leaves.
    let mut first = [0; 16];
    let mut reader = program.stdout.take().unwrap();
    reader.read_exact(&mut first).unwrap();
    drop(reader);
    let output = program.wait_with_output().unwrap();
    let said = err(&output);
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert!(!said.contains("Broken pipe") && !said.contains("panicked") && !said.contains("could not"), "{said}");
}
