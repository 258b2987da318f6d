//! Every action that the sources name is one that AWS has.

use std::path::{Path, PathBuf};

use tidegate::policy::actions::ActionTable;

/// All Rust files below a folder, but for those that hold only tests.
fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            sources(&path, found);
        } else if name.ends_with(".rs") && !name.ends_with("tests.rs") {
            found.push(path);
        }
    }
}

/// Whether a text of the sources reads as an action or a condition key, such as `s3:GetObject` and `kms:ViaService`.
fn reads_as_an_action(text: &str) -> bool {
    let Some((prefix, name)) = text.split_once(':') else { return false };
    let plain = |it: char| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '-';
    !prefix.is_empty()
        && prefix.chars().all(plain)
        && name.starts_with(|it: char| it.is_ascii_uppercase())
        && name.chars().all(|it| it.is_ascii_alphanumeric() || it == '*')
}

#[test]
fn every_action_that_the_sources_name_is_one_of_aws() {
    let table = ActionTable::aws();
    let (mut paths, mut wrong, mut named) = (Vec::new(), Vec::new(), 0);
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut paths);
    // Events name calls, of which some go by the permission of another.
    for path in paths.into_iter().filter(|path| !path.ends_with("flow/used.rs")) {
        let text = std::fs::read_to_string(&path).unwrap();
        let product = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
        // The first argument of `needs` is the name of a call; the permission that it needs is the second.
        let quoted: Vec<&str> = product.split('"').collect();
        for (before, text) in quoted.iter().zip(quoted.iter().skip(1)) {
            let call = before.trim_end().ends_with("::needs(");
            if !call && reads_as_an_action(text) {
                named += 1;
                if table.matching(text).is_empty() && table.find_key(text).is_none() {
                    wrong.push(format!("{}: {text}", path.display()));
                }
            }
        }
    }
    assert!(named > 150, "{named}");
    assert!(wrong.is_empty(), "not in the table of {}:\n{}", table.date(), wrong.join("\n"));
}
