//! The program itself, verb by verb: scan, findings, plan, apply, journal, undo; and what it says when it must not.

use std::io::{BufRead, BufReader};
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};
use tidegate::report::export;

use super::judge::Judge;
use super::server::Server;
use super::venv::{needs_emulators, python, scripts};
use super::world::{ACCOUNT, Home, REGION};

const BUCKET: &str = "payments-raw";
const REACH: [&str; 2] = ["--aws", "only"];

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// What someone else does meanwhile, with the AWS CLI.
fn aws(home: &Home, url: &str, arguments: &[&str]) {
    let output = Command::new(python())
        .arg(scripts().join("aws.py"))
        .args(arguments)
        .env("AWS_CONFIG_FILE", home.config())
        .env("AWS_PROFILE", "only")
        .env("AWS_ENDPOINT_URL", url)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", err(&output));
}

fn set_versioning(home: &Home, url: &str, status: &str) {
    let status = format!("Status={status}");
    aws(home, url, &["s3api", "put-bucket-versioning", "--bucket", BUCKET, "--versioning-configuration", &status]);
}

/// One home, one emulator, and its independent reader.
struct Desk {
    home: Home,
    judge: Judge,
    server: Server,
}

impl Desk {
    fn new() -> Self {
        let server = Server::ministack();
        let home = Home::of_root(&server.url);
        let place = format!("LocationConstraint={REGION}");
        aws(
            &home,
            &server.url,
            &["s3api", "create-bucket", "--bucket", BUCKET, "--create-bucket-configuration", &place],
        );
        Self { judge: Judge::of(&server), home, server }
    }

    /// Runs the program and wants this exit status.
    fn run(&self, status: i32, arguments: &[&str]) -> Output {
        let output = self.home.run(arguments);
        assert_eq!(output.status.code(), Some(status), "{arguments:?}: {}{}", out(&output), err(&output));
        output
    }

    fn json(&self, arguments: &[&str]) -> Value {
        serde_json::from_slice(&self.run(0, &[arguments, &["--format", "json"]].concat()).stdout).unwrap()
    }

    fn versioning(&mut self) -> Value {
        self.judge.read(ACCOUNT, REGION, "bucket-versioning", &json!({ "bucket": BUCKET }))["Status"].take()
    }

    /// The id of the finding that the bucket keeps no versions; null where there is none.
    fn finding(&self) -> Value {
        self.json(&["findings", "--check", "s3-bucket-versioning"])["findings"]
            .as_array()
            .unwrap()
            .first()
            .map_or(Value::Null, |finding| finding["id"].clone())
    }
}

#[test]
fn the_main_job_from_scan_to_undo_verb_by_verb() {
    needs_emulators!("the_main_job_from_scan_to_undo_verb_by_verb");
    let mut desk = Desk::new();
    let scanned = desk.run(0, &["scan", "--aws", "only", "--region", REGION]);
    let first = out(&scanned).trim().to_owned();
    assert!(std::path::Path::new(&first).exists() && err(&scanned).contains("tidegate findings"), "{}", err(&scanned));

    // The plan shows what would change, and changes nothing.
    let finding = desk.finding();
    let file = desk.home.directory.path().join("plan.json").display().to_string();
    let planned = desk.run(0, &["plan", finding.as_str().unwrap(), "-o", &file]);
    assert!(out(&planned).contains("+   \"status\": \"Enabled\""), "{}", out(&planned));
    assert!(err(&planned).contains(&format!("tidegate apply {file}")), "{}", err(&planned));
    assert!(desk.versioning().is_null());

    // Unreviewed, or under another hash, it is not carried out.
    let refused = desk.run(2, &[&["apply", &file], REACH.as_slice()].concat());
    let plan: tidegate::remedy::Plan = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    assert!(err(&refused).contains(&export::plan_diff(&plan, None)), "{}", err(&refused));
    desk.run(2, &["apply", &file, "--yes-i-reviewed", "000000000000", "--aws", "only"]);
    // Nor without credentials of its account.
    desk.run(3, &["apply", &file, "--yes-i-reviewed", plan.id.short()]);
    assert!(desk.versioning().is_null() && desk.json(&["journal"]) == json!([]));

    let applied =
        desk.run(0, &["apply", &file, "--yes-i-reviewed", plan.id.short(), "--aws", "only", "--why", "audit"]);
    let entry = out(&applied).trim().to_owned();
    assert!(err(&applied).contains(&format!("tidegate undo {entry}")), "{}", err(&applied));
    assert_eq!(desk.versioning(), "Enabled");
    let listed = out(&desk.run(0, &["journal"]));
    assert!(listed.lines().any(|line| line.starts_with(&entry) && line.contains("1/1    done")), "{listed}");

    // A new scan agrees, and the comparison says what was mended.
    let second = out(&desk.run(0, &["scan", "--aws", "only", "--region", REGION, "--quiet"])).trim().to_owned();
    assert!(desk.finding().is_null());
    let difference = desk.json(&["diff", &first, &second]);
    assert_eq!(difference["changed"], json!([format!("arn:aws:s3:::{BUCKET}")]), "{difference}");
    assert_eq!(difference["fixed"][0]["id"], finding, "{difference}");

    desk.takes_back(&entry);
    let verified = desk.run(0, &["journal", "--verify"]);
    assert!(out(&verified).contains("the chain is whole"), "{}", out(&verified));
}

impl Desk {
    /// Takes an entry back: shown first, then done, and not a second time.
    fn takes_back(&mut self, entry: &str) {
        let asked = self.run(2, &["undo", entry, "--aws", "only"]);
        let told = err(&asked);
        assert!(told.contains("-   \"status\": \"Enabled\""), "{told}");
        let hash = told.trim().rsplit(' ').next().unwrap();
        let undo = ["undo", entry, "--aws", "only", "--yes-i-reviewed", hash];
        // Someone was faster: it is as wanted, and nothing is called.
        set_versioning(&self.home, &self.server.url, "Suspended");
        assert!(err(&self.run(0, &undo)).contains("nothing was changed"));
        set_versioning(&self.home, &self.server.url, "Enabled");
        let undone = self.run(0, &undo);
        assert!(err(&undone).contains("take it back with"), "{}", err(&undone));
        assert_eq!(self.versioning(), "Suspended");
        let again = self.run(2, &undo);
        assert!(err(&again).contains("already undone"), "{}", err(&again));
    }
}

/// What a plan expects is not there any more: nothing is called, and the status says so.
#[test]
fn a_plan_that_no_longer_matches_ends_with_status_4() {
    needs_emulators!("a_plan_that_no_longer_matches_ends_with_status_4");
    let mut desk = Desk::new();
    desk.run(0, &["scan", "--aws", "only", "--region", REGION, "--quiet"]);
    let finding = desk.finding();
    let file = desk.home.directory.path().join("plan.json").display().to_string();
    desk.run(0, &["plan", finding.as_str().unwrap(), "-o", &file, "--format", "json"]);
    let plan: tidegate::remedy::Plan = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    set_versioning(&desk.home, &desk.server.url, "Suspended");
    let stopped = desk.run(4, &["apply", &file, "--yes-i-reviewed", plan.id.short(), "--aws", "only"]);
    assert!(err(&stopped).contains("changed since the plan was made") && err(&stopped).contains("Suspended"));
    assert_eq!(desk.versioning(), "Suspended");
    assert!(out(&desk.run(0, &["journal"])).contains("0/1    stopped"));
}

/// Ctrl-C stops between two steps: what was begun is brought to its end, and the rest is not tried.
#[test]
fn an_interrupt_stops_between_two_steps() {
    needs_emulators!("an_interrupt_stops_between_two_steps");
    let mut desk = Desk::new();
    aws(&desk.home, &desk.server.url, &["kms", "create-key"]);
    desk.run(0, &["scan", "--aws", "only", "--region", REGION, "--quiet"]);
    let rotation = desk.json(&["findings", "--check", "kms-key-rotation"])["findings"][0]["id"].take();
    let findings = [rotation, desk.finding()];
    let file = desk.home.directory.path().join("plan.json").display().to_string();
    let [rotation, versioning] = findings.each_ref().map(|id| id.as_str().unwrap());
    desk.run(0, &["plan", rotation, versioning, "-o", &file]);
    let plan: tidegate::remedy::Plan = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();

    let slow = Server::burst(&desk.server);
    slow.rules(&json!([{ "latency": 1000 }]));
    let mut running = Command::new(env!("CARGO_BIN_EXE_tidegate"))
        .args(["apply", &file, "--yes-i-reviewed", plan.id.short(), "--aws", "only"])
        .env("TIDEGATE_HOME", desk.home.directory.path())
        .env("AWS_CONFIG_FILE", desk.home.config())
        .env("AWS_ENDPOINT_URL", &slow.url)
        .stderr(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(running.stderr.take().unwrap()).lines().map(Result::unwrap);
    assert!(lines.any(|line| line.starts_with("1. ")), "no step was begun");
    let sent = Command::new("kill").args(["-INT", &running.id().to_string()]).status().unwrap();
    assert!(sent.success());
    let rest: Vec<String> = lines.collect();
    assert_eq!(running.wait().unwrap().code(), Some(5), "{rest:?}");
    assert!(
        rest.iter().any(|line| line.trim() == "done") && !rest.iter().any(|line| line.starts_with("2. ")),
        "{rest:?}"
    );
    assert!(desk.versioning().is_null());
    assert!(out(&desk.run(0, &["journal"])).contains("1/2    stopped"));
}
