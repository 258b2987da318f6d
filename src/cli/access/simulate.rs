//! `tidegate access simulate`: cases in, answers out, in bounded memory however many they are.

use std::fs::File;
use std::io::{ErrorKind, Read, Write};
use std::path::Path;

use color_eyre::eyre::{Result, WrapErr};
use rayon::prelude::*;

use super::SimulateArguments;
use super::lines::{LONGEST, Piece, Pieces};
use crate::cli::Exit;
use crate::cli::answer::tell;
use crate::policy::simulate::{Answer, Case, Shared, evaluate, id_of};
use crate::text::{escaped_json, visible};

/// How many cases there were, how many of them were wrong, and what was wrong with the first of these.
#[derive(Debug, Default)]
struct Tally {
    cases: usize,
    wrong: usize,
    first: Option<String>,
}

impl Tally {
    fn add(&mut self, answers: &[Answer]) {
        let mut errors = answers.iter().filter_map(|answer| answer.error.as_ref()).peekable();
        self.cases += answers.len();
        self.first = self.first.take().or_else(|| errors.peek().map(ToString::to_string));
        self.wrong += errors.count();
    }
}

pub(super) fn simulate(asked: &SimulateArguments) -> Result<Exit> {
    let input = Input::open(&asked.file)?;
    let name = input.name.clone();
    let tally = if asked.batch { batch(input)? } else { single(input)? };
    if tally.cases == 0 {
        tell(&format!("{name} holds no case"));
    }
    let Some(first) = &tally.first else { return Ok(Exit::Done) };
    let first = visible(first);
    match (tally.cases, tally.wrong) {
        (cases, wrong) if cases == wrong && cases > 1 => {
            tell(&format!("all {cases} cases are wrong. The first: {first}"));
            tell("a case that is laid out over several lines is read without --batch");
        }
        (cases, wrong) if cases > 1 => tell(&format!("{wrong} of {cases} cases are wrong. The first: {first}")),
        _ => tell(&first),
    }
    Ok(Exit::Usage)
}

/// An opened input and what it is called in messages.
struct Input {
    name: String,
    bytes: Box<dyn Read>,
}

impl Input {
    fn open(path: &Path) -> Result<Self> {
        if path == Path::new("-") {
            return Ok(Self { name: "standard input".to_owned(), bytes: Box::new(std::io::stdin().lock()) });
        }
        let name = visible(&path.to_string_lossy()).into_owned();
        let file = File::open(path).wrap_err_with(|| format!("could not open {name}"))?;
        Ok(Self { name, bytes: Box::new(file) })
    }
}

/// One case a line. What one read gives is answered before the next read, on all cores.
fn batch(input: Input) -> Result<Tally> {
    let name = input.name.as_str();
    let (mut tally, shared) = (Tally::default(), Shared::default());
    let mut pieces = Pieces::new(input.bytes);
    while let Some(piece) = pieces.next().wrap_err_with(|| format!("could not read {name}"))? {
        let answers: Vec<Option<Answer>> = match &piece {
            Piece::TooLong(line) => vec![Some(too_long(name, *line))],
            Piece::Lines { first, bytes } => {
                let lines: Vec<&[u8]> = bytes.split(|byte| *byte == b'\n').collect();
                lines.par_iter().enumerate().map(|(at, line)| line_answer(name, first + at, line, &shared)).collect()
            }
        };
        let answers: Vec<Answer> = answers.into_iter().flatten().collect();
        tally.add(&answers);
        if !write(&answers)? {
            break;
        }
    }
    Ok(tally)
}

/// The answer to a line; none for a blank one.
fn line_answer(name: &str, number: usize, line: &[u8], shared: &Shared) -> Option<Answer> {
    let line = if number == 1 { without_mark(line) } else { line };
    if line.trim_ascii().is_empty() {
        return None;
    }
    if line.len() > LONGEST {
        return Some(too_long(name, number));
    }
    let mut answer = text_answer(line, shared);
    answer.error = answer.error.map(|wrong| format!("{name}:{number}: {wrong}"));
    Some(answer)
}

fn too_long(name: &str, line: usize) -> Answer {
    Answer::error(None, format!("{name}:{line}: the line is longer than {} MiB", LONGEST >> 20))
}

fn text_answer(bytes: &[u8], shared: &Shared) -> Answer {
    match std::str::from_utf8(bytes) {
        Err(wrong) => {
            let what = format!("column {}: is not UTF-8", wrong.valid_up_to() + 1);
            Answer::error(id_of(&String::from_utf8_lossy(bytes)), what)
        }
        Ok(text) => match Case::read(text) {
            Ok(case) => evaluate(case, shared),
            Err(wrong) => Answer::error(id_of(text), wrong.to_string()),
        },
    }
}

/// The text without the mark that some programs put before UTF-8.
fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes)
}

/// The whole input is one case, which may be laid out over several lines.
fn single(input: Input) -> Result<Tally> {
    let name = input.name;
    let mut bytes = Vec::new();
    let most = LONGEST as u64 + 1;
    input.bytes.take(most).read_to_end(&mut bytes).wrap_err_with(|| format!("could not read {name}"))?;
    let bytes = without_mark(&bytes);
    let mut answer = match bytes.len() {
        _ if bytes.trim_ascii().is_empty() => Answer::error(None, "holds no case".to_owned()),
        length if length > LONGEST => Answer::error(None, format!("the case is longer than {} MiB", LONGEST >> 20)),
        _ => text_answer(bytes, &Shared::default()),
    };
    let hint = if is_several(bytes) { "; for one case a line, say --batch" } else { "" };
    answer.error = answer.error.map(|wrong| format!("{name}: {wrong}{hint}"));
    let mut tally = Tally::default();
    let answers = [answer];
    tally.add(&answers);
    write(&answers)?;
    Ok(tally)
}

/// Whether there are several cases: a list, or a whole object with more after it.
fn is_several(bytes: &[u8]) -> bool {
    let mut values = serde_json::Deserializer::from_slice(bytes).into_iter::<serde::de::IgnoredAny>();
    bytes.trim_ascii_start().starts_with(b"[")
        || (values.next().is_some_and(|it| it.is_ok()) && values.next().is_some())
}

/// Writes answers, one a line; false when the reader went away.
fn write(answers: &[Answer]) -> Result<bool> {
    let lines: Result<Vec<String>, _> = answers.par_iter().map(serde_json::to_string).collect();
    let mut text = String::new();
    for line in lines? {
        text.push_str(&escaped_json(&line));
        text.push('\n');
    }
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(false),
        other => other.map(|()| true).wrap_err("could not write to standard output"),
    }
}
