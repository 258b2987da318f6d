//! Any condition in any context: the fast answer, the answer with reasons and the plain second evaluator agree, and a
//! normal form means what the conditions mean that it was made of.

use tidegate::policy::evaluate::{
    CompiledCondition, Context, ContextValue, Formula, Operator, Partly, Presence, Quick, Set, Truth,
};
use tidegate::policy::{Condition, glob};

use super::{drawn, reference, tape::Tape};

const OPERATORS: [&str; 27] = [
    "StringEquals",
    "StringNotEquals",
    "StringEqualsIgnoreCase",
    "StringNotEqualsIgnoreCase",
    "StringLike",
    "StringNotLike",
    "NumericEquals",
    "NumericNotEquals",
    "NumericLessThan",
    "NumericLessThanEquals",
    "NumericGreaterThan",
    "NumericGreaterThanEquals",
    "DateEquals",
    "DateNotEquals",
    "DateLessThan",
    "DateLessThanEquals",
    "DateGreaterThan",
    "DateGreaterThanEquals",
    "Bool",
    "BinaryEquals",
    "IpAddress",
    "NotIpAddress",
    "ArnLike",
    "ArnNotLike",
    "ArnEquals",
    "ArnNotEquals",
    "Null",
];

/// Keys with one value, keys with several, and keys that no table knows.
const KEYS: [&str; 8] = [
    "aws:SourceVpce",
    "aws:TagKeys",
    "aws:PrincipalTag/team",
    "aws:SourceIp",
    "aws:PrincipalOrgPaths",
    "aws:CurrentTime",
    "aws:SecureTransport",
    "my:key",
];

const PIECES: [&str; 36] = [
    "a",
    "B",
    "*",
    "?",
    ":",
    "/",
    "${",
    "}",
    "${aws:SourceVpce}",
    "${my:key, 'b'}",
    "${*}",
    "${?}",
    "${$}",
    ",'",
    "true",
    "FALSE",
    "5",
    "-7",
    "1e3",
    "0.5",
    "203.0.113.7",
    "203.0.113.0/24",
    "2001:db8::1",
    "2001:db8::/32",
    "::ffff:203.0.113.7",
    "/96",
    "2026-01-01",
    "2025-01-01",
    "T00:00:00Z",
    "+01:00",
    "1767225600",
    "arn:aws:s3:::",
    "arn:aws:iam::111122223333:role/",
    "é",
    "\u{130}",
    " ",
];

/// Whole values, so that conditions also hold.
const VALUES: [&str; 14] = [
    "a",
    "a",
    "a*",
    "A",
    "",
    "true",
    "false",
    "5",
    "10",
    "203.0.113.7",
    "203.0.113.0/24",
    "2026-01-01",
    "arn:aws:s3:::a",
    "arn:*:s3:::*",
];

fn value(tape: &mut Tape<'_>) -> String {
    if tape.happens(3) { tape.text(&PIECES) } else { (*tape.one_of(&VALUES)).to_owned() }
}

fn key(tape: &mut Tape<'_>) -> String {
    if tape.happens(12) { tape.text(&PIECES) } else { (*tape.one_of(&KEYS)).to_owned() }
}

fn operator(tape: &mut Tape<'_>) -> String {
    let set = *tape.one_of(&["", "", "ForAllValues:", "ForAnyValue:"]);
    let base = if tape.happens(16) { tape.text(&OPERATORS) } else { (*tape.one_of(&OPERATORS)).to_owned() };
    let name = format!("{set}{base}{}", if tape.happens(4) { "IfExists" } else { "" });
    if tape.happens(8) { name.to_ascii_lowercase() } else { name }
}

fn drawn(tape: &mut Tape<'_>) -> Condition {
    let (operator, key) = (operator(tape), key(tape));
    Condition { operator, key, values: (0..tape.number(4)).map(|_| value(tape)).collect() }
}

/// Gives keys values, or says that they are absent.
fn fill(tape: &mut Tape<'_>, mut context: Context, keys: impl IntoIterator<Item = String>) -> Context {
    for key in keys {
        match tape.number(6) {
            0 => {}
            1 => context = context.without(&key),
            2..5 => context.set(&key, ContextValue::One(value(tape))),
            _ => context.set(&key, ContextValue::Many((0..tape.number(4)).map(|_| value(tape)).collect())),
        }
    }
    context
}

/// Says something of the values of a few keys.
fn hint(tape: &mut Tape<'_>, context: &mut Context) {
    for key in ["aws:PrincipalTag/team", "aws:SourceVpce", "my:key"] {
        let text = value(tape);
        match tape.number(6) {
            1 if !text.is_empty() => context.set_partly_default(key, Partly::begins(&text)),
            2 => context.set_partly_default(key, Partly::never(&text)),
            _ => {}
        }
    }
}

/// A value that is as was said.
fn as_hinted(tape: &mut Tape<'_>, partly: &Partly) -> Option<String> {
    let more = value(tape);
    match partly {
        Partly::Begins(text) => Some(format!("{text}{more}")),
        Partly::Never(pattern) => (!glob::matches(pattern.written(), &more)).then_some(more),
    }
}

/// A condition for one value that meets a list holds for none, its negation neither: there is no normal form of that.
fn is_list_to_single(written: &Condition, context: &Context) -> bool {
    let set = Operator::parse(&written.operator).map(|it| it.set);
    let found = context.get(&written.key.to_ascii_lowercase());
    set == Some(Set::Single) && matches!(found, Presence::Many(_))
}

/// Two ways to compute and what comes of both.
struct Both {
    formula: Formula,
    quick: Quick,
    /// Its value once everything is known.
    at_last: bool,
}

impl Both {
    fn check(&self, context: &Context) {
        let Self { formula, quick, at_last } = self;
        assert!(!quick.is_yes() || formula.is_yes(), "{formula}");
        assert!(!quick.is_no() || formula.is_no(), "{formula}");
        assert_eq!(formula.value(&|atom| drawn::holds(atom, context)), *at_last, "{formula} in {context:?}");
        assert_eq!(&formula.clone().negated().negated(), formula);
        assert!(!formula.to_string().is_empty());
        if let Some(ways) = formula.ways(64) {
            let any = Formula::any(ways.into_iter().map(Formula::all));
            assert_eq!(any.value(&|atom| drawn::holds(atom, context)), *at_last, "{formula} is not {any}");
        }
    }

    fn join(self, other: Self, how: usize) -> Self {
        let Self { formula, quick, at_last } = other;
        match how {
            0 => Self {
                formula: self.formula.and(formula),
                quick: self.quick.and(quick),
                at_last: self.at_last && at_last,
            },
            1 => Self {
                formula: self.formula.or(formula),
                quick: self.quick.or(quick),
                at_last: self.at_last || at_last,
            },
            _ => Self {
                formula: self.formula.and(formula.not()),
                quick: self.quick.and(quick.not()),
                at_last: self.at_last && !at_last,
            },
        }
    }
}

/// One condition in what is known now and in what is known at last.
fn both(written: &Condition, variables: bool, known: &Context, at_last: &Context) -> Option<Both> {
    let compiled = CompiledCondition::new(written, variables);
    assert_eq!(compiled.is_some(), Operator::parse(&written.operator).is_some(), "{written:?}");
    let compiled = compiled?;
    let (formula, quick): (Formula, Quick) = (compiled.holds(known), compiled.holds(known));
    assert_eq!((quick.is_yes(), quick.is_no()), (formula.is_yes(), formula.is_no()), "{written:?}");
    let answer: Quick = compiled.holds(at_last);
    assert!(answer.is_yes() != answer.is_no(), "{written:?} is not decided in {at_last:?}");
    if let Some(expected) = reference::holds(written, variables, at_last) {
        assert_eq!(answer.is_yes(), expected, "{written:?} variables: {variables} in {at_last:?}");
    }
    (!is_list_to_single(written, at_last)).then(|| Both { formula, quick, at_last: answer.is_yes() })
}

/// A few conditions joined; what is known at first, and the rest of it.
pub fn check(data: &[u8]) {
    let mut tape = Tape::new(data);
    let variables = !tape.happens(4);
    let conditions: Vec<Condition> = (0..=tape.number(4)).map(|_| drawn(&mut tape)).collect();
    let mut known = fill(&mut tape, Context::open(), KEYS.map(str::to_owned));
    hint(&mut tape, &mut known);
    let asked = conditions.iter().filter_map(|it| CompiledCondition::new(it, variables));
    let asked: Vec<String> = asked.flat_map(|it| it.keys().map(str::to_owned).collect::<Vec<_>>()).collect();
    let open = asked.into_iter().filter(|key| known.get(key) == Presence::Unknown).collect::<Vec<_>>();
    let more = fill(&mut tape, Context::complete(), open);
    let at_last = completed(&mut tape, &known, &more);
    let mut sum: Option<Both> = None;
    for written in &conditions {
        let Some(one) = both(written, variables, &known, &at_last) else { continue };
        one.check(&at_last);
        sum = Some(match sum {
            None => one,
            Some(sum) => sum.join(one, tape.number(3)),
        });
        sum.iter().for_each(|it| it.check(&at_last));
    }
}

/// Everything that either knows; what neither knows is absent.
fn completed(tape: &mut Tape<'_>, known: &Context, more: &Context) -> Context {
    let mut all = Context::complete();
    for context in [more, known] {
        let mut keys: Vec<&str> = context.keys().collect();
        keys.sort_unstable();
        for key in keys {
            match context.get(key) {
                Presence::One(value) => all.set(key, ContextValue::One(value.to_owned())),
                Presence::Many(values) => all.set(key, ContextValue::Many(values.to_vec())),
                Presence::Partly(partly) => {
                    if let Some(value) = as_hinted(tape, partly) {
                        all.set(key, ContextValue::One(value));
                    }
                }
                Presence::Absent | Presence::Unknown => {}
            }
        }
    }
    all
}
