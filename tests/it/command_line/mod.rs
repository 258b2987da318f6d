//! The real program on the command line: every format, exit statuses, and what it says when something is wrong.

mod access;
mod comparing;
mod flows;
mod help;
mod trouble;

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;
use tidegate::journal::Event;
use tidegate::ports::Keep;
use tidegate::store::State;

use crate::samples;

/// Runs the program with a home of its own and none of the user's configuration.
pub fn tidegate(home: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_tidegate"))
        .args(arguments)
        .env("TIDEGATE_HOME", home)
        .env("XDG_CONFIG_HOME", home)
        .env_remove("TIDEGATE_TRUSTED_ACCOUNTS")
        .output()
        .unwrap()
}

pub fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// Findings of the demo in a format that is one JSON document.
fn json(home: &Path, arguments: &[&str]) -> Value {
    let output = tidegate(home, arguments);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn every_format_holds_the_same_findings() {
    let home = TempDir::new().unwrap();
    let home = home.path();
    let plain = json(home, &["findings", "demo", "--format", "json"]);
    let findings = plain["findings"].as_array().unwrap();
    assert!(findings.len() > 50 && plain["format"] == 1);

    let sarif = json(home, &["findings", "demo", "--format", "sarif"]);
    assert_eq!((&sarif["version"], sarif["runs"].as_array().unwrap().len()), (&Value::from("2.1.0"), 1));
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    assert_eq!(results.len(), findings.len());
    for result in results {
        assert!(result["ruleId"].is_string() && result["message"]["text"].is_string(), "{result}");
        assert!(["none", "note", "warning", "error"].contains(&result["level"].as_str().unwrap()), "{result}");
    }

    let ocsf = out(&tidegate(home, &["findings", "demo", "--format", "ocsf"]));
    let events: Vec<Value> = ocsf.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(events.len(), findings.len());
    for event in &events {
        let required = ["class_uid", "category_uid", "activity_id", "type_uid", "time", "severity_id", "metadata"];
        assert!(required.iter().all(|name| !event[*name].is_null()), "{event}");
        assert_eq!(
            event["type_uid"],
            event["class_uid"].as_u64().unwrap() * 100 + event["activity_id"].as_u64().unwrap()
        );
    }

    let text = out(&tidegate(home, &["findings", "demo", "--format", "csv"]));
    let mut rows = csv::Reader::from_reader(text.as_bytes());
    let ids: Vec<String> = rows.records().map(|row| row.unwrap()[0].to_owned()).collect();
    let wanted: Vec<&str> = findings.iter().map(|finding| finding["id"].as_str().unwrap()).collect();
    assert_eq!(ids, wanted);

    let markdown = out(&tidegate(home, &["findings", "demo", "--format", "markdown"]));
    assert_eq!(markdown.lines().filter(|line| line.starts_with("| TG-")).count(), findings.len());
}

#[test]
fn the_risk_is_told_with_its_factors_and_restricted_data_raises_it() {
    let home = TempDir::new().unwrap();
    let told = json(home.path(), &["findings", "demo", "--format", "json"]);
    let mut raised = 0;
    for finding in told["findings"].as_array().unwrap() {
        let number = |name: &str| finding[name].as_i64().unwrap();
        assert_eq!(number("risk"), number("likelihood") * number("impact"), "{finding}");
        let check = tidegate::checks::check(finding["check"].as_str().unwrap()).unwrap();
        let factors = finding["factors"].as_array().unwrap();
        let moved = |side: &str, base: u8| {
            let of_side = factors.iter().filter(|factor| factor["on"] == side);
            (i64::from(base) + of_side.map(|factor| factor["by"].as_i64().unwrap()).sum::<i64>()).clamp(1, 5)
        };
        assert_eq!(number("likelihood"), moved("likelihood", check.likelihood), "{finding}");
        assert_eq!(number("impact"), moved("impact", check.impact), "{finding}");
        raised += factors.iter().filter(|factor| factor["why"] == "holds restricted data" && factor["by"] == 1).count();
    }
    assert!(raised > 3, "{raised}");
}

#[test]
fn a_fault_that_is_bad_enough_decides_the_status() {
    let home = TempDir::new().unwrap();
    let status = |arguments: &[&str]| tidegate(home.path(), arguments).status.code();
    assert_eq!(status(&["findings", "demo", "--fail-on", "high"]), Some(1));
    assert_eq!(status(&["findings", "demo", "--check", "s3-bucket-lifecycle", "--fail-on", "critical"]), Some(0));
    assert_eq!(status(&["findings", "demo"]), Some(0));
}

#[test]
fn wrong_words_are_answered_with_what_is_right() {
    let home = TempDir::new().unwrap();
    for (arguments, says) in [
        (vec!["findings", "demo", "--check", "no-such-check"], "tidegate checks"),
        (vec!["inventory", "demo", "--kind", "bukket"], "bucket"),
        (vec!["plan", "TG-0000000000", "--snapshot", "demo"], "tidegate findings"),
        (vec!["findings", "no-such-file.jsonl.zst"], "no-such-file.jsonl.zst"),
        (vec!["findings"], "tidegate scan"),
        (vec!["permissions", "--remedy", "no-such-remedy"], "no-such-remedy"),
    ] {
        let output = tidegate(home.path(), &arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", err(&output));
        assert!(err(&output).contains(says), "{arguments:?}: {}", err(&output));
        assert_eq!(out(&output), "", "{arguments:?}");
    }
}

#[test]
fn a_plan_is_written_whole_and_an_edited_one_is_refused() {
    let home = TempDir::new().unwrap();
    let findings = json(home.path(), &["findings", "demo", "--check", "s3-bucket-versioning", "--format", "json"]);
    let id = findings["findings"][0]["id"].as_str().unwrap().to_owned();
    let file = home.path().join("plan.json");
    let name = file.to_str().unwrap();
    let output = tidegate(home.path(), &["plan", &id, "--snapshot", "demo", "--format", "cli", "-o", name]);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    assert!(out(&output).contains("aws s3api put-bucket-versioning"), "{}", out(&output));
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text.replace("Enabled", "Suspended")).unwrap();
    let output = tidegate(home.path(), &["apply", name, "--yes-i-reviewed", "000000000000"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(err(&output).contains("edited"), "{}", err(&output));
}

#[test]
fn an_edited_journal_is_noticed() {
    let home = TempDir::new().unwrap();
    let path = tidegate_state(home.path());
    let verify = || tidegate(home.path(), &["journal", "--verify"]);
    let output = verify();
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    let journal = State::open(&path).unwrap().journal();
    for complete in [true, false] {
        journal.append(samples::now(), "entry", Event::Ended { complete }).unwrap();
    }
    assert!(out(&verify()).contains("2 rows"), "{}", out(&verify()));
    let database = rusqlite::Connection::open(&path).unwrap();
    let triggers: Vec<String> = database
        .prepare("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    for trigger in triggers {
        database.execute_batch(&format!("DROP TRIGGER {trigger}")).unwrap();
    }
    database.execute("UPDATE journal SET at = '2020-01-01T00:00:00Z' WHERE number = 1", []).unwrap();
    drop(database);
    let output = verify();
    assert_eq!(output.status.code(), Some(1));
    assert!(out(&output).contains("row 1"), "{}", out(&output));
}

/// The state database below a home.
fn tidegate_state(home: &Path) -> std::path::PathBuf {
    let paths = tidegate::store::Paths::below(home);
    tidegate::store::paths::make_private(paths.state().parent().unwrap()).unwrap();
    paths.state()
}

#[test]
fn the_console_prints_lines_where_there_is_no_terminal() {
    let home = TempDir::new().unwrap();
    let output = tidegate(home.path(), &["demo"]);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    let text = out(&output);
    assert!(text.contains("3 accounts, ") && !text.contains('\u{1b}') && !text.contains('│'), "{text}");
}
