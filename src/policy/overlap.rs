//! How what two patterns cover relates: whether one covers all of the other, and what both cover.
//!
//! Exact for patterns of text, `*` and `?`. What both cover is a list of patterns; where there would be too many, it is
//! not told.

use std::collections::{BTreeMap, BTreeSet};

/// One character of a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Token {
    /// This one.
    Char(char),
    /// Any one.
    One,
    /// Any number of any.
    Star,
}

/// What a pattern covers of another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Overlap {
    /// Nothing.
    None,
    /// All of it.
    Whole,
    /// What these patterns cover; none where they would be too many to tell.
    Part(Vec<String>),
}

/// So many patterns are told of what two cover.
const TOLD: usize = 4;
/// So many are kept on the way.
const KEPT: usize = 12;
/// With more stars than this the shared patterns are too many.
const STARS: usize = 6;
/// So many states are looked at before a part is taken for what may be the whole.
const STATES: usize = 512;

/// The tokens of a pattern as written.
pub fn tokens(pattern: &str) -> Vec<Token> {
    let mut all: Vec<Token> = Vec::with_capacity(pattern.len());
    for letter in pattern.chars() {
        let token = match letter {
            '*' => Token::Star,
            '?' => Token::One,
            other => Token::Char(other),
        };
        if (token, all.last()) != (Token::Star, Some(&Token::Star)) {
            all.push(token);
        }
    }
    all
}

/// What a pattern covers of another.
pub fn overlap(pattern: &[Token], of: &[Token]) -> Overlap {
    if !meets(pattern, of) {
        Overlap::None
    } else if contains(pattern, of) {
        Overlap::Whole
    } else {
        Overlap::Part(both(pattern, of).unwrap_or_default())
    }
}

/// Whether any text is covered by both: the pairs of places that are reached side by side.
fn meets(a: &[Token], b: &[Token]) -> bool {
    let mut seen = BTreeSet::new();
    let mut open = vec![(0, 0)];
    while let Some((i, j)) = open.pop() {
        if !seen.insert((i, j)) {
            continue;
        }
        match (a.get(i), b.get(j)) {
            (None, None) => return true,
            (Some(Token::Star), right) => {
                open.push((i + 1, j));
                open.extend(right.map(|_| (i, j + 1)));
            }
            (left, Some(Token::Star)) => {
                open.push((i, j + 1));
                open.extend(left.map(|_| (i + 1, j)));
            }
            (Some(left), Some(right)) if merged(*left, *right).is_some() => open.push((i + 1, j + 1)),
            _ => {}
        }
    }
    false
}

/// What stands for one character that is both.
fn merged(a: Token, b: Token) -> Option<Token> {
    match (a, b) {
        (Token::One, other) | (other, Token::One) => Some(other),
        (a, b) => (a == b).then_some(a),
    }
}

/// The places of a pattern after its stars were allowed to cover nothing.
fn settled(pattern: &[Token], places: impl IntoIterator<Item = usize>) -> BTreeSet<usize> {
    let mut all = BTreeSet::new();
    for place in places {
        let mut place = place;
        while all.insert(place) && pattern.get(place) == Some(&Token::Star) {
            place += 1;
        }
    }
    all
}

/// The places after one more character; none stands for one that neither pattern names.
fn after(pattern: &[Token], places: &BTreeSet<usize>, letter: Option<char>) -> BTreeSet<usize> {
    let next = places.iter().filter_map(|&place| match pattern.get(place)? {
        Token::Star => Some(place),
        Token::One => Some(place + 1),
        Token::Char(wanted) => (Some(*wanted) == letter).then_some(place + 1),
    });
    settled(pattern, next)
}

/// Whether a pattern covers all that another covers: every text of the other is followed through both at once.
fn contains(outer: &[Token], inner: &[Token]) -> bool {
    let named: BTreeSet<char> =
        outer.iter().chain(inner).filter_map(|it| if let Token::Char(it) = it { Some(*it) } else { None }).collect();
    let letters: Vec<Option<char>> = named.into_iter().map(Some).chain([None]).collect();
    let mut seen: BTreeSet<(usize, BTreeSet<usize>)> = BTreeSet::new();
    let mut open = vec![(0, settled(outer, [0]))];
    while let Some((at, places)) = open.pop() {
        if !seen.insert((at, places.clone())) {
            continue;
        }
        if seen.len() > STATES {
            return false;
        }
        match inner.get(at) {
            None if !places.contains(&outer.len()) => return false,
            None => {}
            Some(Token::Char(letter)) => open.push((at + 1, after(outer, &places, Some(*letter)))),
            Some(Token::One) => open.extend(letters.iter().map(|it| (at + 1, after(outer, &places, *it)))),
            Some(Token::Star) => {
                open.push((at + 1, places.clone()));
                open.extend(letters.iter().map(|it| (at, after(outer, &places, *it))));
            }
        }
    }
    true
}

type Found = Option<BTreeSet<Vec<Token>>>;

/// The patterns that together cover what both cover; none where they are too many.
fn both(a: &[Token], b: &[Token]) -> Option<Vec<String>> {
    if a.iter().chain(b).filter(|it| **it == Token::Star).count() > STARS {
        return None;
    }
    let mut known: BTreeMap<(usize, usize), Found> = BTreeMap::new();
    for i in (0..=a.len()).rev() {
        for j in (0..=b.len()).rev() {
            let found = from(a, b, (i, j), &known);
            known.insert((i, j), found);
        }
    }
    let found = known.remove(&(0, 0)).flatten()?;
    (found.len() <= TOLD).then(|| found.iter().map(|it| written(it)).collect())
}

/// What both cover from two places on, when it is known from all places behind them.
fn from(a: &[Token], b: &[Token], (i, j): (usize, usize), known: &BTreeMap<(usize, usize), Found>) -> Found {
    let behind = |token: Option<Token>, i: usize, j: usize| -> Found {
        let rest = known.get(&(i, j)).cloned().unwrap_or_else(|| Some(BTreeSet::new()))?;
        Some(rest.into_iter().map(|rest| token.into_iter().chain(rest).collect()).collect())
    };
    let mut all: BTreeSet<Vec<Token>> = BTreeSet::new();
    match (a.get(i), b.get(j)) {
        (None, None) => {
            all.insert(Vec::new());
        }
        (Some(Token::Star), Some(Token::Star)) => {
            all.extend(behind(Some(Token::Star), i + 1, j)?);
            all.extend(behind(Some(Token::Star), i, j + 1)?);
        }
        (Some(Token::Star), right) => {
            all.extend(behind(None, i + 1, j)?);
            all.extend(behind(right.copied(), i, j + 1).filter(|_| right.is_some()).unwrap_or_default());
        }
        (left, Some(Token::Star)) => {
            all.extend(behind(None, i, j + 1)?);
            all.extend(behind(left.copied(), i + 1, j).filter(|_| left.is_some()).unwrap_or_default());
        }
        (Some(left), Some(right)) => {
            if let Some(token) = merged(*left, *right) {
                all.extend(behind(Some(token), i + 1, j + 1)?);
            }
        }
        _ => {}
    }
    let all = without_repeats(all);
    (all.len() <= KEPT).then_some(all)
}

/// Joins stars that stand side by side, and leaves out what another pattern covers.
fn without_repeats(all: BTreeSet<Vec<Token>>) -> BTreeSet<Vec<Token>> {
    let tidy = |mut one: Vec<Token>| {
        one.dedup_by(|a, b| *a == Token::Star && *b == Token::Star);
        one
    };
    let all: Vec<Vec<Token>> = all.into_iter().map(tidy).collect::<BTreeSet<_>>().into_iter().collect();
    let needless = |place: usize, one: &Vec<Token>| {
        let by = |other: usize, by: &[Token]| {
            other != place && surely_contains(by, one) && (other < place || !surely_contains(one, by))
        };
        all.iter().enumerate().any(|(other, it)| by(other, it))
    };
    all.iter().enumerate().filter(|(place, one)| !needless(*place, one)).map(|(_, one)| one.clone()).collect()
}

/// Whether a pattern covers another read as a text, in which a star is covered by stars only. Quick; a `false` may be
/// overcautious.
fn surely_contains(outer: &[Token], inner: &[Token]) -> bool {
    let mut places = settled(outer, [0]);
    for token in inner {
        let next = places.iter().filter_map(|&place| match (outer.get(place)?, token) {
            (Token::Star, _) => Some(place),
            (_, Token::Star) => None,
            (Token::One, _) => Some(place + 1),
            (own, other) => (own == other).then_some(place + 1),
        });
        places = settled(outer, next.collect::<Vec<_>>());
    }
    places.contains(&outer.len())
}

fn written(pattern: &[Token]) -> String {
    let letter = |it: &Token| match it {
        Token::Char(letter) => *letter,
        Token::One => '?',
        Token::Star => '*',
    };
    pattern.iter().map(letter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(pattern: &str, whole: &str) -> Overlap {
        overlap(&tokens(pattern), &tokens(whole))
    }

    fn part(all: &[&str]) -> Overlap {
        Overlap::Part(all.iter().map(|&it| it.to_owned()).collect())
    }

    #[test]
    fn what_two_patterns_share_is_a_list_of_patterns() {
        for (pattern, whole, shared) in [
            ("raw/*", "raw/logs/*", Overlap::Whole),
            ("*", "raw/?", Overlap::Whole),
            ("raw/?*", "raw/*", part(&["raw/?*"])),
            ("raw/*?", "raw/?*", Overlap::Whole),
            ("raw/logs/*", "raw/*", part(&["raw/logs/*"])),
            ("*/logs/*", "raw/*", part(&["raw/logs/*", "raw/*/logs/*"])),
            ("raw/team-?/*", "raw/team-*", part(&["raw/team-?/*"])),
            ("raw/team-?", "raw/team-a*", part(&["raw/team-a"])),
            ("raw/*.csv", "raw/2026*", part(&["raw/2026*.csv"])),
            ("dev/*", "raw/*", Overlap::None),
            ("raw/?", "raw/??", Overlap::None),
            ("a*b", "b*a", Overlap::None),
        ] {
            assert_eq!(of(pattern, whole), shared, "{pattern} of {whole}");
        }
    }

    /// Patterns that share too much are still told apart from those that share nothing.
    #[test]
    fn many_stars_end_with_a_part_that_is_not_told() {
        let (a, b) = ("*a*b*c*d*e*f*", "*g*h*i*j*k*l*");
        assert_eq!(of(a, b), Overlap::Part(Vec::new()));
    }
}
