//! `docs/checks.md`, and what every check must say.

use std::collections::BTreeSet;
use std::path::PathBuf;

use tidegate::checks::CATALOGUE;
use tidegate::report::{checks_manual, manual_text};

#[test]
fn the_manual_of_checks_is_what_the_catalogue_says() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("docs/checks.md");
    let wanted = checks_manual();
    if std::env::var_os("TIDEGATE_BLESS").is_some() {
        std::fs::write(&path, &wanted).unwrap();
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(found == wanted, "docs/checks.md is not what the catalogue says; run this test with TIDEGATE_BLESS=1");
}

#[test]
fn every_check_says_when_it_passes_or_fails_and_where_that_comes_from() {
    for check in CATALOGUE.iter() {
        let manual = manual_text(check);
        let id = check.id;
        assert!(manual.contains("Source: ") || manual.contains("Sources: "), "{id} names no source");
        assert!(
            ["Passes", "Fails", "fails", "passes"].iter().any(|word| manual.contains(word)),
            "{id} does not say when it fails"
        );
        assert!((1..=5).contains(&check.likelihood) && (1..=5).contains(&check.impact), "{id}");
        assert!(!check.title.ends_with('.') && !check.title.contains('!'), "{id}");
    }
}

#[test]
fn ids_are_unique_and_there_are_enough_checks() {
    let ids: BTreeSet<&str> = CATALOGUE.iter().map(|check| check.id).collect();
    assert_eq!(ids.len(), CATALOGUE.len());
    assert!(ids.len() >= 45, "{}", ids.len());
}

#[test]
fn a_check_without_a_remedy_says_how_to_mend_it_by_hand() {
    for check in CATALOGUE.iter().filter(|check| check.remedies.is_empty()) {
        let words = ["By hand", "by hand"];
        assert!(words.iter().any(|it| manual_text(check).contains(it)), "{} does not say how to mend it", check.id);
    }
}
