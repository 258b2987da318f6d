//! Condition operators: their names taken apart, their opposites, and how they read in words.
//!
//! What they say of a request is decided in [`super::condition`].
//!
//! Source: IAM User Guide, "IAM JSON policy elements: Condition operators" and "Multivalued context keys".

/// What a condition compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Test {
    /// Letter for letter.
    Equals,
    /// Letter for letter, without case.
    EqualsIgnoreCase,
    /// With `*` and `?`.
    Like,
    /// As numbers.
    Number(Order),
    /// As points in time.
    Date(Order),
    /// `true` or `false`.
    Bool,
    /// Base64, letter for letter.
    Binary,
    /// An address in a block.
    Address,
    /// The parts of an ARN one by one, with `*` and `?`. `ArnEquals` and `ArnLike` are one.
    Arn,
    /// Whether the key is absent.
    Null,
}

/// How two ordered values must stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Order {
    /// The same.
    Equal,
    /// The request's is smaller.
    Less,
    /// Smaller or the same.
    LessOrEqual,
    /// Greater.
    Greater,
    /// Greater or the same.
    GreaterOrEqual,
}

/// How a list of values is treated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Set {
    /// The key has one value.
    Single,
    /// `ForAllValues:`
    All,
    /// `ForAnyValue:`
    Any,
}

/// An operator taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Operator {
    /// How a list is treated.
    pub set: Set,
    /// What is compared.
    pub test: Test,
    /// Whether the comparison is turned around.
    pub negated: bool,
    /// Whether a missing key passes.
    pub if_exists: bool,
}

/// Names of operators, their test, and whether they are negated. A positive one comes before its opposite.
const NAMES: [(&str, Test, bool); 27] = [
    ("StringEquals", Test::Equals, false),
    ("StringNotEquals", Test::Equals, true),
    ("StringEqualsIgnoreCase", Test::EqualsIgnoreCase, false),
    ("StringNotEqualsIgnoreCase", Test::EqualsIgnoreCase, true),
    ("StringLike", Test::Like, false),
    ("StringNotLike", Test::Like, true),
    ("NumericEquals", Test::Number(Order::Equal), false),
    ("NumericNotEquals", Test::Number(Order::Equal), true),
    ("NumericLessThan", Test::Number(Order::Less), false),
    ("NumericLessThanEquals", Test::Number(Order::LessOrEqual), false),
    ("NumericGreaterThan", Test::Number(Order::Greater), false),
    ("NumericGreaterThanEquals", Test::Number(Order::GreaterOrEqual), false),
    ("DateEquals", Test::Date(Order::Equal), false),
    ("DateNotEquals", Test::Date(Order::Equal), true),
    ("DateLessThan", Test::Date(Order::Less), false),
    ("DateLessThanEquals", Test::Date(Order::LessOrEqual), false),
    ("DateGreaterThan", Test::Date(Order::Greater), false),
    ("DateGreaterThanEquals", Test::Date(Order::GreaterOrEqual), false),
    ("Bool", Test::Bool, false),
    ("BinaryEquals", Test::Binary, false),
    ("IpAddress", Test::Address, false),
    ("NotIpAddress", Test::Address, true),
    ("ArnLike", Test::Arn, false),
    ("ArnNotLike", Test::Arn, true),
    ("ArnEquals", Test::Arn, false),
    ("ArnNotEquals", Test::Arn, true),
    ("Null", Test::Null, false),
];

impl Operator {
    /// Reads an operator's name. Case does not matter to AWS. `Null` takes no `IfExists`.
    pub fn parse(written: &str) -> Option<Self> {
        let (set, rest) = match written.split_once(':') {
            Some((set, rest)) if set.eq_ignore_ascii_case("ForAllValues") => (Set::All, rest),
            Some((set, rest)) if set.eq_ignore_ascii_case("ForAnyValue") => (Set::Any, rest),
            Some(_) => return None,
            None => (Set::Single, written),
        };
        let cut = rest.len().saturating_sub("IfExists".len());
        let (base, if_exists) = match rest.split_at_checked(cut) {
            Some((base, tail)) if tail.eq_ignore_ascii_case("IfExists") => (base, true),
            _ => (rest, false),
        };
        let (_, test, negated) = NAMES.into_iter().find(|(name, ..)| name.eq_ignore_ascii_case(base))?;
        if test == Test::Null && (if_exists || set != Set::Single) {
            return None;
        }
        Some(Self { set, test, negated, if_exists })
    }

    /// The one name of operators that are the same: in AWS's own letters, and `ArnLike` for `ArnEquals`.
    pub fn one_name(written: &str) -> Option<String> {
        let Self { set, test, negated, if_exists } = Self::parse(written)?;
        let (name, ..) = NAMES.into_iter().find(|(_, of, not)| *of == test && *not == negated)?;
        let set = match set {
            Set::Single => "",
            Set::All => "ForAllValues:",
            Set::Any => "ForAnyValue:",
        };
        Some(format!("{set}{name}{}", if if_exists { "IfExists" } else { "" }))
    }

    /// The operator whose negation a negated one is; none for an operator that is not negated.
    ///
    /// A missing key makes a negated operator true and its positive twin false, so that `IfExists` adds nothing to
    /// the one and is not carried to the other; "all values are not" is the negation of "any value is".
    pub fn positive_twin(written: &str) -> Option<String> {
        let operator = Self::parse(written)?;
        if !operator.negated {
            return None;
        }
        let (name, ..) = NAMES.into_iter().find(|(_, test, negated)| *test == operator.test && !negated)?;
        let set = match operator.set {
            Set::Single => "",
            Set::All => "ForAnyValue:",
            Set::Any => "ForAllValues:",
        };
        // "Any value is not" is false when the key is missing, and with IfExists it is true.
        let twin = format!("{set}{name}");
        (operator.set != Set::Any || !operator.if_exists).then_some(twin)
    }

    /// How an operator reads: before the key, between key and values, and after them.
    pub(super) fn words(written: &str, holds: bool) -> Words {
        let Some(operator) = Self::parse(written) else {
            return Words { set: "", verb: "meets", suffix: "", test: None };
        };
        let verb = match (operator.test, holds != operator.negated) {
            (Test::Equals | Test::EqualsIgnoreCase | Test::Bool | Test::Binary, true) => "is",
            (Test::Equals | Test::EqualsIgnoreCase | Test::Bool | Test::Binary, false) => "is not",
            (Test::Like | Test::Arn, true) => "matches",
            (Test::Like | Test::Arn, false) => "does not match",
            (Test::Address, true) => "is in",
            (Test::Address, false) => "is not in",
            (Test::Number(order), true) => number_words(order).0,
            (Test::Number(order), false) => number_words(order).1,
            (Test::Date(order), true) => date_words(order).0,
            (Test::Date(order), false) => date_words(order).1,
            (Test::Null, _) => "is",
        };
        let set = match (operator.set, holds) {
            (Set::Single, _) => "",
            (Set::All, true) => "every value of ",
            (Set::All, false) => "not every value of ",
            (Set::Any, true) => "any value of ",
            (Set::Any, false) => "no value of ",
        };
        // A set's word carries the negation already.
        let verb = if operator.set != Set::Single && !holds { Self::words(written, true).verb } else { verb };
        let suffix = match (operator.if_exists, holds) {
            (false, _) => "",
            (true, true) => ", or the key is missing",
            (true, false) => ", and the key is there",
        };
        Words { set, verb, suffix, test: Some(operator.test) }
    }
}

fn number_words(order: Order) -> (&'static str, &'static str) {
    match order {
        Order::Equal => ("is", "is not"),
        Order::Less => ("is less than", "is not less than"),
        Order::LessOrEqual => ("is at most", "is not at most"),
        Order::Greater => ("is greater than", "is not greater than"),
        Order::GreaterOrEqual => ("is at least", "is not at least"),
    }
}

fn date_words(order: Order) -> (&'static str, &'static str) {
    match order {
        Order::Equal => ("is", "is not"),
        Order::Less => ("is before", "is not before"),
        Order::LessOrEqual => ("is not after", "is after"),
        Order::Greater => ("is after", "is not after"),
        Order::GreaterOrEqual => ("is not before", "is before"),
    }
}

/// How an operator reads.
pub(super) struct Words {
    pub(super) set: &'static str,
    pub(super) verb: &'static str,
    pub(super) suffix: &'static str,
    test: Option<Test>,
}

impl Words {
    /// The words of a `Null` condition.
    pub(super) fn presence(&self, values: &[String], holds: bool) -> Option<&'static str> {
        if self.test != Some(Test::Null) {
            return None;
        }
        let absent = values.iter().any(|value| value.eq_ignore_ascii_case("true"));
        Some(if absent == holds { "is missing" } else { "is there" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// IAM User Guide, "Condition operators": IfExists goes with every operator but Null.
    #[test]
    fn names_are_taken_apart() {
        let operator = Operator::parse("ForAllValues:stringnotlikeifexists").unwrap();
        assert_eq!(operator, Operator { set: Set::All, test: Test::Like, negated: true, if_exists: true });
        assert_eq!(Operator::parse("NullIfExists"), None);
        assert_eq!(Operator::parse("StringMatches"), None);
        assert_eq!(Operator::parse("ForSomeValues:StringLike"), None);
        assert_eq!(Operator::parse("ArnEquals").map(|it| it.test), Operator::parse("ArnLike").map(|it| it.test));
    }

    #[test]
    fn a_negated_operator_is_the_negation_of_its_twin() {
        assert_eq!(Operator::positive_twin("StringNotEquals").as_deref(), Some("StringEquals"));
        assert_eq!(Operator::positive_twin("ArnNotEqualsIfExists").as_deref(), Some("ArnLike"));
        assert_eq!(Operator::positive_twin("ForAllValues:StringNotLike").as_deref(), Some("ForAnyValue:StringLike"));
        assert_eq!(Operator::positive_twin("ForAnyValue:StringNotLike").as_deref(), Some("ForAllValues:StringLike"));
        assert_eq!(Operator::positive_twin("ForAnyValue:StringNotLikeIfExists"), None);
        assert_eq!(Operator::positive_twin("StringEquals"), None);
    }

    #[test]
    fn operators_that_are_the_same_have_one_name() {
        assert_eq!(
            Operator::one_name("forallvalues:arnequalsifexists").as_deref(),
            Some("ForAllValues:ArnLikeIfExists")
        );
        assert_eq!(
            Operator::one_name("ForAnyValue:StringNotLikeIfExists").as_deref(),
            Some("ForAnyValue:StringNotLikeIfExists")
        );
        assert_eq!(Operator::one_name("DATEEQUALS").as_deref(), Some("DateEquals"));
        assert_eq!(Operator::one_name("Equals"), None);
    }
}
