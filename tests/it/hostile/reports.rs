//! Hostile text in what the command line prints: every format of every report, plans and their exports.

use std::path::Path;

use tidegate::checks::{Context, Rules};
use tidegate::model::{Estate, Fact, SettingValue};
use tidegate::remedy::{Choices, Plan, Wanted, build, preview};
use tidegate::report::{self, FindingFormat, FindingRow, InventoryFormat, export};

use super::{ESCAPES, estate};
use crate::samples::{self, Tweak, bucket, document, managed_policy, role, user};

/// What a spreadsheet would compute.
const FORMULAS: [&str; 4] = ["=1+1", "+1", "-1", "@SUM(A1)"];
/// What Markdown would turn into a link, a tag or another cell.
const MARKUP: &str = "a|b <img src=x> [x](y) `y` ~z~ c\\";

/// Whether a terminal would obey a character, or show nothing for it. Written apart from the code under test.
fn is_harmful(letter: char) -> bool {
    (letter.is_control() && letter != '\n')
        || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

fn is_clean(what: &str, text: &str) {
    assert!(!text.is_empty(), "{what} is empty");
    let harmful = text.char_indices().find(|(_, letter)| is_harmful(*letter));
    if let Some((at, letter)) = harmful {
        let around: String = text[..at].chars().rev().take(40).collect::<Vec<_>>().into_iter().rev().collect();
        panic!("{what} holds {letter:?} after {around:?}");
    }
}

fn rows(estate: &Estate) -> Vec<FindingRow> {
    report::rows(estate, &samples::analyse(estate).findings)
}

#[test]
fn no_format_of_findings_prints_raw_text() {
    let estate = estate();
    let rows = rows(&estate);
    assert!(rows.iter().any(|row| row.name.contains('\u{1b}')), "the sample must be hostile");
    use FindingFormat::{Csv, Json, Markdown, Ocsf, Sarif, Table};
    for format in [Table, Json, Csv, Sarif, Ocsf, Markdown] {
        let text = report::findings(&estate, &rows, format).unwrap();
        // RFC 4180 ends the rows of CSV as it likes; the program ends them with a line feed alone.
        is_clean(&format!("{format:?}"), &text);
        assert!(text.contains("owned"), "{format:?} leaves the names out");
    }
}

#[test]
fn what_is_written_piece_by_piece_is_what_is_printed() {
    let estate = estate();
    let findings = samples::analyse(&estate).findings;
    let chosen: Vec<_> = findings.iter().collect();
    use FindingFormat::{Csv, Json, Markdown, Ocsf, Sarif, Table};
    for format in [Table, Json, Csv, Sarif, Ocsf, Markdown] {
        let mut written = Vec::new();
        report::write_findings(&mut written, &estate, &chosen, format).unwrap();
        let printed = report::findings(&estate, &rows(&estate), format).unwrap();
        assert_eq!(String::from_utf8(written).unwrap(), printed, "{format:?}");
    }
    for format in [InventoryFormat::Table, InventoryFormat::Json, InventoryFormat::Csv] {
        let mut written = Vec::new();
        report::write_inventory(&mut written, &estate, &Rules::default(), None, format).unwrap();
        let printed = report::inventory(&estate, &Rules::default(), None, format).unwrap();
        assert_eq!(String::from_utf8(written).unwrap(), printed, "{format:?}");
    }
}

#[test]
fn machine_formats_keep_the_names_whole() {
    let estate = estate();
    let text = report::findings(&estate, &rows(&estate), FindingFormat::Json).unwrap();
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    let names: Vec<&str> = value["findings"].as_array().unwrap().iter().filter_map(|it| it["name"].as_str()).collect();
    assert!(names.contains(&ESCAPES));
    assert!(names.iter().any(|name| name.len() == 10_000), "a long name was cut");
}

#[test]
fn no_format_of_the_inventory_prints_raw_text() {
    let estate = estate();
    for format in [InventoryFormat::Table, InventoryFormat::Json, InventoryFormat::Csv] {
        is_clean(&format!("{format:?}"), &report::inventory(&estate, &Rules::default(), None, format).unwrap());
    }
}

#[test]
fn differences_print_no_raw_text() {
    let (old, new) = (samples::estate([bucket("raw")]), estate());
    let difference = report::difference((&old, rows(&old)), (&new, rows(&new)));
    is_clean("the table", &difference.text());
    is_clean("the JSON", &report::json(&difference).unwrap());
}

#[test]
fn a_spreadsheet_computes_nothing() {
    let mut resources: Vec<_> = FORMULAS.iter().map(|name| bucket(name)).collect();
    resources.extend(FORMULAS.iter().map(|name| user(name)));
    let estate = samples::estate(resources);
    let rows = rows(&estate);
    let text = report::inventory(&estate, &Rules::default(), None, InventoryFormat::Csv).unwrap()
        + &report::findings(&estate, &rows, FindingFormat::Csv).unwrap();
    let mut cells = 0;
    for record in csv::ReaderBuilder::new().flexible(true).has_headers(false).from_reader(text.as_bytes()).records() {
        for cell in record.unwrap().iter() {
            assert!(!cell.starts_with(['=', '+', '@']), "{cell}");
            assert!(!cell.starts_with('-') || cell == "-", "{cell}");
            cells += usize::from(cell.starts_with('\''));
        }
    }
    assert!(cells >= FORMULAS.len(), "the names of the sample are missing");
}

#[test]
fn markdown_takes_names_as_text() {
    let estate = samples::estate([bucket(MARKUP).bucket_with(|it| it.versioning = Fact::Known(Default::default()))]);
    let text = report::findings(&estate, &rows(&estate), FindingFormat::Markdown).unwrap();
    let row = text.lines().find(|line| line.contains("img")).expect("the bucket has a finding");
    // An odd number of backslashes before a character makes it text.
    let mut escaped = false;
    let mut cells = 0;
    for letter in row.chars() {
        match letter {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '|' => cells += 1,
            '<' | '[' | '`' | '~' => panic!("{letter} is markup in {row}"),
            _ => {}
        }
    }
    assert_eq!(cells, 8, "{row}");
}

/// A plan over hostile names and documents, with as many steps as remedies agree to.
fn plan(estate: &Estate) -> (Plan, String) {
    let rules = Rules::default();
    let context = Context::new(estate, &rules, samples::now());
    let posture = samples::analyse(estate);
    let can = |wanted: &Wanted<'_>| build(&context, std::slice::from_ref(wanted), &Choices::new()).is_ok();
    let wanted: Vec<Wanted<'_>> =
        posture.findings.iter().map(|finding| Wanted { finding, remedy: None }).filter(can).collect();
    assert!(wanted.len() >= 3, "{} findings can be mended", wanted.len());
    let plan = build(&context, &wanted, &Choices::new()).unwrap();
    let text = export::plan_diff(&plan, Some(&preview(&context, &plan).unwrap()));
    (plan, text)
}

fn mendable() -> Estate {
    let sid = serde_json::to_string(ESCAPES).unwrap();
    let open = format!(
        "{{\"Version\":\"2012-10-17\",\"Id\":\"\u{9b}\u{202e}\",\"Statement\":[{{\"Sid\":{sid},\"Effect\":\"Allow\",\
         \"Principal\":\"*\",\"Action\":\"s3:GetObject\",\"Resource\":\"arn:aws:s3:::open/*\"}}]}}"
    );
    samples::estate([
        bucket(ESCAPES).bucket_with(|it| it.versioning = Fact::Known(Default::default())),
        bucket("'; rm -rf ~; echo '").bucket_with(|it| it.versioning = Fact::Known(Default::default())),
        bucket("open").bucket_with(|it| it.policy = Fact::Known(Some(document(open)))),
        managed_policy(ESCAPES, "{}"),
        role(ESCAPES),
    ])
}

#[test]
fn plans_and_their_exports_print_no_raw_text() {
    let estate = mendable();
    let (plan, text) = plan(&estate);
    is_clean("the difference", &text);
    is_clean("the plan file", &export::plan_json(&plan).unwrap());
    is_clean("Terraform", &export::terraform(&plan, Some(&estate)).unwrap());
}

#[test]
fn a_plan_file_reads_back_the_same() {
    let (plan, _) = plan(&mendable());
    let again: Plan = serde_json::from_str(&export::plan_json(&plan).unwrap()).unwrap();
    assert_eq!(again.id, plan.id);
    let values = |plan: &Plan| -> Vec<SettingValue> { plan.steps.iter().map(|step| step.after.clone()).collect() };
    assert_eq!(values(&again), values(&plan));
}

/// The shell itself says what the commands would run: `aws` is replaced by a function that counts its words.
#[cfg(unix)]
#[test]
fn the_exported_commands_run_nothing_else() {
    let estate = mendable();
    let (plan, _) = plan(&estate);
    let script = export::aws_cli(&plan).unwrap();
    assert!(script.contains("rm -rf"), "the sample must be hostile");
    let home = tempfile::tempdir().unwrap();
    let output = std::process::Command::new("/bin/sh")
        .arg("-c")
        .arg(format!("rm() {{ echo HARM; }}\naws() {{ echo RAN \"$1\"; }}\n{script}"))
        .env("HOME", home.path())
        .current_dir(home.path())
        .output()
        .unwrap();
    let out = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(out.lines().count(), plan.steps.len(), "{out}");
    assert!(out.lines().all(|line| line.starts_with("RAN ")), "{out}");
    assert!(Path::new(home.path()).exists());
}
