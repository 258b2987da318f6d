//! Links between the pages of this repository lead somewhere: the file is there, and so is the heading.

use std::path::{Path, PathBuf};

fn pages() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let listed = std::fs::read_dir(root.join("docs")).unwrap().map(|entry| entry.unwrap().path());
    let mut pages: Vec<PathBuf> = listed.filter(|path| path.extension().is_some_and(|it| it == "md")).collect();
    pages.extend(["README.md", "CHANGELOG.md", "scripts/demo/README.md"].map(|page| root.join(page)));
    pages.sort();
    pages
}

/// Text outside of blocks of code.
fn prose(page: &str) -> String {
    page.split("\n```").step_by(2).collect()
}

/// The targets of links and pictures in Markdown: `[words](target)`.
fn targets(page: &str) -> Vec<String> {
    let page = prose(page);
    let after = page.split("](").skip(1);
    after.filter_map(|rest| rest.split_once(')')).map(|(target, _)| target.to_owned()).collect()
}

/// The anchor that a heading gets: small letters, digits, `-` and `_`, with spaces as `-`.
pub(super) fn anchors(page: &str) -> Vec<String> {
    let headings = prose(page);
    let headings = headings.lines().filter(|line| line.starts_with('#'));
    let anchor = |heading: &str| -> String {
        let text = heading.trim_start_matches('#').trim().to_lowercase().replace(' ', "-");
        text.chars().filter(|letter| letter.is_alphanumeric() || matches!(letter, '-' | '_')).collect()
    };
    headings.map(anchor).collect()
}

#[test]
fn every_link_within_the_repository_leads_somewhere() {
    let mut wrong = Vec::new();
    let mut seen = 0;
    for page in pages() {
        let text = std::fs::read_to_string(&page).unwrap();
        for target in targets(&text).iter().filter(|target| !target.contains("://")) {
            seen += 1;
            let (file, anchor) = target.split_once('#').unwrap_or((target, ""));
            let path = if file.is_empty() { page.clone() } else { page.with_file_name(file) };
            let Ok(found) = std::fs::read_to_string(&path) else {
                wrong.push(format!("{}: there is no {target}", page.display()));
                continue;
            };
            if !anchor.is_empty() && !anchors(&found).iter().any(|it| it == anchor) {
                wrong.push(format!("{}: there is no heading for {target}", page.display()));
            }
        }
    }
    assert!(seen >= 8, "only {seen} links were found");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn links_and_headings_are_read_as_they_are_written() {
    let page = "# A page\n\nSee [one](docs/a.md#how-it-is-run) and ![two](b.svg).\n\n```sh\n# no heading [x](y)\n```\n\n## How it is run?\n";
    assert_eq!(targets(page), ["docs/a.md#how-it-is-run", "b.svg"]);
    assert_eq!(anchors(page), ["a-page", "how-it-is-run"]);
}
