//! The page of the rules of evaluation: each rule names a page of AWS and tests, and these are there and name the page.

use std::path::Path;

use super::links::anchors;

struct Row {
    rule: String,
    /// The titles of its pages.
    titles: Vec<String>,
    /// The words and the target of each link to a test.
    tests: Vec<(String, String)>,
}

fn rows(page: &str) -> Vec<Row> {
    let lines = page.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| rule "));
    lines.map(row).collect()
}

fn row(line: &str) -> Row {
    let cells: Vec<&str> = line.trim_matches('|').split(" | ").map(str::trim).collect();
    let [rule, page, tests] = cells.as_slice() else { panic!("three cells: {line}") };
    let titles = page.split('"').skip(1).step_by(2).map(str::to_owned).collect();
    let links = tests.split("; [").map(|link| link.trim_start_matches('[').trim_end_matches(')'));
    let tests = links.map(|link| link.split_once("](").unwrap_or_else(|| panic!("a link: {link}")));
    let tests = tests.map(|(words, target)| (words.to_owned(), target.to_owned())).collect();
    Row { rule: (*rule).to_owned(), titles, tests }
}

/// The text of a test: the section of a table, or the file of a function.
fn text_of(words: &str, target: &str) -> Result<String, String> {
    let (file, anchor) = target.split_once('#').unwrap_or((target, ""));
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(file);
    let text = std::fs::read_to_string(path).map_err(|_| format!("there is no {file}"))?;
    if file.ends_with(".rs") {
        let found = text.contains(&format!("fn {words}("));
        return if found { Ok(text) } else { Err(format!("{file} has no function {words}")) };
    }
    let sections = text.split("\n## ").skip(1).map(|section| section.split_once('\n').unwrap_or((section, "")));
    let mut same = sections.filter(|(heading, _)| *heading == words);
    let (heading, section) = same.next().ok_or_else(|| format!("{file} has no section {words:?}"))?;
    if anchors(&format!("## {heading}")) != [anchor] {
        return Err(format!("{file} does not have {words:?} at #{anchor}"));
    }
    Ok(section.to_owned())
}

/// What is wrong with a row.
fn wrong(row: &Row) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut texts = Vec::new();
    for (words, target) in &row.tests {
        match text_of(words, target) {
            Ok(text) => texts.push(text),
            Err(what) => wrong.push(format!("{}: {what}", row.rule)),
        }
    }
    if row.titles.is_empty() {
        wrong.push(format!("{}: names no page", row.rule));
    }
    let named = |title: &String| texts.iter().any(|text| text.contains(&format!("\"{title}\"")));
    wrong.extend(row.titles.iter().filter(|it| !named(it)).map(|it| format!("{}: no test names {it:?}", row.rule)));
    wrong
}

#[test]
fn every_rule_has_its_page_and_its_tests() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/evaluation.md");
    let rows = rows(&std::fs::read_to_string(page).unwrap());
    assert!(rows.len() >= 60, "{} rules are too few", rows.len());
    let wrong: Vec<String> = rows.iter().flat_map(wrong).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_rule_whose_test_or_page_is_gone_is_found() {
    let scenario = "../tests/it/policies/scenarios/keys.md#only-through-a-service";
    let title = "AWS KMS condition keys";
    let line =
        |title: &str, words: &str, target: &str| row(&format!("| a rule | AWS, \"{title}\" | [{words}]({target}) |"));
    assert!(wrong(&line(title, "Only through a service", scenario)).is_empty());
    for (gone, what) in [
        (line("Another page", "Only through a service", scenario), "no test names"),
        (line(title, "Only through another", scenario), "has no section"),
        (line(title, "Only through a service", "../tests/it/policies/scenarios/keys.md#only"), "does not have"),
        (line(title, "no_such_function", "../tests/it/docs_in_sync/evaluation.rs"), "has no function"),
        (line(title, "Only through a service", "../tests/nowhere.md#only"), "there is no"),
        (
            row(
                "| a rule | no page | [Only through a service](../tests/it/policies/scenarios/keys.md#only-through-a-service) |",
            ),
            "names no page",
        ),
    ] {
        let found = wrong(&gone);
        assert!(found.iter().any(|it| it.contains(what)), "{what}: {found:?}");
    }
}
