//! Patterns of resources and condition values, compiled: wildcards, policy variables and their escapes.
//!
//! Whether a request's value has one part or several is not decided here.
//!
//! Sources: IAM User Guide, "IAM policy elements: Variables and tags" (where variables count, defaults, the escapes
//! `${*}`, `${?}` and `${$}`), "IAM JSON policy elements: Resource" and "Condition operators".

use std::collections::BTreeSet;

use super::context::{Context, Presence};
use crate::policy::glob::{self, Run, Runs};
use crate::policy::overlap::{Overlap, Token, overlap};

/// A compiled pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    written: Box<str>,
    shape: Shape,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Shape {
    /// No wildcard and no variable.
    Exact(Box<str>),
    /// Text, then one star at the end; empty text covers everything.
    Prefix(Box<str>),
    /// Wildcards, no variable.
    Wild(Vec<Piece>),
    /// At least one variable.
    Open(Vec<Piece>),
}

/// A run of a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    /// These characters.
    Text(String),
    /// Any number of characters.
    Star,
    /// Exactly one character.
    One,
    /// The value of a key, taken letter for letter, or the default.
    Variable { key: Box<str>, default: Option<Box<str>> },
}

/// What a pattern says of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fit {
    /// It covers the text.
    Yes,
    /// It does not.
    No,
    /// It holds a variable that the request does not have: nothing is covered.
    Unresolved,
    /// It holds a variable that may have any value.
    Open,
}

/// How the characters of a pattern are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    /// Whether `*` and `?` are wildcards.
    pub wildcards: bool,
    /// Whether `${…}` is a variable: from version 2012-10-17 on.
    pub variables: bool,
}

impl Pattern {
    /// Compiles a pattern.
    pub fn new(written: &str, reading: Reading) -> Self {
        let pieces = pieces(written, reading);
        let shape = match pieces.as_slice() {
            [] => Shape::Exact("".into()),
            [Piece::Text(text)] => Shape::Exact(text.as_str().into()),
            [Piece::Star] => Shape::Prefix("".into()),
            [Piece::Text(text), Piece::Star] => Shape::Prefix(text.as_str().into()),
            all if all.iter().any(|piece| matches!(piece, Piece::Variable { .. })) => Shape::Open(pieces),
            _ => Shape::Wild(pieces),
        };
        Self { written: written.into(), shape }
    }

    /// The pattern as written.
    pub fn written(&self) -> &str {
        &self.written
    }

    /// Whether it covers every text.
    pub fn covers_all(&self) -> bool {
        matches!(&self.shape, Shape::Prefix(text) if text.is_empty())
    }

    /// The whole text, when exactly one is covered.
    pub fn exact(&self) -> Option<&str> {
        match &self.shape {
            Shape::Exact(text) => Some(text),
            _ => None,
        }
    }

    /// The letters that every covered text begins with, as far as no variable comes first.
    pub fn head(&self) -> &str {
        match &self.shape {
            Shape::Exact(text) | Shape::Prefix(text) => text,
            Shape::Wild(pieces) | Shape::Open(pieces) => match pieces.first() {
                Some(Piece::Text(text)) => text,
                _ => "",
            },
        }
    }

    /// Whether nothing follows the head but one star: then all texts with this head are covered.
    pub fn is_prefix(&self) -> bool {
        matches!(self.shape, Shape::Prefix(_))
    }

    /// Whether it holds a policy variable.
    pub fn has_variable(&self) -> bool {
        matches!(self.shape, Shape::Open(_))
    }

    /// The keys of its variables, in small letters.
    pub fn variables(&self) -> impl Iterator<Item = &str> {
        let pieces: &[Piece] = if let Shape::Open(pieces) = &self.shape { pieces } else { &[] };
        pieces.iter().filter_map(|it| if let Piece::Variable { key, .. } = it { Some(&**key) } else { None })
    }

    /// Whether it covers a text in a request with this context.
    pub fn fit(&self, text: &str, context: &Context) -> Fit {
        match &self.shape {
            Shape::Exact(exact) => yes(**exact == *text),
            Shape::Prefix(head) => yes(text.starts_with(&**head)),
            Shape::Wild(pieces) => yes(covers(pieces, text)),
            Shape::Open(pieces) => with_variables(pieces, context, |pieces| covers(pieces, text)),
        }
    }

    /// What it says of a text of which only the beginning is known.
    pub fn fit_beginning(&self, beginning: &str) -> Fit {
        match &self.shape {
            Shape::Open(_) => Fit::Open,
            Shape::Exact(exact) if exact.starts_with(beginning) => Fit::Open,
            Shape::Exact(_) => Fit::No,
            Shape::Prefix(head) if beginning.starts_with(&**head) => Fit::Yes,
            Shape::Prefix(head) if head.starts_with(beginning) => Fit::Open,
            Shape::Prefix(_) => Fit::No,
            Shape::Wild(pieces) if may_begin(pieces, beginning) => Fit::Open,
            Shape::Wild(_) => Fit::No,
        }
    }

    /// Whether it surely covers every text that another pattern covers. A `false` may be overcautious.
    pub fn surely_covers(&self, other: &Self) -> bool {
        match (&self.shape, &other.shape) {
            (_, Shape::Exact(text)) => !self.has_variable() && self.fit(text, &super::context::NOTHING) == Fit::Yes,
            (Shape::Prefix(head), _) => other.head().starts_with(&**head),
            _ => false,
        }
    }

    /// What it covers of the texts that another pattern covers.
    pub fn overlap(&self, of: &[Token], context: &Context) -> Result<Overlap, Fit> {
        let pieces = if let Shape::Open(pieces) = &self.shape { resolve(pieces, context)? } else { self.pieces() };
        let mut own = Vec::new();
        for piece in &pieces {
            match piece {
                Piece::Text(text) => own.extend(text.chars().map(Token::Char)),
                Piece::One => own.push(Token::One),
                Piece::Star => own.push(Token::Star),
                Piece::Variable { .. } => {}
            }
        }
        Ok(overlap(&own, of))
    }

    /// As [`Pattern::fit`], by ARN: each of the six parts by itself, so that a wildcard stays within its part.
    ///
    /// Source: IAM User Guide, "Condition operators", Amazon Resource Name (ARN) condition operators.
    pub fn fit_arn(&self, arn: &str, context: &Context) -> Fit {
        match &self.shape {
            Shape::Exact(exact) => yes(**exact == *arn),
            Shape::Prefix(_) | Shape::Wild(_) => yes(covers_parts(&self.pieces(), arn)),
            Shape::Open(pieces) => with_variables(pieces, context, |pieces| covers_parts(pieces, arn)),
        }
    }

    /// The text that it stands for, letter for letter: for operators without wildcards.
    pub fn text(&self, context: &Context) -> Result<Box<str>, Fit> {
        match &self.shape {
            Shape::Exact(text) => Ok(text.clone()),
            Shape::Open(pieces) => resolve(pieces, context).map(|pieces| written(&pieces).into()),
            Shape::Prefix(_) | Shape::Wild(_) => Ok(self.written.clone()),
        }
    }

    fn pieces(&self) -> Vec<Piece> {
        match &self.shape {
            Shape::Exact(text) => vec![Piece::Text(text.to_string())],
            Shape::Prefix(text) => vec![Piece::Text(text.to_string()), Piece::Star],
            Shape::Wild(pieces) | Shape::Open(pieces) => pieces.clone(),
        }
    }
}

fn yes(holds: bool) -> Fit {
    if holds { Fit::Yes } else { Fit::No }
}

fn with_variables(pieces: &[Piece], context: &Context, covers: impl Fn(&[Piece]) -> bool) -> Fit {
    match resolve(pieces, context) {
        Ok(pieces) => yes(covers(&pieces)),
        Err(fit) => fit,
    }
}

/// Puts the values of variables in. A value is text, whatever characters it holds; a key with several values cannot
/// be a variable.
fn resolve(pieces: &[Piece], context: &Context) -> Result<Vec<Piece>, Fit> {
    pieces
        .iter()
        .map(|piece| match piece {
            Piece::Variable { key, default } => match (context.get(key), default) {
                (Presence::One(value), _) => Ok(Piece::Text(value.to_owned())),
                (Presence::Absent | Presence::Many(_), Some(default)) => Ok(Piece::Text(default.to_string())),
                (Presence::Absent | Presence::Many(_), None) => Err(Fit::Unresolved),
                (Presence::Unknown | Presence::Partly(_), _) => Err(Fit::Open),
            },
            other => Ok(other.clone()),
        })
        .collect()
}

fn written(pieces: &[Piece]) -> String {
    pieces.iter().map(|piece| if let Piece::Text(text) = piece { text.as_str() } else { "" }).collect()
}

fn pieces(written: &str, reading: Reading) -> Vec<Piece> {
    let mut all = Vec::new();
    let mut rest = written;
    while let Some(first) = rest.chars().next() {
        if reading.variables
            && let Some((piece, after)) = variable(rest)
        {
            push(&mut all, piece);
            rest = after;
            continue;
        }
        rest = rest.get(first.len_utf8()..).unwrap_or_default();
        push(
            &mut all,
            match first {
                '*' if reading.wildcards => Piece::Star,
                '?' if reading.wildcards => Piece::One,
                other => Piece::Text(other.to_string()),
            },
        );
    }
    all
}

/// Joins neighbouring texts and neighbouring stars.
fn push(all: &mut Vec<Piece>, piece: Piece) {
    match (all.last_mut(), piece) {
        (Some(Piece::Text(text)), Piece::Text(more)) => text.push_str(&more),
        (Some(Piece::Star), Piece::Star) => {}
        (_, piece) => all.push(piece),
    }
}

/// Reads `${key}`, `${key, 'default'}` or an escape at the start of a text. An unclosed or empty one is plain text.
fn variable(text: &str) -> Option<(Piece, &str)> {
    let (inside, after) = text.strip_prefix("${")?.split_once('}')?;
    let piece = match inside {
        "*" | "?" | "$" => Piece::Text(inside.to_owned()),
        _ => {
            let (key, default) = match inside.split_once(',') {
                Some((key, default)) => (key.trim(), Some(default.trim().strip_prefix('\'')?.strip_suffix('\'')?)),
                None => (inside.trim(), None),
            };
            if key.is_empty() {
                return None;
            }
            Piece::Variable { key: key.to_ascii_lowercase().into(), default: default.map(Into::into) }
        }
    };
    Some((piece, after))
}

/// The six parts of an ARN pattern compared one by one: the first five colons of pattern and text part them.
fn covers_parts(pieces: &[Piece], arn: &str) -> bool {
    let parts = split(pieces);
    let found: Vec<&str> = arn.splitn(6, ':').collect();
    parts.len() == found.len() && parts.iter().zip(found).all(|(part, text)| covers(part, text))
}

fn split(pieces: &[Piece]) -> Vec<Vec<Piece>> {
    let mut parts: Vec<Vec<Piece>> = vec![Vec::new()];
    for piece in pieces {
        let Piece::Text(text) = piece else {
            if let Some(part) = parts.last_mut() {
                part.push(piece.clone());
            }
            continue;
        };
        let left = 7_usize.saturating_sub(parts.len());
        for (index, run) in text.splitn(left.max(1), ':').enumerate() {
            if index > 0 {
                parts.push(Vec::new());
            }
            if let (false, Some(part)) = (run.is_empty(), parts.last_mut()) {
                part.push(Piece::Text(run.to_owned()));
            }
        }
    }
    parts
}

/// Whether the pieces cover any text with this beginning: the places at which they may stand after it.
fn may_begin(pieces: &[Piece], beginning: &str) -> bool {
    let mut open: Vec<(usize, &str)> = vec![(0, beginning)];
    let mut seen: BTreeSet<(usize, usize)> = BTreeSet::new();
    while let Some((at, rest)) = open.pop() {
        if !seen.insert((at, rest.len())) {
            continue;
        }
        let Some(piece) = pieces.get(at) else {
            if rest.is_empty() {
                return true;
            }
            continue;
        };
        if rest.is_empty() {
            return true;
        }
        match piece {
            Piece::Text(run) if run.starts_with(rest) => return true,
            Piece::Star => {
                open.push((at + 1, rest));
                open.extend(without_first(rest).map(|after| (at, after)));
            }
            Piece::Text(run) => open.extend(rest.strip_prefix(run.as_str()).map(|after| (at + 1, after))),
            Piece::One => open.extend(without_first(rest).map(|after| (at + 1, after))),
            Piece::Variable { .. } => {}
        }
    }
    false
}

fn without_first(text: &str) -> Option<&str> {
    text.chars().next().and_then(|first| text.get(first.len_utf8()..))
}

/// Whether the pieces cover the whole text.
fn covers(pieces: &[Piece], text: &str) -> bool {
    glob::covers(Pieces(pieces), text, |a, b| a == b)
}

/// Pieces whose variables have their values.
#[derive(Debug, Clone, Copy)]
struct Pieces<'p>(&'p [Piece]);

impl<'p> Runs<'p> for Pieces<'p> {
    fn split(self) -> Option<(Run<'p>, Self)> {
        let (first, rest) = self.0.split_first()?;
        let run = match first {
            Piece::Text(text) => Run::Text(text),
            Piece::One => Run::One,
            Piece::Star => Run::Star,
            Piece::Variable { .. } => Run::Never,
        };
        Some((run, Self(rest)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIKE: Reading = Reading { wildcards: true, variables: true };

    fn fit(pattern: &str, text: &str, context: &Context) -> Fit {
        Pattern::new(pattern, LIKE).fit(text, context)
    }

    /// IAM User Guide, "IAM policy elements: Variables and tags": defaults, escapes, keys that are not there.
    #[test]
    fn variables_take_values_defaults_and_escapes() {
        let known = Context::complete().with("aws:username", "dana");
        assert_eq!(fit("arn:aws:s3:::home/${aws:username}/*", "arn:aws:s3:::home/dana/a", &known), Fit::Yes);
        assert_eq!(fit("arn:aws:s3:::home/${AWS:UserName}/*", "arn:aws:s3:::home/eve/a", &known), Fit::No);
        assert_eq!(fit("home/${aws:PrincipalTag/team, 'shared'}", "home/shared", &known), Fit::Yes);
        assert_eq!(fit("home/${aws:PrincipalTag/team}", "home/", &known), Fit::Unresolved);
        assert_eq!(fit("home/${aws:PrincipalTag/team}", "home/", &Context::open()), Fit::Open);
        assert_eq!(fit("a${*}b${?}c${$}d", "a*b?c$d", &known), Fit::Yes);
        assert_eq!(fit("a${*}b", "a-b", &known), Fit::No);
    }

    /// IAM User Guide, "IAM policy elements: Variables and tags": a value is no wildcard.
    #[test]
    fn the_value_of_a_variable_is_no_wildcard() {
        let star = Context::complete().with("aws:username", "*");
        assert_eq!(fit("home/${aws:username}", "home/eve", &star), Fit::No);
        assert_eq!(fit("home/${aws:username}", "home/*", &star), Fit::Yes);
    }

    #[test]
    fn of_a_text_whose_beginning_is_known_a_pattern_says_what_holds_for_every_end() {
        let pattern = |text: &str| Pattern::new(text, LIKE);
        for (written, says) in [
            ("AROA1:*", Fit::Yes),
            ("AROA*", Fit::Yes),
            ("*", Fit::Yes),
            ("AROA1:night", Fit::Open),
            ("AROA1:n*", Fit::Open),
            ("AROA1:n*t", Fit::Open),
            ("A*1:?*", Fit::Open),
            ("*:night", Fit::Open),
            ("AROA2:*", Fit::No),
            ("A?OA2*x", Fit::No),
            ("AROA1", Fit::No),
            ("${aws:userid}", Fit::Open),
        ] {
            assert_eq!(pattern(written).fit_beginning("AROA1:"), says, "{written}");
        }
        assert!(pattern("o-1/*").surely_covers(&pattern("o-1/r-1/*")));
        assert!(pattern("o-1").surely_covers(&pattern("o-1")));
        assert!(!pattern("o-1/*").surely_covers(&pattern("o-*")));
        assert!(!pattern("o-1").surely_covers(&pattern("o-?")));
    }

    #[test]
    fn without_variables_a_dollar_is_a_dollar() {
        let old = Reading { wildcards: true, variables: false };
        let pattern = Pattern::new("home/${aws:username}", old);
        assert_eq!(pattern.fit("home/${aws:username}", &Context::complete()), Fit::Yes);
        assert!(!pattern.has_variable());
    }

    /// IAM User Guide, "Condition operators", ARN condition operators.
    #[test]
    fn an_arn_pattern_keeps_each_wildcard_in_its_part() {
        let arn = |pattern: &str, text: &str| Pattern::new(pattern, LIKE).fit_arn(text, &Context::complete());
        assert_eq!(arn("arn:aws:sns:*:111122223333:*", "arn:aws:sns:eu-west-1:111122223333:a:b"), Fit::Yes);
        assert_eq!(arn("arn:aws:*:111122223333:x", "arn:aws:sns:eu-west-1:111122223333:x"), Fit::No);
        assert_eq!(arn("arn:aws:iam::111122223333:role/a?", "arn:aws:iam::111122223333:role/ab"), Fit::Yes);
        assert_eq!(arn("*", "arn:aws:iam::111122223333:role/ab"), Fit::No);
    }
}
