//! Any pattern and any name: the wildcard matchers, the compiled patterns and a plain second matcher agree.

use std::time::{Duration, Instant};

use tidegate::model::Arn;
use tidegate::policy::evaluate::{Context, Fit, Pattern, Presence, Reading};
use tidegate::policy::glob;

use super::reference::{Sign, covers, covers_parts, filled, letters, wild};
use super::tape::Tape;

const PIECES: [&str; 20] = [
    "a",
    "b",
    "A",
    "*",
    "*",
    "?",
    ":",
    "/",
    "arn:",
    "aws:",
    "s3",
    ":::",
    "${",
    "}",
    "${k}",
    "${k, 'ab'}",
    "${*}",
    "${$}",
    ",'",
    "é",
];

/// A text of pieces, or another with a letter or two put in for wildcards, so that patterns also cover.
fn text(tape: &mut Tape<'_>, pattern: &str) -> String {
    if tape.happens(3) {
        return tape.text(&PIECES);
    }
    let (many, one): (&&str, &&str) = (tape.one_of(&["", "a", "ab:", "/b"]), tape.one_of(&["a", "é", ""]));
    pattern.replace('*', many).replace('?', one)
}

pub fn check(data: &[u8]) {
    let mut tape = Tape::new(data);
    let is_long = tape.happens(64);
    let pattern = tape.text(&PIECES);
    let (text, inner) = (text(&mut tape, &pattern), text(&mut tape, &pattern));
    let context = match tape.number(4) {
        0 => Context::open(),
        1 => Context::complete(),
        2 => Context::complete().with_list("k", &["a", "b"]),
        _ => Context::complete().with("k", &tape.text(&PIECES)),
    };
    if is_long {
        takes_little_time(&pattern.repeat(100), &text.repeat(100), &context);
        return;
    }
    matchers(&pattern, &text);
    compiled(&pattern, &text, &context);
    if glob::contains(&pattern, &inner) && glob::matches(&inner, &text) {
        assert!(glob::matches(&pattern, &text), "{pattern} contains {inner}, which covers {text}");
    }
    if glob::contains_ignoring_case(&pattern, &inner) && glob::matches_ignoring_case(&inner, &text) {
        assert!(glob::matches_ignoring_case(&pattern, &text), "{pattern} contains {inner}, which covers {text}");
    }
    name(&text);
}

/// Some thousand characters, whatever the stars among them: the product of both lengths is a few million steps.
fn takes_little_time(pattern: &str, text: &str, context: &Context) {
    let start = Instant::now();
    let made = Pattern::new(pattern, Reading { wildcards: true, variables: true });
    made.fit(text, context);
    made.fit_arn(text, context);
    glob::matches(pattern, text);
    glob::arn_matches(pattern, text);
    assert!(start.elapsed() < Duration::from_secs(5), "{pattern} takes long over {text}");
}

fn matchers(pattern: &str, text: &str) {
    let (signs, found) = (wild(pattern), letters(text));
    assert_eq!(glob::matches(pattern, text), covers(&signs, &found), "{pattern} {text}");
    assert_eq!(glob::arn_matches(pattern, text), covers_parts(&signs, &found), "{pattern} {text}");
    let small = |it: &str| it.to_ascii_lowercase();
    let without_case = covers(&wild(&small(pattern)), &letters(&small(text)));
    assert_eq!(glob::matches_ignoring_case(pattern, text), without_case, "{pattern} {text}");
    assert_eq!(glob::action_matches(pattern, text), without_case, "{pattern} {text}");
    assert!(glob::has_wildcard(pattern) || glob::matches(pattern, text) == (pattern == text));
}

fn compiled(pattern: &str, text: &str, context: &Context) {
    let found = letters(text);
    for (wildcards, variables) in [(true, true), (true, false), (false, true), (false, false)] {
        let made = Pattern::new(pattern, Reading { wildcards, variables });
        let fit = made.fit(text, context);
        let in_parts = made.fit_arn(text, context);
        let open = made.variables().any(|it| context.get(it) == Presence::Unknown);
        let signs = match (variables, wildcards) {
            (true, _) => filled(pattern, wildcards, context),
            (false, true) => Some(wild(pattern)),
            (false, false) => Some(pattern.chars().map(Sign::Letter).collect()),
        };
        if open {
            assert!(matches!(fit, Fit::Open | Fit::Unresolved), "{pattern} {text} {fit:?}");
            continue;
        }
        let expected = |covers: Option<bool>| match covers {
            Some(true) => Fit::Yes,
            Some(false) => Fit::No,
            None => Fit::Unresolved,
        };
        assert_eq!(fit, expected(signs.as_ref().map(|it| covers(it, &found))), "{pattern} {text}");
        assert_eq!(in_parts, expected(signs.as_ref().map(|it| covers_parts(it, &found))), "{pattern} {text}");
        says_of_itself(&made, text, fit);
    }
}

/// What a pattern says of itself is so.
fn says_of_itself(made: &Pattern, text: &str, fit: Fit) {
    let covered = fit == Fit::Yes;
    assert!(!covered || text.starts_with(made.head()), "{made:?} {text}");
    assert!(!made.covers_all() || covered, "{made:?} {text}");
    assert!(made.exact().is_none_or(|it| covered == (it == text)), "{made:?} {text}");
    assert!(!made.is_prefix() || covered == text.starts_with(made.head()), "{made:?} {text}");
    assert!(made.has_variable() || fit != Fit::Unresolved, "{made:?} {text}");
}

/// The parts of a name are parts of it.
fn name(text: &str) {
    let arn = Arn::new(text);
    let parts = [arn.partition(), arn.service(), arn.region(), arn.account(), arn.resource()];
    if arn.is_well_formed() {
        assert_eq!(format!("arn:{}", parts.join(":")), text);
    }
    assert!(text.contains(arn.short_name()) && arn.to_string() == text);
    assert!(text.is_empty() || !arn.short_name().is_empty(), "{text}");
}
