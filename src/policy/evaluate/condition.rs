//! What a condition says of a request: it holds, does not hold, or depends on a key that nobody knows.
//!
//! Sources: IAM User Guide, "IAM JSON policy elements: Condition operators" (each operator, `IfExists`, `Null`, keys
//! that are missing), "Multivalued context keys" (`ForAllValues`, `ForAnyValue`), "Conditions with multiple context
//! keys or values" (values are alternatives; negated operators refuse all of them).

use core::net::IpAddr;

use super::compare::{self, Moment};
use super::context::{Context, Partly, Presence};
use super::formula::{Atom, Requirement};
use super::operator::{Operator, Order, Set, Test};
use super::pattern::{Fit, Pattern, Reading};
use super::truth::Truth;
use super::verdict::Rule;
use crate::policy::Condition;

/// A compiled condition.
#[derive(Debug, Clone)]
pub struct CompiledCondition {
    operator: Operator,
    key: Box<str>,
    values: Values,
    written: Requirement,
}

#[derive(Debug, Clone)]
enum Values {
    Patterns(Vec<Pattern>),
    Numbers(Vec<compare::Number>),
    Dates(Vec<Moment>),
    Flags(Vec<bool>),
    Blocks(Vec<(IpAddr, u8)>),
    Absent(Vec<bool>),
}

/// Whether one value of a request passes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Passes {
    Yes,
    No,
    Open,
}

impl CompiledCondition {
    /// Compiles a condition; none when its operator does not exist.
    ///
    /// A value that is no number, date, flag or block where one is due matches nothing.
    pub fn new(condition: &Condition, variables: bool) -> Option<Self> {
        let operator = Operator::parse(&condition.operator)?;
        let values = &condition.values;
        let patterns = |wildcards| {
            Values::Patterns(values.iter().map(|it| Pattern::new(it, Reading { wildcards, variables })).collect())
        };
        let compiled = match operator.test {
            Test::Equals | Test::EqualsIgnoreCase => patterns(false),
            Test::Like | Test::Arn => patterns(true),
            Test::Binary => Values::Patterns(
                values.iter().map(|it| Pattern::new(it, Reading { wildcards: false, variables: false })).collect(),
            ),
            Test::Number(_) => Values::Numbers(values.iter().filter_map(|it| compare::number(it)).collect()),
            Test::Date(_) => Values::Dates(values.iter().filter_map(|it| compare::moment(it)).collect()),
            Test::Bool => Values::Flags(values.iter().filter_map(|it| compare::flag(it)).collect()),
            Test::Address => Values::Blocks(values.iter().filter_map(|it| compare::block(it)).collect()),
            Test::Null => Values::Absent(values.iter().filter_map(|it| compare::flag(it)).collect()),
        };
        let written = Requirement {
            operator: condition.operator.clone(),
            key: condition.key.clone(),
            values: values.clone(),
            variables,
        };
        Some(Self { operator, key: condition.key.to_ascii_lowercase().into(), values: compiled, written })
    }

    /// The condition as written.
    pub fn written(&self) -> &Requirement {
        &self.written
    }

    /// All keys that it asks for, in small letters: its own and those of variables in its values.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        let patterns: &[Pattern] = if let Values::Patterns(all) = &self.values { all } else { &[] };
        std::iter::once(self.key()).chain(patterns.iter().flat_map(Pattern::variables))
    }

    /// The key, in small letters.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// The rule that decides it and that the documentation leaves open.
    pub(super) fn reading(&self, context: &Context) -> Option<Rule> {
        let found = context.get(&self.key);
        if matches!(found, Presence::Many(_)) && self.operator.set == Set::Single && self.operator.test != Test::Null {
            return Some(Rule::ListToSingleValue);
        }
        let Values::Patterns(patterns) = &self.values else { return None };
        let compared = matches!(found, Presence::One(_) | Presence::Many(_));
        if compared && self.operator.test == Test::Arn && patterns.iter().any(|it| !is_arn(it.written())) {
            return Some(Rule::PatternIsNoArn);
        }
        let lacks = |it: &Pattern| it.has_variable() && it.fit("", context) == Fit::Unresolved;
        (compared && patterns.iter().any(lacks)).then_some(Rule::VariableWithoutValue)
    }

    /// What it says of a request.
    pub fn holds<T: Truth>(&self, context: &Context) -> T {
        match self.passes(context) {
            Passes::Yes => T::of(true),
            Passes::No => T::of(false),
            Passes::Open => T::open(|| Atom::Condition(self.written.clone())),
        }
    }

    fn passes(&self, context: &Context) -> Passes {
        let found = context.get(&self.key);
        if let Values::Absent(wanted) = &self.values {
            return null(wanted, found);
        }
        match (found, self.operator.set) {
            (Presence::Unknown, _) => Passes::Open,
            (Presence::Absent, set) => self.missing(set),
            (Presence::Partly(partly), set) => self.partly(partly, set),
            // To set operators what is empty is as good as missing.
            (Presence::One(""), set @ (Set::All | Set::Any)) => self.missing(set),
            (Presence::Many(values), set @ (Set::All | Set::Any)) if is_empty(values) => self.missing(set),
            (Presence::One(value), _) => self.one(value, context),
            // A list answers to set operators only.
            (Presence::Many(_), Set::Single) => Passes::No,
            (Presence::Many(values), Set::All) => fold(values, |value| self.one(value, context), Passes::Yes),
            (Presence::Many(values), Set::Any) => fold(values, |value| self.one(value, context), Passes::No),
        }
    }

    /// What holds whatever the values are, and whether or not they are there.
    fn partly(&self, partly: &Partly, set: Set) -> Passes {
        let Values::Patterns(patterns) = &self.values else { return Passes::Open };
        if matches!(self.operator.test, Test::Arn | Test::EqualsIgnoreCase)
            || patterns.iter().any(Pattern::has_variable)
        {
            return Passes::Open;
        }
        let there = self.any_fits(patterns.iter().map(|pattern| partly.fits(pattern)));
        match partly {
            Partly::Begins(_) => there,
            Partly::Never(_) if there == self.missing(set) => there,
            Partly::Never(_) => Passes::Open,
        }
    }

    fn missing(&self, set: Set) -> Passes {
        let holds = match set {
            _ if self.operator.if_exists => true,
            Set::All => true,
            Set::Any => false,
            Set::Single => self.operator.negated,
        };
        if holds { Passes::Yes } else { Passes::No }
    }

    fn one(&self, value: &str, context: &Context) -> Passes {
        let matches = match &self.values {
            Values::Patterns(patterns) => return self.text(patterns, value, context),
            Values::Numbers(wanted) => {
                compare::number(value).map(|value| wanted.iter().any(|it| self.stands(&value, it)))
            }
            Values::Dates(wanted) => {
                compare::moment(value).map(|value| wanted.iter().any(|it| self.stands(&value, it)))
            }
            Values::Flags(wanted) => compare::flag(value).map(|value| wanted.contains(&value)),
            Values::Blocks(wanted) => {
                compare::address(value).map(|it| wanted.iter().any(|block| compare::inside(it, *block)))
            }
            Values::Absent(_) => None,
        };
        // A value of another type matches nothing, and so passes what is negated.
        if matches.unwrap_or(false) == self.operator.negated { Passes::No } else { Passes::Yes }
    }

    fn stands<V: PartialOrd>(&self, found: &V, wanted: &V) -> bool {
        let (Test::Number(order) | Test::Date(order)) = self.operator.test else { return false };
        match order {
            Order::Equal => found == wanted,
            Order::Less => found < wanted,
            Order::LessOrEqual => found <= wanted,
            Order::Greater => found > wanted,
            Order::GreaterOrEqual => found >= wanted,
        }
    }

    fn text(&self, patterns: &[Pattern], value: &str, context: &Context) -> Passes {
        self.any_fits(patterns.iter().map(|pattern| self.fit(pattern, value, context)))
    }

    fn any_fits(&self, fits: impl Iterator<Item = Fit>) -> Passes {
        let mut open = false;
        for fit in fits {
            match fit {
                Fit::Yes => return if self.operator.negated { Passes::No } else { Passes::Yes },
                Fit::Open => open = true,
                // A variable without a value never matches; an inverted operator matches.
                Fit::No | Fit::Unresolved => {}
            }
        }
        match (open, self.operator.negated) {
            (true, _) => Passes::Open,
            (false, true) => Passes::Yes,
            (false, false) => Passes::No,
        }
    }

    fn fit(&self, pattern: &Pattern, value: &str, context: &Context) -> Fit {
        match self.operator.test {
            Test::Arn => pattern.fit_arn(value, context),
            Test::EqualsIgnoreCase => match pattern.text(context) {
                Ok(text) if text.eq_ignore_ascii_case(value) || text.to_lowercase() == value.to_lowercase() => Fit::Yes,
                Ok(_) => Fit::No,
                Err(fit) => fit,
            },
            _ => pattern.fit(value, context),
        }
    }
}

/// `Null: true` wants the key absent; `false` wants it there with a value.
fn null(wanted: &[bool], found: Presence<'_>) -> Passes {
    let absent = match found {
        Presence::Unknown | Presence::Partly(_) if wanted.contains(&true) && wanted.contains(&false) => {
            return Passes::Yes;
        }
        Presence::Unknown | Presence::Partly(_) if wanted.is_empty() => return Passes::No,
        Presence::Unknown | Presence::Partly(Partly::Never(_)) => return Passes::Open,
        Presence::Partly(Partly::Begins(_)) => false,
        Presence::Absent => true,
        Presence::Many(values) => is_empty(values),
        Presence::One(_) => false,
    };
    if wanted.contains(&absent) { Passes::Yes } else { Passes::No }
}

/// Whether a pattern has the six parts of an ARN; a variable may hold some.
fn is_arn(pattern: &str) -> bool {
    pattern.contains("${") || pattern.splitn(6, ':').count() == 6
}

/// Whether a list holds nothing: no value, or empty ones only.
///
/// Source: IAM User Guide, "Multivalued context key examples": a value that resolves to a null dataset, such as an
/// empty string, is treated as a key that is missing, and `Null: false` keeps it out.
fn is_empty(values: &[String]) -> bool {
    values.iter().all(String::is_empty)
}

/// All must pass (`neutral` is yes) or any (`neutral` is no).
fn fold(values: &[String], mut passes: impl FnMut(&str) -> Passes, neutral: Passes) -> Passes {
    let mut sum = neutral;
    for value in values {
        match passes(value) {
            Passes::Open => sum = Passes::Open,
            decided if decided != neutral => return decided,
            _ => {}
        }
    }
    sum
}
