//! The examples of `docs/access.md` do what the page says.

use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

use crate::command_line::{err, out};

/// A fenced block of the page, with the text since the block before.
struct Block {
    before: String,
    kind: String,
    text: String,
}

fn blocks() -> Vec<Block> {
    let page = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/access.md")).unwrap();
    let parts: Vec<&str> = page.split("```").collect();
    let block = |pair: &[&str]| {
        let (kind, text) = pair[1].split_once('\n').unwrap();
        Block { before: pair[0].to_owned(), kind: kind.to_owned(), text: text.to_owned() }
    };
    parts.chunks_exact(2).map(block).collect()
}

/// The file that the last words in backticks before a block name.
fn file(block: &Block) -> &str {
    block.before.rsplit('`').nth(1).unwrap()
}

fn shell(home: &Path, script: &str) -> Output {
    let program = Path::new(env!("CARGO_BIN_EXE_tidegate"));
    let path = std::env::var("PATH").unwrap_or_default();
    Command::new("sh")
        .args(["-euc", script])
        .current_dir(home)
        .env("PATH", format!("{}:{path}", program.parent().unwrap().display()))
        .env("TIDEGATE_HOME", home)
        .env("XDG_CONFIG_HOME", home)
        .output()
        .unwrap()
}

fn has_jq(home: &Path) -> bool {
    shell(home, "jq --version").status.success()
}

/// Puts the policy into each request, as the page does with `jq`, where there is none.
fn without_jq(home: &Path) {
    let read = |name: &str| std::fs::read_to_string(home.join(name)).unwrap();
    let policy = read("loader.json").replace('\n', " ");
    let end = format!(r#", "identity_policies": [{{"name": "loader", "policy": {policy}}}]}}"#);
    let cases: String =
        read("requests.jsonl").lines().map(|line| format!("{}{end}\n", &line[..line.len() - 1])).collect();
    std::fs::write(home.join("cases.jsonl"), cases).unwrap();
    let output = shell(home, "tidegate access simulate --batch cases.jsonl > answers.jsonl");
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
}

/// Runs the page from its beginning to its end.
fn run(home: &Path) -> Vec<Output> {
    let mut outputs: Vec<Output> = Vec::new();
    for block in blocks() {
        match block.kind.as_str() {
            "json" => std::fs::write(home.join(file(&block)), &block.text).unwrap(),
            "sh" if block.text.starts_with("jq ") && !has_jq(home) => without_jq(home),
            "sh" => outputs.push(shell(home, &block.text)),
            "text" if block.before.trim() == "prints" => assert_eq!(out(outputs.last().unwrap()), block.text),
            _ => {}
        }
    }
    outputs
}

#[test]
fn the_page_does_what_it_says() {
    let home = TempDir::new().unwrap();
    let outputs = run(home.path());
    assert!(outputs.len() >= 3, "{}", outputs.len());
    for output in &outputs {
        assert_eq!(output.status.code(), Some(0), "{}{}", out(output), err(output));
    }
    // The questions about the demo estate were answered.
    let answered = |wanted: &[&str]| outputs.iter().any(|output| wanted.iter().all(|text| out(output).contains(text)));
    assert!(answered(&["allowed\n", "role/data-analyst", "\nWHO "]));
    assert!(answered(&["BY  ", "sts:AssumeRoleWithWebIdentity", "CAN BECOME"]));
}

/// What the page says of a policy that somebody loosens.
#[test]
fn a_loosened_policy_shows_as_a_difference() {
    let home = TempDir::new().unwrap();
    let _ = run(home.path());
    let policy = home.path().join("loader.json");
    let text = std::fs::read_to_string(&policy).unwrap();
    let loose =
        text.replace("StringEquals", "StringLike").replace("vpce-1", "*").replace("StringLike", "StringLikeIfExists");
    std::fs::write(&policy, loose).unwrap();
    without_jq(home.path());
    let difference = shell(home.path(), "diff wanted.jsonl answers.jsonl");
    assert_eq!(difference.status.code(), Some(1), "{}", err(&difference));
    let allowed =
        out(&difference).lines().any(|line| line.starts_with(r#"> {"id":"from elsewhere","decision":"allow""#));
    assert!(allowed, "{}", out(&difference));
}
