//! Pages that are printed by the code: the command line, permissions, remedies and keys.

use std::path::PathBuf;

use tidegate::{cli, report, ui};

/// Compares a file of the repository with what it should hold, or writes it when asked to.
pub(super) fn holds(name: &str, wanted: &str) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(name);
    if std::env::var_os("TIDEGATE_BLESS").is_some() {
        std::fs::write(&path, wanted).unwrap();
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(found == wanted, "{name} is out of date; run this test with TIDEGATE_BLESS=1");
}

// Without the adapter there is no `doctor`, so the page is compared where everything is built.
#[cfg(feature = "aws")]
#[test]
fn the_page_of_the_command_line() {
    holds("docs/cli.md", &cli::manual::markdown());
}

#[test]
fn every_verb_has_a_section() {
    let page = cli::manual::markdown();
    for verb in ["demo", "scan", "findings", "inventory", "diff", "plan", "apply", "undo", "journal", "permissions"] {
        assert!(page.contains(&format!("\n## tidegate {verb}\n")), "{verb}");
    }
}

#[test]
fn the_page_of_permissions() {
    holds("docs/permissions.md", &report::permissions_manual());
}

#[test]
fn the_page_of_remedies() {
    holds("docs/remedies.md", &report::remedies_manual());
}

#[test]
fn the_page_of_keys() {
    holds("docs/keys.md", &ui::command::keys_page());
}
