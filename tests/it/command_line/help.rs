//! The page of the command line says what the program says, and `--version` says what the program is.

use tempfile::TempDir;

use super::{err, out, tidegate};

/// The help texts of the page, by the words that ask for them.
fn sections(page: &str) -> Vec<(Vec<&str>, &str)> {
    page.split("\n## tidegate")
        .skip(1)
        .map(|section| {
            let (words, rest) = section.split_once("\n\n```text\n").unwrap();
            (words.split_whitespace().collect(), rest.split_once("\n```\n").unwrap().0)
        })
        .collect()
}

#[test]
fn the_page_is_what_the_program_answers() {
    let home = TempDir::new().unwrap();
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/cli.md")).unwrap();
    let sections = sections(&page);
    assert!(sections.len() > 12, "{}", sections.len());
    for (words, wanted) in &sections {
        if words.first() == Some(&"doctor") && !cfg!(feature = "aws") {
            continue;
        }
        let help = out(&tidegate(home.path(), &[words.as_slice(), &["--help"]].concat()));
        let lines: Vec<&str> = help.lines().map(str::trim_end).collect();
        let is_top = words.is_empty();
        // The list of verbs holds `doctor` only where it is built.
        let without = |text: &str| -> Vec<String> {
            let kept = text.lines().filter(|line| !is_top || !line.starts_with("  doctor "));
            kept.map(str::to_owned).collect()
        };
        assert_eq!(without(lines.join("\n").trim_end()), without(wanted), "tidegate {}", words.join(" "));
    }
    // And no verb is without a section.
    let help = out(&tidegate(home.path(), &["--help"]));
    let (_, list) = help.split_once("\nCommands:\n").unwrap();
    let (list, _) = list.split_once("\n\n").unwrap();
    let verbs = list.lines().filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    for verb in verbs.filter_map(|line| line.split_whitespace().next()).filter(|verb| *verb != "help") {
        assert!(sections.iter().any(|(words, _)| words == &[verb]), "{verb} has no section in docs/cli.md");
    }
}

#[test]
fn the_version_says_what_the_program_is() {
    let home = TempDir::new().unwrap();
    let short = out(&tidegate(home.path(), &["--version"]));
    assert_eq!(short, format!("tidegate {}\n", env!("CARGO_PKG_VERSION")));
    let long = out(&tidegate(home.path(), &["--version", "--verbose"]));
    let facts: Vec<&str> = long.lines().skip(1).collect();
    let fact = |name: &str| facts.iter().find_map(|line| line.strip_prefix(name)).unwrap_or_else(|| panic!("{long}"));
    assert!(long.starts_with(&short), "{long}");
    assert_eq!(fact("features: "), if cfg!(feature = "aws") { "aws" } else { "none" });
    assert!(fact("built by: ").starts_with("rustc 1."), "{long}");
    assert_eq!(fact("checks: "), tidegate::checks::CATALOGUE.len().to_string());
    let actions = tidegate::policy::actions::ActionTable::aws();
    assert!(fact("AWS actions: ").contains(&format!("of {}", actions.date())), "{long}");
    assert!(fact("demo estate: ").starts_with("recorded 20"), "{long}");
    let alone = tidegate(home.path(), &["--verbose"]);
    assert_eq!(alone.status.code(), Some(2));
    assert!(err(&alone).contains("--version"), "{}", err(&alone));
}

/// Where the console reaches is said before the verb or after it; a word that is a verb is no profile.
#[test]
fn accounts_to_reach_stand_before_or_after_the_verb() {
    let home = TempDir::new().unwrap();
    for arguments in [
        ["--aws", "prod", "--region", "eu-west-1", "findings", "demo"].as_slice(),
        ["open", "demo", "--aws", "prod", "--region", "eu-west-1"].as_slice(),
        ["--aws", "demo"].as_slice(),
    ] {
        let output = tidegate(home.path(), arguments);
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", err(&output));
    }
}
