//! The sources as the rules read them: code without comments and texts, test modules left out.

use std::path::{Path, PathBuf};

/// One source file.
pub(super) struct Source {
    /// Its path from the root of the repository, with forward slashes.
    pub(super) path: String,
    /// As written.
    pub(super) text: String,
    /// The code alone: comments and the insides of texts are blanked, lines stay.
    pub(super) code: String,
}

impl Source {
    /// The code before the file's test module.
    pub(super) fn product(&self) -> &str {
        self.code.split("#[cfg(test)]\nmod tests {").next().unwrap_or(&self.code)
    }

    /// The lines of a part of the code that hold a word, as `path:line`.
    pub(super) fn lines_with(&self, part: &str, word: &str) -> Vec<String> {
        let hits = part.lines().enumerate().filter(|(_, line)| holds_word(line, word));
        hits.map(|(at, line)| format!("{}:{}: {}", self.path, at + 1, line.trim())).collect()
    }
}

/// Whether a line holds a word that is not a part of a longer name.
fn holds_word(line: &str, word: &str) -> bool {
    let is_name = |it: char| it.is_alphanumeric() || it == '_';
    line.match_indices(word).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + word.len()..].chars().next();
        !before.is_some_and(is_name) && (word.ends_with('_') || !after.is_some_and(is_name))
    })
}

/// All Rust files below a folder of the repository.
pub(super) fn below(folder: &str) -> Vec<Source> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let mut paths = Vec::new();
    walk(&root.join(folder), &mut paths);
    paths.sort();
    assert!(!paths.is_empty(), "{folder} has no sources");
    paths.into_iter().map(|path| read(&root, &path)).collect()
}

fn walk(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, paths);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            paths.push(path);
        }
    }
}

fn read(root: &Path, path: &Path) -> Source {
    let text = std::fs::read_to_string(path).unwrap();
    let name = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
    Source { path: name, code: code_of(&text), text }
}

/// Blanks comments and the insides of texts. Knows line and block comments, texts, raw texts and characters.
fn code_of(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let (length, keep) = token(rest, first);
        for character in rest[..length].chars() {
            code.push(if keep || character == '\n' { character } else { ' ' });
        }
        rest = &rest[length..];
    }
    code
}

/// The length of what begins here, and whether it is code.
fn token(rest: &str, first: char) -> (usize, bool) {
    if rest.starts_with("//") {
        return (rest.find('\n').unwrap_or(rest.len()), false);
    }
    if rest.starts_with("/*") {
        return (rest.find("*/").map_or(rest.len(), |at| at + 2), false);
    }
    if let Some(raw) = raw_text(rest) {
        return (raw, false);
    }
    match first {
        '"' => (text_end(rest), false),
        '\'' => (character_end(rest), true),
        _ => (first.len_utf8(), true),
    }
}

fn raw_text(rest: &str) -> Option<usize> {
    let hashes = rest.strip_prefix('r')?;
    let count = hashes.chars().take_while(|it| *it == '#').count();
    hashes[count..].strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(count));
    let body = count + 2;
    Some(rest[body..].find(&end).map_or(rest.len(), |at| body + at + end.len()))
}

fn text_end(rest: &str) -> usize {
    let mut escaped = false;
    for (at, character) in rest.char_indices().skip(1) {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

/// A character in quotes, or the quote of a lifetime.
fn character_end(rest: &str) -> usize {
    let mut letters = rest.char_indices().skip(1);
    match letters.next() {
        Some((_, '\\')) => rest[2..].find('\'').map_or(1, |at| if at == 0 { 4 } else { at + 3 }),
        Some((at, letter)) if rest[at + letter.len_utf8()..].starts_with('\'') => at + letter.len_utf8() + 1,
        _ => 1,
    }
}

#[test]
fn comments_and_texts_are_not_code() {
    let code = code_of(
        "let a = \"tokio \\\" x\"; // tokio\nlet b = r#\"tokio\"#; let c = '\"'; /* tokio */ tokio::run(); fn f<'a>() {}",
    );
    assert_eq!(code.matches("tokio").count(), 1, "{code}");
    assert!(code.contains("fn f<'a>() {}"), "{code}");
    assert!(holds_word("use std::fs;", "std::fs") && !holds_word("use std::fsx;", "std::fs"));
}
