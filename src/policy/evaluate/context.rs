//! The context of a request: which condition keys it has, which it surely lacks, and which nobody knows.
//!
//! Which keys a caller brings by being what it is lives in [`super::caller`].
//!
//! Sources: IAM User Guide, "AWS global condition context keys", "Condition operators" (keys that are not there) and
//! "Single-valued vs. multivalued context keys".

use super::pattern::{Fit, Pattern, Reading};
use crate::policy::actions::ActionTable;
use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};

/// The value of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ContextValue {
    /// Of a key with one value.
    One(String),
    /// Of a key with a list of values, which can be empty.
    Many(Vec<String>),
}

/// What is known of a key whose values are not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Partly {
    /// It has one value, which begins so: the id of a role stands before the name of any of its sessions.
    Begins(Box<str>),
    /// It may be missing; no value of it is covered by this pattern, as an account outside an organization never has
    /// the organization's id.
    Never(Box<Pattern>),
}

impl Partly {
    /// It has one value, which begins with a text.
    pub fn begins(text: &str) -> Self {
        Self::Begins(text.into())
    }

    /// No value of it is covered by a pattern, in which a star is any text.
    pub fn never(pattern: &str) -> Self {
        Self::Never(Box::new(Pattern::new(pattern, Reading { wildcards: true, variables: false })))
    }

    /// What a pattern says of its value, whichever it is.
    pub(super) fn fits(&self, pattern: &Pattern) -> Fit {
        match self {
            Self::Begins(text) => pattern.fit_beginning(text),
            Self::Never(never) if never.surely_covers(pattern) => Fit::No,
            Self::Never(_) => Fit::Open,
        }
    }
}

/// What is known of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence<'c> {
    /// It has one value.
    One(&'c str),
    /// It is a list.
    Many(&'c [String]),
    /// The request does not have it.
    Absent,
    /// Something is known of its values.
    Partly(&'c Partly),
    /// It may be there or not, with any value.
    Unknown,
}

/// The context of a request. Names of keys are compared without case.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Context {
    values: FxHashMap<Box<str>, ContextValue>,
    absent: FxHashSet<Box<str>>,
    partly: FxHashMap<Box<str>, Partly>,
    complete: bool,
}

/// A context in which nothing is known, for patterns that ask for nothing.
pub(super) static NOTHING: Context = Context {
    values: FxHashMap::with_hasher(FxBuildHasher),
    absent: FxHashSet::with_hasher(FxBuildHasher),
    partly: FxHashMap::with_hasher(FxBuildHasher),
    complete: false,
};

impl Context {
    /// A context in which every key that is not given is absent.
    pub fn complete() -> Self {
        Self { complete: true, ..Self::default() }
    }

    /// A context in which a key that is not given may have any value.
    pub fn open() -> Self {
        Self::default()
    }

    /// Whether keys that are not given are absent.
    pub fn is_complete(&self) -> bool {
        self.complete
    }

    /// With a key that has one value.
    #[must_use]
    pub fn with(mut self, key: &str, value: &str) -> Self {
        self.set(key, ContextValue::One(value.to_owned()));
        self
    }

    /// With a key that has a list of values.
    #[must_use]
    pub fn with_list(mut self, key: &str, values: &[&str]) -> Self {
        self.set(key, ContextValue::Many(values.iter().map(|&value| value.to_owned()).collect()));
        self
    }

    /// With a key that is surely not there.
    #[must_use]
    pub fn without(mut self, key: &str) -> Self {
        self.forget(key);
        self
    }

    /// Gives a key a value. A list is taken as such only for keys that can hold one, or that nobody knows; one value
    /// of a key that holds a list is a list of one.
    pub fn set(&mut self, key: &str, value: ContextValue) {
        let key = key.to_ascii_lowercase();
        let value = match (count(&key), value) {
            (Some(Count::Many), ContextValue::One(value)) => ContextValue::Many(vec![value]),
            (Some(Count::One), ContextValue::Many(values)) if values.len() == 1 => {
                ContextValue::One(values.into_iter().next().unwrap_or_default())
            }
            (_, value) => value,
        };
        self.absent.remove(key.as_str());
        self.partly.remove(key.as_str());
        self.values.insert(key.into(), value);
    }

    /// Gives a key that holds one value its value, unless something is known of it.
    pub fn set_default(&mut self, key: &str, value: &str) {
        let name = key.to_ascii_lowercase();
        if !self.tells(&name) {
            self.values.insert(name.into(), ContextValue::One(value.to_owned()));
        }
    }

    /// Gives a key that holds a list its values, unless something is known of it.
    pub fn set_list_default(&mut self, key: &str, values: Vec<String>) {
        let name = key.to_ascii_lowercase();
        if !self.tells(&name) {
            self.values.insert(name.into(), ContextValue::Many(values));
        }
    }

    /// Says what is known of a key without its values, unless something is known of it. In a complete context a key
    /// that is not given is absent, and stays so.
    pub fn set_partly_default(&mut self, key: &str, partly: Partly) {
        let name = key.to_ascii_lowercase();
        if !self.complete && !self.tells(&name) {
            self.partly.insert(name.into(), partly);
        }
    }

    /// Says that a key is surely not there, unless something is known of it.
    pub fn forget_default(&mut self, key: &str) {
        let name = key.to_ascii_lowercase();
        if !self.tells(&name) {
            self.absent.insert(name.into());
        }
    }

    /// Whether something is known of a key, in small letters.
    fn tells(&self, key: &str) -> bool {
        self.values.contains_key(key) || self.absent.contains(key) || self.partly.contains_key(key)
    }

    fn forget(&mut self, key: &str) {
        let key = key.to_ascii_lowercase();
        self.values.remove(key.as_str());
        self.partly.remove(key.as_str());
        self.absent.insert(key.into());
    }

    /// The keys of which something is known, in small letters and in no order.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.values.keys().chain(&self.absent).chain(self.partly.keys()).map(|key| &**key)
    }

    /// What is known of a key; `key` in small letters.
    pub fn get(&self, key: &str) -> Presence<'_> {
        match self.values.get(key) {
            Some(ContextValue::One(value)) => Presence::One(value),
            Some(ContextValue::Many(values)) => Presence::Many(values),
            None if self.complete || self.absent.contains(key) => Presence::Absent,
            None => self.partly.get(key).map_or(Presence::Unknown, Presence::Partly),
        }
    }
}

/// How many values a key has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Count {
    One,
    Many,
}

/// Keys whose count is known. Of others the form in which a value is given decides.
///
/// Source: IAM User Guide, "AWS global condition context keys", value type of each key; Service Authorization
/// Reference, condition keys of each service.
fn count(key: &str) -> Option<Count> {
    let many = |many| if many { Count::Many } else { Count::One };
    ActionTable::aws().find_key(key).map(|known| many(known.is_multivalued()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_no_case_and_lists_follow_their_key() {
        let context = Context::open().with("AWS:PrincipalArn", "x").with_list("aws:SourceIp", &["203.0.113.7"]);
        assert_eq!(context.get("aws:principalarn"), Presence::One("x"));
        assert_eq!(context.get("aws:sourceip"), Presence::One("203.0.113.7"));
        assert_eq!(context.get("aws:sourcevpc"), Presence::Unknown);
        assert_eq!(context.without("aws:SourceVpc").get("aws:sourcevpc"), Presence::Absent);
        let tags = Context::complete().with("aws:TagKeys", "team");
        assert_eq!(tags.get("aws:tagkeys"), Presence::Many(&["team".to_owned()]));
        assert_eq!(tags.get("aws:sourcevpc"), Presence::Absent);
    }
}
