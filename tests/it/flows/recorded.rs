//! The recorded estate of 20 pipelines: it opens, has the hops and the pipelines that were planted, and draws.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use tidegate::store;

use super::planted;

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("snapshots/estates").join(name)
}

fn manifest() -> Value {
    serde_json::from_slice(&std::fs::read(file("pipelines.manifest.json")).unwrap()).unwrap()
}

#[test]
fn the_recorded_pipelines_have_the_hops_that_were_planted() {
    let estate = store::open(&file("pipelines.jsonl.zst")).unwrap();
    planted::compare(&planted::found(&estate), &planted::planted(&manifest()));
}

#[test]
fn the_recorded_pipelines_are_twenty_and_have_their_names() {
    let estate = store::open(&file("pipelines.jsonl.zst")).unwrap();
    let named = planted::pipelines(&estate);
    assert_eq!(named, planted::planted_pipelines(&manifest()));
    assert_eq!(named.len(), 20);
}

#[test]
fn the_recorded_pipelines_are_listed_and_drawn() {
    let flows = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tidegate"));
        let home = tempfile::TempDir::new().unwrap();
        command.arg("flows").arg(file("pipelines.jsonl.zst")).args(arguments).env("TIDEGATE_HOME", home.path());
        let output = command.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    let told: Value = serde_json::from_str(&flows(&["--format", "json"])).unwrap();
    assert_eq!(told["pipelines"].as_array().unwrap().len(), 20);
    for pipeline in planted::planted_pipelines(&manifest()) {
        let drawn = flows(&["--pipeline", &pipeline, "--format", "svg"]);
        assert!(drawn.starts_with("<svg") || drawn.starts_with("<?xml"), "{pipeline}: {drawn:.60}");
        assert!(drawn.contains(&pipeline), "{pipeline} names nothing in its picture");
    }
}
