//! The rules, one test each. The numbers are those of docs/ARCHITECTURE.md.

use super::source::{Source, below};

/// The core: pure, and without any of these.
const CORE: [&str; 6] = ["src/model", "src/policy", "src/checks", "src/finding.rs", "src/remedy", "src/journal"];

fn is_below(source: &Source, folders: &[&str]) -> bool {
    folders.iter().any(|folder| source.path == *folder || source.path.starts_with(&format!("{folder}/")))
}

/// Every line of the chosen files that holds one of the words.
fn offences(sources: &[Source], chosen: impl Fn(&Source) -> bool, words: &[&str]) -> Vec<String> {
    let lines = |source: &Source| -> Vec<String> {
        words.iter().flat_map(|word| source.lines_with(source.product(), word)).collect()
    };
    sources.iter().filter(|source| chosen(source)).flat_map(lines).collect()
}

#[test]
fn rule_1_the_core_names_nothing_outside() {
    let words = [
        "tokio",
        "ratatui",
        "crossterm",
        "aws_config",
        "aws_sdk_",
        "aws_smithy_",
        "aws_types",
        "std::fs",
        "std::env",
        "std::net",
        "std::process",
        "SystemTime::now",
        "Instant::now",
        "Timestamp::now",
        "Zoned::now",
    ];
    let found = offences(&below("src"), |source| is_below(source, &CORE), &words);
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn rule_2_only_the_adapter_names_the_sdk() {
    let words = ["aws_config", "aws_sdk_", "aws_smithy_", "aws_types", "aws_credential_types"];
    let found = offences(&below("src"), |source| !is_below(source, &["src/aws"]), &words);
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn rule_3_only_the_console_names_the_terminal() {
    let found = offences(&below("src"), |source| !is_below(source, &["src/ui"]), &["ratatui", "crossterm"]);
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn rule_4_only_applying_writes_to_a_cloud() {
    // A port is held as `cloud` everywhere; adapters implement it, and only `operations::apply` calls its `write`.
    let outside = |source: &Source| !is_below(source, &["src/operations/apply", "src/operations/apply.rs"]);
    let found = offences(&below("src"), outside, &["cloud.write", "mutate.write", "Mutate::write"]);
    assert!(found.is_empty(), "{}", found.join("\n"));
    let inside = offences(&below("src"), |source| !outside(source), &["cloud.write"]);
    assert_eq!(inside.len(), 1, "one place writes: {}", inside.join("\n"));
}

#[test]
fn rule_6_drawing_and_updating_never_wait() {
    let pure =
        ["src/ui/screen", "src/ui/overlay", "src/ui/widget", "src/ui/update", "src/ui/update.rs", "src/ui/view.rs"];
    let words = [".await", "block_on", "std::fs", "std::thread", "tokio"];
    let found = offences(&below("src"), |source| is_below(source, &pure), &words);
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn only_the_edges_know_the_environment() {
    let edges = ["src/cli", "src/config.rs", "src/store/paths.rs", "src/aws", "src/ui/terminal.rs", "src/ui/terminal"];
    let found = offences(&below("src"), |source| !is_below(source, &edges), &["std::env::var", "std::env::var_os"]);
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn every_file_says_what_it_holds_and_is_short() {
    for source in [below("src"), below("tests"), below("benches")].concat_all() {
        assert!(source.text.starts_with("//!"), "{} does not say what it holds", source.path);
        let lines = source.text.lines().count();
        assert!(lines <= 500, "{} has {lines} lines", source.path);
    }
}

#[test]
fn nothing_speaks_of_the_machine_that_it_was_written_on() {
    for source in [below("src"), below("tests"), below("benches")].concat_all() {
        for (at, line) in source.text.lines().enumerate() {
            let home = ["/ro", "ot/"].concat();
            let work = ["/wo", "rk/"].concat();
            assert!(!line.contains(&home) && !line.contains(&work), "{}:{}: {line}", source.path, at + 1);
        }
    }
}

/// Several lists as one.
trait ConcatAll {
    fn concat_all(self) -> Vec<Source>;
}

impl<const N: usize> ConcatAll for [Vec<Source>; N] {
    fn concat_all(self) -> Vec<Source> {
        self.into_iter().flatten().collect()
    }
}
