//! `docs/config.md` shows the real defaults.

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
