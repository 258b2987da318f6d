//! Where in a document the reader is. A place costs nothing until an error is written.

use core::cell::Cell;
use core::fmt;

use serde::de;

use super::ParseError;

/// The error of a document. The deserializer's own error has no room for a place.
pub(super) type Sink = Cell<Option<ParseError>>;

/// A place in a document, such as `Statement[2].Principal`.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    sink: &'a Sink,
    way: Way<'a>,
}

/// The last part of the way to a place.
#[derive(Clone, Copy)]
enum Way<'a> {
    Document,
    Member(&'a Way<'a>, &'a str),
    Item(&'a Way<'a>, usize),
}

impl<'a> Place<'a> {
    /// The whole document.
    pub(super) fn root(sink: &'a Sink) -> Self {
        Self { sink, way: Way::Document }
    }

    /// A member of the object here.
    pub(super) fn member(&'a self, name: &'a str) -> Self {
        Self { sink: self.sink, way: Way::Member(&self.way, name) }
    }

    /// An item of the list here.
    pub(super) fn item(&'a self, index: usize) -> Self {
        Self { sink: self.sink, way: Way::Item(&self.way, index) }
    }

    /// Stops reading: what is wrong here.
    pub(super) fn wrong<T, E: de::Error>(&self, what: impl Into<String>) -> Result<T, E> {
        let what = what.into();
        let error = E::custom(&what);
        self.sink.set(Some(ParseError { place: self.to_string(), what }));
        Err(error)
    }
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.way.fmt(f)
    }
}

impl fmt::Display for Way<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Document => f.write_str("document"),
            Self::Member(Self::Document, name) => f.write_str(shown(name)),
            Self::Member(above, name) => write!(f, "{above}.{}", shown(name)),
            Self::Item(above, index) => write!(f, "{above}[{index}]"),
        }
    }
}

/// A name that is empty would leave no place to read.
fn shown(name: &str) -> &str {
    if name.is_empty() { "\"\"" } else { name }
}
