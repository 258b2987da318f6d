//! `docs/config.md` shows the real defaults, and every variable that the program reads.

use std::collections::BTreeSet;
use std::path::Path;

use tidegate::config::Config;

#[test]
fn the_example_is_understood_and_shows_the_defaults() {
    let page = include_str!("../../../docs/config.md");
    let example = page.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let mut shown = Config::parse(Path::new("docs/config.md"), example).unwrap();
    assert!(!shown.rules.trusted_accounts.is_empty(), "the example shows what a trusted account looks like");
    shown.rules.trusted_accounts.clear();
    assert_eq!(shown, Config::default());
}

/// The names of variables that stand in quotes in a source file; not those of the build, which `env!` takes in.
fn variables(source: &str) -> BTreeSet<String> {
    let is_name = |text: &str| text.starts_with("TIDEGATE_") || text == "NO_COLOR";
    let pieces: Vec<&str> = source.split('"').collect();
    let named = pieces.windows(2).filter(|pair| !pair[0].ends_with("env!(") && is_name(pair[1]));
    named.map(|pair| pair[1].to_owned()).filter(|text| !text.contains(['=', ' '])).collect()
}

fn read_by(folder: &Path) -> BTreeSet<String> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries
        .flat_map(
            |path| if path.is_dir() { read_by(&path) } else { variables(&std::fs::read_to_string(path).unwrap()) },
        )
        .collect()
}

#[test]
fn every_variable_that_the_program_reads_is_in_the_table() {
    let page = include_str!("../../../docs/config.md");
    let rows = page.lines().filter_map(|line| line.strip_prefix("| `"));
    let listed: BTreeSet<String> = rows
        .filter_map(|row| row.split('`').next())
        .filter(|name| !name.starts_with("AWS_"))
        .map(str::to_owned)
        .collect();
    assert_eq!(listed, read_by(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src")));
}
