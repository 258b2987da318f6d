//! A JSON reader that keeps the place of every value, so that edits can leave all other bytes alone.

use std::collections::BTreeSet;
use std::ops::Range;

use super::EditError;

/// A value with its place in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Node {
    pub(super) span: Range<usize>,
    pub(super) shape: Shape,
}

/// What a value is, as far as edits need to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Shape {
    Object(Vec<Member>),
    List(Vec<Node>),
    Text(String),
    /// A number, a boolean or null.
    Other,
}

/// A member of an object; its span runs from the key's quote to the value's end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Member {
    pub(super) key: String,
    pub(super) start: usize,
    pub(super) value: Node,
}

impl Node {
    /// The members, if it is an object.
    pub(super) fn members(&self) -> &[Member] {
        if let Shape::Object(members) = &self.shape { members } else { &[] }
    }

    /// The value of a member by its exact key.
    pub(super) fn get(&self, key: &str) -> Option<&Self> {
        self.members().iter().find(|member| member.key == key).map(|member| &member.value)
    }

    /// The spans of what it contains: items, or members with their keys.
    pub(super) fn parts(&self) -> Vec<Range<usize>> {
        match &self.shape {
            Shape::Object(members) => members.iter().map(|it| it.start..it.value.span.end).collect(),
            Shape::List(items) => items.iter().map(|it| it.span.clone()).collect(),
            Shape::Text(_) | Shape::Other => Vec::new(),
        }
    }
}

/// Reads a whole text. `serde_json` decides what is JSON; this only finds the places.
///
/// # Errors
/// When the text is not JSON, or an object has a key twice (which of them counts is not for us to guess).
pub(super) fn scan(text: &str) -> Result<Node, EditError> {
    serde_json::from_str::<serde::de::IgnoredAny>(text).map_err(|wrong| EditError::NotJson(wrong.to_string()))?;
    let mut scanner = Scanner { text, at: 0 };
    scanner.value()
}

struct Scanner<'a> {
    text: &'a str,
    at: usize,
}

impl Scanner<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip_space(&mut self) {
        while self.peek().is_some_and(|byte| byte.is_ascii_whitespace()) {
            self.at += 1;
        }
    }

    /// Steps over white space and one byte that is known to be there.
    fn step(&mut self) {
        self.skip_space();
        self.at += 1;
    }

    fn value(&mut self) -> Result<Node, EditError> {
        self.skip_space();
        let start = self.at;
        let shape = match self.peek() {
            Some(b'{') => self.object()?,
            Some(b'[') => self.list()?,
            Some(b'"') => Shape::Text(self.string()?),
            Some(_) => {
                while self.peek().is_some_and(|byte| !b",]} \t\r\n".contains(&byte)) {
                    self.at += 1;
                }
                Shape::Other
            }
            None => return Err(EditError::NotJson("the text ends early".to_owned())),
        };
        Ok(Node { span: start..self.at, shape })
    }

    fn object(&mut self) -> Result<Shape, EditError> {
        let mut members = Vec::new();
        let mut keys = BTreeSet::new();
        self.at += 1;
        while !self.ends_with(b'}') {
            let start = self.at;
            let key = self.string()?;
            if !keys.insert(key.clone()) {
                return Err(EditError::Twice(key));
            }
            self.step();
            members.push(Member { key, start, value: self.value()? });
        }
        Ok(Shape::Object(members))
    }

    fn list(&mut self) -> Result<Shape, EditError> {
        let mut items = Vec::new();
        self.at += 1;
        while !self.ends_with(b']') {
            items.push(self.value()?);
        }
        Ok(Shape::List(items))
    }

    /// Steps over a comma, or over the closing byte, which ends the container. Stops before what comes next.
    fn ends_with(&mut self, close: u8) -> bool {
        self.skip_space();
        match self.peek() {
            Some(b',') => self.at += 1,
            Some(byte) if byte != close => {}
            _ => {
                self.at += 1;
                return true;
            }
        }
        self.skip_space();
        false
    }

    fn string(&mut self) -> Result<String, EditError> {
        let start = self.at;
        self.at += 1;
        while let Some(byte) = self.peek() {
            self.at += if byte == b'\\' { 2 } else { 1 };
            if byte == b'"' {
                break;
            }
        }
        let quoted = self.text.get(start..self.at).unwrap_or_default();
        serde_json::from_str(quoted).map_err(|wrong| EditError::NotJson(wrong.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_knows_its_place() {
        let text = " {\"a\" : [1, \"x\\\"y\" ,{}], \"b\\u0063\":null}\n";
        let root = scan(text).unwrap();
        assert_eq!(&text[root.span.clone()], text.trim());
        let list = root.get("a").unwrap();
        let parts: Vec<&str> = list.parts().into_iter().map(|span| &text[span]).collect();
        assert_eq!(parts, ["1", "\"x\\\"y\"", "{}"]);
        assert_eq!(&text[root.get("bc").unwrap().span.clone()], "null");
    }

    #[test]
    fn a_key_that_stands_twice_is_refused() {
        assert_eq!(scan(r#"{"a":1,"a":2}"#), Err(EditError::Twice("a".to_owned())));
        assert!(matches!(scan("{"), Err(EditError::NotJson(_))));
    }
}
