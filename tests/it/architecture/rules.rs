//! The rules, one test each. The numbers are those of docs/ARCHITECTURE.md.

use super::source::{Source, below, texts};

/// The core: pure, and without any of these.
const CORE: [&str; 7] =
    ["src/model", "src/policy", "src/flow", "src/checks", "src/finding.rs", "src/remedy", "src/journal"];

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

/// The SDK's crates, as the manifest names them.
fn sdk() -> Vec<String> {
    let manifest = include_str!("../../../Cargo.toml");
    let names = manifest.lines().filter(|line| line.starts_with("aws-")).filter_map(|line| line.split_once(" = "));
    let names: Vec<String> = names.map(|(name, _)| name.replace('-', "_")).collect();
    assert!(names.len() > 10, "{names:?}");
    names
}

/// Paths and words of the chosen files that begin with one of these names.
fn named(chosen: impl Fn(&Source) -> bool, names: &[&str]) -> Vec<String> {
    let sources: Vec<Source> = below("src").into_iter().filter(|source| chosen(source)).collect();
    assert!(!sources.is_empty(), "nothing was looked at");
    let mut found = offences(&sources, |_| true, names);
    for source in &sources {
        let wrong = |path: &str| names.iter().any(|name| path == *name || path.starts_with(&format!("{name}::")));
        let paths = source.paths().into_iter().filter(|(_, path)| wrong(path));
        found.extend(paths.map(|(line, path)| format!("{}:{line}: {path}", source.path)));
    }
    found
}

#[test]
fn rule_1_the_core_names_nothing_outside() {
    let sdk = sdk();
    let mut names = vec!["tokio", "ratatui", "crossterm", "rusqlite", "directories"];
    names.extend(sdk.iter().map(String::as_str));
    names.extend(["std::fs", "std::env", "std::net", "std::process", "std::thread", "std::time::Instant"]);
    names.extend(["SystemTime", "Instant::now", "Timestamp::now", "Zoned::now"]);
    let found = named(|source| is_below(source, &CORE), &names);
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn rule_2_only_the_adapter_names_the_sdk() {
    let sdk = sdk();
    let names: Vec<&str> = sdk.iter().map(String::as_str).collect();
    let found = named(|source| !is_below(source, &["src/aws"]), &names);
    assert!(found.is_empty(), "{}", found.join("\n"));
    assert!(!named(|source| is_below(source, &["src/aws"]), &names).is_empty(), "the search finds nothing");
}

#[test]
fn rule_3_only_the_console_names_the_terminal() {
    let names = ["ratatui", "crossterm", "ratatui_textarea"];
    let found = named(|source| !is_below(source, &["src/ui"]), &names);
    assert!(found.is_empty(), "{}", found.join("\n"));
    assert!(!named(|source| is_below(source, &["src/ui"]), &names).is_empty(), "the search finds nothing");
}

/// `Mutate::write` is the only `write` of three arguments (four with the value it is called on). The adapters that
/// implement it hand it on among their own files.
#[test]
fn rule_4_only_applying_writes_to_a_cloud() {
    let adapters = ["src/aws/mutate", "src/simulated"];
    let applying = ["src/operations/apply", "src/operations/apply.rs", "src/operations/undo.rs"];
    let (mut wrong, mut right) = (Vec::new(), 0);
    for source in below("src").iter().filter(|source| !is_below(source, &adapters)) {
        for (line, arguments) in source.calls("write") {
            let method = arguments == 3;
            let function = source.product().lines().nth(line - 1).is_some_and(|text| text.contains("Mutate::write"));
            if !method && !function {
                continue;
            }
            if is_below(source, &applying) {
                right += 1;
            } else {
                wrong.push(format!("{}:{line}", source.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(right, 1, "one place writes");
}

/// What each module may use of ours: the map of docs/ARCHITECTURE.md. A module may always use itself.
const MAP: [(&str, &[&str]); 13] = [
    ("model", &[]),
    ("policy", &["model"]),
    ("flow", &["model", "policy"]),
    // A finding names its check, and a check makes findings: they are one layer.
    ("checks", &["model", "policy", "flow", "finding"]),
    ("finding", &["model", "policy", "flow", "checks"]),
    ("remedy", &["model", "policy", "flow", "checks", "finding"]),
    ("journal", &["model", "policy", "flow", "checks", "finding", "remedy"]),
    ("permissions", &[]),
    ("ports", &["model", "policy", "flow", "checks", "finding", "remedy", "journal"]),
    ("text", &[]),
    ("operations", &["model", "policy", "flow", "checks", "finding", "remedy", "journal", "ports", "store"]),
    ("store", &["model", "policy", "flow", "checks", "finding", "remedy", "journal", "ports"]),
    ("simulated", &["model", "policy", "flow", "checks", "finding", "remedy", "journal", "ports"]),
];
/// The modules with longer lists.
const MAP_OF_EDGES: [(&str, &[&str]); 3] = [
    ("report", &["model", "policy", "flow", "checks", "finding", "remedy", "journal", "text", "permissions"]),
    ("aws", &["model", "policy", "flow", "checks", "finding", "remedy", "journal", "ports", "permissions"]),
    ("ui", &["model", "policy", "flow", "checks", "finding", "remedy", "journal", "ports", "operations", "text"]),
];

#[test]
fn modules_use_what_the_map_allows() {
    let page = include_str!("../../../docs/ARCHITECTURE.md");
    let (sources, mut found) = (below("src"), Vec::new());
    for (module, allowed) in MAP.iter().chain(&MAP_OF_EDGES) {
        assert!(page.contains(&format!("`{module}`")), "the map does not show {module}");
        let (folder, file) = (format!("src/{module}"), format!("src/{module}.rs"));
        for source in sources.iter().filter(|source| is_below(source, &[&folder, &file])) {
            for (at, line) in source.product().lines().enumerate() {
                for (place, _) in line.match_indices("crate::") {
                    let name = line[place + 7..].split(|it: char| !it.is_alphanumeric() && it != '_').next().unwrap();
                    if name != *module && !name.is_empty() && !allowed.contains(&name) {
                        found.push(format!("{}:{}: {}", source.path, at + 1, line.trim()));
                    }
                }
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn a_silenced_lint_says_why() {
    for source in [below("src"), below("tests"), below("benches")].concat_all() {
        let lines = source.silenced_without_reason();
        assert!(lines.is_empty(), "{}: lines {lines:?} silence a lint without a reason", source.path);
    }
}

/// Programs of tests are built with all that any crate of theirs asks of `regex`; the product has only what its own
/// manifest asks for. A pattern that needs more compiles in every test and not in the product, where it finds nothing.
#[test]
fn patterns_need_no_more_of_regex_than_the_manifest_asks_for() {
    let manifest = include_str!("../../../Cargo.toml");
    let asked = manifest.lines().find(|line| line.starts_with("regex = ")).unwrap();
    assert!(asked.contains("default-features = false"), "{asked}");
    let needs = [
        ("unicode-perl", &["\\s", "\\S", "\\d", "\\D", "\\w", "\\W", "\\b", "\\B"][..]),
        ("unicode-case", &["(?i"]),
        ("unicode", &["\\p{", "\\P{", "\\pL", "\\pN"]),
    ];
    let sources: Vec<Source> = below("src").into_iter().filter(|it| it.code.contains("Regex::new(")).collect();
    assert!(sources.iter().any(|it| it.path == "src/flow/scan.rs"), "the search finds nothing");
    for source in sources {
        let product = source.text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
        for (feature, parts) in needs {
            let used = parts.iter().find(|part| product.contains(**part));
            let lacks = used.filter(|_| !asked.contains(&format!("\"{feature}\"")));
            assert_eq!(lacks, None, "{} needs `{feature}` of regex", source.path);
        }
    }
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

/// Everything that people read or run, besides the sources: paths of one machine help nobody on another.
#[test]
fn nothing_speaks_of_the_machine_that_it_was_written_on() {
    let folders = ["src", "tests", "benches", "docs", "scripts", "themes", ".ci", ".cargo"];
    let files = ["README.md", "CHANGELOG.md", "Cargo.toml", "deny.toml", "clippy.toml"];
    let places = ["root", "work", "home", "Users", "private", "mnt"];
    let places: Vec<String> = places.iter().map(|place| format!("/{place}/")).collect();
    for (path, text) in folders.iter().chain(&files).flat_map(|name| texts(name)) {
        for (at, line) in text.lines().enumerate() {
            let begins = |place: &String| {
                let before = line.find(place).map(|found| line[..found].chars().next_back());
                before.is_some_and(|it| it.is_none_or(|it| it.is_whitespace() || "\"'`(=:>".contains(it)))
            };
            assert!(!places.iter().any(begins), "{path}:{}: {line}", at + 1);
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
