//! The filter language: words that are matched loosely, and fields such as `kind:role`, `sev>=high` or `!acct:prod`.

use std::fmt;

use frizbee::{CaseMatching, Config, Matcher};

use crate::finding::{Severity, Status};

macro_rules! fields {
    ($($variant:ident => $($word:literal)|+, $doc:literal;)+) => {
        /// A field that a filter can ask for.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Field { $(#[doc = $doc] $variant),+ }

        impl Field {
            fn from_word(word: &str) -> Option<Self> {
                match word { $($($word)|+ => Some(Self::$variant),)+ _ => None }
            }
        }

        /// Every field with its spellings and what it matches, for help and documentation.
        pub const FIELDS: &[(&[&str], &str)] = &[$((&[$($word),+], $doc)),+];
    };
}

fields! {
    Kind => "kind", "The kind of resource, such as `bucket` or `role`.";
    Account => "acct" | "account", "The account's name or number, or a part of it.";
    Region => "region", "The region, or a part of it.";
    Name => "name", "The resource's name, or a part of it.";
    Severity => "sev" | "severity", "The severity: `sev:high`, or a comparison such as `sev>=high`.";
    Check => "check", "The check's id, or a part of it.";
    Status => "status", "`fail` or `unknown`.";
    Tag => "tag", "A tag: its key, or `key=value`.";
    Layer => "layer", "The layer of the pipeline.";
    Domain => "domain", "The security domain.";
    Access => "access", "On the screens of access: a kind of access, such as `read` or `admin`, or `outside`.";
    Via => "via", "On the screens of access: where it comes from, such as `group` or `resource`.";
    Class => "class" | "classification", "The classification: `public`, `internal`, `restricted`, `unclassified`.";
}

/// How a severity is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compare {
    /// The same.
    Equal,
    /// As bad or worse.
    AtLeast,
    /// As bad or better.
    AtMost,
    /// Worse.
    Above,
    /// Better.
    Below,
}

impl Compare {
    fn holds(self, held: Severity, wanted: Severity) -> bool {
        match self {
            Self::Equal => held == wanted,
            Self::AtLeast => held >= wanted,
            Self::AtMost => held <= wanted,
            Self::Above => held > wanted,
            Self::Below => held < wanted,
        }
    }
}

/// Something that a filter can be held against.
pub trait Subject {
    /// What loose words are matched against.
    fn words(&self) -> &str;
    /// Whether a field holds this text (in small letters).
    fn field(&self, field: Field, text: &str) -> bool;
    /// Its severities: one for a finding, each of its findings for a resource.
    fn any_severity(&self, test: &dyn Fn(Severity) -> bool) -> bool;
    /// Whether it has this status.
    fn status(&self, status: Status) -> bool;
}

#[derive(Debug, Clone)]
enum Test {
    Words { matcher: Box<Matcher>, least: u16 },
    Text(Field, String),
    Severity(Compare, Severity),
    Status(Status),
}

#[derive(Debug, Clone)]
struct Term {
    negate: bool,
    test: Test,
}

/// A filter, ready to be held against rows. All of its terms must hold.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    terms: Vec<Term>,
}

/// What is wrong with a filter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilterError(pub String);

impl fmt::Display for FilterError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Filter {
    /// Reads a filter.
    ///
    /// # Errors
    /// When a field or a value is not known; the message names the known ones.
    pub fn parse(text: &str) -> Result<Self, FilterError> {
        let terms = text.split_whitespace().filter(|word| *word != "!").map(term).collect::<Result<_, _>>()?;
        Ok(Self { terms })
    }

    /// Whether it lets everything through.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// Whether a row passes.
    pub fn passes(&mut self, subject: &impl Subject) -> bool {
        self.terms.iter_mut().all(|term| term.test.holds(subject) != term.negate)
    }
}

impl Test {
    fn holds(&mut self, subject: &impl Subject) -> bool {
        match self {
            Self::Words { matcher, least } => {
                matcher.match_one(subject.words(), 0).is_some_and(|found| found.score >= *least)
            }
            Self::Text(field, text) => subject.field(*field, text),
            Self::Severity(compare, wanted) => subject.any_severity(&|held| compare.holds(held, *wanted)),
            Self::Status(status) => subject.status(*status),
        }
    }
}

fn term(word: &str) -> Result<Term, FilterError> {
    let (negate, word) = word.strip_prefix('!').map_or((false, word), |rest| (true, rest));
    let split = word.find([':', '<', '>']).filter(|at| *at > 0);
    let test = match split.map(|at| word.split_at(at)) {
        Some((field, rest)) => field_test(field, rest)?,
        None => loose(word),
    };
    Ok(Term { negate, test })
}

fn field_test(word: &str, rest: &str) -> Result<Test, FilterError> {
    let field = Field::from_word(&word.to_ascii_lowercase()).ok_or_else(|| {
        let known: Vec<&str> = FIELDS.iter().filter_map(|(words, _)| words.first().copied()).collect();
        FilterError(format!("no field {word}; fields are {}", known.join(", ")))
    })?;
    let operators = [
        (">=", Compare::AtLeast),
        ("<=", Compare::AtMost),
        (">", Compare::Above),
        ("<", Compare::Below),
        (":", Compare::Equal),
    ];
    let (compare, value) = operators
        .iter()
        .find_map(|(sign, compare)| rest.strip_prefix(sign).map(|value| (*compare, value.to_lowercase())))
        .unwrap_or((Compare::Equal, String::new()));
    match field {
        Field::Severity => Severity::from_word(&value)
            .map(|severity| Test::Severity(compare, severity))
            .ok_or_else(|| FilterError("severities are critical, high, medium, low".to_owned())),
        Field::Status => match value.as_str() {
            "fail" => Ok(Test::Status(Status::Fail)),
            "unknown" => Ok(Test::Status(Status::Unknown)),
            _ => Err(FilterError("a status is fail or unknown".to_owned())),
        },
        _ if compare != Compare::Equal => Err(FilterError(format!("{word} is compared with a colon: {word}:{value}"))),
        _ => Ok(Test::Text(field, value)),
    }
}

/// A loose word: its letters in order, near each other. Letters strewn over a long name are no match.
fn loose(word: &str) -> Test {
    let config = Config::default().casing(CaseMatching::Ignore);
    let per_letter = config.scoring.match_score;
    let letters = u16::try_from(word.chars().count()).unwrap_or(u16::MAX);
    let least = letters.saturating_mul(per_letter) / 6 * 5;
    Test::Words { matcher: Box::new(Matcher::new(word, &config)), least }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Bucket;

    impl Subject for Bucket {
        fn words(&self) -> &str {
            "raw-payments s3-bucket-public-policy"
        }
        fn field(&self, field: Field, text: &str) -> bool {
            match field {
                Field::Kind => "bucket" == text,
                Field::Account => "production".contains(text),
                _ => false,
            }
        }
        fn any_severity(&self, test: &dyn Fn(Severity) -> bool) -> bool {
            test(Severity::High)
        }
        fn status(&self, status: Status) -> bool {
            status == Status::Fail
        }
    }

    fn passes(text: &str) -> bool {
        Filter::parse(text).unwrap().passes(&Bucket)
    }

    #[test]
    fn all_terms_must_hold() {
        assert!(passes("kind:bucket acct:prod sev>=high"));
        assert!(!passes("kind:bucket acct:dev"));
        assert!(passes(""));
    }

    #[test]
    fn an_exclamation_mark_negates() {
        assert!(passes("!kind:role"));
        assert!(!passes("!pay"));
        assert!(passes("!status:unknown"));
    }

    #[test]
    fn severities_compare() {
        assert!(passes("sev>medium") && passes("sev<=high") && passes("severity:h"));
        assert!(!passes("sev>high") && !passes("sev<high"));
    }

    #[test]
    fn loose_words_need_their_letters_near_each_other() {
        assert!(passes("paymnts") && passes("rawpay") && passes("PAY"));
        assert!(!passes("zebra") && !passes("wmkic"));
    }

    #[test]
    fn what_is_not_understood_is_said() {
        assert!(Filter::parse("colour:red").unwrap_err().0.contains("kind"));
        assert!(Filter::parse("sev:awful").unwrap_err().0.contains("critical"));
        assert!(Filter::parse("kind>=role").unwrap_err().0.contains("kind:role"));
    }
}
