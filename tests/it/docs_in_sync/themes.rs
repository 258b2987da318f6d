//! `docs/themes.md` lists the themes and roles that there are, and its example is a theme.

use tidegate::ui::theme::{BUILT_IN, Depth, Role, Theme};

const PAGE: &str = include_str!("../../../docs/themes.md");

/// The rows of the table below a heading of columns, cell by cell.
fn rows(columns: &str) -> Vec<(String, String)> {
    let (_, rest) = PAGE.split_once(columns).unwrap();
    let rows = rest.lines().skip(2).take_while(|line| line.starts_with('|'));
    rows.map(|row| {
        let (name, text) = row.trim_matches('|').split_once('|').unwrap();
        (name.trim().trim_matches('`').to_owned(), text.trim().to_owned())
    })
    .collect()
}

#[test]
fn the_roles_are_those_of_the_code() {
    let wanted: Vec<_> = Role::ALL.iter().map(|it| (it.word().to_owned(), it.doc().trim().to_owned())).collect();
    assert_eq!(rows("| role | what it is for |"), wanted);
}

#[test]
fn the_themes_are_those_of_the_code() {
    let names: Vec<String> = rows("| theme | for |").into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, BUILT_IN.iter().map(|(name, _)| (*name).to_owned()).collect::<Vec<_>>());
}

#[test]
fn the_example_is_a_theme_that_inherits() {
    let example = PAGE.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let mine = Theme::parse("docs/themes.md", example, Depth::True).unwrap();
    let dark = Theme::built_in("dark", Depth::True).unwrap();
    assert_ne!(mine.style(Role::Title), dark.style(Role::Title));
    assert_eq!(mine.style(Role::Critical), dark.style(Role::Critical));
}
