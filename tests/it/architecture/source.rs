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

    /// Every path that the product names, with its line; the groups of `use` are written out.
    pub(super) fn paths(&self) -> Vec<(usize, String)> {
        let code = self.product();
        let mut paths = Vec::new();
        for (at, _) in code.match_indices("use ").filter(|(at, _)| code[..*at].ends_with([' ', '\n', '(']) || *at == 0)
        {
            let Some(tree) = code[at + 4..].split(';').next() else { continue };
            write_out("", tree, &mut |path| paths.push((line_of(code, at), path)));
        }
        paths
    }

    /// Calls of a method or function of this name, with their line and the number of arguments.
    pub(super) fn calls(&self, name: &str) -> Vec<(usize, usize)> {
        let code = self.product();
        let is_name = |it: char| it.is_alphanumeric() || it == '_';
        let mut calls = Vec::new();
        for (at, _) in code.match_indices(name) {
            let before = code[..at].trim_end();
            let after = code[at + name.len()..].trim_start();
            let whole = !code[..at].ends_with(is_name);
            if whole && before.ends_with(['.', ':']) && after.starts_with('(') {
                calls.push((line_of(code, at), parts(after)));
            }
        }
        calls
    }

    /// Attributes that silence a lint without a reason, with their line.
    pub(super) fn silenced_without_reason(&self) -> Vec<usize> {
        let mut lines = Vec::new();
        for word in ["allow(", "expect("] {
            for (at, _) in self.code.match_indices(word) {
                let before = self.code[..at].trim_end();
                let attribute = self.code[at..].split(']').next().unwrap_or_default();
                if (before.ends_with("#[") || before.ends_with("#![")) && !attribute.contains("reason") {
                    lines.push(line_of(&self.code, at));
                }
            }
        }
        lines
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

fn line_of(code: &str, at: usize) -> usize {
    code[..at].matches('\n').count() + 1
}

/// Writes out a tree of `use`: `std::{fs, io::{self, Read}}` is `std::fs`, `std::io`, `std::io::Read`.
fn write_out(prefix: &str, tree: &str, found: &mut impl FnMut(String)) {
    let tree = tree.trim();
    let Some((head, rest)) = tree.split_once('{') else {
        let path = format!("{prefix}{}", tree.split(" as ").next().unwrap_or_default().trim());
        return found(path.trim_end_matches("::self").to_owned());
    };
    let inner = rest.rfind('}').map_or(rest, |end| &rest[..end]);
    let prefix = format!("{prefix}{}", head.trim());
    let (mut depth, mut from) = (0, 0);
    for (at, letter) in inner.char_indices().chain([(inner.len(), ',')]) {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                if !inner[from..at].trim().is_empty() {
                    write_out(&prefix, &inner[from..at], found);
                }
                from = at + 1;
            }
            _ => {}
        }
    }
}

/// How many arguments stand in the brackets that begin here.
fn parts(code: &str) -> usize {
    let (mut depth, mut count, mut any) = (0, 0, false);
    for letter in code.chars() {
        match letter {
            '(' | '[' | '{' => {
                any |= depth > 0;
                depth += 1;
            }
            ')' | ']' | '}' if depth == 1 => return count + usize::from(any),
            ')' | ']' | '}' => depth -= 1,
            ',' if depth == 1 => {
                count += 1;
                any = false;
            }
            _ => any |= !letter.is_whitespace() && depth > 0,
        }
    }
    count
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

/// The texts of a folder or file of the repository, whatever their kind, with their paths.
pub(super) fn texts(name: &str) -> Vec<(String, String)> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let mut paths = vec![root.join(name)];
    let mut texts = Vec::new();
    while let Some(path) = paths.pop() {
        if path.is_dir() {
            paths.extend(std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else if let Ok(text) = std::fs::read_to_string(&path) {
            texts.push((path.strip_prefix(&root).unwrap().display().to_string(), text));
        }
    }
    assert!(!texts.is_empty(), "{name} holds no text");
    texts
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
        return (block_end(rest), false);
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

/// Where a block comment ends; they nest.
fn block_end(rest: &str) -> usize {
    let (mut depth, mut at) = (0, 0);
    while at < rest.len() {
        let here = &rest.as_bytes()[at..];
        if here.starts_with(b"/*") {
            (depth, at) = (depth + 1, at + 2);
        } else if here.starts_with(b"*/") {
            (depth, at) = (depth - 1, at + 2);
            if depth == 0 {
                return at;
            }
        } else {
            at += 1;
        }
    }
    rest.len()
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

fn source(text: &str) -> Source {
    Source { path: "sample.rs".to_owned(), text: text.to_owned(), code: code_of(text) }
}

#[test]
fn groups_of_use_are_written_out() {
    let paths =
        source("use std::{fs as files, io::{self, Read}};\n// use tokio::x;\npub use a::b;\nfn f() { use c::*; }\n")
            .paths();
    let names: Vec<&str> = paths.iter().map(|(_, path)| path.as_str()).collect();
    assert_eq!(names, ["std::fs", "std::io", "std::io::Read", "a::b", "c::*"]);
    assert_eq!(paths.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [1, 1, 1, 3, 4]);
}

#[test]
fn calls_are_found_over_several_lines_with_their_arguments() {
    let code = "fn write(a: A) {}\nx\n  .write\n  (&a, f(b, c), [d, e],)\n.rewrite(1).write_all(2).write();\nA::write(s, p, q, r)";
    assert_eq!(source(code).calls("write"), [(3, 3), (5, 0), (6, 4)]);
}

#[test]
fn a_silenced_lint_needs_a_reason() {
    let code = "#[allow(dead_code)]\nfn a() {}\n#[allow(\n  dead_code,\n  reason = \"said\"\n)]\n#![expect(unused)]\nfn b() { allow(1) }";
    assert_eq!(source(code).silenced_without_reason(), [1, 7]);
    assert_eq!(code_of("/* a /* b */ tokio */ c").trim(), "c");
}
